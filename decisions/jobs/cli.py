"""Commands that run the portal: the background worker, and the web server together with it."""

import os
import subprocess
import sys

import click
from flask import current_app
from flask.cli import with_appcontext
from granian.constants import Interfaces
from granian.server import Server

from decisions.jobs.queue import make_queue, register
from decisions.web.context import settings

jobs = click.Group("jobs", help="Background work.")


@jobs.command("worker")
@with_appcontext
def worker() -> None:
    """Run background work until stopped."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    queue = make_queue(settings())
    register(queue, app, settings())
    queue.create_consumer(workers=1, check_worker_health=True).run()


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@with_appcontext
def serve(host: str, port: int) -> None:
    """Serve the portal and run its worker; stopping one stops both."""
    click.echo(f"门户已启动：http://{host}:{port}/ （按 Ctrl+C 停止）")
    background = subprocess.Popen([sys.executable, "-m", "flask", "jobs", "worker"], env=os.environ)
    try:
        Server(
            "wsgi:app",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=max(1, settings().workers),
            blocking_threads=1 if settings().workers > 1 else 4,
            log_access=False,
        ).serve()
    finally:
        background.terminate()
        try:
            background.wait(timeout=10)
        except subprocess.TimeoutExpired:
            background.kill()
