"""How long the workbench's list takes at 100,000 opinions: each filter, the first page and a late one.

Prints the 95th percentile of each page in milliseconds and how many statements it needs, beside a small
decision's; ends with 1 when a limit is missed. Run it as `python -m benchmarks.workbench [OPINIONS]`.
"""

import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from flask_security import hash_password
from sqlalchemy import event, insert, select
from sqlalchemy.orm import Session

from decisions.accounts.models import Unit
from decisions.accounts.operations import create_staff
from decisions.app import create_app
from decisions.catalogue.models import Decision
from decisions.config import load_settings
from decisions.consultation.models import Consultation, NoticeState, Opinion, OpinionArticle, Visibility
from decisions.consultation.rules import Channel, SubmitterType
from decisions.extensions import db
from decisions.feedback.models import Answer, Topic
from decisions.feedback.rules import Disposition
from decisions.services.actor import SYSTEM, Role

OPINIONS = 100_000
SMALL = 50
MILLISECONDS = 300.0
RUNS = 12
NOW = datetime(2026, 6, 20, tzinfo=UTC)
PASSWORD = "benchmark only, no account"
BASE = "/desk/decisions/{code}/feedback"
PAGES = {
    "all": "",
    "late page": "?page=900",
    "unanswered": "?state=unanswered",
    "topic": "?topic=1",
    "no topic": "?topic=0",
    "channel": "?channel=email",
    "clause": "?clause=art-9",
    "two characters": "?text=错峰",
    "nothing found": "?text=没有这样的话",
    "all at once": "?state=answered&channel=web&clause=art-9&text=夜间",
    "one opinion": "/opinions/777",
    "topics": "/topics",
}
WORDS = ("夜间开放的时段应当写明", "收费标准请提前公示", "小区内部车位不宜对外", "商务楼错峰共享要有统一标准")


def fill(session: Session, code: str, count: int) -> None:
    """Store a decision with so many opinions: one in three answered, half of them sorted into 40 topics."""
    unit = session.scalars(select(Unit)).first()
    decision = Decision(code=code, title="停车办法", lead_unit_id=unit.id if unit else None, created_at=NOW)
    session.add(decision)
    session.flush()
    round_ = Consultation(
        decision=decision,
        code=f"{code}-c",
        title="公告",
        opens_on=date(2026, 6, 1),
        closes_on=date(2026, 7, 1),
        ways={},
        channels=[],
        state=NoticeState.PUBLISHED,
        published_seq=1,
    )
    session.add(round_)
    topics = [Topic(decision_id=decision.id, label=f"主题{place}") for place in range(40)]
    session.add_all(topics)
    session.flush()
    channels = [Channel.WEB, Channel.WEB, Channel.EMAIL, Channel.LETTER]
    first = 1 + (session.scalar(select(Opinion.id).order_by(Opinion.id.desc()).limit(1)) or 0)
    for start in range(0, count, 5000):
        ids = range(first + start, first + min(start + 5000, count))
        session.execute(insert(Opinion), [_opinion(round_.id, place, channels) for place in ids])
        articles = [{"article_id": f"art-{place % 30}", "opinion_id": place} for place in ids]
        session.execute(insert(OpinionArticle), articles)
        answers = [_answer(place, topics[place % 40].id) for place in ids if place % 2]
        session.execute(insert(Answer), answers)
    session.commit()


def _opinion(round_id: int, place: int, channels: list[Channel]) -> dict[str, object]:
    text = f"{WORDS[place % 4]}，{WORDS[(place // 4) % 4]}。第{place}封。"
    return {
        "id": place,
        "consultation_id": round_id,
        "receipt": f"YJ-{place:08d}",
        "received_at": NOW + timedelta(seconds=place),
        "channel": channels[place % 4],
        "submitter_type": SubmitterType.INDIVIDUAL,
        "name": "",
        "contact": "",
        "clause_ids": [f"art-{place % 30}"],
        "content": text,
        "content_shown": text,
        "content_sha256": f"{place:064d}",
        "visibility": Visibility.SHOWN,
    }


def _answer(place: int, topic_id: int) -> dict[str, object]:
    told = place % 3 == 0
    return {
        "opinion_id": place,
        "topic_id": topic_id,
        "disposition": Disposition.NOT_ADOPTED if told else None,
        "reason": f"第{place}封的理由。" if told else "",
        "answered_at": NOW,
        "revision": 1,
    }


class Desk:
    """Somebody signed in at the desk, who counts statements."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.statements = 0
        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", self._count)
        token = self.client.get("/desk/sign-in").get_data(as_text=True).split('name="csrf_token"')[1]
        values = {"email": "b@example.cn", "password": PASSWORD, "csrf_token": token.split('"')[1]}
        assert self.client.post("/desk/sign-in", data=values).status_code == 302

    def _count(self, *_arguments: object) -> None:
        self.statements += 1

    def read(self, path: str) -> tuple[float, int]:
        """Return how many milliseconds and how many statements a page takes."""
        self.statements, started = 0, time.perf_counter()
        answer = self.client.get(path)
        elapsed = (time.perf_counter() - started) * 1000
        assert answer.status_code == 200, (path, answer.status_code)
        return elapsed, self.statements


def measure(desk: Desk, name: str, end: str) -> bool:
    """Read a page some times, print what it took, and return whether the limits are kept."""
    small = "/opinions/100001" if end.startswith("/opinions") else end
    path = BASE.format(code="2026-01") + end
    desk.read(path)
    taken = [desk.read(path) for _run in range(RUNS)]
    late = statistics.quantiles([elapsed for elapsed, _count in taken], n=20)[-1]
    count = taken[-1][1]
    few = desk.read(BASE.format(code="2026-02") + small)[1] if "opinions" not in end else count
    print(f"{name:>16}: {late:6.0f} ms (95 %), {count} statements, {few} with {SMALL} opinions", flush=True)
    return late < MILLISECONDS and count <= few + 3  # a page with nothing on it asks for less


def main() -> int:
    """Measure each page of a large decision."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else OPINIONS
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder, 'bench.sqlite3')}"
        app = create_app(
            load_settings({"DECISIONS_DATABASE_URL": url, "DECISIONS_INSTANCE": folder}), testing=True
        )
        with app.app_context():
            upgrade()
            create_staff(
                db.session(),
                email="b@example.cn",
                name="测",
                unit_name="区建交委",
                roles=(Role.DRAFTER,),
                password=PASSWORD,
                hash_password=hash_password,
                actor=SYSTEM,
                now=NOW,
            )
            fill(db.session(), "2026-01", count)
            fill(db.session(), "2026-02", SMALL)
        desk = Desk(app)
        kept = [measure(desk, name, end) for name, end in PAGES.items()]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
