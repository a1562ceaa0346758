"""What would be published now: the exact payload of each kind of entry, from the desk's tables.

The same function makes what is submitted and what the approver's copy is compared with, so nothing here
reads the time: occurred_on is the day on which the payload was submitted. No personal data leaves by these:
names as consented, nothing else of a sign-up.
"""

import hashlib
import json
from collections import Counter
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from decisions.attendance.models import AttendanceCall, Draw, Representative, Statement
from decisions.attendance.queries import (
    age_reference_of,
    count_sign_ups,
    find_meeting,
    list_representatives,
    list_sign_ups,
    list_statements,
)
from decisions.attendance.queries.drafts import draft_of, list_agenda
from decisions.attendance.rules import OPEN_METHODS, Eligibility, SelectionMethod, Standing
from decisions.attendance.rules.calls import CallDraft
from decisions.attendance.rules.names import public_name
from decisions.attendance.rules.parts import read_criteria
from decisions.attendance.rules.quotas import COLUMNS, read_quotas
from decisions.clock import SHANGHAI, civil_day
from decisions.procedure.models import Meeting

CALL = "attendance_call"
DRAW_FROZEN = "draw_frozen"
DRAW_RESULT = "draw_result"
REPRESENTATIVES = "representatives"
STATEMENTS = "statements"

FROZEN_ORDER = ("pool.csv", "rule.json", "lottery.json", "seed.json", "result.json")


def call_payload(
    session: Session, call: AttendanceCall, occurred_on: date, draft: CallDraft | None = None
) -> dict[str, Any]:
    """Return the invitation as it is published: everything that the notice prints.

    Shape:  draft is what a correction would have it say; by default what it says now.
    """
    says = draft or draft_of(call)
    by_sign_up = says.method in OPEN_METHODS
    by_draw = says.method is SelectionMethod.OPEN_DRAW
    return {
        "headline": f"公开邀请公众代表列席会议：{call.decision.title}",
        "occurred_on": occurred_on.isoformat(),
        "page": _page(call),
        "documents": [],
        **_identity(call),
        "title": says.title,
        "body": says.body,
        "agenda": [{"code": item.code, "title": item.title} for item in list_agenda(session, says.agenda)],
        "meeting": _meeting(find_meeting(session, call.decision_id), says.place),
        "place": says.place,
        "addressed_to": says.addressed_to,
        "conditions": says.conditions,
        "minimum_age": says.minimum_age,
        "maximum_age": says.maximum_age or 0,
        "age_reference_on": age_reference_of(says).isoformat() if says.closes_at else "",
        "areas": says.areas,
        "cool_down_months": says.cool_down_months,
        "conflict": says.conflict,
        "needs_identity": says.needs_identity,
        "seats": says.seats,
        "alternates": says.alternates,
        "method": says.method.value,
        "reserved": says.reserved,
        "criteria": says.criteria,
        "quotas": [
            {
                "column": COLUMNS[quota.attribute],
                "group": quota.word,
                "min": quota.fewest,
                "max": min(quota.most, says.seats),
            }
            for quota in read_quotas(says.quotas)
        ],
        "opens_at": _instant(says.opens_at) if by_sign_up else "",
        "closes_at": _instant(says.closes_at) if by_sign_up else "",
        "objections_until": _instant(says.objections_until) if by_sign_up else "",
        "materials": says.materials,
        "confidentiality": says.confidentiality,
        "contact": says.contact,
        "retention_days": says.retention_days,
        "draw": {"sources": says.draw_sources, "fallback": says.draw_fallback or {}} if by_draw else {},
    }


def draw_frozen_payload(call: AttendanceCall, draw: Draw, people: int) -> dict[str, Any]:
    """Return the announcement of the frozen pool: its root, before the seed exists."""
    files = {file.name: file.data for file in draw.files}
    rule = json.loads(files["rule.json"])
    return {
        "headline": f"封存抽签名单：{call.decision.title}",
        "occurred_on": civil_day(draw.frozen_at).isoformat(),
        "page": _page(call),
        "documents": [],
        **_identity(call),
        "root": draw.root,
        "frozen_at": rule["frozen_at"],
        "people": people,
        "seats": rule["seats"],
        "alternates": rule["alternates"],
        "quotas": rule["quotas"],
        "sources": rule["sources"],
        "fallback": rule["fallback"] or {},
        "files": _files(files),
    }


def draw_result_payload(call: AttendanceCall, draw: Draw, happened_at: datetime) -> dict[str, Any]:
    """Return the result of the draw by receipt codes, with every replacement so far."""
    files = {file.name: file.data for file in draw.files}
    seed, result = json.loads(files["seed.json"]), json.loads(files["result.json"])
    what = "代表递补" if result["events"] else "抽签结果"
    return {
        "headline": f"公布{what}：{call.decision.title}",
        "occurred_on": civil_day(happened_at).isoformat(),
        "page": _page(call),
        "documents": [],
        **_identity(call),
        "root": draw.root,
        "sources": seed["sources"],
        "key": seed["key"],
        "seed": seed["seed"],
        "selected": result["selected"],
        "alternates": result["alternates"],
        "events": [event | {"replaced_by": event["replaced_by"] or ""} for event in result["events"]],
        "files": _files(files),
    }


def representatives_payload(session: Session, call: AttendanceCall, occurred_on: date) -> dict[str, Any]:
    """Return the list of representatives, and how many signed up."""
    people = list_representatives(session, call)
    counts = count_sign_ups(session, call)
    return {
        "headline": f"公布列席代表名单：{call.decision.title}",
        "occurred_on": occurred_on.isoformat(),
        "page": _page(call),
        "documents": [],
        **_identity(call),
        "method": call.method.value,
        "sign_ups": {
            "received": sum(counts.values()),
            "eligible": counts[Eligibility.ELIGIBLE],
            "ineligible": counts[Eligibility.INELIGIBLE],
        },
        "selection": _selection(session, call),
        "people": [_person(person) for person in people],
    }


def _selection(session: Session, call: AttendanceCall) -> dict[str, Any]:
    """Return what became of a selection by points, without anybody's own; empty where there were none."""
    if not read_criteria(call.criteria):
        return {}
    chosen = {person.sign_up_id for person in list_representatives(session, call)}
    scored = [item for item in list_sign_ups(session, call) if item.scores]
    points = [sum(item.scores.values()) for item in scored if item.id in chosen]
    return {"criteria": call.criteria, "scored": len(scored), "lowest_chosen": min(points, default=0)}


def statements_payload(session: Session, call: AttendanceCall, occurred_on: date) -> dict[str, Any]:
    """Return who came, what was said, and what became of it (R23)."""
    people = list_representatives(session, call)
    spoken = list_statements(session, call)
    meeting = find_meeting(session, call.decision_id)
    adoptions = Counter(statement.adoption for _person, statement in spoken)
    return {
        "headline": f"公布列席代表意见及采纳情况：{call.decision.title}",
        "occurred_on": occurred_on.isoformat(),
        "page": _page(call),
        "documents": [],
        **_identity(call),
        "meeting": _meeting(meeting, call.place),
        "people": [_person(person) | {"attended": bool(person.attended)} for person in people],
        "statements": [_statement(person, statement) for person, statement in spoken],
        "totals": {
            "attended": sum(bool(person.attended) for person in people),
            "members": sum(bool(person.attended) and _is_member(person) for person in people),
            "alternates": sum(bool(person.attended) and not _is_member(person) for person in people),
            "spoke": len({person.id for person, _statement in spoken}),
            "statements": len(spoken),
            "by_adoption": {adoption.value: count for adoption, count in adoptions.items() if adoption},
        },
    }


def _identity(call: AttendanceCall) -> dict[str, Any]:
    unit = call.decision.lead_unit
    return {
        "code": call.code,
        "decision": {"code": call.decision.code, "title": call.decision.title},
        "lead_unit": unit.name if unit else "",
    }


def _page(call: AttendanceCall) -> str:
    return f"/attendance/{call.code}"


def _instant(at: datetime | None) -> str:
    return at.astimezone(SHANGHAI).isoformat(timespec="minutes") if at else ""


def _meeting(meeting: Meeting | None, place: str) -> dict[str, str]:
    if meeting is None:
        return {"name": "", "on": "", "place": place}
    on = meeting.held_on or meeting.planned_on
    return {"name": meeting.name, "on": on.isoformat() if on else "", "place": place}


def _files(files: dict[str, bytes]) -> list[dict[str, Any]]:
    """Return name and digest of each file; not as `sha256`, they are served by their own address."""
    return [
        {"name": name, "digest": hashlib.sha256(files[name]).hexdigest(), "size": len(files[name])}
        for name in FROZEN_ORDER
        if name in files
    ]


def _is_member(person: Representative) -> bool:
    return person.standing is Standing.MEMBER


def _person(person: Representative) -> dict[str, Any]:
    return {
        "position": person.position,
        "standing": person.standing.value,
        "name": public_name(person.name, person.consent_publish),
        "gender": person.gender,
        "category": person.category.value,
        "area": person.area,
        "absence": person.absence.value if person.absence else "",
        "called_up": person.called_up_at is not None,
        **({"method": person.method.value} if person.method else {}),
    }


def _statement(person: Representative, statement: Statement) -> dict[str, Any]:
    return {
        "number": statement.number,
        "speaker": public_name(person.name, person.consent_publish),
        "category": person.category.value,
        "content": statement.content,
        "reply": statement.reply,
        "adoption": statement.adoption.value if statement.adoption else "",
    }
