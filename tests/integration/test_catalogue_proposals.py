"""From a unit's draft to the catalogue: who may do what, what becomes of it, and that nothing is lost."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from decisions.catalogue import operations, queries
from decisions.catalogue.errors import (
    CatalogueItemNotFoundError,
    CatalogueNotFoundError,
    CatalogueSubmittedError,
    ItemExistsError,
    ProposalIncompleteError,
    ProposalNotFoundError,
    ProposalStateError,
    RemarkMissingError,
    ScopeExcludedError,
)
from decisions.catalogue.models import CatalogueProposal
from decisions.catalogue.rules import ChangeKind
from decisions.catalogue.rules.items import Item
from decisions.catalogue.rules.proposals import Act, Exclusion, ProposalState, Verdict
from decisions.errors import NotAllowedError
from decisions.services.actor import SYSTEM
from tests.cast import OTHER_UNIT, UNIT, Cast
from tests.factories import catalogue as make

NOW = make.PUBLISHED_AT
LATER = NOW + timedelta(hours=3)


@pytest.fixture
def proposed(session: Session, cast: Cast) -> CatalogueProposal:
    return make.propose(session, actor=cast.drafter)


@pytest.fixture
def reviewed(session: Session, cast: Cast, proposed: CatalogueProposal) -> CatalogueProposal:
    return make.review(session, proposed, actor=cast.justice)


# The unit


def test_a_unit_begins_with_its_own_name_and_nothing_else(session: Session, cast: Cast) -> None:
    proposal = operations.start_proposal(session, 2026, actor=cast.drafter, now=NOW)
    assert (proposal.state, proposal.unit.name, proposal.item.lead_unit) == (ProposalState.DRAFT, UNIT, UNIT)
    assert proposal.exclusion is None
    again = operations.start_proposal(session, 2026, actor=cast.drafter, now=NOW)
    assert again.id == proposal.id, "an empty draft is not begun twice"
    other = operations.start_proposal(session, 2026, actor=cast.other_drafter, now=NOW)
    assert other.id != proposal.id


def test_a_draft_keeps_whatever_was_typed(session: Session, cast: Cast) -> None:
    proposal = operations.start_proposal(session, 2026, actor=cast.drafter, now=NOW)
    half = Item(number=0, title="", basis="《停车场管理办法》", planned_text="适时", hearing=False)
    operations.amend_proposal(
        session, proposal.id, half, exclusion=Exclusion.LEGISLATION, actor=cast.drafter, now=LATER
    )
    session.expire_all()
    kept = queries.get_proposal(session, proposal.id)
    assert kept.item == half
    assert (kept.exclusion, kept.changed_at) == (Exclusion.LEGISLATION, LATER)
    assert operations.start_proposal(session, 2026, actor=cast.drafter, now=NOW).id != proposal.id


def test_another_unit_neither_reads_nor_changes_it(
    session: Session, cast: Cast, proposed: CatalogueProposal
) -> None:
    for actor in (cast.other_drafter, cast.other_approver, cast.administrator):
        with pytest.raises(ProposalNotFoundError):
            queries.get_readable_proposal(session, 2026, proposed.id, reader=actor)
        assert list(queries.list_proposals(session, 2026, reader=actor)) == []
    with pytest.raises(ProposalNotFoundError):
        operations.amend_proposal(
            session, proposed.id, make.ITEM, exclusion=None, actor=cast.other_drafter, now=NOW
        )
    with pytest.raises(ProposalNotFoundError):
        operations.hand_in_proposal(session, proposed.id, actor=cast.other_drafter, now=NOW)
    assert queries.get_readable_proposal(session, 2026, proposed.id, reader=cast.approver) is proposed
    with pytest.raises(ProposalNotFoundError):
        queries.get_readable_proposal(session, 2025, proposed.id, reader=cast.drafter)


def test_only_a_unit_s_drafter_proposes(session: Session, cast: Cast) -> None:
    for actor in (cast.approver, cast.justice, cast.openness, cast.administrator, SYSTEM):
        with pytest.raises(NotAllowedError):
            operations.start_proposal(session, 2026, actor=actor, now=NOW)
    with pytest.raises(CatalogueNotFoundError):
        operations.start_proposal(session, 20260, actor=cast.drafter, now=NOW)


def test_offices_read_what_was_handed_in(session: Session, cast: Cast, proposed: CatalogueProposal) -> None:
    draft = operations.start_proposal(session, 2026, actor=cast.drafter, now=NOW)
    for office in (cast.justice, cast.openness):
        assert list(queries.list_proposals(session, 2026, reader=office)) == [proposed]
        with pytest.raises(ProposalNotFoundError):
            queries.get_readable_proposal(session, 2026, draft.id, reader=office)
    assert list(queries.list_proposals(session, 2026, reader=cast.drafter)) == [draft, proposed]


@pytest.mark.parametrize("exclusion", [Exclusion.MACRO_CONTROL, Exclusion.LEGISLATION, Exclusion.EMERGENCY])
def test_what_is_out_of_scope_stays_a_draft(session: Session, cast: Cast, exclusion: Exclusion) -> None:
    with pytest.raises(ScopeExcludedError):
        make.propose(session, actor=cast.drafter, exclusion=exclusion)
    draft = queries.list_proposals(session, 2026, reader=cast.drafter)[0]
    assert (draft.state, draft.steps) == (ProposalState.DRAFT, [])
    assert draft.item.title == make.ITEM.title, "what was typed is still there"


def test_what_is_lacking_is_told_before_and_refused_after(session: Session, cast: Cast) -> None:
    with pytest.raises(ProposalIncompleteError):
        make.propose(session, replace(make.ITEM, lead_unit="区建交委、区民政局"), actor=cast.drafter)
    draft = queries.list_proposals(session, 2026, reader=cast.drafter)[0]
    lacking = operations.find_lacking(session, draft)
    assert lacking is not None
    assert [problem.field for problem in lacking.problems] == ["lead_unit"]


def test_once_the_year_is_public_a_proposal_says_why(session: Session, cast: Cast) -> None:
    make.make_decision(session, "另一事项")
    make.publish(session)
    with pytest.raises(ProposalIncompleteError):
        make.propose(session, actor=cast.drafter)
    make.propose(session, replace(make.ITEM, change_note="市里新部署"), actor=cast.drafter)


def test_what_was_handed_in_is_not_changed_behind_the_reviewer(
    session: Session, cast: Cast, proposed: CatalogueProposal
) -> None:
    with pytest.raises(ProposalStateError):
        operations.amend_proposal(
            session, proposed.id, make.ITEM, exclusion=Exclusion.NONE, actor=cast.drafter, now=NOW
        )
    with pytest.raises(ProposalStateError):
        operations.discard_proposal(session, proposed.id, actor=cast.drafter, now=NOW)
    with pytest.raises(ProposalStateError):
        operations.hand_in_proposal(session, proposed.id, actor=cast.drafter, now=NOW)


def test_a_draft_is_given_up(session: Session, cast: Cast) -> None:
    draft = operations.start_proposal(session, 2026, actor=cast.drafter, now=NOW)
    operations.discard_proposal(session, draft.id, actor=cast.drafter, now=NOW)
    assert draft.state is ProposalState.DISCARDED
    assert list(queries.list_proposals(session, 2026, reader=cast.openness)) == []


# The justice bureau


def test_the_justice_bureau_says_its_word_and_may_say_another(
    session: Session, cast: Cast, proposed: CatalogueProposal
) -> None:
    with pytest.raises(RemarkMissingError):
        make.review(session, proposed, Verdict.OBJECTS, remark=" ", actor=cast.justice)
    make.review(session, proposed, Verdict.OBJECTS, remark="上位法已有规定", actor=cast.justice)
    assert (proposed.state, proposed.verdict) == (ProposalState.REVIEWED, Verdict.OBJECTS)
    make.review(session, proposed, Verdict.AGREES, remark="经沟通，同意", actor=cast.justice)
    assert (proposed.verdict, proposed.verdict_remark) == (Verdict.AGREES, "经沟通，同意")
    assert [step.act for step in proposed.steps] == [Act.PROPOSE, Act.OBJECT, Act.AGREE]


def test_nobody_else_reviews(session: Session, cast: Cast, proposed: CatalogueProposal) -> None:
    for actor in (cast.drafter, cast.approver, cast.openness, cast.administrator):
        with pytest.raises(NotAllowedError):
            make.review(session, proposed, actor=actor)


# The openness office


def test_before_the_review_nothing_is_listed(
    session: Session, cast: Cast, proposed: CatalogueProposal
) -> None:
    with pytest.raises(ProposalStateError):
        operations.accept_proposal(session, proposed.id, actor=cast.openness, now=NOW)
    assert queries.find_catalogue(session, 2026) is None


def test_accepted_it_is_the_last_item_of_the_year(
    session: Session, cast: Cast, reviewed: CatalogueProposal
) -> None:
    make.make_decision(session, "另一事项")
    line = operations.accept_proposal(session, reviewed.id, actor=cast.openness, now=LATER)
    assert (line.number, line.change, line.decision.code) == (2, ChangeKind.ADDED, "2026-02")
    assert line.as_item() == replace(make.ITEM, number=2, code="2026-02")
    assert line.decision.lead_unit.name == UNIT
    assert (reviewed.state, reviewed.decision) == (ProposalState.ACCEPTED, line.decision)
    with pytest.raises(ProposalStateError):
        operations.accept_proposal(session, reviewed.id, actor=cast.openness, now=LATER)


def test_the_same_matter_is_not_listed_twice(
    session: Session, cast: Cast, reviewed: CatalogueProposal
) -> None:
    make.make_decision(session, "公共停车资源 共享利用管理办法")
    with pytest.raises(ItemExistsError):
        operations.accept_proposal(session, reviewed.id, actor=cast.openness, now=NOW)
    session.rollback()


def test_against_an_objection_the_office_says_why(
    session: Session, cast: Cast, proposed: CatalogueProposal
) -> None:
    make.review(session, proposed, Verdict.OBJECTS, remark="上位法已有规定", actor=cast.justice)
    with pytest.raises(RemarkMissingError):
        operations.accept_proposal(session, proposed.id, actor=cast.openness, now=NOW)
    operations.accept_proposal(session, proposed.id, remark="区委已明确", actor=cast.openness, now=NOW)
    assert proposed.steps[-1].remark == "区委已明确"


def test_merged_its_units_become_partners_each_once(
    session: Session, cast: Cast, reviewed: CatalogueProposal
) -> None:
    make.make_decision(
        session, "停车综合治理方案", lead_unit=OTHER_UNIT, partner_units=("区公安分局", "区城管局")
    )
    target = queries.get_catalogue(session, 2026).items[0]
    line = operations.merge_proposal(session, reviewed.id, into=target.id, actor=cast.openness, now=NOW)
    assert line.lead_unit_name == OTHER_UNIT
    assert line.partner_units == ["区公安分局", "区城管局", UNIT, "各街镇"]
    assert (reviewed.state, reviewed.decision) == (ProposalState.MERGED, target.decision)
    assert len(queries.get_catalogue(session, 2026).items) == 1


def test_merging_into_what_is_not_there_changes_nothing(
    session: Session, cast: Cast, reviewed: CatalogueProposal
) -> None:
    make.make_decision(session, "2025年的事项", year=2025)
    other_year = queries.get_catalogue(session, 2025).items[0]
    with pytest.raises(CatalogueNotFoundError):
        operations.merge_proposal(session, reviewed.id, into=other_year.id, actor=cast.openness, now=NOW)
    make.make_decision(session, "另一事项")
    with pytest.raises(CatalogueItemNotFoundError):
        operations.merge_proposal(session, reviewed.id, into=other_year.id, actor=cast.openness, now=NOW)
    assert reviewed.state is ProposalState.REVIEWED


def test_sent_back_it_is_amended_and_reviewed_again(
    session: Session, cast: Cast, reviewed: CatalogueProposal
) -> None:
    with pytest.raises(RemarkMissingError):
        operations.send_back_proposal(session, reviewed.id, remark="", actor=cast.openness, now=NOW)
    operations.send_back_proposal(
        session, reviewed.id, remark="请写明计划完成时间", actor=cast.openness, now=NOW
    )
    assert reviewed.state is ProposalState.SENT_BACK
    better = replace(make.ITEM, planned_text="第四季度")
    operations.amend_proposal(
        session, reviewed.id, better, exclusion=Exclusion.NONE, actor=cast.drafter, now=LATER
    )
    operations.hand_in_proposal(session, reviewed.id, actor=cast.drafter, now=LATER)
    assert (reviewed.state, reviewed.verdict) == (ProposalState.PROPOSED, None)
    assert [(step.act, step.by_name) for step in reviewed.steps] == [
        (Act.PROPOSE, cast.drafter.name),
        (Act.AGREE, cast.justice.name),
        (Act.SEND_BACK, cast.openness.name),
        (Act.PROPOSE, cast.drafter.name),
    ]


def test_nobody_but_the_office_decides(session: Session, cast: Cast, reviewed: CatalogueProposal) -> None:
    for actor in (cast.drafter, cast.approver, cast.justice, cast.administrator):
        with pytest.raises(NotAllowedError):
            operations.accept_proposal(session, reviewed.id, actor=actor, now=NOW)
        with pytest.raises(NotAllowedError):
            operations.merge_proposal(session, reviewed.id, into=1, actor=actor, now=NOW)
        with pytest.raises(NotAllowedError):
            operations.send_back_proposal(session, reviewed.id, remark="理由", actor=actor, now=NOW)


def test_a_catalogue_that_waits_for_approval_takes_nothing_in(
    session: Session, cast: Cast, reviewed: CatalogueProposal
) -> None:
    make.make_decision(session, "另一事项")
    operations.record_consent(
        session, 2026, number=make.CONSENT_NUMBER, given_on=make.CONSENT_ON, actor=cast.openness, now=NOW
    )
    operations.submit_catalogue(session, 2026, actor=cast.openness, now=NOW)
    with pytest.raises(CatalogueSubmittedError):
        operations.accept_proposal(session, reviewed.id, actor=cast.openness, now=NOW)
    assert reviewed.state is ProposalState.REVIEWED


# What waits for whom


def test_everybody_is_told_what_waits_for_them(session: Session, cast: Cast) -> None:
    def waiting() -> dict[str, int]:
        return {
            post: queries.count_waiting_proposals(session, reader=getattr(cast, post)).get(2026, 0)
            for post in ("drafter", "other_drafter", "approver", "justice", "openness")
        }

    nothing = dict.fromkeys(("drafter", "other_drafter", "approver", "justice", "openness"), 0)
    draft = operations.start_proposal(session, 2026, actor=cast.other_drafter, now=NOW)
    assert waiting() == nothing | {"other_drafter": 1}
    operations.discard_proposal(session, draft.id, actor=cast.other_drafter, now=NOW)
    proposal = make.propose(session, actor=cast.drafter)
    assert waiting() == nothing | {"justice": 1}
    make.review(session, proposal, actor=cast.justice)
    assert waiting() == nothing | {"openness": 1}
    operations.send_back_proposal(session, proposal.id, remark="补充依据", actor=cast.openness, now=NOW)
    assert waiting() == nothing | {"drafter": 1}
    assert [queries.waits_for(proposal, actor) for actor in (cast.drafter, cast.other_drafter)] == [
        True,
        False,
    ]
    count = session.scalar(select(func.count()).select_from(CatalogueProposal))
    assert count == 2
