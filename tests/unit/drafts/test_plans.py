"""Plans have no 条: their parts are the clauses."""

import pytest

from decisions.consultation.drafts import clause_label, find_clauses, list_clauses, parse_draft_text
from tests.unit.drafts.documents import outline

PLAN = """# “城中村”改造实施方案

（征求意见稿）

一、总体要求

坚持自愿。

二、实施范围

（一）芦泾村

东至河，西至路。

1.一组；

2.二组。

（二）其他

三、过渡安置

（一）过渡费。按月发放。

附件1：范围图
"""


def test_parts_are_articles_and_text_beneath_an_item_is_the_items() -> None:
    draft = parse_draft_text(PLAN)
    assert outline(draft) == [
        "1 总体要求",
        " 坚持自愿。",
        "2 实施范围",
        " ",
        "  （一）芦泾村\n东至河，西至路。",
        "   1.一组；",
        "   2.二组。",
        "  （二）其他",
        "3 过渡安置",
        " ",
        "  （一）过渡费。按月发放。",
    ]
    assert [annex.title for annex in draft.annexes] == ["附件1 范围图"]
    assert [clause.id for clause in list_clauses(draft)][:4] == ["part-1", "part-1-p1", "part-2", "part-2-p1"]


def test_a_part_whose_text_begins_on_its_own_line() -> None:
    draft = parse_draft_text(
        "# 方案\n\n一、提高认识。各部门应当重视，抓好落实。\n\n"
        "二、各街镇应当按照要求，认真做好有关工作，并按期报告；不得拖延。\n"
    )
    assert outline(draft) == [
        "1 提高认识",
        " 各部门应当重视，抓好落实。",
        "2",
        " 各街镇应当按照要求，认真做好有关工作，并按期报告；不得拖延。",
    ]


def test_parts_counted_anew_in_each_chapter_have_ids_of_their_own() -> None:
    draft = parse_draft_text(
        "# 规划\n\n第一章 基础\n\n概述。\n\n一、现状\n\n二、形势\n\n第二章 任务\n\n一、设施\n"
    )
    assert [article.id for article in draft.articles()] == [
        "ch-1-text",
        "ch-1-part-1",
        "ch-1-part-2",
        "ch-2-part-1",
    ]
    assert clause_label("ch-2-part-1") == "第二章第一部分"
    assert find_clauses(draft, "第二章第一部分") == ["ch-2-part-1"]


def test_divisions_stand_above_parts() -> None:
    draft = parse_draft_text(
        "# 方案\n\n第一部分 总则\n\n一、目标\n\n（一）近期。\n\n第二部分 任务\n\n一、设施\n"
    )
    assert outline(draft) == ["1 总则", " ", "  一、目标", "   （一）近期。", "2 任务", " ", "  一、设施"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("第三部分（过渡安置）", ["part-3"]),
        ("第三部分（选房）", ["part-3"]),  # the number counts, whatever stands in brackets
        ("三、（一）", ["part-3-p1-i1"]),
        ("二（二）", ["part-2-p1-i2"]),
        ("第二部分第一项第二目", ["part-2-p1-i1-i2"]),
        ("过渡安置", ["part-3"]),
        ("实施范围（四至）", ["part-2"]),
        ("第十部分（集体资产）", []),
        ("第三条", []),
    ],
)
def test_parts_are_found_as_citizens_cite_them(typed: str, found: list[str]) -> None:
    assert find_clauses(parse_draft_text(PLAN), typed) == found
