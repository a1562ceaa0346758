"""The gate: what a disclosure still lacks, each thing named and linked to where it is done (R25)."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from decisions.consultation.rules import CHANNEL_LABELS, WAY_LABELS, Channel, Way
from decisions.errors import N_, Level, Message, Problem
from decisions.feedback.rules.answers import HeardOpinion, lacks_clause, lacks_reason
from decisions.feedback.rules.concentration import (
    DEFAULT_THRESHOLD,
    Threshold,
    concentrated_refusals,
    shared_reasons,
)
from decisions.feedback.rules.doubts import AreAlike, is_hollow, repeated_reasons
from decisions.services.personal_data import find_personal_data

# What was said on these occasions belongs to a record of the occasion.
OCCASIONS: Final[dict[Channel, Way]] = {
    Channel.SYMPOSIUM: Way.SYMPOSIUM,
    Channel.HEARING: Way.HEARING,
    Channel.VISIT: Way.VISIT,
    Channel.WRITTEN: Way.WRITTEN,
}
_NUMBERS_NAMED: Final = 5


def _none_alike(_texts: Sequence[str]) -> Sequence[Sequence[int]]:
    return ()


@dataclass(frozen=True, slots=True)
class HeardWindow:
    """One round of the open consultation; sealed_count is the size of its closed set, None while open."""

    code: str
    is_closed: bool
    received: int
    sealed_count: int | None


@dataclass(frozen=True, slots=True)
class HeardWay:
    """One offline occasion: which, whether its record is public, and how many opinions it noted."""

    way: Way
    number: str
    is_published: bool
    opinions_count: int
    place: str = "consultation/events"  # of the desk, where its record is published


@dataclass(frozen=True, slots=True)
class Case:
    """Everything the gate looks at.

    Shape:  has_clauses says whether a draft in articles or parts was published; has_clause tells whether
            some version of the draft has the clause that an answer names; find_alike groups texts that say
            the same.
    """

    code: str
    opinions: Sequence[HeardOpinion]
    windows: Sequence[HeardWindow]
    ways: Sequence[HeardWay]
    is_issued: bool
    has_clauses: bool
    has_clause: Callable[[str], bool]
    find_alike: AreAlike = _none_alike
    threshold: Threshold = DEFAULT_THRESHOLD
    unpublished_statements: Sequence[str] = ()

    def desk(self, place: str) -> str:
        """Return where something of this decision is done."""
        return f"/desk/decisions/{self.code}/{place}"

    def moderation(self, visibility: str) -> str:
        """Return where it is decided what of an opinion is shown: its round's list, or that of the rounds."""
        if len(self.windows) != 1:
            return self.desk("consultation")
        return self.desk(f"consultation/{self.windows[0].code}/opinions?visibility={visibility}")


def missing_for_disclosure(case: Case, *, is_final: bool) -> list[Problem]:
    """Return what a disclosure still lacks; errors stop it, warnings want a look.

    Shape:  each problem's link is the desk page where it is mended.
    Source: R25. An early version waits for the same, but for the document to be issued.
    """
    problems = [*_of_windows(case), *_of_ways(case), *_of_opinions(case)]
    if is_final and not case.is_issued:
        text = N_("决策文件尚未公布。正式反馈在决策文件出台后公布；在此之前可以先公布阶段性反馈。")
        problems.append(Problem(Message(text), link=case.desk("issuing")))
    return [*problems, *_warnings(case)]


def _of_windows(case: Case) -> Iterator[Problem]:
    if not case.windows and not any(way.is_published for way in case.ways):
        text = N_("本事项还没有公布过任何一种听取意见的方式。")
        yield Problem(Message(text), link=case.desk("consultation"))
    for window in case.windows:
        link = case.desk("consultation")
        if not window.is_closed:
            text = N_("公开征求意见（%(code)s）尚未截止，截止后方可公布采纳情况。")
            yield Problem(Message(text, {"code": window.code}), link=link)
        elif window.sealed_count is not None and window.received < window.sealed_count:
            text = N_("公开征求意见（%(code)s）截止时收到 %(sealed)d 条意见，现在只有 %(received)d 条。")
            params = {"code": window.code, "sealed": window.sealed_count, "received": window.received}
            yield Problem(Message(text, params), link=link)


def _of_ways(case: Case) -> Iterator[Problem]:
    link = case.desk("consultation/events")
    for way in case.ways:
        if not way.is_published:
            text = N_("%(way)s（%(number)s）的记录尚未公布。")
            params = {"way": Message(WAY_LABELS[way.way]), "number": way.number or "—"}
            yield Problem(Message(text, params), link=case.desk(way.place))
    by_channel = Counter(opinion.channel for opinion in case.opinions)
    for channel, way_kind in OCCASIONS.items():
        held = [way for way in case.ways if way.way is way_kind]
        noted = sum(way.opinions_count for way in held)
        params = {
            "way": Message(CHANNEL_LABELS[channel]),
            "entered": by_channel[channel],
            "noted": noted,
        }
        if by_channel[channel] and not held:
            text = N_("有 %(entered)d 条意见来自%(way)s，但没有这次%(way)s的记录。")
            yield Problem(Message(text, params), link=link)
        elif by_channel[channel] < noted:
            text = N_("%(way)s的记录写明收到 %(noted)d 条意见，只录入了 %(entered)d 条。")
            yield Problem(Message(text, params), link=link)
        elif by_channel[channel] > noted and held:
            text = N_("%(way)s的记录写明收到 %(noted)d 条意见，却录入了 %(entered)d 条。")
            yield Problem(Message(text, params), link=link)


def _of_opinions(case: Case) -> Iterator[Problem]:
    looked_at = [opinion for opinion in case.opinions if opinion.is_shown or opinion.is_withheld]
    checks: list[tuple[str, list[HeardOpinion], str]] = [
        (
            N_("%(count)d 条意见尚未决定是否公开展示（%(numbers)s）。收到数须等于展示数与不予展示数之和。"),
            [opinion for opinion in case.opinions if not (opinion.is_shown or opinion.is_withheld)],
            case.moderation("received"),
        ),
        (
            N_("%(count)d 条意见不予展示而没有写明理由（%(numbers)s）。"),
            [opinion for opinion in looked_at if opinion.is_withheld and not opinion.withheld_reason],
            case.moderation("withheld"),
        ),
        (
            N_("%(count)d 条意见还没有处理结果（%(numbers)s）。收到数须等于四种处理结果之和。"),
            [opinion for opinion in case.opinions if opinion.reply.disposition is None],
            case.desk("feedback?state=unanswered"),
        ),
        (
            N_("%(count)d 条意见没有采纳或者只部分采纳，但没有写明理由（%(numbers)s）。"),
            [opinion for opinion in case.opinions if any(map(lacks_reason, opinion.replies))],
            case.desk("feedback?state=reason_missing"),
        ),
    ]
    if case.has_clauses:
        checks.append(
            (
                N_("%(count)d 条意见已采纳，但没有写明修改了哪一条款（%(numbers)s）。"),
                [opinion for opinion in case.opinions if any(map(lacks_clause, opinion.replies))],
                case.desk("feedback?state=clause_missing"),
            )
        )
    for text, concerned, link in checks:
        if concerned:
            yield _counted(text, concerned, link)
    for topics in shared_reasons(concentrated_refusals(case.opinions, threshold=case.threshold)):
        text = N_("集中而未采纳的意见须分别说明理由，下列主题的理由一字不差：%(topics)s。")
        yield Problem(Message(text, {"topics": "、".join(topics)}), link=case.desk("feedback/topics"))


def _warnings(case: Case) -> Iterator[Problem]:
    for code in case.unpublished_statements:
        text = N_("列席代表（%(code)s）的意见及采纳情况尚未公布，公布后会一并列入反馈。")
        yield Problem(Message(text, {"code": code}), Level.WARNING, link=case.desk(f"attendance/{code}"))
    strange = [opinion for opinion in case.opinions if _names_unknown_clause(case, opinion)]
    if strange:
        text = N_("%(count)d 条意见写明的修改条款在草案各个版本中都没有找到（%(numbers)s），请核对。")
        yield _counted(text, strange, case.desk("feedback?state=answered"), Level.WARNING)
    telling = [opinion for opinion in case.opinions if find_personal_data(opinion.reply.reason)]
    if telling:
        text = N_("%(count)d 条意见的答复中可能含有个人信息（%(numbers)s），请核对后再公布。")
        yield _counted(text, telling, case.desk("feedback?state=answered"), Level.WARNING)
    hollow = [opinion for opinion in case.opinions if _is_hollow(opinion)]
    if hollow:
        text = N_("%(count)d 条意见的答复只有“已阅”“谢谢”一类的话，没有实际内容（%(numbers)s），请补充。")
        yield _counted(text, hollow, case.desk("feedback?state=answered"), Level.WARNING)
    for repeated in repeated_reasons(case.opinions, case.find_alike):
        text = N_("%(count)d 条不同诉求的意见使用了一字不差的理由（%(numbers)s），请核对是否逐一作了答复。")
        yield _counted(text, repeated.opinions, case.desk("feedback?state=answered"), Level.WARNING)


def _is_hollow(opinion: HeardOpinion) -> bool:
    """Whether an answer is a courtesy; where the law wants a reason the error above says so already."""
    return any(
        is_hollow(reply.disposition, reply.reason) and not lacks_reason(reply) for reply in opinion.replies
    )


def _names_unknown_clause(case: Case, opinion: HeardOpinion) -> bool:
    clause = opinion.reply.clause_text
    return case.has_clauses and bool(clause) and not case.has_clause(clause)


def _counted(text: str, concerned: Sequence[HeardOpinion], link: str, level: Level = Level.ERROR) -> Problem:
    numbers = "、".join(opinion.number for opinion in concerned[:_NUMBERS_NAMED])
    if len(concerned) > _NUMBERS_NAMED:
        numbers += "……"
    return Problem(Message(text, {"count": len(concerned), "numbers": numbers}), level, link=link)
