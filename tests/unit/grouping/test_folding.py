"""How texts are compared: what goes, what stays, and the way back to what was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.feedback.grouping.courtesies import bare_demand_of, demand_of
from decisions.feedback.grouping.folding import fold, places


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("小区不要开放！！！不要开放！！！", ("小区不要开放", "不要开放")),
        ("住宅小區應當開放，謝謝。", ("住宅小区应当开放", "谢谢")),
        ("開放至２２：３０", ("开放至22:30",)),
        ("每小时2.5元.", ("每小时2.5元",)),
        ("“非工作时间”（夜间）", ("非工作时间夜间",)),
        ("物业费一分没少交 凭什么", ("物业费一分没少交", "凭什么")),
        ("一样。一样。一个 空格", ("一样", "一样", "一个空格")),
        ("I don't agree,\n sorry", ("i dont agree ", "sorry")),
        ("同意👍🏻", ("同意👍",)),
        ("！？…  \n", ()),
        ("", ()),
    ],
)
def test_what_copying_changes_goes(text: str, clauses: tuple[str, ...]) -> None:
    assert fold(text).clauses == clauses


@given(st.text())
def test_each_letter_leads_back_to_where_it_stands(text: str) -> None:
    folded = fold(text)
    found = places(text, folded)
    assert len(found) == len(folded.key)
    assert found == sorted(found)
    assert all(0 <= place < len(text) for place in found)
    assert "".join(folded.clauses) == folded.key


def test_a_letter_is_found_in_its_own_script_and_width() -> None:
    text = "應當，２２:００"
    folded = fold(text)
    assert [text[place] for place in places(text, folded)] == ["應", "當", "２", "２", ":", "０", "０"]


@pytest.mark.parametrize(
    ("text", "demand"),
    [
        ("尊敬的领导：您好！我是住在附近的居民。请保留人工窗口。谢谢！", "请保留人工窗口"),
        ("免费！免费！免费！重要的事", "免费重要的事"),
        ("我是不同意的业主。请保留人工窗口", "我是不同意的业主请保留人工窗口"),
        ("说不宜开放的单位，应当公开", "说不宜开放的单位应当公开"),
        ("谢谢", "谢谢"),
    ],
)
def test_courtesies_go_but_never_a_demand(text: str, demand: str) -> None:
    assert demand_of(fold(text)).key == demand


def test_emphasis_makes_no_other_demand_of_a_short_text() -> None:
    texts = ["反对", "坚决反对！", "我强烈反对", "反对反对反对"]
    assert {bare_demand_of(demand_of(fold(text))) for text in texts} == {"反对"}
