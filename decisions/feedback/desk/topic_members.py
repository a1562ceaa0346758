"""Desk page on which members of a confirmed topic are moved, and topics merged or dissolved."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.catalogue.models import Decision
from decisions.errors import DecisionsError
from decisions.feedback.desk.grouping import MEMBERS_A_PAGE, carry_out, typed_numbers, undo_offer
from decisions.feedback.desk.places import READERS, answerable, blueprint, desk_page, readable
from decisions.feedback.errors import TargetMissingError
from decisions.feedback.operations import grouping as operations
from decisions.feedback.queries.groups import list_topic_labels, list_topic_page, topic_version
from decisions.feedback.queries.work import QueueFilter, count_queue, get_topic
from decisions.services.actor import Role
from decisions.web.acts import refusal_lines
from decisions.web.guards import current_actor, staff
from decisions.web.pagination import requested_page
from decisions.web.transactions import current_session

_PLACE = "/desk/decisions/<code>/feedback/topics/<int:topic_id>/members"


@blueprint.get(_PLACE)
@staff(*READERS)
def topic_members(code: str, topic_id: int) -> ResponseReturnValue:
    """Show who is in a topic."""
    return _page(readable(code), topic_id)


def _page(decision: Decision, topic_id: int, refusal: DecisionsError | None = None) -> ResponseReturnValue:
    session = current_session()
    topic = get_topic(session, decision.id, topic_id)
    page = requested_page(count_queue(session, decision.id, QueueFilter(topic_id=topic_id)), MEMBERS_A_PAGE)
    html = desk_page(
        "feedback/desk/groups_topic.html",
        decision,
        "/groups",
        topic=topic,
        version=topic_version(session, topic),
        page=page,
        members=list_topic_page(session, topic_id, limit=page.size, offset=page.offset),
        topics=[each for each in list_topic_labels(session, decision.id) if each.id != topic_id],
        undo=undo_offer(decision),
        problems=refusal_lines(refusal),
        chosen=typed_numbers("chosen"),
        label=request.form.get("label", ""),
    )
    return (html, refusal.status) if refusal else html


@blueprint.post(_PLACE)
@staff(Role.DRAFTER)
def act_on_topic(code: str, topic_id: int) -> ResponseReturnValue:
    """Move chosen members, merge the topic into another, or dissolve it."""
    decision, session = answerable(code), current_session()
    known: dict[str, Any] = {"actor": current_actor(), "now": clock.now()}
    label, version = request.form.get("label", "").strip(), request.form.get("version", "")
    path = f"/desk/decisions/{code}/feedback/topics/{topic_id}/members"

    def run() -> object:
        if "dissolve" in request.form:
            operations.dissolve_topic(session, decision, topic_id, version, **known)
            return _("主题已解散，其中的意见不再属于任何主题。")
        if "merge" in request.form:
            into = next(iter(typed_numbers("target")), 0)
            topic = operations.merge_topics(session, decision, topic_id, into, version, **known)
            return _("已并入主题“%(label)s”。", label=topic.label)
        chosen = typed_numbers("chosen")
        if "take_out" in request.form:
            operations.move_between_topics(session, decision, topic_id, chosen, "", **known)
            return _("已移出 %(count)s 条，不属于任何主题。", count=len(chosen))
        if not label:
            raise TargetMissingError(field="label")
        operations.move_between_topics(session, decision, topic_id, chosen, label, **known)
        return _("已把 %(count)s 条移入主题“%(label)s”。", count=len(chosen), label=label)

    if {"dissolve", "merge"} & request.form.keys():
        path = f"/desk/decisions/{code}/feedback/groups?kind=topic&state=confirmed"
    return carry_out(run, path=path, again=lambda error: _page(decision, topic_id, error))
