"""Desk pages on which proposed groups are looked at, corrected and confirmed. Nothing applies by itself."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.catalogue.models import Decision
from decisions.errors import DecisionsError, NotAllowedError, NotFoundError
from decisions.feedback.desk.places import READERS, answerable, blueprint, desk_page, readable
from decisions.feedback.forms import GroupAnswerForm
from decisions.feedback.operations import grouping as operations
from decisions.feedback.permissions import may_answer
from decisions.feedback.queries.groups import (
    Counts,
    count_groups,
    find_last_act,
    find_next_proposal,
    get_group,
    list_groups,
    list_members,
    list_targets,
    list_topic_labels,
)
from decisions.feedback.queries.work import list_topics
from decisions.feedback.rules.groups import VERB_LABELS, GroupKind, GroupState
from decisions.services.actor import Role
from decisions.services.background import find_job
from decisions.web import transactions
from decisions.web.acts import refusal_lines
from decisions.web.guards import current_actor, staff
from decisions.web.i18n import translate
from decisions.web.pagination import requested_page
from decisions.web.transactions import current_session

GROUPS_A_PAGE = 20
MEMBERS_A_PAGE = 20
_TAB = "/groups"
_LISTS = "/desk/decisions/<code>/feedback/groups"
_GROUP = f"{_LISTS}/<int:group_id>"
_VIEWS = (
    (GroupKind.COPIES, GroupState.PROPOSED),
    (GroupKind.TOPIC, GroupState.PROPOSED),
    (GroupKind.COPIES, GroupState.CONFIRMED),
    (GroupKind.TOPIC, GroupState.CONFIRMED),
)
Again = Callable[[DecisionsError], ResponseReturnValue]


def carry_out(run: Callable[[], object], *, path: str, again: Again) -> ResponseReturnValue:
    """Carry out an act that says what it did; a refusal is shown on the page it came from."""
    try:
        done = run()
    except (NotAllowedError, NotFoundError):
        raise
    except DecisionsError as error:
        transactions.undo()
        return again(error)
    flash(str(done), "success")
    return redirect(path, 303)


def undo_offer(decision: Decision) -> dict[str, Any] | None:
    """Return the person's last act, for the button that takes it back; None when there is none."""
    actor = current_actor()
    if not may_answer(actor, decision):
        return None
    last = find_last_act(current_session(), decision.id, actor.id)
    if last is None:
        return None
    words = _(
        "撤销：%(verb)s %(title)s",
        verb=translate(VERB_LABELS[last.verb]),
        title=translate(last.title_message),
    )
    return {"id": last.id, "label": words}


def typed_numbers(name: str) -> list[int]:
    """Return the numbers sent under a name; what is none is left out."""
    return [int(each) for each in request.form.getlist(name) if each.isdecimal() and len(each) < 12]


def _typed_reads(name: str) -> list[tuple[int, int]]:
    """Return the groups sent with the revision that was read, as id:revision."""
    found = []
    for each in request.form.getlist(name):
        group_id, _colon, revision = each.partition(":")
        if group_id.isdecimal() and revision.isdecimal() and len(each) < 24:
            found.append((int(group_id), int(revision)))
    return found


@blueprint.get(_LISTS)
@staff(*READERS)
def groups(code: str) -> ResponseReturnValue:
    """List proposals and what was confirmed, the largest first."""
    return _list_page(readable(code))


def _list_page(decision: Decision, refusal: DecisionsError | None = None) -> ResponseReturnValue:
    session = current_session()
    counts = count_groups(session, decision.id)
    topics = list_topics(session, decision.id)
    kind, state = _asked_view(counts)
    page = requested_page(counts.get((kind, state), 0), GROUPS_A_PAGE)
    is_topics = (kind, state) == _VIEWS[3]
    html = desk_page(
        "feedback/desk/groups.html",
        decision,
        _TAB,
        views=_views(decision, counts, len(topics), (kind, state)),
        kind=kind,
        state=state,
        page=page,
        page_href=f"?kind={kind}&state={state}&page=",
        groups=[]
        if is_topics
        else list_groups(session, decision.id, kind, state, limit=page.size, offset=page.offset),
        topics=topics if is_topics else (),
        job=find_job(session, operations.PROPOSING, decision.code),
        undo=undo_offer(decision),
        problems=refusal_lines(refusal),
        chosen=request.form.getlist("chosen"),
    )
    return (html, refusal.status) if refusal else html


def _asked_view(counts: Counts) -> tuple[GroupKind, GroupState]:
    """Return which list is asked for; without a word the first in which something waits."""
    asked = request.args.get("kind", ""), request.args.get("state", "")
    waiting = next((view for view in _VIEWS[:2] if counts.get(view)), _VIEWS[0])
    return next((view for view in _VIEWS if view == asked), waiting)


def _views(
    decision: Decision, counts: Counts, topics: int, current: tuple[GroupKind, GroupState]
) -> list[dict[str, Any]]:
    labels = (
        _("重复意见建议（%(count)s）", count=counts.get(_VIEWS[0], 0)),
        _("主题建议（%(count)s）", count=counts.get(_VIEWS[1], 0)),
        _("已确认的重复意见（%(count)s）", count=counts.get(_VIEWS[2], 0)),
        _("已确认的主题（%(count)s）", count=topics),
    )
    base = f"/desk/decisions/{decision.code}/feedback/groups"
    return [
        {"label": label, "href": f"{base}?kind={kind}&state={state}", "current": (kind, state) == current}
        for label, (kind, state) in zip(labels, _VIEWS, strict=True)
    ]


@blueprint.post(_LISTS)
@staff(Role.DRAFTER)
def act_on_groups(code: str) -> ResponseReturnValue:
    """Confirm a page of proposals, or what was chosen on it; or merge or dissolve what was chosen."""
    decision = answerable(code)

    def run() -> object:
        known: dict[str, Any] = {"actor": current_actor(), "now": clock.now()}
        if "dissolve" in request.form:
            count = operations.dissolve_groups(current_session(), decision, _typed_reads("chosen"), **known)
            return _("已解散 %(count)s 组，其中的意见不再归在一起。", count=count)
        if "merge" in request.form:
            count = operations.merge_chosen(current_session(), decision, _typed_reads("chosen"), **known)
            return _("已合并选中的 %(count)s 组。", count=count)
        reads = _typed_reads("listed" if "confirm_page" in request.form else "chosen")
        result = operations.confirm_groups(current_session(), decision, reads, **known)
        _flash_refused(result.refused)
        return _("已确认 %(count)s 组。", count=result.count)

    place = f"?{request.query_string.decode()}" if request.query_string else ""
    return carry_out(
        run,
        path=f"/desk/decisions/{code}/feedback/groups{place}",
        again=lambda error: _list_page(decision, error),
    )


def _flash_refused(refused: Iterable[tuple[Any, DecisionsError]]) -> None:
    for title, error in refused:
        words = {"title": translate(title), "reason": translate(error.reader_message)}
        flash(_("%(title)s没有确认：%(reason)s", **words), "warning")


@blueprint.post(f"{_LISTS}/propose")
@staff(Role.DRAFTER)
def propose_groups(code: str) -> ResponseReturnValue:
    """Ask for new proposals, made in the background."""
    decision = answerable(code)
    operations.request_proposals(current_session(), decision, actor=current_actor(), now=clock.now())
    flash(_("正在后台生成归并建议。已确认的不受影响，可以先做别的事。"), "success")
    return redirect(f"/desk/decisions/{code}/feedback/groups", 303)


@blueprint.post(f"{_LISTS}/undo")
@staff(Role.DRAFTER)
def undo_grouping(code: str) -> ResponseReturnValue:
    """Take the person's last act back."""
    decision = answerable(code)
    act_id = next(iter(typed_numbers("act")), 0)

    def run() -> object:
        act = operations.undo_act(current_session(), decision, act_id, actor=current_actor(), now=clock.now())
        return _(
            "已撤销：%(verb)s %(title)s。",
            verb=translate(VERB_LABELS[act.verb]),
            title=translate(act.title_message),
        )

    path = f"/desk/decisions/{code}/feedback/groups"
    return carry_out(run, path=path, again=lambda error: _list_page(decision, error))


@blueprint.get(_GROUP)
@staff(*READERS)
def group(code: str, group_id: int) -> ResponseReturnValue:
    """Show a group with its members and what differs inside it."""
    return _group_page(readable(code), group_id)


def _group_page(
    decision: Decision, group_id: int, refusal: DecisionsError | None = None
) -> ResponseReturnValue:
    session = current_session()
    found = get_group(session, decision.id, group_id)
    kind = found.group.kind
    page = requested_page(found.group.size, MEMBERS_A_PAGE)
    topics = list_topic_labels(session, decision.id) if kind is GroupKind.TOPIC else ()
    html = desk_page(
        "feedback/desk/groups_one.html",
        decision,
        _TAB,
        found=found,
        page=page,
        members=list_members(session, found.group, found.text, limit=page.size, offset=page.offset),
        targets=list_targets(session, decision.id, kind, without=group_id),
        topics=topics,
        undo=undo_offer(decision),
        problems=refusal_lines(refusal),
        chosen=typed_numbers("chosen"),
        target=request.form.get("target", ""),
        label=request.form.get("label", found.group.label),
    )
    return (html, refusal.status) if refusal else html


@blueprint.post(_GROUP)
@staff(Role.DRAFTER)
def act_on_group(code: str, group_id: int) -> ResponseReturnValue:
    """Confirm, rename, split, move, merge or dissolve a group, by the button that was pressed."""
    decision = answerable(code)
    base = f"/desk/decisions/{code}/feedback/groups"
    kind = get_group(current_session(), decision.id, group_id).group.kind
    name = next((each for each in _ACTS if each in request.form), "confirm")
    read = (group_id, next(iter(typed_numbers("revision")), 0))

    def run() -> object:
        return _ACTS[name](decision, read, {"actor": current_actor(), "now": clock.now()})

    answer = carry_out(
        run, path=f"{base}/{group_id}", again=lambda error: _group_page(decision, group_id, error)
    )
    if name in {"confirm", "merge", "dissolve"} and not isinstance(answer, tuple | str):
        following = find_next_proposal(current_session(), decision.id, kind)
        return redirect(f"{base}/{following}" if following else f"{base}?kind={kind}&state=confirmed", 303)
    return answer


def _confirm(decision: Decision, read: tuple[int, int], known: dict[str, Any]) -> object:
    operations.confirm_group(current_session(), decision, read, label=request.form.get("label"), **known)
    return _("已确认，下面是下一组。")


def _rename(decision: Decision, read: tuple[int, int], known: dict[str, Any]) -> object:
    operations.rename_group(current_session(), decision, read, request.form.get("label", ""), **known)
    return _("已改名。")


def _split(decision: Decision, read: tuple[int, int], known: dict[str, Any]) -> object:
    made = operations.split_group(current_session(), decision, read, typed_numbers("chosen"), **known)
    if made is None:
        return _("已拆出 1 条，单独处理。")
    return _("已拆出 %(count)s 条，成为第 %(number)s 组。", count=made.size, number=made.id)


def _move(decision: Decision, read: tuple[int, int], known: dict[str, Any]) -> object:
    chosen = typed_numbers("chosen")
    goal = operations.move_members(current_session(), decision, read, chosen, _target(), **known)
    return _("已移入%(title)s。", title=translate(goal))


def _merge(decision: Decision, read: tuple[int, int], known: dict[str, Any]) -> object:
    goal = operations.merge_groups(current_session(), decision, read, _target(), **known)
    return _("两组已合并为%(title)s。", title=translate(goal))


def _dissolve(decision: Decision, read: tuple[int, int], known: dict[str, Any]) -> object:
    operations.dissolve_groups(current_session(), decision, [read], **known)
    return _("已解散，其中的意见不再归在一起。")


def _target() -> operations.Target:
    typed = request.form.get("target", "")
    kind, number = typed[:1], typed[1:]
    if not number.isdecimal() or len(number) > 10:
        return operations.Target()
    return operations.Target(topic_id=int(number)) if kind == "t" else operations.Target(int(number))


_ACTS: dict[str, Callable[[Decision, tuple[int, int], dict[str, Any]], object]] = {
    "confirm": _confirm,
    "rename": _rename,
    "split": _split,
    "move": _move,
    "merge": _merge,
    "dissolve": _dissolve,
}


@blueprint.route(f"{_GROUP}/answer", methods=["GET", "POST"])
@staff(Role.DRAFTER)
def answer_copies(code: str, group_id: int) -> ResponseReturnValue:
    """Answer all copies of a confirmed group at once."""
    decision = answerable(code)
    found = get_group(current_session(), decision.id, group_id)
    form = GroupAnswerForm.of(found.group)
    if request.method == "POST" and form.validate() and _answer(decision, group_id, form):
        return redirect(f"/desk/decisions/{code}/feedback/groups/{group_id}", 303)
    page = desk_page("feedback/desk/groups_answer.html", decision, _TAB, found=found, form=form)
    return page, 422 if form.errors else 200


def _answer(decision: Decision, group_id: int, form: GroupAnswerForm) -> bool:
    read = (group_id, form.read_revision)
    session = current_session()
    try:
        result = operations.answer_group(
            session, decision, read, form.reply(), actor=current_actor(), now=clock.now()
        )
    except (NotAllowedError, NotFoundError):
        raise
    except DecisionsError as error:
        transactions.undo()
        form.absorb(error)
        return False
    flash(
        _(
            "已答复 %(answered)s 条，另有 %(kept)s 条已经单独答复，不受影响。",
            answered=result.answered,
            kept=result.kept,
        ),
        "success",
    )
    return True
