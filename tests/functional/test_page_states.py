"""Pages outlive their second while nothing they are made from has changed, and not a moment longer."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
import time_machine
from flask import Flask, flash
from sqlalchemy import event, func, select, update
from sqlalchemy.orm import Session

from decisions.consultation.models import Opinion, Visibility
from decisions.extensions import db
from decisions.record import operations as record
from decisions.record.models import RecordEntry
from decisions.record.queries import payload_of
from decisions.services.actor import SYSTEM
from decisions.services.working_days.arithmetic import Notice, YearTable
from decisions.services.working_days.store import add_year
from decisions.web.guards import public
from decisions.web.page_cache import PageCache
from decisions.web.transactions import reading_from
from tests.demonstration import LOADED_AT
from tests.visitor import Visitor

PAGES = {"/decisions/2026-01": 1, "/catalogue/2026": 1, "/consultations/2026-01-c": 5}  # and their queries


@pytest.fixture(autouse=True)
def every_second_is_over(demo_app) -> None:
    """The portal as it is run, with the page cache in front; but no page is good without asking."""
    demo_app.wsgi_app = PageCache(demo_app.wsgi_app, reading_from(demo_app), seconds=0)


def change(app: Flask, act: Callable[[Session], object]) -> None:
    with app.app_context():
        act(db.session())
        db.session.commit()


@contextmanager
def queries(app: Flask) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        if statement != "BEGIN":
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def publish_step(session: Session) -> None:
    payload = {
        "headline": "专家论证会已经开过",
        "occurred_on": "2026-11-25",
        "page": "",
        "documents": [],
        "step": "expert",
        "state": "done",
    }
    record.publish(
        session, kind="procedure_step", subject="2026-01", payload=payload, actor=SYSTEM, now=LOADED_AT
    )


@pytest.mark.parametrize("path", PAGES)
def test_a_kept_page_asks_the_database_for_its_state_only(demo_app, demo_citizen, path: str) -> None:
    first = demo_citizen.get(path)
    with queries(demo_app) as seen:
        again = demo_citizen.get(path)
    assert len(seen) == PAGES[path]
    assert again.body == first.body
    assert again.response.headers["ETag"] == first.response.headers["ETag"]
    assert sorted(again.response.headers) == sorted(first.response.headers)


def test_what_is_published_shows_at_once(demo_app, demo_citizen) -> None:
    assert "专家论证会已经开过" not in demo_citizen.get("/decisions/2026-01").text
    change(demo_app, publish_step)
    assert "专家论证会已经开过" in demo_citizen.get("/decisions/2026-01").text


def test_what_is_withheld_is_gone_at_once(demo_app, demo_citizen) -> None:
    change(demo_app, publish_step)
    assert "专家论证会已经开过" in demo_citizen.get("/decisions/2026-01").text

    def withhold(session: Session) -> None:
        newest = session.scalars(select(RecordEntry.seq).order_by(RecordEntry.seq.desc()).limit(1)).one()
        record.withhold(session, newest, reason="含个人信息", actor=SYSTEM, now=LOADED_AT)

    change(demo_app, withhold)
    assert "专家论证会已经开过" not in demo_citizen.get("/decisions/2026-01").text


@pytest.mark.parametrize("path", PAGES)
def test_another_calendar_is_another_page(demo_app, demo_citizen, path: str) -> None:
    demo_citizen.get(path)
    table = YearTable(
        2027, Notice("国务院办公厅关于2027年部分节假日安排的通知", "演示", date(2026, 11, 1)), ()
    )
    change(demo_app, lambda session: add_year(session, table, actor=SYSTEM, now=LOADED_AT))
    with queries(demo_app) as seen:
        demo_citizen.get(path)
    assert len(seen) > PAGES[path]


def test_sign_up_ends_when_it_ends(demo_app, demo_citizen) -> None:
    with demo_app.app_context():
        entry = db.session.scalars(select(RecordEntry).where(RecordEntry.kind == "attendance_call")).all()[-1]
        payload, code = payload_of(entry), entry.subject
    assert payload is not None
    closes_at = datetime.fromisoformat(payload["closes_at"])
    offered = []
    for at in (closes_at - timedelta(seconds=1), closes_at):
        with time_machine.travel(at, tick=False):
            offered.append(f"{payload['page']}/sign-up" in demo_citizen.get(f"/decisions/{code}").links())
    assert offered == [True, False]


@pytest.mark.parametrize("path", PAGES)
def test_a_new_minute_is_a_new_page(demo_app, demo_citizen, path: str) -> None:
    demo_citizen.get(path)
    with time_machine.travel(LOADED_AT + timedelta(minutes=1), tick=False), queries(demo_app) as seen:
        demo_citizen.get(path)
    assert len(seen) > PAGES[path]


def test_each_reader_gets_their_own_choice(demo_app) -> None:
    found = set()
    for choice in ("", "?lang=en", "?view=elder", "?lang=en&view=elder"):
        visitor = Visitor(demo_app)
        visitor.get("/" + choice)
        tree = visitor.get("/decisions/2026-01").tree
        found.add((tree.get("lang"), tree.get("class")))
    assert found == {("zh-CN", None), ("en", None), ("zh-CN", "elder"), ("en", "elder")}


def test_filters_of_the_catalogue_are_told_apart(demo_citizen) -> None:
    counts = {
        len(demo_citizen.get(f"/catalogue/2026{query}").tree.xpath("//main//td//a"))
        for query in ("", "?q=停车")
    }
    assert len(counts) == 2


def test_an_opinion_shows_at_once_in_the_figures_and_when_it_is_shown_or_masked(
    demo_app, demo_citizen
) -> None:
    page = "/consultations/2026-05-c"
    before = demo_citizen.get(page)
    demo_citizen.get(f"{page}/respond").submit("respond", content="河边多装几个直饮水点。", consent="y")
    received = demo_citizen.get(page)
    assert received.body != before.body

    def alter(**values: object) -> None:
        newest = select(func.max(Opinion.id)).scalar_subquery()
        change(
            demo_app,
            lambda session: session.execute(update(Opinion).where(Opinion.id == newest).values(**values)),
        )

    seen = [received.body]
    for values in (
        {"visibility": Visibility.SHOWN, "content_shown": "河边多装几个直饮水点。"},
        {"content_shown": "河边多装几个＊＊＊。"},
        {"name": "李小川", "consent_publish": True},
        {"name": "李大川"},
        {"cosigners": 12},
        {"number": "第88号"},
        {"clause_text": "第三条"},
        {"visibility": Visibility.WITHHELD},
    ):
        alter(**values)
        seen.append(demo_citizen.get(page).body)
    assert len(set(seen)) == len(seen)


def test_a_message_to_one_reader_is_not_kept_for_others(demo_app, demo_citizen) -> None:
    page = "/consultations/2026-05-c"

    @demo_app.get("/test-flash")
    @public
    def test_flash() -> str:
        flash("只对您一个人说")
        return ""

    demo_citizen.get("/test-flash")
    assert "只对您一个人说" in demo_citizen.get(page).text
    assert "只对您一个人说" not in Visitor(demo_app).get(page).text


@pytest.mark.parametrize("query", ["page=2", "channel=website", "clause=article-1", "q=停车"])
def test_a_choice_of_opinions_is_made_anew_every_second(demo_app, demo_citizen, query: str) -> None:
    """Its opinions are not among those of which the state tells."""
    demo_citizen.get(f"/consultations/2026-01-c?{query}")
    with queries(demo_app) as again:
        demo_citizen.get(f"/consultations/2026-01-c?{query}")
    assert len(again) > 2 * PAGES["/consultations/2026-01-c"]


def test_a_decision_with_thirty_entries_takes_as_many_queries_as_with_three(demo_app, demo_citizen) -> None:
    def queries_of(path: str) -> int:
        with queries(demo_app) as seen:
            assert demo_citizen.get(path).status == 200
        return len(seen)

    few = queries_of("/decisions/2026-05")  # one entry
    for number in range(30):
        payload = {
            "headline": f"第{number + 1}次说明",
            "occurred_on": "2026-11-25",
            "page": "",
            "documents": [],
            "step": "expert",
            "state": "done",
        }

        def publish(session: Session, payload: dict[str, object] = payload) -> None:
            record.publish(
                session,
                kind="procedure_step",
                subject="2026-05",
                payload=payload,
                actor=SYSTEM,
                now=LOADED_AT,
            )

        change(demo_app, publish)
    assert "第30次说明" in demo_citizen.get("/decisions/2026-05").text
    with time_machine.travel(LOADED_AT + timedelta(minutes=1), tick=False):
        assert queries_of("/decisions/2026-05") == few
