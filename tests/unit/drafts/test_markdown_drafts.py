import pytest

from decisions.consultation.drafts import parse_draft, parse_draft_text
from tests.unit.drafts.documents import outline

LAW = """# 停车管理条例

2026年6月1日 区人民代表大会常务委员会第一次会议通过

<!-- 以上为题注 -->

## 第一章  总 则

第一条 为了规范停车，制定本条例。

**第二条** 有关部门应当：

（一）公布*清单*；

（二）接受监督。

　　违反前款规定的，依法处理。

## 第二章 附则

第三条 本条例自公布之日起施行。[^1]

[^1]: 公布日期见公报。
"""


def test_a_law_with_chapters_as_headings() -> None:
    draft = parse_draft_text(LAW)
    assert draft.title == "停车管理条例"
    assert draft.preamble == ("2026年6月1日 区人民代表大会常务委员会第一次会议通过",)
    assert outline(draft) == [
        "#1 总则",
        "1",
        " 为了规范停车，制定本条例。",
        "2",
        " 有关部门应当：",
        "  （一）公布清单；",
        "  （二）接受监督。",
        " 违反前款规定的，依法处理。",
        "#2 附则",
        "3",
        " 本条例自公布之日起施行。〔注1〕",
        " 〔注1〕公布日期见公报。",
    ]


def test_lines_without_blank_lines_between_them() -> None:
    text = "# 办法\n第一章 总则\n第一条 甲。\n乙。\n第二条 下列\n情形：\n（一）丙；\n（二）丁。\n"
    assert outline(parse_draft_text(text)) == [
        "#1 总则",
        "1",
        " 甲。",
        " 乙。",
        "2",
        " 下列情形：",
        "  （一）丙；",
        "  （二）丁。",
    ]


def test_lists_and_tables_of_markdown() -> None:
    text = """# 办法

第一条 如下：

1. 甲
2. 乙
   - [丙](https://example.cn/a)

第二条 标准：

| 时段 | 元 |
|---|---|
| 夜间 | 5 |
"""
    draft = parse_draft_text(text)
    assert outline(draft) == [
        "1",
        " 如下：",
        "  1.甲",
        "  2.乙",
        "   •丙",
        "2",
        " 标准：",
        " 时段 | 元\n夜间 | 5",
    ]


def test_articles_outside_chapters_hang_under_a_chapter_without_number() -> None:
    draft = parse_draft_text("# 规定\n\n第一条 甲。\n\n第二条 乙。\n")
    assert [(chapter.number, len(chapter.articles)) for chapter in draft.chapters] == [(None, 2)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_of_older_editors(encoding: str) -> None:
    assert parse_draft(LAW.encode(encoding)) == parse_draft_text(LAW)


def test_windows_line_ends_change_nothing() -> None:
    assert parse_draft(LAW.replace("\n", "\r\n").encode()) == parse_draft_text(LAW)
