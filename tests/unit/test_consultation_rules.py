"""The closed set's root, what a notice needs, offline events, channels, what is shown of an opinion."""

import hashlib
import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.consultation.errors import OpinionEmptyError, OpinionTooLongError
from decisions.consultation.rules import SubmitterType, Way
from decisions.consultation.rules.channels import channels_text, read_channels
from decisions.consultation.rules.clauses import articles_of
from decisions.consultation.rules.events import (
    EventFacts,
    event_problems,
    heard_enterprises_before,
)
from decisions.consultation.rules.merkle import (
    EMPTY_ROOT,
    inclusion_proof,
    is_included,
    leaf_hash,
    merkle_root,
)
from decisions.consultation.rules.notices import (
    NoticeFacts,
    consultation_code,
    errors_among,
    notice_problems,
)
from decisions.consultation.rules.opinions import checked_content, shown_content, shown_name

LEAVES = st.lists(st.binary(min_size=32, max_size=32).map(bytes.hex), min_size=1, max_size=40)


# The root of the closed set


def test_a_leaf_is_what_anybody_can_compute_from_a_receipt() -> None:
    digest = hashlib.sha256("建议写明开放时段。".encode()).hexdigest()
    leaf = json.dumps(
        {"content_sha256": digest, "receipt": "YJ-2222-2222-2222"}, separators=(",", ":")
    ).encode()
    assert leaf_hash("YJ-2222-2222-2222", digest) == hashlib.sha256(b"\x00" + leaf).hexdigest()


def test_the_root_of_three_by_hand() -> None:
    one, two, three = (hashlib.sha256(text).hexdigest() for text in (b"1", b"2", b"3"))
    left = hashlib.sha256(b"\x01" + bytes.fromhex(one) + bytes.fromhex(two)).hexdigest()
    root = hashlib.sha256(b"\x01" + bytes.fromhex(left) + bytes.fromhex(three)).hexdigest()
    assert merkle_root([one, two, three]) == root


def test_nothing_and_one() -> None:
    assert merkle_root([]) == EMPTY_ROOT
    assert merkle_root(["ab" * 32]) == "ab" * 32


@given(LEAVES, st.data())
def test_every_leaf_proves_itself(leaves: list[str], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof = inclusion_proof(leaves, index)
    assert is_included(leaves[index], proof, merkle_root(leaves))
    assert len(proof) <= len(leaves).bit_length()


@given(LEAVES, st.data())
def test_a_changed_missing_or_added_leaf_changes_the_root(leaves: list[str], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    other = hashlib.sha256(b"other").hexdigest()
    root = merkle_root(leaves)
    assert merkle_root([*leaves[:index], other, *leaves[index + 1 :]]) != root
    assert merkle_root([*leaves[:index], *leaves[index + 1 :]]) != root
    assert merkle_root([*leaves, other]) != root
    assert not is_included(other, inclusion_proof(leaves, index), root)


# The notice


COMPLETE = NoticeFacts(
    title="公告",
    body="正文",
    contact="区建交委",
    has_dates=True,
    ways=2,
    channels=2,
    has_draft=True,
    has_explanation=True,
)


def test_a_complete_notice_lacks_nothing() -> None:
    assert notice_problems(COMPLETE) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"body": ""}, "body"),
        ({"contact": ""}, "contact"),
        ({"has_dates": False}, "opens_on"),
        ({"ways": 0}, "post"),
    ],
)
def test_what_stops_a_notice(change: dict[str, object], field: str) -> None:
    problems = errors_among(notice_problems(replace(COMPLETE, **change)))  # type: ignore[arg-type]
    assert [problem.field for problem in problems] == [field]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"channels": 1}, "channels"),
        ({"channels": 0}, "channels"),
        ({"bare_channels": ["政府网站"]}, "channels"),
        ({"says_groups": False}, "groups_reason"),
        ({"has_draft": False}, "draft"),
        ({"has_explanation": False}, "explanation"),
    ],
)
def test_what_only_wants_a_look(change: dict[str, object], field: str) -> None:
    problems = notice_problems(replace(COMPLETE, **change))  # type: ignore[arg-type]
    assert [problem.field for problem in problems] == [field]
    assert errors_among(problems) == []


def test_rounds_are_numbered_from_the_second() -> None:
    assert [consultation_code("2026-03", number) for number in (1, 2, 3)] == [
        "2026-03-c",
        "2026-03-c2",
        "2026-03-c3",
    ]


@pytest.mark.parametrize(
    ("line", "channel"),
    [
        ("政府网站 2026-06-15", {"channel": "政府网站", "url": "", "on": "2026-06-15"}),
        ("政府网站，2026年6月15日", {"channel": "政府网站", "url": "", "on": "2026-06-15"}),
        (
            "随申办 https://example.cn/a?b=1 2026.6.5",
            {"channel": "随申办", "url": "https://example.cn/a?b=1", "on": "2026-06-05"},
        ),
        ("村务公开栏", {"channel": "村务公开栏", "url": "", "on": ""}),
    ],
)
def test_channels_as_they_are_typed(line: str, channel: dict[str, str]) -> None:
    assert read_channels(f"\n{line}\n\n") == [channel]
    assert read_channels(channels_text([channel])) == [channel]


# Offline events


MEETING = EventFacts(
    way=Way.SYMPOSIUM, from_on=date(2026, 6, 26), to_on=date(2026, 6, 26), summary="业主代表发言。"
)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"to_on": date(2026, 6, 25)}, "to_on"),
        ({"invited": -1, "counted_in": "人"}, "invited"),
        ({"opinions_count": -1}, "opinions_count"),
        ({"attended": 12}, "counted_in"),
        ({"summary": " "}, "summary"),
    ],
)
def test_what_an_event_lacks(change: dict[str, object], field: str) -> None:
    problems = event_problems(replace(MEETING, **change))  # type: ignore[arg-type]
    assert [problem.field for problem in problems] == [field]


@pytest.mark.parametrize(
    ("before_procedure", "to_on", "heard"),
    [
        (True, date(2026, 6, 14), True),
        (True, date(2026, 6, 15), True),
        (True, date(2026, 6, 16), False),
        (False, date(2026, 5, 21), False),
    ],
)
def test_enterprises_are_heard_before_the_window_opens(
    before_procedure: bool, to_on: date, heard: bool
) -> None:
    assert heard_enterprises_before([(before_procedure, to_on)], date(2026, 6, 15)) is heard


# Opinions


def test_words_are_kept_as_they_are_but_for_the_edges() -> None:
    assert checked_content("  一、同意。\r\n二、建议。\n ") == "一、同意。\n二、建议。"


@pytest.mark.parametrize("typed", ["", " \n\t", "\0"])
def test_no_words_are_no_opinion(typed: str) -> None:
    with pytest.raises(OpinionEmptyError):
        checked_content(typed)


def test_the_limit_counts_signs() -> None:
    assert len(checked_content("字" * 5000)) == 5000
    with pytest.raises(OpinionTooLongError):
        checked_content("字" * 5001)


@pytest.mark.parametrize(
    ("name", "submitter", "consents", "shown"),
    [
        ("张建祥", SubmitterType.INDIVIDUAL, False, "张*祥"),
        ("张建祥", SubmitterType.INDIVIDUAL, True, "张建祥"),
        ("上海泊邻公司", SubmitterType.ENTERPRISE, False, "上海泊邻公司"),
        ("", SubmitterType.INDIVIDUAL, False, ""),
    ],
)
def test_names_are_masked_by_default(name: str, submitter: SubmitterType, consents: bool, shown: str) -> None:
    assert shown_name(name, submitter, consents=consents) == shown


def test_a_name_in_the_text_is_shown_only_with_consent() -> None:
    text = "我叫张建祥，电话13900012847。"
    hidden = shown_content(text, "张建祥", SubmitterType.INDIVIDUAL, consents=False)
    named = shown_content(text, "张建祥", SubmitterType.INDIVIDUAL, consents=True)
    assert hidden == "我叫***，电话***********。"
    assert named == "我叫张建祥，电话***********。"


def test_articles_of_clauses() -> None:
    clauses = ["art-8-p2-i1", "art-8", "art-8-1-p1", "part-5-i2", "annex-1-t1", "ch-2"]
    assert articles_of(clauses) == ["art-8", "art-8-1", "part-5", "annex-1", "ch-2"]
