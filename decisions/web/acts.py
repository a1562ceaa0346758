"""What a button or a form of the desk answers: the act is carried out, or the page it came from says why not.

Not here: what the act is (operations), nor which page is shown again (a feature's desk).
"""

from collections.abc import Callable

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from decisions.errors import DecisionsError, NotAllowedError, NotFoundError
from decisions.web import transactions
from decisions.web.forms import Form
from decisions.web.i18n import translate


def act(
    run: Callable[[], object], *, done: str, path: str, again: Callable[[DecisionsError], ResponseReturnValue]
) -> ResponseReturnValue:
    """Carry out an operation; a refusal is shown on the page it came from, with nothing changed."""
    try:
        run()
    except (NotAllowedError, NotFoundError):
        raise
    except DecisionsError as error:
        transactions.undo()
        return again(error)
    flash(done, "success")
    return redirect(path, 303)


def answer(
    form: Form, run: Callable[[], object], *, done: str, path: str, template: str, **shown: object
) -> ResponseReturnValue:
    """Carry out what a form asks for and go on; a refusal comes back in the form, with what was typed."""
    if form.validate_on_submit() and is_carried_out(form, run):
        flash(done, "success")
        return redirect(path)
    return render_template(template, form=form, **shown), 422 if form.errors else 200


def is_carried_out(form: Form, run: Callable[[], object]) -> bool:
    """Whether an act of a form was carried out; a refusal undoes it and stands in the form."""
    try:
        run()
    except (NotAllowedError, NotFoundError):
        raise
    except DecisionsError as error:
        transactions.undo()
        form.absorb(error)
        return False
    return True


def refusal_lines(error: DecisionsError | None) -> list[dict[str, str | None]]:
    """Return a refusal for the head of a page: what it says, and each problem with where it is mended."""
    if error is None:
        return []
    details = [{"text": translate(problem.message), "href": problem.link} for problem in error.problems]
    return [{"text": translate(error.reader_message), "href": None}, *details]


def submission_id() -> int:
    """Return the number of the submission that the page's button was about; 0 for what is none."""
    typed = request.form.get("submission", "")
    return int(typed) if typed.isdecimal() and len(typed) < 12 else 0


def remark() -> str:
    """Return why something is sent back."""
    return request.form.get("remark", "")
