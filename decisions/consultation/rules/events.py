"""What the record of an offline way of hearing opinions must hold (R6, R8, R13, R14)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from decisions import law
from decisions.consultation.rules import Way
from decisions.errors import N_, Message, Problem


@dataclass(frozen=True, slots=True)
class EventFacts:
    """One meeting, visit, written consultation or poll, as staff record it.

    Shape:  from_on and to_on inclusive, the same day for a meeting; invited, attended in the unit that
            counted_in names (人, 家, 户, 份, 处), None when not counted; number is the office's own.
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
    materials_delivered_on: date | None = None


def event_problems(facts: EventFacts) -> list[Problem]:
    """Return what is wrong with a record as it is written down."""
    return list(_problems(facts))


def _problems(facts: EventFacts) -> Iterable[Problem]:
    if facts.to_on < facts.from_on:
        yield Problem(Message(N_("结束日期不能早于开始日期。")), field="to_on")
    for field, value in (("invited", facts.invited), ("attended", facts.attended)):
        if value is not None and value < 0:
            yield Problem(Message(N_("数量不能为负数。")), field=field)
    if facts.opinions_count < 0:
        yield Problem(Message(N_("意见条数不能为负数。")), field="opinions_count")
    if (facts.invited or facts.attended) and not facts.counted_in.strip():
        yield Problem(Message(N_("请选择数量的计量单位。")), field="counted_in")
    if not facts.summary.strip():
        yield Problem(Message(N_("请写明概要：听取了谁的意见，主要说了什么。")), field="summary")


def hearing_problems(facts: EventFacts, *, has_record: bool, today: date) -> list[Problem]:
    """Return what keeps a hearing's record from being published; empty for every other way.

    Shape:  has_record tells whether the signed record is attached.
    Source: 713 art. 16 (R13: materials delivered 7 calendar days before), art. 17 (R14: signed record).
    """
    if facts.way is not Way.HEARING:
        return []
    problems = []
    latest_on = facts.from_on - timedelta(days=law.HEARING_MATERIAL_DAYS)
    if facts.materials_delivered_on is None:
        problems.append(Problem(Message(N_("请填写听证材料送达日期。")), field="materials_delivered_on"))
    elif facts.materials_delivered_on > latest_on:
        text = N_(
            "听证材料应当在听证会召开 %(days)d 日前送达，最迟 %(latest_on)s；送达过晚的，听证会须改期。"
        )
        params = {"latest_on": latest_on, "days": law.HEARING_MATERIAL_DAYS}
        problems.append(Problem(Message(text, params), field="materials_delivered_on"))
    if facts.to_on <= today and not has_record:
        problems.append(Problem(Message(N_("请上传参加人签名的听证笔录。")), field="record"))
    return problems


def heard_enterprises_before(facts: Iterable[tuple[bool, date]], opens_on: date) -> bool:
    """Whether enterprises were heard before the consultation opens.

    Shape:  facts are (before_procedure, last day) of each recorded event.
    Source: row 56 (R8).
    """
    return any(before_procedure and to_on <= opens_on for before_procedure, to_on in facts)
