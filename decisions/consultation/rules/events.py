"""What the record of an offline way of hearing opinions must hold (R6, R7, R8)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from decisions.consultation.rules import Way
from decisions.errors import N_, Level, Message, Problem

POLLS: Final = frozenset({Way.POLL, Way.QUESTIONNAIRE})


@dataclass(frozen=True, slots=True)
class EventFacts:
    """One meeting, visit, written consultation or poll, as staff record it.

    Shape:  from_on and to_on inclusive, the same day for a meeting; invited, attended in the unit that
            counted_in names (人, 家, 户, 份, 处), None when not counted; number is the office's own. Of a
            poll, invited is the sample, attended what came back, valid_answers what counts of that, sampling
            who was asked and chosen how. groups are codes of rules.Group; selection is how a hearing's
            people are chosen.
    """

    way: Way
    from_on: date
    to_on: date
    place: str = ""
    organiser: str = ""
    invited: int | None = None
    attended: int | None = None
    counted_in: str = ""
    opinions_count: int = 0
    summary: str = ""
    remark: str = ""
    number: str = ""
    before_procedure: bool = False
    sampling: str = ""
    valid_answers: int | None = None
    groups: Sequence[str] = ()
    selection: str = ""


def event_problems(facts: EventFacts) -> list[Problem]:
    """Return what is wrong with a record as it is written down."""
    return list(_problems(facts))


def _problems(facts: EventFacts) -> Iterable[Problem]:
    if facts.to_on < facts.from_on:
        yield Problem(Message(N_("结束日期不能早于开始日期。")), field="to_on")
    counts = {"invited": facts.invited, "attended": facts.attended, "valid_answers": facts.valid_answers}
    for field, value in counts.items():
        if value is not None and value < 0:
            yield Problem(Message(N_("数量不能为负数。")), field=field)
    yield from _poll_counts(facts)
    if facts.opinions_count < 0:
        yield Problem(Message(N_("意见条数不能为负数。")), field="opinions_count")
    if (facts.invited or facts.attended) and not facts.counted_in.strip():
        yield Problem(Message(N_("请选择数量的计量单位。")), field="counted_in")
    if (
        not facts.summary.strip() and facts.way is not Way.HEARING
    ):  # a hearing is written down before it is held
        yield Problem(Message(N_("请写明概要：听取了谁的意见，主要说了什么。")), field="summary")


def _poll_counts(facts: EventFacts) -> Iterable[Problem]:
    """Of a poll no more comes back than was sent out, and no more counts than came back."""
    if facts.way not in POLLS:
        return
    if facts.invited is not None and facts.attended is not None and facts.attended > facts.invited:
        yield Problem(Message(N_("回收数量不能多于发放数量，请核对。")), field="attended")
    if (
        facts.valid_answers is not None
        and facts.attended is not None
        and facts.valid_answers > facts.attended
    ):
        yield Problem(Message(N_("有效问卷数不能多于回收数量，请核对。")), field="valid_answers")


def poll_problems(facts: EventFacts) -> list[Problem]:
    """Return what keeps a poll's or questionnaire's record from being published: figures first.

    Source: 713 art. 14 (R6); what a figure means depends on how many were asked and answered.
    """
    if facts.way not in POLLS:
        return []
    problems = []
    if not facts.invited:
        problems.append(Problem(Message(N_("请填写样本量（发放数量）。")), field="invited"))
    if facts.attended is None:
        problems.append(Problem(Message(N_("请填写回收数量。")), field="attended"))
    return problems


def poll_doubts(facts: EventFacts) -> list[Problem]:
    """Return what a reader of a poll's figures would miss."""
    if facts.way not in POLLS:
        return []
    problems = []
    if not facts.sampling.strip():
        text = N_("没有写明调查对象、抽样方式和实施时间，读者难以判断数据的代表性。")
        problems.append(Problem(Message(text), Level.WARNING, field="sampling"))
    if facts.valid_answers is None:
        text = N_("没有填写有效问卷数，公布时不显示有效回收率。")
        problems.append(Problem(Message(text), Level.WARNING, field="valid_answers"))
    return problems


def heard_enterprises_before(facts: Iterable[tuple[bool, date]], opens_on: date) -> bool:
    """Whether enterprises were heard before the consultation opens.

    Shape:  facts are (before_procedure, last day) of each recorded event.
    Source: row 56 (R8).
    """
    return any(before_procedure and to_on <= opens_on for before_procedure, to_on in facts)
