"""A large spreadsheet of opinions: previewed in part, taken in by the worker, its outcome told."""

import base64

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from decisions.consultation.models import Consultation, Opinion, OpinionUpload
from decisions.consultation.operations import uploads
from decisions.extensions import db
from decisions.jobs.background import run_waiting
from decisions.services.spreadsheet.writing import write_csv
from decisions.services.storage import FileStore
from tests.cast import Cast
from tests.factories import consultation as make
from tests.visitor import Page, Visitor

ROUND = "/desk/decisions/2026-01/consultation/2026-01-c"
HEADER = ("编号", "收到时间", "渠道", "姓名或单位", "意见内容")


@pytest.fixture(autouse=True)
def opened(app: Flask, store: FileStore, cast: Cast, monkeypatch) -> None:
    monkeypatch.setattr(uploads, "LARGE", 1000)
    with app.app_context():
        make.open_consultation(db.session(), cast, store=store)
        db.session.commit()


def rows(count: int) -> list[list[str]]:
    return [
        [f"TC-{number:05}", "2026-06-20 09:00", "信函", "甲某某", f"第{number}条意见"]
        for number in range(count)
    ]


def upload(visitor: Visitor, listed: list[list[str]]) -> Page:
    return visitor.get(f"{ROUND}/import").submit("upload", file=(write_csv(HEADER, listed), "意见.csv"))


def stored(app: Flask) -> tuple[int, int]:
    """Return how many opinions are stored, and how many spreadsheets are kept."""
    with app.app_context():
        counts = (
            db.session.scalar(select(func.count()).select_from(kind)) for kind in (Opinion, OpinionUpload)
        )
        opinions, kept = counts
        return opinions or 0, kept or 0


def work(app: Flask) -> int:
    with app.app_context():
        return run_waiting(db.session())


@time_machine.travel(make.AFTER, tick=False)
def test_a_large_file_is_taken_in_by_the_worker_and_its_rows_are_told(app: Flask, staff) -> None:
    drafter = staff("drafter")
    listed = [*rows(2600), ["TC-X", "无", "信函", "甲", "没有时间"]]
    preview = upload(drafter, listed)
    assert "这里只核对前 2,000 行" in preview.text
    progress = preview.submit("confirm")
    assert progress.path.endswith("/progress")
    assert "正在后台处理" in progress.text
    assert stored(app) == (0, 1)
    again = drafter.get(preview.path)
    assert again.path == progress.path  # nobody confirms or discards it meanwhile

    assert work(app) == 1
    assert stored(app) == (2600, 0)
    done = drafter.get(progress.path)
    assert "2,600" in done.text
    assert "收到时间“无”不能识别" in done.text


@time_machine.travel(make.AFTER, tick=False)
def test_a_file_taken_in_again_adds_nothing(app: Flask, staff) -> None:
    drafter = staff("drafter")
    for expected in ("条已经导入", "已经登记过"):
        progress = upload(drafter, rows(30)).submit("confirm")
        work(app)
        assert expected in drafter.get(progress.path).text
    assert stored(app) == (30, 0)


@time_machine.travel(make.AFTER, tick=False)
def test_a_set_closed_meanwhile_takes_nothing_in_and_says_so(app: Flask, staff) -> None:
    drafter = staff("drafter")
    progress = upload(drafter, rows(30)).submit("confirm")
    with app.app_context():
        consultation = db.session.scalars(select(Consultation)).one()
        consultation.closed_seq = consultation.published_seq
        db.session.commit()
    work(app)
    assert stored(app) == (0, 1)
    page = drafter.get(progress.path)
    assert "已经结卷" in page.text
    assert "没有完成" in page.text


@time_machine.travel(make.AFTER, tick=False)
def test_a_file_that_breaks_off_is_refused_before_anything_is_stored(app: Flask, staff) -> None:
    drafter = staff("drafter")
    progress = upload(drafter, rows(30)).submit("confirm")
    with app.app_context():
        kept = db.session.scalars(select(OpinionUpload)).one()
        kept.content = base64.b64encode(b"PK\x03\x04 broken off").decode()
        db.session.commit()
    work(app)
    assert stored(app) == (0, 1)
    assert "没有完成" in drafter.get(progress.path).text


@time_machine.travel(make.AFTER, tick=False)
def test_other_units_see_no_progress(app: Flask, staff) -> None:
    progress = upload(staff("drafter"), rows(30)).submit("confirm")
    assert staff("other_drafter").get(progress.path).status == 403
    assert staff("drafter").get(f"{ROUND}/import/999/progress").status == 404
