"""What consultation refuses, each with what to do about it.

What is refused to whoever comes with a receipt is in `receipts`.
"""

from decisions.errors import N_, ConflictError, DecisionsError, InvalidInputError, NotFoundError


class ConsultationNotFoundError(NotFoundError):
    """There is no consultation with this code, or it is not published."""

    code = "consultation_not_found"
    message = N_("没有找到编号为“%(code)s”的征求意见公告。请核对编号，或者从征求意见列表进入。")


class OpinionNotFoundError(NotFoundError):
    """There is no such opinion in this consultation."""

    code = "opinion_not_found"
    message = N_("没有找到这条意见。")


class EventNotFoundError(NotFoundError):
    """There is no such offline event of this decision."""

    code = "event_not_found"
    message = N_("没有找到这次线下听取意见的记录。")


class DraftNotFoundError(NotFoundError):
    """There is no such version of this decision's draft."""

    code = "draft_not_found"
    message = N_("没有找到这个草案版本。")


class UploadNotFoundError(NotFoundError):
    """The spreadsheet was taken in, discarded, or kept too long."""

    code = "upload_not_found"
    message = N_("这份表格已经导入、放弃或者超过一天，请重新上传。")


class ImportUnderWayError(ConflictError):
    """A file that is being taken in can't be discarded."""

    code = "import_under_way"
    message = N_("这份表格正在导入，不能放弃。请等导入完成。")


class WindowTooShortError(DecisionsError):
    """Shorter than the law's minimum, without the reason that would allow it (R10)."""

    code = "window_too_short"
    status = 422
    message = N_(
        "征求意见期限为 %(days)d 日，不足 %(minimum)d 日。请延长期限；确有正当理由需要缩短的，"
        "请填写缩短期限的理由，理由将写入公告（《重大行政决策程序暂行条例》第十五条）。"
    )


class WindowBackwardsError(DecisionsError):
    """The last day does not follow the first, or only after years."""

    code = "window_backwards"
    status = 422
    message = N_("截止日应当在开始日之后，最长不超过 %(days)d 日。请修改后重试。")


class WindowUndeterminedError(DecisionsError):
    """The last day can't be told while that year's holidays are unknown."""

    code = "window_undetermined"
    status = 422
    message = N_(
        "截止日落在%(year)d年，该年的放假调休安排尚未录入，无法判定截止日是否需要顺延。"
        "请选择更早的截止日，或者请管理员录入该年安排后再办理。"
    )


class OpensInThePastError(DecisionsError):
    """The notice would be published after the day on which it says comments open."""

    code = "opens_in_the_past"
    status = 422
    message = N_(
        "开始日（%(opens_on)s）早于公告发布之日，公众实际可用的时间会少于公告所称。请修改开始日后重新送审。"
    )


class NoticeIncompleteError(InvalidInputError):
    """The notice lacks what the law wants in it; problems says what (R9)."""

    code = "notice_incomplete"
    message = N_("公告还缺 %(count)d 项必备内容，不能送审。")


class NoticePublishedError(ConflictError):
    """A published notice, its window and its reason can't be edited (R10)."""

    code = "notice_published"
    message = N_(
        "公告已经发布，不能直接修改。内容有误的，请在“延期和更正”中更正；需要延长或者提前结束的，也在该处办理。"
    )


class NoticeNotPublishedError(ConflictError):
    """Something needs the notice to be published first."""

    code = "notice_not_published"
    message = N_("公告尚未发布，不能办理此事。")


class RoundStillOpenError(ConflictError):
    """A further round begins when the one before it is over."""

    code = "round_still_open"
    message = N_("上一轮征求意见（%(code)s）尚未结束，结束后才能开始新一轮。")


class EnterprisesNotHeardError(DecisionsError):
    """An enterprise-related decision whose enterprises were not heard before the procedure (R8)."""

    code = "enterprises_not_heard"
    status = 409
    message = N_(
        "本事项涉及企业，公开征求意见前须先听取相关企业和行业协会商会的意见。"
        "请先在“线下听取意见”中登记这次听取意见，勾选“进入决策程序前听取企业意见”，日期不得晚于公告开始日，再送审公告。"
    )


class WindowClosedError(DecisionsError):
    """Too late: the window ended."""

    code = "window_closed"
    status = 409
    message = N_(
        "征求意见已于 %(until)s 24:00（北京时间）截止，您的意见没有提交。"
        "您填写的内容保留在本页，可以复制保存。"
    )


class WindowNotOpenError(DecisionsError):
    """Too early: the window has not opened."""

    code = "window_not_open"
    status = 409
    message = N_("征求意见将于 %(opens_on)s 开始，请届时提交。您填写的内容保留在本页，可以复制保存。")


class ConsentMissingError(DecisionsError):
    """Personal data can't be processed without consent."""

    code = "consent_missing"
    status = 422
    message = N_("请阅读个人信息处理说明，同意后勾选，再提交。")


class OpinionEmptyError(DecisionsError):
    """No words."""

    code = "opinion_empty"
    status = 422
    message = N_("请写下您的意见。")


class OpinionTooLongError(DecisionsError):
    """More words than one opinion holds."""

    code = "opinion_too_long"
    status = 422
    message = N_("意见最多 %(limit)d 字，现有 %(length)d 字。请精简，或者把全文作为附件上传。")


class TooManyAttachmentsError(DecisionsError):
    """More files than one opinion carries."""

    code = "too_many_attachments"
    status = 422
    message = N_("附件最多 %(limit)d 个。请合并后重新选择。")


class TooManyPointsError(DecisionsError):
    """More clauses than one sending takes."""

    code = "too_many_points"
    status = 422
    message = N_("一次最多对 %(limit)d 条提意见。请先提交这些，再另行提交其余的。")


class ReceivedInFutureError(DecisionsError):
    """An opinion can't have come later than now."""

    code = "received_in_future"
    status = 422
    message = N_("收到时间不能晚于现在。请核对后修改。")


class KeyReusedError(ConflictError):
    """The same idempotency key came with other content."""

    code = "idempotency_key_reused"
    message = N_("同一个请求编号先后提交了不同的内容，第二份没有保存。请换一个请求编号重新提交。")


class SetClosedError(ConflictError):
    """The opinions were closed and their number published; nothing can be added."""

    code = "set_closed"
    message = N_("本次征求意见已经结卷，意见总数已经公布，不能再增加意见。")


class WindowStillOpenError(ConflictError):
    """The opinions can't be closed while people may still comment."""

    code = "window_still_open"
    message = N_("征求意见尚未截止（%(until)s 24:00，北京时间），截止后才能结卷。")


class OpinionsUndecidedError(ConflictError):
    """Some opinions are neither shown nor withheld, so the file can't be closed (R15)."""

    code = "opinions_undecided"
    message = N_("还有 %(count)d 条意见没有决定是否公开，请逐条办理后再结卷。")


class WordsNotFoundError(DecisionsError):
    """What should be hidden does not stand in the opinion."""

    code = "words_not_found"
    status = 422
    message = N_("意见中没有“%(words)s”，请照原文填写要隐去的词句。")


class HearingUnreadyError(InvalidInputError):
    """A hearing that lacks what the law wants of one (R13, R14)."""

    code = "hearing_unready"
    message = N_("听证会有 %(count)d 处不符合要求，不能送审。")


class NoHearingError(DecisionsError):
    """An announcement and people belong to a hearing alone."""

    code = "no_hearing"
    status = 409
    message = N_("只有听证会需要公告和参加人名单。请先把方式改为听证会。")


class EventIncompleteError(InvalidInputError):
    """The record of an offline event lacks something."""

    code = "event_incomplete"
    message = N_("线下听取意见记录有 %(count)d 处需要补充。")


class EventPublishedError(ConflictError):
    """A published record can't be edited."""

    code = "event_published"
    message = N_("这条线下听取意见记录已经公开，不能再修改。")


class DraftPublishedError(ConflictError):
    """A published version can't be replaced, only followed by a further one."""

    code = "draft_published"
    message = N_("这个草案版本已经公开，不能替换。请另建一个版本。")
