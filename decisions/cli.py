"""Command groups, each from its feature; bound by create_app."""

from flask import Flask

from decisions.accounts.cli import accounts


def init_app(app: Flask) -> None:
    """Bind every command group."""
    for group in (accounts,):
        app.cli.add_command(group)
