"""What is refused when a published notice shall change, each with what to do about it."""

from decisions.errors import N_, ConflictError, DecisionsError, NotFoundError


class ChangeNotFoundError(NotFoundError):
    """There is no such change of this notice."""

    code = "change_not_found"
    message = N_("没有找到这项变更，可能已经放弃。")


class ChangePublishedError(ConflictError):
    """A published change can't be edited."""

    code = "change_published"
    message = N_("这项变更已经公布，不能再修改。需要再次变更的，请另行办理。")


class ChangePendingError(ConflictError):
    """A change that waits for approval is sent back before it is given up."""

    code = "change_pending"
    message = N_("这项变更已经送审，请审核人员退回后再放弃。")


class EndPassedError(ConflictError):
    """The window is over: its end moves no more."""

    code = "end_passed"
    message = N_(
        "征求意见已于 %(until)s 24:00 截止，截止后不能再延长或者提前结束。"
        "确需继续听取意见的，请开始新一轮征求意见（编号 %(next_code)s），另行发布公告。"
    )


class EndNotLaterError(DecisionsError):
    """An extension that would not extend."""

    code = "end_not_later"
    status = 422
    message = N_("延长后的截止日应当晚于现在的截止日（%(until)s）。请修改。")


class EndNotEarlierError(DecisionsError):
    """An early stop that would not stop earlier, after moving on to a working day."""

    code = "end_not_earlier"
    status = 422
    message = N_(
        "提前后的截止日应当早于现在的截止日（%(until)s）；所填日期遇非工作日顺延后为 %(found)s。请修改。"
    )


class StopInThePastError(DecisionsError):
    """An early stop of a day that is over."""

    code = "stop_in_the_past"
    status = 422
    message = N_("提前结束的截止日不能早于今天（%(today)s）。请填写今天或者以后的日期。")


class NothingCorrectedError(DecisionsError):
    """A correction that changes nothing."""

    code = "nothing_corrected"
    status = 422
    message = N_("更正后的内容与现在的公告相同。请修改需要更正之处，不需要更正的请放弃。")


class RoundSupersededError(ConflictError):
    """A further round was published; the notice of this one stays as it is."""

    code = "round_superseded"
    message = N_("后一轮征求意见（%(code)s）的公告已经发布，本轮公告不能再变更。")
