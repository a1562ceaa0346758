"""Desk pages of a unit's phrases for answers."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.errors import DecisionsError, NotAllowedError, NotFoundError
from decisions.feedback.desk.places import blueprint
from decisions.feedback.forms import TemplateForm
from decisions.feedback.operations import remove_template, save_template
from decisions.feedback.queries.templates import get_template, list_templates
from decisions.feedback.rules.phrases import PLACES
from decisions.services.actor import Role
from decisions.web import transactions
from decisions.web.acts import act
from decisions.web.guards import current_actor, staff
from decisions.web.i18n import translate
from decisions.web.transactions import current_session

_PATH = "/desk/feedback/templates"


@blueprint.route(_PATH, methods=["GET", "POST"])
@staff(Role.DRAFTER, Role.APPROVER)
def templates() -> ResponseReturnValue:
    """List the unit's phrases, and take a new one."""
    form = TemplateForm()
    if form.is_submitted():
        if form.validate() and _save(None, form):
            return redirect(_PATH)
        return _page(form, None), 422
    return _page(form, None)


@blueprint.route(f"{_PATH}/<int:template_id>", methods=["GET", "POST"])
@staff(Role.DRAFTER, Role.APPROVER)
def template(template_id: int) -> ResponseReturnValue:
    """Change a phrase."""
    found = get_template(current_session(), current_actor().unit_id, template_id)
    form = TemplateForm(data={"title": found.title, "text": found.text})
    if form.is_submitted():
        if form.validate() and _save(template_id, form):
            return redirect(_PATH)
        return _page(form, template_id), 422
    return _page(form, template_id)


@blueprint.post(f"{_PATH}/<int:template_id>/remove")
@staff(Role.DRAFTER, Role.APPROVER)
def delete_template(template_id: int) -> ResponseReturnValue:
    """Take a phrase away."""
    return act(
        lambda: remove_template(current_session(), template_id, actor=current_actor(), now=clock.now()),
        done=_("模板已删除，用它写好的答复不受影响。"),
        path=_PATH,
        again=lambda error: (_page(TemplateForm(formdata=None), None), error.status),
    )


def _save(template_id: int | None, form: TemplateForm) -> bool:
    try:
        save_template(
            current_session(),
            template_id,
            title=form.title.data or "",
            text=(form.text.data or "").replace("\r\n", "\n"),
            actor=current_actor(),
            now=clock.now(),
        )
    except (NotAllowedError, NotFoundError):
        raise
    except DecisionsError as error:
        transactions.undo()
        form.absorb(error)
        return False
    flash(_("模板已保存。"), "success")
    return True


def _page(form: TemplateForm, template_id: int | None) -> str:
    return render_template(
        "feedback/desk/templates.html",
        form=form,
        template_id=template_id,
        templates=list_templates(current_session(), current_actor().unit_id),
        places=[(place, translate(meaning)) for place, meaning in PLACES.items()],
    )
