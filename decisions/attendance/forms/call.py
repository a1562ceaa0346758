"""The form of a call, and its seed's sources in three lines and a spare one."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, FormField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired, Length, Optional

from decisions.attendance.forms.choices import choices_of
from decisions.attendance.forms.fields import ShanghaiMinuteField
from decisions.attendance.rules import METHOD_LABELS, OPEN_METHODS, SelectionMethod
from decisions.attendance.rules.calls import CallDraft
from decisions.attendance.rules.sources import GAMES, Game, game_of, source_of
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
    seats = IntegerField(_l("正式代表名额"), default=5, validators=[InputRequired(_l("请填写整数。"))])
    alternates = IntegerField(_l("候补代表名额"), default=2, validators=[InputRequired(_l("请填写整数。"))])
    method = RadioField(
        _l("产生方式"),
        default=SelectionMethod.OPEN_DRAW.value,
        validators=[InputRequired(_l("请选择产生方式。"))],
    )
    opens_at = ShanghaiMinuteField(_l("报名开始时间"), description=_l("例如 2026-08-03 09:00"))
    closes_at = ShanghaiMinuteField(
        _l("报名截止时间"), description=_l("到这一分钟为止，例如 2026-08-14 24:00")
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

    @classmethod
    def showing(cls, draft: CallDraft | None) -> "CallForm":
        """Return the form with what a call says so far."""
        if draft is None:
            return cls()
        data: dict[str, Any] = {name: getattr(draft, name) for name in CallDraft.__dataclass_fields__}
        data["method"] = draft.method.value
        for place, source in enumerate(draft.draw_sources[:3], start=1):
            data[f"source_{place}"] = _shown(source)
        if draft.draw_fallback:
            data["fallback"] = _shown(draft.draw_fallback)
        return cls(data=data)

    def as_draft(self) -> CallDraft:
        """Return what was filled in; what another method has no use for is left out."""
        method = SelectionMethod(self.method.data)
        by_sign_up, by_draw = method in OPEN_METHODS, method is SelectionMethod.OPEN_DRAW
        given = [part.form.as_source() for part in (self.source_1, self.source_2, self.source_3)]
        return CallDraft(
            title=self.title.data.strip(),
            body=(self.body.data or "").strip(),
            place=(self.place.data or "").strip(),
            conditions=(self.conditions.data or "").strip(),
            seats=self.seats.data,
            alternates=self.alternates.data,
            method=method,
            opens_at=self.opens_at.data if by_sign_up else None,
            closes_at=self.closes_at.data if by_sign_up else None,
            contact=(self.contact.data or "").strip(),
            minimum_age=self.minimum_age.data,
            age_reference_on=self.age_reference_on.data,
            retention_days=self.retention_days.data,
            draw_sources=[source for source in given if source is not None] if by_draw else [],
            draw_fallback=self.fallback.form.as_source() if by_draw else None,
        )


def _shown(source: dict[str, Any]) -> dict[str, Any]:
    game = game_of(source)
    drawn_on = date.fromisoformat(source["drawn_on"])
    return {"game": game.value if game else "", "issue": source["issue"], "drawn_on": drawn_on}
