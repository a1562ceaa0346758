"""The base of every HTML form: CSRF, and refusals of an operation shown at the field they concern."""

import secrets
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    FileField,
    FormField,
    HiddenField,
    RadioField,
    SelectMultipleField,
)

from decisions.errors import DecisionsError
from decisions.web.i18n import reader_language, translate
from decisions.web.kept_forms import typed_into

_SENT_ONLY_WHEN_CHOSEN = (BooleanField, FieldList, FileField, FormField, RadioField, SelectMultipleField)


class Form(FlaskForm):  # type: ignore[misc]  # the library has no types
    """A form that keeps what was typed when the page expired or an operation refused."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # the library has no types
        """WTForms brings its own Chinese sentences; English is what it speaks untranslated."""

        @property
        def locales(self) -> list[str] | bool:
            """The language of the library's own messages."""
            return False if reader_language() == "en" else ["zh"]

        def wrap_formdata(self, form: "Form", formdata: Any) -> Any:
            """Return what was sent; when nothing was, what was typed here before the session ran out."""
            sent = super().wrap_formdata(form, formdata)
            if sent is not None or formdata is None:
                return sent
            fields = [field for field in form if field.name != "csrf_token"]
            optional = {field.name for field in fields if isinstance(field, _SENT_ONLY_WHEN_CHOSEN)}
            return typed_into({field.name for field in fields} - optional, optional=optional)

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
