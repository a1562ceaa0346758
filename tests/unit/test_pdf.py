"""The PDF service: what a reader sees, copies and searches in a rendered document."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import Destination

from decisions.services import pdf
from decisions.services.pdf.composite import to_unicode
from decisions.services.pdf.fonts import FONTS, Weight, load_font, printable, widths_of
from decisions.services.pdf.linebreak import NEVER_FIRST, NEVER_LAST, break_lines
from decisions.services.pdf.pages import paginate
from decisions.services.pdf.pieces import Cell, Line, NewPage, Piece, Row, Style, TextPiece

PRINTED_ON = datetime.date(2026, 6, 1)
HEADER = ("序号", "意见内容", "处理结果")
EM = {chr(code): 1.0 for code in range(0x20, 0x30000) if not 0xD800 <= code < 0xE000}
STYLE = Style(Weight.REGULAR, 10, 10)


def document(*blocks: pdf.Block, **fields: object) -> pdf.Document:
    values: dict[str, object] = {
        "title": "采纳情况反馈",
        "issuing_unit": "浦东新区（演示）交通管理部门",
        "printed_on": PRINTED_ON,
        "blocks": blocks,
    }
    return pdf.Document(**(values | fields))  # type: ignore[arg-type]


def read(source: pdf.Document) -> PdfReader:
    return PdfReader(BytesIO(pdf.render(source)))


def texts(source: pdf.Document) -> list[str]:
    return [page.extract_text() for page in read(source).pages]


def run_together(text: str) -> str:
    return "".join(text.split())


# Line breaking


@pytest.mark.parametrize(
    ("text", "measure", "lines"),
    [
        ("", 4, [""]),
        ("一二三四", 4, ["一二三四"]),
        ("一二三四五", 4, ["一二三四", "五"]),
        ("一二三四，五", 4, ["一二三", "四，五"]),
        ("一二三（四）", 4, ["一二三", "（四）"]),
        ("一二三《四》", 4, ["一二三", "《四》"]),
        ("一二三四”。五", 4, ["一二三", "四”。五"]),
        ("甲乙abcd丙", 5, ["甲乙", "abcd丙"]),
        ("ab cd ef", 5, ["ab cd", "ef"]),
        ("ab cd   ef", 5, ["ab cd", "ef"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("甲abcdefghij", 4, ["甲abc", "defg", "hij"]),
        ("！！！！！！", 4, ["！！！！", "！！"]),
        ("一二", 0.5, ["一", "二"]),
        ("增长10%左右", 4, ["增长", "10%左", "右"]),
    ],
)
def test_lines_break_where_chinese_setting_allows(text: str, measure: float, lines: list[str]) -> None:
    assert break_lines(text, EM, measure) == lines


def test_first_line_leaves_room_for_the_indent() -> None:
    assert break_lines("一二三四五六", EM, 4, indent=2) == ["一二", "三四五六"]


setting_text = st.text(st.sampled_from("中文字，。（）“”《》a1%.- "), max_size=60)


@given(setting_text, st.integers(2, 12))
def test_breaking_loses_no_character_and_fills_no_line_beyond_the_measure(text: str, measure: int) -> None:
    lines = break_lines(text, EM, measure)
    assert run_together("".join(lines)) == run_together(text)
    assert all(len(line) <= measure for line in lines[:-1])
    assert len(lines[-1].rstrip()) <= measure


@given(
    st.lists(st.sampled_from(["中文", "字", "，", "（注）", "。", "《法》"]), max_size=40), st.integers(8, 14)
)
def test_no_line_begins_or_ends_with_forbidden_punctuation(parts: list[str], measure: int) -> None:
    # Single marks between words, as people write: there is always a good place in half a line.
    words = [
        part for part, following in pairwise([*parts, "中"]) if not (part in "，。" and following in "，。")
    ]
    lines = break_lines("中".join(words), EM, measure)
    assert not any(line[0] in NEVER_FIRST for line in lines[1:] if line)
    assert not any(line[-1] in NEVER_LAST for line in lines[:-1] if line)


# Characters


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("吕𬭎、䶮、㛃", "吕𬭎、䶮、㛃"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
        ("好😀的", "好〓的"),
        ("好\U0001f600\ufe0f", "好〓"),
        ("a\x00b\x07c\u200bd\u202ee\ufefff", "abcdef"),
        ("半\ud83d个", "半个"),
        ("一\r\n二\r三\u2028四", "一\n二\n三\n四"),
        ("列\t表\u00a0格", "列 表 格"),
    ],
)
def test_text_is_made_printable(text: str, printed: str) -> None:
    assert printable(text) == printed


def test_both_weights_hold_the_same_characters() -> None:
    regular, bold = (set(load_font(weight).face.charToGlyph) for weight in Weight)
    assert regular == bold


def test_widths_are_the_fonts_own() -> None:
    widths = widths_of(Weight.REGULAR)
    assert widths["国"] == 1.0
    assert 0.5 < widths["1"] < 0.6


def test_fonts_come_with_their_licence() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text(encoding="utf-8")


# Pages


def text_piece(count: int, **fields: object) -> TextPiece:
    return TextPiece(tuple(Line(str(index)) for index in range(count)), STYLE, **fields)  # type: ignore[arg-type]


def row(count: int, repeated: Row | None = None) -> Row:
    return Row((Cell(tuple(Line(str(index)) for index in range(count)), STYLE),), (0, 100), repeated=repeated)


def lines_of(piece: Piece) -> list[str]:
    if isinstance(piece, Row):
        return [line.text for line in piece.cells[0].lines]
    return [line.text for line in piece.lines] if isinstance(piece, TextPiece) else []


@given(
    st.lists(st.tuples(st.booleans(), st.integers(1, 60), st.integers(0, 30)), max_size=12),
    st.integers(100, 300),
)
def test_pages_hold_every_line_once_and_none_below_the_edge(
    plan: list[tuple[bool, int, int]], height: int
) -> None:
    pieces: list[Piece] = [
        row(count) if is_row else text_piece(count, above=float(above)) for is_row, count, above in plan
    ]
    pages = list(paginate(pieces, height))
    placed = [line for page in pages for _, piece in page for line in lines_of(piece)]
    assert placed == [line for piece in pieces for line in lines_of(piece)]
    for page in pages:
        assert all(distance + piece.height <= height + 1e-6 for distance, piece in page)
        assert all(a + piece.height <= b + 1e-6 for (a, piece), (b, _) in pairwise(page))
    assert all(pages) or len(pages) == 1


def test_a_heading_does_not_stand_alone_at_the_foot_of_a_page() -> None:
    heading = text_piece(1, following=30.0, whole=True)
    pages = list(paginate([text_piece(8), heading, text_piece(5)], 100))
    assert [len(page) for page in pages] == [1, 2]


def test_a_low_row_is_kept_whole_and_a_tall_one_is_cut() -> None:
    filler = text_piece(15)
    assert [len(page) for page in paginate([filler, row(8)], 200)] == [1, 1]
    assert [len(page) for page in paginate([filler, row(16)], 200)] == [2, 1]


def test_a_repeated_header_stands_over_the_rest_of_a_cut_row() -> None:
    header = row(1)
    pages = list(paginate([header, row(30, repeated=header)], 200))
    assert len(pages) == 2
    assert pages[1][0][1] is header


def test_two_page_breaks_make_one_and_the_last_makes_none() -> None:
    pages = list(paginate([NewPage(), text_piece(1), NewPage(), NewPage(), text_piece(1), NewPage()], 100))
    assert [len(page) for page in pages] == [1, 1]


# Documents


def test_rare_surname_is_copied_as_it_is_written() -> None:
    source = document(pdf.Heading("吕𬭎"), pdf.Paragraph("提出者：吕𬭎，男。"), title="答复吕𬭎")
    reader = read(source)
    assert "提出者：吕𬭎，男。" in reader.pages[0].extract_text()
    assert reader.metadata is not None
    assert reader.metadata.title == "答复吕𬭎"
    assert [entry.title for entry in reader.outline if isinstance(entry, Destination)] == ["吕𬭎"]


def test_more_characters_than_one_byte_counts_are_copied_right() -> None:
    # Their codes run through every low byte, among them brackets, backslash and line ends.
    characters = "".join(map(chr, range(0x4E00, 0x4E00 + 600)))
    page = texts(document(pdf.Paragraph(characters)))[0]
    assert characters in run_together(page)


def test_map_to_unicode_writes_surrogates_and_short_blocks() -> None:
    characters = [0, 0x2CB4E, *range(0x4E00, 0x4E00 + 149)]
    cmap = to_unicode(characters)
    assert "<0001> <D872DF4E>" in cmap
    assert "<0002> <4E00>" in cmap
    assert "100 beginbfchar" in cmap
    assert "50 beginbfchar" in cmap


def test_metadata_language_and_date() -> None:
    reader = read(document(document_number="〔2026〕12号", subtitle="（最终反馈）"))
    assert reader.metadata is not None
    assert reader.metadata.title == "采纳情况反馈"
    assert reader.metadata.author == "浦东新区（演示）交通管理部门"
    assert reader.metadata.subject == "〔2026〕12号 （最终反馈）"
    assert str(reader.metadata["/CreationDate"]) == "D:20260601000000+08'00'"
    assert str(reader.root_object["/Lang"]) == "zh-CN"


def test_every_font_is_embedded_and_composite() -> None:
    reader = read(document(pdf.Heading("一、概况"), pdf.Paragraph("正文")))
    resources = reader.pages[0]["/Resources"]
    fonts = [font.get_object() for font in resources["/Font"].values()]  # type: ignore[index]
    assert [font["/Subtype"] for font in fonts] == ["/Type0", "/Type0"]
    for font in fonts:
        assert "/FontFile2" in font["/DescendantFonts"][0].get_object()["/FontDescriptor"]


def test_the_file_holds_only_the_characters_used() -> None:
    assert len(pdf.render(document(pdf.Paragraph("正文")))) < 40_000


def test_same_document_gives_same_bytes_in_any_thread() -> None:
    source = document(pdf.Table(HEADER, [("1", "内容" * 200, "采纳")] * 20))
    with ThreadPoolExecutor(4) as pool:
        files = set(pool.map(pdf.render, [source] * 8))
    assert files == {pdf.render(source)}


def test_another_date_gives_other_bytes() -> None:
    later = document(printed_on=datetime.date(2026, 6, 2))
    assert pdf.render(document()) != pdf.render(later)


def test_bookmarks_follow_the_headings_and_bridge_a_skipped_level() -> None:
    blocks = [pdf.Heading("一、甲"), pdf.Heading("1. 乙", level=3), pdf.Heading("二、丙")]
    outline = read(document(*blocks)).outline
    assert isinstance(outline[1], list)
    assert [entry.title for entry in outline if isinstance(entry, Destination)] == ["一、甲", "二、丙"]
    assert [entry.title for entry in outline[1] if isinstance(entry, Destination)] == ["1. 乙"]


def test_table_header_and_page_numbers_stand_on_each_page() -> None:
    rows = [(str(number), f"第{number}条意见" + "内容" * 60, "采纳") for number in range(1, 31)]
    pages = texts(document(pdf.Table(HEADER, rows, widths=(1, 6, 2))))
    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        assert f"第{number}页共{len(pages)}页" in run_together(page)
        assert "意见内容" in page
    everything = run_together("".join(pages))
    assert all(f"第{number}条意见" in everything for number in range(1, 31))


def test_a_cell_longer_than_a_page_is_printed_to_its_end() -> None:
    sentences = [f"第{number}点意见请予采纳。" for number in range(1, 301)]
    pages = texts(document(pdf.Table(("意见内容",), [("".join(sentences),)])))
    without_frame = [
        run_together(page).removesuffix(f"第{number}页共{len(pages)}页").replace("意见内容", "")
        for number, page in enumerate(pages, start=1)
    ]
    assert len(pages) > 2
    assert "".join(without_frame).endswith("".join(sentences))


def test_a_table_without_rows_says_so() -> None:
    assert "（无）" in texts(document(pdf.Table(HEADER, [])))[0]
    assert "未收到意见" in texts(document(pdf.Table(HEADER, [], empty="未收到意见")))[0]


def test_a_row_of_another_length_than_the_header_is_refused() -> None:
    with pytest.raises(ValueError, match="2 cells, its header 3"):
        pdf.render(document(pdf.Table(HEADER, [("1", "内容")])))


def test_a_header_as_tall_as_a_page_still_ends() -> None:
    assert len(texts(document(pdf.Table(("长" * 3000, "短"), [("1", "2")] * 3)))) >= 2


def test_signature_takes_unit_and_date_from_the_document() -> None:
    page = texts(document(pdf.Signature()))[0]
    assert "浦东新区（演示）交通管理部门2026年6月1日" in run_together(page)
    other = texts(document(pdf.Signature("区司法局（演示）", datetime.date(2026, 7, 9))))[0]
    assert "区司法局（演示）2026年7月9日" in run_together(other)


def test_all_blocks_appear_in_order() -> None:
    blocks = (
        pdf.Heading("一、概况"),
        pdf.Paragraph("第一段。\n\n第二段。"),
        pdf.KeyValues([("承办单位", "区建交委")]),
        pdf.Note("注：附说明。"),
        pdf.PageBreak(),
        pdf.Paragraph("末页。"),
    )
    first, second = texts(document(*blocks, subtitle="（副标题）", document_number="〔2026〕1号"))
    expected = ["采纳情况反馈", "（副标题）", "〔2026〕1号", "一、概况", "第一段。", "第二段。"]
    expected += ["承办单位", "区建交委", "注：附说明。"]
    places = [first.index(text) for text in expected]
    assert places == sorted(places)
    assert "末页。" in second


def test_english_documents_use_english_wording() -> None:
    page = texts(document(pdf.Signature(), language="en"))[0]
    assert "Page 1 of 1" in page
    assert "June 1, 2026" in page


def test_a_language_without_wording_is_refused() -> None:
    with pytest.raises(ValueError, match="no wording"):
        pdf.render(document(language="xx"))


def test_a_wide_sheet_is_the_upright_one_turned() -> None:
    upright = read(document()).pages[0].mediabox
    turned = read(document(landscape=True)).pages[0].mediabox
    assert (turned.width, turned.height) == (upright.height, upright.width)


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(codec=None), max_size=300))
def test_any_text_is_printed_and_readable_again(text: str) -> None:
    source = document(
        pdf.Heading(text),
        pdf.Paragraph(text),
        pdf.KeyValues([(text, text)]),
        pdf.Table((text, "乙"), [(text, "1")]),
        pdf.Signature(text),
        title=text,
        issuing_unit=text,
    )
    assert len(read(source).pages) >= 1
