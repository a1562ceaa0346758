"""Who takes part in a hearing, and what keeps its list and its record from being published (R13, R14).

Not here: what any record of an event must hold (events).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from decisions import law
from decisions.consultation.rules import SIDE_LABELS, Side, Way
from decisions.consultation.rules.events import EventFacts
from decisions.errors import N_, Message, Problem
from decisions.services.personal_data import mask_name

MAX_PARTICIPANTS: Final = 300
MIN_SIDES: Final = 2
_BETWEEN = re.compile(r"[,，;；|\t]")
_DAY = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")
_CONSENT = "同意公开"
_SIDES: Final = {
    **{label: side for side, label in SIDE_LABELS.items()},
    "人民团体": Side.ORGANISATION,
    "社会组织": Side.ORGANISATION,
    "企业": Side.ENTERPRISE,
    "行业协会商会": Side.ENTERPRISE,
    "专家": Side.EXPERT,
    "人大代表": Side.DELEGATE,
    "政协委员": Side.DELEGATE,
    "承办单位": Side.UNIT,
}


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody invited to a hearing. Shape: consents to the name being published whole."""

    side: Side
    name: str
    affiliation: str = ""
    delivered_on: date | None = None
    consents: bool = False


@dataclass(frozen=True, slots=True)
class HearingPapers:
    """What a hearing has beside its facts.

    Shape:  announced_on, listed_on are the civil days on which the way of choosing and the list of people
            were published, None while they are not; has_record tells whether the signed record is attached.
    """

    participants: Sequence[Participant] = ()
    announced_on: date | None = None
    listed_on: date | None = None
    has_record: bool = False


def read_participants(typed: str) -> tuple[list[Participant], list[Problem]]:
    """Return the people of a list, one a line: side, name, whom they belong to, delivery, consent.

    Shape:  commas (either width), semicolons, bars or tabs between; what follows the name may be left out
            and stand in any order: a date is the delivery, 同意公开 the consent, the rest the affiliation.
    """
    people: list[Participant] = []
    problems: list[Problem] = []
    lines = [line.strip() for line in typed.splitlines()]
    for row, line in enumerate(lines, start=1):
        if not line:
            continue
        found = _read_line(line, row)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            people.append(found)
    if len(people) > MAX_PARTICIPANTS:
        text = Message(N_("听证参加人最多 %(limit)d 人。"), {"limit": MAX_PARTICIPANTS})
        problems.append(Problem(text, field="people"))
    return people, problems


def _read_line(line: str, row: int) -> Participant | Problem:
    side_word, *rest = [part.strip() for part in _BETWEEN.split(line)]
    side = _SIDES.get(side_word)
    if side is None:
        known = "、".join(SIDE_LABELS.values())
        text = Message(
            N_("第 %(row)d 行：没有“%(word)s”这一方。请从这些当中选一个写在行首：%(known)s。"),
            {"row": row, "word": side_word, "known": known},
        )
        return Problem(text, row=row, field="people")
    if not rest or not rest[0]:
        return Problem(Message(N_("第 %(row)d 行：请写明姓名。"), {"row": row}), row=row, field="people")
    name, *others = rest
    delivered_on, affiliation, consents = None, [], False
    for word in filter(None, others):
        if day := _DAY.match(word):
            delivered_on = _as_day(day)
            if delivered_on is None:
                text = Message(N_("第 %(row)d 行：没有“%(word)s”这一天。"), {"row": row, "word": word})
                return Problem(text, row=row, field="people")
        elif word.startswith(_CONSENT):
            consents = True
        else:
            affiliation.append(word)
    return Participant(side, name[:50], "，".join(affiliation)[:200], delivered_on, consents)


def _as_day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def participants_text(people: Iterable[Participant]) -> str:
    """Return people as read_participants takes them."""
    return "\n".join(
        "，".join(
            filter(
                None,
                (
                    str(SIDE_LABELS[each.side]),
                    each.name,
                    each.affiliation,
                    each.delivered_on.isoformat() if each.delivered_on else "",
                    _CONSENT if each.consents else "",
                ),
            )
        )
        for each in people
    )


def shown_participant(person: Participant) -> str:
    """Return a name as the public reads it: whole with consent, else masked."""
    return person.name if person.consents else mask_name(person.name)


def announcement_problems(facts: EventFacts, today: date) -> list[Problem]:
    """Return what keeps a hearing's announcement from being published.

    Source: 713 art. 16 (R13: the way of choosing participants is published in advance).
    """
    problems = []
    if not facts.selection.strip():
        text = N_("请写明听证参加人的名额、条件和产生方式。")
        problems.append(Problem(Message(text), field="selection"))
    if not facts.place.strip():
        problems.append(Problem(Message(N_("请填写听证会地点。")), field="place"))
    if today >= facts.from_on:
        problems.append(_too_late(facts.from_on, "from_on"))
    return problems


def list_problems(facts: EventFacts, papers: HearingPapers, today: date) -> list[Problem]:
    """Return what keeps the list of a hearing's people from being published.

    Source: 713 art. 16 (R13: all sides represented, the list published in advance).
    """
    problems = []
    if papers.announced_on is None:
        text = N_("请先公布听证会公告，说明参加人的产生方式，再公布名单。")
        problems.append(Problem(Message(text)))
    if len({each.side for each in papers.participants if each.side is not Side.UNIT}) < MIN_SIDES:
        text = N_("参加人应当有各方代表：除决策承办单位外，至少有 %(count)d 方，现在不足。")
        problems.append(Problem(Message(text, {"count": MIN_SIDES}), field="people"))
    if today >= facts.from_on:
        problems.append(_too_late(facts.from_on, "people"))
    return problems


def _too_late(held_on: date, field: str) -> Problem:
    text = N_("应当在听证会召开之前公布；听证会定于 %(held_on)s，请改期后再公布。")
    return Problem(Message(text, {"held_on": held_on}), field=field)


def latest_delivery(held_on: date) -> date:
    """Return the last day on which materials may reach a participant.

    Source: 713 art. 16 (R13).
    """
    return held_on - timedelta(days=law.HEARING_MATERIAL_DAYS)


def delivery_problems(facts: EventFacts, participants: Sequence[Participant]) -> list[Problem]:
    """Return whom the materials did not reach, or not in time, by name.

    Source: 713 art. 16 (R13: delivered 7 calendar days before).
    """
    latest_on = latest_delivery(facts.from_on)
    # The unit that proposes the decision has its own materials.
    invited = [each for each in participants if each.side is not Side.UNIT]
    missing = "、".join(each.name for each in invited if each.delivered_on is None)
    late = "、".join(each.name for each in invited if each.delivered_on and each.delivered_on > latest_on)
    params = {"days": law.HEARING_MATERIAL_DAYS, "latest_on": latest_on}
    problems = []
    if missing:
        text = N_("还没有登记向这些参加人送达听证材料的日期：%(names)s。最迟 %(latest_on)s 送达。")
        problems.append(Problem(Message(text, {**params, "names": missing}), field="people"))
    if late:
        text = N_(
            "向这些参加人送达听证材料过晚：%(names)s。应当在听证会召开 %(days)d 日前送达，"
            "最迟 %(latest_on)s；听证会须改期。"
        )
        problems.append(Problem(Message(text, {**params, "names": late}), field="people"))
    return problems


def future_delivery_problems(participants: Sequence[Participant], today: date) -> list[Problem]:
    """Return whose materials are said to have been delivered on a day that is still to come."""
    early = "、".join(each.name for each in participants if each.delivered_on and each.delivered_on > today)
    if not early:
        return []
    text = N_("这些参加人的材料送达日期晚于今天：%(names)s。请在实际送达之后登记。")
    return [Problem(Message(text, {"names": early}), field="people")]


def hearing_problems(facts: EventFacts, papers: HearingPapers, *, today: date) -> list[Problem]:
    """Return what keeps a hearing's record from being published; empty for every other way.

    Source: 713 art. 16 (R13), art. 17 (R14: signed record).
    """
    if facts.way is not Way.HEARING:
        return []
    problems = []
    if papers.announced_on is None or papers.announced_on >= facts.from_on:
        problems.append(Problem(Message(N_("听证会召开之前没有公布听证会公告和参加人产生方式。"))))
    if papers.listed_on is None or papers.listed_on >= facts.from_on:
        problems.append(Problem(Message(N_("听证会召开之前没有公布参加人名单。"))))
    problems += delivery_problems(facts, papers.participants)
    if facts.to_on > today:
        problems.append(Problem(Message(N_("听证会还没有召开，召开之后再公布记录。")), field="to_on"))
        return problems
    if not facts.summary.strip():
        text = N_("请写明概要：听取了谁的意见，主要说了什么。")
        problems.append(Problem(Message(text), field="summary"))
    if not papers.has_record:
        problems.append(Problem(Message(N_("请上传参加人签名的听证笔录。")), field="record"))
    return problems
