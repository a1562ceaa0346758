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
from decisions.feedback.forms import AnswerForm, PartsForm, ViewRequestForm, choices, state_choices
from decisions.feedback.operations import answer_opinion
from decisions.feedback.permissions import may_answer, may_approve
from decisions.feedback.queries.doubts import list_same_reason
from decisions.feedback.queries.gathering import list_articles, list_heard_opinions, list_parts
from decisions.feedback.queries.templates import get_template, list_templates
from decisions.feedback.queries.views import list_asked_units, list_other_units, list_views_on
from decisions.feedback.queries.work import (
    AnswerState,
    QueuedOpinion,
    QueueFilter,
    count_queue,
    find_next_unanswered,
    get_queued,
    list_queue,
    list_topic_names,
)
from decisions.feedback.rules.doubts import is_hollow
from decisions.feedback.rules.phrases import appended, fill_in
from decisions.web import transactions
from decisions.web.acts import refusal_lines
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
        clauses=choices(list_articles(session, decision.id)),
        units=choices((str(unit.id), unit.name) for unit in list_asked_units(session, decision.id)),
    )


def _topic_choices(decision: Decision) -> list[tuple[str, str]]:
    return [(str(topic_id), label) for topic_id, label in list_topic_names(current_session(), decision.id)]


def _asked_filter() -> QueueFilter:
    state, channel = request.args.get("state", ""), request.args.get("channel", "")
    return QueueFilter(
        state=AnswerState(state) if state in set(AnswerState) else None,
        topic_id=request.args.get("topic", type=int),
        channel=Channel(channel) if channel in set(Channel) else None,
        clause=request.args.get("clause", "")[:60],
        unit_id=request.args.get("unit", type=int),
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
    if request.method == "GET":
        return opinion_page(readable(code), opinion_id)
    decision = answerable(code)
    queued, form = get_queued(current_session(), decision.id, opinion_id), AnswerForm()
    if "insert" in request.form:
        insert_phrase(form, decision, queued)
        return opinion_page(decision, opinion_id, form=form)
    if form.validate() and _save(queued, form):
        return redirect(next_place(decision, opinion_id))
    return opinion_page(decision, opinion_id, form=form), 422


def opinion_page(
    decision: Decision,
    opinion_id: int,
    *,
    form: AnswerForm | None = None,
    parts_form: PartsForm | None = None,
    ask_form: ViewRequestForm | None = None,
    refusal: DecisionsError | None = None,
) -> str:
    """Show one opinion with what can be done about it; a form that was refused keeps what was typed."""
    session = current_session()
    queued = get_queued(session, decision.id, opinion_id)
    parts = list_parts(session, queued)
    return desk_page(
        "feedback/desk/opinion.html",
        decision,
        "",
        queued=queued,
        parts=parts,
        form=form or AnswerForm.of(queued),
        parts_form=parts_form or (PartsForm.of(parts, queued.revision) if queued.is_split else None),
        refusals=refusal_lines(refusal),
        topics=[label for _topic_id, label in list_topic_names(session, decision.id)],
        next_id=find_next_unanswered(session, decision.id, after_id=opinion_id),
        sees_original=_sees_original(decision),
        templates=list_templates(session, current_actor().unit_id),
        views=list_views_on(
            session, today=clock.today(), opinion_id=opinion_id, topic_id=queued.topic_id or None
        ),
        ask_form=ask_form or ViewRequestForm(formdata=None),
        units=list_other_units(session, decision.lead_unit_id),
    )


def insert_phrase(form: AnswerForm, decision: Decision, queued: QueuedOpinion) -> None:
    """Put a phrase of the unit at the end of the reason, its places filled in; nothing is saved."""
    chosen = request.form.get("template", type=int) or 0
    template = get_template(current_session(), current_actor().unit_id, chosen)
    values = {
        "【事项】": decision.title,
        "【编号】": queued.number,
        "【条款】": queued.opinion.clause_text,
        "【主题】": form.topic.data or queued.topic,
        "【单位】": decision.lead_unit.name if decision.lead_unit else "",
    }
    form.reason.data = appended(form.reason.data or "", fill_in(template.text, values))


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
    warn_of_doubts(queued)
    return True


def warn_of_doubts(queued: QueuedOpinion) -> None:
    """Say at once when an answer says nothing, or repeats word for word what an unlike opinion was told."""
    session = current_session()
    decision_id = queued.opinion.consultation.decision_id
    saved = get_queued(session, decision_id, queued.opinion.id)
    if is_hollow(saved.reply.disposition, saved.reply.reason):
        flash(
            _(
                "第 %(number)s 号意见的答复只有“已阅”“谢谢”一类的话，没有实际内容，请补充。",
                number=queued.number,
            ),
            "warning",
        )
    repeated = list_same_reason(session, decision_id, saved)
    if repeated:
        flash(
            _(
                "第 %(number)s 号意见的理由与不同诉求的第 %(others)s 号一字不差，请核对是否逐一作了答复。",
                number=queued.number,
                others="、".join(repeated),
            ),
            "warning",
        )


def _show_latest(queued: QueuedOpinion, form: AnswerForm) -> None:
    """Let whoever has now read the other person's answer save over it knowingly."""
    decision_id = queued.opinion.consultation.decision_id
    form.revision.data = str(get_queued(current_session(), decision_id, queued.opinion.id).revision)


def next_place(decision: Decision, opinion_id: int) -> str:
    """Return where somebody goes who saved an answer: the next opinion without one, if they want to."""
    base = f"/desk/decisions/{decision.code}/feedback"
    if request.form.get("then") != "next":
        return f"{base}/opinions/{opinion_id}"
    following = find_next_unanswered(current_session(), decision.id, after_id=opinion_id)
    if following is None:
        flash(_("全部意见都已答复。"), "success")
        return base
    return f"{base}/opinions/{following}"
