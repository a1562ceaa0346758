"""How many published pages a second, as a ratio to a bare Flask page under the same server, in one run.

Both applications are served by granian with one worker and one thread; one client asks over a kept
connection. Warm: asked for before in this second (web.page_cache). Cold: its second is over, so the database
is asked whether anything has changed. Anew: nothing is kept, as after a publication; it has no limit of its
own. Run: python -m benchmarks.pages
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from flask import Flask

PAGES = ("/decisions/2026-01", "/catalogue/2026", "/consultations/2026-01-c")
SECONDS = 2.0
ROUNDS = 3
WARM_LIMIT, COLD_LIMIT = 0.8, 0.1


def hello() -> Flask:
    """The bare Flask page that everything is measured against."""
    app = Flask(__name__)
    app.add_url_rule("/", "hello", lambda: "<p>hello</p>")
    return app


def portal() -> Flask:
    """The portal; with COLD every second is over at once, with ANEW it has no page cache at all."""
    from decisions.app import create_app
    from decisions.web.page_cache import PageCache

    app = create_app()
    cache = cast(PageCache, app.wsgi_app)
    if os.environ.get("COLD"):
        cache.seconds = 0
    if os.environ.get("ANEW"):
        app.wsgi_app = cache.app  # type: ignore[method-assign]
    return app


@contextmanager
def served(factory: str, environ: dict[str, str]) -> Iterator[int]:
    """Serve an application factory of this module and give the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "--workers", "1"]
    command += ["--blocking-threads", "1", "--port", str(port), "--no-ws", "--log-level", "error"]
    server = subprocess.Popen([*command, f"benchmarks.pages:{factory}"], env={**os.environ, **environ})
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


def rate(port: int, path: str, seconds: float = SECONDS, headers: str = "") -> float:
    """Return answers a second over one kept connection."""
    connection = socket.create_connection(("127.0.0.1", port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n".encode()
    _ask(connection, request)  # not counted
    count, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        _ask(connection, request)
        count += 1
    connection.close()
    return count / (time.perf_counter() - started)


def _ask(connection: socket.socket, request: bytes) -> bytes:
    connection.sendall(request)
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65536)
    head, _, body = received.partition(b"\r\n\r\n")
    lowered = head.lower()
    if not lowered.startswith((b"http/1.1 200", b"http/1.1 304")):
        raise RuntimeError(head.decode())
    length = 0
    for line in lowered.split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    while len(body) < length:
        body += connection.recv(65536)
    return head


def etag_of(port: int, path: str) -> str:
    """Return the ETag of a page."""
    connection = socket.create_connection(("127.0.0.1", port))
    head = _ask(connection, f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    connection.close()
    return next(
        line.split(b":", 1)[1].strip().decode()
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"etag:")
    )


def median(values: list[float]) -> float:
    """Return the middle one."""
    return sorted(values)[len(values) // 2]


def loaded(folder: str) -> dict[str, str]:
    """Make a portal with the demonstration in a folder and return the environment that finds it."""
    environ = {"DECISIONS_INSTANCE": str(Path(folder) / "instance"), "PYTHONWARNINGS": "ignore"}
    for command in ("db upgrade", "demo load"):
        arguments = [sys.executable, "-m", "flask", *command.split()]
        subprocess.run(arguments, env={**os.environ, **environ}, check=True, stdout=subprocess.DEVNULL)
    return environ


def measure(environ: dict[str, str], pages: Sequence[str]) -> bool:
    """Print the ratios of pages and return whether they keep the limits."""
    with (
        served("hello", {}) as bare,
        served("portal", environ) as warm,
        served("portal", {**environ, "COLD": "1"}) as cold,
        served("portal", {**environ, "ANEW": "1"}) as anew,
    ):
        kept = [_measure_page(path, bare, warm, cold, anew) for path in pages]
    return all(kept)


def _measure_page(path: str, bare: int, warm: int, cold: int, anew: int) -> bool:
    known = f"If-None-Match: {etag_of(warm, path)}\r\n"
    ratios: dict[str, list[float]] = {"warm": [], "304": [], "cold": [], "anew": []}
    for _ in range(ROUNDS):
        base = rate(bare, "/")
        ratios["warm"].append(rate(warm, path) / base)
        ratios["304"].append(rate(warm, path, headers=known) / base)
        ratios["cold"].append(rate(cold, path) / base)
        ratios["anew"].append(rate(anew, path) / base)
    found = {name: median(values) for name, values in ratios.items()}
    print(
        f"{path:<28} warm {found['warm']:.2f}  304 {found['304']:.2f}  cold {found['cold']:.3f}"
        f"  anew {found['anew']:.3f}  of hello ({base:.0f}/s)",
        flush=True,
    )
    return found["warm"] >= WARM_LIMIT and found["304"] >= WARM_LIMIT and found["cold"] >= COLD_LIMIT


def main() -> int:
    """Print the ratios and return 1 when one misses its limit."""
    with tempfile.TemporaryDirectory() as folder:
        return 0 if measure(loaded(folder), PAGES) else 1


if __name__ == "__main__":
    raise SystemExit(main())
