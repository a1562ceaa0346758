"""Catalogues for tests, made by the operations that the desk uses."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from decisions.catalogue.models import CatalogueProposal, Decision
from decisions.catalogue.operations import (
    add_item,
    amend_proposal,
    approve_catalogue,
    as_items,
    hand_in_proposal,
    import_items,
    publish_catalogue,
    record_consent,
    review_proposal,
    start_proposal,
    submit_catalogue,
)
from decisions.catalogue.queries import find_catalogue, get_decision
from decisions.catalogue.rules import Category, ChangeKind
from decisions.catalogue.rules.items import Item
from decisions.catalogue.rules.proposals import Exclusion, Verdict
from decisions.catalogue.spreadsheets import CatalogueReading, read_catalogue
from decisions.clock import SHANGHAI
from decisions.record.models import RecordEntry
from decisions.services.actor import SYSTEM, Actor
from decisions.services.spreadsheet.reading import read_table

DATA = Path(__file__).resolve().parents[2] / "decisions" / "demo" / "data"
CATALOGUE_2026 = DATA / "catalogue-2026.xlsx"
CATALOGUE_2026_CSV = DATA / "catalogue-2026.csv"
CATALOGUE_2023 = DATA / "catalogue-2023-chongqing.csv"

CONSENT_NUMBER = "浦委（演示）〔2026〕21号"
CONSENT_ON = date(2026, 3, 20)
PUBLISHED_AT = datetime(2026, 3, 27, 10, tzinfo=SHANGHAI)

ITEM = Item(
    number=1,
    title="《公共停车资源共享利用管理办法》",
    category=Category.PUBLIC_POLICY,
    lead_unit="区建交委",
    partner_units=("区公安分局", "各街镇"),
    basis="《上海市停车场（库）管理办法》",
    procedures=("公众参与", "合法性审查"),
    planned_text="第三季度",
    planned_from=date(2026, 7, 1),
    planned_to=date(2026, 9, 30),
    hearing=False,
    invites_public=True,
    enterprise_related=True,
    change=ChangeKind.ADDED,
)


def propose(
    session: Session,
    item: Item = ITEM,
    *,
    year: int = 2026,
    exclusion: Exclusion = Exclusion.NONE,
    actor: Actor,
    now: datetime = PUBLISHED_AT,
) -> CatalogueProposal:
    """Fill in a proposal and hand it in, as a unit does at the desk."""
    proposal = start_proposal(session, year, actor=actor, now=now)
    amend_proposal(session, proposal.id, item, exclusion=exclusion, actor=actor, now=now)
    return hand_in_proposal(session, proposal.id, actor=actor, now=now)


def review(
    session: Session,
    proposal: CatalogueProposal,
    verdict: Verdict = Verdict.AGREES,
    *,
    remark: str = "",
    actor: Actor,
    now: datetime = PUBLISHED_AT,
) -> CatalogueProposal:
    return review_proposal(session, proposal.id, verdict=verdict, remark=remark, actor=actor, now=now)


def read(path: Path, year: int) -> CatalogueReading:
    return read_catalogue(read_table(path.name, path.read_bytes()), year=year)


def import_file(session: Session, path: Path, year: int, *, actor: Actor, now: datetime = PUBLISHED_AT):
    return import_items(session, year, as_items(read(path, year)), actor=actor, now=now)


def make_decision(
    session: Session,
    title: str = ITEM.title,
    *,
    year: int = 2026,
    now: datetime = PUBLISHED_AT,
    **terms: object,
) -> Decision:
    """Return a decision, listed in its year's catalogue and not published."""
    catalogue = find_catalogue(session, year)
    number = len(catalogue.items) + 1 if catalogue else 1
    item = replace(ITEM, number=number, title=title, **terms)
    code = add_item(session, year, item, actor=SYSTEM, now=now).decision.code
    return get_decision(session, code)


def publish(
    session: Session, year: int = 2026, *, now: datetime = PUBLISHED_AT, consent_on: date = CONSENT_ON
) -> RecordEntry:
    """Publish what a year's catalogue has, as the command line does."""
    return publish_catalogue(
        session, year, consent_number=CONSENT_NUMBER, consent_on=consent_on, actor=SYSTEM, now=now
    )


def publish_by_two(
    session: Session, year: int, first: Actor, second: Actor, *, now: datetime = PUBLISHED_AT
) -> RecordEntry:
    """Publish as two persons of the openness office do at the desk."""
    record_consent(session, year, number=CONSENT_NUMBER, given_on=CONSENT_ON, actor=first, now=now)
    submission = submit_catalogue(session, year, actor=first, now=now)
    return approve_catalogue(session, year, submission.id, actor=second, now=now)
