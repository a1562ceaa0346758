"""The base of every HTML form: CSRF, and refusals of an operation shown at the field they concern."""

import secrets
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField

from decisions.errors import DecisionsError
from decisions.web.i18n import reader_language, translate


class Form(FlaskForm):  # type: ignore[misc]  # the library has no types
    """A form that keeps what was typed when the page expired or an operation refused."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # the library has no types
        """WTForms brings its own Chinese sentences; English is what it speaks untranslated."""

        @property
        def locales(self) -> list[str] | bool:
            """The language of the library's own messages."""
            return False if reader_language() == "en" else ["zh"]

    def absorb(self, error: DecisionsError) -> None:
        """Show a refusal at its field, or at the head of the form; the typed values stay."""
        message = translate(error.reader_message)
        details = [translate(problem.message) for problem in error.problems]
        field = self._fields.get(error.field) if error.field else None
        if field is not None:
            field.errors = [*field.errors, message]
        else:
            self.form_errors.append(message)
        self.form_errors.extend(details)


class OnceForm(Form):
    """A form that may arrive twice (a double click, a retry on a bad line) and must count once."""

    form_key = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.form_key.data:
            self.form_key.data = secrets.token_urlsafe(18)

    @property
    def idempotency_key(self) -> str:
        """The key under which a repeated send is recognised."""
        return str(self.form_key.data)[:100]
