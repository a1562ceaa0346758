"""One error family for the whole portal.

What belongs here: the base of all refusals and the sentence a reader gets. Not here: HTTP, HTML, JSON
(see web.errors) nor any feature's own refusals (each feature has an errors.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar


def N_(message: str) -> str:  # noqa: N802 — gettext's own name for "mark, don't translate yet"
    """Mark a Chinese sentence for translation; the edge translates it for the reader."""
    return message


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence for a reader: Chinese with named places (%(name)s), translated at the edge."""

    text: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.params if self.params else self.text


class Level(StrEnum):
    """How heavy a problem weighs: an error stops the work, a warning wants a look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with what was handed in: where it is, and in the message what to do about it.

    Shape: row as the spreadsheet numbers it (1 = first line of the file) or None; field the column's or
    form field's name or None; link an in-portal path where it can be mended, or None.
    """

    message: Message
    level: Level = Level.ERROR
    row: int | None = None
    field: str | None = None
    link: str | None = None


class DecisionsError(Exception):
    """Base of every refusal that a reader may see.

    A subclass sets code (stable, for machines), status (HTTP) and message (Chinese, via N_).
    Raise it with the message's params; field names the form field to mark, problems lists details.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400
    message: ClassVar[str] = N_("操作没有完成，请检查后重试。")

    def __init__(
        self, *, field: str | None = None, problems: Iterable[Problem] = (), **params: object
    ) -> None:
        self.field = field
        self.problems = tuple(problems)
        self.reader_message = Message(self.message, params)
        super().__init__(str(self.reader_message))


class NotFoundError(DecisionsError):
    """What was asked for does not exist, or is not public."""

    code = "not_found"
    status = 404
    message = N_("没有找到您要的内容。请核对网址或编号。")


class NotAllowedError(DecisionsError):
    """The signed-in person's role or unit does not cover this."""

    code = "not_allowed"
    status = 403
    message = N_("您的账号没有办理此事的权限。如确需办理，请联系本单位管理员。")


class ConflictError(DecisionsError):
    """Somebody else changed the same thing in between."""

    code = "conflict"
    status = 409
    message = N_("其他人刚刚修改了同一内容。请刷新页面，核对后重新提交。")


class InvalidInputError(DecisionsError):
    """Input that fails checks that span several fields or rows; problems says which."""

    code = "invalid_input"
    status = 422
    message = N_("填写的内容有 %(count)d 处需要修改。")
