"""What cleaning takes away, and what it must leave."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.services.spreadsheet.text import (
    chinese_number,
    clean_text,
    half_width,
    one_line,
    split_list,
    strip_markup,
    truth,
)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("\ufeff建\u200b议\u200d增\u2060设", "建议增设"),
        ("\u00a0第九条\u3000", "第九条"),
        ("一\r\n二\r三\u2028四", "一\n二\n三\n四"),
        ("行尾空格  \n\n\n\n下一段", "行尾空格\n\n下一段"),
        ("cafe\u0301", "café"),
        ("\x00\x07测试\x7f", "测试"),
        ("一家👨\u200d👩\u200d👧三口", "一家👨\u200d👩\u200d👧三口"),
        ("\u202e反转\u202c", "反转"),
    ],
)
def test_marks_nobody_sees_are_removed(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


@given(st.text())
def test_cleaning_is_done_once(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)


@given(st.text(st.characters(categories=["Lo", "Nd", "Ll", "Lu"])))
def test_cleaning_keeps_letters_and_digits(text: str) -> None:
    assert clean_text(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("<p>第一段</p><p>第二段</p>", "第一段\n第二段\n"),
        ('<div class="x">建议<br/>增加<strong>车位</strong></div>', "建议\n增加车位\n"),
        ("a<b且b>c，<第九条>应删去", "a<b且b>c，<第九条>应删去"),
        ("3 < 5 &amp;&nbsp;6 &gt; 5", "3 < 5 &\xa06 > 5"),
        ("<script>alert('x')</script>正文<style>p{}</style><!-- 注 -->", "正文"),
        ("AT&T与R&D", "AT&T与R&D"),
        ("&lt;script&gt;", "<script>"),
    ],
)
def test_markup_goes_and_words_stay(raw: str, plain: str) -> None:
    assert strip_markup(raw) == plain


def test_a_wrap_between_chinese_characters_is_no_space() -> None:
    assert one_line("浦东新区综合交通\n发展规划") == "浦东新区综合交通发展规划"
    assert one_line("Pudong\nNew Area") == "Pudong New Area"


def test_full_width_becomes_half_width() -> None:
    assert half_width("２０２６－０６－１５　１０：４２ＡＢ") == "2026-06-15 10:42AB"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        ("１２", 12),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("九十九", 99),
        ("二〇二六", 2026),
        ("两", 2),
    ],
)
def test_numerals(text: str, number: int) -> None:
    assert chinese_number(text) == number


@pytest.mark.parametrize("text", ["", "第一", "一百", "十十", "1-1", "三甲"])
def test_no_numerals(text: str) -> None:
    assert chinese_number(text) is None


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("甲、乙，丙,丁；戊;己\n庚", ["甲", "乙", "丙", "丁", "戊", "己", "庚"]),
        ("公众参与（含听证、座谈会）、专家论证", ["公众参与（含听证、座谈会）", "专家论证"]),
        ("《甲、乙条例》、丙", ["《甲、乙条例》", "丙"]),
        ("甲（乙、丙", ["甲（乙", "丙"]),
        ("、甲、、乙。", ["甲", "乙"]),
        ("", []),
    ],
)
def test_lists_in_one_cell(text: str, members: list[str]) -> None:
    assert split_list(text) == members


@pytest.mark.parametrize(
    "text", ["是", "√", "有", "需", "需要", "Y", "１", "同意", "是（已举行）", "✔", "TRUE"]
)
def test_yes(text: str) -> None:
    assert truth(text) is True


@pytest.mark.parametrize(
    "text", ["否", "×", "无", "不需", "不需要", "n", "0", "不同意", "—", "不涉及", "FALSE"]
)
def test_no(text: str) -> None:
    assert truth(text) is False


@pytest.mark.parametrize("text", ["", "待定", "视情", "是否"])
def test_neither(text: str) -> None:
    assert truth(text) is None
