"""How many contested sign-ups a second are stored, as a ratio to a bare route; none lost or doubled.

Several clients sign up for one call at once, and each form is sent by two of them at the same time, as a
double tap on a bad line does: both must be given the same receipt. The bare route inserts one row and
commits, by the same engine under the same server, one client. On SQLite, and on PostgreSQL where a server
answers.
Run: python -m benchmarks.sign_ups
"""

import secrets
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from os import environ as _environ
from pathlib import Path

from flask import Flask
from sqlalchemy import create_engine, func, select
from sqlalchemy.engine import make_url

from benchmarks.opinions import Client, databases, rate, served

PER_SECOND_LIMIT = 50.0
PAIRS, SECONDS = 3, 5.0
PATH = "/attendance/2026-01-a/sign-up"


def portal() -> Flask:
    """The portal as it is run, within the sign-up period; one address stands for many people here."""
    from datetime import UTC, datetime

    from decisions import clock
    from decisions.app import create_app
    from decisions.extensions import limiter

    opened, started = datetime(2026, 8, 10, 2, tzinfo=UTC), time.monotonic()
    clock.now = lambda: opened.fromtimestamp(opened.timestamp() + time.monotonic() - started, UTC)  # type: ignore[assignment]
    app = create_app()
    limiter.enabled = False
    return app


class Person(Client):
    """Somebody who signs up."""

    def fields(self, words: str) -> dict[str, str]:
        """Return what is filled in; words is the name."""
        said = {"name": words, "gender": "female", "born": "1979-03", "phone": "13900010236"}
        said |= {"category": "resident", "area": "塘桥街道", "relation": "小区停车位紧张"}
        return {**said, "statement": "能准时到会。", "consent": "y"}


def prepare(environ: dict[str, str]) -> None:
    """Migrate a database and publish the test's own call in it."""
    command = [sys.executable, "-m", "flask", "db", "upgrade"]
    subprocess.run(command, env={**_environ, **environ}, check=True, capture_output=True)
    code = "from benchmarks.sign_ups import _publish; _publish()"
    subprocess.run([sys.executable, "-c", code], env={**_environ, **environ}, check=True)


def _publish() -> None:
    from decisions.app import create_app
    from decisions.extensions import db
    from tests import cast
    from tests.factories import attendance as made

    with create_app().app_context():
        made.publish_call(db.session(), cast.enter(db.session()))
        db.session.commit()


def contest(port: int) -> tuple[float, int, int]:
    """Return how many were stored a second, how many forms were sent, and how many got two receipts."""
    shown: dict[str, set[str]] = {}
    lock, until = threading.Lock(), time.perf_counter() + SECONDS

    def tap_twice(people: tuple[Person, Person]) -> None:
        with ThreadPoolExecutor(2) as fingers:
            while time.perf_counter() < until:
                key = secrets.token_hex(12)
                receipts = set(fingers.map(Person.send, people, (key, key), ("章若水", "章若水")))
                with lock:
                    shown[key] = receipts

    pairs = []
    for _ in range(PAIRS):
        first, second = Person(port, PATH), Person(port, PATH)
        first.fetch_form()
        second.fetch_form()
        pairs.append(threading.Thread(target=tap_twice, args=((first, second),)))
    started = time.perf_counter()
    for pair in pairs:
        pair.start()
    for pair in pairs:
        pair.join()
    per_second = len(shown) / (time.perf_counter() - started)
    return per_second, len(shown), sum(len(receipts) != 1 for receipts in shown.values())


def measure(url: str, folder: Path) -> bool:
    """Print the figures on one engine and return whether they hold."""
    environ = {"DECISIONS_INSTANCE": str(folder), "DECISIONS_DATABASE_URL": url, "BENCH_URL": url}
    prepare(environ)
    with served("bare", environ) as plain, served("benchmarks.sign_ups:portal", environ) as server:
        base = rate(Client(plain.port))
        per_second, sent, unequal = contest(server.port)
    stored = _stored(url)
    name = make_url(url).get_backend_name()
    print(
        f"{name:<11} {per_second:.0f} contested sign-ups/s, {per_second / base:.2f} of a bare"
        f" insert-and-commit route; {sent} forms sent twice at once, {stored} stored,"
        f" {unequal} without one same receipt"
    )
    return per_second >= PER_SECOND_LIMIT and stored == sent and unequal == 0


def _stored(url: str) -> int:
    import decisions.database  # noqa: F401
    from decisions.attendance.models import SignUp

    engine = create_engine(url)
    with engine.connect() as connection:
        count = connection.scalar(select(func.count()).select_from(SignUp)) or 0
    engine.dispose()
    return count


def main() -> int:
    """Print the figures and return 1 when one misses its limit."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        with databases(folder) as urls:
            results = [measure(url, folder / f"measure-{number}") for number, url in enumerate(urls)]
    return 0 if all(results) else 1


if __name__ == "__main__":
    raise SystemExit(main())
