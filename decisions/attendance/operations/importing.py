"""Representatives and what they said from the table in which an office keeps them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from decisions.attendance.errors import NoRepresentativesError
from decisions.attendance.models import AttendanceCall, Representative
from decisions.attendance.operations.representatives import (
    record_attendance,
    select_representatives,
)
from decisions.attendance.operations.statements import answer_statement, enter_statement
from decisions.attendance.queries import list_representatives, list_sign_ups
from decisions.attendance.rules import Eligibility, Standing
from decisions.attendance.rules.names import same_name
from decisions.attendance.rules.reports import ReportedRow
from decisions.services.actor import Actor


def import_representatives(
    session: Session,
    call: AttendanceCall,
    rows: Sequence[ReportedRow],
    *,
    reason: str,
    actor: Actor,
    now: datetime,
) -> list[Representative]:
    """Choose from the eligible sign-ups whoever the table names, in its order.

    Raises: as select_representatives; SelectionRefusedError also for a name that nobody eligible has.
    Writes: representatives, audit_entries.
    Allowed: openness office.
    """
    people = {row.position: row for row in sorted(rows, key=lambda row: row.position)}.values()
    eligible = [item for item in list_sign_ups(session, call) if item.eligibility is Eligibility.ELIGIBLE]
    chosen: dict[Standing, list[int]] = {Standing.MEMBER: [], Standing.ALTERNATE: []}
    for person in people:
        # An id that no sign-up has: the selection then refuses, saying so.
        found = next((item.id for item in eligible if same_name(item.name, person.name)), 0)
        chosen[person.standing].append(found)
    representatives = select_representatives(
        session,
        call,
        chosen[Standing.MEMBER],
        chosen[Standing.ALTERNATE],
        reason=reason,
        actor=actor,
        now=now,
    )
    remarks = {person.position: person.remark for person in people}
    for representative in representatives:
        representative.remark = remarks.get(representative.position, "")
    session.flush()
    return representatives


def import_statements(
    session: Session,
    call: AttendanceCall,
    rows: Sequence[ReportedRow],
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """Note who came and what each one said with its reply, and return how many statements there are.

    Shape:  rows name the representatives by their position.
    Raises: NotAllowedError, NoRepresentativesError, MeetingNotHeldError, DidNotAttendError.
    Writes: representatives, statements, audit_entries.
    Allowed: openness office, the lead unit's drafter.
    """
    people = {person.position: person for person in list_representatives(session, call)}
    if any(row.position not in people for row in rows):
        raise NoRepresentativesError
    present = {people[row.position].id for row in rows if row.attended}
    record_attendance(session, call, present, actor=actor, now=now)
    spoken = [row for row in rows if row.content]
    for row in spoken:
        person = people[row.position]
        statement = enter_statement(
            session, call, person, row.content, number=row.number, actor=actor, now=now
        )
        answer_statement(
            session,
            call,
            statement,
            content=row.content,
            reply=row.reply,
            adoption=row.adoption,
            actor=actor,
            now=now,
        )
    return len(spoken)
