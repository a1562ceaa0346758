"""What a new proposal may touch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.feedback.grouping.signatures import Difference, difference_of, signature_of
from decisions.feedback.rules.groups import (
    Found,
    GroupKind,
    Proposal,
    Refused,
    Standing,
    fit_label,
    plan_proposals,
)

COPIES, TOPIC = GroupKind


def plan(found: list[Found], kind: GroupKind = COPIES, **standing: object) -> list[Proposal]:
    return plan_proposals(found, Standing(**{"of_holder": {}, **standing}), kind)  # type: ignore[arg-type]


def test_what_is_new_is_proposed() -> None:
    assert plan([Found((1, 2, 3))]) == [Proposal((1, 2, 3))]


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        ({"of_holder": {1: 7, 2: 7}}, [Proposal((3,), joins=7)]),
        ({"of_holder": {1: 7, 2: 8, 3: 8}}, []),
        ({"of_holder": {1: 7, 2: 8}}, [Proposal((3,), joins=7)]),
        ({"of_holder": {1: 7, 2: 7, 3: 7}}, []),
        ({"busy": frozenset({1})}, [Proposal((2, 3))]),
        ({"busy": frozenset({1, 2})}, []),
        ({"refused": [Refused(frozenset({1, 2, 3, 4}))]}, []),
        ({"refused": [Refused(frozenset({1, 2}))]}, [Proposal((1, 2, 3))]),
        ({"refused": [Refused(frozenset({1, 2})), Refused(frozenset({2, 3}))]}, [Proposal((1, 2, 3))]),
        ({"of_holder": {1: 7}, "refused": [Refused(frozenset({2}), 7)]}, [Proposal((3,), joins=7)]),
        ({"of_holder": {1: 7}, "refused": [Refused(frozenset({2, 3}), 9)]}, [Proposal((2, 3), joins=7)]),
    ],
)
def test_what_a_person_decided_stands(standing: dict[str, object], expected: list[Proposal]) -> None:
    assert plan([Found((1, 2, 3))], **standing) == expected


def test_one_member_among_many_says_nothing_about_a_topic() -> None:
    many = Found(tuple(range(1, 11)), "停车")
    assert plan([many], TOPIC, of_holder={1: 7}) == [Proposal(tuple(range(2, 11)), "停车")]
    assert plan([many], TOPIC, of_holder={1: 7, 2: 7})[0].joins == 7
    assert plan([many], TOPIC, labels={"停车": 5})[0].joins == 5


members = st.sets(st.integers(1, 30), min_size=2, max_size=8)


@given(st.lists(members, max_size=6), st.dictionaries(st.integers(1, 30), st.integers(100, 103)))
def test_nothing_that_was_confirmed_is_ever_proposed(found: list[set[int]], held: dict[int, int]) -> None:
    for proposal in plan([Found(tuple(sorted(each))) for each in found], of_holder=held):
        assert not held.keys() & set(proposal.members)
        assert proposal.joins is not None or len(proposal.members) > 1


@given(st.lists(members, max_size=6))
def test_what_was_dissolved_never_comes_back_as_it_was(found: list[set[int]]) -> None:
    groups = [Found(tuple(sorted(each))) for each in found]
    assert plan(groups, refused=[Refused(frozenset(each)) for each in found]) == []


@pytest.mark.parametrize(
    ("first", "member", "expected"),
    [
        ("开放到22:00，谢谢。", "开放到22：00 谢谢", Difference.NONE),
        ("开放到22:00", "開放到22:00", Difference.NONE),
        ("开放到22:00", "开放到22:30", Difference.FIGURES),
        ("开放到22:00", "希望开放到22:00", Difference.WORDS),
        ("收费3元，限2小时", "限2小时，收费3元", Difference.WORDS),
        ("收费10元", "收费十元", Difference.FIGURES),
    ],
)
def test_how_a_copy_differs(first: str, member: str, expected: Difference) -> None:
    assert difference_of(signature_of(first), signature_of(member)) is expected


def test_a_label_fits_and_is_unlike_the_others() -> None:
    assert fit_label("停车", ["收费"]) == "停车"
    assert fit_label("停车", ["停车"]) == "停车（2）"
    assert fit_label("停车", ["停车", "停车（2）"]) == "停车（3）"
    assert fit_label("", []) == "未命名主题"
    assert len(fit_label("停" * 300, ["停" * 94])) <= 100
