"""The chain of the record: what it commits to, and what its check finds."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.record.rules import (
    GENESIS_HASH,
    Head,
    Link,
    StoredLink,
    canonical,
    digest,
    named_files,
    verify_chain,
    withheld_number,
)


def chain(payloads: list[str]) -> list[StoredLink]:
    stored: list[StoredLink] = []
    for seq, payload in enumerate(payloads, start=1):
        link = Link(
            seq=seq,
            kind="procedure_step",
            subject="2026-03",
            published_at="2026-05-01T02:00:00.000000Z",
            payload_sha256=digest(payload),
            corrects=None,
            reason="",
            previous_hash=stored[-1].entry_hash if stored else GENESIS_HASH,
        )
        stored.append(StoredLink(link, link.hash(), seal_is_valid=True, payload=payload, is_blanked=False))
    return stored


def head_of(stored: list[StoredLink]) -> Head:
    return Head(stored[-1].link.seq, stored[-1].entry_hash, seal_is_valid=True)


def faulty(stored: list[StoredLink], head: Head | None, withheld: frozenset[int] = frozenset()) -> list:
    return [problem.row for problem in verify_chain(stored, head, withheld)]


LENGTHS = st.integers(min_value=1, max_value=12)
FIELDS = {
    "kind": "meeting",
    "subject": "2026-04",
    "published_at": "2026-05-01T02:00:00.000001Z",
    "payload_sha256": "0" * 64,
    "corrects": 1,
    "reason": "改动",
}


@given(LENGTHS)
def test_an_untouched_chain_is_whole(length: int) -> None:
    stored = chain([f'{{"n":{n}}}' for n in range(length)])
    assert faulty(stored, head_of(stored)) == []


def test_no_entries_and_no_head_is_whole() -> None:
    assert faulty([], None) == []


@given(LENGTHS, st.data(), st.sampled_from(sorted(FIELDS)))
def test_an_edited_field_names_that_entry_alone(length: int, data: st.DataObject, field: str) -> None:
    stored = chain([f'{{"n":{n}}}' for n in range(length)])
    at = data.draw(st.integers(0, length - 1))
    head = head_of(stored)
    stored[at] = replace(stored[at], link=replace(stored[at].link, **{field: FIELDS[field]}))
    assert faulty(stored, head) == [at + 1]


@given(LENGTHS, st.data())
def test_an_edited_payload_names_that_entry_alone(length: int, data: st.DataObject) -> None:
    stored = chain([f'{{"n":{n}}}' for n in range(length)])
    at = data.draw(st.integers(0, length - 1))
    stored[at] = replace(stored[at], payload='{"n":99}')
    assert faulty(stored, head_of(stored)) == [at + 1]


@given(LENGTHS, st.data())
def test_removed_entries_are_named(length: int, data: st.DataObject) -> None:
    stored = chain([f'{{"n":{n}}}' for n in range(length)])
    removed = data.draw(st.sets(st.integers(1, length), min_size=1))
    left = [entry for entry in stored if entry.link.seq not in removed]
    assert faulty(left, head_of(stored)) == sorted(removed)


def test_an_entry_rewritten_with_a_fitting_hash_lacks_the_seal() -> None:
    stored = chain(["{}", '{"a":1}', "{}"])
    head = head_of(stored)
    link = replace(stored[1].link, payload_sha256=digest('{"a":2}'))
    stored[1] = StoredLink(link, link.hash(), seal_is_valid=False, payload='{"a":2}', is_blanked=False)
    problems = verify_chain(stored, head, frozenset())
    assert [problem.row for problem in problems] == [2, 3]
    assert "签章" in str(problems[0].message)
    assert "不衔接" in str(problems[1].message)


def test_swapped_entries_are_both_named() -> None:
    stored = chain(["{}", '{"a":1}', '{"a":2}', "{}"])
    head = head_of(stored)
    second, third = stored[1], stored[2]
    stored[1] = replace(third, link=replace(third.link, seq=2))
    stored[2] = replace(second, link=replace(second.link, seq=3))
    assert faulty(stored, head)[:2] == [2, 3]


def test_an_entry_added_behind_the_head_is_named() -> None:
    stored = chain(["{}", "{}", "{}"])
    assert faulty(stored, head_of(stored[:2])) == [3]


def test_an_entry_with_an_impossible_number_is_named() -> None:
    stored = chain(["{}", "{}"])
    stray = replace(stored[0], link=replace(stored[0].link, seq=0))
    assert faulty([stray, *stored], head_of(stored)) == [0]


@pytest.mark.parametrize("head", [None, Head(2, "f" * 64, True), Head(2, "x", False), Head(1, "x", True)])
def test_a_tampered_head_is_named(head: Head | None) -> None:
    assert faulty(chain(["{}", "{}"]), head) == [2]


def test_a_blanked_payload_is_whole_only_when_a_withholding_names_it() -> None:
    stored = chain(["{}", "{}"])
    stored[0] = replace(stored[0], payload=None, is_blanked=True)
    assert faulty(stored, head_of(stored), frozenset({1})) == []
    assert faulty(stored, head_of(stored), frozenset({2})) == [1]
    stored[0] = replace(stored[0], is_blanked=False)
    assert faulty(stored, head_of(stored), frozenset({1})) == [1]


@pytest.mark.parametrize(
    ("payload", "number"),
    [('{"withheld":7}', 7), ('{"withheld":"7"}', None), ("[7]", None), ("{}", None), ("{broken", None)],
)
def test_the_number_a_withholding_names(payload: str, number: int | None) -> None:
    assert withheld_number(payload) == number


def test_canonical_json_does_not_depend_on_the_order_of_members_and_refuses_floats() -> None:
    assert canonical({"乙": 1, "a": [True, None]}) == canonical({"a": [True, None], "乙": 1})
    for payload in (1.0, {"a": [{"b": 0.5}]}):
        with pytest.raises(TypeError):
            canonical(payload)


def test_every_file_of_a_payload_is_found_however_deep() -> None:
    payload = {"documents": [{"sha256": "a"}, {"sha256": "b"}], "more": {"deep": [{"x": {"sha256": "c"}}]}}
    assert named_files(payload) == {"a", "b", "c"}
    assert named_files({"sha256": 5}) == set()
