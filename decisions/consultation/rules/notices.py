"""What a notice needs before it may go out (R9, R11), and how rounds are numbered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from decisions import law
from decisions.errors import N_, Level, Message, Problem


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What a notice holds so far.

    Shape:  ways are the places to which one may send opinions beside this portal; channels where the notice
            is made known, bare_channels those with neither link nor date; says_groups that a specific group
            was heard, or why none is touched.
    """

    title: str
    body: str
    contact: str
    has_dates: bool
    ways: int
    channels: int
    has_draft: bool
    has_explanation: bool
    says_groups: bool = True
    bare_channels: Sequence[str] = ()


def notice_problems(facts: NoticeFacts) -> list[Problem]:
    """Return what a notice lacks: errors stop it, warnings want a look.

    Source: 713 art. 14 ¶3 (R7: specific groups), art. 15 (R9: draft, explanation, ways and end are in the
            notice; R11: many channels).
    """
    return [*_missing(facts), *_doubtful(facts)]


def errors_among(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems that stop the work."""
    return [problem for problem in problems if problem.level is Level.ERROR]


def _missing(facts: NoticeFacts) -> Iterable[Problem]:
    needed = (
        (facts.title.strip(), "title", N_("请填写公告标题。")),
        (facts.body.strip(), "body", N_("请填写公告正文。")),
        (facts.has_dates, "opens_on", N_("请填写开始日和截止日。")),
        (facts.contact.strip(), "contact", N_("请填写联系单位和联系电话，公众有疑问时可以询问。")),
        (facts.ways, "post", N_("请至少填写一种网络以外的提交方式（信函、电子邮件或者电话）。")),
    )
    for given, field, text in needed:
        if not given:
            yield Problem(Message(text), field=field)


def _doubtful(facts: NoticeFacts) -> Iterable[Problem]:
    if not facts.has_draft:
        text = N_("公告没有附征求意见稿。请确认本事项确无草案文本，否则请先上传。")
        yield Problem(Message(text), Level.WARNING, field="draft")
    if not facts.has_explanation:
        text = N_("公告没有附起草说明。请确认公告正文已经说明起草的目的、依据和主要内容。")
        yield Problem(Message(text), Level.WARNING, field="explanation")
    if not facts.says_groups:
        text = N_(
            "尚未登记听取人民团体、社会组织、群众代表意见的情况。决策涉及特定群体利益的，应当听取其意见"
            "（可以在征求意见期间进行）；不涉及的，请在公告中填写理由。"
        )
        yield Problem(Message(text), Level.WARNING, field="groups_reason")
    if facts.channels < law.NOTICE_CHANNELS_EXPECTED:
        text = N_("公告的发布渠道少于 %(count)d 个。公告应当通过多种便于公众知晓的途径发布。")
        params = {"count": law.NOTICE_CHANNELS_EXPECTED}
        yield Problem(Message(text, params), Level.WARNING, field="channels")
    if facts.bare_channels:
        text = N_("这些发布渠道没有写网址或者日期：%(names)s。请补上，以便公众查证。")
        names = {"names": "、".join(facts.bare_channels)}
        yield Problem(Message(text, names), Level.WARNING, field="channels")


def consultation_code(decision_code: str, round_number: int) -> str:
    """Return the code of a decision's round: 2026-03-c, then 2026-03-c2."""
    return f"{decision_code}-c" + ("" if round_number == 1 else str(round_number))
