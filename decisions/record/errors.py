"""What the record refuses."""

from decisions.errors import N_, ConflictError, DecisionsError, NotFoundError


class EntryNotFoundError(NotFoundError):
    """There is no entry with this number."""

    code = "entry_not_found"
    message = N_("公开记录中没有第 %(seq)d 号条目。")


class SubmissionNotFoundError(NotFoundError):
    """There is no submission with this number, or it has been decided."""

    code = "submission_not_found"
    message = N_("没有找到这份待审核的材料，可能已经审核完毕。")


class SamePersonError(DecisionsError):
    """Whoever prepared it can't approve it (R29: reviewed before release)."""

    code = "same_person"
    status = 403
    message = N_("发布前须由另一人审核：这份材料由您送审，请由其他审核人员办理。")


class ChangedSinceSubmissionError(ConflictError):
    """The desk's version differs from what was submitted, so the approval would cover something else."""

    code = "changed_since_submission"
    message = N_("送审后内容有改动，请退回经办人重新送审，再行审核。")


class ReasonMissingError(DecisionsError):
    """A correction, a withholding or sending back needs its reason."""

    code = "reason_missing"
    status = 422
    message = N_("请写明理由。")


class AlreadyWithheldError(ConflictError):
    """There is nothing left to withhold."""

    code = "already_withheld"
    message = N_("第 %(seq)d 号条目的内容此前已经撤下。")


class WithholdingStaysError(DecisionsError):
    """The note that something was withheld, and why, is never withheld itself."""

    code = "withholding_stays"
    status = 422
    message = N_("第 %(seq)d 号条目是撤下内容的说明，须长期公开，不能撤下。")
