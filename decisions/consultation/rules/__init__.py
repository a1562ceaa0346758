"""Terms of a consultation, each with the word a reader sees. Pure: values in, verdict out.

The verdicts are beside it: `window` (from when to when one may comment), `notices` (what a notice needs),
`changes` (its end moved, its words corrected), `opinions` (what an opinion may hold and what is shown of
it), `events` (offline ways), `hearings` (their people and papers), `merkle` (the root of the closed set).
"""

from enum import StrEnum

from decisions.errors import N_


class Channel(StrEnum):
    """How an opinion reached the office."""

    WEB = "web"
    APP = "app"
    EMAIL = "email"
    LETTER = "letter"
    PHONE = "phone"
    SYMPOSIUM = "symposium"
    HEARING = "hearing"
    VISIT = "visit"
    WRITTEN = "written"
    OTHER = "other"


class SubmitterType(StrEnum):
    """As what somebody comments."""

    INDIVIDUAL = "individual"
    ENTERPRISE = "enterprise"
    SOCIAL_ORGANISATION = "social_organisation"
    UNIT = "unit"


class Verification(StrEnum):
    """How sure the office is that whoever is named said it; the levels are counted apart, never merged."""

    CONTACT = "contact"  # a code sent to the telephone or e-mail they left came back
    CHANNEL = "channel"  # another channel, which knows its users, vouches by its token
    OFFLINE = "offline"  # came on paper or was said to staff, who typed it in
    UNVERIFIED = "unverified"


VERIFIED = (Verification.CONTACT, Verification.CHANNEL)


class DraftStage(StrEnum):
    """Which text a draft version is."""

    CONSULTATION = "consultation"
    REVIEW = "review"
    FINAL = "final"


class Way(StrEnum):
    """A way of hearing opinions beside the open consultation (R6)."""

    SYMPOSIUM = "symposium"
    HEARING = "hearing"
    VISIT = "visit"
    WRITTEN = "written"
    QUESTIONNAIRE = "questionnaire"
    POLL = "poll"


class ChangeKind(StrEnum):
    """What a further version of a published notice does."""

    EXTENSION = "extension"
    EARLY_STOP = "early_stop"
    CORRECTION = "correction"


class Side(StrEnum):
    """For which side somebody takes part in a hearing (R13)."""

    AFFECTED = "affected"
    PUBLIC = "public"
    ORGANISATION = "organisation"
    ENTERPRISE = "enterprise"
    EXPERT = "expert"
    DELEGATE = "delegate"
    UNIT = "unit"


class Group(StrEnum):
    """A specific group that is heard where its interests are touched (R7)."""

    PEOPLES_ORGANISATION = "peoples_organisation"
    SOCIAL_ORGANISATION = "social_organisation"
    REPRESENTATIVES = "representatives"


class WithholdReason(StrEnum):
    """Why an opinion is not shown; it is counted and answered all the same."""

    PERSONAL_DATA = "personal_data"
    STATE_OR_TRADE_SECRET = "state_or_trade_secret"  # noqa: S105 — a reason, not a secret
    UNLAWFUL = "unlawful"
    INSULT = "insult"
    ADVERTISEMENT = "advertisement"
    NO_SUBSTANCE = "no_substance"
    WISH_OF_SUBMITTER = "wish_of_submitter"


CHANNEL_LABELS = {
    Channel.WEB: N_("网站"),
    Channel.APP: N_("随申办"),
    Channel.EMAIL: N_("邮件"),
    Channel.LETTER: N_("信函"),
    Channel.PHONE: N_("电话"),
    Channel.SYMPOSIUM: N_("座谈会"),
    Channel.HEARING: N_("听证会"),
    Channel.VISIT: N_("实地走访"),
    Channel.WRITTEN: N_("书面征求意见"),
    Channel.OTHER: N_("其他渠道"),
}
SUBMITTER_LABELS = {
    SubmitterType.INDIVIDUAL: N_("个人"),
    SubmitterType.ENTERPRISE: N_("企业"),
    SubmitterType.SOCIAL_ORGANISATION: N_("社会组织"),
    SubmitterType.UNIT: N_("其他组织"),
}
VERIFICATION_LABELS = {
    Verification.CONTACT: N_("已验证联系方式"),
    Verification.CHANNEL: N_("已由提交渠道验证身份"),
    Verification.OFFLINE: N_("线下收到，由工作人员录入"),
    Verification.UNVERIFIED: N_("未验证"),
}
STAGE_LABELS = {
    DraftStage.CONSULTATION: N_("征求意见稿"),
    DraftStage.REVIEW: N_("送审稿"),
    DraftStage.FINAL: N_("印发稿"),
}
WAY_LABELS = {
    Way.SYMPOSIUM: N_("座谈会"),
    Way.HEARING: N_("听证会"),
    Way.VISIT: N_("实地走访"),
    Way.WRITTEN: N_("书面征求意见"),
    Way.QUESTIONNAIRE: N_("问卷调查"),
    Way.POLL: N_("民意调查"),
}
CHANGE_LABELS = {
    ChangeKind.EXTENSION: N_("延长征求意见期限"),
    ChangeKind.EARLY_STOP: N_("提前结束征求意见"),
    ChangeKind.CORRECTION: N_("更正公告"),
}
SIDE_LABELS = {
    Side.AFFECTED: N_("利害关系人"),
    Side.PUBLIC: N_("群众代表"),
    Side.ORGANISATION: N_("人民团体、社会组织"),
    Side.ENTERPRISE: N_("企业、行业协会商会"),
    Side.EXPERT: N_("专家学者"),
    Side.DELEGATE: N_("人大代表、政协委员"),
    Side.UNIT: N_("决策承办单位"),
}
GROUP_LABELS = {
    Group.PEOPLES_ORGANISATION: N_("人民团体"),
    Group.SOCIAL_ORGANISATION: N_("社会组织"),
    Group.REPRESENTATIVES: N_("群众代表"),
}
WITHHOLD_LABELS = {
    WithholdReason.PERSONAL_DATA: N_("含有他人个人信息或者隐私，隐去后无法阅读"),
    WithholdReason.STATE_OR_TRADE_SECRET: N_("可能涉及国家秘密、商业秘密"),
    WithholdReason.UNLAWFUL: N_("含有法律法规禁止发布的内容"),
    WithholdReason.INSULT: N_("侮辱、诽谤他人"),
    WithholdReason.ADVERTISEMENT: N_("广告或者推广信息"),
    WithholdReason.NO_SUBSTANCE: N_("测试或者没有实质内容"),
    WithholdReason.WISH_OF_SUBMITTER: N_("提交人要求不公开"),
}
