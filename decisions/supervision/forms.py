"""Forms of supervision: the working-day calculator and a calendar year's file."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, IntegerField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from decisions.services.working_days.arithmetic import FIRST_YEAR, LAST_YEAR, MAX_COUNT
from decisions.web.forms import Form


class WorkingDaysForm(Form):
    """A day, and how many working days after it."""

    start = DateField(
        _l("起算日"),
        description=_l("事情发生的那一天，例如文件印发之日；当日不计入。"),
        validators=[InputRequired(_l("请填写起算日，格式如 2026-09-22。"))],
    )
    days = IntegerField(
        _l("工作日数"),
        default=10,
        validators=[
            InputRequired(_l("请填写工作日数，例如 10。")),
            NumberRange(1, MAX_COUNT, _l("工作日数须在 1 至 1000 之间。")),
        ],
    )

    def validate_start(self, field: DateField) -> None:
        """Keep the day within what a calendar means."""
        if field.data and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
            raise ValidationError(_l("起算日须在 1949 年至 2999 年之间。"))


class CalendarYearForm(Form):
    """The file of one year's notice."""

    file = FileField(
        _l("年度安排文件"),
        description=_l("CSV 文件，写明年度、通知标题、文号、印发日期和每个放假、调休日。"),
        validators=[FileRequired(_l("请选择文件。"))],
    )
