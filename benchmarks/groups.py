"""How long the desk's pages of grouping take at 100,000 opinions, and how long the proposals take to make.

One database with the campaigns of benchmarks.grouping and one of 3,000 copies; each page is asked for by a
signed-in person in the test client. Goals: 95 of 100 pages under 300 ms, proposals stored within 60 s of
comparing, the number of queries the same as with few opinions.
Run: python -m benchmarks.groups
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from flask_security import hash_password
from sqlalchemy import event, func, insert, select
from sqlalchemy.orm import Session

from benchmarks.grouping import copy, many_opinions
from decisions.accounts.models import Unit
from decisions.accounts.operations import create_staff
from decisions.app import create_app
from decisions.catalogue.models import Decision
from decisions.config import load_settings
from decisions.consultation.models import Consultation, NoticeState, Opinion, Visibility
from decisions.consultation.rules import Channel, SubmitterType
from decisions.extensions import db
from decisions.feedback.models import OpinionGroup
from decisions.feedback.operations.grouping import (
    PROPOSING,
    confirm_group,
    request_proposals,
    split_group,
    undo_act,
)
from decisions.feedback.queries.groups import GroupSummary, find_last_act, list_groups
from decisions.feedback.rules.groups import GroupKind, GroupState
from decisions.feedback.tasks import propose_groups
from decisions.services.actor import SYSTEM, Actor, Role
from decisions.services.background import claim_job, run_job

GOAL_SECONDS = 0.3
ROUNDS = 40
COPIES_OF_ONE = 3_000
CODE = "2026-01"
PASSWORD = "correct horse battery"
CAMPAIGN = (
    "坚决反对小区车位对外开放！晚上22:00以后根本停不进来，外来车辆进出也不安全，"
    "希望有关部门认真考虑居民的实际困难，不要一刀切。"
)


def main() -> int:
    """Print what was measured; 1 when a goal is missed."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(load_settings({"DECISIONS_INSTANCE": folder}), testing=True)
        app.config["RATELIMIT_ENABLED"] = False
        with app.app_context():
            upgrade(str(Path(__file__).parent.parent / "decisions" / "migrations"))
            actor = fill(db.session())
            seconds = make_proposals(db.session(), actor)
            groups = [each.group for each in proposals(db.session())]
            paths = [
                "/groups",
                "/groups?kind=topic&state=proposed",
                f"/groups?kind=copies&state=proposed&page={max(1, len(groups) // 40)}",
                f"/groups/{groups[0].id}",
                f"/groups/{groups[0].id}?page=100",
                f"/groups/{in_size(db.session(), COPIES_OF_ONE)}?page=75",
            ]
            measure_acts(db.session(), actor, groups[0].id)
            db.session.remove()
        slow = [path for path in paths if not measure(app, path)]
    print(f"proposals for 100,000 opinions: {seconds:.0f} s")
    return 1 if slow else 0


def fill(session: Session) -> Actor:
    """Store the opinions and somebody who may group them."""
    now = datetime(2026, 10, 12, 2, tzinfo=UTC)
    made = create_staff(
        session,
        email="drafter@example.cn",
        name="经办",
        unit_name="区建交委",
        roles=(Role.DRAFTER,),
        password=PASSWORD,
        hash_password=hash_password,
        actor=SYSTEM,
        now=now,
    )
    unit = session.scalars(select(Unit)).one()
    decision = Decision(code=CODE, title="停车资源共享利用管理办法", lead_unit_id=unit.id, created_at=now)
    session.add(decision)
    session.flush()
    round_ = Consultation(
        decision_id=decision.id,
        code=f"{CODE}-c",
        title="公告",
        ways={},
        channels=[],
        state=NoticeState.PUBLISHED,
    )
    session.add(round_)
    session.flush()
    chance = random.Random(26)
    texts = many_opinions(chance)
    texts[50_000 : 50_000 + COPIES_OF_ONE] = [
        copy(CAMPAIGN, chance, whole=True) for _ in range(COPIES_OF_ONE)
    ]
    rows = [
        {
            "consultation_id": round_.id,
            "receipt": f"YJ-{place:08d}",
            "received_at": now,
            "channel": Channel.WEB,
            "submitter_type": SubmitterType.INDIVIDUAL,
            "name": "甲乙丙",
            "clause_ids": [],
            "content": "",
            "content_shown": text,
            "content_sha256": f"{place:064x}",
            "visibility": Visibility.SHOWN,
        }
        for place, text in enumerate(texts)
    ]
    session.execute(insert(Opinion), rows)
    session.commit()
    return made.as_actor()


def make_proposals(session: Session, actor: Actor) -> float:
    """Have proposals made as the worker does and return how many seconds that took."""
    now = datetime(2026, 10, 12, 3, tzinfo=UTC)
    request_proposals(session, session.scalars(select(Decision)).one(), actor=actor, now=now)
    session.commit()
    job = claim_job(session, [PROPOSING], now=now)
    if job is None:
        raise RuntimeError("no work was found")
    started, worked = time.perf_counter(), time.process_time()
    run_job(session, job, propose_groups, lambda: now)
    print(f"processor time {time.process_time() - worked:.0f} s")
    print(job.result, [str(each) for each in job.refusal])
    return time.perf_counter() - started


def proposals(session: Session) -> list[GroupSummary]:
    """Return all proposed groups of copies."""
    decision_id = session.scalars(select(Decision.id)).one()
    return list_groups(session, decision_id, GroupKind.COPIES, GroupState.PROPOSED, limit=100_000)


def in_size(session: Session, size: int) -> int:
    """Return the group whose size is next to this."""
    nearest = select(OpinionGroup.id).where(OpinionGroup.kind == GroupKind.COPIES)
    return session.scalars(nearest.order_by(func.abs(OpinionGroup.size - size)).limit(1)).one()


def measure_acts(session: Session, actor: Actor, group_id: int) -> None:
    """Print how long acts on the largest group take."""
    decision = session.scalars(select(Decision)).one()
    now = datetime(2026, 10, 12, 4, tzinfo=UTC)
    group = session.get_one(OpinionGroup, group_id)

    def timed(name: str, act: Callable[[], object]) -> None:
        started = time.perf_counter()
        act()
        session.commit()
        print(f"{name} in a group of {group.size}: {1000 * (time.perf_counter() - started):.0f} ms")

    def undo() -> None:
        act = find_last_act(session, decision.id, actor.id)
        if act is None:
            raise RuntimeError("there is nothing to undo")
        undo_act(session, decision, act.id, actor=actor, now=now)

    def read() -> tuple[int, int]:
        session.refresh(group)
        return group.id, group.revision

    timed("confirm", lambda: confirm_group(session, decision, read(), actor=actor, now=now))
    timed("undo", undo)
    timed("split", lambda: split_group(session, decision, read(), [group.first_id], actor=actor, now=now))
    timed("undo", undo)


def measure(app: Flask, path: str) -> bool:
    """Print how long a page takes and how many questions it asks; whether it is quick enough."""
    client = app.test_client()
    with app.app_context():
        engine = db.engine
    page = client.get("/desk/sign-in")
    token = page.text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    client.post(
        "/desk/sign-in", data={"email": "drafter@example.cn", "password": PASSWORD, "csrf_token": token}
    )
    times, asked = [], 0

    def note(*_arguments: object) -> None:
        nonlocal asked
        asked += 1

    event.listen(engine, "before_cursor_execute", note)
    for _ in range(ROUNDS):
        started = time.perf_counter()
        answer = client.get(f"/desk/decisions/{CODE}/feedback{path}")
        times.append(time.perf_counter() - started)
        if answer.status_code != 200:
            raise RuntimeError(answer.status)
    event.remove(engine, "before_cursor_execute", note)
    late = sorted(times)[int(0.95 * ROUNDS) - 1]
    middle = sorted(times)[ROUNDS // 2]
    print(
        f"{path:<50} median {1000 * middle:.0f} ms, p95 {1000 * late:.0f} ms, {asked // ROUNDS} queries, "
        f"{len(answer.data) // 1024} KB"
    )
    return late < GOAL_SECONDS


if __name__ == "__main__":
    sys.exit(main())
