"""A unit's proposal: the scope question, what it lacks, where it may go."""

from dataclasses import replace
from datetime import date

import pytest

from decisions.catalogue.errors import (
    ProposalIncompleteError,
    ProposalStateError,
    RemarkMissingError,
    ScopeExcludedError,
)
from decisions.catalogue.rules.items import Item
from decisions.catalogue.rules.planned_times import parse_planned_time
from decisions.catalogue.rules.proposals import (
    ACT_LABELS,
    AMENDABLE,
    DECIDED,
    EXCLUSION_TERMS,
    STATE_LABELS,
    VERDICT_LABELS,
    Act,
    Exclusion,
    ProposalState,
    Verdict,
    check_amendable,
    check_proposal,
    check_remark,
    check_scope,
    list_lacking,
    state_after,
)

WHOLE = Item(
    number=0,
    title="《公共停车资源共享利用管理办法》",
    category="public_policy",
    lead_unit="区建交委",
    partner_units=("区公安分局",),
    basis="《上海市停车场（库）管理办法》",
    procedures=("公众参与", "合法性审查"),
    planned_text="第三季度",
    planned_from=date(2026, 7, 1),
    planned_to=date(2026, 9, 30),
    hearing=False,
    invites_public=True,
    enterprise_related=True,
)
UNFILLED = Item(number=0, title="")


def lacking(item: Item, exclusion: Exclusion | None = Exclusion.NONE, *, needs_reason: bool = False):
    return [problem.field for problem in list_lacking(item, exclusion, year=2026, needs_reason=needs_reason)]


def test_a_whole_proposal_is_handed_in() -> None:
    check_proposal(WHOLE, Exclusion.NONE, year=2026, needs_reason=False)


@pytest.mark.parametrize("exclusion", [each for each in Exclusion if each is not Exclusion.NONE])
def test_what_the_procedure_is_not_for_is_refused_with_the_reason(exclusion: Exclusion) -> None:
    with pytest.raises(ScopeExcludedError) as refused:
        check_proposal(WHOLE, exclusion, year=2026, needs_reason=False)
    assert EXCLUSION_TERMS[exclusion] in str(refused.value)
    assert "《重大行政决策程序暂行条例》第三条第三款" in str(refused.value)
    assert refused.value.field == "exclusion"


def test_an_open_scope_question_is_asked_and_refuses_nothing() -> None:
    check_scope(None)
    check_scope(Exclusion.NONE)
    assert lacking(WHOLE, None) == ["exclusion"]


def test_everything_that_is_lacking_is_named_at_once_at_its_field() -> None:
    fields = [
        *("exclusion", "title", "category", "lead_unit", "basis", "procedures", "planned_text"),
        *("hearing", "invites_public", "enterprise_related"),
    ]
    assert lacking(UNFILLED, None) == fields
    with pytest.raises(ProposalIncompleteError) as refused:
        check_proposal(UNFILLED, None, year=2026, needs_reason=False)
    assert [problem.field for problem in refused.value.problems] == fields


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": "《》"}, "title"),
        ({"lead_unit": "区建交委、区民政局"}, "lead_unit"),
        ({"lead_unit": ""}, "lead_unit"),
        ({"partner_units": ("区公安分局", "区建交委")}, "partner_units"),
        ({"partner_units": (" 区建交委 ",)}, "partner_units"),
        ({"basis": " "}, "basis"),
        ({"procedures": ()}, "procedures"),
        ({"hearing": None}, "hearing"),
        ({"invites_public": None}, "invites_public"),
        ({"enterprise_related": None}, "enterprise_related"),
    ],
)
def test_each_answer_is_asked_for(changed: dict[str, object], field: str) -> None:
    assert lacking(replace(WHOLE, **changed)) == [field]


@pytest.mark.parametrize(
    ("text", "is_understood"),
    [
        ("第三季度", True),
        ("2026年6月", True),
        ("5-7月", True),
        ("2026年5月至7月", True),
        ("年底前", True),
        ("2026年12月底前", True),
        ("2027年3月", True),
        ("适时", False),
        ("2025年12月", False),
    ],
)
def test_a_planned_time_is_a_quarter_a_month_a_range_or_the_end_of_the_year(
    text: str, is_understood: bool
) -> None:
    planned = parse_planned_time(text, 2026)
    item = replace(
        WHOLE,
        planned_text=text,
        planned_from=planned.starts_on if planned else None,
        planned_to=planned.ends_on if planned else None,
    )
    assert lacking(item) == ([] if is_understood else ["planned_text"])


def test_in_the_year_an_addition_says_why() -> None:
    assert lacking(WHOLE, needs_reason=True) == ["change_note"]
    assert lacking(replace(WHOLE, change_note="上级新部署"), needs_reason=True) == []


ALLOWED = {
    ("draft", "propose"): "proposed",
    ("draft", "discard"): "discarded",
    ("sent_back", "propose"): "proposed",
    ("sent_back", "discard"): "discarded",
    ("proposed", "agree"): "reviewed",
    ("proposed", "object"): "reviewed",
    ("proposed", "send_back"): "sent_back",
    ("reviewed", "agree"): "reviewed",
    ("reviewed", "object"): "reviewed",
    ("reviewed", "send_back"): "sent_back",
    ("reviewed", "accept"): "accepted",
    ("reviewed", "merge"): "merged",
}


@pytest.mark.parametrize("state", ProposalState)
@pytest.mark.parametrize("act", Act)
def test_every_way_that_is_not_foreseen_is_closed(state: ProposalState, act: Act) -> None:
    following = ALLOWED.get((state.value, act.value))
    if following is None:
        with pytest.raises(ProposalStateError) as refused:
            state_after(state, act)
        assert STATE_LABELS[state] in str(refused.value)
    else:
        assert state_after(state, act) == following


@pytest.mark.parametrize("state", ProposalState)
def test_the_unit_amends_only_what_it_has_not_handed_in(state: ProposalState) -> None:
    if state in AMENDABLE:
        check_amendable(state)
    else:
        with pytest.raises(ProposalStateError):
            check_amendable(state)


def test_nothing_leads_out_of_a_decision() -> None:
    assert {state for state, _ in ALLOWED}.isdisjoint(DECIDED)
    assert {ProposalState(state) for state in ALLOWED.values()} | {ProposalState.DRAFT} == set(ProposalState)


@pytest.mark.parametrize(
    ("act", "verdict", "is_asked"),
    [
        (Act.OBJECT, None, True),
        (Act.SEND_BACK, None, True),
        (Act.ACCEPT, Verdict.OBJECTS, True),
        (Act.ACCEPT, Verdict.AGREES, False),
        (Act.AGREE, None, False),
        (Act.MERGE, Verdict.OBJECTS, False),
    ],
)
def test_what_has_to_be_understood_is_explained(act: Act, verdict: Verdict | None, is_asked: bool) -> None:
    check_remark(act, "理由", verdict=verdict)
    if is_asked:
        with pytest.raises(RemarkMissingError):
            check_remark(act, "  ", verdict=verdict)
    else:
        check_remark(act, "", verdict=verdict)


def test_every_code_has_a_word() -> None:
    assert set(STATE_LABELS) == set(ProposalState)
    assert set(ACT_LABELS) == set(Act)
    assert set(EXCLUSION_TERMS) == set(Exclusion)
    assert set(VERDICT_LABELS) == set(Verdict)
