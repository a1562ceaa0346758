"""Lists of opinions as the demonstration has them, and as they really come."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from decisions.clock import SHANGHAI
from decisions.consultation.rules import Channel, SubmitterType
from decisions.consultation.spreadsheets import ReadOpinion, opinions_json, read_opinions
from decisions.consultation.spreadsheets.reading import MAX_CONTENT
from decisions.services.spreadsheet.errors import HeaderNotFoundError
from decisions.services.spreadsheet.verdicts import NoteKind, RowNote
from tests.unit.spreadsheets.workbooks import DATA, csv_of, table, xlsx_of

HEADER = ("编号", "收到时间", "渠道", "提交者类型", "姓名或单位", "联系方式", "针对条款", "意见内容")
TIME = "2026-06-15 10:42"


def verdicts(data: bytes | Path, **options: Any) -> list[ReadOpinion | RowNote]:
    return list(read_opinions(table(data), **options))


def opinions(data: bytes | Path, **options: Any) -> list[ReadOpinion]:
    return [verdict for verdict in verdicts(data, **options) if isinstance(verdict, ReadOpinion)]


def notes(data: bytes | Path, **options: Any) -> list[tuple[NoteKind, int]]:
    found = verdicts(data, **options)
    return [(verdict.kind, verdict.row) for verdict in found if isinstance(verdict, RowNote)]


def row(text: str = "建议增设车位", **cells: str) -> Sequence[str]:
    """Return a whole row in which some cells are given by heading."""
    given = {
        "收到时间": TIME,
        "渠道": "网站",
        "提交者类型": "个人",
        "姓名或单位": "瞿振芳",
        "意见内容": text,
    } | cells
    return [given.get(heading, "") for heading in HEADER]


def read_one(**cells: str) -> ReadOpinion:
    (opinion,) = opinions(csv_of(HEADER, row(**cells)))
    return opinion


@pytest.mark.parametrize(
    ("name", "count"),
    [("parking.csv", 47), ("parking.xlsx", 47), ("village.csv", 8), ("elderly.csv", 3)],
)
def test_the_demonstration_is_read_whole_and_without_a_word(name: str, count: int) -> None:
    found = verdicts(DATA / f"opinions-{name}")
    assert [verdict.row for verdict in found if isinstance(verdict, ReadOpinion)] == list(range(2, count + 2))
    assert len(found) == count


def test_workbook_and_text_file_say_the_same() -> None:
    assert verdicts(DATA / "opinions-parking.csv") == verdicts(DATA / "opinions-parking.xlsx")


def test_what_the_parking_opinions_hold() -> None:
    found = opinions(DATA / "opinions-parking.csv")
    assert Counter(opinion.channel for opinion in found) == {
        Channel.WEB: 21, Channel.APP: 12, Channel.EMAIL: 6, Channel.LETTER: 2, Channel.SYMPOSIUM: 6,
    }  # fmt: skip
    assert Counter(opinion.disposition for opinion in found) == {
        "采纳": 18,
        "部分采纳": 9,
        "不采纳": 14,
        "不属于本事项": 6,
    }
    assert {opinion.submitter_type for opinion in found} == set(SubmitterType)
    first = found[0]
    assert first.number == "TC2026-001"
    assert first.received_at == datetime(2026, 6, 15, 10, 42, tzinfo=SHANGHAI)
    assert (first.name, first.contact, first.clause_text) == ("瞿振芳", "13900012847", "第九条")
    assert first.topic == "住宅小区一律不得对外共享"
    assert first.reason.startswith("征求意见稿第九条")


def test_people_who_signed_together() -> None:
    assert [opinion.cosigners for opinion in opinions(DATA / "opinions-village.csv")] == [
        1,
        1,
        2,
        1,
        1,
        1,
        1,
        1,
    ]


def test_the_promised_json() -> None:
    data = csv_of(
        HEADER,
        row("  建议增设车位。"),
        row(""),
        row("  建议增设车位。"),
        row("另一条", 渠道="微博"),
    )
    json = opinions_json(read_opinions(table(data)))
    assert json["accepted"][0] == {
        "row": 2,
        "received_at": "2026-06-15T10:42:00+08:00",
        "channel": "网站",
        "name": "瞿振芳",
        "contact": "",
        "text": "建议增设车位。",
    }
    assert [(key, [note["row"] for note in json[key]]) for key in json] == [
        ("accepted", [2, 5]),
        ("refused", [3]),
        ("skipped", [4]),
        ("warnings", [5]),
    ]
    assert all(
        set(note) == {"row", "message"} for key in ("refused", "skipped", "warnings") for note in json[key]
    )


def test_a_workbook_with_everything_at_once() -> None:
    def write(sheet: Any) -> None:
        sheet["B5"].number_format = "yyyy/m/d h:mm"
        sheet["B6"].number_format = "yyyy-mm-dd"

    data = xlsx_of(
        ["《办法》公开征求意见汇总表（2026年6月）"] + [None] * 6,
        ["序号", "提交\n时间", "提交人情况", None, None, "意见来源", "意见和建议"],
        [None, None, "姓名/单位", "联系电话", "类型", None, None],
        [],
        [
            1,
            datetime(2026, 6, 3, 9, 5),  # noqa: DTZ001 — a cell has no zone
            "瞿振芳",
            13900012847,
            "个人",
            "门户网站",
            "<p>建议增设<b>车位</b></p>",
        ],
        [2, date(2026, 6, 4), "某物业公司", "/", None, "电子邮箱", "收费\u200b过高"],
        ["３", "6月5日", "龚立群", "１３９０００３４４７１", "群众", "来信", "第一段\n\n第二段"],
        [4, 46178.5, None, None, None, "随申办APP", "匿名的意见"],
        ["注：以上为6月收到的意见", None, None, None, None, None, None],
        merge=["A1:G1", "C2:E2", "A2:A3", "B2:B3", "F2:F3", "G2:G3"],
        write=write,
    )
    found = opinions(data)
    assert [
        (o.row, o.number, o.received_at.isoformat(), o.channel, o.name, o.contact, o.text) for o in found
    ] == [
        (5, "1", "2026-06-03T09:05:00+08:00", Channel.WEB, "瞿振芳", "13900012847", "建议增设车位"),
        (6, "2", "2026-06-04T00:00:00+08:00", Channel.EMAIL, "某物业公司", "", "收费过高"),
        (7, "３", "2026-06-05T00:00:00+08:00", Channel.LETTER, "龚立群", "13900034471", "第一段\n\n第二段"),
        (8, "4", "2026-06-05T12:00:00+08:00", Channel.APP, "", "", "匿名的意见"),
    ]  # fmt: skip
    assert [o.submitter_type for o in found] == [
        SubmitterType.INDIVIDUAL,
        SubmitterType.ENTERPRISE,
        SubmitterType.INDIVIDUAL,
        SubmitterType.INDIVIDUAL,
    ]
    assert notes(data) == [(NoteKind.SKIPPED, 9)]


@pytest.mark.parametrize(
    "heading",
    ["意见内容", "意见建议", "意见和建议", "建议内容", "留言内容", "具体意见", "意见", "修改意见或建议"],
)
def test_headings_of_the_words(heading: str) -> None:
    (opinion,) = opinions(csv_of(("时间", heading, "处理意见", "答复内容"), (TIME, "原话", "采纳", "答")))
    assert (opinion.text, opinion.disposition, opinion.reason) == ("原话", "采纳", "答")


@pytest.mark.parametrize("heading", ["收到时间", "提交时间", "日期", "留言时间", "意见提交日期"])
def test_headings_of_the_time_are_not_those_of_the_answer(heading: str) -> None:
    (opinion,) = opinions(csv_of(("答复时间", heading, "意见内容"), ("2026-08-01", TIME, "原话")))
    assert opinion.received_at == datetime(2026, 6, 15, 10, 42, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("网站", Channel.WEB), ("区政府门户网站", Channel.WEB),
        ("随申办", Channel.APP), ("政务服务移动端", Channel.APP),
        ("电子邮件", Channel.EMAIL), ("E-mail", Channel.EMAIL),
        ("信函", Channel.LETTER), ("群众来信", Channel.LETTER),
        ("12345热线", Channel.PHONE), ("座谈会", Channel.SYMPOSIUM), ("听证会", Channel.HEARING),
        ("实地走访", Channel.VISIT), ("书面征求意见", Channel.WRITTEN), ("其他", Channel.OTHER),
    ],
)  # fmt: skip
def test_channels(text: str, channel: Channel) -> None:
    assert read_one(渠道=text).channel is channel
    assert notes(csv_of(HEADER, row(渠道=text))) == []


@pytest.mark.parametrize("text", ["微博", ""])
def test_an_unknown_channel_is_kept_as_other_with_a_warning(text: str) -> None:
    data = csv_of(HEADER, row(渠道=text))
    assert opinions(data)[0].channel is Channel.OTHER
    assert notes(data) == [(NoteKind.WARNING, 2)]


def test_a_section_heading_gives_the_channel_where_no_column_does() -> None:
    data = xlsx_of(
        ["序号", "时间", "意见内容"], ["一、座谈会意见", None, None], [1, TIME, "原话"], merge=["A2:C2"],
    )  # fmt: skip
    assert [opinion.channel for opinion in opinions(data)] == [Channel.SYMPOSIUM]
    assert notes(data) == [(NoteKind.WARNING, 1), (NoteKind.SKIPPED, 2)]


def test_what_concerns_the_whole_table_is_said_once_at_its_header() -> None:
    data = csv_of(("时间", "意见内容", "甲"), *((TIME, f"原话{number}", "x") for number in range(5)))
    assert notes(data) == [(NoteKind.WARNING, 1), (NoteKind.WARNING, 1)]


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        ("个人", "某公司", SubmitterType.INDIVIDUAL),
        ("其他组织", "x", SubmitterType.UNIT),
        ("行业协会", "x", SubmitterType.SOCIAL_ORGANISATION),
        ("企业单位", "x", SubmitterType.ENTERPRISE),
        ("", "某某物业管理有限公司", SubmitterType.ENTERPRISE),
        ("", "停车行业协会", SubmitterType.SOCIAL_ORGANISATION),
        ("", "某某居委会", SubmitterType.UNIT),
        ("", "瞿振芳", SubmitterType.INDIVIDUAL),
        ("", "", SubmitterType.INDIVIDUAL),
    ],
)
def test_as_what_somebody_comments(kind: str, name: str, expected: SubmitterType) -> None:
    assert read_one(提交者类型=kind, 姓名或单位=name).submitter_type is expected


def test_an_unknown_kind_of_submitter_is_taken_by_name_with_a_warning() -> None:
    data = csv_of(HEADER, row(提交者类型="甲类", 姓名或单位="某有限公司"))
    assert opinions(data)[0].submitter_type is SubmitterType.ENTERPRISE
    assert notes(data) == [(NoteKind.WARNING, 2)]


@pytest.mark.parametrize(
    "cells",
    [
        {"text": ""},
        {"text": " \u200b "},
        {"text": "<p></p>"},
        {"收到时间": ""},
        {"收到时间": "上周"},
        {"编号": "9" * 31},
    ],
)
def test_rows_that_can_not_be_kept_are_refused(cells: dict[str, str]) -> None:
    data = csv_of(HEADER, row("第一条", 编号="1"), row(**cells), row("第三条", 编号="3"))
    assert notes(data) == [(NoteKind.REFUSED, 3)]
    assert [opinion.row for opinion in opinions(data)] == [2, 4]


@pytest.mark.parametrize(("length", "taken"), [(MAX_CONTENT, True), (MAX_CONTENT + 1, False)])
def test_how_long_an_opinion_may_be(length: int, taken: bool) -> None:
    assert bool(opinions(csv_of(HEADER, row("长" * length)))) is taken


def test_a_day_without_a_year_takes_it_from_the_call_or_is_refused() -> None:
    data = csv_of(HEADER, row(收到时间="6月3日"))
    assert notes(data) == [(NoteKind.REFUSED, 2)]
    assert opinions(data, year=2025)[0].received_at.date() == date(2025, 6, 3)


def test_a_table_without_times_needs_one_for_all() -> None:
    data = csv_of(("姓名", "意见内容"), ("瞿振芳", "原话"))
    with pytest.raises(HeaderNotFoundError) as refusal:
        verdicts(data)
    assert "收到时间" in str(refusal.value)
    moment = datetime(2026, 6, 20, 14, tzinfo=SHANGHAI)
    assert opinions(data, received_at=moment)[0].received_at == moment


def test_a_row_copied_twice_is_skipped_with_its_first_row() -> None:
    data = csv_of(HEADER, row(编号="1"), row("另一条", 编号="2"), row(编号="1"), row(编号="9"))
    assert notes(data) == [(NoteKind.SKIPPED, 4), (NoteKind.SKIPPED, 5)]
    skipped = [verdict for verdict in verdicts(data) if isinstance(verdict, RowNote)]
    assert "第 2 行" in str(skipped[0].message)


def test_the_same_words_by_several_people_are_several_opinions() -> None:
    data = csv_of(
        HEADER,
        row("同意", 姓名或单位="瞿振芳"),
        row("同意", 姓名或单位="龚立群"),
        row("同意", 收到时间="2026-06-16"),
    )
    assert len(opinions(data)) == 3
    assert notes(data) == []


def test_unsigned_words_under_different_numbers_stay_two_voices() -> None:
    data = csv_of(HEADER, row("同意", 编号="1", 姓名或单位=""), row("同意", 编号="2", 姓名或单位=""))
    assert len(opinions(data)) == 2
    assert notes(data) == [(NoteKind.WARNING, 3)]


def test_one_number_for_two_opinions_is_a_warning() -> None:
    data = csv_of(HEADER, row("甲", 编号="1"), row("乙", 编号="1"))
    assert len(opinions(data)) == 2
    assert notes(data) == [(NoteKind.WARNING, 3)]


def test_an_opinion_over_merged_rows_is_one() -> None:
    data = xlsx_of(
        ["序号", "时间", "姓名", "意见内容", "渠道", "采纳情况"],
        [1, TIME, "瞿振芳", "两点意见", "网站", "采纳"],
        [None, None, None, None, None, "部分采纳"],
        merge=["A2:A3", "B2:B3", "C2:C3", "D2:D3"],
    )
    assert [opinion.row for opinion in opinions(data)] == [2]
    assert notes(data) == [(NoteKind.SKIPPED, 3)]


def test_words_merged_over_several_people_are_an_opinion_of_each() -> None:
    data = xlsx_of(
        ["序号", "时间", "姓名", "意见内容"],
        [1, TIME, "瞿振芳", "共同的意见"],
        [2, TIME, "龚立群", None],
        merge=["D2:D3"],
    )
    assert [(opinion.name, opinion.text) for opinion in opinions(data)] == [
        ("瞿振芳", "共同的意见"),
        ("龚立群", "共同的意见"),
    ]


def test_blank_rows_and_unused_numbers_say_nothing() -> None:
    data = csv_of(HEADER, row("甲"), [], ["", "", ""], ["3"], row("乙", 收到时间="2026-06-16"))
    assert [opinion.row for opinion in opinions(data)] == [2, 6]
    assert notes(data) == [(NoteKind.SKIPPED, 5)]


def test_a_number_mangled_by_the_program_is_pointed_at() -> None:
    data = csv_of(HEADER, row(联系方式="1.39E+10"))
    assert opinions(data)[0].contact == "1.39E+10"
    assert notes(data) == [(NoteKind.WARNING, 2)]


@pytest.mark.parametrize(
    ("text", "people", "warned"), [("", 1, False), ("３人", 3, False), ("若干", 1, True), ("0", 1, True)]
)
def test_cosigners(text: str, people: int, warned: bool) -> None:
    data = csv_of((*HEADER, "联名人数"), [*row(), text])
    assert opinions(data)[0].cosigners == people
    assert notes(data) == ([(NoteKind.WARNING, 2)] if warned else [])


def test_words_in_a_formula_without_result_are_refused() -> None:
    data = xlsx_of(["时间", "渠道", "意见内容"], [TIME, "网站", '="原"&"话"'])
    (refused,) = verdicts(data)
    assert isinstance(refused, RowNote)
    assert refused.kind is NoteKind.REFUSED
    assert "公式" in str(refused.message)


def test_words_that_are_no_markup_are_left_as_they_are() -> None:
    words = '3<5 且 <第九条> "引号" =SUM(1) ＡＢＣ １２３ 繁體 English 🚗'
    assert read_one(text=words).text == words


def test_rows_are_read_one_at_a_time() -> None:
    found = read_opinions(table(csv_of(HEADER, row("甲"), row(""))))
    assert isinstance(next(found), ReadOpinion)
    assert isinstance(next(found), RowNote)
    with pytest.raises(StopIteration):
        next(found)
