"""Compiling by hand at the desk: items, the catalogue's name, the party committee's consent."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.catalogue.desk.overview import blueprint
from decisions.catalogue.forms import ConsentForm, DescribeForm, ItemForm, WithdrawForm
from decisions.catalogue.operations import (
    add_item,
    describe_catalogue,
    edit_item,
    record_consent,
    withdraw_item,
)
from decisions.catalogue.queries import find_catalogue, get_catalogue, get_item
from decisions.catalogue.rules import ChangeKind
from decisions.catalogue.rules.items import Item
from decisions.errors import DecisionsError, NotAllowedError, NotFoundError
from decisions.services.actor import Role
from decisions.web import transactions
from decisions.web.forms import Form
from decisions.web.guards import current_actor, staff
from decisions.web.transactions import current_session


@blueprint.route("/desk/catalogue/<int:year>/items/new", methods=["GET", "POST"])
@staff(Role.OPENNESS)
def add(year: int) -> ResponseReturnValue:
    """Add an item."""
    catalogue = find_catalogue(current_session(), year)
    following = max((line.number for line in catalogue.items), default=0) + 1 if catalogue else 1
    form = ItemForm.of(Item(number=following, title="", change=ChangeKind.ADDED))

    def carry_out() -> None:
        add_item(current_session(), year, form.as_item(year), actor=current_actor(), now=clock.now())

    return _answer(form, year, carry_out, _("事项已添加。"), "catalogue/desk/edit.html", line=None)


@blueprint.route("/desk/catalogue/<int:year>/items/<int:item_id>", methods=["GET", "POST"])
@staff(Role.OPENNESS)
def edit(year: int, item_id: int) -> ResponseReturnValue:
    """Edit an item."""
    session = current_session()
    line = get_item(session, get_catalogue(session, year), item_id)
    form = ItemForm.of(line.as_item())

    def carry_out() -> None:
        edit_item(session, year, item_id, form.as_item(year), actor=current_actor(), now=clock.now())

    return _answer(form, year, carry_out, _("事项已保存。"), "catalogue/desk/edit.html", line=line)


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
    return _answer(form, year, carry_out, done, "catalogue/desk/withdraw.html", line=line)


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

    return _answer(form, year, carry_out, _("党委同意的文号和日期已登记。"), "catalogue/desk/consent.html")


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

    return _answer(form, year, carry_out, _("标题和文号已保存。"), "catalogue/desk/describe.html")


def _answer(
    form: Form, year: int, carry_out: Callable[[], None], done: str, template: str, **more: object
) -> ResponseReturnValue:
    """Carry out what a form asks for; a refusal comes back in the form, with what was typed."""
    if form.validate_on_submit():
        try:
            carry_out()
        except (NotAllowedError, NotFoundError):
            raise
        except DecisionsError as error:
            transactions.undo()
            form.absorb(error)
        else:
            flash(done, "success")
            return redirect(url_for("catalogue_desk.show", year=year))
    return render_template(template, form=form, year=year, **more), 422 if form.errors else 200
