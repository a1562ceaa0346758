"""The bundle of a decision: everything published, as one JSON document (R31)."""

from typing import Any

from decisions.lifecycle.rules import Course
from decisions.record.rules import timestamp


def bundle_json(course: Course) -> dict[str, Any]:
    """Return the archive of a decision as machines read it.

    Shape: entries in the order of the record, each with its payload (null when withheld); documents are the
    published files with the SHA-256 of their bytes; duties as of now.
    """
    return {
        "code": course.code,
        "title": course.title,
        "lead_unit": course.unit,
        "catalogue_year": course.listing.year if course.listing else None,
        "duties": [
            {
                "kind": duty.kind,
                "source": str(duty.source),
                "state": duty.state.value,
                "started_on": _iso(duty.started_on),
                "due_on": _iso(duty.due_on),
                "met_on": _iso(duty.met_on),
                "met_working_day": duty.met_working_day,
                "late_working_days": duty.late_working_days,
            }
            for duty in course.duties
        ],
        "documents": [
            {**document, "entry": entry.seq, "url": f"/files/{document['sha256']}/{document['name']}"}
            for entry in course.entries
            for document in entry.payload.get("documents", [])
        ],
        "entries": [
            {
                "seq": entry.seq,
                "kind": entry.kind,
                "published_at": timestamp(entry.published_at),
                "corrects": entry.corrects,
                "reason": entry.reason,
                "payload": None if entry.is_withheld else entry.payload,
            }
            for entry in course.entries
        ],
    }


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None
