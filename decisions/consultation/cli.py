"""Commands of consultations: flask consultation …

Exit 0 on success; 1 with one line for each problem on standard error, and nothing half done.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click
from flask.cli import with_appcontext

from decisions import clock
from decisions.consultation.drafts import (
    Article,
    Draft,
    Item,
    check_numbering,
    clause_label,
    diff_drafts,
    parse_draft,
)
from decisions.consultation.models import Consultation
from decisions.consultation.operations import attach_draft, import_opinions, plan_import
from decisions.consultation.operations.importing import Verdict
from decisions.consultation.operations.uploads import read_file
from decisions.consultation.queries import get_consultation
from decisions.consultation.spreadsheets import ReadOpinion, opinions_json
from decisions.errors import DecisionsError
from decisions.services.actor import SYSTEM
from decisions.services.spreadsheet.verdicts import NoteKind, RowNote
from decisions.web.context import file_store
from decisions.web.transactions import current_session

_NOTES = {NoteKind.REFUSED: "未导入", NoteKind.SKIPPED: "跳过", NoteKind.WARNING: "请核对"}
_PROGRESS_EVERY = 10_000
_KINDS = {"unchanged": "未变", "changed": "修改", "inserted": "新增", "deleted": "删除"}


@click.group()
def consultation() -> None:
    """公开征求意见：草案、意见。"""


@consultation.command("parse-draft")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="输出一份 JSON。")
def parse_draft_command(file: Path, as_json: bool) -> None:
    """把草案（.docx 或 .md）拆分为章、条、款、项。"""
    draft = _read(file)
    for problem in check_numbering(draft):
        click.echo(str(problem.message), err=True)
    if as_json:
        _print_json(draft.as_json())
        return
    for line in _outline(draft):
        click.echo(line)


@consultation.command("diff-drafts")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="输出一份 JSON。")
def diff_drafts_command(old: Path, new: Path, as_json: bool) -> None:
    """逐条比较草案的两个版本；只有序号变化的条文算作未变。"""
    diff = diff_drafts(_read(old), _read(new))
    if as_json:
        _print_json(diff.as_json())
        return
    for change in (*diff.articles, *diff.annexes):
        before, after = _name(change.old), _name(change.new)
        click.echo(f"{_KINDS[change.kind]}\t{before} → {after}" + ("\t移动" if change.moved else ""))
        for reference in change.stale_references:
            click.echo(f"{after}引用的{reference}可能没有随条文序号调整，请核对。", err=True)


@consultation.command("import-draft")
@click.argument("code")
@click.argument("file", type=click.Path(path_type=Path))
@with_appcontext
def import_draft_command(code: str, file: Path) -> None:
    """把草案文件（.docx 或 .md）读入一份尚未发布的征求意见公告。"""
    session = current_session()
    with _refusals(file):
        version = attach_draft(
            session,
            file_store(),
            get_consultation(session, code),
            name=file.name,
            data=file.read_bytes(),
            actor=SYSTEM,
            now=clock.now(),
        )
    session.commit()
    articles = sum(1 for _article in Draft.from_json(version.tree).articles())
    click.echo(f"{code}：已读入《{version.title}》，{articles} 条。")


@consultation.command("import-opinions")
@click.argument("code")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="只读取和核对，不写入。")
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 文档。")
@with_appcontext
def import_opinions_command(code: str, file: Path, dry_run: bool, as_json: bool) -> None:
    """从表格导入意见；已经登记过的不会重复导入，不能导入的行逐行说明。"""
    verdicts: list[Verdict] = []
    with _refusals(file):
        accepted = _take_in(get_consultation(current_session(), code), file, dry_run, as_json, verdicts)
    current_session().commit()
    if as_json:
        _print_json(opinions_json(verdicts))
        return
    for verdict in verdicts:
        if isinstance(verdict, RowNote):
            click.echo(f"第 {verdict.row} 行（{_NOTES[verdict.kind]}）：{verdict.message}", err=True)
    click.echo(f"可以导入 {accepted} 条。" if dry_run else f"已导入 {accepted} 条。")


def _take_in(
    consultation: Consultation, file: Path, dry_run: bool, as_json: bool, verdicts: list[Verdict]
) -> int:
    """Import a file, or only look; fill verdicts (opinions only where they are to be printed)."""
    accepted = 0

    def note(verdict: Verdict) -> None:
        nonlocal accepted
        if isinstance(verdict, ReadOpinion):
            accepted += 1
            if not as_json and accepted % _PROGRESS_EVERY == 0:
                click.echo(f"已读取 {accepted} 条……", err=True)
        if as_json or isinstance(verdict, RowNote):
            verdicts.append(verdict)

    session, now = current_session(), clock.now()
    read = read_file(file.name, file, consultation)
    if dry_run:
        for verdict in plan_import(session, consultation, read, now=now):
            note(verdict)
    else:
        import_opinions(session, consultation, read, actor=SYSTEM, now=now, on_verdict=note)
    return accepted


@contextmanager
def _refusals(file: Path) -> Iterator[None]:
    """Turn a refusal into one line for each problem and exit status 1."""
    try:
        yield
    except OSError as error:
        _fail(f"{file}：无法打开文件（{error.strerror}）。")
    except DecisionsError as error:
        lines = [str(problem.message) for problem in error.problems]
        _fail("\n".join([str(error), *lines]))


def _read(file: Path) -> Draft:
    """Return the draft in a file, or say in one line why there is none and stop."""
    try:
        return parse_draft(file.read_bytes())
    except OSError:
        _fail(f"{file}：无法打开文件，请核对路径和读取权限。")
    except DecisionsError as error:
        _fail(f"{file}：{error}")


def _fail(line: str) -> NoReturn:
    click.echo(line, err=True)
    sys.exit(1)


def _print_json(document: object) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def _name(article: Article | None) -> str:
    return "—" if article is None else f"{clause_label(article.id)} {article.title}".strip()


def _outline(draft: Draft) -> Iterable[str]:
    """Yield a draft line by line, deeper clauses further in."""
    yield from filter(None, (draft.title, draft.subtitle))
    for chapter in draft.chapters:
        if chapter.number is not None:
            yield f"{clause_label(chapter.id)} {chapter.title}"
        for article in chapter.articles:
            yield from _article_lines(article)
    for annex in draft.annexes:
        yield from _article_lines(annex)


def _article_lines(article: Article) -> Iterable[str]:
    yield f"  {_name(article)}"
    for paragraph in article.paragraphs:
        if paragraph.text:
            yield f"    {paragraph.text}"
        yield from _item_lines(paragraph.items, "      ")


def _item_lines(items: Iterable[Item], indent: str) -> Iterable[str]:
    for item in items:
        yield f"{indent}{item.label}{item.text}"
        yield from _item_lines(item.items, indent + "  ")
