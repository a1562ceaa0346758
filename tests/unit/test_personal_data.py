"""Names are masked, numbers starred out, and not another sign is touched."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.services.personal_data import (
    DataKind,
    find_personal_data,
    mask_name,
    mask_organisation,
    mask_text,
    person_named_in,
)

DATA = Path(__file__).parents[2] / "decisions" / "demo" / "data"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张建祥", "张*祥"),
        ("张祥", "张*"),
        ("欧阳娜", "欧阳*"),
        ("欧阳娜娜", "欧阳*娜"),
        ("夏侯明", "夏侯*"),
        ("司马", "司*"),
        ("司徒空明", "司徒*明"),
        ("爱新觉罗", "爱**罗"),
        ("买买提·艾合", "买*提·艾*"),
        ("沈金根、沈阿二", "沈*根、沈*二"),
        ("王海燕（租户）", "王*燕（租户）"),
        ("Daniel Whitcombe", "D*** W***"),
        ("阿", "*"),
        ("𬭎明远", "𬭎*远"),
        ("", ""),
        ("  张建祥 ", "张*祥"),
    ],
)
def test_a_person_is_masked(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("name", "shown", "person"),
    [
        ("街道残疾人协会代表 滕志远", "街道残疾人协会代表 滕*远", "滕志远"),
        ("某小区业主委员会（季雅萍）", "某小区业主委员会（季*萍）", "季雅萍"),
        ("上海泊邻演示停车管理有限公司", "上海泊邻演示停车管理有限公司", ""),
        ("某社区法律服务中心（演示）", "某社区法律服务中心（演示）", ""),
    ],
)
def test_an_organisation_stays_and_its_speaker_is_masked(name: str, shown: str, person: str) -> None:
    assert mask_organisation(name) == shown
    assert person_named_in(name) == person


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("13900046638", DataKind.PHONE),
        ("139-0004-6638", DataKind.PHONE),
        ("139 0004 6638", DataKind.PHONE),
        ("+86 13900046638", DataKind.PHONE),
        ("１３９０００４６６３８", DataKind.PHONE),
        ("一三九零零零四六六三八", DataKind.PHONE),
        ("幺三九〇〇〇四六六三八", DataKind.PHONE),
        ("021-58881234", DataKind.PHONE),
        ("(021)58881234", DataKind.PHONE),
        ("310199195603192746", DataKind.IDENTITY_NUMBER),
        ("310199 19560319 2746", DataKind.IDENTITY_NUMBER),
        ("31019919560319274x", DataKind.IDENTITY_NUMBER),
        ("310199195603192740", DataKind.IDENTITY_NUMBER),  # mistyped, and somebody's all the same
        ("310199560319274", DataKind.IDENTITY_NUMBER),
        ("4111111111111111", DataKind.BANK_CARD),
        ("4111 1111 1111 1111", DataKind.BANK_CARD),
        ("hejc_law@example.cn", DataKind.EMAIL),
        ("沪A12345", DataKind.PLATE),
        ("沪A·D12345", DataKind.PLATE),
        ("沪AD12345", DataKind.PLATE),
    ],
)
def test_what_is_found_and_starred_out(text: str, kind: DataKind) -> None:
    sentence = f"我的是{text}，请联系。"
    found = find_personal_data(sentence)
    assert [(sentence[each.start : each.end], each.kind) for each in found] == [(text, kind)]
    masked = mask_text(sentence)
    assert masked.startswith("我的是*")
    assert masked.endswith("*，请联系。")
    assert not any(sign.isalnum() for sign in masked[3 : 3 + len(text)])


@pytest.mark.parametrize(
    "text",
    [
        "2026-06-15 20:11",
        "91310199MADEM0A152",  # a unified social credit code
        "浦府办〔2022〕4号",
        "4111111111111112",  # fails the check of bank cards
        "123456789012345678",  # no date in it
        "每小时10元，全天封顶100元",
        "18:30—次日7:30",
        "12345",
        "A12345",
        "浦东新区沪南路2300号",
        "1100多户只有420个车位",
    ],
)
def test_what_is_left_alone(text: str) -> None:
    assert mask_text(text) == text


def test_an_author_who_names_himself_is_masked_in_the_text() -> None:
    assert mask_text("我叫杜秀英，七十岁。", ["杜秀英"]) == "我叫***，七十岁。"
    assert mask_text("Regards, Daniel", ["Daniel Whitcombe（在沪外籍居民）"]) == "Regards, ******"


def test_further_words_are_hidden_wherever_they_stand() -> None:
    assert mask_text("老王说，老王住三楼。", also=["老王"]) == "**说，**住三楼。"


def test_the_demonstration_s_phone_and_identity_number_are_found() -> None:
    found = {}
    for name in ("opinions-parking.csv", "opinions-village.csv", "opinions-elderly.csv"):
        with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                kinds = [each.kind for each in find_personal_data(row["意见内容"])]
                if kinds:
                    found[row["姓名或单位"]] = kinds
    assert found == {"沙启航": [DataKind.PHONE], "杜秀英": [DataKind.IDENTITY_NUMBER]}


@given(st.text(max_size=200), st.text(alphabet="张王李建祥欧阳", min_size=2, max_size=4))
def test_masking_changes_signs_to_stars_and_nothing_else(text: str, name: str) -> None:
    masked = mask_text(text, [name])
    assert len(masked) == len(text)
    assert all(new in {old, "*"} for old, new in zip(text, masked, strict=True))


@given(st.text(alphabet="张王李赵建祥欧阳娜司马，、 13900046638-", max_size=80))
def test_what_was_masked_holds_nothing_more_to_mask(text: str) -> None:
    masked = mask_text(text)
    assert find_personal_data(masked) == []


@given(st.integers(min_value=3, max_value=9), st.text(alphabet="0123456789", min_size=9, max_size=9))
def test_no_mobile_number_survives(second: int, rest: str) -> None:
    number = f"1{second}{rest}"
    assert number[3:] not in mask_text(f"打我电话{number}吧")


@given(st.text(alphabet="张王李赵建祥明远芳芬", min_size=2, max_size=4))
def test_a_masked_name_never_shows_the_whole_given_name(name: str) -> None:
    masked = mask_name(name)
    assert masked != name
    assert masked[0] == name[0]
    assert len(masked) == len(name)
