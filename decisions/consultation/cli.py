"""Commands of consultations: flask consultation …"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import click

from decisions.consultation.drafts import (
    Article,
    Draft,
    Item,
    check_numbering,
    clause_label,
    diff_drafts,
    parse_draft,
)
from decisions.errors import DecisionsError

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
