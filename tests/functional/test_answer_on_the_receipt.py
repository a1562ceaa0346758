"""What a citizen reads on their receipt: every step, the answer, the clause before and after, whom to ask."""

from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from decisions.consultation.models import Consultation, Opinion
from decisions.extensions import db
from decisions.feedback.operations import answer_parts, import_answers, split_opinion
from decisions.feedback.queries.work import get_queued
from decisions.feedback.rules import Disposition
from decisions.feedback.rules.answers import Reply
from decisions.record import operations as record
from decisions.services.actor import SYSTEM
from decisions.services.receipts import new_receipt
from tests.cast import Cast
from tests.factories import feedback as make
from tests.functional.test_feedback import publish
from tests.visitor import Visitor

IN_TIME = datetime(2026, 10, 12, 2, tzinfo=UTC)
NUMBER = "TC2026-001"


def receipt_of(app: Flask, number: str, decision_code: str = "2026-01") -> str:
    with app.app_context():
        found = (
            select(Opinion.receipt)
            .join(Consultation)
            .where(Opinion.number == number, Consultation.code.like(f"{decision_code}%"))
        )
        return db.session.scalars(found).one()


def test_the_answer_stands_beside_the_clause_before_and_after(demo_app: Flask, demo_citizen: Visitor) -> None:
    with demo_app.app_context():
        adopted = next(
            each["编号"] for each in make.rows_of("A") if each["理由"].startswith("采纳。送审稿第")
        )
    page = demo_citizen.get(f"/receipts/{receipt_of(demo_app, adopted)}")
    assert "决策文件出台，公布期限起算" in page.text
    assert "公布采纳情况" in page.text
    assert "征求意见稿和送审稿对照" in page.text
    assert page.tree.xpath("//main//ins") or page.tree.xpath("//main//del")
    assert any("/drafts/" in href for href in page.links())
    assert "对答复有疑问怎么办" in page.text
    assert "向承办单位" in page.text


@pytest.fixture
def parking(app: Flask, cast: Cast) -> str:
    with app.app_context():
        make.scenario(db.session(), "A")
        opinion = db.session.scalars(select(Opinion).where(Opinion.number == NUMBER)).one()
        opinion.receipt = new_receipt("YJ")
        db.session.commit()
    return "2026-01"


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (datetime(2026, 9, 30, 2, tzinfo=UTC), "采纳情况最迟于2026年10月13日公布"),
        (datetime(2026, 10, 15, 2, tzinfo=UTC), "已逾期 2 个工作日"),
    ],
)
def test_whoever_waits_is_told_until_when_and_whom_to_ask(
    parking: str, app: Flask, citizen: Visitor, today: datetime, words: str
) -> None:
    with time_machine.travel(today, tick=False):
        page = citizen.get(f"/receipts/{receipt_of(app, NUMBER)}")
    assert words in page.text
    assert "向承办单位区建交委询问" in page.text
    assert "不予答复或者逾期的，向" in page.text


def _split_and_answer(session: Session, cast: Cast) -> None:
    opinion = session.scalars(select(Opinion).where(Opinion.number == NUMBER)).one()
    opinion.content = opinion.content_shown = "一、时段应当写明。\n二、收费应当公示。"
    decision = opinion.consultation.decision
    rows = [row for row in make.answer_rows("A") if row.number != NUMBER]
    import_answers(session, decision, rows, actor=cast.drafter, now=IN_TIME)
    words = "一、时段应当写明。\n\n二、收费应当公示。"
    answer = split_opinion(session, opinion, words, revision=0, actor=cast.drafter, now=IN_TIME)
    answer_parts(
        session,
        opinion,
        [
            Reply(Disposition.ADOPTED, "送审稿写明了时段。", "送审稿第九条"),
            Reply(Disposition.NOT_ADOPTED, "收费由价格主管部门另行规定。"),
        ],
        revision=answer.revision,
        actor=cast.drafter,
        now=IN_TIME,
    )
    assert get_queued(session, decision.id, opinion.id).reply.disposition is Disposition.PARTLY_ADOPTED
    publish(session, decision, "", cast, IN_TIME)


@time_machine.travel(IN_TIME, tick=False)
def test_every_point_is_answered_on_the_receipt_the_page_and_in_the_files(
    parking: str, app: Flask, cast: Cast, citizen: Visitor
) -> None:
    with app.app_context():
        _split_and_answer(db.session(), cast)

    receipt = citizen.get(f"/receipts/{receipt_of(app, NUMBER)}").text
    data = citizen.get("/feedback/2026-01.json").json
    (opinion,) = [each for each in data["opinions"] if each["number"] == NUMBER]
    assert [part["disposition"] for part in opinion["parts"]] == ["adopted", "not_adopted"]
    assert opinion["disposition"] == "partly_adopted"
    assert data["totals"]["received"] == 47
    page = citizen.get("/feedback/2026-01").text
    for part in opinion["parts"]:
        for text in (receipt, page):
            assert part["text"] in text
            assert part["reason"] in text
    assert "逐点答复如下" in receipt
    assert "第1点：采纳。送审稿写明了时段。（修改条款：送审稿第九条）" in opinion["reason"]


def test_before_the_answer_the_page_tells_how_many_came(parking: str, app: Flask, citizen: Visitor) -> None:
    with time_machine.travel(IN_TIME, tick=False):
        assert "收到的条数在截止封存后公布" in citizen.get("/feedback/2026-01").text
        with app.app_context():
            record.publish(
                db.session(),
                kind="consultation_closed",
                subject="2026-01",
                payload={"code": "2026-01-c", "count": 47, "by_channel": {}, "merkle_root": "0" * 64},
                actor=SYSTEM,
                now=IN_TIME,
            )
            db.session.commit()
        assert "共收到 47 条意见，每一条都会有答复" in citizen.get("/feedback/2026-01").text
