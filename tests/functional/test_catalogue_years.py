"""The public catalogue through the years: order, carrying over, versions side by side, completion, size."""

import csv
import io
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import time_machine
from openpyxl import load_workbook
from sqlalchemy import event

from decisions.catalogue import operations
from decisions.catalogue.queries import get_catalogue
from decisions.clock import SHANGHAI
from decisions.extensions import db
from decisions.record import operations as record
from decisions.services.actor import SYSTEM
from tests.factories import catalogue as make
from tests.visitor import Page, Visitor

NOW = datetime(2026, 3, 27, 10, tzinfo=SHANGHAI)
IN_2025 = datetime(2025, 3, 20, 10, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office(staff) -> Visitor:
    return staff("openness")


@pytest.fixture
def desk(app):
    """A session for preparing what the pages show; what was done is committed at once."""

    def carry_out(act):
        with app.app_context():
            found = act(db.session())
            db.session.commit()
            return found

    return carry_out


@pytest.fixture
def last_year(desk) -> None:
    """2025, published: 停车 under way, 养老 issued, 旧改 withdrawn."""

    def act(session) -> None:
        for title in ("停车办法", "养老中心", "旧改方案"):
            make.make_decision(session, title, year=2025, now=IN_2025, hearing=title == "旧改方案")
        third = get_catalogue(session, 2025).items[2]
        operations.withdraw_item(session, 2025, third.id, reason="不再实施", actor=SYSTEM, now=IN_2025)
        make.publish(session, 2025, now=IN_2025, consent_on=IN_2025.date())
        issued_at = IN_2025 + timedelta(days=90)
        record.publish(
            session,
            kind="decision_issued",
            subject="2025-02",
            payload={"clock_on": "2025-06-18"},
            actor=SYSTEM,
            now=issued_at,
        )

    desk(act)


def titles(page: Page) -> list[str]:
    return [
        cell.text_content() for cell in page.tree.xpath("//main//td//a[starts-with(@href, '/decisions/')]")
    ]


def figures(page: Page) -> dict[str, str]:
    cells = page.tree.xpath("//ul[contains(@class, 'figures')]/li")
    return {cell.xpath("string(a|span)"): cell.xpath("string(strong)") for cell in cells}


def completion(page: Page) -> list[str]:
    return page.tree.xpath("//ul[contains(@class, 'figures')]//a/@href")


# The year's completion


def test_the_year_s_completion_adds_up_and_leads_to_what_it_counts(last_year, citizen) -> None:
    page = citizen.get("/catalogue/2025")
    assert figures(page) == {"已出台": "1", "正在办理": "1", "结转下年度": "0", "已撤销": "1"}
    for href in completion(page):
        assert len(titles(citizen.get(href.partition("#")[0]))) == 1
    assert citizen.get("/catalogue/2025.json").json["completion"] == {
        "issued": 1,
        "under_way": 1,
        "carried_over": 0,
        "withdrawn": 1,
    }
    assert titles(citizen.get("/catalogue/2025?outcome=issued")) == ["养老中心"]
    assert titles(citizen.get("/catalogue/2025?hearing=yes")) == ["旧改方案"]


# Carrying over


def test_carried_over_by_the_office_the_item_keeps_its_page(last_year, office, staff, citizen) -> None:
    page = office.get("/desk/catalogue/2026/carry-over")
    assert "停车办法" in page.text
    assert "养老中心" not in page.text
    form = office.get("/desk/catalogue/2026/carry-over/2025-01")
    assert form.form("carry-over").fields["change_note"] == "2025年度目录结转"
    silent = form.submit("carry-over", change_note="")
    assert silent.status == 422
    assert "请写明结转的情况" in silent.text
    done = silent.submit("carry-over", change_note="2025年度目录结转，论证时间延长")
    assert "编号和页面不变" in done.text
    assert "没有可以结转的事项" in done.text
    assert office.get("/desk/catalogue/2026/carry-over/2025-01").status == 422

    office.get("/desk/catalogue/2026/consent").submit("consent", number="浦委〔2026〕21号", on="2026-03-20")
    office.get("/desk/catalogue/2026/review").submit("submit")
    staff("openness_second").get("/desk/catalogue/2026/review").submit("approve")
    assert "/decisions/2025-01" in citizen.get("/catalogue/2026").links()
    assert "保留" in citizen.get("/catalogue/2026").text
    assert "/decisions/2025-01" in citizen.get("/catalogue/2025").links()
    told = citizen.get("/decisions/2025-01")
    assert told.status == 200
    assert "列入2025年度重大行政决策事项目录" in told.text
    assert "结转列入2026年度重大行政决策事项目录" in told.text
    versions = [link for link in told.links() if "?version=" in link]
    assert [link.partition("?")[0] for link in versions] == ["/catalogue/2025", "/catalogue/2026"]
    assert all(citizen.get(link).status == 200 for link in versions)
    assert figures(citizen.get("/catalogue/2025"))["结转下年度"] == "1"
    assert titles(citizen.get("/catalogue/2025?outcome=carried_over")) == ["停车办法"]


# The order


def test_items_are_moved_up_and_down(desk, office) -> None:
    desk(lambda session: [make.make_decision(session, title) for title in ("甲", "乙", "丙")])
    page = office.get("/desk/catalogue/2026")

    def order(page: Page) -> list[str]:
        return [cell.text_content() for cell in page.tree.xpath("//a[starts-with(@id, 'item-')]")]

    assert order(page) == ["甲", "乙", "丙"]
    up, down = page.tree.xpath("//button[@name='up']"), page.tree.xpath("//button[@name='down']")
    assert (len(up), len(down)) == (2, 2), "the first can't go up, the last can't go down"
    assert {button.get("form") for button in (*up, *down)} == {"order"}
    form = page.form("order")
    for button, after in ((down[0], ["乙", "甲", "丙"]), (up[1], ["乙", "丙", "甲"])):
        sent = {**dict(form.form_values()), button.get("name"): button.get("value")}
        page = office.post(form.get("action"), sent)
        assert order(page) == after
    assert office.post(form.get("action"), {**dict(form.form_values()), "up": "x"}).status == 404


# Versions side by side


@pytest.fixture
def two_versions(desk, last_year) -> tuple[int, int]:
    def act(session) -> tuple[int, int]:
        for title in ("甲办法", "乙规划"):
            make.make_decision(session, title)
        first = make.publish(session)
        line = get_catalogue(session, 2026).items[0]
        adjusted = replace(
            line.as_item(), planned_text="年底前", hearing=True, change="adjusted", change_note="论证延长"
        )
        operations.edit_item(session, 2026, line.id, adjusted, actor=SYSTEM, now=NOW)
        make.make_decision(session, "丙项目", change_note="市里新部署")
        second = make.publish(session, now=NOW + timedelta(hours=1))
        return first.seq, second.seq

    return desk(act)


def test_two_versions_side_by_side(two_versions, citizen) -> None:
    first, second = two_versions
    page = citizen.get(f"/catalogue/2026/compare?old={first}&new={second}")
    assert page.status == 200
    assert "新增 1 项，改动 1 项，不再列入 0 项，未变 1 项" in page.text
    rows = [
        [" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")]
        for row in page.tree.xpath("//section[.//h2[@id='changed']]//tbody/tr")
    ]
    assert rows == [
        ["计划完成时间", "第三季度", "年底前"],
        ["是否听证", "否", "是"],
        ["调整情况", "新增", "调整"],
        ["调整理由", "空", "论证延长"],
    ]
    assert "丙项目" in page.text
    assert "市里新部署" in page.text
    back = citizen.get(f"/catalogue/2026/compare?old={second}&new={first}")
    assert "新增 0 项，改动 1 项，不再列入 1 项" in back.text
    same = citizen.get(f"/catalogue/2026/compare?old={second}&new={second}")
    assert "两个版本内容相同" in same.text


def test_without_a_choice_the_newest_stands_beside_the_one_before(two_versions, citizen) -> None:
    first, second = two_versions
    page = citizen.get("/catalogue/2026/compare")
    assert page.tree.xpath("//select[@name='old']/option[@selected]/@value") == [str(first)]
    assert page.tree.xpath("//select[@name='new']/option[@selected]/@value") == [str(second)]
    before = citizen.get(f"/catalogue/2026/compare?new={first}")
    assert before.tree.xpath("//select[@name='old']/option[@selected]/@value") == ["1"], "the year before"
    assert "新增 2 项，改动 0 项，不再列入 3 项" in before.text
    only = citizen.get("/catalogue/2025/compare")
    assert "两个版本内容相同" in only.text


def test_the_public_page_leads_to_the_comparison_and_says_when_and_why(two_versions, citizen) -> None:
    first, second = two_versions
    page = citizen.get("/catalogue/2026")
    assert f"/catalogue/2026/compare?old={first}&new={second}" in page.links()
    assert "第 2 版的调整（2026年3月27日 11:00公布）" in page.text
    assert "理由：论证延长" in page.text
    assert "理由：市里新部署" in page.text
    old = citizen.get(f"/catalogue/2026?version={first}")
    assert titles(old) == ["甲办法", "乙规划"]
    assert not figures(old), "the completion is that of the newest version"


@pytest.mark.parametrize("query", ["?old=99", "?new=99", "?old=x", "?new=-1", "?old=0"])
def test_a_version_that_is_none_is_not_compared(two_versions, citizen, query: str) -> None:
    assert citizen.get(f"/catalogue/2026/compare{query}").status == 404


@pytest.mark.parametrize("year", [2024, 99999999])
def test_a_year_without_a_catalogue_has_nothing_to_compare(two_versions, citizen, year: int) -> None:
    assert citizen.get(f"/catalogue/{year}/compare").status == 404


def test_a_withheld_version_is_not_shown_beside_another(two_versions, desk, citizen) -> None:
    first, second = two_versions
    desk(lambda session: record.withhold(session, first, reason="误含个人信息", actor=SYSTEM, now=NOW))
    page = citizen.get(f"/catalogue/2026/compare?old={first}&new={second}")
    assert page.status == 200
    assert "已依规撤下，不能对照" in page.text
    assert not page.tree.xpath("//h2[@id='added']")


# What spreadsheet programs would carry out


FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\uff1d2+2", '=HYPERLINK("http://x.example.cn")')


def test_a_title_that_begins_like_a_formula_stays_a_text_in_every_file(desk, citizen) -> None:
    def act(session) -> None:
        for title in FORMULAS:
            make.make_decision(session, title, basis=title, lead_unit="=cmd")
        make.publish(session)

    desk(act)
    rows = list(csv.reader(io.StringIO(citizen.get("/catalogue/2026.csv").response.data.decode("utf-8-sig"))))
    for row in rows[1:]:
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\uff1d"))]
        assert row[1].startswith("'")
    sheet = load_workbook(io.BytesIO(citizen.get("/catalogue/2026.xlsx").response.data)).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert [row[1].value for row in sheet.iter_rows(min_row=4)] == list(FORMULAS)
    assert [item["title"] for item in citizen.get("/catalogue/2026.json").json["items"]] == list(FORMULAS)


def test_a_file_of_a_selection_says_that_it_is_one_and_can_be_imported(two_versions, office, citizen) -> None:
    whole = citizen.get("/catalogue/2026.xlsx").response.data
    part = citizen.get("/catalogue/2026.xlsx?q=甲办法").response.data
    assert load_workbook(io.BytesIO(whole)).active["A3"].value == "序号"
    assert load_workbook(io.BytesIO(part)).active["A3"].value == "（按条件筛选，列出全部 3 项中的 1 项）"
    upload = office.get("/desk/catalogue/import").submit("upload", year=2026, file=(part, "目录.xlsx"))
    assert "没有需要导入的内容" in upload.text


# Twenty years of sixty items


def test_twenty_years_of_sixty_items_take_as_many_queries_as_one_year_of_one(app, desk, citizen) -> None:
    def publish(year: int, size: int) -> None:
        at = datetime(year, 3, 20, 10, tzinfo=SHANGHAI)
        items = [replace(make.ITEM, number=n, title=f"{year}年事项{n}") for n in range(1, size + 1)]

        def act(session) -> None:
            operations.import_items(session, year, items, actor=SYSTEM, now=at)
            make.publish(session, year, now=at, consent_on=date(year, 3, 1))
            for number in range(1, size + 1, 3):
                payload = {"opens_on": f"{year}-04-01", "ends_at": f"{year}-05-01T16:00:00+00:00"}
                record.publish(
                    session,
                    kind="consultation_notice",
                    subject=f"{year}-{number:02d}",
                    payload=payload,
                    actor=SYSTEM,
                    now=at,
                )

        desk(act)

    def queries_of(path: str) -> int:
        seen: list[str] = []

        def note(_connection, _cursor, statement, *_rest) -> None:
            seen.append(statement)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        page = citizen.get(path)
        event.remove(engine, "before_cursor_execute", note)
        assert page.status == 200
        return len(seen)

    paths = (
        *("/catalogue/{}", "/catalogue/{}?unit=区建交委&q=事项", "/catalogue/{}.json", "/catalogue/{}.xlsx"),
        "/catalogue/{}/compare",
    )
    publish(2025, 1)
    publish(2024, 1)
    few = [queries_of(path.format(2024)) for path in paths]
    for year in range(2005, 2024):
        publish(year, 60)
    many = [queries_of(path.format(2015)) for path in paths]
    assert many == few
    assert max(many) <= 12
    page = citizen.get("/catalogue/2015")
    assert len(titles(page)) == 60
    years = page.tree.xpath("//nav[contains(@class, 'sub-navigation')]//a/@href")
    assert years == [f"/catalogue/{year}" for year in range(2025, 2004, -1)]
    assert len(page.response.data) < 300_000
