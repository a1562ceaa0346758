"""The working-day calculator as other systems ask it."""

from decisions.errors import N_
from decisions.services.working_days.arithmetic import FIRST_YEAR, LAST_YEAR, MAX_COUNT
from decisions.web.schemas import ApiSchema, Between, Day, Whole, fault


class _StartDay(Day):
    """A day within what a calendar means."""

    def _validate(self, value: object) -> None:
        super()._validate(value)
        if not FIRST_YEAR <= getattr(value, "year", 0) <= LAST_YEAR:
            raise fault(N_("起算日须在 1949 年至 2999 年之间。"))


class WorkingDaysQuerySchema(ApiSchema):
    """A day, which is not counted itself, and how many working days after it."""

    start = _StartDay(required=True)
    days = Whole(load_default=10, validate=Between(1, MAX_COUNT, N_("工作日数须在 1 至 1000 之间。")))
