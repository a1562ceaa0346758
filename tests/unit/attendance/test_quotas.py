"""Quotas: as they are typed, as the published files say them, when they contradict themselves."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.attendance.rules import RepresentativeCategory, SelectionMethod
from decisions.attendance.rules.lines import (
    read_criteria_lines,
    read_quota_lines,
    read_reserved_lines,
    write_criteria_lines,
    write_quota_lines,
    write_reserved_lines,
)
from decisions.attendance.rules.parts import Criterion, Reserved
from decisions.attendance.rules.quotas import (
    Attribute,
    Facts,
    Quota,
    groups_of,
    is_relaxed,
    quota_problems,
    read_band,
    rule_quotas,
)

ON = date(2026, 8, 14)
RESIDENTS = Quota(Attribute.CATEGORY, "resident", 2, 3)
WOMEN = Quota(Attribute.GENDER, "female", 2, 3)
OLD = Quota(Attribute.AGE, "60-", 1, 2)
YOUNG = Quota(Attribute.AGE, "18-34", 1, 2)
NEAR = Quota(Attribute.AREA, "塘桥街道、花木街道", 1, 2)


@pytest.mark.parametrize(
    ("typed", "band"),
    [
        ("18-34", "18-34"),
        ("18至34岁", "18-34"),
        ("18岁-34岁", "18-34"),
        ("60岁以上", "60-"),
        ("60岁及以上", "60-"),
        ("60+", "60-"),
        ("35岁以下", "0-35"),
        ("34-18", None),
        ("老年", None),
        ("60", None),
    ],
)
def test_age_bands_as_offices_write_them(typed: str, band: str | None) -> None:
    assert read_band(typed) == band


@pytest.mark.parametrize(
    ("attribute", "typed", "quotas"),
    [
        (Attribute.CATEGORY, "居民 2-3", [RESIDENTS]),
        (Attribute.CATEGORY, "居民：２—３名\n\n", [RESIDENTS]),
        (Attribute.GENDER, "女 2-3", [WOMEN]),
        (Attribute.AGE, "60岁以上 1-2\n18-34岁 1-2", [OLD, YOUNG]),
        (Attribute.AREA, "塘桥街道、花木街道 1-2", [NEAR]),
        (Attribute.CATEGORY, "居民 2", [Quota(Attribute.CATEGORY, "resident", 2, 2)]),
    ],
)
def test_quotas_as_they_are_typed(attribute: Attribute, typed: str, quotas: list[Quota]) -> None:
    assert read_quota_lines(attribute, typed) == (quotas, [])
    assert read_quota_lines(attribute, write_quota_lines(attribute, quotas)) == (quotas, [])


@pytest.mark.parametrize("typed", ["居民", "2-3", "学生 1-2", "居民 二至三"])
def test_a_line_that_is_not_understood_is_named(typed: str) -> None:
    quotas, faults = read_quota_lines(Attribute.CATEGORY, f"企业 1\n{typed}")
    assert len(quotas) == 1
    assert faults[0].params["line"] == 2
    assert "居民 2-3" in str(faults[0])


def test_seats_apart_and_criteria_as_they_are_typed() -> None:
    parts = [Reserved(SelectionMethod.RECOMMENDATION, 3, "区内企业，由行业协会推荐")]
    assert read_reserved_lines("推荐 3 区内企业，由行业协会推荐") == (
        [Reserved(SelectionMethod.RECOMMENDATION, 3, "区内企业,由行业协会推荐")],
        [],
    )
    assert read_reserved_lines(write_reserved_lines(parts))[0][0].seats == 3
    assert len(read_reserved_lines("抽签 3 居民")[1]) == 1
    criteria = [Criterion("代表性", 40), Criterion("表达能力", 60)]
    assert read_criteria_lines(write_criteria_lines(criteria)) == (criteria, [])
    assert len(read_criteria_lines("代表性")[1]) == 1


def test_the_rule_names_every_group_of_an_attribute() -> None:
    rule = rule_quotas([RESIDENTS, OLD, NEAR], 5)
    assert rule["代表类别"]["居民"] == {"min": 2, "max": 3}
    assert rule["代表类别"]["专家"] == {"min": 0, "max": 5}
    assert rule["年龄段"] == {"其他年龄": {"min": 0, "max": 5}, "60岁以上": {"min": 1, "max": 2}}
    assert set(rule["街镇"]) == {"其他街镇", "塘桥街道、花木街道"}
    assert "性别" not in rule


@pytest.mark.parametrize(
    ("born", "area", "gender", "groups"),
    [
        ("1966-08", "塘桥街道", "female", {"性别": "女", "年龄段": "60岁以上", "街镇": "塘桥街道、花木街道"}),
        ("1966-09", " 花木街道", "male", {"性别": "男", "年龄段": "其他年龄", "街镇": "塘桥街道、花木街道"}),
        ("2008-08", "北蔡镇", "", {"性别": "未说明", "年龄段": "18至34岁", "街镇": "其他街镇"}),
        ("1991-09", "", "", {"性别": "未说明", "年龄段": "18至34岁", "街镇": "其他街镇"}),
    ],
)
def test_everybody_belongs_to_one_group(born, area, gender, groups) -> None:
    facts = Facts(RepresentativeCategory.RESIDENT, gender, born, area)
    assert groups_of(facts, [WOMEN, OLD, YOUNG, NEAR], ON) == groups


@given(
    st.sampled_from(list(RepresentativeCategory)),
    st.sampled_from(["female", "male", ""]),
    st.integers(1920, 2026),
    st.integers(1, 12),
    st.sampled_from(["塘桥街道", "花木街道", "北蔡镇", ""]),
)
def test_whatever_somebody_says_the_rule_knows_their_group(category, gender, year, month, area) -> None:
    quotas = [RESIDENTS, WOMEN, OLD, YOUNG, NEAR]
    rule = rule_quotas(quotas, 5)
    groups = groups_of(Facts(category, gender, f"{year}-{month:02}", area), quotas, ON)
    assert {column: group in rule[column] for column, group in groups.items()} == dict.fromkeys(rule, True)


@pytest.mark.parametrize(
    ("quotas", "words"),
    [
        ([RESIDENTS, WOMEN, OLD, YOUNG, NEAR], None),
        ([Quota(Attribute.GENDER, "female", 3, 2)], "不能大于上限"),
        ([Quota(Attribute.GENDER, "female", 6, 7)], "多于抽签名额"),
        ([WOMEN, Quota(Attribute.GENDER, "female", 1, 5)], "列了两次"),
        ([OLD, Quota(Attribute.AGE, "55-65", 0, 1)], "重叠"),
        ([NEAR, Quota(Attribute.AREA, "塘桥街道", 0, 1)], "两组里"),
        ([WOMEN, Quota(Attribute.GENDER, "male", 4, 5)], "下限合计 6"),
    ],
)
def test_quotas_that_contradict_themselves(quotas: list[Quota], words: str | None) -> None:
    found = [str(problem.message) for problem in quota_problems(quotas, 5)]
    assert (found == []) if words is None else any(words in message for message in found)


def test_the_upper_limits_leave_room_for_everybody() -> None:
    quotas = [Quota(Attribute.CATEGORY, term.value, 0, 0) for term in RepresentativeCategory]
    assert any("上限合计 0 名" in str(problem.message) for problem in quota_problems(quotas, 5))


@pytest.mark.parametrize(
    ("after", "relaxed"),
    [
        ([WOMEN, OLD], True),
        ([Quota(Attribute.GENDER, "female", 1, 4), OLD], True),
        ([OLD], True),
        ([], True),
        ([Quota(Attribute.GENDER, "female", 3, 3), OLD], False),
        ([Quota(Attribute.GENDER, "female", 2, 2), OLD], False),
        ([WOMEN, OLD, RESIDENTS], False),
        ([WOMEN, Quota(Attribute.AGE, "55-", 1, 2)], False),
    ],
)
def test_what_counts_as_relaxing(after: list[Quota], relaxed: bool) -> None:
    assert is_relaxed([WOMEN, OLD], after, 5) is relaxed
