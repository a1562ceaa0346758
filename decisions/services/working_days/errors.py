"""Refusals of the working-day calendar."""

from decisions.errors import N_, DecisionsError, InvalidInputError


class UnknownYearError(DecisionsError):
    """A day lies in a year for which the portal has no notice: whether it is worked can't be said."""

    code = "unknown_calendar_year"
    status = 422
    message = N_("%(year)d年的放假调休安排尚未公布或尚未录入，无法判定该年的工作日。")


class CountOutOfRangeError(DecisionsError):
    """A count that no duty of the portal could ask for."""

    code = "count_out_of_range"
    status = 422
    message = N_(
        "起算日期应在%(first_year)d年至%(last_year)d年之间，工作日数应为1至%(max_days)d的整数。请修改后重试。"
    )


class InvalidYearTableError(InvalidInputError):
    """A year's file that can't be taken as it is; problems says what to mend, row by row."""

    code = "invalid_year_table"
    message = N_("放假安排文件有%(count)d处需要修改，没有录入任何内容。")
