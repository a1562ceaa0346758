"""Calls, sign-ups and representatives for tests, made by the operations that the pages use."""

import csv
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from decisions.accounts.models import Unit
from decisions.attendance.models import AttendanceCall, Representative, SignUp
from decisions.attendance.operations import (
    ListedSignUp,
    accept_proposals,
    approve_call,
    approve_representatives,
    create_call,
    import_representatives,
    import_sign_ups,
    submit_call,
    submit_representatives,
)
from decisions.attendance.rules import Gender, RepresentativeCategory, SelectionMethod
from decisions.attendance.rules.calls import CallDraft
from decisions.attendance.rules.fields import SignUpInput
from decisions.attendance.rules.reports import ReportedRow, read_reported
from decisions.attendance.rules.sources import Game, source_of
from decisions.attendance.spreadsheets import ReadSignUp, read_sign_ups
from decisions.catalogue.models import Decision
from decisions.clock import SHANGHAI
from decisions.procedure.models import Meeting
from decisions.services.spreadsheet.reading import read_table
from tests.cast import Cast

DATA = Path(__file__).resolve().parents[2] / "decisions" / "demo" / "data"
SIGN_UPS = DATA / "signups-parking.csv"
REPRESENTATIVES = DATA / "representatives-parking.csv"

DRAFTED_AT = datetime(2026, 8, 3, 8, 30, tzinfo=SHANGHAI)
OPENS_AT = datetime(2026, 8, 3, 9, tzinfo=SHANGHAI)
CLOSES_AT = datetime(2026, 8, 15, tzinfo=SHANGHAI)  # 24:00 of 14 August
MID_AUGUST = datetime(2026, 8, 10, 10, tzinfo=SHANGHAI)
CHECKED_AT = datetime(2026, 8, 17, 10, tzinfo=SHANGHAI)
LISTED_AT = datetime(2026, 8, 21, 15, tzinfo=SHANGHAI)
MET_ON = date(2026, 9, 10)
AFTER_MEETING = datetime(2026, 9, 11, 9, tzinfo=SHANGHAI)
ANSWERED_AT = datetime(2026, 10, 12, 10, tzinfo=SHANGHAI)
DRAWN_ON = date(2026, 8, 18)
DRAWN_AT = datetime(2026, 8, 18, 22, 30, tzinfo=SHANGHAI)

SOURCES = [
    source_of(Game.KUAILE_8, "2026218", DRAWN_ON),
    source_of(Game.SHUANGSEQIU_RED, "2026094", DRAWN_ON),
]
NUMBERS = {
    "福彩快乐8": [3, 7, 11, 14, 19, 22, 25, 31, 36, 40, 44, 47, 52, 55, 58, 63, 66, 70, 74, 79],
    "福彩双色球（红球）": [2, 9, 13, 21, 28, 32],
}
DRAWN = [
    {
        "name": source["name"],
        "issue": source["issue"],
        "drawn_on": source["drawn_on"],
        "numbers": NUMBERS[source["name"]],
    }
    for source in SOURCES
]

DRAFT = CallDraft(
    title="关于公开邀请公众代表列席区政府常务会议的公告",
    body="区政府常务会议将审议《浦东新区公共停车资源共享利用管理办法》，现邀请公众代表列席，欢迎在本区居住或工作的人员报名。",
    place="区办公中心一号楼（演示）",
    conditions="年满18周岁，具有完全民事行为能力。\n能准时到会，服从会议安排。",
    seats=5,
    alternates=2,
    method=SelectionMethod.OPEN_SELECTION,
    opens_at=OPENS_AT,
    closes_at=CLOSES_AT,
    contact="区政务公开办（演示） 021-0000-0000",
    age_reference_on=date(2026, 8, 14),
)
DRAW_DRAFT = replace(DRAFT, method=SelectionMethod.OPEN_DRAW, draw_sources=SOURCES)

PERSON = SignUpInput(
    name="章若水",
    gender=Gender.FEMALE,
    born="1979-03",
    phone="13900010236",
    category=RepresentativeCategory.RESIDENT,
    area="塘桥街道",
    relation="小区停车位紧张",
    statement="小区业委会委员，能准时到会。",
    consent=True,
    consent_publish=True,
)


def person(number: int, **fields: object) -> SignUpInput:
    """Return somebody with a name and a telephone of their own."""
    entry = replace(PERSON, name=f"代表{number:05}", phone=f"139000{number:05}")
    return replace(entry, **fields)  # type: ignore[arg-type]


def make_decision(session: Session, code: str = "2026-01", unit: str = "区建交委") -> Decision:
    """Return a decision led by the cast's unit."""
    decision = Decision(
        code=code,
        title="浦东新区公共停车资源共享利用管理办法",
        lead_unit=session.scalars(select(Unit).where(Unit.name == unit)).one(),
        enterprise_related=True,
        invites_public=True,
        created_at=datetime(2026, 3, 27, tzinfo=SHANGHAI),
    )
    session.add(decision)
    session.flush()
    return decision


def publish_call(
    session: Session, cast: Cast, draft: CallDraft = DRAFT, *, decision: Decision | None = None
) -> AttendanceCall:
    """Return a call that two persons published on the morning of 3 August, half an hour before it opens."""
    decision = decision or make_decision(session)
    call = create_call(session, decision, draft, actor=cast.openness, now=DRAFTED_AT)
    submission = submit_call(session, call, actor=cast.openness, now=DRAFTED_AT)
    approve_call(session, call, submission.id, actor=cast.openness_second, now=DRAFTED_AT)
    session.commit()
    return call


def demo_rows() -> list[ListedSignUp]:
    """Return the 23 sign-ups of the demonstration as the spreadsheet reader gives them."""
    sheet = read_table(SIGN_UPS.name, SIGN_UPS.read_bytes())
    rows = read_sign_ups(sheet, today=MID_AUGUST.date())
    return [ListedSignUp(row.row, row.entry) for row in rows if isinstance(row, ReadSignUp)]


def sign_up_everybody(session: Session, call: AttendanceCall, cast: Cast) -> list[SignUp]:
    """Import the demonstration's 23 sign-ups within the window."""
    import_sign_ups(session, call, demo_rows(), actor=cast.openness, now=MID_AUGUST)
    session.commit()
    return list(session.scalars(select(SignUp).where(SignUp.call_id == call.id).order_by(SignUp.id)))


def check_everybody(session: Session, call: AttendanceCall, cast: Cast) -> None:
    """Confirm what the rules propose, once sign-up is over."""
    accept_proposals(session, call, actor=cast.openness, now=CHECKED_AT)
    session.commit()


def reported_rows() -> list[ReportedRow]:
    """Return the rows in which the demonstration reports its representatives."""
    with REPRESENTATIVES.open(encoding="utf-8-sig", newline="") as file:
        return [read_reported(cells) for cells in csv.DictReader(file)]


def choose(session: Session, call: AttendanceCall, cast: Cast) -> list[Representative]:
    """Choose the seven of the demonstration."""
    people = import_representatives(
        session, call, reported_rows(), reason="兼顾各类人群和街镇", actor=cast.openness, now=LISTED_AT
    )
    session.commit()
    return people


def publish_list(session: Session, call: AttendanceCall, cast: Cast, now: datetime = LISTED_AT) -> None:
    """Publish the list of representatives by two persons."""
    submission = submit_representatives(session, call, actor=cast.openness, now=now)
    approve_representatives(session, call, submission.id, actor=cast.openness_second, now=now)
    session.commit()


def hold_meeting(session: Session, decision: Decision, held_on: date | None = MET_ON) -> Meeting:
    """Note the meeting that decides, planned and held."""
    meeting = Meeting(
        decision_id=decision.id,
        name="第41次常务会议（演示）",
        kind="standing",
        planned_on=held_on or MET_ON,
        held_on=held_on,
    )
    session.add(meeting)
    session.commit()
    return meeting


def make_listed_call(session: Session, cast: Cast) -> AttendanceCall:
    """Return a call of which the list of representatives is published, the meeting held."""
    call = publish_call(session, cast)
    sign_up_everybody(session, call, cast)
    check_everybody(session, call, cast)
    choose(session, call, cast)
    publish_list(session, call, cast)
    hold_meeting(session, call.decision)
    return call
