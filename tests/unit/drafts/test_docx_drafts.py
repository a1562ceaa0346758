"""Documents as Word and WPS write them."""

from typing import Any

import pytest

from decisions.consultation.drafts import ParagraphKind, parse_draft
from tests.unit.drafts.documents import (
    article_outline,
    body_docx,
    docx_of,
    numbered,
    outline,
    paragraph,
    plain_docx,
    set_deleted_row,
)

PLAIN = (
    "停车管理办法",
    "（征求意见稿）",
    "第一章　总　则",
    "第一条　为了规范停车，制定本办法。",
    "第二条　本办法适用于本区。",
    "前款规定不适用于道路停车。",
    "第二章　附则",
    "第三条　下列情形除外：",
    "（一）消防通道；",
    "1.主通道；",
    "2.次通道；",
    "（二）绿地。",
)
TREE = [
    "#1 总则",
    "1",
    " 为了规范停车，制定本办法。",
    "2",
    " 本办法适用于本区。",
    " 前款规定不适用于道路停车。",
    "#2 附则",
    "3",
    " 下列情形除外：",
    "  （一）消防通道；",
    "   1.主通道；",
    "   2.次通道；",
    "  （二）绿地。",
]


def test_plain_paragraphs_without_styles() -> None:
    draft = parse_draft(plain_docx(*PLAIN))
    assert (draft.title, draft.subtitle) == ("停车管理办法", "（征求意见稿）")
    assert outline(draft) == TREE


@pytest.mark.parametrize(
    "typed",
    [
        {"第一章　总　则": "第一章", "第二章　附则": "第2章 附 则"},  # the title on its own line, digits
        {"第一条　": "第一条", "第二条　": "第二条", "第三条　": "第三条"},  # no space after the number
        {"第一条　": "第 一 条  ", "第三条　": "第３条 "},
        {"（一）": "(一)", "（二）": "( 二 )"},
        {"第二条　本": "第⼆条　本"},  # a radical from a PDF in place of 二
        {"第一条　为了": "\u200b\u00a0\u3000\u3000第一条\u00a0为了"},
    ],
)
def test_ways_of_typing_the_same(typed: dict[str, str]) -> None:
    paragraphs = list(PLAIN)
    for wanted, written in typed.items():
        paragraphs = [text.replace(wanted, written, 1) for text in paragraphs]
    if typed.get("第一章　总　则") == "第一章":
        paragraphs.insert(3, "总　则")
    read = [
        line.replace("(一)", "（一）").replace("(二)", "（二）")
        for line in outline(parse_draft(plain_docx(*paragraphs)))
    ]
    assert read == TREE


def test_soft_breaks_part_clauses_and_join_broken_lines() -> None:
    data = plain_docx(
        "停车管理办法\n（征求意见稿）",
        "第一章\n总则",
        "第一条 下列情形\n除外：\n（一）消防通道；\n（二）绿地。\n其他情形另行规定。",
    )
    draft = parse_draft(data)
    assert (draft.title, draft.subtitle) == ("停车管理办法", "（征求意见稿）")
    assert outline(draft) == [
        "#1 总则",
        "1",
        " 下列情形除外：",
        "  （一）消防通道；",
        "  （二）绿地。",
        " 其他情形另行规定。",
    ]


@pytest.mark.parametrize(
    ("line", "title", "body"),
    [
        ("第八条（停车设施）", "停车设施", None),
        ("第八条 【停车设施】 应当开放。", "停车设施", "应当开放。"),
        ("第八条（停车场（库）管理）应当开放。", "停车场（库）管理", "应当开放。"),
        ("第八条　停车设施", "停车设施", None),
        ("第八条 应当开放。", "", "应当开放。"),
        ("第八条 应当开放，并公布时段", "", "应当开放，并公布时段"),
    ],
)
def test_titles_of_articles(line: str, title: str, body: str | None) -> None:
    draft = parse_draft(plain_docx("办法", "第七条 本区。", line, "有关部门负责。"))
    article = list(draft.articles())[1]
    assert article.title == title
    assert [each.text for each in article.paragraphs] == [*([body] if body else []), "有关部门负责。"]


@pytest.mark.parametrize(
    "text",
    [
        "第七条规定的清单，应当公布。",
        "第七条、第八条规定的清单，应当公布。",
        "第七条第二款规定的清单，应当公布。",
        "第一章规定的原则，适用于本章。",
        "一、二级道路除外。",
        "1.5米以下的通道除外。",
        "2026年起执行。",
        "（一）项和（二）项情形除外。",
    ],
)
def test_a_reference_at_the_head_of_a_paragraph_is_no_clause(text: str) -> None:
    draft = parse_draft(plain_docx("办法", "第一条 本区。", "第二条 有关部门负责。", text))
    assert outline(draft) == ["1", " 本区。", "2", " 有关部门负责。", f" {text}"]


def test_an_article_that_begins_with_its_first_item() -> None:
    draft = parse_draft(plain_docx("办法", "第一条 （一）甲；", "（二）乙。", "第二条（二）丙；"))
    assert outline(draft) == ["1", " ", "  （一）甲；", "  （二）乙。", "2", " ", "  （二）丙；"]


def test_sections_books_and_branch_articles() -> None:
    draft = parse_draft(
        plain_docx(
            "停车条例",
            "第一编 总则",
            "第一章 一般规定",
            "第一节 原则",
            "第一条 安全。",
            "第二节 职责",
            "第二条 分工。",
            "第二条之一 协作。",
            "第二编 分则",
            "第一章 设施",
            "第三条 建设。",
        )
    )
    assert [(chapter.id, chapter.book) for chapter in draft.chapters] == [
        ("ch-1", "第一编 总则"),
        ("ch-1x2", "第二编 分则"),
    ]
    articles = list(draft.articles())
    assert [(each.id, each.section) for each in articles] == [
        ("art-1", "第一节 原则"),
        ("art-2", "第二节 职责"),
        ("art-2-1", "第二节 职责"),
        ("art-3", ""),
    ]
    assert articles[2].branch == 1


def test_a_number_used_twice_still_has_its_own_id() -> None:
    draft = parse_draft(plain_docx("办法", "第一条 甲。", "第二条 乙。", "第二条 丙。"))
    assert [each.id for each in draft.articles()] == ["art-1", "art-2", "art-2x2"]


@pytest.mark.parametrize("heading", ["目　录", None])
def test_a_table_of_contents_is_no_part_of_the_tree(heading: str | None) -> None:
    contents = [heading] if heading else []
    draft = parse_draft(
        plain_docx(
            "办法",
            *contents,
            "第一章 总则\t1",
            "第二章 附则……3",
            "第一章 总则",
            "第一条 甲。",
            "第二章 附则",
            "第二条 乙。",
        )
        if heading
        else plain_docx(
            "办法", "第一章 总则", "第二章 附则", "第一章 总则", "第一条 甲。", "第二章 附则", "第二条 乙。"
        )
    )
    assert outline(draft) == ["#1 总则", "1", " 甲。", "#2 附则", "2", " 乙。"]


def test_annexes_signature_and_what_stands_before_the_title() -> None:
    draft = parse_draft(
        plain_docx(
            "附件1",
            "停车管理办法",
            "（2026年6月1日通过）",
            "第一条 甲。",
            "第二条 乙。",
            "附件2：开放单位名单",
            "第一条 名单中的单位。",
            "区建交委",
            "2026年6月15日",
        )
    )
    assert draft.title == "停车管理办法"
    assert draft.subtitle == "（2026年6月1日通过）"
    assert draft.preamble == ("附件1",)
    assert [each.id for each in draft.articles()] == ["art-1", "art-2"]
    assert [(each.id, each.title) for each in draft.annexes] == [("annex-1", "附件2 开放单位名单")]
    assert article_outline(draft.annexes[0])[1:] == [" 第一条 名单中的单位。"]
    assert draft.closing == ("区建交委", "2026年6月15日")


def test_a_title_over_two_lines() -> None:
    draft = parse_draft(plain_docx("浦东新区公共停车资源", "共享利用管理办法", "第一条 甲。"))
    assert draft.title == "浦东新区公共停车资源共享利用管理办法"


def test_tables_are_kept_as_rows_and_do_not_count_as_paragraphs() -> None:
    def write(document: Any) -> None:
        document.add_paragraph("办法")
        document.add_paragraph("第一条 收费标准如下：")
        table = document.add_table(3, 2)
        for row, texts in zip(table.rows, (("时段", "元"), ("夜间", "5"), ("废止", "9")), strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
        set_deleted_row(table.rows[2])
        document.add_paragraph("标准每年公布。")

    article = next(parse_draft(docx_of(write)).articles())
    assert [(each.id, each.kind, each.text) for each in article.paragraphs] == [
        ("art-1-p1", ParagraphKind.TEXT, "收费标准如下："),
        ("art-1-t1", ParagraphKind.TABLE, "时段 | 元\n夜间 | 5"),
        ("art-1-p2", ParagraphKind.TEXT, "标准每年公布。"),
    ]


def test_tracked_changes_are_read_as_accepted() -> None:
    body = (
        paragraph("办法") + "<w:p><w:r><w:t>第一条 应当</w:t></w:r>"
        '<w:del w:id="1"><w:r><w:delText>立即</w:delText></w:r></w:del>'
        '<w:ins w:id="2"><w:r><w:t>及时</w:t></w:r></w:ins><w:r><w:t>公布。</w:t></w:r></w:p>'
        # The end of this paragraph was deleted: it runs on into the next.
        '<w:p><w:pPr><w:rPr><w:del w:id="3"/></w:rPr></w:pPr><w:r><w:t>第二条 有关</w:t></w:r></w:p>'
        "<w:p><w:r><w:t>部门负责。</w:t></w:r></w:p>"
        '<w:p><w:moveFrom w:id="4"><w:r><w:t>第九条 旧处。</w:t></w:r></w:moveFrom></w:p>'
        '<w:p><w:moveTo w:id="5"><w:r><w:t>第三条 新处。</w:t></w:r></w:moveTo></w:p>'
        '<w:ins w:id="6"><w:p><w:r><w:t>新增一款。</w:t></w:r></w:p></w:ins>'
    )
    assert outline(parse_draft(body_docx(body))) == [
        "1",
        " 应当及时公布。",
        "2",
        " 有关部门负责。",
        "3",
        " 新处。",
        " 新增一款。",
    ]


def test_hidden_text_fields_and_phonetic_guides_are_not_read() -> None:
    body = paragraph("办法") + (
        "<w:p><w:r><w:t>第一条 公布</w:t></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>内部批注</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>清单</w:t></w:r>'
        "<w:r><w:ruby><w:rt><w:r><w:t>pū</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>浦</w:t></w:r></w:rubyBase></w:ruby></w:r>"
        "<w:smartTag><w:r><w:t>。</w:t></w:r></w:smartTag></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>第二条 控件内。</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    assert outline(parse_draft(body_docx(body))) == ["1", " 公布清单浦。", "2", " 控件内。"]


def test_footnotes_are_appended_to_their_article() -> None:
    call = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    body = (
        paragraph("办法")
        + f"<w:p><w:r><w:t>第一条 甲</w:t></w:r>{call.format(2)}"
        + f"<w:r><w:t>，乙</w:t></w:r>{call.format(3)}</w:p>"
        + f"<w:p><w:r><w:t>第二条 丙。</w:t></w:r>{call.format(4)}</w:p>"
    )
    notes = '<w:footnote w:id="-1" w:type="separator"/>' + "".join(
        f'<w:footnote w:id="{number}">{paragraph(text)}</w:footnote>'
        for number, text in ((2, "甲的说明"), (3, "乙的说明"), (4, "丙的说明"))
    )
    draft = parse_draft(body_docx(body, footnotes=notes))
    first, second = draft.articles()
    assert [(each.id, each.text) for each in first.paragraphs] == [
        ("art-1-p1", "甲〔注1〕，乙〔注2〕"),
        ("art-1-n1", "〔注1〕甲的说明"),
        ("art-1-n2", "〔注2〕乙的说明"),
    ]
    assert second.paragraphs[0].text == "丙。〔注1〕"
    assert second.paragraphs[1].kind is ParagraphKind.NOTE


def _list(definition: int, *levels: tuple[str, str]) -> str:
    written = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{number_format}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (number_format, text) in enumerate(levels)
    )
    return f'<w:abstractNum w:abstractNumId="{definition}">{written}</w:abstractNum>'


def test_automatic_numbers_are_counted_as_the_reader_sees_them() -> None:
    numbering = (
        _list(0, ("chineseCounting", "第%1章"), ("none", ""))
        + _list(1, ("chineseCountingThousand", "第%1条"), ("japaneseCounting", "（%2）"), ("decimal", "%3."))
        + '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    )
    body = (
        paragraph("办法")
        + numbered("总则", 1)
        + numbered("甲。", 2)
        + numbered("乙：", 2)
        + numbered("一项；", 2, 1)
        + numbered("一目；", 2, 2)
        + numbered("二目。", 2, 2)
        + numbered("二项。", 2, 1)
        + numbered("附则", 1)
        + numbered("丙：", 2)
        + numbered("又一项。", 2, 1)
    )
    assert outline(parse_draft(body_docx(body, numbering=numbering))) == [
        "#1 总则",
        "1",
        " 甲。",
        "2",
        " 乙：",
        "  （一）一项；",
        "   1.一目；",
        "   2.二目。",
        "  （二）二项。",
        "#2 附则",
        "3",
        " 丙：",
        "  （一）又一项。",
    ]


def test_a_list_told_to_begin_anew_and_one_numbered_through_its_style() -> None:
    numbering = (
        _list(0, ("ideographDigital", "第%1条"))
        + _list(1, ("decimal", "%1."))
        + '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="1"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    styles = (
        '<w:style w:type="paragraph" w:styleId="Base"><w:name w:val="条"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Sub"><w:name w:val="条之二"/>'
        '<w:basedOn w:val="Base"/></w:style>'
    )
    style = '<w:pStyle w:val="Sub"/>'
    body = (
        paragraph("办法")
        + "".join(paragraph(f"第{n}段。", style) for n in range(11))
        + numbered("甲", 2)
        + numbered("乙", 2)
        + paragraph("末条：", style)
        + numbered("丙", 3)
        + paragraph("不编号。", f'{style}<w:numPr><w:numId w:val="0"/></w:numPr>')
    )
    lines = outline(parse_draft(body_docx(body, numbering=numbering, styles=styles)))
    assert lines[-8:] == ["11", " 第10段。", "  1.甲", "  2.乙", "12", " 末条：", "  1.丙", " 不编号。"]


def test_headings_by_style_name_or_outline_level_open_a_plan_without_numbers() -> None:
    def write(document: Any) -> None:
        document.add_heading("综合为老服务中心建设方案", 0)
        for title in ("建设规模", "建设内容"):
            document.add_heading(title, 1)
            document.add_paragraph(f"{title}的说明。")

    draft = parse_draft(docx_of(write))
    assert draft.title == "综合为老服务中心建设方案"
    assert outline(draft) == ["1 建设规模", " 建设规模的说明。", "2 建设内容", " 建设内容的说明。"]


def test_text_without_any_structure_is_one_clause() -> None:
    draft = parse_draft(plain_docx("关于调整收费的通知", "各单位：", "现将有关事项通知如下。"))
    (article,) = draft.articles()
    assert (draft.title, article.id, article.number) == ("关于调整收费的通知", "text", None)
    assert [each.text for each in article.paragraphs] == ["各单位：", "现将有关事项通知如下。"]
