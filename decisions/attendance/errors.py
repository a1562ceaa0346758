"""What attendance refuses, in words for the person who has to mend it."""

from decisions.errors import N_, ConflictError, DecisionsError, InvalidInputError, NotFoundError


class CallNotFoundError(NotFoundError):
    """There is no call with this code."""

    code = "attendance_call_not_found"
    message = N_("没有找到列席公告“%(code)s”。请核对网址或编号。")


class SignUpNotFoundError(NotFoundError):
    """There is no such sign-up in this call."""

    code = "sign_up_not_found"
    message = N_("没有找到这份报名。")


class RepresentativeNotFoundError(NotFoundError):
    """There is no such representative in this call."""

    code = "representative_not_found"
    message = N_("没有找到这名列席代表。")


class StatementNotFoundError(NotFoundError):
    """There is no such statement in this call."""

    code = "statement_not_found"
    message = N_("没有找到这条发言。")


class CallExistsError(ConflictError):
    """The decision's earlier call has not come to its end."""

    code = "attendance_call_exists"
    message = N_("本事项的列席公告“%(code)s”尚未办结，不能另发公告。")


class CallPublishedError(ConflictError):
    """A published call can't be edited."""

    code = "attendance_call_published"
    message = N_("列席公告已经公布，内容不能再修改。")


class CallIncompleteError(InvalidInputError):
    """Something is missing in the call; problems says what."""

    code = "attendance_call_incomplete"
    message = N_("公告还不能送审，有 %(count)d 处需要补充或修改。")


class NotYetPublishedError(ConflictError):
    """The call has not been published, so nobody can sign up and nothing can follow."""

    code = "attendance_call_not_published"
    message = N_("列席公告尚未公布。")


class SignUpNotOpenError(DecisionsError):
    """Sign-up has not begun."""

    code = "sign_up_not_open"
    status = 409
    message = N_("报名尚未开始，将于 %(opens_at)s 开始。")


class SignUpClosedError(DecisionsError):
    """Sign-up is over."""

    code = "sign_up_closed"
    status = 409
    message = N_(
        "报名已于 %(closes_at)s 截止，这份报名没有提交。您填写的内容仍保留在页面上，"
        "如有疑问请联系公告中的联系人。"
    )


class NoOpenSignUpError(DecisionsError):
    """Representatives of this call are not found by sign-up."""

    code = "no_open_sign_up"
    status = 409
    message = N_("本次列席代表不通过公开报名产生。")


class SignUpInvalidError(InvalidInputError):
    """Fields of a sign-up that can't be taken; problems says which."""

    code = "sign_up_invalid"
    message = N_("报名有 %(count)d 处需要修改。")


class SignUpsStillOpenError(ConflictError):
    """What was asked for has to wait until sign-up is over."""

    code = "sign_ups_still_open"
    message = N_("报名尚未截止，截止后才能核对资格和产生代表。")


class SignUpsSettledError(ConflictError):
    """The pool is frozen or representatives are chosen: sign-ups can't change any more."""

    code = "sign_ups_settled"
    message = N_("名单已封存或代表已产生，报名和资格不能再变动。")


class ReasonNeededError(DecisionsError):
    """A verdict that differs from what the rules propose, or refuses somebody, needs its reason."""

    code = "eligibility_reason_needed"
    status = 422
    message = N_("认定不符合条件，或者与系统核对结果不一致的，请写明理由。")


class EligibilityPendingError(ConflictError):
    """Somebody's eligibility has not been confirmed yet."""

    code = "eligibility_pending"
    message = N_("还有 %(count)d 份报名没有确认资格，确认后才能继续。")


class NotADrawError(ConflictError):
    """This call finds its representatives in another way."""

    code = "not_a_draw"
    message = N_("本次列席代表不以抽签方式产生。")


class IsADrawError(ConflictError):
    """This call finds its representatives by the draw alone."""

    code = "is_a_draw"
    message = N_("本次列席代表由抽签产生，不能由工作人员指定。")


class ObjectionsOpenError(ConflictError):
    """Somebody found ineligible objected and has no answer yet."""

    code = "objections_open"
    message = N_("还有 %(count)d 件资格异议没有答复，答复后才能封存名单。")


class ObjectionsAwaitedError(ConflictError):
    """The time that the call keeps for objections has not passed."""

    code = "objections_awaited"
    message = N_("公告的异议期到 %(until)s 为止，期满后才能封存名单。")


class NothingToObjectError(ConflictError):
    """Only whoever was found ineligible can object, once at a time."""

    code = "nothing_to_object"
    message = N_("这份报名没有被认定为不符合条件，或者您的异议正在办理，不需要再提。")


class ObjectionNotFoundError(NotFoundError):
    """There is no open objection of this number."""

    code = "objection_not_found"
    message = N_("没有找到待答复的异议，可能已经由他人答复。")


class ObjectionEmptyError(DecisionsError):
    """An objection, or its answer, without words."""

    code = "objection_empty"
    status = 422
    message = N_("请写明内容。")


class NotPreparedError(ConflictError):
    """A draw with quotas is prepared before it is frozen."""

    code = "draw_not_prepared"
    message = N_("有名额要求的抽签，须先准备好组合方案才能封存。")


class NoQuotasError(ConflictError):
    """A draw without quotas needs no preparation."""

    code = "draw_without_quotas"
    message = N_("本次抽签没有名额要求，不需要准备，可以直接封存。")


class CorrectionRefusedError(InvalidInputError):
    """A correction of a published call that would change what must stand; problems says what."""

    code = "attendance_correction_refused"
    message = N_("公告不能这样更正，有 %(count)d 处需要改回。")


class CorrectionNotFoundError(NotFoundError):
    """No correction of this call is being prepared."""

    code = "attendance_correction_not_found"
    message = N_("没有待审核的更正，可能已经由他人办理。")


class ScoresRefusedError(InvalidInputError):
    """Points that don't fit the published criteria; problems says which."""

    code = "scores_refused"
    message = N_("评分有 %(count)d 处不符合公布的标准，没有保存。")


class PoolMemberNotFoundError(NotFoundError):
    """There is nobody with this receipt in the standing pool."""

    code = "pool_member_not_found"
    message = N_("没有找到这份登记。")


class PoolEntryInvalidError(InvalidInputError):
    """Fields of an entry in the standing pool that can't be taken; problems says which."""

    code = "pool_entry_invalid"
    message = N_("登记有 %(count)d 处需要修改。")


class AlreadyInvitedError(ConflictError):
    """The members of the standing pool were told of this call before."""

    code = "pool_already_invited"
    message = N_("已于此前通知常备库成员报名，不重复通知。")


class AlreadyFrozenError(ConflictError):
    """The pool was frozen before; it is frozen once."""

    code = "already_frozen"
    message = N_("抽签名单已于此前封存并公布。封存只做一次。")


class NotFrozenError(ConflictError):
    """There is no frozen pool to draw from."""

    code = "not_frozen"
    message = N_("抽签名单尚未封存。")


class AlreadyDrawnError(ConflictError):
    """The draw was made; there is one only."""

    code = "already_drawn"
    message = N_("抽签已经完成，结果已经公布。一次封存只抽一次签，不能重抽。")


class NumbersNotDrawnError(ConflictError):
    """The day of drawing of an announced source has not come."""

    code = "numbers_not_drawn"
    message = N_("“%(name)s”尚未到开奖日期，号码还不存在。")


class DrawUnverifiedError(ConflictError):
    """The files of the draw don't verify, so the result isn't stored."""

    code = "draw_unverified"
    message = N_("抽签文件未通过校验（%(fault)s），结果没有保存。请联系系统管理员。")


class SelectionRefusedError(InvalidInputError):
    """A selection of representatives that doesn't fit the call; problems says why."""

    code = "selection_refused"
    message = N_("代表人选有 %(count)d 处不符合公告，没有保存。")


class NoRepresentativesError(ConflictError):
    """There are no representatives yet."""

    code = "no_representatives"
    message = N_("列席代表尚未产生。")


class AlreadyAbsentError(ConflictError):
    """It is already noted that this person does not come."""

    code = "already_absent"
    message = N_("此前已经登记该代表不能到会。")


class MeetingNotHeldError(ConflictError):
    """The meeting's date is not recorded, so nobody can have been there."""

    code = "meeting_not_held"
    message = N_("会议召开日期尚未登记，请先在“会议”中登记。")


class DidNotAttendError(ConflictError):
    """Only somebody who was there can have said something."""

    code = "did_not_attend"
    message = N_("该代表没有登记到会，不能记录发言。")


class ContentMissingError(DecisionsError):
    """A statement without words."""

    code = "content_missing"
    status = 422
    message = N_("请填写发言内容。")


class StatementsIncompleteError(InvalidInputError):
    """Statements can't be published; problems says what is missing."""

    code = "statements_incomplete"
    message = N_("列席发言还不能送审公布，有 %(count)d 处需要补充。")


class OfferExpiredError(ConflictError):
    """A seat was not answered for in time."""

    code = "offer_expired"
    message = N_("答复期限已于 %(until)s 结束，不能再在网上确认。如仍能到会，请尽快联系政务公开办。")


class OfferAnsweredError(ConflictError):
    """A seat was declined, or given to another."""

    code = "offer_answered"
    message = N_("这个席位已经答复或者由他人递补，不能再更改。如有疑问，请联系政务公开办。")


class CheckInTooEarlyError(ConflictError):
    """Nobody is there before the day of the meeting."""

    code = "check_in_too_early"
    message = N_("会议当天才能登记到会。会议日期有变动的，请先在会议页面修改。")


class DeliveredInFutureError(DecisionsError):
    """Materials can't have been delivered on a day to come."""

    code = "delivered_in_future"
    status = 422
    message = N_("送达日期不能晚于今天，请在实际送达之后登记。")


class AttendancePublishedError(ConflictError):
    """Who came is public, with what they said."""

    code = "attendance_published"
    message = N_("到会情况已随列席意见公布，不能再改。确有错误的，请在“到会和发言”中更正后重新公布。")


class NotSeatedError(ConflictError):
    """An alternate takes a seat by the rule, not by being at the door."""

    code = "not_seated"
    message = N_("这位候补代表还没有递补。有正式代表不能到会的，请先在“代表名单”中登记，系统按次序递补。")
