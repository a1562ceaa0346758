"""The form of a call, and its seed's sources in three lines and a spare one."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Self

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from decisions.attendance.forms.choices import choices_of
from decisions.attendance.forms.fields import ShanghaiMinuteField
from decisions.attendance.rules import METHOD_LABELS, OPEN_METHODS, SelectionMethod
from decisions.attendance.rules.calls import CallDraft
from decisions.attendance.rules.lines import (
    read_criteria_lines,
    read_quota_lines,
    read_reserved_lines,
    write_criteria_lines,
    write_quota_lines,
    write_reserved_lines,
)
from decisions.attendance.rules.parts import read_criteria, read_reserved
from decisions.attendance.rules.quotas import Attribute, Quota, read_areas, read_quotas
from decisions.attendance.rules.sources import GAMES, Game, game_of, source_of
from decisions.errors import DecisionsError, Message
from decisions.web.forms import Form
from decisions.web.i18n import translate


class SourceForm(PlainForm):  # type: ignore[misc]  # the library has no types
    """One set of numbers that a public lottery will draw."""

    game = SelectField(_l("彩票"))
    issue = StringField(_l("期号"), description=_l("例如 2026218"), validators=[Length(max=20)])
    drawn_on = DateField(_l("开奖日期"), validators=[Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(game.value, translate(numbers.name)) for game, numbers in GAMES.items()]
        self.game.choices = [("", _("（不用）")), *named]

    def validate(self, extra_validators: Any = None) -> bool:
        """Want issue and day wherever a game is chosen."""
        valid: bool = super().validate(extra_validators)
        if not self.game.data:
            return valid
        if not (self.issue.data or "").strip():
            self.issue.errors = [_("请填写期号。")]
        if self.drawn_on.data is None:
            self.drawn_on.errors = [_("请填写开奖日期。")]
        return valid and not self.issue.errors and not self.drawn_on.errors

    def as_source(self) -> dict[str, Any] | None:
        """Return the source, or None where no game is chosen."""
        if not self.game.data or self.drawn_on.data is None:
            return None
        return source_of(Game(self.game.data), self.issue.data.strip(), self.drawn_on.data)


class CallForm(Form):
    """Everything that the notice prints."""

    title = StringField(_l("公告标题"), validators=[InputRequired(_l("请填写公告标题。")), Length(max=300)])
    body = TextAreaField(
        _l("公告正文"),
        description=_l("写明面向哪些人、列席什么会议、审议什么事项、如何报名。"),
        validators=[Length(max=5000)],
    )
    place = StringField(_l("会议地点"), validators=[Length(max=200)])
    conditions = TextAreaField(_l("代表条件"), description=_l("一行一条。"), validators=[Length(max=2000)])
    minimum_age = IntegerField(
        _l("最低年龄（周岁）"), default=18, validators=[InputRequired(_l("请填写整数。"))]
    )
    age_reference_on = DateField(
        _l("年龄计算截止日"), description=_l("不填则为报名截止当日。"), validators=[Optional()]
    )
    maximum_age = IntegerField(
        _l("最高年龄（周岁）"), description=_l("不限的不填。"), validators=[Optional()]
    )
    areas = TextAreaField(
        _l("限定的街镇"),
        description=_l("须在哪些街镇居住或者工作，用顿号隔开；不限的不填。"),
        validators=[Length(max=1000)],
    )
    cool_down_months = IntegerField(
        _l("与上次列席的间隔（月）"),
        default=12,
        description=_l("在这段时间内列席过的不再入选，使更多人有机会。不设的填 0。"),
        validators=[InputRequired(_l("请填写整数。"))],
    )
    needs_identity = BooleanField(
        _l("需要核验身份"),
        description=_l("勾选后报名须填写证件种类和号码。不是确有必要的不勾选。"),
    )
    conflict = TextAreaField(
        _l("利害关系回避"),
        description=_l("哪些人不能报名，例如承办单位工作人员、参与评估论证的机构人员。"),
        validators=[Length(max=1000)],
    )
    addressed_to = TextAreaField(
        _l("面向对象"), description=_l("希望哪些人报名。"), validators=[Length(max=1000)]
    )
    agenda = SelectMultipleField(
        _l("同一会议的其他审议事项"),
        description=_l("代表也列席这些事项的审议。"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    materials = TextAreaField(
        _l("会议材料"), description=_l("提前给代表什么材料、何时送达。"), validators=[Length(max=1000)]
    )
    confidentiality = TextAreaField(
        _l("保密要求"), description=_l("代表对哪些内容、在何时以前不得外传。"), validators=[Length(max=1000)]
    )
    seats = IntegerField(_l("正式代表名额"), default=5, validators=[InputRequired(_l("请填写整数。"))])
    alternates = IntegerField(_l("候补代表名额"), default=2, validators=[InputRequired(_l("请填写整数。"))])
    method = RadioField(
        _l("产生方式"),
        default=SelectionMethod.OPEN_DRAW.value,
        validators=[InputRequired(_l("请选择产生方式。"))],
    )
    reserved = TextAreaField(
        _l("单列席位"),
        description=_l(
            "上述名额之外，由推荐或者邀请产生的席位。一行一项，例如：推荐 3 区内企业，由行业协会推荐"
        ),
        validators=[Length(max=1000)],
    )
    criteria = TextAreaField(
        _l("遴选评分标准"),
        description=_l("公开报名遴选的填写，随公告公布。一行一项：标准 最高分，例如：代表性 40"),
        validators=[Length(max=1000)],
    )
    quotas_category = TextAreaField(
        _l("按代表类别"), description=_l("例如：居民 2-3"), validators=[Length(max=500)]
    )
    quotas_gender = TextAreaField(_l("按性别"), description=_l("例如：女 2-3"), validators=[Length(max=500)])
    quotas_age = TextAreaField(
        _l("按年龄段"), description=_l("例如：60岁以上 1-2"), validators=[Length(max=500)]
    )
    quotas_area = TextAreaField(
        _l("按街镇"),
        description=_l("几个街镇可以并成一组，例如：塘桥街道、花木街道 1-2"),
        validators=[Length(max=1000)],
    )
    opens_at = ShanghaiMinuteField(_l("报名开始时间"), description=_l("例如 2026-08-03 09:00"))
    closes_at = ShanghaiMinuteField(
        _l("报名截止时间"), description=_l("到这一分钟为止，例如 2026-08-14 24:00")
    )
    objections_until = ShanghaiMinuteField(
        _l("异议截止时间"),
        description=_l("被认定不符合条件的，在此之前可以提出异议，期满才封存名单。例如 2026-08-17 18:00"),
    )
    contact = TextAreaField(
        _l("联系人和联系方式"),
        description=_l("供报名人咨询、更正或者撤回同意。"),
        validators=[Length(max=500)],
    )
    retention_days = IntegerField(
        _l("未入选者个人信息保存天数"),
        default=30,
        description=_l("自代表名单公布之日起，期满自动删除。"),
        validators=[InputRequired(_l("请填写整数。"))],
    )
    source_1 = FormField(SourceForm, label=_l("种子来源一"))
    source_2 = FormField(SourceForm, label=_l("种子来源二"))
    source_3 = FormField(SourceForm, label=_l("种子来源三"))
    fallback = FormField(SourceForm, label=_l("备用来源"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.method.choices = choices_of(METHOD_LABELS)
        self.agenda.choices = []

    @classmethod
    def showing(cls, draft: CallDraft | None, agenda: Sequence[tuple[str, str]] = ()) -> Self:
        """Return the form with what a call says so far; agenda lists other decisions by code and title."""
        form = cls() if draft is None or request.method == "POST" else cls(data=_data_of(draft))
        form.agenda.choices = list(agenda)
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """Read the fields of one item a line; what can't be read stands at its field."""
        valid: bool = super().validate(extra_validators)
        self.read_quotas: list[Quota] = []
        for attribute in Attribute:
            field = self._fields[f"quotas_{attribute.value}"]
            quotas, faults = read_quota_lines(attribute, field.data or "")
            self.read_quotas += quotas
            _mark(field, faults)
        self.read_reserved, faults = read_reserved_lines(self.reserved.data or "")
        _mark(self.reserved, faults)
        self.read_criteria, faults = read_criteria_lines(self.criteria.data or "")
        _mark(self.criteria, faults)
        return valid and not self.errors

    def as_draft(self) -> CallDraft:
        """Return what was filled in; what another method has no use for is left out."""
        method = SelectionMethod(self.method.data)
        by_sign_up, by_draw = method in OPEN_METHODS, method is SelectionMethod.OPEN_DRAW
        given = [part.form.as_source() for part in (self.source_1, self.source_2, self.source_3)]
        return CallDraft(
            **{name: (self._fields[name].data or "").strip() for name in _WORDS},
            seats=self.seats.data,
            alternates=self.alternates.data,
            method=method,
            opens_at=self.opens_at.data if by_sign_up else None,
            closes_at=self.closes_at.data if by_sign_up else None,
            objections_until=self.objections_until.data if by_sign_up else None,
            minimum_age=self.minimum_age.data,
            maximum_age=self.maximum_age.data,
            age_reference_on=self.age_reference_on.data,
            areas=[area for area in read_areas(self.areas.data or "").split("、") if area],
            cool_down_months=self.cool_down_months.data if by_sign_up else 0,
            needs_identity=by_sign_up and bool(self.needs_identity.data),
            agenda=list(self.agenda.data or []),
            retention_days=self.retention_days.data,
            quotas=[quota.as_json() for quota in self.read_quotas] if by_draw else [],
            reserved=[part.as_json() for part in self.read_reserved] if by_sign_up else [],
            criteria=[item.as_json() for item in self.read_criteria]
            if method is SelectionMethod.OPEN_SELECTION
            else [],
            draw_sources=[source for source in given if source is not None] if by_draw else [],
            draw_fallback=self.fallback.form.as_source() if by_draw else None,
        )

    def absorb(self, error: DecisionsError) -> None:
        """Show each problem at its field, where the form has one of that name."""
        for problem in error.problems:
            field = self._fields.get(problem.field or "")
            if field is None or isinstance(field, FormField):
                self.form_errors.append(translate(problem.message))
            else:
                field.errors = [*field.errors, translate(problem.message)]
        if not error.problems:
            super().absorb(error)


class CorrectionForm(CallForm):
    """A published call with what is to be different, and why."""

    reason = TextAreaField(
        _l("更正理由"),
        description=_l("与更正后的公告一同公布。"),
        validators=[InputRequired(_l("请填写更正理由。")), Length(max=500)],
    )


_WORDS = (
    "title",
    "body",
    "place",
    "addressed_to",
    "conditions",
    "conflict",
    "materials",
    "confidentiality",
    "contact",
)


def _mark(field: Any, faults: Iterable[Message]) -> None:
    marked = [translate(fault) for fault in faults]
    if marked:
        field.errors = [*field.errors, *marked]


def _data_of(draft: CallDraft) -> dict[str, Any]:
    """Return a draft as the form's fields show it."""
    quotas = read_quotas(draft.quotas)
    data: dict[str, Any] = {name: getattr(draft, name) for name in CallDraft.__dataclass_fields__}
    data |= {
        "method": draft.method.value,
        "areas": "、".join(draft.areas),
        "reserved": write_reserved_lines(read_reserved(draft.reserved)),
        "criteria": write_criteria_lines(read_criteria(draft.criteria)),
        **{f"quotas_{attribute.value}": write_quota_lines(attribute, quotas) for attribute in Attribute},
    }
    for place, source in enumerate(draft.draw_sources[:3], start=1):
        data[f"source_{place}"] = _shown(source)
    if draft.draw_fallback:
        data["fallback"] = _shown(draft.draw_fallback)
    return data


def _shown(source: dict[str, Any]) -> dict[str, Any]:
    game = game_of(source)
    drawn_on = date.fromisoformat(source["drawn_on"])
    return {"game": game.value if game else "", "issue": source["issue"], "drawn_on": drawn_on}
