"""What every JSON schema is made of: the base, the fields, and shapes that several features share.

A field that comes in is refused in a sentence of the house, which the edge translates for the reader. Not
here: what one feature publishes or takes (its schemas.py), nor HTTP (web.api).
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final

from marshmallow import Schema, ValidationError, fields, validate

from decisions.errors import N_, Message

MAX_PAGE_SIZE: Final = 100

_SENTENCES: Final = {
    "required": N_("缺少这一项。"),
    "null": N_("这一项不能是空值。"),
    "text": N_("须为文字。"),
    "whole": N_("须为整数。"),
    "boolean": N_("须为 true 或者 false。"),
    "day": N_("须为 YYYY-MM-DD 格式的日期，例如 2026-09-22。"),
    "unknown": N_("须为下列之一：%(choices)s。"),
    "too_long": N_("内容过长，最多 %(most)d 字。"),
    "between": N_("须在 %(least)d 至 %(most)d 之间。"),
}


def fault(sentence: str, **params: object) -> ValidationError:
    """Return a refusal that carries its sentence and places untranslated."""
    return ValidationError([Message(sentence, params)])


class ApiSchema(Schema):
    """Base of every schema; a member it does not know is refused, never dropped in silence."""

    error_messages = {  # noqa: RUF012 — marshmallow's own way
        "unknown": N_("接口没有这一项。"),
        "type": N_("须为 JSON 对象。"),
    }


class AnswerSchema(ApiSchema):
    """Base of what the API gives: every member is always there, unless its metadata calls it optional."""

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Promise the member in the OpenAPI document."""
        field_obj.required = not field_obj.metadata.get("optional", False)


class _Spoken(fields.Field[Any]):
    """A field that refuses in the house's words; `wrong` is its own sentence."""

    wrong = "text"

    def make_error(self, key: str, **kwargs: object) -> ValidationError:
        """Return the refusal."""
        return fault(_SENTENCES.get(key, _SENTENCES[self.wrong]), **kwargs)


class Text(_Spoken, fields.String):
    """Text that every database and every file can hold."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        text = str(super()._deserialize(value, *args, **kwargs))
        if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
            raise self.make_error("invalid")
        return text


class Whole(_Spoken, fields.Integer):
    """A whole number."""

    wrong = "whole"


class YesNo(_Spoken, fields.Boolean):
    """true or false; nothing that merely looks like it, because consent is among what is asked."""

    wrong = "boolean"

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> bool:
        if isinstance(value, bool):
            return value
        raise self.make_error("invalid")


class Day(_Spoken, fields.Date):
    """A civil day."""

    wrong = "day"


class Choice(_Spoken, fields.Enum[Any]):
    """A code of an enum."""

    def __init__(self, enum: type[StrEnum], **kwargs: Any) -> None:
        super().__init__(enum, by_value=Text, **kwargs)


class AtMost(validate.Length):
    """A text of at most so many signs, white space around it not counted."""

    def __init__(self, most: int) -> None:
        super().__init__(max=most)
        self.most = most

    def __call__(self, value: Any) -> Any:
        """Refuse a longer one."""
        if len(value.strip()) > self.most:
            raise fault(_SENTENCES["too_long"], most=self.most)
        return value


class Between(validate.Range):
    """A number within bounds, both included; sentence replaces the general one."""

    def __init__(self, least: int, most: int, sentence: str = _SENTENCES["between"]) -> None:
        super().__init__(min=least, max=most)
        self.least, self.most, self.sentence = least, most, sentence

    def __call__(self, value: Any) -> Any:
        """Refuse what lies outside."""
        if not self.least <= value <= self.most:
            raise fault(self.sentence, least=self.least, most=self.most)
        return value


def day(description: str = "") -> fields.String:
    """Return a field of a civil day that is always there."""
    return fields.String(metadata=_described(description, format="date"))


def day_or_empty(description: str = "") -> fields.String:
    """Return a field of a civil day, an empty text while there is none."""
    return fields.String(metadata=_described(f"{description} YYYY-MM-DD, or empty".strip()))


def day_or_null(description: str = "") -> fields.String:
    """Return a field of a civil day, null while there is none."""
    return fields.String(allow_none=True, metadata=_described(description, format="date"))


def instant(description: str = "") -> fields.String:
    """Return a field of an instant with its zone."""
    return fields.String(metadata=_described(description, format="date-time"))


def code_of(terms: Iterable[str], description: str = "", *, empty: bool = False) -> fields.String:
    """Return a field that holds one of these codes, or nothing where `empty`."""
    return fields.String(metadata=_described(description, enum=[*terms, *([""] if empty else [])]))


def text(description: str = "") -> fields.String:
    """Return a field of text."""
    return fields.String(metadata=_described(description))


def whole(description: str = "", *, or_null: bool = False) -> fields.Integer:
    """Return a field of a whole number."""
    return fields.Integer(allow_none=or_null, metadata=_described(description))


def _described(description: str, **more: object) -> Mapping[str, Any]:
    return {**({"description": description} if description else {}), **more}


class PageQuerySchema(ApiSchema):
    """Which part of a list is wanted."""

    page = Whole(load_default=1, validate=Between(1, 1_000_000))
    page_size = Whole(load_default=20, validate=Between(1, MAX_PAGE_SIZE))


def page_of(item: type[AnswerSchema]) -> type[Schema]:
    """Return the schema of a page of such items."""
    members: dict[str, fields.Field[Any]] = {
        "total": fields.Integer(metadata={"description": "how many there are on all pages"}),
        "page": fields.Integer(),
        "page_size": fields.Integer(),
        "items": fields.List(fields.Nested(item)),
    }
    return AnswerSchema.from_dict(members, name=f"{item.__name__.removesuffix('Schema')}PageSchema")


class AccountedDaySchema(AnswerSchema):
    """One day of a count."""

    date = day()
    counted = fields.Boolean()
    reason = text("in the reader's language")


class CountSchema(AnswerSchema):
    """How working days were counted, day by day."""

    start = day("not counted itself")
    days = whole("working days")
    due_on = day_or_null("null when it lies in a year without an official calendar")
    undetermined = fields.Boolean()
    earliest_on = day("the due day, or the earliest day it can be")
    account = fields.List(fields.Nested(AccountedDaySchema))
