"""Consultations for tests, made by the operations that the desk uses."""

from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from decisions.accounts.models import Unit
from decisions.catalogue.models import Decision
from decisions.clock import SHANGHAI
from decisions.consultation.models import Consultation, OfflineEvent, Opinion
from decisions.consultation.operations import (
    NoticeInput,
    OpinionInput,
    approve_notice,
    attach_draft,
    attach_explanation,
    create_notice,
    receive_opinion,
    record_event,
    submit_notice,
    update_notice,
)
from decisions.consultation.rules import Way
from decisions.consultation.rules.events import EventFacts
from decisions.services.storage import FileStore
from tests.cast import UNIT, Cast

DATA = Path(__file__).resolve().parents[2] / "decisions" / "demo" / "data"
DRAFT = DATA / "draft-parking-v1.docx"
DRAFT_REVIEWED = DATA / "draft-parking-v2.docx"
EXPLANATION = DATA / "draft-parking-explanation.docx"
OPINIONS_PARKING = DATA / "opinions-parking.xlsx"
OPINIONS_VILLAGE = DATA / "opinions-village.csv"
OPINIONS_ELDERLY = DATA / "opinions-elderly.csv"
EVENTS = DATA / "offline-events.csv"

OPENS_ON = date(2026, 6, 15)
CLOSES_ON = date(2026, 7, 15)
BEFORE = datetime(2026, 6, 12, 10, tzinfo=SHANGHAI)
DURING = datetime(2026, 6, 20, 10, tzinfo=SHANGHAI)
LAST_MINUTE = datetime(2026, 7, 15, 23, 59, tzinfo=SHANGHAI)
AFTER = datetime(2026, 7, 16, 0, 0, tzinfo=SHANGHAI)

NOTICE = NoticeInput(
    title="关于《浦东新区公共停车资源共享利用管理办法》公开征求意见的公告",
    body="为了盘活公共停车资源，区建交委起草了管理办法征求意见稿，现向社会公开征求意见。",
    background="老旧小区夜间停车难。",
    opens_on=OPENS_ON,
    closes_on=CLOSES_ON,
    contact="区建交委（演示） 021-0000-0000",
    ways={"post": "浦东新区演示路1号", "email": "parking@example.cn"},
    channels=[
        {"channel": "政府网站", "url": "", "on": "2026-06-15"},
        {"channel": "政府信息查阅场所", "url": "", "on": "2026-06-16"},
    ],
)
HEARD = EventFacts(
    way=Way.SYMPOSIUM,
    from_on=date(2026, 5, 21),
    to_on=date(2026, 5, 21),
    place="区建交委三楼会议室（演示）",
    organiser="区建交委",
    invited=18,
    attended=15,
    counted_in="家",
    summary="停车运营企业、物业服务企业和行业协会到会，谈到运营成本和设备标准。",
    before_procedure=True,
)
WORDS = OpinionInput(content="建议写成具体钟点。", consent=True)


def make_decision(
    session: Session, code: str = "2026-01", *, unit: str = UNIT, enterprise_related: bool = False
) -> Decision:
    """Return a decision that a unit of the cast leads."""
    decision = Decision(
        code=code,
        title="浦东新区公共停车资源共享利用管理办法",
        lead_unit=session.scalars(select(Unit).where(Unit.name == unit)).one(),
        enterprise_related=enterprise_related,
        invites_public=True,
        created_at=datetime(2026, 3, 27, tzinfo=SHANGHAI),
    )
    session.add(decision)
    session.flush()
    return decision


def draft_notice(
    session: Session,
    cast: Cast,
    notice: NoticeInput = NOTICE,
    *,
    decision: Decision | None = None,
    store: FileStore | None = None,
) -> Consultation:
    """Return a notice as its drafter wrote it; with a store, draft and explanation are attached."""
    decision = decision or make_decision(session)
    common = {"actor": cast.drafter, "now": BEFORE}
    consultation = create_notice(session, decision, **common)
    if store is not None:
        for attach, file in ((attach_draft, DRAFT), (attach_explanation, EXPLANATION)):
            attach(session, store, consultation, name=file.name, data=file.read_bytes(), **common)
    update_notice(session, consultation, notice, **common)
    session.commit()
    return consultation


def publish_notice(
    session: Session, cast: Cast, consultation: Consultation, now: datetime = BEFORE
) -> Consultation:
    """Have a drafted notice submitted and approved by two persons."""
    submission = submit_notice(session, consultation, actor=cast.drafter, now=now)
    approve_notice(session, consultation, submission.id, actor=cast.approver, now=now)
    session.commit()
    return consultation


def open_consultation(
    session: Session,
    cast: Cast,
    *,
    store: FileStore | None = None,
    notice: NoticeInput = NOTICE,
    decision: Decision | None = None,
) -> Consultation:
    """Return a published consultation of 15 June to 15 July 2026."""
    return publish_notice(session, cast, draft_notice(session, cast, notice, decision=decision, store=store))


def hear_enterprises(session: Session, cast: Cast, decision: Decision) -> OfflineEvent:
    """Record that enterprises were heard before the procedure."""
    return record_event(session, decision, HEARD, actor=cast.drafter, now=BEFORE)


def say(
    session: Session,
    store: FileStore,
    consultation: Consultation,
    words: OpinionInput = WORDS,
    *,
    key: str | None = None,
    now: datetime = DURING,
) -> Opinion:
    """Send an opinion as the public form does."""
    opinion = receive_opinion(session, store, consultation, words, idempotency_key=key, now=now)
    session.commit()
    return opinion
