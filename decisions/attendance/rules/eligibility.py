"""Whether a sign-up meets the call's conditions: the rules propose, a person confirms."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from decisions.attendance.rules import Cause, Eligibility
from decisions.attendance.rules.names import folded_name, same_name
from decisions.errors import N_, Message


class SatIn(StrEnum):
    """What is known of somebody's having sat in during the pause between two meetings."""

    NO = "no"
    PERHAPS = "perhaps"  # the telephone, or name and month of birth, but not both
    YES = "yes"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the rules need to know of a sign-up.

    Shape:  born is YYYY-MM; phone is any value that is equal where the numbers are.
    """

    receipt: str
    name: str
    born: str
    phone: str
    area: str = ""
    sat_in: SatIn = SatIn.NO


@dataclass(frozen=True, slots=True)
class Conditions:
    """Who may come, as the call says it.

    Shape:  maximum_age None means no limit; areas is empty where any will do.
    """

    minimum_age: int
    reference_on: date
    maximum_age: int | None = None
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the rules say: eligible, ineligible with the reason, or pending: a person has to look.

    Shape:  reason is None only where eligible; cause says what a refusal would be for.
    """

    verdict: Eligibility
    reason: Message | None = None
    cause: Cause | None = None


ELIGIBLE = Proposal(Eligibility.ELIGIBLE)


def age_in_years(born: str, on: date) -> int:
    """Return the age reached by the birth month alone: on the first day of that month or later in it."""
    year, month = int(born[:4]), int(born[5:7])
    return on.year - year - (on.month < month)


def months_before(day: date, months: int) -> date:
    """Return the day so many months before, the last of the month where that one is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def propose(candidates: Sequence[Candidate], conditions: Conditions) -> list[Proposal]:
    """Return the rules' proposal for each sign-up.

    One person may sign up once: of several sign-ups with the same telephone, name and month of birth the
    first counts. The same telephone under another name may be a family's, the same name and month of birth
    under another telephone may be somebody else's: a person checks.
    Shape:  candidates in the order of arrival; the proposals in the same order.
    """
    by_phone: dict[str, list[Candidate]] = {}
    by_person: dict[tuple[str, str], list[Candidate]] = {}
    proposals = []
    for candidate in candidates:
        same_phone = by_phone.setdefault(candidate.phone, [])
        same_person = by_person.setdefault((folded_name(candidate.name), candidate.born), [])
        proposals.append(
            _repeated(candidate, same_phone)
            or _wrong_age(candidate, conditions)
            or _recent(candidate)
            or _elsewhere(candidate, conditions)
            or _alike(candidate, same_phone, same_person)
            or ELIGIBLE
        )
        same_phone.append(candidate)
        same_person.append(candidate)
    return proposals


def _repeated(candidate: Candidate, same_phone: list[Candidate]) -> Proposal | None:
    for other in same_phone:
        if same_name(candidate.name, other.name) and candidate.born == other.born:
            return Proposal(Eligibility.INELIGIBLE, Message(N_("手机号码重复")), Cause.REPEATED)
    return None


def _wrong_age(candidate: Candidate, conditions: Conditions) -> Proposal | None:
    """A birth month says nothing of the day: whoever comes of age in the very month is looked at."""
    on, minimum, maximum = conditions.reference_on, conditions.minimum_age, conditions.maximum_age
    age = age_in_years(candidate.born, on)
    if age < minimum:
        reason = Message(N_("未满%(age)d周岁"), {"age": minimum})
        return Proposal(Eligibility.INELIGIBLE, reason, Cause.AGE)
    turns_this_month = int(candidate.born[5:7]) == on.month and not _is_last_of_month(on)
    if age == minimum and turns_this_month:
        reason = Message(N_("当月满%(age)d周岁，请核对出生日期"), {"age": minimum})
        return Proposal(Eligibility.PENDING, reason, Cause.AGE)
    if maximum is None or age <= maximum:
        return None
    if age == maximum + 1 and turns_this_month:
        reason = Message(N_("当月满%(age)d周岁，请核对出生日期"), {"age": maximum + 1})
        return Proposal(Eligibility.PENDING, reason, Cause.AGE)
    return Proposal(Eligibility.INELIGIBLE, Message(N_("超过%(age)d周岁"), {"age": maximum}), Cause.AGE)


def _recent(candidate: Candidate) -> Proposal | None:
    if candidate.sat_in is SatIn.YES:
        return Proposal(Eligibility.INELIGIBLE, Message(N_("在间隔期内已列席过会议")), Cause.RECENT)
    if candidate.sat_in is SatIn.PERHAPS:
        text = N_("手机号码或者姓名与间隔期内列席过的人相同，请核对是否为同一人")
        return Proposal(Eligibility.PENDING, Message(text), Cause.RECENT)
    return None


def _elsewhere(candidate: Candidate, conditions: Conditions) -> Proposal | None:
    """An area typed otherwise than in the call may be the same one: a person looks."""
    if not conditions.areas or folded_name(candidate.area) in map(folded_name, conditions.areas):
        return None
    text = N_("所填街镇“%(area)s”不在公告所列范围，请核对")
    return Proposal(Eligibility.PENDING, Message(text, {"area": candidate.area}), Cause.AREA)


def _is_last_of_month(day: date) -> bool:
    return (day + timedelta(days=1)).month != day.month


def _alike(
    candidate: Candidate, same_phone: list[Candidate], same_person: list[Candidate]
) -> Proposal | None:
    if same_phone and same_name(candidate.name, same_phone[0].name):
        text = N_("与 %(receipt)s 手机号码、姓名相同而出生年月不同，请核对是否为同一人")
        return Proposal(
            Eligibility.PENDING, Message(text, {"receipt": same_phone[0].receipt}), Cause.REPEATED
        )
    if same_phone:
        text = N_("与 %(receipt)s 手机号码相同而姓名不同，请核对是否为同一人")
        return Proposal(
            Eligibility.PENDING, Message(text, {"receipt": same_phone[0].receipt}), Cause.HOUSEHOLD
        )
    if same_person:
        text = N_("与 %(receipt)s 姓名、出生年月相同而手机号码不同，请核对是否为同一人")
        return Proposal(
            Eligibility.PENDING, Message(text, {"receipt": same_person[0].receipt}), Cause.REPEATED
        )
    return None
