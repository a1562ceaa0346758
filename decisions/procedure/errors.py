"""What the procedure refuses. Texts name what to do next."""

from decisions.errors import N_, ConflictError, DecisionsError, NotFoundError


class AlreadyPreparedError(ConflictError):
    """The decision has its issuing already; it is edited, not begun again."""

    code = "already_prepared"
    message = N_("本事项的决策文件已在办理，请打开后修改。")


class NothingPreparedError(NotFoundError):
    """Nothing of this kind has been entered yet."""

    code = "nothing_prepared"
    message = N_("这一环节尚未填写内容，请先填写并保存。")


class DatesOutOfOrderError(DecisionsError):
    """A document can't be made public before it was written and printed."""

    code = "dates_out_of_order"
    status = 422
    message = N_("发布日期（%(published_on)s）不能早于成文日期或印发日期（%(earlier_on)s），请核对文件。")


class DateInFutureError(DecisionsError):
    """What is published as done has not happened yet."""

    code = "date_in_future"
    status = 422
    message = N_("日期 %(day)s 尚未到来。请在当日或之后办理，或者核对日期。")


class DocumentMissingError(DecisionsError):
    """There is neither a file nor a text of the decision."""

    code = "document_missing"
    status = 422
    message = N_("请上传决策文件（PDF 或 DOCX），或者填写文件正文。")


class InterpretationMissingError(DecisionsError):
    """The result goes out together with its interpretation, or says why there is none (R27)."""

    code = "interpretation_missing"
    status = 422
    message = N_("决策文件须与解读材料同步发布。请填写解读或上传解读文件；确无需解读的，写明不作解读的理由。")


class InterpretationContradictedError(DecisionsError):
    """There is an interpretation and a reason for having none."""

    code = "interpretation_contradicted"
    status = 422
    message = N_("已有解读材料，又填写了不作解读的理由。请删去其中一项。")


class OutletLinkInvalidError(DecisionsError):
    """A link that is no web address."""

    code = "outlet_link_invalid"
    status = 422
    message = N_("链接须以 http:// 或 https:// 开头，请核对。")


class DoneDateMissingError(DecisionsError):
    """A step that is done has its day."""

    code = "done_date_missing"
    status = 422
    message = N_("已完成的环节须填写完成日期。")


class PlannedDateMissingError(DecisionsError):
    """What is still to come says by when (R26: never silently missing)."""

    code = "planned_date_missing"
    status = 422
    message = N_("尚未完成的，须填写预计日期，向社会说明何时公开。")


class NotApplicableReasonMissingError(DecisionsError):
    """ "Does not apply" is a statement with its reason (R26)."""

    code = "not_applicable_reason_missing"
    status = 422
    message = N_("不适用的环节须写明理由，理由将一并公开。")


class StepMandatoryError(DecisionsError):
    """The law knows no exception from this step (R18)."""

    code = "step_mandatory"
    status = 422
    message = N_("合法性审查是必经程序，不能填写为不适用。")


class StepKeptElsewhereError(DecisionsError):
    """The course of a consultation or of attendance comes from its own notices."""

    code = "step_kept_elsewhere"
    status = 422
    message = N_("公开征求意见和公众代表列席的进展以各自公告为准，此处只能说明不适用及其理由。")


class ContradictedByRecordError(DecisionsError):
    """What is said not to apply was announced to the public."""

    code = "contradicted_by_record"
    status = 409
    message = N_("本事项已经发布过相应公告，不能再说明为不适用。")


class MeetingDayMissingError(DecisionsError):
    """A meeting has a name, and a day on which it is planned or was held."""

    code = "meeting_day_missing"
    status = 422
    message = N_("请填写会议日期：拟召开的填写计划日期，已召开的填写召开日期。")
