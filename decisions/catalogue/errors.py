"""What the catalogue refuses."""

from decisions.errors import N_, ConflictError, DecisionsError, NotFoundError


class DecisionNotFoundError(NotFoundError):
    """No decision has this code."""

    code = "decision_not_found"
    message = N_("没有找到编号为“%(decision)s”的决策事项，请核对编号，或从年度目录中查找。")


class CatalogueNotFoundError(NotFoundError):
    """The desk has no catalogue of this year."""

    code = "catalogue_not_found"
    message = N_("还没有建立%(year)d年度目录。请先导入目录表格，或手工添加事项。")


class CatalogueNotPublishedError(NotFoundError):
    """No catalogue of this year, or not this version of it, is public."""

    code = "catalogue_not_published"
    message = N_("%(year)d年度重大行政决策事项目录没有公布。请从已公布的年度中查找。")


class CatalogueItemNotFoundError(NotFoundError):
    """The year's catalogue has no such item."""

    code = "catalogue_item_not_found"
    message = N_("目录中没有这个事项，可能已被他人修改。请返回目录核对。")


class UploadNotFoundError(NotFoundError):
    """There is no such uploaded spreadsheet."""

    code = "upload_not_found"
    message = N_("没有找到这次上传的表格，请重新上传。")


class UploadUsedError(ConflictError):
    """The spreadsheet has been imported already."""

    code = "upload_used"
    message = N_("这次上传的表格已经导入，不必重复确认。")


class SpreadsheetRefusedError(DecisionsError):
    """Rows of the spreadsheet have errors; nothing was imported. The problems say where."""

    code = "spreadsheet_refused"
    status = 422
    message = N_("表格中有 %(count)d 处错误，没有导入任何内容。请按提示修改表格后重新上传。")


class EmptyCatalogueError(DecisionsError):
    """A catalogue without a single item is not published."""

    code = "empty_catalogue"
    status = 422
    message = N_("目录中没有事项，不能送审或公布。请先导入或添加事项。")


class ConsentMissingError(DecisionsError):
    """The party committee's consent is the condition of publication (R2)."""

    code = "consent_missing"
    status = 422
    message = N_("还没有登记同级党委同意的文号和日期，不能送审或公布。请先登记。")


class ConsentInFutureError(DecisionsError):
    """Consent that is still to be given is none."""

    code = "consent_in_future"
    status = 422
    message = N_("党委同意的日期晚于今天，请核对后重新填写。")


class CatalogueIncompleteError(DecisionsError):
    """Items break a rule of the catalogue; the problems say which."""

    code = "catalogue_incomplete"
    status = 422
    message = N_("目录中有 %(count)d 处不符合公布要求，请逐项修改。")


class CatalogueUnchangedError(ConflictError):
    """A further version that says the same is none."""

    code = "catalogue_unchanged"
    message = N_("目录与已公布的版本相同，没有需要公布的内容。")


class CatalogueSubmittedError(ConflictError):
    """What waits for approval stays as it was submitted."""

    code = "catalogue_submitted"
    message = N_("目录已经送审，暂不能修改。如需修改，请审核人先退回。")


class LeadUnitError(DecisionsError):
    """Every item has exactly one lead unit (R5)."""

    code = "lead_unit"
    status = 422
    message = N_("每个事项须有且只有一个牵头承办单位，其他单位请填入配合单位。")


class ItemExistsError(ConflictError):
    """The year has an item of this title or number already."""

    code = "item_exists"
    message = N_("本年度目录中已有相同的名称或序号：第 %(number)d 项《%(title)s》。")


class TitleMissingError(DecisionsError):
    """An item without a title."""

    code = "title_missing"
    status = 422
    message = N_("请填写决策事项名称。")


class ChangeReasonMissingError(DecisionsError):
    """An item carried over, adjusted or withdrawn says why (R4)."""

    code = "change_reason_missing"
    status = 422
    message = N_("请写明保留、调整或撤销的理由。")


class AlreadyListedError(ConflictError):
    """The year lists this decision already."""

    code = "already_listed"
    message = N_("%(year)d年度目录中已有这个决策事项（%(decision)s），不必再次结转。")


class NotCarriedOverError(DecisionsError):
    """Only what an earlier year listed and did not withdraw is carried over."""

    code = "not_carried_over"
    status = 422
    message = N_("“%(decision)s”没有列入以前年度的目录，或者已经撤销、办结，不能结转。")


class ProposalNotFoundError(NotFoundError):
    """There is no such proposal, or it is another unit's."""

    code = "proposal_not_found"
    message = N_("没有找到这件申报，请从申报列表中查找。")


class ProposalStateError(ConflictError):
    """The proposal has gone on; this act no longer fits where it stands."""

    code = "proposal_state"
    message = N_("这件申报已经是“%(state)s”，不能再这样办理。请刷新页面核对。")


class ScopeExcludedError(DecisionsError):
    """Matters of these kinds are no major administrative decisions (R1)."""

    code = "scope_excluded"
    status = 422
    message = N_("“%(kind)s”不适用重大行政决策程序，不列入目录（%(source)s）。选择有误的，请修改。")


class ProposalIncompleteError(DecisionsError):
    """The proposal still lacks something; the problems say what, each at its field."""

    code = "proposal_incomplete"
    status = 422
    message = N_("申报中有 %(count)d 处需要补充或修改。")


class RemarkMissingError(DecisionsError):
    """Objecting, sending back and accepting against an objection are explained."""

    code = "remark_missing"
    status = 422
    message = N_("请写明理由，申报单位会看到。")
