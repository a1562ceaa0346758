"""The form with which anybody comments, without an account."""

import unicodedata
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from decisions.consultation.drafts import Draft, clause_label
from decisions.consultation.forms.choices import choices_of
from decisions.consultation.models import Opinion
from decisions.consultation.operations import OpinionInput, Point
from decisions.consultation.rules import SUBMITTER_LABELS, SubmitterType
from decisions.consultation.rules.opinions import MAX_CONTACT, MAX_CONTENT, MAX_NAME, MAX_POINTS
from decisions.web.files import uploaded
from decisions.web.forms import Form, OnceForm


def clause_choices(draft: Draft | None) -> list[tuple[str, str]]:
    """Return the articles of a draft as choices, the whole draft first."""
    choices = [("", str(_l("对整个草案")))]
    if draft is not None:
        articles = [*draft.articles(), *draft.annexes]
        choices += [(each.id, f"{clause_label(each.id)} {each.title}".strip()) for each in articles]
    return choices


class PointForm(PlainForm):  # type: ignore[misc]  # the library has no types
    """What is said to one more clause in the same sending."""

    clause = SelectField(_l("针对条款"), validate_choice=False, default="")
    content = TextAreaField(_l("您的意见"), validators=[Length(max=MAX_CONTENT)])


class OpinionForm(OnceForm):
    """What somebody says to a draft, without an account."""

    content = TextAreaField(
        _l("您的意见"),
        description=_l("可以只说一点，也可以分条写。请不要在正文中写电话、身份证号等个人信息。"),
        validators=[InputRequired(_l("请写下您的意见。")), Length(max=MAX_CONTENT)],
    )
    clause = SelectField(_l("针对条款"), validate_choice=False, default="")
    submitter_type = RadioField(
        _l("提交者类型"),
        default=SubmitterType.INDIVIDUAL.value,
        validators=[InputRequired(_l("请选择您以什么身份提意见。"))],
    )
    name = StringField(
        _l("姓名或单位"),
        description=_l("公开意见时，个人姓名默认只显示一部分，例如“张*祥”。"),
        validators=[Length(max=MAX_NAME)],
    )
    contact = StringField(
        _l("联系方式"),
        description=_l("手机号码或者电子邮箱，仅供承办单位核实、答复使用，不公开。"),
        validators=[Length(max=MAX_CONTACT)],
    )
    further = FieldList(FormField(PointForm), max_entries=MAX_POINTS - 1)
    attachments = MultipleFileField(_l("附件"))
    consent = BooleanField(
        _l("我已阅读个人信息处理说明，同意按说明处理我提交的个人信息"),
        validators=[InputRequired(_l("请阅读个人信息处理说明，同意后勾选，再提交。"))],
    )
    consent_publish = BooleanField(
        _l("我同意公开意见时显示完整的姓名或者单位名称"),
        description=_l("不勾选不影响提交，您的意见同样会得到研究和答复。"),
    )

    challenge = HiddenField(validators=[Length(max=200)])
    solution = HiddenField(validators=[Length(max=20)])
    answer = StringField(_l("请回答"), validators=[Length(max=20)])

    @classmethod
    def for_draft(cls, draft: Draft | None, **kwargs: Any) -> "OpinionForm":
        """Return the form with the articles of the draft that is out for comment."""
        form = cls(**kwargs)
        form.offered = form.clause.choices = clause_choices(draft)
        for point in form.further:
            point.form.clause.choices = form.offered
        form.submitter_type.choices = choices_of(SUBMITTER_LABELS)
        return form

    def add_point(self, clause: str = "") -> None:
        """Offer one more clause, up to the limit."""
        if len(self.further) < MAX_POINTS - 1:
            self.further.append_entry({"clause": clause}).form.clause.choices = self.offered

    def _points(self) -> tuple[Point, ...]:
        """Return what was said to further clauses; one without words says nothing."""
        said = (Point(each.content.data or "", (each.clause.data or "")[:200]) for each in self.further)
        return tuple(point for point in said if point.content.strip())

    def as_input(self) -> OpinionInput:
        """Return what was filled in, as the operation takes it."""
        chosen = (uploaded(upload) for upload in self.attachments.data or [])
        return OpinionInput(
            content=self.content.data or "",
            submitter_type=SubmitterType(self.submitter_type.data),
            clause=(self.clause.data or "")[:200],
            name=self.name.data or "",
            contact=self.contact.data or "",
            consent=bool(self.consent.data),
            consent_publish=bool(self.consent_publish.data),
            attachments=tuple(upload for upload in chosen if upload is not None),
            further=self._points(),
        )


class AmendForm(Form):
    """What an opinion shall say instead."""

    content = TextAreaField(
        _l("您的意见"), validators=[InputRequired(_l("请写下您的意见。")), Length(max=MAX_CONTENT)]
    )
    clause = SelectField(_l("针对条款"), validate_choice=False, default="")
    revision = IntegerField(widget=HiddenInput(), validators=[InputRequired()])

    @classmethod
    def for_opinion(cls, opinion: Opinion, draft: Draft | None) -> "AmendForm":
        """Return the form with what the opinion says now; a clause named in words stays a choice."""
        now = opinion.clause_ids[0] if len(opinion.clause_ids) == 1 else opinion.clause_text
        form = cls(data={"content": opinion.content, "clause": now, "revision": opinion.revision})
        choices = clause_choices(draft)
        if now and now not in {value for value, _label in choices}:
            choices.append((now, opinion.clause_text))
        form.clause.choices = choices
        return form


class TakeBackForm(Form):
    """That an opinion is taken back, as it was read."""

    revision = IntegerField(widget=HiddenInput(), validators=[InputRequired()])


class CodeForm(Form):
    """A code that came by mail or text message."""

    code = StringField(
        _l("验证码"), description=_l("6 位数字，发出后 10 分钟内有效。"), validators=[Length(max=20)]
    )

    def typed(self) -> str:
        """Return what was typed, forgiving width and spaces."""
        return "".join(unicodedata.normalize("NFKC", self.code.data or "").split())
