"""Commands of feedback: flask feedback …

Exit 0 on success; 1 with one line for each problem on standard error, and nothing half done.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn

import click
from flask.cli import ScriptInfo

from decisions.catalogue.queries import get_decision
from decisions.consultation.drafts import Segment, SegmentKind
from decisions.errors import DecisionsError
from decisions.feedback.grouping import (
    Grouping,
    Opinion,
    differ_in_figures,
    group_opinions,
    mark_differences,
)
from decisions.feedback.queries.gathering import list_heard_opinions
from decisions.services.spreadsheet.reading import read_table
from decisions.services.spreadsheet.table import Row, Sheet
from decisions.web.transactions import current_session

_CLAUSE_COLUMN = "针对条款"
_HEADING_ROWS = 20
_PROGRESS_EVERY = 20_000
_SHOWN = 10
_MOST_PROBLEMS = 20


@click.group()
def feedback() -> None:
    """意见的归并与答复。"""


@feedback.command("group")
@click.argument("target", metavar="FILE|CODE")
@click.option("--text-column", help="意见内容所在的栏名（对表格必填）。")
@click.option("--id-column", help="编号所在的栏名（对表格必填）。")
@click.option("--clause-column", help=f"针对条款所在的栏名；不写时使用名为“{_CLAUSE_COLUMN}”的一栏。")
@click.option("--json", "as_json", is_flag=True, help="只输出一份 JSON。")
@click.option("--differences", is_flag=True, help="JSON 中一并列出组内每一条与第一条的不同之处。")
@click.pass_context
def group_command(
    context: click.Context,
    target: str,
    text_column: str | None,
    id_column: str | None,
    clause_column: str | None,
    as_json: bool,
    differences: bool,
) -> None:
    """提出重复意见和主题的归并建议，供人核对；表格不需要数据库，也可以写事项编号。"""
    if text_column or id_column or Path(target).exists():
        opinions = _from_file(Path(target), text_column, id_column, clause_column)
    else:
        with context.ensure_object(ScriptInfo).load_app().app_context():
            opinions = _from_decision(target)
    grouping = group_opinions(opinions, None if as_json else _progress)
    if as_json:
        _print_json(_as_json(grouping, with_differences=differences))
        return
    for line in _lines(grouping):
        click.echo(line)


def _from_decision(code: str) -> list[Opinion]:
    session = current_session()
    with _refusals(code):
        heard = list_heard_opinions(session, get_decision(session, code).id)
    return [Opinion(opinion.number, opinion.text, opinion.clause) for opinion in heard]


def _from_file(
    path: Path, text_column: str | None, id_column: str | None, clause_column: str | None
) -> list[Opinion]:
    if not text_column or not id_column:
        _fail([f"{path}：请用 --text-column 和 --id-column 写明意见内容和编号所在的栏名。"])
    with _refusals(str(path)):
        sheet = read_table(path.name, path)
        header, columns = _find_columns(sheet, text_column, id_column, clause_column)
        rows = [row for row in sheet.rows() if row.number > header]
    text, id_, clause = columns
    opinions = [Opinion(row.text(id_), _whole_text(row, text), row.text(clause)) for row in rows]
    problems = _problems_of_ids(rows, opinions, id_column)
    if problems:
        _fail(problems)
    return opinions


def _find_columns(
    sheet: Sheet, text_column: str, id_column: str, clause_column: str | None
) -> tuple[int, tuple[int, int, int | None]]:
    """Return the heading's row, and the places of the columns in it; titles may stand above it."""
    missing = wanted = [name for name in (text_column, id_column, clause_column) if name]
    for row in islice(sheet.rows(), _HEADING_ROWS):
        names = [row.text(column) for column in range(len(row.cells))]
        absent = [name for name in wanted if name not in names]
        if not absent:
            clause = clause_column or _CLAUSE_COLUMN
            places = names.index(text_column), names.index(id_column)
            return row.number, (*places, names.index(clause) if clause in names else None)
        missing = min(missing, absent, key=len)
    return _fail([f"表格中没有名为“{name}”的一栏，请核对栏名。" for name in missing])


def _whole_text(row: Row, column: int) -> str:
    """Return a cell with its own line breaks."""
    value = row.value(column)
    return value if isinstance(value, str) else str(value)


def _problems_of_ids(rows: Sequence[Row], opinions: Sequence[Opinion], id_column: str) -> list[str]:
    first_row: dict[str, int] = {}
    problems = []
    for row, opinion in zip(rows, opinions, strict=True):
        if not opinion.id:
            problems.append(f"第 {row.number} 行：“{id_column}”为空，请补上编号。")
        elif opinion.id in first_row:
            problems.append(f"第 {row.number} 行：编号“{opinion.id}”与第 {first_row[opinion.id]} 行重复。")
        first_row.setdefault(opinion.id, row.number)
    more = len(problems) - _MOST_PROBLEMS
    return [*problems[:_MOST_PROBLEMS], f"还有 {more} 处同样的问题。"] if more > 0 else problems


def _as_json(grouping: Grouping, *, with_differences: bool) -> dict[str, Any]:
    document: dict[str, Any] = {
        "duplicates": [grouping.ids(group) for group in grouping.duplicates],
        "topics": [{"label": topic.label, "ids": grouping.ids(topic.members)} for topic in grouping.topics],
    }
    if with_differences:
        document["differences"] = [
            {
                "id": grouping.opinions[place].id,
                "first": grouping.opinions[group[0]].id,
                "figures": differ_in_figures(segments),
                "segments": [{"kind": segment.kind.value, "text": segment.text} for segment in segments],
            }
            for group in grouping.duplicates
            for place, segments in _differing(grouping, group)
        ]
    return document


def _differing(grouping: Grouping, group: Sequence[int]) -> Iterator[tuple[int, tuple[Segment, ...]]]:
    """Yield the members of a group whose words are not those of the first, with what differs."""
    first = grouping.opinions[group[0]].text
    for place in group[1:]:
        segments = mark_differences(first, grouping.opinions[place].text)
        if any(segment.kind is not SegmentKind.EQUAL for segment in segments):
            yield place, segments


def _lines(grouping: Grouping) -> Iterator[str]:
    """Yield a proposal for reading: groups with what differs in them, then topics."""
    groups, copies = len(grouping.duplicates), sum(map(len, grouping.duplicates))
    yield f"{len(grouping.opinions)} 条意见；重复意见 {groups} 组，共 {copies} 条。以下均为建议，请核对。"
    for number, group in enumerate(grouping.duplicates, start=1):
        yield f"重复意见第 {number} 组（{len(group)} 条）：{_listed(grouping, group)}"
        yield f"  {grouping.opinions[group[0]].id}　{_one_line(grouping.opinions[group[0]].text)}"
        for place, segments in _differing(grouping, group[:_SHOWN]):
            warning = "（数字不同）" if differ_in_figures(segments) else ""
            yield f"  {grouping.opinions[place].id}　{warning}{_one_line(_marked(segments))}"
    for topic in grouping.topics:
        yield f"主题“{topic.label}”（{len(topic.members)} 条）：{_listed(grouping, topic.members)}"


def _listed(grouping: Grouping, places: Sequence[int]) -> str:
    shown = "、".join(grouping.ids(places[:_SHOWN]))
    return shown + (f" 等 {len(places)} 条" if len(places) > _SHOWN else "")


def _marked(segments: Sequence[Segment]) -> str:
    """Return a text with what it has more in 【+ 】 and what it lacks in 【- 】."""
    marks = {SegmentKind.EQUAL: "{}", SegmentKind.INSERTED: "【+{}】", SegmentKind.DELETED: "【-{}】"}
    return "".join(marks[segment.kind].format(segment.text) for segment in segments)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _progress(done: int) -> None:
    if done % _PROGRESS_EVERY == 0:
        click.echo(f"已比较 {done} 条……", err=True)


@contextmanager
def _refusals(name: str) -> Iterator[None]:
    """Turn a refusal into one line for each problem and exit status 1."""
    try:
        yield
    except OSError as error:
        _fail([f"{name}：无法打开文件（{error.strerror}）。"])
    except DecisionsError as error:
        _fail([f"{name}：{error}", *(str(problem.message) for problem in error.problems)])


def _fail(lines: Sequence[str]) -> NoReturn:
    for line in lines:
        click.echo(line, err=True)
    sys.exit(1)


def _print_json(document: object) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))
