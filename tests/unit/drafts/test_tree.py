"""The tree as it is stored, and as it is read back from what was written."""

import json

import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from decisions.consultation.drafts import (
    Draft,
    check_numbering,
    clause_label,
    list_clauses,
    parse_draft,
    parse_draft_text,
)
from decisions.consultation.drafts.numerals import chinese_numeral
from tests.unit.drafts.documents import outline, plain_docx, visible_text

SENTENCE = st.text(alphabet="停车泊位设施共享管理公示业主街镇", min_size=4, max_size=30).map(
    lambda text: f"{text}。"
)
ITEMS = st.lists(SENTENCE, max_size=3)
PARAGRAPHS = st.lists(st.tuples(SENTENCE, ITEMS), min_size=1, max_size=3)
CHAPTERS = st.lists(st.lists(PARAGRAPHS, min_size=1, max_size=4), min_size=1, max_size=3)


def lines_of(chapters: list[list[list[tuple[str, list[str]]]]]) -> list[str]:
    """Return a draft as typed: a title, chapters, articles, paragraphs, items."""
    lines, number = ["停车管理办法"], 0
    for place, articles in enumerate(chapters, 1):
        lines.append(f"第{chinese_numeral(place)}章　供给")
        for paragraphs in articles:
            number += 1
            for which, (text, items) in enumerate(paragraphs):
                lines.append(text if which else f"第{chinese_numeral(number)}条　{text}")
                lines.extend(f"（{chinese_numeral(n)}）{item}" for n, item in enumerate(items, 1))
    return lines


def expected(chapters: list[list[list[tuple[str, list[str]]]]]) -> list[str]:
    lines, number = [], 0
    for place, articles in enumerate(chapters, 1):
        lines.append(f"#{place} 供给")
        for paragraphs in articles:
            number += 1
            lines.append(str(number))
            for text, items in paragraphs:
                lines.append(f" {text}")
                lines.extend(f"  （{chinese_numeral(n)}）{item}" for n, item in enumerate(items, 1))
    return lines


@given(CHAPTERS)
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read(chapters: list[list[list[tuple[str, list[str]]]]]) -> None:
    text = "# " + "\n\n".join(lines_of(chapters))
    assert outline(parse_draft_text(text)) == expected(chapters)


@given(CHAPTERS)
@settings(max_examples=8, deadline=None)
def test_docx_and_markdown_agree(chapters: list[list[list[tuple[str, list[str]]]]]) -> None:
    lines = lines_of(chapters)
    assert parse_draft(plain_docx(*lines)) == parse_draft_text("# " + "\n\n".join(lines))


LINES = st.lists(
    st.one_of(
        SENTENCE,
        st.sampled_from(
            (
                "第一章 总则",
                "第一节 原则",
                "第二编 分则",
                "第一条 甲。",
                "第二条（标题）",
                "第二条之一 乙。",
                "一、目标",
                "（一）丙；（二）丁。",
                "1. 戊",
                "① 己",
                "• 庚",
                "附件1：名单",
                "2026年6月15日",
                "目录",
                "第一部分 总体",
                "第一章",
                "",
            )
        ),
    ),
    min_size=1,
    max_size=25,
)


@given(LINES)
@settings(max_examples=150, deadline=None)
def test_any_draft_is_kept_whole_and_survives_storage(lines: list[str]) -> None:
    draft = parse_draft_text("\n\n".join(["停车管理办法", *lines]))
    stored = json.loads(rfc8785.dumps(draft.as_json()))
    assert Draft.from_json(stored) == draft
    ids = [clause.id for clause in list_clauses(draft)]
    assert len(ids) == len(set(ids))
    assert all(clause_label(each) for each in ids)
    check_numbering(draft)
    for line in lines:
        for word in line.split("。"):
            if all(character in "停车泊位设施共享管理公示业主街镇" for character in word):
                assert word in visible_text(json.dumps(draft.as_json(), ensure_ascii=False))


def test_gaps_and_repeated_numbers_are_pointed_out() -> None:
    draft = parse_draft_text(
        "# 办法\n\n第一条 甲。\n\n第三条 乙。\n\n第三条之一 丙。\n\n第四条 丁。\n\n第四条 戊。\n"
    )
    assert [str(problem.message) for problem in check_numbering(draft)] == [
        "第一条之后是第三条，编号不连续，请核对是否有遗漏或者重复。",
        "第四条之后是第四条（第二处），编号不连续，请核对是否有遗漏或者重复。",
    ]


def test_numbers_in_order_give_no_warning() -> None:
    draft = parse_draft_text(
        "# 条例\n\n第一编 总则\n\n第一章 甲\n\n第一条 甲。\n\n第二编 分则\n\n第一章 乙\n\n第二条 乙。\n"
    )
    assert check_numbering(draft) == []


def test_a_text_without_clauses_is_pointed_out() -> None:
    (problem,) = check_numbering(parse_draft_text("# 通知\n\n各单位：\n\n请执行。\n"))
    assert "没有找到" in str(problem.message)
