"""Issued decisions for tests, made by the operations that the desk uses."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.clock import SHANGHAI
from decisions.config import ClockBasis
from decisions.procedure.models import IssuedDocument
from decisions.procedure.operations import IssuingDraft, approve_issuing, prepare_issuing, submit_issuing
from decisions.procedure.rules import Outlet, OutletNote
from tests.cast import Cast

ISSUED_AT = datetime(2026, 9, 23, 15, tzinfo=SHANGHAI)
PDF = b"%PDF-1.7\n1 0 obj\n"

DRAFT = IssuingDraft(
    title="浦东新区公共停车资源共享利用管理办法",
    document_number="浦府规（演示）〔2026〕5号",
    written_on=date(2026, 9, 22),
    printed_on=date(2026, 9, 22),
    published_on=date(2026, 9, 23),
    effective_on=date(2026, 10, 1),
    text="第一条　为了盘活公共停车资源，制定本办法。",
    interpretation_text="机关、国有单位的停车场夜间对外共享。",
    outlets=(OutletNote(Outlet.WEBSITE, "https://example.cn/5", date(2026, 9, 23)),),
)


def prepared(session: Session, cast: Cast, decision: Decision, **changes: object) -> IssuedDocument:
    draft = replace(DRAFT, **changes)  # type: ignore[arg-type]
    return prepare_issuing(session, decision, draft, actor=cast.drafter, now=ISSUED_AT)


def issued(session: Session, cast: Cast, decision: Decision, **changes: object) -> IssuedDocument:
    """Issue a decision: prepared, submitted, approved by another."""
    issuing = prepared(session, cast, decision, **changes)
    publish_again(session, cast, issuing)
    return issuing


def publish_again(
    session: Session,
    cast: Cast,
    issuing: IssuedDocument,
    reason: str = "",
    basis: ClockBasis = ClockBasis.EARLIEST,
) -> None:
    submission = submit_issuing(
        session, issuing, basis=basis, reason=reason, actor=cast.drafter, now=ISSUED_AT
    )
    approve_issuing(session, issuing, submission.id, basis=basis, actor=cast.approver, now=ISSUED_AT)
    session.commit()
