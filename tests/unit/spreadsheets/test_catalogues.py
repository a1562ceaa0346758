"""Catalogues as printed and as offices really keep them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import openpyxl
import pytest

from decisions.catalogue.rules import Category, ChangeKind
from decisions.catalogue.spreadsheets import CatalogueReading, ReadItem, read_catalogue
from decisions.errors import Level, Problem
from decisions.services.spreadsheet.errors import HeaderNotFoundError
from tests.unit.spreadsheets.workbooks import DATA, csv_of, saved, table, xlsx_of

HEADER = ("序号", "决策事项名称", "决策类别", "承办单位", "完成时限")


def read(data: bytes, **options: Any) -> CatalogueReading:
    return read_catalogue(table(data), year=2026, **options)


def read_one(header: Sequence[str], row: Sequence[str]) -> tuple[ReadItem, tuple[Problem, ...]]:
    reading = read(csv_of(header, row))
    (item,) = reading.items
    return item, reading.problems


def levels(reading: CatalogueReading, row: int | None) -> list[tuple[str | None, Level]]:
    return [(problem.field, problem.level) for problem in reading.problems if problem.row == row]


@pytest.mark.parametrize("name", ["catalogue-2026.xlsx", "catalogue-2026.csv"])
def test_the_catalogue_as_printed(name: str) -> None:
    reading = read((DATA / name).read_bytes())
    assert reading.problems == ()
    assert [(item.row, item.number) for item in reading.items] == [
        (number + 3, number) for number in range(1, 15)
    ]
    assert [(item.planned_text, item.planned and (item.planned.starts_on, item.planned.ends_on))
            for item in reading.items] == [
        ("第三季度", (date(2026, 7, 1), date(2026, 9, 30))),
        ("第一季度", (date(2026, 1, 1), date(2026, 3, 31))),
        ("年底前", (date(2026, 1, 1), date(2026, 12, 31))),
        ("2026年6月", (date(2026, 6, 1), date(2026, 6, 30))),
        ("2026.09", (date(2026, 9, 1), date(2026, 9, 30))),
        ("2026年5-7月", (date(2026, 5, 1), date(2026, 7, 31))),
        ("2026.09", (date(2026, 9, 1), date(2026, 9, 30))),
        ("年底前", (date(2026, 1, 1), date(2026, 12, 31))),
        ("2026年6月", (date(2026, 6, 1), date(2026, 6, 30))),
        ("2026年5-7月", (date(2026, 5, 1), date(2026, 7, 31))),
        ("第四季度", (date(2026, 10, 1), date(2026, 12, 31))),
        ("第三季度", (date(2026, 7, 1), date(2026, 9, 30))),
        ("年底前", (date(2026, 1, 1), date(2026, 12, 31))),
        ("2026年6月底", (date(2026, 6, 1), date(2026, 6, 30))),
    ]  # fmt: skip
    categories = [item.category for item in reading.items]
    assert [categories.count(category) for category in Category] == [4, 4, 2, 3, 1]
    assert [item.number for item in reading.items if item.change is ChangeKind.KEPT] == [2, 10]
    assert {item.change_note for item in reading.items} == {"", "2025年度目录结转"}
    assert sum(bool(item.invites_public) for item in reading.items) == 5
    assert sum(bool(item.enterprise_related) for item in reading.items) == 3
    assert [item.number for item in reading.items if item.hearing] == [12]
    assert all(item.lead_unit for item in reading.items)
    assert reading.items[1].partner_units == ("南汀镇人民政府（演示）", "区规划资源局", "区财政局")
    assert reading.items[11].procedures[0] == "公众参与（含听证）"


@pytest.mark.parametrize("name", ["catalogue-2026.xlsx", "catalogue-2026.csv"])
def test_what_stands_above_the_catalogue(name: str) -> None:
    preamble = read((DATA / name).read_bytes()).preamble
    assert preamble.title == "浦东新区（演示）2026年度重大行政决策事项目录"
    assert preamble.document_number == "浦府办（演示）〔2026〕8号"
    assert preamble.consent_number == "浦委（演示）〔2026〕21号"
    assert preamble.consent_on == date(2026, 3, 20)
    assert preamble.published_on == date(2026, 3, 27)
    assert preamble.year == 2026


@pytest.mark.parametrize(
    ("line", "document", "consent", "consent_on", "published_on"),
    [
        ("某府〔2026〕5号", "某府〔2026〕5号", "", None, None),
        ("某府[2026]5号 经区委批准（某委〔2026〕3号，2026.3.18）",
         "某府[2026]5号", "某委〔2026〕3号", date(2026, 3, 18), None),
        ("经某委〔2026〕3号文同意，2026年3月27日公布", "", "某委〔2026〕3号", None, date(2026, 3, 27)),
        ("2026年3月20日经区委同意", "", "", date(2026, 3, 20), None),
        ("发布日期：2026-03-27", "", "", None, date(2026, 3, 27)),
        ("联系电话：139000", "", "", None, None),
    ],
)  # fmt: skip
def test_other_ways_to_state_number_consent_and_date(
    line: str, document: str, consent: str, consent_on: date | None, published_on: date | None
) -> None:
    data = csv_of(("2026年度目录",), (line,), HEADER, ("1", "甲规划", "重要规划", "区教育局", "6月"))
    preamble = read(data).preamble
    assert (preamble.document_number, preamble.consent_number) == (document, consent)
    assert (preamble.consent_on, preamble.published_on) == (consent_on, published_on)


@pytest.mark.parametrize(
    "text",
    [
        "①公众参与②专家论证",
        "1.公众参与\n2.专家论证",
        "公众参与→专家论证",
        "公众参与；专家论证。",
        "（1）公众参与、（2）专家论证",
    ],
)
def test_steps_without_their_numbering(text: str) -> None:
    item, _ = read_one(("事项名称", "承办单位", "拟履行程序"), ("某规划", "区教育局", text))
    assert item.procedures == ("公众参与", "专家论证")


def test_the_promised_json() -> None:
    reading = read((DATA / "catalogue-2026.xlsx").read_bytes())
    assert reading.as_json()["problems"] == []
    assert reading.as_json()["items"][9] == {
        "row": 13,
        "number": 10,
        "title": "《浦东新区保障性租赁住房供应和租赁管理实施细则》",
        "category": "公共政策和措施",
        "lead_unit": "区建交委",
        "partner_units": ["区国资委", "区人力资源社会保障局", "各街镇"],
        "basis": "《国务院办公厅关于加快发展保障性租赁住房的意见》（国办发〔2021〕22号）",
        "procedures": ["公众参与", "专家论证", "风险评估", "公平竞争审查", "合法性审查", "集体讨论决定"],
        "planned_text": "2026年5-7月",
        "planned_from": "2026-05-01",
        "planned_to": "2026-07-31",
        "hearing": False,
        "invites_public": False,
        "enterprise_related": True,
        "change": "保留",
    }


def test_a_real_catalogue_of_three_columns_draws_one_warning() -> None:
    reading = read_catalogue(table(DATA / "catalogue-2023-chongqing.csv"), year=2023)
    assert [(item.row, item.number) for item in reading.items] == [
        (number + 1, number) for number in range(1, 13)
    ]
    assert {item.lead_unit for item in reading.items} >= {"市教委", "市经济信息委", "市生态环境局"}
    (problem,) = reading.problems
    assert (problem.level, problem.row) == (Level.WARNING, None)
    assert "决策类别、计划完成时间、是否听证" in str(problem.message)
    item = reading.as_json()["items"][0]
    assert (item["category"], item["hearing"], item["change"], item["planned_to"]) == (None, None, None, None)


def test_other_words_in_another_order_below_several_titles() -> None:
    data = xlsx_of(
        ["附件1", None, None, None, None, None],
        ["某区2026年度重大行政决策事项目录", None, None, None, None, None],
        ["（共1项）", None, None, None, None, "单位：项"],
        ["完成\n时限", "责任单位", "协办单位", "重大行政决策事项", "是否需\n听证（√）", "序 号"],
        ["６月３０日前", "区教育局", "区财政局，区发改委", "义务教育学校\n布局规划", "√", "１"],
        merge=["A1:F1", "A2:F2", "A3:E3"],
    )
    (item,) = read(data).items
    assert (item.row, item.number, item.title, item.lead_unit) == (5, 1, "义务教育学校布局规划", "区教育局")
    assert (item.partner_units, item.hearing) == (("区财政局", "区发改委"), True)
    assert item.planned is not None
    assert item.planned.ends_on == date(2026, 6, 30)


@pytest.mark.parametrize(
    "heading",
    [
        "事项名称",
        "重大行政决策事项",
        "决策事项名称",
        "重大行政决策事项名称",
        "决策事项",
        "项目名称",
        "拟决策事项的名称",
    ],
)
def test_headings_of_the_title(heading: str) -> None:
    item, _ = read_one((heading, "承办单位"), ("某规划", "区教育局"))
    assert item.title == "某规划"


@pytest.mark.parametrize(
    "heading",
    [
        "牵头承办单位",
        "承办单位",
        "责任单位",
        "主办单位",
        "牵头单位",
        "决策承办科室",
        "牵头部门",
        "决策承办单位（部门）",
    ],
)
def test_headings_of_the_lead_unit(heading: str) -> None:
    item, _ = read_one(("事项名称", heading), ("某规划", "区教育局"))
    assert item.lead_unit == "区教育局"


def test_a_lead_unit_beside_its_section_wins() -> None:
    header = ("事项名称", "决策承办科室", "主办", "协办")
    item, _ = read_one(header, ("某规划", "规划科", "区教育局", "区财政局、区民政局"))
    assert (item.lead_unit, item.partner_units) == ("区教育局", ("区财政局", "区民政局"))


def test_a_lead_column_beside_one_for_all_units_wins() -> None:
    item, problems = read_one(("事项名称", "承办单位", "牵头单位"), ("某规划", "区财政局", "区教育局"))
    assert item.lead_unit == "区教育局"
    assert any("承办单位" in str(problem.message) for problem in problems if problem.level is Level.WARNING)


@pytest.mark.parametrize("merged", [True, False])
def test_a_header_of_two_rows(merged: bool) -> None:
    rows = (
        ["序号", "事项名称", "承办单位", None, "计划完成时间"],
        [None, None, "牵头单位", "配合单位", None],
        ["1", "某规划", "区教育局", "区财政局", "第三季度"],
    )
    data = (
        xlsx_of(*rows, merge=["A1:A2", "B1:B2", "C1:D1", "E1:E2"])
        if merged
        else csv_of(*[[cell or "" for cell in row] for row in rows])
    )
    reading = read(data)
    (item,) = reading.items
    assert (item.row, item.title, item.lead_unit, item.partner_units) == (
        3,
        "某规划",
        "区教育局",
        ("区财政局",),
    )
    assert item.planned_text == "第三季度"
    assert reading.header_row == 2


def test_two_items_that_share_a_merged_unit() -> None:
    data = xlsx_of(
        HEADER,
        [1, "甲规划", "重要规划", "区教育局", "6月"],
        [2, "乙规划", "重要规划", None, "7月"],
        merge=["D2:D3"],
    )
    reading = read(data)
    assert [item.lead_unit for item in reading.items] == ["区教育局", "区教育局"]
    assert reading.errors == ()


def test_an_item_over_two_rows_is_one_item() -> None:
    data = xlsx_of(
        HEADER,
        [1, "甲规划", "重要规划", "区教育局（牵头）", "6月"],
        [None, None, None, "区财政局", None],
        [2, "乙规划", "重要规划", "区民政局", "7月"],
        merge=["A2:A3", "B2:B3", "C2:C3", "E2:E3"],
    )
    reading = read(data)
    assert [(item.row, item.lead_unit, item.partner_units) for item in reading.items] == [
        (2, "区教育局", ("区财政局",)),
        (4, "区民政局", ()),
    ]
    assert not [problem for problem in reading.problems if problem.row]


def test_two_units_without_a_lead_are_a_warning_for_a_person() -> None:
    reading = read(csv_of(HEADER, ("1", "甲规划", "重要规划", "区教育局、区财政局", "6月")))
    assert levels(reading, 2) == [("承办单位", Level.WARNING)]
    (item,) = reading.as_json()["items"]
    assert (item["lead_unit"], item["partner_units"]) == (None, ["区教育局", "区财政局"])
    assert "请指定" in reading.as_json()["problems"][-1]["message"]


def test_notes_sums_and_unused_lines_are_left_out_and_said_so() -> None:
    data = csv_of(
        HEADER,
        ("1", "甲规划", "重要规划", "区教育局", "6月"),
        ("2", "", "", "", ""),
        ("3", "", "", "", ""),
        ("合计", "1项", "", "", ""),
        ("注：1.本目录实行动态调整。", "", "", "", ""),
        ("2.完成时间为计划时间。", "", "", "", ""),
    )
    reading = read(data)
    assert [item.title for item in reading.items] == ["甲规划"]
    said = [str(problem.message) for problem in reading.problems if problem.row]
    assert any("3、4" in text for text in said)
    assert any("5、6、7" in text for text in said)
    assert reading.errors == ()


def test_headings_of_sections_give_their_category_and_change() -> None:
    data = xlsx_of(
        ["序号", "事项名称", "承办单位"],
        ["一、重大公共建设项目（1项）", None, None],
        [1, "甲工程", "区建交委"],
        ["二、其他重大事项", None, None],
        [2, "乙方案", "区发改委"],
        ["三、保留事项", None, None],
        [3, "丙办法", "区民政局"],
        merge=["A2:C2", "A4:C4", "A6:C6"],
    )
    reading = read(data)
    assert [(item.category, item.change) for item in reading.items] == [
        (Category.PROJECT, None),
        (Category.OTHER, None),
        (Category.OTHER, ChangeKind.KEPT),
    ]
    assert not [problem for problem in reading.problems if problem.row]


def test_a_header_printed_again_on_the_next_page_is_no_item() -> None:
    item = ("1", "甲规划", "重要规划", "区教育局", "6月")
    reading = read(csv_of(HEADER, item, HEADER, ("2", "乙规划", *item[2:])))
    assert [item.row for item in reading.items] == [2, 4]


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("公共政策和措施", Category.PUBLIC_POLICY),
        ("重大公共政策措施", Category.PUBLIC_POLICY),
        ("规划类", Category.PLAN),
        ("经济和社会发展等方面的重要规划", Category.PLAN),
        ("开发利用、保护重要自然资源和文化资源的重大公共政策和措施", Category.RESOURCES),
        ("自然与文化资源", Category.RESOURCES),
        ("公共建设项目", Category.PROJECT),
        ("其它", Category.OTHER),
    ],
)
def test_categories_in_about_the_words_of_the_law(text: str, category: Category) -> None:
    item, _ = read_one(HEADER, ("1", "某事", text, "区教育局", "6月"))
    assert item.category is category


def test_an_unknown_category_is_an_error_that_names_the_known_ones() -> None:
    reading = read(csv_of(HEADER, ("1", "某事", "甲类", "区教育局", "6月")))
    (error,) = reading.errors
    assert (error.row, error.field) == (2, "决策类别")
    assert "自然和文化资源" in str(error.message)


@pytest.mark.parametrize(
    ("text", "change", "note"),
    [
        ("新增", ChangeKind.ADDED, ""),
        ("保留（2025年度目录结转）", ChangeKind.KEPT, "2025年度目录结转"),
        ("上年结转", ChangeKind.KEPT, "上年"),
        ("调整：完成时间延后", ChangeKind.ADJUSTED, "完成时间延后"),
        ("撤销(不再实施)", ChangeKind.WITHDRAWN, "不再实施"),
        ("取消", ChangeKind.WITHDRAWN, ""),
    ],
)
def test_changes_with_their_note(text: str, change: ChangeKind, note: str) -> None:
    item, _ = read_one(("事项名称", "承办单位", "调整情况"), ("某规划", "区教育局", text))
    assert (item.change, item.change_note) == (change, note)


def test_a_column_of_ticks_leaves_the_rest_a_no() -> None:
    header = ("事项名称", "承办单位", "是否听证")
    reading = read(csv_of(header, ("甲规划", "区教育局", "√"), ("乙规划", "区教育局", "")))
    assert [item.hearing for item in reading.items] == [True, False]


def test_a_missing_or_doubtful_answer_stays_open() -> None:
    header = ("事项名称", "承办单位", "是否听证")
    rows = [("甲规划", "区教育局", "否"), ("乙规划", "区教育局", ""), ("丙规划", "区教育局", "视情")]
    reading = read(csv_of(header, *rows))
    assert [item.hearing for item in reading.items] == [False, None, None]
    assert levels(reading, 3) == levels(reading, 4) == [("是否听证", Level.WARNING)]


def test_a_time_that_names_none_or_another_year_is_a_warning() -> None:
    rows = [
        ("1", "甲规划", "重要规划", "区教育局", "持续推进"),
        ("2", "乙规划", "重要规划", "区教育局", "2025年6月"),
    ]
    reading = read(csv_of(HEADER, *rows))
    assert levels(reading, 2) == levels(reading, 3) == [("完成时限", Level.WARNING)]
    assert reading.items[0].planned is None
    assert reading.items[0].planned_text == "持续推进"


@pytest.mark.parametrize(
    ("number_format", "text", "starts_on"),
    [("yyyy-mm-dd", "2026-06-15", date(2026, 6, 15)), ('yyyy"年"m"月"', "2026年6月", date(2026, 6, 1))],
)
def test_a_date_cell_is_what_it_shows(number_format: str, text: str, starts_on: date) -> None:
    def write(sheet: Any) -> None:
        sheet.append([1, "某规划", "重要规划", "区教育局", date(2026, 6, 15)])
        sheet["E2"].number_format = number_format

    (item,) = read(xlsx_of(HEADER, write=write)).items
    assert item.planned_text == text
    assert item.planned is not None
    assert item.planned.starts_on == starts_on


def test_the_same_title_twice_is_an_error_naming_the_first_row() -> None:
    row = ("1", "《甲规划》", "重要规划", "区教育局", "6月")
    reading = read(csv_of(HEADER, row, ("2", "甲 规划", *row[2:])))
    (error,) = reading.errors
    assert error.row == 3
    assert "第 2 行" in str(error.message)


def test_what_an_item_can_not_do_without() -> None:
    reading = read(
        csv_of(HEADER, ("1", "", "重要规划", "区教育局", "6月"), ("2", "乙规划", "重要规划", "", "6月"))
    )
    assert [(error.row, error.field) for error in reading.errors] == [(2, "决策事项名称"), (3, "承办单位")]


def test_a_title_too_long_for_the_catalogue_is_an_error() -> None:
    reading = read(csv_of(HEADER, ("1", "长" * 301, "重要规划", "区教育局", "6月")))
    assert [(error.row, error.field) for error in reading.errors] == [(2, "决策事项名称")]


def test_numbers_repeated_or_missing() -> None:
    tail = ("重要规划", "区教育局", "6月")
    reading = read(
        csv_of(HEADER, ("一", "甲", *tail), ("1", "乙", *tail), ("A-3", "丙", *tail), ("", "丁", *tail))
    )
    assert [item.number for item in reading.items][:3] == [1, 1, 3]
    assert levels(reading, 3) == levels(reading, 4) == [("序号", Level.WARNING)]


def test_a_formula_never_computed_is_pointed_at() -> None:
    reading = read(xlsx_of(HEADER, ["=ROW()-1", "甲规划", "重要规划", "区教育局", "6月"]))
    assert levels(reading, 2) == [("序号", Level.WARNING)]
    assert reading.items[0].number == 1


def test_another_years_file_is_noticed() -> None:
    data = csv_of(
        ("某区2025年度重大行政决策事项目录",), HEADER, ("1", "甲规划", "重要规划", "区教育局", "6月")
    )
    assert any("2025年度" in str(problem.message) for problem in read(data).problems)


def test_the_sheet_with_the_table_is_found_behind_others() -> None:
    book = openpyxl.Workbook()
    first: Any = book.active
    first.title = "填表说明"
    first.append(["请各单位于3月底前报送。"])
    second = book.create_sheet("目录")
    second.append(list(HEADER))
    second.append([1, "甲规划", "重要规划", "区教育局", "6月"])
    reading = read(saved(book))
    assert (reading.sheet, len(reading.items)) == ("目录", 1)


def test_a_person_can_say_what_a_column_is() -> None:
    data = csv_of(("甲", "事项名称", "牵头单位", "乙"), ("区财政局", "某规划", "区教育局", "第三季度"))
    assert [column.field for column in read(data).columns] == [None, "title", "lead_unit", None]
    (item,) = read(data, overrides={0: "lead_unit", 3: "planned_text"}).items
    assert (item.lead_unit, item.planned_text) == ("区财政局", "第三季度")
    (item,) = read(data, overrides={2: None}).items
    assert item.lead_unit is None


def test_a_person_can_say_where_the_header_is() -> None:
    data = csv_of(("某表",), ("甲", "乙"), ("某规划", "区教育局"))
    with pytest.raises(HeaderNotFoundError):
        read(data)
    (item,) = read(data, overrides={0: "title", 1: "lead_unit"}, header_row=2).items
    assert (item.row, item.title, item.lead_unit) == (3, "某规划", "区教育局")


def test_a_table_of_something_else_is_refused_in_plain_words() -> None:
    with pytest.raises(HeaderNotFoundError) as refusal:
        read(csv_of(("姓名", "手机"), ("章若水", "13900010236")))
    assert "决策事项名称" in str(refusal.value)


def test_a_header_without_items_is_an_error() -> None:
    assert read(csv_of(HEADER)).errors


def test_gb18030_tabs_and_line_ends_in_cells() -> None:
    data = csv_of(
        HEADER,
        ("1", "甲\n规划", "重要规划", "区教育局（牵头）\n区财政局", "6月"),
        encoding="gb18030",
        separator="\t",
    )
    (item,) = read(data).items
    assert (item.title, item.lead_unit, item.partner_units) == ("甲规划", "区教育局", ("区财政局",))
