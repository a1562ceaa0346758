"""Public pages of the procedure: the issued decision with its interpretation, and each step."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions.catalogue.queries import get_decision
from decisions.errors import NotFoundError
from decisions.procedure import queries
from decisions.procedure.rules import StepKind
from decisions.procedure.schemas import documents_of, labels
from decisions.record.models import RecordEntry
from decisions.record.queries import list_entries_of, payload_of
from decisions.web.guards import public
from decisions.web.transactions import current_session

blueprint = Blueprint("procedure", __name__)
blueprint.context_processor(labels)


@blueprint.get("/decisions/<code>/issued")
@public
def issued(code: str) -> ResponseReturnValue:
    """Show the issued decision: its dates, text, interpretation, and by when the opinions are answered."""
    session = current_session()
    decision = get_decision(session, code)
    entry, payload = _shown(queries.find_issued_entry(session, code))
    return render_template(
        "procedure/issued.html",
        decision=decision,
        entry=entry,
        payload=payload,
        documents=documents_of(payload),
        execution=queries.published_step(session, code, StepKind.EXECUTION),
        count=queries.count_feedback_days(session, date.fromisoformat(payload["clock_on"])),
        versions=_versions(list_entries_of(session, code, queries.ISSUED), entry),
    )


@blueprint.get("/decisions/<code>/steps/<kind>")
@public
def step(code: str, kind: str) -> ResponseReturnValue:
    """Show what was published of a step: done, expected by a day, or why it does not apply."""
    if kind not in set(StepKind):
        raise NotFoundError
    session, step_kind = current_session(), StepKind(kind)
    decision = get_decision(session, code)
    entry, payload = _shown(queries.find_step_entry(session, code, step_kind))
    return render_template(
        "procedure/step.html",
        decision=decision,
        kind=step_kind,
        entry=entry,
        payload=payload,
        documents=documents_of(payload),
        versions=_versions(queries.list_step_versions(session, code, step_kind), entry),
    )


def _shown(entry: RecordEntry | None) -> tuple[RecordEntry, dict[str, Any]]:
    payload = None if entry is None else payload_of(entry)
    if entry is None or payload is None:
        raise NotFoundError
    return entry, payload


def _versions(entries: Sequence[RecordEntry], current: RecordEntry) -> list[dict[str, Any]]:
    """Return the versions for the correction notice, newest first; none when nothing was corrected."""
    if not any(entry.corrects for entry in entries):
        return []
    return [
        {
            "label": _("公开记录第 %(seq)s 号", seq=entry.seq),
            "published_at": entry.published_at,
            "reason": entry.reason,
            "href": f"/record/{entry.seq}",
            "current": entry.seq == current.seq,
        }
        for entry in reversed(entries)
    ]
