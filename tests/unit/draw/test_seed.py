"""The seed: the announced numbers in the announced form, and nothing else."""

import hashlib
from typing import Any

import pytest

from decisions.attendance.draw import read_rule, seed_from, seed_from_document
from decisions.attendance.draw.errors import SeedRefusedError
from decisions.attendance.draw.rule import Rule
from tests.unit.draw import samples

ROOT = "ab" * 32
KL8_KEY = "1.3.7.9.12.18.22.25.29.33.37.40.44.51.55.61.68.70.77.80./"
RED_KEY = "2.5.8.17.21.33./"


def announced(**changes: Any) -> Rule:
    return read_rule(samples.rule(**changes), samples.NOW)


def cancelled(**changes: Any) -> dict[str, Any]:
    return {
        "name": "福彩3D",
        "issue": "2026121",
        "drawn_on": "2026-05-11",
        "numbers": [9, 0, 9],
        "replaces": {"name": "福彩快乐8", "issue": "2026120", "notice": "关于停止开奖的公告（2026-05-09）"},
        **changes,
    }


def test_key_and_seed_follow_the_published_form() -> None:
    seed = seed_from(ROOT, announced(), samples.drawn_numbers())
    assert seed.key == KL8_KEY + RED_KEY
    assert seed.value == hashlib.sha256(f"lottery-v1\n{ROOT}\n{KL8_KEY}{RED_KEY}".encode()).digest()


def test_order_of_sources_and_of_sorted_numbers_changes_nothing() -> None:
    turned = [{**entry, "numbers": entry["numbers"][::-1]} for entry in samples.drawn_numbers()[::-1]]
    assert seed_from(ROOT, announced(), turned) == seed_from(ROOT, announced(), samples.drawn_numbers())


def test_ordered_numbers_keep_their_order_and_may_repeat_where_the_rule_says_so() -> None:
    numbers = {**samples.FALLBACK, "numbers": [9, 0, 9]}
    assert seed_from(ROOT, announced(sources=[samples.FALLBACK], fallback=None), [numbers]).key == "9.0.9./"


def test_the_fallback_takes_the_place_of_a_cancelled_source() -> None:
    seed = seed_from(ROOT, announced(), [samples.drawn_numbers()[1], cancelled()])
    assert seed.key == "9.0.9./" + RED_KEY
    assert seed.to_document()["sources"][0]["replaces"]["notice"] == "关于停止开奖的公告（2026-05-09）"


@pytest.mark.parametrize(
    "entry",
    [
        cancelled(replaces={"name": "福彩快乐8", "issue": "2026120", "notice": " "}),
        cancelled(replaces={"name": "福彩快乐8", "issue": "2026120"}),
        cancelled(replaces="福彩快乐8 2026120"),
        cancelled(issue="2026122"),
    ],
)
def test_no_fallback_without_an_official_cancellation(entry: dict[str, Any]) -> None:
    with pytest.raises(SeedRefusedError):
        seed_from(ROOT, announced(), [entry, samples.drawn_numbers()[1]])


def test_no_fallback_where_the_rule_has_none() -> None:
    with pytest.raises(SeedRefusedError):
        seed_from(ROOT, announced(fallback=None), [cancelled(), samples.drawn_numbers()[1]])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"numbers": [-1, 2, 17, 8, 21, 5]}, "负数"),
        ({"numbers": [2, 2, 17, 8, 21, 5]}, "重复"),
        ({"numbers": [34, 2, 17, 8, 21, 5]}, "34"),
        ({"numbers": [0, 2, 17, 8, 21, 5]}, "超出"),
        ({"numbers": [2, 17, 8, 21, 5]}, "应有 6 个号码，给了 5 个"),
        ({"numbers": []}, "整数"),
        ({"numbers": ["2", 33, 17, 8, 21, 5]}, "整数"),
        ({"numbers": [2.0, 33, 17, 8, 21, 5]}, "整数"),
        ({"numbers": [True, 33, 17, 8, 21, 5]}, "整数"),
        ({"numbers": None}, "整数"),
        ({"drawn_on": "2026-05-09"}, "2026-05-10"),
        ({"issue": "2026052"}, "缺少"),
        ({"name": "双色球"}, "缺少"),
    ],
)
def test_numbers_that_are_not_as_announced_are_refused(changes: dict[str, Any], words: str) -> None:
    kl8, red = samples.drawn_numbers()
    with pytest.raises(SeedRefusedError) as refusal:
        seed_from(ROOT, announced(), [kl8, {**red, **changes}])
    assert words in str(refusal.value.problems[0].message)


def test_a_source_given_twice_or_not_at_all_is_refused() -> None:
    kl8, red = samples.drawn_numbers()
    for entries in ([kl8], [kl8, red, red], []):
        with pytest.raises(SeedRefusedError):
            seed_from(ROOT, announced(), entries)


def test_a_complete_seed_file_must_agree_with_itself() -> None:
    seed = seed_from(ROOT, announced(), samples.drawn_numbers())
    document = seed.to_document()
    assert seed_from_document(ROOT, announced(), document) == seed
    for name in ("root", "key", "seed"):
        with pytest.raises(SeedRefusedError, match="1 处"):
            seed_from_document(ROOT, announced(), {**document, name: "00"})
    with pytest.raises(SeedRefusedError):
        seed_from_document(ROOT, announced(), {"sources": [3]})
