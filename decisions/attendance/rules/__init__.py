"""Terms of sitting in on a meeting, each with the word a reader sees. Pure: no clock, no database.

The verdicts are beside it: `calls` (what an invitation must say), `window` (may one sign up now), `fields`
(what a sign-up may hold), `eligibility`, `sources` (of a draw's seed), `statements` (may they be published),
`names` (as the public sees them), `duties`.
"""

from enum import StrEnum

from decisions.errors import N_


class RepresentativeCategory(StrEnum):
    """Whom a representative stands for."""

    RESIDENT = "resident"
    ENTERPRISE = "enterprise"
    SOCIAL_ORGANISATION = "social_organisation"
    EXPERT = "expert"
    OTHER = "other"


class Gender(StrEnum):
    """As asked on the form; a representative of either is wanted, nothing else depends on it."""

    FEMALE = "female"
    MALE = "male"


class CallState(StrEnum):
    """Where a call stands at the desk; whether sign-up is open is computed from its times."""

    DRAFTING = "drafting"
    SUBMITTED = "submitted"
    PUBLISHED = "published"


class SelectionMethod(StrEnum):
    """How representatives are found (R22)."""

    OPEN_DRAW = "open_draw"
    OPEN_SELECTION = "open_selection"
    RECOMMENDATION = "recommendation"
    INVITATION = "invitation"


class SignUpChannel(StrEnum):
    """How a sign-up reached the office; counted separately."""

    WEB = "web"
    APP = "app"
    OTHER = "other"  # another system with its own token
    OFFICE = "office"  # typed in by staff for somebody who came, wrote or called
    SPREADSHEET = "spreadsheet"  # a list kept elsewhere


class Eligibility(StrEnum):
    """The verdict on a sign-up."""

    PENDING = "pending"
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"


class Cause(StrEnum):
    """Why a sign-up is not eligible."""

    AGE = "age"
    AREA = "area"
    REPEATED = "repeated"
    HOUSEHOLD = "household"
    RECENT = "recent"
    CONFLICT = "conflict"
    OTHER = "other"


class PreparationOutcome(StrEnum):
    """What became of an attempt to prepare a draw with quotas."""

    READY = "ready"
    REFUSED = "refused"
    OUTDATED = "outdated"  # somebody was added, taken out or checked anew meanwhile


class Standing(StrEnum):
    """As what somebody was chosen."""

    MEMBER = "member"
    ALTERNATE = "alternate"


class Absence(StrEnum):
    """Why somebody chosen does not come; the same codes as the draw's events."""

    DECLINED = "declined"
    NOT_REACHED = "not_reached"
    NOT_ELIGIBLE = "not_eligible"


class Adoption(StrEnum):
    """What became of a statement; the same three words as for opinions."""

    ADOPTED = "adopted"
    PARTLY_ADOPTED = "partly_adopted"
    NOT_ADOPTED = "not_adopted"


CATEGORY_LABELS: dict[RepresentativeCategory, str] = {
    RepresentativeCategory.RESIDENT: N_("居民"),
    RepresentativeCategory.ENTERPRISE: N_("企业"),
    RepresentativeCategory.SOCIAL_ORGANISATION: N_("社会组织"),
    RepresentativeCategory.EXPERT: N_("专家"),
    RepresentativeCategory.OTHER: N_("其他"),
}
GENDER_LABELS: dict[Gender, str] = {Gender.FEMALE: N_("女"), Gender.MALE: N_("男")}
METHOD_LABELS: dict[SelectionMethod, str] = {
    SelectionMethod.OPEN_DRAW: N_("公开报名，抽签产生"),
    SelectionMethod.OPEN_SELECTION: N_("公开报名遴选"),
    SelectionMethod.RECOMMENDATION: N_("推荐"),
    SelectionMethod.INVITATION: N_("邀请"),
}
CHANNEL_LABELS: dict[SignUpChannel, str] = {
    SignUpChannel.WEB: N_("网上报名"),
    SignUpChannel.APP: N_("随申办"),
    SignUpChannel.OTHER: N_("其他渠道"),
    SignUpChannel.OFFICE: N_("工作人员代为登记"),
    SignUpChannel.SPREADSHEET: N_("表格导入"),
}
ELIGIBILITY_LABELS: dict[Eligibility, str] = {
    Eligibility.PENDING: N_("待核对"),
    Eligibility.ELIGIBLE: N_("符合条件"),
    Eligibility.INELIGIBLE: N_("不符合条件"),
}
CAUSE_LABELS: dict[Cause, str] = {
    Cause.AGE: N_("不符合年龄条件"),
    Cause.AREA: N_("不在公告所列范围居住或工作"),
    Cause.REPEATED: N_("同一人重复报名"),
    Cause.HOUSEHOLD: N_("同一家庭或者单位已有人报名，只取一席"),
    Cause.RECENT: N_("在间隔期内已列席过会议"),
    Cause.CONFLICT: N_("与审议事项有利害关系"),
    Cause.OTHER: N_("其他"),
}
STANDING_LABELS: dict[Standing, str] = {
    Standing.MEMBER: N_("正式代表"),
    Standing.ALTERNATE: N_("候补代表"),
}
ABSENCE_LABELS: dict[Absence, str] = {
    Absence.DECLINED: N_("本人因故不能到会"),
    Absence.NOT_REACHED: N_("多次联系不上"),
    Absence.NOT_ELIGIBLE: N_("经复核不符合条件"),
}
ADOPTION_LABELS: dict[Adoption, str] = {
    Adoption.ADOPTED: N_("采纳"),
    Adoption.PARTLY_ADOPTED: N_("部分采纳"),
    Adoption.NOT_ADOPTED: N_("不采纳"),
}

RECEIPT_PREFIX = "BM"

OPEN_METHODS = frozenset({SelectionMethod.OPEN_DRAW, SelectionMethod.OPEN_SELECTION})
"""The ways by which anybody may sign up (R22: encouraged, never a hard stop)."""
