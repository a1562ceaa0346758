"""Command groups, each from its feature; bound by create_app."""

from flask import Flask

from decisions.accounts.cli import accounts
from decisions.catalogue.cli import catalogue
from decisions.jobs.cli import jobs, serve
from decisions.supervision.cli import calendar

COMMANDS = (
    accounts,
    calendar,
    catalogue,
    jobs,
    serve,
)


def init_app(app: Flask) -> None:
    """Bind every command group."""
    for command in COMMANDS:
        app.cli.add_command(command)
