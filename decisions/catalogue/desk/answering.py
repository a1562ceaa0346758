"""How every form of this desk is answered: carried out, or shown again with what was typed."""

from collections.abc import Callable

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from decisions.errors import DecisionsError, NotAllowedError, NotFoundError
from decisions.web import transactions
from decisions.web.forms import Form


def answer(
    form: Form, carry_out: Callable[[], object], *, done: str, to: str, template: str, **more: object
) -> ResponseReturnValue:
    """Carry out what a form asks for and go on; a refusal comes back in the form, with what was typed."""
    if form.validate_on_submit() and is_carried_out(form, carry_out):
        flash(done, "success")
        return redirect(to)
    return render_template(template, form=form, **more), 422 if form.errors else 200


def is_carried_out(form: Form, carry_out: Callable[[], object]) -> bool:
    """Whether an act was carried out; a refusal undoes it and stands in the form."""
    try:
        carry_out()
    except (NotAllowedError, NotFoundError):
        raise
    except DecisionsError as error:
        transactions.undo()
        form.absorb(error)
        return False
    return True
