"""Terms of a consultation, each with the word a reader sees. Pure: values in, verdict out.

The verdicts are beside it: `window` (from when to when one may comment), `notices` (what a notice needs),
`opinions` (what an opinion may hold and what is shown of it), `events` (offline ways), `merkle` (the root
of the closed set).
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
WITHHOLD_LABELS = {
    WithholdReason.PERSONAL_DATA: N_("含有他人个人信息或者隐私，隐去后无法阅读"),
    WithholdReason.STATE_OR_TRADE_SECRET: N_("可能涉及国家秘密、商业秘密"),
    WithholdReason.UNLAWFUL: N_("含有法律法规禁止发布的内容"),
    WithholdReason.INSULT: N_("侮辱、诽谤他人"),
    WithholdReason.ADVERTISEMENT: N_("广告或者推广信息"),
    WithholdReason.NO_SUBSTANCE: N_("测试或者没有实质内容"),
    WithholdReason.WISH_OF_SUBMITTER: N_("提交人要求不公开"),
}
