"""Forms of a further version of a published notice."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from decisions.consultation.forms.notice import NoticeWordsForm, words_of
from decisions.consultation.models import Consultation, NoticeChange
from decisions.consultation.operations import ChangeInput
from decisions.consultation.rules import ChangeKind
from decisions.consultation.rules.channels import channels_text, read_channels
from decisions.web.forms import Form

_REASON_HINT = _l("写明为什么变更，随变更一并公布，公布后不能修改。")


class WindowChangeForm(Form):
    """A new end of the window."""

    closes_on = DateField(
        _l("新的截止日"),
        description=_l("截止到当日 24:00（北京时间）；不是工作日的，自动顺延到下一个工作日。"),
        validators=[DataRequired(_l("请填写新的截止日，格式如 2026-07-15。"))],
    )
    reason = TextAreaField(
        _l("理由"),
        description=_REASON_HINT,
        validators=[InputRequired(_l("请填写理由。")), Length(max=2000)],
    )
    short_reason = TextAreaField(
        _l("缩短期限的理由"),
        description=_l("变更后总期限不足 30 日、原公告又没有缩短期限理由的，必须填写。"),
        validators=[Length(max=2000)],
    )

    @classmethod
    def of(cls, _consultation: Consultation, change: NoticeChange | None) -> "WindowChangeForm":
        """Return the form filled with what is written down so far."""
        return cls(obj=change)

    def as_input(self) -> ChangeInput:
        """Return what was filled in, as the operation takes it."""
        return ChangeInput(
            reason=self.reason.data or "",
            closes_on=self.closes_on.data,
            short_reason=self.short_reason.data or "",
        )


class CorrectionForm(NoticeWordsForm):
    """The words of a published notice put right."""

    reason = TextAreaField(
        _l("更正原因"),
        description=_REASON_HINT,
        validators=[InputRequired(_l("请填写更正原因。")), Length(max=2000)],
    )

    @classmethod
    def of(cls, consultation: Consultation, change: NoticeChange | None) -> "CorrectionForm":
        """Return the form filled with the notice as it reads, and what is to be put right in it."""
        data = words_of(consultation)
        if change is not None:
            content = dict(change.content)
            data.update(content.pop("ways", {}))
            if "channels" in content:
                content["channels"] = channels_text(content["channels"])
            data.update(content, reason=change.reason)
        return cls(data=data)

    def as_input(self) -> ChangeInput:
        """Return what was filled in, as the operation takes it."""
        said = {
            "title": self.title,
            "body": self.body,
            "background": self.background,
            "contact": self.contact,
        }
        content: dict[str, Any] = {name: field.data or "" for name, field in said.items()}
        content["ways"], content["channels"] = self.ways, read_channels(self.channels.data or "")
        return ChangeInput(reason=self.reason.data or "", content=content)


ChangeForm = WindowChangeForm | CorrectionForm


def change_form(kind: ChangeKind, consultation: Consultation, change: NoticeChange | None) -> ChangeForm:
    """Return the form of a kind of change."""
    form = CorrectionForm if kind is ChangeKind.CORRECTION else WindowChangeForm
    return form.of(consultation, change)
