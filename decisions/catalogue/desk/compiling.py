"""Compiling by hand at the desk: items, the catalogue's name, the party committee's consent."""

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.catalogue.desk.overview import blueprint
from decisions.catalogue.forms import ConsentForm, DescribeForm, ItemForm, WithdrawForm
from decisions.catalogue.operations import (
    add_item,
    describe_catalogue,
    edit_item,
    move_item,
    record_consent,
    withdraw_item,
)
from decisions.catalogue.queries import find_catalogue, get_catalogue, get_item
from decisions.catalogue.rules import ChangeKind
from decisions.catalogue.rules.items import Item
from decisions.services.actor import Role
from decisions.web.acts import answer
from decisions.web.forms import Form
from decisions.web.guards import current_actor, staff
from decisions.web.transactions import current_session


@blueprint.route("/desk/catalogue/<int:year>/items/new", methods=["GET", "POST"])
@staff(Role.OPENNESS)
def add(year: int) -> ResponseReturnValue:
    """Add an item."""
    catalogue = find_catalogue(current_session(), year)
    following = catalogue.following_number if catalogue else 1
    form = ItemForm.of(Item(number=following, title="", change=ChangeKind.ADDED))

    def carry_out() -> None:
        add_item(current_session(), year, form.as_item(year), actor=current_actor(), now=clock.now())

    return _answer(form, year, carry_out, _("事项已添加。"), "edit", line=None)


@blueprint.route("/desk/catalogue/<int:year>/items/<int:item_id>", methods=["GET", "POST"])
@staff(Role.OPENNESS)
def edit(year: int, item_id: int) -> ResponseReturnValue:
    """Edit an item."""
    session = current_session()
    line = get_item(session, get_catalogue(session, year), item_id)
    form = ItemForm.of(line.as_item())

    def carry_out() -> None:
        edit_item(session, year, item_id, form.as_item(year), actor=current_actor(), now=clock.now())

    return _answer(form, year, carry_out, _("事项已保存。"), "edit", line=line)


@blueprint.route("/desk/catalogue/<int:year>/items/<int:item_id>/withdraw", methods=["GET", "POST"])
@staff(Role.OPENNESS)
def withdraw(year: int, item_id: int) -> ResponseReturnValue:
    """Withdraw an item with its reason."""
    session = current_session()
    line = get_item(session, get_catalogue(session, year), item_id)
    form = WithdrawForm()

    def carry_out() -> None:
        reason = form.reason.data
        withdraw_item(session, year, item_id, reason=reason, actor=current_actor(), now=clock.now())

    done = _("事项已标为撤销，公布新版本后生效。")
    return _answer(form, year, carry_out, done, "withdraw", line=line)


@blueprint.post("/desk/catalogue/<int:year>/order")
@staff(Role.OPENNESS)
def order(year: int) -> ResponseReturnValue:
    """Move an item one place up or down."""
    steps = -1 if "up" in request.form else 1
    item_id = request.form.get("up" if steps < 0 else "down", 0, type=int)
    line = move_item(current_session(), year, item_id, steps=steps, actor=current_actor(), now=clock.now())
    flash(_("“%(title)s”现在是第 %(number)s 项。", title=line.title, number=line.number), "success")
    return redirect(url_for("catalogue_desk.show", year=year, _anchor=f"item-{line.id}"))


@blueprint.route("/desk/catalogue/<int:year>/consent", methods=["GET", "POST"])
@staff(Role.OPENNESS)
def consent(year: int) -> ResponseReturnValue:
    """Record the party committee's consent."""
    catalogue = get_catalogue(current_session(), year)
    form = ConsentForm(data={"number": catalogue.consent_number, "on": catalogue.consent_on})

    def carry_out() -> None:
        record_consent(
            current_session(),
            year,
            number=form.number.data,
            given_on=form.on.data,
            actor=current_actor(),
            now=clock.now(),
        )

    return _answer(form, year, carry_out, _("党委同意的文号和日期已登记。"), "consent")


@blueprint.route("/desk/catalogue/<int:year>/title", methods=["GET", "POST"])
@staff(Role.OPENNESS)
def describe(year: int) -> ResponseReturnValue:
    """Set what the catalogue is called and its document number."""
    catalogue = get_catalogue(current_session(), year)
    form = DescribeForm(data={"title": catalogue.title, "document_number": catalogue.document_number})

    def carry_out() -> None:
        describe_catalogue(
            current_session(),
            year,
            title=form.title.data,
            document_number=form.document_number.data or "",
            actor=current_actor(),
            now=clock.now(),
        )

    return _answer(form, year, carry_out, _("标题和文号已保存。"), "describe")


def _answer(
    form: Form, year: int, carry_out: Callable[[], None], done: str, page: str, **more: object
) -> ResponseReturnValue:
    back = url_for("catalogue_desk.show", year=year)
    return answer(
        form, carry_out, done=done, path=back, template=f"catalogue/desk/{page}.html", year=year, **more
    )
