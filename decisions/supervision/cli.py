"""Commands of supervision: the calendar of working days."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from decisions import clock
from decisions.errors import DecisionsError
from decisions.services.actor import SYSTEM
from decisions.services.working_days.tables import parse_year_table
from decisions.supervision.operations import add_calendar_year
from decisions.web.transactions import current_session

calendar = click.Group("calendar", help="Working days.")


@calendar.command("add-year")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def add_year(file: Path) -> None:
    """Add the table of a year from FILE; every open date is computed anew."""
    session = current_session()
    try:
        table = parse_year_table(file.read_bytes())
        moved = add_calendar_year(session, table, actor=SYSTEM, now=clock.now(), today=clock.today())
    except DecisionsError as error:
        for problem in error.problems:
            click.echo(str(problem.message), err=True)
        raise click.ClickException(str(error)) from error
    session.commit()
    click.echo(f"{table.year} 年的工作日安排已录入，{len(moved)} 项时限随之变动。")
