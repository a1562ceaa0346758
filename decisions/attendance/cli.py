"""The commands of attendance: `attendance import-signups`, `freeze-draw`, `run-draw`, `verify-draw`.

Those of the draw need no database.
Exit 0 on success; 1 with one line for each problem, and nothing half done.
"""

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, NoReturn

import click
from flask.cli import with_appcontext

from decisions import clock
from decisions.attendance.draw import (
    Frozen,
    Rule,
    Step,
    Verification,
    freeze_file,
    read_rule,
    run,
    seed_from_document,
    verify,
)
from decisions.attendance.draw.canonical import RESULT, RULE, SEED, get_file, read_json, root_of
from decisions.attendance.draw.errors import AlreadyFrozenError
from decisions.attendance.draw.verify_draw import read_directory
from decisions.attendance.operations import ListedSignUp, import_sign_ups
from decisions.attendance.operations.sign_ups import plan_import
from decisions.attendance.queries import get_call
from decisions.attendance.spreadsheets import ReadSignUp, read_sign_ups, sign_ups_json
from decisions.errors import DecisionsError, Problem
from decisions.services.actor import SYSTEM
from decisions.services.spreadsheet.reading import read_table
from decisions.services.spreadsheet.verdicts import NoteKind, RowNote
from decisions.web.transactions import current_session

EXISTING_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
EXISTING_FOLDER: Final = click.Path(exists=True, file_okay=False, path_type=Path)

_NOTES: Final = {NoteKind.REFUSED: "未导入", NoteKind.SKIPPED: "跳过", NoteKind.WARNING: "请核对"}

attendance = click.Group("attendance", help="列席：报名、抽签、核验。")


@attendance.command("import-signups")
@click.argument("code")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="只读取和核对，不写入。")
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 文档。")
@with_appcontext
def import_signups(code: str, path: Path, dry_run: bool, as_json: bool) -> None:
    """从表格导入报名；已经导入过的不会重复，不能导入的行逐行说明。"""
    session, now = current_session(), clock.now()
    with _refusals():
        call = get_call(session, code)
        verdicts = plan_import(session, call, read_sign_ups(read_table(path.name, path), today=clock.today()))
        taken = [verdict for verdict in verdicts if isinstance(verdict, ReadSignUp)]
        if not dry_run:
            listed = [ListedSignUp(sign_up.row, sign_up.entry) for sign_up in taken]
            import_sign_ups(session, call, listed, actor=SYSTEM, now=now)
    session.commit()
    notes = [verdict for verdict in verdicts if isinstance(verdict, RowNote)]
    lines = [f"第 {note.row} 行（{_NOTES[note.kind]}）：{note.message}" for note in notes]
    done = "可以导入" if dry_run else "已导入"
    _print(sign_ups_json(verdicts), [*lines, f"{done} {len(taken)} 份报名。"], as_json)


@attendance.command("freeze-draw")
@click.option("--pool", "pool_path", type=EXISTING_FILE, required=True, help="符合条件的报名名单 pool.csv。")
@click.option("--rule", "rule_path", type=EXISTING_FILE, required=True, help="抽签规则 rule.json。")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="存放封存文件的新目录。")
@click.option("--limit-seconds", type=float, help="为求公平最多计算多少秒；提前停止仍然有效，文件中会注明。")
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 文档。")
def freeze_draw(
    pool_path: Path, rule_path: Path, out: Path, limit_seconds: float | None, as_json: bool
) -> None:
    """封存报名名单和抽签规则，算出须事先公布的根哈希。"""
    with _refusals():
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise AlreadyFrozenError(folder=out)
        rule = read_json(rule_path.name, rule_path.read_bytes())
        frozen = freeze_file(
            pool_path.read_bytes(), rule, clock.now(), limit_seconds=limit_seconds, progress=_Progress()
        )
        _write_folder(out, frozen.files)
    _print(_frozen_document(frozen), _frozen_lines(frozen), as_json)


@attendance.command("run-draw")
@click.argument("folder", type=EXISTING_FOLDER)
@click.option("--seed", "seed_path", type=EXISTING_FILE, required=True, help="开奖号码 seed.json。")
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 文档。")
def run_draw(folder: Path, seed_path: Path, as_json: bool) -> None:
    """用开奖号码抽签；一次封存只抽一次。"""
    with _refusals():
        files = read_directory(folder)
        document = read_json(seed_path.name, seed_path.read_bytes())
        in_place = seed_path.resolve() == (folder / SEED).resolve()
        if in_place and ("seed" not in document or RESULT not in files):
            # The numbers were written where the completed seed.json goes: input, nothing is drawn yet.
            del files[SEED]
        seed = seed_from_document(root_of(files), _rule(files), document)
        drawn = run(files, seed)
        # seed.json comes last: where it stands, the draw is done.
        for name in (RESULT, SEED):
            _write_file(folder / name, drawn[name])
    result = read_json(RESULT, drawn[RESULT])
    lines = [f"种子：{seed.value.hex()}"]
    for label, people in (("入选", result["selected"]), ("候补", result["alternates"])):
        lines += [f"{label} {number}：{person}" for number, person in enumerate(people, start=1)]
    _print({**seed.to_document(), **result}, lines, as_json)


@attendance.command("verify-draw")
@click.argument("folder", type=EXISTING_FOLDER)
@click.option("--root", help="事先公布的根哈希；给出时一并核对。")
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 文档。")
def verify_draw(folder: Path, root: str | None, as_json: bool) -> None:
    """重新计算一次抽签的全部步骤，逐项核验。"""
    verification = verify(read_directory(folder), root)
    _print(_verification_document(verification), verification.lines, as_json)
    if verification.failed is not None:
        if as_json:
            click.echo(str(verification.checks[-1]), err=True)
        raise SystemExit(1)


def _rule(files: Mapping[str, bytes]) -> Rule:
    return read_rule(read_json(RULE, get_file(files, RULE)))


@contextmanager
def _refusals() -> Iterator[None]:
    """Turn a refusal into one line for each problem and exit status 1."""
    try:
        yield
    except DecisionsError as error:
        _refuse(error)
    except OSError as error:
        raise click.ClickException(f"{error.filename}：{error.strerror}") from error


def _refuse(error: DecisionsError) -> NoReturn:
    click.echo(str(error), err=True)
    for problem in error.problems:
        click.echo(_problem_line(problem), err=True)
    raise SystemExit(1) from error


def _problem_line(problem: Problem) -> str:
    if problem.row is not None:
        return f"  第 {problem.row} 行：{problem.message}"
    return f"  {problem.field}：{problem.message}" if problem.field else f"  {problem.message}"


def _write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a new folder in one stroke: it appears with all its files or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as temporary:
        prepared = Path(temporary) / folder.name
        prepared.mkdir()
        for name, data in files.items():
            _write_file(prepared / name, data)
        os.replace(prepared, folder)


def _write_file(path: Path, data: bytes) -> None:
    """Write a file in one stroke, safe on disk before it has its name."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as temporary:
        try:
            temporary.write(data)
            temporary.flush()
            os.fsync(temporary.fileno())
            os.chmod(temporary.name, 0o644)
            os.replace(temporary.name, path)
        except OSError:
            Path(temporary.name).unlink(missing_ok=True)
            raise


def _print(document: Mapping[str, Any], lines: list[str], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(lines))


class _Progress:
    """Says on standard error, every fifty panels, that the preparation goes on."""

    def __init__(self) -> None:
        self._next = 50

    def __call__(self, step: Step) -> None:
        if step.panels >= self._next:
            self._next = step.panels + 50
            click.echo(f"已找到 {step.panels} 种组合，距最公平还差 {step.gap:.2%}", err=True)


def _frozen_document(frozen: Frozen) -> dict[str, Any]:
    return {
        "root": frozen.root,
        "people": frozen.people,
        "compositions": frozen.compositions,
        "smallest": str(frozen.smallest),
        "largest": str(frozen.largest),
        "complete": frozen.complete,
    }


def _frozen_lines(frozen: Frozen) -> list[str]:
    lines = [
        f"已封存 {frozen.people} 人，根哈希（请立即公布）：{frozen.root}",
        f"每人入选机会：最小 {_chance(frozen.smallest)}，最大 {_chance(frozen.largest)}",
    ]
    if frozen.compositions:
        lines.append(f"符合名额要求的组合取用 {frozen.compositions} 种")
    if frozen.has_few_compositions:
        lines.append("组合种数很少：报名人数不多时属正常情况，请在公告中说明")
    if not frozen.complete:
        lines.append("到时限提前停止：所有组合均有效，但机会未必最均衡，lottery.json 中已注明")
    return lines


def _verification_document(verification: Verification) -> dict[str, Any]:
    return {
        "valid": verification.failed is None,
        "failed": verification.failed,
        "root": verification.root,
        "smallest": None if verification.smallest is None else str(verification.smallest),
        "largest": None if verification.largest is None else str(verification.largest),
        "checks": [
            {"name": check.name, "passed": check.passed, "message": check.chinese}
            for check in verification.checks
        ],
    }


def _chance(chance: Fraction) -> str:
    return f"{chance}（{float(chance):.4%}）"
