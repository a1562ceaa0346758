"""Channels and kinds of submitters in the words that offices use."""

import re
from typing import Final

from decisions.consultation.rules import Channel, SubmitterType
from decisions.services.spreadsheet.text import half_width

# In this order: 电子邮件 is no letter, a letter through the website's mailbox is an e-mail.
_CHANNELS: Final = (
    (Channel.APP, re.compile(r"随申办|app|客户端|小程序|移动端|掌上|手机端")),
    (Channel.EMAIL, re.compile(r"电子邮[件箱]|邮[件箱]|e-?mail")),
    (Channel.PHONE, re.compile(r"电话|来电|热线|12345")),
    (Channel.HEARING, re.compile(r"听证")),
    (Channel.SYMPOSIUM, re.compile(r"座谈|研讨")),
    (Channel.VISIT, re.compile(r"走访|实地|上门|入户")),
    (Channel.LETTER, re.compile(r"信函|来信|书信|信件|邮寄|邮政|寄送")),
    (Channel.WRITTEN, re.compile(r"书面|发函|函询|来函|征求意见函")),
    (Channel.WEB, re.compile(r"网站|官网|门户|网上|网络|在线|互联网|网页|线上|web")),
    (Channel.OTHER, re.compile(r"其[他它]")),
)

_SUBMITTERS: Final = (
    (
        SubmitterType.SOCIAL_ORGANISATION,
        re.compile(r"社会组织|社会团体|协会|商会|学会|联合会|促进会|基金会|民非"),
    ),
    (SubmitterType.ENTERPRISE, re.compile(r"企业|公司|法人|个体|合作社")),
    (SubmitterType.INDIVIDUAL, re.compile(r"个人|公民|群众|市民|居民|村民|自然人|网民|业主|租户")),
    (SubmitterType.UNIT, re.compile(r"其[他它]|组织|单位|机关|部门|村委|居委|学校|高校|人大|政协")),
)
_NAMES: Final = (
    (SubmitterType.SOCIAL_ORGANISATION, re.compile(r"协会|商会|学会|联合会|促进会|基金会")),
    (SubmitterType.ENTERPRISE, re.compile(r"公司|集团|合作社|律师事务所|(?:厂|酒店|商场)$")),
    (
        SubmitterType.UNIT,
        re.compile(
            r"(?:委员会|居委会|村委会|业委会|街道|人民政府|办事处|大学|学院|学校|中学|小学|医院|研究院|局|中心)$"
        ),
    ),
)


def channel_of(text: str) -> Channel | None:
    """Return the channel that a text names, None when it names none we know."""
    plain = half_width(text).lower()
    return next((channel for channel, words in _CHANNELS if words.search(plain)), None)


def submitter_type_of(text: str, name: str) -> SubmitterType | None:
    """Return as what somebody comments: by the words given, else by the name (某某有限公司).

    None when words are given that name no kind.
    """
    words, kinds = (text, _SUBMITTERS) if text else (name, _NAMES)
    found = next((kind for kind, pattern in kinds if pattern.search(words)), None)
    return found if found or text else SubmitterType.INDIVIDUAL
