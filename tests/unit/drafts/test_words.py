"""Marked words: true to both texts, and cut as a reader would cut them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.consultation.drafts import SegmentKind, mark_words
from decisions.consultation.drafts.comparing import Renumbering


def marked(old: str, new: str) -> str:
    """Return the segments as one text: [-gone-]{+come+}."""
    signs = {SegmentKind.EQUAL: "{}", SegmentKind.DELETED: "[-{}-]", SegmentKind.INSERTED: "{{+{}+}}"}
    return "".join(signs[segment.kind].format(segment.text) for segment in mark_words(old, new))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("应当公布。", "应当公布。", "应当公布。"),
        ("", "新增。", "{+新增。+}"),
        ("删除。", "", "[-删除。-]"),
        (
            "鼓励市场主体参与停车共享。",
            "鼓励经营主体参与停车共享。",
            "鼓励[-市场-]{+经营+}主体参与停车共享。",
        ),
        ("应当书面说明情况。", "应当书面说明情况，汇总后公布。", "应当书面说明情况{+，汇总后公布+}。"),
        # One character that happens to be in both is no anchor.
        (
            "应当依法独立处理有关投诉。",
            "应当依照法律处理有关投诉。",
            "应当依[-法独立-]{+照法律+}处理有关投诉。",
        ),
        # The insertion begins after the mark, not before it.
        ("公安、消防、城管部门。", "公安、交通、消防、城管部门。", "公安、{+交通、+}消防、城管部门。"),
        ("期限为30日以内。", "期限为300日以内。", "期限为[-30-]{+300+}日以内。"),
        ("中国(上海)试验区。", "中国（上海）试验区。", "中国（上海）试验区。"),
        # Nothing in common worth showing: replaced as a whole.
        (
            "恶意逃费的归集信用平台。",
            "区政府每年给予补贴资金。",
            "[-恶意逃费的归集信用平台。-]{+区政府每年给予补贴资金。+}",
        ),
    ],
)
def test_marks(old: str, new: str, expected: str) -> None:
    assert marked(old, new) == expected


def test_a_reference_that_follows_its_article_is_equal() -> None:
    segments = mark_words("违反第七条的，处罚。", "违反第八条的，从重处罚。", Renumbering({("条", 7): 8}))
    assert [(each.kind.value, each.text) for each in segments] == [
        ("equal", "违反第八条的，"),
        ("inserted", "从重"),
        ("equal", "处罚。"),
    ]


CLAUSES = st.text(alphabet="停车设施管理人应当公布，。；第七八条1020（）\n", max_size=60)


@given(CLAUSES, CLAUSES)
def test_segments_are_true_to_both_texts(old: str, new: str) -> None:
    segments = mark_words(old, new)
    assert "".join(each.text for each in segments if each.kind is not SegmentKind.DELETED) == new
    assert "".join(each.text for each in segments if each.kind is not SegmentKind.INSERTED) == old


@given(CLAUSES, CLAUSES)
def test_no_two_neighbours_are_of_one_kind(old: str, new: str) -> None:
    kinds = [each.kind for each in mark_words(old, new)]
    assert all(first is not second for first, second in pairwise(kinds))


def test_a_very_long_text_is_compared_by_sentences() -> None:
    sentences = [f"第{n}项工作由第{n}组负责，按期完成。" for n in range(1000)]
    changed = [*sentences[:500], "新增一句。", *sentences[500:]]
    segments = mark_words("".join(sentences), "".join(changed))
    assert [each.text for each in segments if each.kind is not SegmentKind.EQUAL] == ["新增一句。"]
