"""What a questionnaire refuses."""

from decisions.errors import N_, ConflictError, DecisionsError, InvalidInputError, NotFoundError


class QuestionnaireNotFoundError(NotFoundError):
    """The round has no questionnaire, or it is not published."""

    code = "questionnaire_not_found"
    message = N_("本次征求意见没有公开的调查问卷。请核对网址，或者从征求意见公告进入。")


class ResultsNotFoundError(NotFoundError):
    """The results are not published."""

    code = "questionnaire_results_not_found"
    message = N_("调查结果尚未公布。请在公告页面查看公布时间。")


class QuestionNotFoundError(NotFoundError):
    """There is no such question."""

    code = "question_not_found"
    message = N_("没有找到这道题，可能已被删除。请返回问卷查看。")


class AnswerNotFoundError(NotFoundError):
    """There is no such answer, or none of this receipt."""

    code = "questionnaire_answer_not_found"
    message = N_("没有找到这份答卷。请核对回执编号。")


class QuestionInvalidError(InvalidInputError):
    """A question that can't be asked as it is."""

    code = "question_invalid"
    message = N_("题目有 %(count)d 处需要修改。")


class QuestionnaireIncompleteError(InvalidInputError):
    """A questionnaire that lacks something."""

    code = "questionnaire_incomplete"
    message = N_("问卷有 %(count)d 处需要补充，不能送审。")


class QuestionnaireAnsweredError(ConflictError):
    """Somebody has answered: another questionnaire would give their answers another meaning."""

    code = "questionnaire_answered"
    message = N_(
        "已经收到 %(count)d 份答卷，问卷不能再修改：改动题目会使已有回答失去原来的含义。"
        "确有错误的，可以在公告中说明，或者在下一轮征求意见时使用新的问卷。"
    )


class QuestionnaireChangedError(ConflictError):
    """A new version was published while somebody was answering the old one."""

    code = "questionnaire_changed"
    message = N_("问卷刚刚更新，您填写的内容保留在本页。请核对题目后再次提交。")


class NothingChangedError(ConflictError):
    """The questionnaire is public as it stands."""

    code = "questionnaire_unchanged"
    message = N_("问卷已经公开，内容没有改动，不必再次送审。")


class AnswersInvalidError(InvalidInputError):
    """Answers that don't fit the questions."""

    code = "answers_invalid"
    message = N_("答卷有 %(count)d 处需要修改。")


class AnswersEmptyError(DecisionsError):
    """Not one question was answered."""

    code = "answers_empty"
    status = 422
    message = N_("还没有回答任何一道题，请至少回答一道再提交。")


class AnswersTooLateError(DecisionsError):
    """Too late: the window ended."""

    code = "answers_too_late"
    status = 409
    message = N_("问卷已于 %(until)s 24:00 截止，答卷没有提交。您填写的内容保留在本页，可以复制保存。")


class AnswersTooEarlyError(DecisionsError):
    """Too early: the window has not opened."""

    code = "answers_too_early"
    status = 409
    message = N_("问卷将于 %(opens_on)s 开放，请届时填写。您填写的内容保留在本页，可以复制保存。")


class AnswerWithdrawnError(ConflictError):
    """The answer was withdrawn by whoever gave it."""

    code = "questionnaire_answer_withdrawn"
    message = N_("这份答卷已经撤回，不能再修改。如需参与，请重新填写问卷。")


class ResultsPublishedError(ConflictError):
    """The results are on the record."""

    code = "questionnaire_results_published"
    message = N_("调查结果已经公布，答卷总数已经写入公开记录，不能再增加答卷或者改动公开的文字。")


class QuestionnaireOpenError(ConflictError):
    """Results wait for the end of the window."""

    code = "questionnaire_open"
    message = N_("问卷尚未截止（%(until)s 24:00），截止后才能公布结果。")


class QuestionnaireOverError(ConflictError):
    """A questionnaire can't go out when nobody can answer any more."""

    code = "questionnaire_over"
    message = N_("本轮征求意见已经截止，不能再发布问卷。可以在下一轮征求意见时发布。")


class WordsUndecidedError(ConflictError):
    """Some texts are neither shown nor withheld."""

    code = "questionnaire_words_undecided"
    message = N_("还有 %(count)d 段文字没有决定是否公开，请办理后再公布结果。")


class NumberTakenError(ConflictError):
    """The office's number stands on another answer."""

    code = "questionnaire_number_taken"
    message = N_("编号“%(number)s”的答卷已经录入。请核对编号，避免同一份答卷录入两次。")
