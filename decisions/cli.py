"""Command groups, each from its feature; bound by create_app."""

from flask import Flask

from decisions.accounts.cli import accounts
from decisions.attendance.cli import attendance
from decisions.catalogue.cli import catalogue
from decisions.consultation.cli import consultation
from decisions.demo.cli import demo
from decisions.feedback.cli import feedback
from decisions.jobs.cli import backup, jobs, restore, serve
from decisions.record.cli import record
from decisions.supervision.cli import calendar

COMMANDS = (
    accounts,
    calendar,
    demo,
    catalogue,
    consultation,
    attendance,
    feedback,
    jobs,
    serve,
    backup,
    restore,
    record,
)


def init_app(app: Flask) -> None:
    """Bind every command group."""
    for command in COMMANDS:
        app.cli.add_command(command)
