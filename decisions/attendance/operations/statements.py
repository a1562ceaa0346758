"""What representatives said at the meeting, the reply, and what was adopted (R23)."""

from datetime import datetime

from sqlalchemy.orm import Session

from decisions.attendance.errors import ContentMissingError, DidNotAttendError, StatementsIncompleteError
from decisions.attendance.models import AttendanceCall, Representative, Statement
from decisions.attendance.operations.submissions import get_submission_of, hand_in, occurred_on_of
from decisions.attendance.permissions import may_approve_statements, may_prepare_statements
from decisions.attendance.queries import find_meeting, list_representatives, list_statements
from decisions.attendance.queries.snapshots import STATEMENTS, statements_payload
from decisions.attendance.rules import Adoption
from decisions.attendance.rules.statements import Spoken, statement_problems
from decisions.clock import civil_day
from decisions.errors import Problem
from decisions.record import operations as record
from decisions.record.models import RecordEntry, Submission
from decisions.services import audit
from decisions.services.actor import Actor, require


def enter_statement(
    session: Session,
    call: AttendanceCall,
    person: Representative,
    content: str,
    *,
    actor: Actor,
    now: datetime,
    number: int | None = None,
) -> Statement:
    """Write down what a representative said.

    Shape:  number is the place in the order of speaking; by default after everything entered so far.
    Raises: NotAllowedError, DidNotAttendError, ContentMissingError.
    Writes: statements, audit_entries.
    Allowed: openness office, the lead unit's drafter.
    """
    require(may_prepare_statements(actor, call.decision))
    if not person.attended:
        raise DidNotAttendError
    if not content.strip():
        raise ContentMissingError(field="content")
    spoken = [statement.number for _person, statement in list_statements(session, call)]
    statement = Statement(
        number=number if number is not None else max(spoken, default=0) + 1,
        content=content.strip(),
        reply="",
    )
    person.statements.append(statement)
    session.flush()
    audit.log(session, actor, "attendance.enter_statement", call.code, now=now, number=statement.number)
    return statement


def answer_statement(
    session: Session,
    call: AttendanceCall,
    statement: Statement,
    *,
    content: str,
    reply: str,
    adoption: Adoption | None,
    actor: Actor,
    now: datetime,
) -> Statement:
    """Write the reply to a statement and what was adopted; the wording of the statement may be mended too.

    Raises: NotAllowedError, ContentMissingError.
    Writes: statements, audit_entries.
    Allowed: openness office, the lead unit's drafter.
    """
    require(may_prepare_statements(actor, call.decision))
    if not content.strip():
        raise ContentMissingError(field="content")
    statement.content, statement.reply, statement.adoption = content.strip(), reply.strip(), adoption
    audit.log(session, actor, "attendance.answer_statement", call.code, now=now, number=statement.number)
    session.flush()
    return statement


def remove_statement(
    session: Session, call: AttendanceCall, statement: Statement, *, actor: Actor, now: datetime
) -> None:
    """Take out a statement entered by mistake; the others keep their numbers.

    Raises: NotAllowedError.
    Writes: statements, audit_entries.
    Allowed: openness office, the lead unit's drafter.
    """
    require(may_prepare_statements(actor, call.decision))
    audit.log(session, actor, "attendance.remove_statement", call.code, now=now, number=statement.number)
    session.delete(statement)
    session.flush()
    session.expire_all()


def list_missing(session: Session, call: AttendanceCall) -> list[Problem]:
    """Return what the statements lack before they can be published, with a link to where it is mended."""
    people = list_representatives(session, call)
    meeting = find_meeting(session, call.decision_id)
    spoken = [
        Spoken(
            number=statement.number,
            content=statement.content,
            reply=statement.reply,
            adoption=statement.adoption,
            link=f"/desk/decisions/{call.decision.code}/attendance/{call.code}/statements/{statement.id}",
        )
        for _person, statement in list_statements(session, call)
    ]
    return statement_problems(
        spoken,
        is_listed=call.representatives_seq is not None,
        is_held=meeting is not None and meeting.held_on is not None,
        attendance_known=bool(people) and all(person.attended is not None for person in people),
    )


def submit_statements(
    session: Session, call: AttendanceCall, *, actor: Actor, now: datetime, reason: str = ""
) -> Submission:
    """Hand the statements, each with its reply and adoption, to a second person.

    Shape:  reason is needed where statements were published before.
    Raises: NotAllowedError, StatementsIncompleteError, ReasonMissingError.
    Writes: submissions, audit_entries.
    Allowed: openness office, the lead unit's drafter.
    Source: R23, R29.
    """
    require(may_prepare_statements(actor, call.decision))
    _require_complete(session, call)
    return hand_in(
        session,
        STATEMENTS,
        call,
        statements_payload(session, call, civil_day(now)),
        title=f"列席代表意见及采纳情况：{call.decision.title}",
        actor=actor,
        now=now,
        unit_id=call.decision.lead_unit_id,
        corrects=call.statements_seq,
        reason=reason,
    )


def approve_statements(
    session: Session, call: AttendanceCall, submission_id: int, *, actor: Actor, now: datetime
) -> RecordEntry:
    """Publish the statements.

    Raises: NotAllowedError, SamePersonError, SubmissionNotFoundError, ChangedSinceSubmissionError,
            StatementsIncompleteError.
    Writes: attendance_calls, submissions, the record (statements), audit_entries.
    Allowed: the lead unit's approver, the openness office; another person than the one who submitted them.
    Source: R23, R29.
    """
    require(may_approve_statements(actor, call.decision))
    submission = get_submission_of(session, STATEMENTS, call, submission_id)
    _require_complete(session, call)
    payload = statements_payload(session, call, occurred_on_of(submission))
    entry = record.approve(session, submission.id, payload=payload, actor=actor, now=now)
    call.statements_seq = entry.seq
    session.flush()
    return entry


def send_back_statements(
    session: Session, call: AttendanceCall, submission_id: int, *, remark: str, actor: Actor, now: datetime
) -> Submission:
    """Return the statements to whoever submitted them, saying what is to be mended.

    Raises: NotAllowedError, SubmissionNotFoundError, ReasonMissingError.
    Writes: submissions, audit_entries.
    Allowed: the lead unit's approver, the openness office.
    """
    require(may_approve_statements(actor, call.decision))
    get_submission_of(session, STATEMENTS, call, submission_id)
    return record.send_back(session, submission_id, remark=remark, actor=actor, now=now)


def _require_complete(session: Session, call: AttendanceCall) -> None:
    problems = list_missing(session, call)
    if problems:
        raise StatementsIncompleteError(count=len(problems), problems=problems)
