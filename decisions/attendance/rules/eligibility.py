"""Whether a sign-up meets the call's conditions: the rules propose, a person confirms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from decisions.attendance.rules import Eligibility
from decisions.attendance.rules.names import same_name
from decisions.errors import N_, Message


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the rules need to know of a sign-up.

    Shape:  born is YYYY-MM; phone is any value that is equal where the numbers are.
    """

    receipt: str
    name: str
    born: str
    phone: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the rules say: eligible, ineligible with the reason, or pending: a person has to look.

    Shape:  reason is None only where eligible.
    """

    verdict: Eligibility
    reason: Message | None = None


ELIGIBLE = Proposal(Eligibility.ELIGIBLE)


def age_in_years(born: str, on: date) -> int:
    """Return the age reached by the birth month alone: on the first day of that month or later in it."""
    year, month = int(born[:4]), int(born[5:7])
    return on.year - year - (on.month < month)


def propose(candidates: Sequence[Candidate], *, minimum_age: int, reference_on: date) -> list[Proposal]:
    """Return the rules' proposal for each sign-up.

    One person may sign up once: of several sign-ups with the same telephone and the same name the first
    counts. The same telephone under another name may be a family's: a person checks.
    Shape:  candidates in the order of arrival; the proposals in the same order.
    """
    by_phone: dict[str, list[Candidate]] = {}
    proposals = []
    for candidate in candidates:
        earlier = by_phone.setdefault(candidate.phone, [])
        proposals.append(
            _repeated(candidate, earlier)
            or _too_young(candidate, minimum_age, reference_on)
            or _shared_phone(earlier)
            or ELIGIBLE
        )
        earlier.append(candidate)
    return proposals


def _repeated(candidate: Candidate, earlier: list[Candidate]) -> Proposal | None:
    if any(same_name(candidate.name, other.name) for other in earlier):
        return Proposal(Eligibility.INELIGIBLE, Message(N_("手机号码重复")))
    return None


def _too_young(candidate: Candidate, minimum_age: int, reference_on: date) -> Proposal | None:
    """A birth month says nothing of the day: whoever comes of age in the very month is looked at."""
    age = age_in_years(candidate.born, reference_on)
    if age < minimum_age:
        return Proposal(Eligibility.INELIGIBLE, Message(N_("未满%(age)d周岁"), {"age": minimum_age}))
    born_this_month = int(candidate.born[5:7]) == reference_on.month
    if age == minimum_age and born_this_month and not _is_last_of_month(reference_on):
        text = N_("当月满%(age)d周岁，请核对出生日期")
        return Proposal(Eligibility.PENDING, Message(text, {"age": minimum_age}))
    return None


def _is_last_of_month(day: date) -> bool:
    return (day + timedelta(days=1)).month != day.month


def _shared_phone(earlier: list[Candidate]) -> Proposal | None:
    if earlier:
        text = N_("与 %(receipt)s 手机号码相同而姓名不同，请核对是否为同一人")
        return Proposal(Eligibility.PENDING, Message(text, {"receipt": earlier[0].receipt}))
    return None
