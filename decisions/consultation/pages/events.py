"""The public page of one way of hearing opinions: a meeting, a hearing, a visit, a poll."""

from flask import render_template
from flask.typing import ResponseReturnValue

from decisions.catalogue.queries import get_decision
from decisions.consultation.pages.browsing import blueprint
from decisions.consultation.queries.events import get_published_event, payload_or_empty
from decisions.consultation.rules import GROUP_LABELS, SIDE_LABELS, WAY_LABELS
from decisions.web.guards import public
from decisions.web.page_cache import same_for_everybody
from decisions.web.transactions import current_session


@blueprint.get("/decisions/<code>/events/<int:event_id>")
@public
@same_for_everybody
def event(code: str, event_id: int) -> ResponseReturnValue:
    """Show the record of an event as it was published, and a hearing's announcement and people."""
    session = current_session()
    decision = get_decision(session, code)
    found = get_published_event(session, decision.id, event_id)
    return render_template(
        "consultation/event.html",
        decision=decision,
        event=found.event,
        newest=found.newest,
        shown=payload_or_empty(found.record),
        announcement=payload_or_empty(found.announcement),
        people=payload_or_empty(found.people),
        entries=[entry for entry in (found.announcement, found.people, found.record) if entry is not None],
        WAY_LABELS=WAY_LABELS,
        SIDE_LABELS=SIDE_LABELS,
        GROUP_LABELS=GROUP_LABELS,
    )
