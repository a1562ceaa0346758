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
    """The law knows no exception from this step (R18, R30)."""

    code = "step_mandatory"
    status = 422
    message = N_("合法性审查和决策执行是必经程序，不能说明为不适用。")


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


class StepIncompleteError(DecisionsError):
    """A step can't be told as done while something of it is open; problems says what, and where to do it."""

    code = "step_incomplete"
    status = 422
    message = N_("这一环节还不能说明为已完成，尚有 %(count)d 项需要办理。")


class BodyMissingError(DecisionsError):
    """Whoever assesses, executes or evaluates has a name (R17, R30)."""

    code = "body_missing"
    status = 422
    message = N_("请填写承担这项工作的单位或机构。")


class ContactMissingError(DecisionsError):
    """An execution without a place for complaints (R30)."""

    code = "contact_missing"
    status = 422
    message = N_("请填写执行问题的投诉、建议渠道，例如电话和地址。")


class ReportAbsenceUnexplainedError(DecisionsError):
    """A report need not be published, but its absence is explained (R26)."""

    code = "report_absence_unexplained"
    status = 422
    message = N_("没有公开报告的，请填写不公开的理由，理由将一并公开；公开报告的，请上传文件。")


class DraftInterpretationMissingError(DecisionsError):
    """An interpretation without a text or a file (R12)."""

    code = "draft_interpretation_missing"
    status = 422
    message = N_("请填写草案解读的正文，或者上传解读文件。")


class SameAssessorError(DecisionsError):
    """Whoever did the main assessment before the decision does not evaluate it afterwards (R30)."""

    code = "same_assessor"
    status = 422
    message = N_("“%(body)s”在决策作出前承担过主要论证评估工作（%(step)s），不能承担决策后评估，请另行委托。")


class NotIssuedYetError(DecisionsError):
    """What follows the decision can't be done before it is issued."""

    code = "not_issued_yet"
    status = 409
    message = N_("决策文件尚未发布，执行和评估情况须在发布之后填写。")


class DeclarationDateMissingError(DecisionsError):
    """A declaration bears its date (R16)."""

    code = "declaration_date_missing"
    status = 422
    message = N_("请填写利害关系声明的日期。")


class MeasuresMissingError(DecisionsError):
    """A considerable risk is controllable by something that is stated (R17)."""

    code = "measures_missing"
    status = 422
    message = N_("中、高风险认定为可控的，请写明防范和化解措施。")


class ExpertNotFoundError(NotFoundError):
    """No such expert takes part in this decision."""

    code = "expert_not_found"
    message = N_("没有找到这名专家，可能已被移除。")


class RiskNotFoundError(NotFoundError):
    """No such risk point belongs to this decision."""

    code = "risk_not_found"
    message = N_("没有找到这个风险点，可能已被删除。")


class PaperNotFoundError(NotFoundError):
    """No such paper is kept for the meeting."""

    code = "paper_not_found"


class ReviewNotFoundError(NotFoundError):
    """Nothing was handed in for legality review, or not this."""

    code = "review_not_found"
    message = N_("没有找到这次送审，请从“合法性审查”页面重新进入。")


class ReviewOpenError(ConflictError):
    """The one before has no conclusion yet."""

    code = "review_open"
    message = N_("上一次送审尚未出具意见，不能重复送审。")


class ReviewConcludedError(ConflictError):
    """A conclusion stands; what changed is handed in anew."""

    code = "review_concluded"
    message = N_("这次送审已经出具意见，不能修改。草案调整后请重新送审。")


class ReviewMaterialMissingError(DecisionsError):
    """Nothing to review was handed in."""

    code = "review_material_missing"
    status = 422
    message = N_("请上传送审材料，或者写明送审的文本和材料清单。")


class ReviewDatesOutOfOrderError(DecisionsError):
    """An opinion is given after the materials were received, and they after they were sent."""

    code = "review_dates_out_of_order"
    status = 422
    message = N_("日期先后有误：送审不晚于收到材料，收到材料不晚于出具意见。")


class ReviewTooShortError(DecisionsError):
    """Fewer working days than the law leaves the reviewers, and no reason (R18)."""

    code = "review_too_short"
    status = 422
    message = N_(
        "合法性审查一般不少于%(days)d个工作日：%(received_on)s收到材料，最早%(due_on)s出具意见才满期限。"
        "确需缩短的，请写明理由。"
    )


class ReviewOpinionMissingError(DecisionsError):
    """What is to be mended, or why it is unlawful, has to be said."""

    code = "review_opinion_missing"
    status = 422
    message = N_("请写明审查意见：需要修改什么，或者为什么不合法。")


class ResponseMissingError(DecisionsError):
    """An empty answer to what the reviewers suggested."""

    code = "response_missing"
    status = 422
    message = N_("请写明对修改建议逐条如何处理。")


class PaperEmptyError(DecisionsError):
    """A paper that says nothing."""

    code = "paper_empty"
    status = 422
    message = N_("请上传文件，或者填写正文。")


class PapersMissingError(DecisionsError):
    """The meeting can't decide without its papers (R19); problems says which, and where each is made."""

    code = "papers_missing"
    status = 422
    message = N_("提请会议讨论的材料尚缺 %(count)d 项，备齐后才能记录会议已召开。")


class MeetingNotHeldError(DecisionsError):
    """A decision is made by a meeting (R20)."""

    code = "meeting_not_held"
    status = 422
    message = N_("决策须经会议集体讨论决定。请先记录会议召开情况，再发布决策文件。")
