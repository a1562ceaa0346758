"""Desk pages on which a topic is answered once for all its members."""

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.catalogue.models import Decision
from decisions.errors import DecisionsError, NotAllowedError
from decisions.feedback.desk.places import READERS, answerable, blueprint, desk_page, readable
from decisions.feedback.forms import TopicForm, ViewRequestForm
from decisions.feedback.models import Topic
from decisions.feedback.operations import answer_topic, rename_topic
from decisions.feedback.queries.templates import get_template, list_templates
from decisions.feedback.queries.views import list_other_units, list_views_on
from decisions.feedback.queries.work import QueueFilter, count_queue, get_topic, list_queue, list_topics
from decisions.feedback.rules.doubts import is_hollow
from decisions.feedback.rules.phrases import appended, fill_in
from decisions.services.actor import Role
from decisions.web import transactions
from decisions.web.guards import current_actor, staff
from decisions.web.pagination import requested_page
from decisions.web.transactions import current_session

MEMBERS_A_PAGE = 20


@blueprint.get("/desk/decisions/<code>/feedback/topics")
@staff(*READERS)
def list_all_topics(code: str) -> ResponseReturnValue:
    """List the topics, those of most people first."""
    decision = readable(code)
    found = list_topics(current_session(), decision.id)
    return desk_page("feedback/desk/topics.html", decision, "/topics", topics=found)


@blueprint.route("/desk/decisions/<code>/feedback/topics/<int:topic_id>", methods=["GET", "POST"])
@staff(Role.DRAFTER)
def topic(code: str, topic_id: int) -> ResponseReturnValue:
    """Answer a topic."""
    decision = answerable(code)
    found = get_topic(current_session(), decision.id, topic_id)
    if request.method == "GET":
        return topic_page(decision, topic_id)
    form = TopicForm()
    if "insert" in request.form:
        _insert_phrase(form, decision, found)
        return topic_page(decision, topic_id, form=form)
    if form.validate() and _save(found, form):
        return redirect(f"/desk/decisions/{code}/feedback/topics")
    return topic_page(decision, topic_id, form=form), 422


def topic_page(
    decision: Decision,
    topic_id: int,
    *,
    form: TopicForm | None = None,
    ask_form: ViewRequestForm | None = None,
) -> str:
    """Show a topic with its members; a form that was refused keeps what was typed."""
    session, actor = current_session(), current_actor()
    found = get_topic(session, decision.id, topic_id)
    members = QueueFilter(topic_id=topic_id)
    page = requested_page(count_queue(session, decision.id, members), MEMBERS_A_PAGE)
    return desk_page(
        "feedback/desk/topic.html",
        decision,
        "/topics",
        topic=found,
        form=form or TopicForm.of(found),
        page=page,
        members=list_queue(session, decision.id, members, limit=page.size, offset=page.offset),
        templates=list_templates(session, actor.unit_id),
        views=list_views_on(session, today=clock.today(), topic_id=topic_id),
        ask_form=ask_form or ViewRequestForm(formdata=None),
        units=list_other_units(session, decision.lead_unit_id),
    )


def _insert_phrase(form: TopicForm, decision: Decision, found: Topic) -> None:
    """Put a phrase of the unit at the end of the reason, its places filled in; nothing is saved."""
    chosen = request.form.get("template", type=int) or 0
    template = get_template(current_session(), current_actor().unit_id, chosen)
    values = {
        "【事项】": decision.title,
        "【主题】": form.label.data or found.label,
        "【单位】": decision.lead_unit.name if decision.lead_unit else "",
    }
    form.reason.data = appended(form.reason.data or "", fill_in(template.text, values))


def _save(found: Topic, form: TopicForm) -> bool:
    session, actor, now = current_session(), current_actor(), clock.now()
    try:
        rename_topic(session, found, form.label.data, actor=actor, now=now)
        answer_topic(session, found, form.reply(), actor=actor, now=now)
    except NotAllowedError:
        raise
    except DecisionsError as error:
        transactions.undo()
        form.absorb(error)
        return False
    flash(_("主题“%(label)s”的答复已保存，没有单独答复的意见一并采用。", label=found.label), "success")
    if is_hollow(found.disposition, found.reason):
        text = _("主题“%(label)s”的答复只有“已阅”“谢谢”一类的话，没有实际内容，请补充。", label=found.label)
        flash(text, "warning")
    return True
