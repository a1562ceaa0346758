"""The forms of the desk after the call: checking, importing, drawing, choosing, answering."""

import base64
import binascii
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from decisions.attendance.forms.choices import choices_of
from decisions.attendance.models import Representative
from decisions.attendance.operations.eligibility import Verdict
from decisions.attendance.operations.representatives import Invited
from decisions.attendance.rules import (
    ABSENCE_LABELS,
    ADOPTION_LABELS,
    CATEGORY_LABELS,
    CAUSE_LABELS,
    GENDER_LABELS,
    METHOD_LABELS,
    STANDING_LABELS,
    Adoption,
    Cause,
    Gender,
    RepresentativeCategory,
    SelectionMethod,
    Standing,
)
from decisions.attendance.rules.parts import RESERVED_METHODS, Criterion
from decisions.attendance.rules.sources import label_of, read_numbers
from decisions.web.files import uploaded
from decisions.web.forms import Form
from decisions.web.i18n import translate

MAX_IMPORT_BYTES = 1024 * 1024


class VerdictForm(Form):
    """What a person says of one sign-up."""

    verdict = RadioField(_l("认定"), validators=[InputRequired(_l("请选择认定结果。"))])
    cause = RadioField(_l("不符合的原因"), default="", validators=[Optional()])
    reason = TextAreaField(
        _l("理由"),
        description=_l(
            "与系统核对结果一致，或者选了上面的原因的，可以不填；报名人凭回执可以看到，请勿写他人信息。"
        ),
        validators=[Length(max=200)],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.verdict.choices = [("eligible", _("符合条件")), ("ineligible", _("不符合条件"))]
        self.cause.choices = choices_of(CAUSE_LABELS)

    def as_verdict(self) -> Verdict:
        """Return what was decided."""
        cause = Cause(self.cause.data) if self.cause.data in set(Cause) else None
        return Verdict(self.verdict.data == "eligible", self.reason.data or "", cause)


class AnswerForm(Form):
    """The answer to an objection."""

    upheld = RadioField(_l("处理"), validators=[InputRequired(_l("请选择处理结果。"))])
    answer = TextAreaField(
        _l("答复"),
        description=_l("报名人凭回执可以看到，请勿写他人信息。"),
        validators=[InputRequired(_l("请填写答复。")), Length(max=1000)],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.upheld.choices = [("yes", _("异议成立，改为符合条件")), ("no", _("异议不成立，维持原认定"))]


class ScoreForm(Form):
    """Points by the published criteria; one field each, made by for_criteria."""

    @classmethod
    def for_criteria(cls, criteria: Sequence[Criterion], scores: Mapping[str, int]) -> "ScoreForm":
        """Return the form over a call's criteria, with the points recorded so far."""
        fields: dict[str, Any] = {
            f"points_{place}": IntegerField(
                criterion.name,
                description=_("0 至 %(most)s 分", most=str(criterion.most)),
                validators=[
                    InputRequired(_("请填写整数。")),
                    NumberRange(
                        0, criterion.most, _("须为 0 至 %(most)s 的整数。", most=str(criterion.most))
                    ),
                ],
            )
            for place, criterion in enumerate(criteria)
        }
        data = {f"points_{place}": scores.get(item.name) for place, item in enumerate(criteria)}
        form: ScoreForm = type("CallScoreForm", (cls,), fields)(data=data)
        return form

    def as_points(self, criteria: Sequence[Criterion]) -> dict[str, int]:
        """Return the points by the criterion's name."""
        return {item.name: self._fields[f"points_{place}"].data for place, item in enumerate(criteria)}


class ImportForm(Form):
    """A list of sign-ups: first the file, then the same bytes again with the consent to take them."""

    file = FileField(_l("报名表格"))
    name = HiddenField()
    content = HiddenField()

    def read(self) -> tuple[str, bytes] | None:
        """Return name and bytes of the file, chosen now or shown before; None with an error at the field.

        What was previewed comes back with the page, so that personal data is not kept for a second step
        that may never come.
        """
        upload = uploaded(self.file.data)
        if upload is None and self.content.data:
            try:
                upload = (self.name.data or "", base64.b64decode(self.content.data, validate=True))
            except (binascii.Error, ValueError):
                upload = None
        if upload is None:
            self.file.errors = [_("请选择要导入的表格。")]
            return None
        if len(upload[1]) > MAX_IMPORT_BYTES:
            self.file.errors = [_("文件超过 1 MB。请删去多余的内容，或者由管理员用命令导入。")]
            return None
        self.name.data, self.content.data = upload[0], base64.b64encode(upload[1]).decode()
        return upload


class ReasonForm(Form):
    """Submitting again what was published before needs the reason."""

    reason = TextAreaField(
        _l("更正理由"), description=_l("与更正后的内容一同公布。"), validators=[Length(max=500)]
    )


class SelectionForm(Form):
    """Who sits in, in the order of the list."""

    members = SelectMultipleField(
        _l("正式代表"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    alternates = SelectMultipleField(
        _l("候补代表"),
        coerce=int,
        description=_l("按报名先后排列，缺席时依次递补。"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    reason = TextAreaField(
        _l("遴选理由"), description=_l("记入办理日志备查，不写个人信息。"), validators=[Length(max=500)]
    )

    @classmethod
    def among(cls, eligible: Iterable[tuple[int, str]], chosen: Sequence[Representative]) -> "SelectionForm":
        """Return the form over the eligible sign-ups, with the choice made so far."""
        form = cls(
            data={
                "members": [item.sign_up_id for item in chosen if item.standing is Standing.MEMBER],
                "alternates": [item.sign_up_id for item in chosen if item.standing is Standing.ALTERNATE],
            }
        )
        form.members.choices = form.alternates.choices = list(eligible)
        return form


class InvitedForm(Form):
    """Somebody recommended or invited."""

    name = StringField(_l("姓名"), validators=[InputRequired(_l("请填写姓名。")), Length(max=50)])
    standing = RadioField(_l("身份"), default=Standing.MEMBER.value)
    gender = RadioField(_l("性别"), validators=[Optional()])
    category = RadioField(_l("代表类别"), validators=[InputRequired(_l("请选择代表类别。"))])
    area = StringField(_l("居住或工作的街镇"), validators=[Length(max=60)])
    consent_publish = BooleanField(_l("本人书面同意公开完整姓名"))
    method = RadioField(_l("产生方式"), validators=[Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.method.choices = [(term.value, translate(METHOD_LABELS[term])) for term in RESERVED_METHODS]
        self.standing.choices = choices_of(STANDING_LABELS)
        self.gender.choices = choices_of(GENDER_LABELS)
        self.category.choices = choices_of(CATEGORY_LABELS)

    def as_invited(self) -> Invited:
        """Return what was filled in."""
        return Invited(
            standing=Standing(self.standing.data),
            name=self.name.data,
            gender=Gender(self.gender.data) if self.gender.data else None,
            category=RepresentativeCategory(self.category.data),
            area=self.area.data or "",
            consent_publish=bool(self.consent_publish.data),
            method=self._chosen_method(),
        )

    def without_seats_apart(self) -> "InvitedForm":
        """Leave out for which seats somebody comes, where the call has no seats apart."""
        del self.method
        return self

    def _chosen_method(self) -> SelectionMethod | None:
        field = self._fields.get("method")
        return SelectionMethod(field.data) if field is not None and field.data else None


class AbsenceForm(Form):
    """Somebody chosen can't come."""

    kind = RadioField(_l("原因"), validators=[InputRequired(_l("请选择原因。"))])
    remark = TextAreaField(_l("说明"), description=_l("仅供内部备查，不公开。"), validators=[Length(max=200)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = choices_of(ABSENCE_LABELS)


class AttendedForm(Form):
    """Who was at the meeting."""

    present = SelectMultipleField(
        _l("到会的代表"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )


class DeliveryForm(Form):
    """When the meeting's materials reached whom."""

    delivered_on = DateField(
        _l("送达日期"), validators=[InputRequired(_l("请填写材料送达的日期，例如 2026-09-03。"))]
    )
    people = SelectMultipleField(
        _l("送达的代表"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[InputRequired(_l("请勾选收到材料的代表。"))],
    )


class StatementForm(Form):
    """What somebody said, the reply and what became of it; reply and adoption may come later."""

    representative = RadioField(_l("发言人"), coerce=int, validators=[Optional()])
    content = TextAreaField(
        _l("发言内容"),
        description=_l("照发言记录整理，不写电话等个人信息。"),
        validators=[InputRequired(_l("请填写发言内容。")), Length(max=5000)],
    )
    reply = TextAreaField(_l("答复"), validators=[Length(max=5000)])
    adoption = RadioField(_l("采纳情况"), validators=[Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.adoption.choices = choices_of(ADOPTION_LABELS)

    @property
    def chosen_adoption(self) -> Adoption | None:
        """What became of it, where that was chosen."""
        return Adoption(self.adoption.data) if self.adoption.data else None


class SeedForm(Form):
    """The numbers drawn at the announced sources; one field a source, made by for_sources."""

    @classmethod
    def for_sources(cls, sources: Sequence[dict[str, Any]], fallback: dict[str, Any] | None) -> "SeedForm":
        """Return a form that asks for each source's numbers, or for its replacement by the fallback."""
        fields: dict[str, Any] = {
            f"numbers_{place}": StringField(label_of(source), description=_wanted(source))
            for place, source in enumerate(sources)
        }
        if fallback:
            fields["fallback_numbers"] = StringField(label_of(fallback), description=_wanted(fallback))
            fields["cancelled"] = RadioField(_("哪一来源被官方取消"), validators=[Optional()])
            fields["notice"] = StringField(_("取消公告的名称、日期或链接"))
        form: SeedForm = type("AnnouncedSeedForm", (cls,), fields)()
        if fallback:
            form.cancelled.choices = [(str(place), label_of(source)) for place, source in enumerate(sources)]
        return form

    def as_sources(
        self, sources: Sequence[dict[str, Any]], fallback: dict[str, Any] | None
    ) -> list[dict[str, Any]] | None:
        """Return the sources with their numbers as the draw takes them, or None with errors at fields."""
        cancelled = self._fields["cancelled"].data if fallback else None
        given = []
        for place, source in enumerate(sources):
            if fallback and cancelled == str(place):
                replaces = {
                    "name": source["name"],
                    "issue": source["issue"],
                    "notice": self._fields["notice"].data or "",
                }
                given.append(self._entry("fallback_numbers", fallback) | {"replaces": replaces})
            else:
                given.append(self._entry(f"numbers_{place}", source))
        return None if self.errors else given

    def _entry(self, name: str, source: dict[str, Any]) -> dict[str, Any]:
        field = self._fields[name]
        numbers = read_numbers(field.data or "")
        if numbers is None:
            field.errors = [_("请填写开奖号码，用空格隔开。")]
        return {
            "name": source["name"],
            "issue": source["issue"],
            "drawn_on": source["drawn_on"],
            "numbers": numbers,
        }


def _wanted(source: dict[str, Any]) -> str:
    low, high = source["range"]
    return str(
        _(
            "%(day)s 开奖，%(count)s 个号码，%(low)s 至 %(high)s，用空格隔开。",
            day=source["drawn_on"],
            count=str(source["count"]),
            low=str(low),
            high=str(high),
        )
    )
