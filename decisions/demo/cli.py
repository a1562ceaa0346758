"""Commands of the demonstration."""

import click
from flask.cli import with_appcontext

from decisions import clock
from decisions.demo.accounts import PASSWORD, POSTS
from decisions.demo.load import load_demo
from decisions.web.context import file_store, settings
from decisions.web.transactions import current_session

demo = click.Group("demo", help="The demonstration's data.")


@demo.command("load")
@with_appcontext
def load() -> None:
    """Load the demonstration once; a second time changes nothing."""
    if not settings().is_demo:
        raise click.ClickException("演示数据只能载入演示环境（DECISIONS_PROFILE=demo）。")
    session = current_session()
    loaded = load_demo(session, file_store(), now=clock.now())
    session.commit()
    click.echo("演示数据已载入。" if loaded.is_new else "演示数据此前已载入，没有改动。")
    click.echo(f"演示账号（密码均为 {PASSWORD}），登录页：/desk/sign-in")
    for post in POSTS:
        click.echo(f"  {post.email:<24}{post.name}")
