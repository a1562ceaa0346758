"""The catalogue from the office's spreadsheet to the public page, by browser."""

import csv
import io
import json
from datetime import datetime

import pytest
import time_machine
from openpyxl import load_workbook

from decisions.clock import SHANGHAI
from tests.factories import catalogue as make
from tests.visitor import Page, Visitor

NOW = datetime(2026, 3, 27, 10, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


def upload(office: Visitor, data: bytes, name: str, year: int = 2026) -> Page:
    return office.get("/desk/catalogue/import").submit("upload", year=year, file=(data, name))


def import_file(office: Visitor, path=make.CATALOGUE_2026, year: int = 2026) -> Page:
    preview = upload(office, path.read_bytes(), path.name, year)
    assert preview.status == 200, preview.text
    return preview.submit("confirm")


def consent(office: Visitor, year: int = 2026, on: str = "2026-03-20") -> Page:
    page = office.get(f"/desk/catalogue/{year}/consent")
    return page.submit("consent", number=make.CONSENT_NUMBER, on=on)


def publish(first: Visitor, second: Visitor, year: int = 2026) -> Page:
    submitted = first.get(f"/desk/catalogue/{year}").submit("submit")
    assert submitted.status == 200, submitted.text
    return second.get(f"/desk/catalogue/{year}/review").submit("approve")


@pytest.fixture
def office(staff) -> Visitor:
    return staff("openness")


@pytest.fixture
def second(staff) -> Visitor:
    return staff("openness_second")


@pytest.fixture
def published(office: Visitor, second: Visitor) -> None:
    import_file(office)
    consent(office)
    page = publish(office, second)
    assert "目录已公布" in page.text


def titles(page: Page) -> list[str]:
    return [
        cell.text_content() for cell in page.tree.xpath("//main//td//a[starts-with(@href, '/decisions/')]")
    ]


def test_from_the_spreadsheet_to_the_public_page(office, second, citizen) -> None:
    preview = upload(office, make.CATALOGUE_2026.read_bytes(), "目录.xlsx")
    assert "浦府办（演示）〔2026〕8号" in preview.text
    assert "14新增" in preview.text.replace(" ", "")
    assert citizen.get("/catalogue/2026").status == 404
    imported = preview.submit("confirm")
    assert "已导入：新增 14 项" in imported.text
    assert "还没有登记同级党委同意的文号和日期" in imported.text

    recorded = consent(office)
    assert make.CONSENT_NUMBER in recorded.text
    submitted = recorded.submit("submit")
    assert "已送审" in submitted.text

    own = office.get("/desk/catalogue/2026/review")
    assert "须由另一人审核发布" in own.text
    assert not [form for form in own.tree.forms if form.get("id") == "approve"]
    review = second.get("/desk/catalogue/2026/review")
    assert "浦东新区公办幼儿园保育教育费标准调整方案" in review.text
    assert citizen.get("/catalogue/2026").status == 404
    review.submit("approve")

    page = citizen.get("/catalogue/")
    assert page.path == "/catalogue/2026"
    assert len(titles(page)) == 14
    assert "/decisions/2026-01" in page.links()
    assert "2026年3月27日首次公布，法定时限为2026年3月31日" in page.text
    assert "按时完成" in page.text
    assert make.CONSENT_NUMBER in page.text


def test_whoever_submitted_cannot_approve_even_by_hand(office, second, citizen) -> None:
    import_file(office)
    consent(office)
    office.get("/desk/catalogue/2026").submit("submit")
    form = second.get("/desk/catalogue/2026/review").form("approve")
    data = dict(form.form_values())
    token = dict(office.get("/desk/catalogue/2026/consent").form("consent").form_values())["csrf_token"]
    refused = office.post("/desk/catalogue/2026/approve", {**data, "csrf_token": token})
    assert refused.status == 403
    assert "须由另一人审核" in refused.text
    assert citizen.get("/catalogue/2026").status == 404


def test_sent_back_the_drafter_reads_why_and_submits_again(office, second) -> None:
    import_file(office)
    consent(office)
    office.get("/desk/catalogue/2026").submit("submit")
    review = second.get("/desk/catalogue/2026/review")
    empty = review.submit("send-back", remark="")
    assert empty.status == 422
    assert "请写明理由" in empty.text
    review.submit("send-back", remark="第3项请补充依据")
    assert "第3项请补充依据" in office.get("/desk/catalogue/2026").text
    assert "目录已公布" in publish(office, second).text


def test_without_consent_there_is_no_button_and_no_way(office) -> None:
    page = import_file(office)
    assert not [form for form in page.tree.forms if form.get("id") == "submit"]
    token = dict(office.get("/desk/catalogue/import").form("upload").form_values())["csrf_token"]
    refused = office.post("/desk/catalogue/2026/submit", {"csrf_token": token})
    assert refused.status == 422
    assert "还没有登记同级党委同意" in refused.text
    wrong = consent(office, on="2026-03-28")
    assert wrong.status == 422
    assert "晚于今天" in wrong.text
    assert make.CONSENT_NUMBER in wrong.tree.xpath("//input[@name='number']/@value")


def test_the_same_file_again_offers_nothing_to_confirm(office) -> None:
    import_file(office)
    again = upload(office, make.CATALOGUE_2026_CSV.read_bytes(), "目录.csv")
    assert "没有需要导入的内容" in again.text
    assert not [form for form in again.tree.forms if form.get("id") == "confirm"]


def test_a_double_confirmation_imports_once(office) -> None:
    preview = upload(office, make.CATALOGUE_2026.read_bytes(), "目录.xlsx")
    preview.submit("confirm")
    again = preview.submit("confirm")
    assert again.status == 409
    assert "不必重复确认" in again.text


def test_a_changed_file_shows_old_and_new(office) -> None:
    import_file(office)
    text = make.CATALOGUE_2026_CSV.read_text("utf-8-sig").replace("第三季度,否,是,是", "第四季度,否,是,是", 1)
    preview = upload(office, text.encode("gb18030"), "目录.csv")
    changed = preview.tree.xpath("//section[h2[@id='changed'] or .//h2[@id='changed']]")[0].text_content()
    assert "第三季度" in changed
    assert "第四季度" in changed
    assert "更新 1 项，未变 13 项" in preview.submit("confirm").text


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"%PDF-1.7 ...", "目录.xlsx", "这不是表格文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "目录.xls", "另存为 .xlsx"),
        (b"", "目录.xlsx", "表格是空的"),
        ("甲,乙\r\n1,2\r\n".encode(), "目录.csv", "没有找到表头"),
        ("序号,决策事项名称,承办单位\r\n1,甲,区建交委\r\n".encode(), "目录.txt", "不能上传"),
    ],
)
def test_a_wrong_file_is_refused_at_its_field(office, data: bytes, name: str, words: str) -> None:
    page = upload(office, data, name, year=2027)
    assert page.status == 422
    assert words in page.text
    assert page.tree.xpath("//*[@id='file-error']")
    assert page.tree.xpath("//input[@name='year']/@value") == ["2027"]


def test_a_broken_row_is_named_with_its_remedy_and_nothing_is_imported(office) -> None:
    rows = [
        "序号,决策事项名称,承办单位,决策类别",
        "1,甲,区建交委,重要规划",
        "2,乙,区民政局,没有的",
        "3,,区民政局,重要规划",
    ]
    preview = upload(office, "\r\n".join(rows).encode(), "目录.csv")
    assert "“没有的”不是规定的决策类别" in preview.text
    rows_named = [
        cell.text_content() for cell in preview.tree.xpath("//section[.//h2[@id='problems']]//tbody/tr/th")
    ]
    assert {"3", "4"} <= set(rows_named)
    assert not [form for form in preview.tree.forms if form.get("id") == "confirm"]
    upload_path = preview.path
    token = dict(office.get("/desk/catalogue/import").form("upload").form_values())["csrf_token"]
    forced = office.post(upload_path, {"csrf_token": token})
    assert forced.status == 422
    assert "没有导入任何内容" in forced.text
    assert office.get("/desk/catalogue/2026").status == 404


def test_a_column_can_be_mapped_by_hand(office) -> None:
    rows = "序号,决策事项名称,承办单位,几时弄好\r\n1,甲,区建交委,第三季度\r\n"
    preview = upload(office, rows.encode(), "目录.csv")
    assert "没有识别这些列：几时弄好" in preview.text
    mapped = office.get(preview.path, query={"column-3": "planned_text"})
    assert "没有识别这些列" not in mapped.text
    mapped.submit("confirm")
    assert "第三季度" in office.get("/desk/catalogue/2026").text


def test_another_city_s_bare_table_is_imported_and_published(office, second, citizen) -> None:
    import_file(office, make.CATALOGUE_2023, 2023)
    consent(office, 2023, on="2023-03-20")
    publish(office, second, 2023)
    page = citizen.get("/catalogue/2023")
    assert len(titles(page)) == 12
    assert "逾期" in page.text, "published three years after its 31 March"


def test_only_the_openness_office_edits_and_everybody_at_the_desk_reads(staff, office, citizen) -> None:
    import_file(office)
    for post in ("drafter", "approver", "justice", "administrator"):
        visitor = staff(post)
        page = visitor.get("/desk/catalogue/2026")
        assert page.status == 200
        assert not page.tree.xpath("//main//form")
        assert visitor.get("/desk/catalogue/import").status == 403
        assert visitor.get("/desk/catalogue/2026/consent").status == 403


def test_items_by_hand(office, second, citizen) -> None:
    page = office.get("/desk/catalogue/2026/items/new")
    two = page.submit("item", title="某某规划", lead_unit="区建交委、区民政局")
    assert two.status == 422
    assert "有且只有一个牵头" in two.text
    assert two.tree.xpath("//input[@name='title']/@value") == ["某某规划"]
    saved = two.submit("item", lead_unit="区建交委", planned_text="第三季度", category="plan")
    assert "事项已添加" in saved.text
    twice = office.get("/desk/catalogue/2026/items/new").submit(
        "item", title="《某某规划》", lead_unit="区民政局"
    )
    assert twice.status == 422
    assert "已有相同的名称或序号" in twice.text
    consent(office)
    publish(office, second)

    edit = next(
        href
        for href in office.get("/desk/catalogue/2026").links()
        if "/items/" in href and href[-1].isdigit()
    )
    office.get(edit).submit("item", planned_text="第四季度")
    lacking = office.get("/desk/catalogue/2026")
    assert "请标明“调整”并写明本次的理由" in lacking.text
    assert "第三季度" in citizen.get("/catalogue/2026").text
    office.get(edit).submit("item", change="adjusted", change_note="论证时间延长")
    publish(office, second)
    page = citizen.get("/catalogue/2026")
    assert "第四季度" in page.text
    assert "论证时间延长" in page.text
    old = next(href for href in page.links() if "version=" in href)
    earlier = citizen.get(old)
    assert "不是现行目录" in earlier.text
    assert "第三季度" in earlier.text

    office.get(f"{edit}/withdraw").submit("withdraw", reason="上位规划已涵盖")
    publish(office, second)
    page = citizen.get("/catalogue/2026")
    assert "上位规划已涵盖" in page.text
    assert "已撤销" in page.text


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"unit": "区建交委"}, 4),
        ({"category": "plan"}, 4),
        ({"category": "other"}, 1),
        ({"enterprise": "yes"}, 3),
        ({"enterprise": "no"}, 11),
        ({"stage": "listed"}, 14),
        ({"stage": "issued"}, 0),
        ({"q": "十五五"}, 3),
        ({"q": "十五五 卫生"}, 1),
        ({"q": "听证"}, 1),
        ({"q": "沿江各街道"}, 1),
        ({"unit": "区建交委", "category": "public_policy"}, 2),
        ({"unit": "没有的单位"}, 0),
        ({"q": "<script>"}, 0),
    ],
)
def test_the_list_is_filtered_and_its_count_and_files_agree(published, citizen, query, count: int) -> None:
    page = citizen.get("/catalogue/2026", query=query)
    assert page.status == 200
    assert len(titles(page)) == count
    assert f"共 14 项，列出 {count} 项" in page.text
    assert len(citizen.get("/catalogue/2026.json", query=query).json["items"]) == count
    rows = csv.reader(
        io.StringIO(citizen.get("/catalogue/2026.csv", query=query).response.data.decode("utf-8-sig"))
    )
    assert len(list(rows)) == count + 1


def test_the_number_beside_a_choice_is_what_it_finds(published, citizen) -> None:
    page = citizen.get("/catalogue/2026")
    checked = 0
    for select in page.tree.xpath("//form[@class='filter']//select"):
        for option in select.xpath("./option[@value!='']"):
            told = int(option.text_content().rpartition("（")[2].split()[0])
            found = citizen.get("/catalogue/2026", query={select.get("name"): option.get("value")})
            assert len(titles(found)) == told, option.text_content()
            checked += 1
    assert checked > 15


def test_files_say_what_the_page_says(published, citizen, office) -> None:
    document = citizen.get("/catalogue/2026.json").json
    assert document["year"] == 2026
    assert document["consent"] == {"number": make.CONSENT_NUMBER, "on": "2026-03-20"}
    assert document["items"][0]["stage"] == "listed"
    assert document["items"][0]["category_label"] == "公共政策和措施"
    assert document["record"]["seq"] == 1
    json.dumps(document)

    xlsx = citizen.get("/catalogue/2026.xlsx").response.data
    sheet = load_workbook(io.BytesIO(xlsx)).active
    assert sheet["A1"].value == "浦东新区（演示）2026年度重大行政决策事项目录"
    assert sheet.max_row == 17
    again = upload(office, xlsx, "目录.xlsx")
    assert "没有需要导入的内容" in again.text, "what is exported can be imported"
    again = upload(office, citizen.get("/catalogue/2026.csv").response.data, "目录.csv")
    assert "没有需要导入的内容" in again.text

    pdf = citizen.get("/catalogue/2026.pdf").response
    assert pdf.mimetype == "application/pdf"
    assert pdf.data.startswith(b"%PDF-")
    assert pdf.data == citizen.get("/catalogue/2026.pdf").response.data


@pytest.mark.parametrize(
    "path", ["/catalogue/2026", "/catalogue/2026.json", "/catalogue/2026.pdf", "/catalogue/99999999999"]
)
def test_what_is_not_published_is_not_there(citizen, office, path: str) -> None:
    import_file(office)
    assert citizen.get(path).status == 404


def test_an_unknown_version_is_not_there(published, citizen) -> None:
    for asked in ("2", "0", "x", "-1", "1e9", "٢", "9" * 30):
        assert citizen.get("/catalogue/2026", query={"version": asked}).status == 404


def test_before_the_first_publication_the_page_says_when_it_is_due(citizen) -> None:
    page = citizen.get("/catalogue/")
    assert page.status == 200
    assert "还没有公布过年度目录" in page.text
    assert "2026年3月31日" in page.text


def test_the_desk_counts_down_to_the_31st_of_march(office) -> None:
    assert "还有 4 天" in office.get("/desk/catalogue/").text
    with time_machine.travel(datetime(2026, 4, 2, 9, tzinfo=SHANGHAI), tick=False):
        late = office.get("/desk/catalogue/").text
    assert "逾期 2 个工作日" in late


def test_the_page_is_translated(published, citizen) -> None:
    citizen.get("/catalogue/2026?lang=en")
    assert citizen.get("/catalogue/2026").status == 200
