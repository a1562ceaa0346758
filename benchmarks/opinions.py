"""How many opinions a second are stored durably, as a ratio to a bare route, and whether one is ever lost.

The bare route inserts one row and commits, by the same engine with the same settings, under the same server
(granian, one worker, one thread), asked over one kept connection. It is measured on SQLite, and on PostgreSQL
where a server answers. Then the portal's server is killed with SIGKILL in the middle of a load, started
again, and everything is sent once more: each receipt that was shown must be stored, and nothing twice.
Run: python -m benchmarks.opinions
"""

import http.client
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask, redirect, request
from sqlalchemy import (
    Column,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.engine import make_url

RATIO_LIMIT, RATE_LIMIT = 0.5, 50.0
SECONDS, ROUNDS = 4.0, 3
CLIENTS, BEFORE_KILL = 4, (1.5, 2.5, 3.5)
CODE = "2026-01-c"
WORDS = "超时停车请给半小时缓冲，遇到堵车、急病不要算超时；夜间停车建议写成具体钟点，方便居民安排。"
POSTGRES = (
    os.environ.get("DECISIONS_TEST_POSTGRES_URL") or "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
)

_metadata = MetaData()
NOTES = Table(
    "bench_notes",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("words", Text, nullable=False),
    Column("note_key", String(100), unique=True),
)


def bare() -> Flask:
    """The bare route that everything is measured against."""
    import decisions.database  # noqa: F401 — the same settings of SQLite: a commit survives a power cut

    app = Flask(__name__)
    engine = create_engine(os.environ["BENCH_URL"], pool_pre_ping=True)
    _metadata.create_all(engine)

    @app.post("/")
    def note() -> object:
        with engine.begin() as connection:
            row = {"words": request.form["content"], "note_key": request.form["form_key"]}
            connection.execute(insert(NOTES).values(row))
        return redirect("/", 303)

    return app


def portal() -> Flask:
    """The portal as it is run; the notice is open on every day, because the clock is stopped within it."""
    from datetime import UTC, datetime

    from decisions import clock
    from decisions.app import create_app

    opened = datetime(2026, 6, 20, 2, tzinfo=UTC)
    started = time.monotonic()
    clock.now = lambda: opened.fromtimestamp(opened.timestamp() + time.monotonic() - started, UTC)  # type: ignore[assignment]
    return create_app()


@contextmanager
def served(factory: str, environ: dict[str, str]) -> Iterator["Server"]:
    """Serve an application factory of this module until the block ends."""
    server = Server(factory, environ)
    server.start()
    try:
        yield server
    finally:
        server.kill()


class Server:
    """A server that can be killed and started again on the same port."""

    def __init__(self, factory: str, environ: dict[str, str]) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.factory, self.environ = factory, {**os.environ, "PYTHONWARNINGS": "ignore", **environ}

    def start(self) -> None:
        """Start it and wait until it listens."""
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "--workers", "1"]
        command += ["--blocking-threads", "1", "--port", str(self.port), "--no-ws", "--log-level", "error"]
        command.append(self.factory if ":" in self.factory else f"benchmarks.opinions:{self.factory}")
        self.process = subprocess.Popen(command, env=self.environ, start_new_session=True)
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the server did not start")

    def kill(self) -> None:
        """End it as a power cut would: the whole group at once, nothing told."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=20)


class Client:
    """One browser: it fetched the form once, and sends it over a kept connection."""

    def __init__(self, port: int, path: str = "/") -> None:
        self.path = path
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.headers = {"Content-Type": "application/x-www-form-urlencoded"}
        self.token = ""

    def fetch_form(self) -> None:
        """Take the session and the token that every send needs."""
        self.connection.request("GET", self.path)
        answer = self.connection.getresponse()
        page = answer.read().decode()
        self.headers["Cookie"] = str(answer.headers["Set-Cookie"]).split(";", 1)[0]
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        if not found:
            raise RuntimeError("the form has no token")
        self.token = found[1]

    def fields(self, words: str) -> dict[str, str]:
        """Return what is filled in."""
        said = {"content": words, "clause": "art-8", "submitter_type": "individual"}
        return {**said, "name": "", "contact": "", "consent": "y"}

    def send(self, key: str, words: str) -> str:
        """Send one and return where the answer leads."""
        fields = {"csrf_token": self.token, "form_key": key, **self.fields(words)}
        self.connection.request("POST", self.path, urlencode(fields), self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 303:
            raise RuntimeError(f"{answer.status}: {body[:2000]!r}")
        return str(answer.headers["Location"])


def rate(client: Client) -> float:
    """Return how many are stored a second."""
    client.send(secrets.token_hex(12), WORDS)  # not counted
    count, started = 0, time.perf_counter()
    while time.perf_counter() - started < SECONDS:
        client.send(secrets.token_hex(12), f"{WORDS}{count}")
        count += 1
    return count / (time.perf_counter() - started)


def median(values: list[float]) -> float:
    """Return the middle one."""
    return sorted(values)[len(values) // 2]


def prepare(environ: dict[str, str]) -> None:
    """Migrate a database and put the test's own consultation into it."""
    command = [sys.executable, "-m", "flask", "db", "upgrade"]
    subprocess.run(command, env={**os.environ, **environ}, check=True, capture_output=True)
    code = "from benchmarks.opinions import _open; _open()"
    subprocess.run([sys.executable, "-c", code], env={**os.environ, **environ}, check=True)


def _open() -> None:
    from decisions.app import create_app
    from decisions.extensions import db
    from tests import cast
    from tests.factories import consultation as make

    app = create_app()
    with app.app_context():
        people = cast.enter(db.session())
        make.open_consultation(db.session(), people, store=app.extensions["decisions_store"])
        db.session.commit()


def measure(url: str, folder: Path) -> bool:
    """Print the ratio on one engine and return whether it is high enough."""
    environ = {"DECISIONS_INSTANCE": str(folder / "portal"), "DECISIONS_DATABASE_URL": url, "BENCH_URL": url}
    prepare(environ)
    path = f"/consultations/{CODE}/respond"
    found, bases, ours = [], [], []
    with served("bare", environ) as plain, served("portal", environ) as server:
        theirs, client = Client(plain.port), Client(server.port, path)
        client.fetch_form()
        for _ in range(ROUNDS):
            bases.append(rate(theirs))
            ours.append(rate(client))
            found.append(ours[-1] / bases[-1])
    name = make_url(url).get_backend_name()
    print(
        f"{name:<11} stored {median(found):.2f} of a bare insert-and-commit route"
        f" ({median(ours):.0f}/s to {median(bases):.0f}/s)"
    )
    return median(found) >= RATIO_LIMIT and (name != "sqlite" or median(ours) >= RATE_LIMIT)


# Killed in mid-load


@dataclass
class Load:
    """What was sent, and what was answered."""

    sent: dict[str, str] = field(default_factory=dict)  # key: words
    shown: dict[str, str] = field(default_factory=dict)  # key: where the receipt is
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, port: int, stopped: threading.Event) -> None:
        """Send until the server is gone."""
        client = Client(port, f"/consultations/{CODE}/respond")
        try:
            client.fetch_form()
            while not stopped.is_set():
                key = secrets.token_hex(12)
                words = f"{WORDS}{key}"
                with self.lock:
                    self.sent[key] = words
                receipt = client.send(key, words)
                with self.lock:
                    self.shown[key] = receipt
        except (OSError, http.client.HTTPException):
            return  # killed while it answered: that is what is tested


def kill_in_mid_load(url: str, folder: Path) -> bool:
    """Kill the server three times under load and return whether nothing was lost or stored twice."""
    environ = {"DECISIONS_INSTANCE": str(folder / "portal"), "DECISIONS_DATABASE_URL": url}
    prepare(environ)
    load, took = Load(), 0.0
    server = Server("portal", environ)
    for seconds in BEFORE_KILL:
        server.start()
        stopped = threading.Event()
        clients = [threading.Thread(target=load.run, args=(server.port, stopped)) for _ in range(CLIENTS)]
        started = time.perf_counter()
        for each in clients:
            each.start()
        time.sleep(seconds)
        server.kill()
        took += time.perf_counter() - started
        stopped.set()
        for each in clients:
            each.join(timeout=60)
    stored = _stored(url)
    lost = [receipt for receipt in load.shown.values() if receipt.rsplit("/", 1)[1] not in stored]
    server.start()
    try:
        client = Client(server.port, f"/consultations/{CODE}/respond")
        client.fetch_form()
        again = {key: client.send(key, words) for key, words in load.sent.items()}
    finally:
        server.kill()
    changed = [key for key, receipt in load.shown.items() if again[key] != receipt]
    twice = len(_stored(url)) - len(load.sent)
    per_second = len(load.shown) / took
    name = make_url(url).get_backend_name()
    print(
        f"{name:<11} killed {len(BEFORE_KILL)} times: {len(load.sent)} sent, {len(load.shown)} receipts shown"
        f" ({per_second:.0f}/s), {len(lost)} lost, {len(changed)} with another receipt, {twice} stored twice"
    )
    unanswered = len(load.sent) - len(load.shown)
    return not lost and not changed and twice == 0 and unanswered > 0 and per_second >= RATE_LIMIT


def _stored(url: str) -> set[str]:
    import decisions.database  # noqa: F401
    from decisions.consultation.models import Opinion

    engine = create_engine(url)
    with engine.connect() as connection:
        found = set(connection.scalars(select(Opinion.receipt)))
        assert len(found) == connection.scalar(select(func.count()).select_from(Opinion))
    engine.dispose()
    return found


@contextmanager
def databases(folder: Path) -> Iterator[list[str]]:
    """Give the addresses of fresh databases: SQLite, and PostgreSQL where a server answers."""
    urls = [f"sqlite:///{folder / 'opinions.sqlite3'}"]
    name = f"decisions_bench_{secrets.token_hex(6)}"
    admin = create_engine(POSTGRES, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3})
    try:
        with admin.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        urls.append(make_url(POSTGRES).set(database=name).render_as_string(hide_password=False))
    except Exception as error:
        print(f"no PostgreSQL server answers ({type(error).__name__}): measured on SQLite only")
    try:
        yield urls
    finally:
        if len(urls) > 1:
            with admin.connect() as connection:
                connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        admin.dispose()


def main() -> int:
    """Print the figures and return 1 when one misses its limit."""
    results = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        with databases(folder) as urls:
            for number, url in enumerate(urls):
                results.append(measure(url, folder / f"measure-{number}"))
        results.append(kill_in_mid_load(f"sqlite:///{folder / 'killed.sqlite3'}", folder / "killed"))
    return 0 if all(results) else 1


if __name__ == "__main__":
    raise SystemExit(main())
