"""What the feedback refuses. Texts name what to do next."""

from decisions.errors import N_, ConflictError, DecisionsError, NotFoundError


class AnswerIncompleteError(DecisionsError):
    """Whoever did not get what they asked for is told why."""

    code = "answer_incomplete"
    status = 422
    message = N_("部分采纳或者不采纳的，请写明理由。")


class ReasonHollowError(AnswerIncompleteError):
    """已阅, 谢谢 and the disposition said once more are no reason."""

    code = "reason_hollow"
    message = N_("理由只有“已阅”“谢谢”一类的话，或者只重复了处理结果。请写明为什么没有采纳或者没有全部采纳。")


class DispositionMissingError(DecisionsError):
    """An answer without a disposition, and no topic to take it from."""

    code = "disposition_missing"
    status = 422
    message = N_("请选择处理结果，或者归入一个主题，由主题统一答复。")


class OpinionElsewhereError(NotFoundError):
    """The opinion belongs to another decision, or there is none."""

    code = "opinion_not_found"
    message = N_("本事项没有这条意见，请从意见列表中重新打开。")


class TopicNotFoundError(NotFoundError):
    """The decision has no such topic."""

    code = "topic_not_found"
    message = N_("本事项没有这个主题，可能已被改名。请从主题列表中重新打开。")


class TopicLabelTakenError(ConflictError):
    """Two topics of one decision can't have one name."""

    code = "topic_label_taken"
    message = N_("本事项已有名为“%(label)s”的主题，请换一个名称，或者把意见归入那个主题。")


class AnsweredMeanwhileError(ConflictError):
    """Somebody else answered the same opinion in between."""

    code = "answered_meanwhile"
    message = N_("其他人刚刚答复了这条意见。请核对下面的最新答复，需要修改的再重新保存。")


class AnswersRefusedError(DecisionsError):
    """Rows of the spreadsheet have errors; nothing was imported. The problems say where."""

    code = "answers_refused"
    status = 422
    message = N_("表格中有 %(count)d 处错误，没有导入任何答复。请按提示修改表格后重新上传。")


class AnswersEmptyError(DecisionsError):
    """A spreadsheet without a single answer."""

    code = "answers_empty"
    status = 422
    message = N_("表格中没有处理结果，没有可以导入的答复。请核对“编号”“处理结果”两栏。")


class AnswerUploadNotFoundError(NotFoundError):
    """The spreadsheet has been taken over, or there was none."""

    code = "answer_upload_not_found"
    message = N_("没有找到这次上传的表格，可能已经导入完毕。需要再次导入的，请重新上传。")


class DisclosureSubmittedError(ConflictError):
    """What waits for approval stays as it was submitted."""

    code = "disclosure_submitted"
    message = N_("采纳情况反馈已经送审，答复暂不能修改。如需修改，请审核人先退回。")


class DisclosureIncompleteError(DecisionsError):
    """The gate: something is missing; the problems say what and where it is done."""

    code = "disclosure_incomplete"
    status = 422
    message = N_("还有 %(count)d 项没有办完，不能送审或者公布。")


class NothingToDiscloseError(NotFoundError):
    """No disclosure is being prepared."""

    code = "no_disclosure_prepared"
    message = N_("还没有拟制采纳情况反馈，请先填写并保存。")


class EarlyAfterFinalError(ConflictError):
    """An early version can't follow the final one."""

    code = "early_after_final"
    message = N_("正式反馈已经公布，只能公布更正后的正式反馈，不能再公布阶段性反馈。")


class DisclosureUnchangedError(ConflictError):
    """A further version that says the same is none."""

    code = "disclosure_unchanged"
    message = N_("内容与已公布的版本相同，没有需要公布的内容。")


class DisclosureNotPublishedError(NotFoundError):
    """Nothing, or not this version, has been published."""

    code = "disclosure_not_published"
    message = N_("这份采纳情况反馈尚未公布，或者没有这个版本。")


class PartsUnlikeError(DecisionsError):
    """Splitting may neither add nor drop a word of what somebody wrote."""

    code = "parts_unlike"
    status = 422
    message = N_("拆分只能在原文中插入空行，不能增删改字。请核对，或者重新打开本页。")


class PartsTooFewError(DecisionsError):
    """One part is no split."""

    code = "parts_too_few"
    status = 422
    message = N_("只有一点，不需要拆分。请在每一点之间空一行。")


class PartsTooManyError(DecisionsError):
    """More parts than anybody answers."""

    code = "parts_too_many"
    status = 422
    message = N_("最多拆分为 %(limit)d 点，请合并相近的内容。")


class OpinionSplitError(ConflictError):
    """A split opinion is answered point by point."""

    code = "opinion_split"
    message = N_("这条意见已拆分为几点，请逐点答复；需要整条答复的，请先撤销拆分。")


class OpinionAnsweredError(ConflictError):
    """What has an answer of its own is not split, nor put together again."""

    code = "opinion_answered"
    message = N_("已有单独答复，不能拆分或者撤销拆分。请先清除答复。")


class OpinionNotSplitError(NotFoundError):
    """There are no parts to answer."""

    code = "opinion_not_split"
    message = N_("这条意见没有拆分，请从意见列表中重新打开。")


class TemplateTitleTakenError(ConflictError):
    """Two templates of one unit can't have one name."""

    code = "template_title_taken"
    message = N_("本单位已有名为“%(title)s”的模板，请换一个名称。")


class TemplateNotFoundError(NotFoundError):
    """The unit has no such template."""

    code = "template_not_found"
    message = N_("没有找到这个模板，可能已被删除。请从模板列表中重新选择。")


class ViewUnitUnsuitableError(DecisionsError):
    """A unit does not ask itself, nor one that is not there."""

    code = "view_unit_unsuitable"
    status = 422
    message = N_("请选择承办单位以外的单位。")


class ViewAskedAlreadyError(ConflictError):
    """The same unit has not answered yet."""

    code = "view_asked_already"
    message = N_("已就这条意见或者这个主题征询过“%(unit)s”，尚未回复，不能重复征询。")


class ViewRequestNotFoundError(NotFoundError):
    """There is no such request, or it concerns other units."""

    code = "view_request_not_found"
    message = N_("没有找到这次征询，请从征询列表中重新打开。")


class ViewEmptyError(DecisionsError):
    """A question or a view without words."""

    code = "view_empty"
    status = 422
    message = N_("请填写内容。")


class ViewSettledError(ConflictError):
    """Answered by somebody else in between, or taken back."""

    code = "view_settled"
    message = N_("这次征询已经回复或者撤回，不能再改。请重新打开查看。")


class GroupNotFoundError(NotFoundError):
    """The decision has no such group, or a new proposal has replaced it."""

    code = "group_not_found"
    message = N_("没有这一组，可能已经合并、解散，或者被新的归并建议代替。请从归并列表中重新打开。")


class GroupChangedError(ConflictError):
    """Somebody changed the group between reading and acting."""

    code = "group_changed"
    message = N_("%(title)s刚刚被其他人改动过，这次操作没有执行。请核对下面的最新情况后再操作。")


class NothingChosenError(DecisionsError):
    """An act on chosen members or groups, and none was chosen."""

    code = "nothing_chosen"
    status = 422
    message = N_("还没有选择。请先勾选要处理的意见或者组，再按按钮。")


class AllChosenError(DecisionsError):
    """Taking everything out of a group is dissolving it."""

    code = "all_chosen"
    status = 422
    message = N_("选中了全部意见，拆出后原组就空了。不需要这一组的，请用“解散”。")


class TargetMissingError(DecisionsError):
    """Moving or merging without saying where to."""

    code = "target_missing"
    status = 422
    message = N_("请选择移入或者并入哪一组。")


class GroupLabelMissingError(DecisionsError):
    """A topic needs a name."""

    code = "group_label_missing"
    status = 422
    message = N_("请填写主题名称，不超过 100 字。")


class GroupNotConfirmedError(ConflictError):
    """Only what a person confirmed is answered together."""

    code = "group_not_confirmed"
    message = N_("这一组还没有确认。请先核对并确认，再统一答复。")


class NothingToUndoError(ConflictError):
    """The act was undone already, or there was none."""

    code = "nothing_to_undo"
    message = N_("没有可以撤销的操作，可能已经撤销过了。")


class ChangedSinceError(ConflictError):
    """Somebody built on the act; undoing it would undo their work."""

    code = "changed_since"
    message = N_("不能撤销：%(title)s后来由%(name)s在%(at)s改动过。请打开核对，直接修改。")


class AnsweredSinceError(ConflictError):
    """What the act put into a topic is elsewhere now."""

    code = "answered_since"
    message = N_("不能撤销：主题“%(title)s”或者其中的意见后来被改动过。请打开主题核对，直接修改。")
