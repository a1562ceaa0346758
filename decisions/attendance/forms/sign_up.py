"""Signing up: the public's form, the office's form on somebody's behalf, and withdrawing."""

from datetime import date, datetime
from typing import Any, cast

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from decisions.attendance.forms.choices import choices_of, coerced_by
from decisions.attendance.forms.fields import ShanghaiMinuteField
from decisions.attendance.rules import CATEGORY_LABELS, GENDER_LABELS, Gender, RepresentativeCategory
from decisions.attendance.rules.fields import MAX_RELATION, MAX_STATEMENT, SignUpInput, faults_of
from decisions.attendance.rules.identity import DOCUMENT_LABELS, MAX_NUMBER, DocumentKind
from decisions.errors import DecisionsError
from decisions.web.forms import Form, OnceForm
from decisions.web.i18n import translate


class SignUpForm(OnceForm):
    """What somebody says of themselves to sit in on a meeting; nothing beyond what the check needs."""

    name = StringField(_l("姓名"), description=_l("须与身份证件一致，会场凭证件核对。"))
    gender = RadioField(_l("性别"), coerce=coerced_by(GENDER_LABELS), validators=[Optional()])
    born = StringField(_l("出生年月"), description=_l("用于核对年龄条件，不需要写日。例如 1979-03"))
    phone = StringField(_l("手机号码"), description=_l("用于核实报名和通知结果，不公开。"))
    document_kind = RadioField(_l("证件种类"), coerce=coerced_by(DOCUMENT_LABELS), validators=[Optional()])
    document_number = StringField(
        _l("证件号码"),
        description=_l("本次公告要求核验身份。加密保存，不公开。"),
        validators=[Length(max=MAX_NUMBER)],
    )
    category = RadioField(
        _l("代表类别"),
        coerce=coerced_by(CATEGORY_LABELS),
        validators=[InputRequired(_l("请选择您属于哪一类代表。"))],
    )
    area = StringField(_l("居住或工作的街镇"), description=_l("例如 塘桥街道"))
    relation = TextAreaField(
        _l("与议题的关系"),
        description=_l("这件事怎样影响您，或者您为什么关心它。"),
        validators=[Length(max=MAX_RELATION)],
    )
    statement = TextAreaField(
        _l("个人简介"),
        description=_l("相关的经历，以及需要会场提供的便利，例如无障碍通道。"),
        validators=[Length(max=MAX_STATEMENT)],
    )
    consent = BooleanField(_l("我已阅读个人信息处理说明，同意按说明处理我填写的个人信息"))
    consent_publish = BooleanField(
        _l("如果当选，我同意在代表名单和列席意见中公开完整姓名"),
        description=_l("不勾选不影响报名和当选，姓名只显示一部分，例如“章*水”。"),
    )

    def __init__(self, *args: Any, needs_identity: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needs_identity = needs_identity
        if needs_identity:
            self.document_kind.choices = choices_of(DOCUMENT_LABELS)
        else:
            del self.document_kind, self.document_number
        self.gender.choices = choices_of(GENDER_LABELS)
        self.category.choices = choices_of(CATEGORY_LABELS)

    def is_acceptable(self, today: date) -> bool:
        """Whether everything was filled in as the rules want it; each fault stands at its field."""
        valid = self.validate_on_submit()
        category = self.category.data if self.category.data in set(RepresentativeCategory) else None
        entry = self._read(category or RepresentativeCategory.OTHER.value)
        faults = faults_of(entry, today, needs_identity=self.needs_identity)
        for fault in faults:
            field = self._fields[fault.field]
            if not field.errors:
                field.errors = [translate(fault.message)]
        return bool(valid) and not faults

    def as_input(self) -> SignUpInput:
        """Return what was filled in, as the operation takes it."""
        return self._read(self.category.data)

    def _read(self, category: str) -> SignUpInput:
        kind = self.document_kind.data if self.needs_identity else None
        return SignUpInput(
            name=self.name.data or "",
            gender=Gender(self.gender.data) if self.gender.data in set(Gender) else None,
            born=self.born.data or "",
            phone=self.phone.data or "",
            category=RepresentativeCategory(category),
            area=self.area.data or "",
            relation=self.relation.data or "",
            statement=self.statement.data or "",
            consent=bool(self.consent.data),
            consent_publish=bool(self.consent_publish.data),
            document_kind=DocumentKind(kind) if kind in set(DocumentKind) else None,
            document_number=(self.document_number.data or "") if self.needs_identity else "",
        )

    def absorb(self, error: DecisionsError) -> None:
        """Show each problem of a refusal at its field."""
        for problem in error.problems:
            field = self._fields.get(problem.field) if problem.field else None
            if field is None:
                self.form_errors.append(translate(problem.message))
            else:
                field.errors = [*field.errors, translate(problem.message)]
        if not error.problems:
            super().absorb(error)


class OfficeSignUpForm(SignUpForm):
    """A sign-up on somebody's behalf: from a letter, a call, a visit."""

    received_at = ShanghaiMinuteField(
        _l("收到时间"),
        description=_l("来信、来电、来访的时间，须在报名期内。例如 2026-08-10 09:30"),
        validators=[InputRequired(_l("请填写收到报名的时间。"))],
    )

    @property
    def received(self) -> datetime:
        """When it reached the office, once the form is acceptable."""
        return cast(datetime, self.received_at.data)


class AmendForm(SignUpForm):
    """One's own sign-up, filled in as it was; the telephone given before proves once more whose it is."""

    known_phone = HiddenField()
    version = IntegerField(widget=HiddenInput())

    @classmethod
    def of(cls, entry: SignUpInput, *, version: int, needs_identity: bool) -> "AmendForm":
        """Return the form as it was filled in last."""
        said = {field: getattr(entry, field) for field in entry.__dataclass_fields__}
        data = {**said, "known_phone": entry.phone, "version": version}
        return cls(formdata=None, data=data, needs_identity=needs_identity)


class OwnForm(Form):
    """What proves that a sign-up is one's own: to take it back, to change it, to take a copy along."""

    phone = StringField(
        _l("报名时填写的手机号码"),
        description=_l("用于确认是您本人。"),
        validators=[InputRequired(_l("请填写报名时的手机号码。"))],
    )


class ObjectionForm(Form):
    """Objecting to being found ineligible."""

    content = TextAreaField(
        _l("异议和理由"),
        validators=[InputRequired(_l("请写明异议和理由。")), Length(max=1000)],
    )
    phone = StringField(
        _l("报名时填写的手机号码"),
        description=_l("用于确认是您本人。"),
        validators=[InputRequired(_l("请填写报名时的手机号码。"))],
    )
