"""Desk pages on which opinions are answered one by one."""

from urllib.parse import urlencode

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.catalogue.models import Decision
from decisions.consultation.rules import CHANNEL_LABELS, Channel
from decisions.errors import DecisionsError, NotAllowedError
from decisions.feedback.desk.places import READERS, answerable, blueprint, desk_page, readable
from decisions.feedback.documents import answer_sheet
from decisions.feedback.errors import AnsweredMeanwhileError
from decisions.feedback.forms import AnswerForm, choices, state_choices
from decisions.feedback.operations import answer_opinion
from decisions.feedback.permissions import may_answer, may_approve
from decisions.feedback.queries.gathering import list_heard_opinions
from decisions.feedback.queries.work import (
    AnswerState,
    QueuedOpinion,
    QueueFilter,
    count_queue,
    find_next_unanswered,
    get_queued,
    list_queue,
    list_topics,
)
from decisions.web import transactions
from decisions.web.files import send_bytes
from decisions.web.guards import current_actor, staff
from decisions.web.i18n import translate
from decisions.web.pagination import requested_page
from decisions.web.transactions import current_session

OPINIONS_A_PAGE = 20
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/desk/decisions/<code>/feedback")
@staff(*READERS)
def index(code: str) -> ResponseReturnValue:
    """List the opinions with their answers, what is missing first in the filter."""
    decision, session = readable(code), current_session()
    wanted = _asked_filter()
    page = requested_page(count_queue(session, decision.id, wanted), OPINIONS_A_PAGE)
    kept = {name: value for name, value in request.args.items() if name != "page" and value}
    return desk_page(
        "feedback/desk/index.html",
        decision,
        "",
        queue=list_queue(session, decision.id, wanted, limit=page.size, offset=page.offset),
        page=page,
        page_href="?" + urlencode([*kept.items(), ("page", "")]),
        next_id=find_next_unanswered(session, decision.id),
        wanted=wanted,
        states=state_choices(),
        channels=choices((each.value, translate(CHANNEL_LABELS[each])) for each in Channel),
        topics=choices(
            [("0", _("没有主题")), *_topic_choices(decision)],
        ),
    )


def _topic_choices(decision: Decision) -> list[tuple[str, str]]:
    found = list_topics(current_session(), decision.id)
    return [(str(each.topic.id), each.topic.label) for each in found]


def _asked_filter() -> QueueFilter:
    state, channel = request.args.get("state", ""), request.args.get("channel", "")
    return QueueFilter(
        state=AnswerState(state) if state in set(AnswerState) else None,
        topic_id=request.args.get("topic", type=int),
        channel=Channel(channel) if channel in set(Channel) else None,
        text=request.args.get("text", "").strip(),
    )


@blueprint.get("/desk/decisions/<code>/feedback/answers.xlsx")
@staff(*READERS)
def sheet(code: str) -> ResponseReturnValue:
    """Hand out the spreadsheet in which answers are filled in outside the portal."""
    decision = readable(code)
    data = answer_sheet(decision.title, list_heard_opinions(current_session(), decision.id))
    return send_bytes(data, name=f"{decision.title}意见处理表.xlsx", media_type=_XLSX)


@blueprint.route("/desk/decisions/<code>/feedback/opinions/<int:opinion_id>", methods=["GET", "POST"])
@staff(*READERS)
def opinion(code: str, opinion_id: int) -> ResponseReturnValue:
    """Show one opinion and take its answer."""
    decision = answerable(code) if request.method == "POST" else readable(code)
    queued = get_queued(current_session(), decision.id, opinion_id)
    form, status = AnswerForm.of(queued), 200
    if request.method == "POST":
        saved = form.validate() and _save(queued, form)
        if saved:
            return redirect(_next_place(decision, opinion_id))
        status = 422
        queued = get_queued(current_session(), decision.id, opinion_id)
    page = desk_page(
        "feedback/desk/opinion.html",
        decision,
        "",
        queued=queued,
        form=form,
        topics=[each.topic.label for each in list_topics(current_session(), decision.id)],
        next_id=find_next_unanswered(current_session(), decision.id, after_id=opinion_id),
        sees_original=_sees_original(decision),
    )
    return page, status


def _sees_original(decision: Decision) -> bool:
    """Whether the viewer reads the words and the name as they came, which only the answering unit may."""
    actor = current_actor()
    return may_answer(actor, decision) or may_approve(actor, decision)


def _save(queued: QueuedOpinion, form: AnswerForm) -> bool:
    """Carry out the answer; a refusal is shown at its field, and what was typed stays."""
    try:
        answer_opinion(
            current_session(),
            queued.opinion,
            form.reply(),
            topic_label=form.topic.data or "",
            revision=form.read_revision,
            actor=current_actor(),
            now=clock.now(),
        )
    except NotAllowedError:
        raise
    except DecisionsError as error:
        transactions.undo()
        form.absorb(error)
        if isinstance(error, AnsweredMeanwhileError):
            _show_latest(queued, form)
        return False
    flash(_("第 %(number)s 号意见的答复已保存。", number=queued.number), "success")
    return True


def _show_latest(queued: QueuedOpinion, form: AnswerForm) -> None:
    """Let whoever has now read the other person's answer save over it knowingly."""
    decision_id = queued.opinion.consultation.decision_id
    form.revision.data = str(get_queued(current_session(), decision_id, queued.opinion.id).revision)


def _next_place(decision: Decision, opinion_id: int) -> str:
    base = f"/desk/decisions/{decision.code}/feedback"
    if request.form.get("then") != "next":
        return f"{base}/opinions/{opinion_id}"
    following = find_next_unanswered(current_session(), decision.id, after_id=opinion_id)
    if following is None:
        flash(_("全部意见都已答复。"), "success")
        return base
    return f"{base}/opinions/{following}"
