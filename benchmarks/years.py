"""1,200 decisions with 20 entries each: as fast as a small portal, with as many queries.

Prints the queries of the catalogue and of a decision's page beside those of the demonstration, then their
ratios as benchmarks.pages does; ends with 1 when a limit is missed. Run: python -m benchmarks.years
"""

import os
import tempfile

from flask import Flask
from sqlalchemy import event, func, select

from benchmarks._many_years import ENTRIES, ITEMS, YEARS, fill
from benchmarks.pages import loaded, measure
from decisions.app import create_app
from decisions.config import load_settings
from decisions.extensions import db
from decisions.record.models import RecordEntry
from decisions.record.queries import verify_record

SMALL = ("/decisions/2026-01", "/catalogue/2026")
LARGE = ("/decisions/2015-30", "/catalogue/2015")


def count_queries(app: Flask, path: str) -> int:
    """Return how many queries a page takes that nobody asked for before."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    answer = app.test_client().get(path)
    event.remove(engine, "before_cursor_execute", note)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answers {answer.status}")
    return len(seen)


def main() -> int:
    """Print queries and ratios; 1 when the queries grew or a ratio misses its limit."""
    with tempfile.TemporaryDirectory() as folder:
        environ = loaded(folder)
        app = create_app(load_settings({**os.environ, **environ}), testing=True)  # without the page cache
        few = [count_queries(app, path) for path in SMALL]
        with app.app_context():
            fill(db.session())
            faults = verify_record(db.session())
            entries = db.session.scalar(select(func.count()).select_from(RecordEntry))
        many = [count_queries(app, path) for path in LARGE]
        for small, large, before, after in zip(SMALL, LARGE, few, many, strict=True):
            print(f"{large:<28} {after} queries; {small} of the demonstration alone {before}")
        print(f"{len(YEARS)} years of {ITEMS} decisions with {ENTRIES} entries: {entries} entries in all")
        is_fast = measure(environ, (*LARGE, *SMALL))
        return 0 if is_fast and many == few and not faults else 1


if __name__ == "__main__":
    raise SystemExit(main())
