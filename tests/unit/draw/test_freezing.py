"""Freezing: one permitted form, the same bytes for the same sign-ups, everything else refused in words."""

import hashlib
import random
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.attendance.draw import freeze, freeze_file, read_rule
from decisions.attendance.draw.canonical import read_json
from decisions.attendance.draw.errors import PoolRefusedError, RuleRefusedError
from tests.unit.draw import samples

HEADER = "id,性别\n"
GENDER = {"性别": {"女": {"min": 0, "max": 2}, "男": {"min": 0, "max": 2}}}
GOOD = HEADER + "A1,女\nA2,男\nB1,女\n"


def two_seats(**changes: Any) -> dict[str, Any]:
    return samples.rule(GENDER, seats=2, **changes)


def test_root_is_the_hash_of_the_three_digests_in_order() -> None:
    frozen = samples.frozen_mixed()
    lines = b""
    for name in ("pool.csv", "rule.json", "lottery.json"):
        lines += hashlib.sha256(frozen.files[name]).hexdigest().encode() + b"\n"
    assert frozen.root == hashlib.sha256(lines).hexdigest()


def test_a_good_pool_file_is_published_byte_for_byte() -> None:
    assert freeze_file(GOOD.encode(), two_seats(), samples.NOW).files["pool.csv"] == GOOD.encode()


@pytest.mark.parametrize(
    ("data", "row", "words"),
    [
        (GOOD.replace("\n", "\r\n").encode(), 1, "CRLF"),
        (b"\xef\xbb\xbf" + GOOD.encode(), 1, "BOM"),
        (GOOD[:-1].encode(), 4, "缺少换行符"),
        (GOOD.encode("gb18030"), 1, "UTF-8"),
        ((HEADER + "A1,女\nA1,男\nB1,女\n").encode(), 3, "重复"),
        ((HEADER + "A2,女\nA1,男\nB1,女\n").encode(), 3, "从小到大"),
        ((HEADER + "A1,女\nA2,其他\nB1,女\n").encode(), 3, "其他"),
        ((HEADER + "A1,女\nA2,男,居民\nB1,女\n").encode(), 3, "应有 2 列，实有 3 列"),
        ((HEADER + "A1,女\nA2\nB1,女\n").encode(), 3, "应有 2 列，实有 1 列"),
        ((HEADER + "A1,女\n\nB1,女\n").encode(), 3, "应有 2 列"),
        ((HEADER + "A1,女\n张三,男\n").encode(), 3, "英文字母"),
        ((HEADER + 'A1,"女"\nA2,男\n').encode(), 2, "引号"),
        (b"id\nA1\nA2\n", 1, "性别"),
        ("id,性别,姓名\nA1,女,某\n".encode(), 1, "没有其他列"),
        ("性别,id\n女,A1\n".encode(), 1, "id"),
        (HEADER.encode(), 1, "没有人"),
        (b"", 1, "缺少换行符"),
    ],
)
def test_every_other_form_is_refused_with_line_and_reason(data: bytes, row: int, words: str) -> None:
    with pytest.raises(PoolRefusedError) as refusal:
        freeze_file(data, two_seats(), samples.NOW)
    problem = refusal.value.problems[0]
    assert (problem.row, words in str(problem.message)) == (row, True), str(problem.message)


def test_text_that_is_not_in_nfc_is_refused_in_a_file_and_composed_from_rows() -> None:
    value = "é"
    quotas = {"街镇": {value: {"min": 0, "max": 2}}}
    decomposed = unicodedata.normalize("NFD", value)
    with pytest.raises(PoolRefusedError, match="1 处"):
        freeze_file(f"id,街镇\nA1,{decomposed}\n".encode(), samples.rule(quotas, seats=1), samples.NOW)
    frozen = freeze([{"id": "A1", "街镇": decomposed}], samples.rule(quotas, seats=1), samples.NOW)
    assert frozen.files["pool.csv"] == f"id,街镇\nA1,{value}\n".encode()


def test_rows_that_hold_more_than_the_rule_needs_are_refused() -> None:
    with pytest.raises(PoolRefusedError):
        freeze([{"id": "A1", "性别": "女", "手机": "13900010236"}], two_seats(), samples.NOW)


@given(st.randoms(use_true_random=False))
def test_row_order_changes_nothing(shuffler: random.Random) -> None:
    rows = samples.mixed_rows()
    shuffler.shuffle(rows)
    rows = [dict(shuffler.sample(list(row.items()), len(row))) for row in rows]
    assert freeze(rows, samples.rule(samples.QUOTAS), samples.NOW).files == samples.frozen_mixed().files


def test_defaults_are_written_into_the_rule() -> None:
    handed_in = {
        "seats": 1,
        "quotas": {"性别": {"女": {}, "男": {"max": 1}}},
        "sources": [{"name": "福彩快乐8", "issue": 2026120, "drawn_on": "2026-05-10", "min": 1, "max": 80}],
        "site": "https://example.cn/",
    }
    frozen = freeze_file(b"id,\xe6\x80\xa7\xe5\x88\xab\nA1,\xe5\xa5\xb3\n", handed_in, samples.NOW)
    assert read_json("rule.json", frozen.files["rule.json"]) == {
        "version": "lottery-v1",
        "seats": 1,
        "alternates": 0,
        "quotas": {"性别": {"女": {"min": 0, "max": 1}, "男": {"min": 0, "max": 1}}},
        "sources": [
            {
                "name": "福彩快乐8",
                "issue": "2026120",
                "drawn_on": "2026-05-10",
                "order": "sorted",
                "range": [1, 80],
                "count": None,
                "repeats": False,
            }
        ],
        "fallback": None,
        "replacement": "same_type_then_first_swap_keeping_quotas",
        "frozen_at": "2026-05-06T09:00:00+08:00",
        "site": "https://example.cn/",
    }


def test_a_given_time_of_freezing_is_kept() -> None:
    frozen = freeze(samples.plain_rows(9), samples.rule(frozen_at="2026-05-07T08:30:00+08:00"), samples.NOW)
    assert samples.rule_of(frozen)["frozen_at"] == "2026-05-07T08:30:00+08:00"


@pytest.mark.parametrize(
    "written",
    [
        {"order": "ordered", "range": [1, 80]},
        {"reading": "ordered", "range": {"min": 1, "max": 80}},
        {"numbers": "ordered", "min": 1, "max": 80},
    ],
)
def test_a_source_may_be_written_in_several_ways(written: dict[str, Any]) -> None:
    source = {"name": "福彩快乐8", "issue": 2026120, "drawn_on": "2026-05-10", **written}
    (read,) = read_rule(samples.rule(sources=[source], fallback={}), samples.NOW).sources
    assert (read.issue, read.order, read.low, read.high) == ("2026120", "ordered", 1, 80)


def bounded(low: object, high: object) -> dict[str, Any]:
    return {"quotas": {"性别": {"女": {"min": low, "max": high}}}}


def source(**changes: Any) -> dict[str, Any]:
    return {"sources": [{**samples.KL8, **changes}]}


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"version": "lottery-v2"}, "version", "lottery-v2"),
        ({"seats": 0}, "seats", "正整数"),
        ({"seats": None}, "seats", "正整数"),
        ({"seats": True}, "seats", "正整数"),
        ({"seats": 21}, "seats", "21"),
        ({"alternates": -1}, "alternates", "零或正整数"),
        ({"quotas": []}, None, ""),
        ({"quotas": [1]}, "quotas", "min"),
        ({"quotas": {"性别": {}}}, "quotas", "没有列出"),
        ({"quotas": {"id": {"A": {}}}}, "quotas", "id"),
        ({"quotas": {"性别": {"女,男": {}}}}, "quotas", "逗号"),
        (bounded(3, 2), "quotas", "下限不大于上限"),
        (bounded(-1, 2), "quotas", "整数"),
        (bounded(1.0, 2), "quotas", "整数"),
        ({"sources": []}, "sources", "没有写明"),
        ({"sources": ["福彩快乐8"]}, "sources", "名称和期号"),
        ({"sources": [samples.KL8, samples.KL8]}, "sources", "两次"),
        ({"fallback": samples.KL8}, "sources", "两次"),
        ({"fallback": 3}, "fallback", "null"),
        (source(issue=""), "sources", "期号"),
        (source(drawn_on="2026-05-06"), "sources", "2026-05-06"),
        (source(drawn_on="2026-05-05"), "sources", "2026-05-05"),
        (source(drawn_on="20260510"), "sources", "YYYY-MM-DD"),
        (source(order="random"), "sources", "sorted"),
        (source(range=[80, 1]), "sources", "范围"),
        (source(range=[-1, 80]), "sources", "范围"),
        (source(count=0), "sources", "正整数"),
        (source(repeats="no"), "sources", "true"),
        ({"frozen_at": "2026-05-06T09:00:00"}, "frozen_at", "时区"),
        ({"frozen_at": "昨天"}, "frozen_at", "时区"),
        ({"replacement": 1}, "replacement", "文字"),
        ({"note": 2**60}, "rule.json", "照原样"),
    ],
)
def test_a_rule_that_can_not_be_kept_is_refused(
    changes: dict[str, Any], field: str | None, words: str
) -> None:
    handed_in = samples.rule(**changes)
    if field is None:
        assert freeze(samples.plain_rows(20), handed_in, samples.NOW).compositions == 0
        return
    with pytest.raises(RuleRefusedError) as refusal:
        freeze(samples.plain_rows(20), handed_in, samples.NOW)
    assert [problem.field for problem in refusal.value.problems] == [field]
    assert words in str(refusal.value.problems[0].message)


def test_the_day_of_freezing_is_the_day_in_shanghai() -> None:
    """16:30 UTC on 5 May is 6 May in Shanghai: a drawing dated 6 May is not known to be later."""
    late = {"frozen_at": "2026-05-05T16:30:00+00:00", **source(drawn_on="2026-05-06")}
    with pytest.raises(RuleRefusedError):
        freeze(samples.plain_rows(20), samples.rule(**late), samples.NOW)


def test_twenty_for_five_seats_is_a_plain_lottery_or_has_few_compositions() -> None:
    assert not samples.frozen_plain().has_few_compositions
    assert samples.frozen_plain().files["lottery.json"] == b'{"kind":"plain"}\n'
    assert samples.frozen_mixed().has_few_compositions
