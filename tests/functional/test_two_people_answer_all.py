"""From the raw list of opinions to the published disclosure by two people; and a campaign answered once."""

import csv
import io
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, insert, select, update

from decisions.consultation.models import Consultation, OfflineEvent, Opinion, Visibility
from decisions.extensions import db
from decisions.feedback.models import Answer, Topic
from decisions.feedback.rules import Disposition
from tests.cast import Cast
from tests.factories import feedback as make
from tests.visitor import Visitor

IN_TIME = datetime(2026, 10, 12, 2, tzinfo=UTC)
AFTER_WINDOW = datetime(2026, 7, 20, 2, tzinfo=UTC)
DESK = "/desk/decisions/2026-01/feedback"
COPIES = 3000


def raw_list() -> bytes:
    """Return the office's list as it came in: what the citizens sent, and none of the answers."""
    left_out = {"处理结果", "理由", "主题"}
    rows = make.rows_of("A")
    names = [name for name in rows[0] if name not in left_out]
    text = io.StringIO()
    writer = csv.DictWriter(text, names, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


@pytest.fixture
def heard(app: Flask, cast: Cast) -> str:
    """The parking rules after the window: the round is published, nothing is entered."""
    with app.app_context():
        session = db.session()
        decision = make.decision(session, "A")
        make.consultation(session, decision, "A")
        make.events(session, decision, "A")
        make.drafts(session, decision)
        make.issue(session, decision, "A")
        session.commit()
    return "2026-01"


def publish(staff, summary: str) -> None:
    """One person submits, another approves in a browser of their own."""
    page = staff("drafter").get(f"{DESK}/disclosure").submit("prepare", summary=summary).submit("submit")
    assert "已送审" in page.text
    assert "已向社会公布" in staff("approver").get(f"{DESK}/disclosure").submit("approve").text


def test_the_raw_list_is_answered_and_published_by_two_people(
    heard: str, app: Flask, staff, citizen: Visitor
) -> None:
    with time_machine.travel(AFTER_WINDOW):
        drafter = staff("drafter")
        page = drafter.get("/desk/decisions/2026-01/consultation/2026-01-c/import")
        page = page.submit("upload", file=(raw_list(), "意见.csv"))
        page.submit("confirm")
        with app.app_context():
            assert db.session.scalar(select(func.count(Opinion.id))) == 47
            for opinion in db.session.scalars(select(Opinion)):
                opinion.visibility = Visibility.SHOWN
            db.session.commit()

    with time_machine.travel(IN_TIME):
        drafter = staff("drafter")
        told = {row["编号"]: row for row in make.rows_of("A")}
        dispositions = {"采纳": "adopted", "部分采纳": "partly_adopted", "不采纳": "not_adopted"}
        place = f"{DESK}/opinions/1"
        for _turn in told:
            page = drafter.get(place)
            number = next(word for word in page.text.split() if word.startswith("TC2026-"))
            row = told[number]
            page = page.submit(
                "answer",
                "then",
                disposition=dispositions.get(row["处理结果"], "out_of_scope"),
                reason=row["理由"],
                clause_text="送审稿第九条" if row["处理结果"] == "采纳" else "",
                topic=row["主题"],
            )
            place = page.path
        assert "尚未答复 0 条" in drafter.get(DESK).text
        publish(staff, "感谢各位参与。")
        public = citizen.get("/feedback/2026-01").text
        assert "收到 47 条 ＝ 采纳 18 条 ＋ 部分采纳 9 条 ＋ 不采纳 14 条 ＋ 不属于本事项 6 条" in public
        assert "7 人提出，共 7 条" in public


def test_a_campaign_of_three_thousand_copies_is_answered_once(
    heard: str, app: Flask, cast: Cast, staff, citizen: Visitor
) -> None:
    with app.app_context():
        session = db.session()
        session.execute(update(OfflineEvent).values(opinions_count=0))
        topic = Topic(decision_id=1, label="小区不得开放", reason="")
        session.add(topic)
        session.flush()
        rows = [{**make.rows_of("A")[0], "编号": f"C-{place:04d}"} for place in range(COPIES)]
        made = make.opinions(session, session.scalars(select(Consultation)).unique().one(), rows)
        answers = [{"opinion_id": each.id, "topic_id": topic.id, "answered_at": IN_TIME} for each in made]
        session.execute(insert(Answer), [{**each, "reason": "", "revision": 1} for each in answers])
        session.commit()

    with time_machine.travel(IN_TIME):
        page = staff("drafter").get(f"{DESK}/topics/1")
        page.submit("topic", disposition="not_adopted", reason="是否开放由业主大会依法决定。")
        publish(staff, "感谢参与。")
        data = citizen.get("/feedback/2026-01.json").json
    assert data["totals"]["received"] == data["totals"]["not_adopted"] == COPIES
    (found,) = data["concentrated"]
    assert (found["persons"], found["opinions"], found["arguments"]) == (COPIES, COPIES, 1)
    assert {each["disposition"] for each in data["opinions"]} == {Disposition.NOT_ADOPTED.value}
