"""Staff pages of accounts: the administrator's register, and everybody's own account."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user, hash_password, login_user, verify_password

from decisions import clock
from decisions.accounts.forms import ROLE_LABELS, PasswordForm, StaffForm
from decisions.accounts.operations import change_password, create_staff, switch_staff
from decisions.accounts.queries import get_staff, list_staff
from decisions.errors import DecisionsError
from decisions.services.actor import Role
from decisions.web.guards import current_actor, staff
from decisions.web.transactions import current_session

blueprint = Blueprint("accounts_desk", __name__)


@blueprint.get("/desk/accounts/")
@staff(Role.ADMINISTRATOR)
def index() -> ResponseReturnValue:
    """List all accounts."""
    people = list_staff(current_session())
    return render_template("accounts/desk/index.html", people=people, role_labels=ROLE_LABELS)


@blueprint.route("/desk/accounts/new", methods=["GET", "POST"])
@staff(Role.ADMINISTRATOR)
def create() -> ResponseReturnValue:
    """Add an account."""
    form = StaffForm()
    if form.validate_on_submit():
        try:
            create_staff(
                current_session(),
                email=form.email.data,
                name=form.name.data.strip(),
                unit_name=form.unit_name.data.strip(),
                roles=[Role(role) for role in form.roles.data],
                password=form.password.data,
                hash_password=hash_password,
                actor=current_actor(),
                now=clock.now(),
            )
        except DecisionsError as error:
            form.absorb(error)
        else:
            flash(_("账号已建立。"), "success")
            return redirect(url_for("accounts_desk.index"))
    return render_template("accounts/desk/create.html", form=form), 422 if form.errors else 200


@blueprint.post("/desk/accounts/<int:staff_id>/switch")
@staff(Role.ADMINISTRATOR)
def switch(staff_id: int) -> ResponseReturnValue:
    """Switch an account off, or on again."""
    person = get_staff(current_session(), staff_id)
    switch_staff(current_session(), person, active=not person.active, actor=current_actor(), now=clock.now())
    flash(_("账号已启用。") if person.active else _("账号已停用，其登录立即失效。"), "success")
    return redirect(url_for("accounts_desk.index"))


@blueprint.route("/desk/account", methods=["GET", "POST"])
@staff()
def own() -> ResponseReturnValue:
    """Show somebody's own account and let them change the password."""
    form = PasswordForm()
    if form.validate_on_submit():
        if verify_password(form.current.data, current_user.password):
            person = get_staff(current_session(), current_user.id)
            change_password(
                current_session(),
                person,
                password=form.password.data,
                hash_password=hash_password,
                actor=current_actor(),
                now=clock.now(),
            )
            login_user(person)
            flash(_("密码已修改，其他设备上的登录已失效。"), "success")
            return redirect(url_for("accounts_desk.own"))
        form.current.errors = [*form.current.errors, _("当前密码不正确。")]
    page = render_template("accounts/desk/own.html", form=form, role_labels=ROLE_LABELS)
    return page, 422 if form.errors else 200
