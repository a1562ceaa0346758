"""Commands of the record."""

import json

import click
from flask.cli import with_appcontext

from decisions.record import queries
from decisions.web.transactions import current_session

record = click.Group("record", help="The public record.")


@record.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@with_appcontext
def verify(as_json: bool) -> None:
    """Check every entry, its seal and the chain; exit 1 and name each faulty entry when it is not whole."""
    session = current_session()
    problems = queries.verify_record(session)
    count, head = queries.count_entries(session), queries.find_head(session)
    if as_json:
        report = {
            "whole": not problems,
            "entries": count,
            "head": {"seq": head.seq, "entry_hash": head.entry_hash} if head else None,
            "problems": [{"seq": each.row, "message": str(each.message)} for each in problems],
        }
        click.echo(json.dumps(report, ensure_ascii=False))
    elif problems:
        for problem in problems:
            click.echo(str(problem.message))
    else:
        end = f"，链尾哈希 {head.entry_hash}" if head else ""
        click.echo(f"公开记录完整：共 {count} 条，逐条核对无误{end}。")
    session.rollback()
    if problems:
        raise SystemExit(1)
