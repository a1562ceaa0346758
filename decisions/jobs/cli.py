"""Commands that run the portal: the background worker, and the web server together with it."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from granian.constants import Interfaces
from granian.server import Server

from decisions.errors import DecisionsError
from decisions.jobs.background import watch
from decisions.jobs.queue import make_queue, register
from decisions.services.backup import restore_backup, write_backup
from decisions.web.context import file_store, settings
from decisions.web.transactions import current_session

jobs = click.Group("jobs", help="Background work.")


@jobs.command("worker")
@with_appcontext
def worker() -> None:
    """Run background work until stopped."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    queue = make_queue(settings())
    register(queue, app, settings())
    stopped = threading.Event()
    watcher = threading.Thread(target=watch, args=(app, stopped), daemon=True)
    watcher.start()
    try:
        queue.create_consumer(workers=1, check_worker_health=True).run()
    finally:
        stopped.set()
        watcher.join(timeout=5)


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def backup(file: Path) -> None:
    """Write the whole portal, database and files, into FILE."""
    rows = write_backup(current_session(), file_store(), file)
    click.echo(f"已备份 {rows} 行数据和全部文件：{file}")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def restore(file: Path) -> None:
    """Read FILE into an empty, migrated database."""
    session = current_session()
    try:
        rows = restore_backup(session, file_store(), file)
    except DecisionsError as error:
        raise click.ClickException(str(error)) from error
    session.commit()
    click.echo(f"已恢复 {rows} 行数据和全部文件。")


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
