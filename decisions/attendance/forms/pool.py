"""The forms of the standing pool: joining, leaving."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, StringField
from wtforms.validators import InputRequired, Length

from decisions.attendance.forms.choices import choices_of
from decisions.attendance.rules import CATEGORY_LABELS, RepresentativeCategory
from decisions.attendance.rules.fields import MAX_AREA, MAX_NAME
from decisions.attendance.rules.pool import PoolInput
from decisions.errors import DecisionsError
from decisions.web.forms import Form, OnceForm
from decisions.web.i18n import translate


class JoinForm(OnceForm):
    """Wanting to hear of further meetings."""

    name = StringField(
        _l("姓名"), validators=[InputRequired(_l("请填写姓名，便于称呼。")), Length(max=MAX_NAME)]
    )
    contact = StringField(
        _l("电子邮箱"),
        description=_l("只用来通知您新的列席报名，不公开。"),
        validators=[InputRequired(_l("请填写能收到通知的电子邮箱，例如 name@example.cn。")), Length(max=200)],
    )
    category = RadioField(_l("代表类别"), validators=[InputRequired(_l("请选择您属于哪一类代表。"))])
    area = StringField(
        _l("居住或工作的街镇"),
        description=_l("例如 塘桥街道"),
        validators=[InputRequired(_l("请填写居住或工作的街镇。")), Length(max=MAX_AREA)],
    )
    consent = BooleanField(_l("我同意保存上述信息，用于通知我新的列席报名"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.category.choices = choices_of(CATEGORY_LABELS)

    def as_input(self) -> PoolInput:
        """Return what was filled in."""
        return PoolInput(
            name=self.name.data or "",
            contact=self.contact.data or "",
            category=RepresentativeCategory(self.category.data),
            area=self.area.data or "",
            consent=bool(self.consent.data),
        )

    def absorb(self, error: DecisionsError) -> None:
        """Show each problem at its field."""
        for problem in error.problems:
            field = self._fields[problem.field or "name"]
            field.errors = [*field.errors, translate(problem.message)]
        if not error.problems:
            super().absorb(error)


class LeaveForm(Form):
    """Leaving the standing pool."""

    contact = StringField(
        _l("登记时填写的电子邮箱"),
        description=_l("用于确认是您本人。"),
        validators=[InputRequired(_l("请填写登记时的电子邮箱。"))],
    )
