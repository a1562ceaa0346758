"""Commands of accounts."""

import click
from flask.cli import with_appcontext
from flask_security import hash_password

from decisions import clock
from decisions.accounts.operations import create_staff
from decisions.errors import DecisionsError
from decisions.services.actor import SYSTEM, Role
from decisions.web.transactions import current_session

accounts = click.Group("accounts", help="Units and staff.")


@accounts.command("create")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--unit", required=True, help="The unit's name; added when it is new.")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice([str(role) for role in Role])
)
@click.password_option()
@with_appcontext
def create(email: str, name: str, unit: str, roles: tuple[str, ...], password: str) -> None:
    """Add an account."""
    session = current_session()
    try:
        create_staff(
            session,
            email=email,
            name=name,
            unit_name=unit,
            roles=[Role(role) for role in roles],
            password=password,
            hash_password=hash_password,
            actor=SYSTEM,
            now=clock.now(),
        )
    except DecisionsError as error:
        raise click.ClickException(str(error)) from error
    session.commit()
    click.echo(f"{email} 已建立。")
