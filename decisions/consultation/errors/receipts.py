"""What is refused to whoever comes with the receipt of an opinion."""

from decisions.errors import N_, ConflictError, DecisionsError


class OpinionWithdrawnError(ConflictError):
    """It was taken back already; whoever has changed their mind says it anew."""

    code = "opinion_withdrawn"
    message = N_("这条意见已经撤回，不能再修改或者再次撤回。征求意见截止前，可以另行提交新的意见。")


class AmendedMeanwhileError(ConflictError):
    """Somebody with the same receipt, or another window, was faster."""

    code = "opinion_amended_meanwhile"
    message = N_(
        "这条意见刚刚在别处修改或者撤回过，本次修改没有保存。您填写的内容保留在本页，请核对现在的内容后再提交。"
    )


class NothingAmendedError(DecisionsError):
    """The same words to the same clause."""

    code = "nothing_amended"
    status = 422
    message = N_("内容和条款都没有变化。请修改后再提交，或者返回回执。")


class OpinionChangedError(ConflictError):
    """Staff decided on words that are no longer what the opinion says."""

    code = "opinion_changed"
    message = N_("提交人刚刚修改或者撤回了这条意见，您的处理没有保存。请阅读现在的内容后再办理。")


class NoContactError(DecisionsError):
    """There is nothing to which a code could be sent."""

    code = "no_contact"
    status = 409
    message = N_("这条意见没有留下可以验证的手机号码或者电子邮箱，不影响意见的研究和答复。")


class SmsUnavailableError(DecisionsError):
    """A telephone number only, and no gateway for text messages."""

    code = "sms_unavailable"
    status = 409
    message = N_("本平台暂时只能向电子邮箱发送验证码，您留下的是手机号码，无法验证，不影响意见的研究和答复。")


class VerifiedAlreadyError(ConflictError):
    """Nothing is left to verify."""

    code = "verified_already"
    message = N_("联系方式已经验证，不需要再次验证。")


class CodeTooSoonError(DecisionsError):
    """A code was sent a moment ago."""

    code = "code_too_soon"
    status = 429
    message = N_("验证码刚刚发出，请 %(seconds)d 秒后再试。")


class CodesUsedUpError(DecisionsError):
    """Enough codes were sent for one day."""

    code = "codes_used_up"
    status = 429
    message = N_(
        "今天向这个联系方式发送的验证码已达 %(limit)d 次，请明天再试。不验证不影响意见的研究和答复。"
    )


class CodeExpiredError(DecisionsError):
    """No code is waiting, or it is too old."""

    code = "code_expired"
    status = 409
    message = N_("验证码已经失效（发出后 10 分钟内有效），请重新获取。")


class CodeTriesSpentError(DecisionsError):
    """Too many wrong guesses."""

    code = "code_tries_spent"
    status = 409
    message = N_("验证码已经输错 %(limit)d 次，不能再用，请重新获取。")
