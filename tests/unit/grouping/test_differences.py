"""What differs inside a group is seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.consultation.drafts import SegmentKind
from decisions.feedback.grouping import differ_in_figures, mark_differences


def marked(first: str, member: str) -> str:
    signs = {SegmentKind.EQUAL: "{}", SegmentKind.INSERTED: "[+{}]", SegmentKind.DELETED: "[-{}]"}
    return "".join(signs[each.kind].format(each.text) for each in mark_differences(first, member))


@pytest.mark.parametrize(
    ("first", "member", "shown"),
    [
        ("建议开放到22:00，谢谢", "建議開放到22：30，謝謝！", "建議開放到[-22:00][+22：30]，謝謝！"),
        ("每小时收5元停车费", "每小时收15.5元停车费", "每小时收[-5][+15.5]元停车费"),
        ("机关停车场应当开放", "您好，机关停车场应当开放。", "[+您好]，机关停车场应当开放。"),
        (
            "甲单位的停车场。乙单位的充电桩。",
            "乙单位的充电桩！甲单位的停车场！",
            "乙单位的充电桩！甲单位的停车场！",
        ),
        ("同意", "同意！", "同意！"),
        ("应当公开名单和地址", "应当公开名单", "应当公开名单[-和地址]"),
        ("", "", ""),
    ],
)
def test_only_words_count_and_figures_are_marked_whole(first: str, member: str, shown: str) -> None:
    assert marked(first, member) == shown


def test_other_figures_are_told_apart_from_other_words() -> None:
    assert differ_in_figures(mark_differences("开放到22:00", "开放到22:30"))
    assert not differ_in_figures(mark_differences("应当开放到22:00", "应该开放到22:00"))


@given(st.text(max_size=60), st.text(max_size=60))
def test_equal_and_inserted_segments_are_the_text_that_was_sent(first: str, member: str) -> None:
    segments = mark_differences(first, member)
    assert "".join(each.text for each in segments if each.kind is not SegmentKind.DELETED) == member
    assert all(each.text for each in segments)


@given(st.text(alphabet="应当不开放小区机关，。22:0030 ", max_size=40), st.data())
def test_the_same_holds_for_texts_that_share_much(first: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(first)))
    member = first[cut:] + data.draw(st.text(alphabet="应当不，22:30", max_size=5)) + first[:cut]
    segments = mark_differences(first, member)
    assert "".join(each.text for each in segments if each.kind is not SegmentKind.DELETED) == member
