"""Desk pages on which a topic is answered once for all its members."""

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.errors import DecisionsError, NotAllowedError
from decisions.feedback.desk.places import READERS, answerable, blueprint, desk_page, readable
from decisions.feedback.forms import TopicForm
from decisions.feedback.models import Topic
from decisions.feedback.operations import answer_topic, rename_topic
from decisions.feedback.queries.work import QueueFilter, count_queue, get_topic, list_queue, list_topics
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
    decision, session = answerable(code), current_session()
    found = get_topic(session, decision.id, topic_id)
    form, status = TopicForm.of(found), 200
    if form.is_submitted():
        if form.validate() and _save(found, form):
            return redirect(f"/desk/decisions/{code}/feedback/topics")
        status = 422
        found = get_topic(session, decision.id, topic_id)
    members = QueueFilter(topic_id=topic_id)
    page = requested_page(count_queue(session, decision.id, members), MEMBERS_A_PAGE)
    shown = desk_page(
        "feedback/desk/topic.html",
        decision,
        "/topics",
        topic=found,
        form=form,
        page=page,
        members=list_queue(session, decision.id, members, limit=page.size, offset=page.offset),
    )
    return shown, status


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
    return True
