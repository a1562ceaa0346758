"""Commands of the catalogue: import a spreadsheet, publish a year.

Exit 0 on success; 1 with one line for each problem on standard error, and nothing half done.
"""

import json
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import click
from flask.cli import with_appcontext

from decisions import clock
from decisions.catalogue.operations import as_items, import_items, list_unmatched, publish_catalogue
from decisions.catalogue.rules import FIRST_YEAR, LAST_YEAR
from decisions.catalogue.spreadsheets import CatalogueReading, read_catalogue
from decisions.errors import DecisionsError, Level, Problem
from decisions.services.actor import SYSTEM
from decisions.services.spreadsheet.reading import read_table
from decisions.web.transactions import current_session

catalogue = click.Group("catalogue", help="年度目录：导入、公布。")

_YEAR = click.IntRange(FIRST_YEAR, LAST_YEAR)


@catalogue.command("import")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--year", type=_YEAR, required=True, help="目录的年度。")
@click.option("--dry-run", is_flag=True, help="只读取和检查，不写入；不需要数据库。")
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 文档。")
@with_appcontext
def import_(path: Path, year: int, dry_run: bool, as_json: bool) -> None:
    """从表格导入一个年度的目录；同一事项不会重复导入。"""
    reading = _read(path, year, as_json)
    if as_json:
        _print_json(reading.as_json())
    if reading.errors:
        _refuse(_line(problem) for problem in reading.errors)
    unmatched = () if dry_run else list_unmatched(current_session(), year, reading)
    summary = f"读取 {len(reading.items)} 项" if dry_run else _import(reading, year)
    if not as_json:
        for problem in (*reading.problems, *unmatched):
            click.echo(_line(problem), err=True)
        click.echo(f"{summary}。")


@catalogue.command("publish")
@click.argument("year", type=_YEAR)
@click.option("--evidence", required=True, help="同级党委同意的文号。")
@click.option("--on", "consent_on", type=click.DateTime(["%Y-%m-%d"]), required=True, help="党委同意的日期。")
@with_appcontext
def publish(year: int, evidence: str, consent_on: datetime) -> None:
    """登记党委同意的文号和日期，公布一个年度的目录。"""
    session = current_session()
    try:
        entry = publish_catalogue(
            session,
            year,
            consent_number=evidence,
            consent_on=consent_on.date(),
            actor=SYSTEM,
            now=clock.now(),
        )
    except DecisionsError as error:
        _refuse_for(error)
    session.commit()
    click.echo(f"{year}年度目录已公布，公开记录第 {entry.seq} 号条目。")


def _read(path: Path, year: int, as_json: bool) -> CatalogueReading:
    try:
        return read_catalogue(read_table(path.name, path), year=year)
    except OSError:
        _refuse_file(f"{path}：无法打开文件，请核对路径和读取权限。", as_json)
    except DecisionsError as error:
        _refuse_file(f"{path}：{error}", as_json)


def _refuse_file(message: str, as_json: bool) -> NoReturn:
    if as_json:
        problem = {"row": None, "field": None, "level": Level.ERROR.value, "message": message}
        _print_json({"items": [], "problems": [problem]})
    _refuse([message])


def _refuse(lines: Iterable[str]) -> NoReturn:
    """End the command: one line for each problem, and nothing written."""
    for line in lines:
        click.echo(line, err=True)
    sys.exit(1)


def _refuse_for(error: DecisionsError) -> NoReturn:
    _refuse([_line(problem) for problem in error.problems] or [str(error)])


def _import(reading: CatalogueReading, year: int) -> str:
    session = current_session()
    try:
        plan = import_items(
            session,
            year,
            as_items(reading),
            title=reading.preamble.title,
            document_number=reading.preamble.document_number,
            actor=SYSTEM,
            now=clock.now(),
        )
    except DecisionsError as error:
        _refuse_for(error)
    session.commit()
    added, changed, unchanged = len(plan.added), len(plan.changed), len(plan.unchanged)
    return f"新增 {added} 项，更新 {changed} 项，未变 {unchanged} 项，表中没有而保留 {len(plan.absent)} 项"


def _line(problem: Problem) -> str:
    place = f"第 {problem.row} 行" if problem.row else ""
    field = f"“{problem.field}”" if problem.field else ""
    words = "错误" if problem.level is Level.ERROR else "提示"
    return f"{words}：{place}{field}{'：' if place or field else ''}{problem.message}".replace("\n", " ")


def _print_json(document: object) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))
