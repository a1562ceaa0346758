"""How long 100,000 opinions take from a spreadsheet into the database, committed.

Each format is imported in a fresh process over a fresh SQLite database with a published draft, as the command
`consultation import-opinions` does. Prints seconds, the processor's seconds among them, the peak memory of
that process, and the ratio to reading the same file without storing; ends with 1 when a limit is missed or a
row is lost. The limit is held against the processor's seconds: on a busy machine the others are not ours.
Run it as `python -m benchmarks.import_opinions [ROWS]`.
"""

import subprocess
import sys
import tempfile
import time
from datetime import date, datetime
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select

from benchmarks.imports import OPINION_HEADER, opinions, peak_megabytes, read_list
from decisions import clock
from decisions.accounts.models import Unit
from decisions.app import create_app
from decisions.catalogue.models import Decision
from decisions.clock import SHANGHAI
from decisions.config import load_settings
from decisions.consultation.models import Opinion
from decisions.consultation.operations import (
    NoticeInput,
    approve_notice,
    attach_draft,
    create_notice,
    import_opinions,
    submit_notice,
    update_notice,
)
from decisions.consultation.operations.uploads import read_file
from decisions.consultation.queries import get_consultation
from decisions.extensions import db
from decisions.services.actor import SYSTEM, Actor, Role
from decisions.services.spreadsheet.writing import write_csv, write_xlsx
from decisions.web.context import file_store

OPINIONS = 100_000
SECONDS = 60.0
MEGABYTES = 400
CODE = "2026-01-c"
DRAFT = Path(__file__).resolve().parents[1] / "decisions" / "demo" / "data" / "draft-parking-v1.docx"
PUBLISHED_AT = datetime(2026, 6, 1, 10, tzinfo=SHANGHAI)


def application(folder: Path) -> Flask:
    """Return the portal over a database of its own."""
    return create_app(load_settings({"DECISIONS_INSTANCE": str(folder)}))


def publish_consultation() -> None:
    """Publish a notice with a draft, so that clauses are looked up as they are in earnest."""
    session = db.session()
    unit = Unit(name="区建交委（演示）")
    decision = Decision(code="2026-01", title="停车办法", lead_unit=unit, created_at=PUBLISHED_AT)
    session.add_all([unit, decision])
    session.flush()
    drafter, approver = (
        Actor(id=number, name=str(role), unit_id=unit.id, roles=frozenset({role}))
        for number, role in enumerate((Role.DRAFTER, Role.APPROVER), start=1)
    )
    consultation = create_notice(session, decision, actor=drafter, now=PUBLISHED_AT)
    attach_draft(
        session,
        file_store(),
        consultation,
        name=DRAFT.name,
        data=DRAFT.read_bytes(),
        actor=drafter,
        now=PUBLISHED_AT,
    )
    notice = NoticeInput(
        title="公告",
        body="征求意见。",
        opens_on=date(2026, 6, 1),
        contact="区建交委（演示）",
        ways={"post": "演示路1号"},
    )
    update_notice(session, consultation, notice, actor=drafter, now=PUBLISHED_AT)
    submission = submit_notice(session, consultation, actor=drafter, now=PUBLISHED_AT)
    approve_notice(session, consultation, submission.id, actor=approver, now=PUBLISHED_AT)
    session.commit()


def import_alone(path: Path, folder: Path) -> int:
    """Import in this process, print what it took, and say whether the limits are kept."""
    with application(folder).app_context():
        session = db.session()
        consultation = get_consultation(session, CODE)
        started, begun = time.perf_counter(), time.process_time()
        verdicts = read_file(path.name, path, consultation)
        report = import_opinions(session, consultation, verdicts, actor=SYSTEM, now=clock.now())
        session.commit()
        seconds, worked = time.perf_counter() - started, time.process_time() - begun
        megabytes = peak_megabytes()
        stored = session.scalar(select(func.count()).select_from(Opinion)) or 0
    begun = time.process_time()
    expected = read_list(path)
    reading = time.process_time() - begun
    print(
        f"{path.name}: {stored} of {expected} rows in {seconds:.1f} s, {worked:.1f} s of a processor "
        f"({stored / worked:.0f} rows/s), {megabytes:.0f} MB at most, "
        f"{worked / reading:.1f} times the reading alone",
        flush=True,
    )
    is_whole = stored == expected == report.accepted
    return 0 if is_whole and worked < SECONDS and megabytes < MEGABYTES else 1


def prepare(folder: Path) -> None:
    """Make a database with a consultation in it."""
    with application(folder).app_context():
        upgrade()
        publish_consultation()


def main() -> int:
    """Write the files, then import each in a process of its own."""
    if len(sys.argv) > 1 and sys.argv[1] == "--import":
        return import_alone(Path(sys.argv[2]), Path(sys.argv[3]))
    if len(sys.argv) > 1 and sys.argv[1] == "--prepare":
        prepare(Path(sys.argv[2]))
        return 0
    count = int(sys.argv[1]) if len(sys.argv) > 1 else OPINIONS
    module = [sys.executable, "-m", "benchmarks.import_opinions"]
    missed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = {
            "opinions.csv": write_csv(OPINION_HEADER, opinions(count)),
            "opinions.xlsx": write_xlsx(["意见汇总"], OPINION_HEADER, opinions(count)),
        }
        for file, data in files.items():
            instance = folder / file.replace(".", "-")
            instance.mkdir()
            path = folder / file
            path.write_bytes(data)
            subprocess.run([*module, "--prepare", str(instance)], check=True)
            missed |= subprocess.run([*module, "--import", str(path), str(instance)], check=False).returncode
    return missed


if __name__ == "__main__":
    sys.exit(main())
