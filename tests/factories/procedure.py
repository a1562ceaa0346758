"""Decisions on their way to the public, made by the operations that the desk uses."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.clock import SHANGHAI
from decisions.config import ClockBasis
from decisions.procedure.models import Expert, IssuedDocument, LegalityReview, Meeting, RiskPoint
from decisions.procedure.operations import (
    ExpertDraft,
    IssuingDraft,
    add_expert,
    add_risk,
    approve_issuing,
    conclude_review,
    prepare_issuing,
    provide_paper,
    record_meeting,
    state_step,
    submit_issuing,
    submit_review,
)
from decisions.procedure.queries import find_meeting
from decisions.procedure.rules import Outlet, OutletNote, StepKind, StepState
from decisions.procedure.rules.experts import Conflict
from decisions.procedure.rules.legality import Conclusion, Verdict
from decisions.procedure.rules.papers import Paper
from decisions.procedure.rules.risks import RiskFacts, RiskLevel
from decisions.services.filetypes import DOCUMENTS
from decisions.services.storage import FileStore, StoredFile, store_file
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


# A legality review of exactly seven working days, the opinion on the last of them.
SUBMITTED_AT = datetime(2026, 8, 17, 9, tzinfo=SHANGHAI)
REVIEWED_AT = datetime(2026, 8, 26, 15, tzinfo=SHANGHAI)
HELD_ON = date(2026, 9, 10)
LAWFUL = Verdict(date(2026, 8, 17), date(2026, 8, 26), Conclusion.LAWFUL)

EXPERT = ExpertDraft(
    name="演示专家甲",
    field="城市规划",
    affiliation="演示研究机构",
    role="组长",
    conflict=Conflict.NONE,
    declared_on=date(2026, 7, 20),
    opinion_on=date(2026, 7, 24),
)
RISK = RiskFacts("夜间停车位紧张引发矛盾", RiskLevel.LOW, is_controllable=True)


def expert(session: Session, cast: Cast, decision: Decision, **changes: object) -> Expert:
    draft = replace(EXPERT, **changes)  # type: ignore[arg-type]
    return add_expert(session, decision, draft, actor=cast.drafter, now=ISSUED_AT)


def risk(session: Session, cast: Cast, decision: Decision, **changes: object) -> RiskPoint:
    facts = replace(RISK, **changes)  # type: ignore[arg-type]
    return add_risk(session, decision, facts, actor=cast.drafter, now=ISSUED_AT)


def file_of(session: Session, store: FileStore, name: str = "报告.pdf", data: bytes = PDF) -> StoredFile:
    return store_file(session, store, name=name, data=data, accept=DOCUMENTS, now=ISSUED_AT)


def in_review(session: Session, cast: Cast, decision: Decision) -> LegalityReview:
    return submit_review(session, decision, note="送审稿及材料", actor=cast.drafter, now=SUBMITTED_AT)


def reviewed(
    session: Session, cast: Cast, decision: Decision, conclusion: Conclusion = Conclusion.LAWFUL
) -> LegalityReview:
    """Have a draft reviewed: handed in by the unit, concluded by the justice bureau."""
    review = in_review(session, cast, decision)
    verdict = replace(LAWFUL, conclusion=conclusion, opinion="审查意见")
    return conclude_review(session, review, verdict, actor=cast.justice, now=REVIEWED_AT)


def all_papers(session: Session, cast: Cast, decision: Decision) -> None:
    """Make everything that a meeting may ask for."""
    common = {"actor": cast.drafter, "now": ISSUED_AT}
    for paper in (Paper.DRAFT, Paper.ADOPTION):
        provide_paper(session, decision, paper, note="会议材料", **common)
    for _ in range(3):
        expert(session, cast, decision)
    risk(session, cast, decision)
    reviewed(session, cast, decision)
    for kind in (StepKind.EXPERT, StepKind.RISK, StepKind.FAIR_COMPETITION):
        state_step(
            session,
            decision,
            kind,
            state=StepState.DONE,
            done_on=date(2026, 8, 7),
            body="演示评估机构",
            report_reason="报告含有专家个人意见",
            **common,
        )


def decided(session: Session, cast: Cast, decision: Decision) -> Meeting:
    """Hold the meeting that decides, with all its papers."""
    all_papers(session, cast, decision)
    return record_meeting(session, decision, held_on=HELD_ON, actor=cast.drafter, now=ISSUED_AT)


def prepared(session: Session, cast: Cast, decision: Decision, **changes: object) -> IssuedDocument:
    """Begin the issuing of a decision that a meeting made."""
    if find_meeting(session, decision.id) is None:
        decided(session, cast, decision)
    draft = replace(DRAFT, **changes)  # type: ignore[arg-type]
    return prepare_issuing(session, decision, draft, actor=cast.drafter, now=ISSUED_AT)


def issued(session: Session, cast: Cast, decision: Decision, **changes: object) -> IssuedDocument:
    """Issue a decision: decided, prepared, submitted, approved by another."""
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
