"""The standing pool (常备库): who wants to hear of further meetings, and for how long that is kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from decisions.attendance.rules import RepresentativeCategory
from decisions.attendance.rules.eligibility import months_before
from decisions.attendance.rules.fields import MAX_AREA, MAX_NAME, Fault
from decisions.errors import N_, Message
from decisions.services.mail import find_address

KEPT_MONTHS = 24
"""A district setting: consent ends by itself after two years, whoever still wants to hear joins again."""

RECEIPT_PREFIX = "CB"


@dataclass(frozen=True, slots=True)
class PoolInput:
    """What somebody hands in to join; not yet checked."""

    name: str
    contact: str
    category: RepresentativeCategory
    area: str
    consent: bool


def expires_on(joined_on: date) -> date:
    """Return the day on which an entry ends by itself."""
    return months_before(joined_on, -KEPT_MONTHS)


def read_contact(typed: str) -> str | None:
    """Return the e-mail address in what was typed, in lower case, or None."""
    found = find_address(typed.strip())
    return found.lower() if found is not None and found == typed.strip() else None


def pool_faults(entry: PoolInput) -> Iterator[Fault]:
    """Yield everything that keeps an entry from being taken, in the order of the form."""
    if not entry.name.strip():
        yield Fault("name", Message(N_("请填写姓名，便于称呼。")))
    elif len(entry.name.strip()) > MAX_NAME:
        yield Fault("name", Message(N_("内容过长，最多 %(most)d 字。"), {"most": MAX_NAME}))
    if read_contact(entry.contact) is None:
        yield Fault("contact", Message(N_("请填写能收到通知的电子邮箱，例如 name@example.cn。")))
    if not entry.area.strip():
        yield Fault("area", Message(N_("请填写居住或工作的街镇。")))
    elif len(entry.area.strip()) > MAX_AREA:
        yield Fault("area", Message(N_("内容过长，最多 %(most)d 字。"), {"most": MAX_AREA}))
    if not entry.consent:
        yield Fault("consent", Message(N_("须同意保存和使用这些信息，才能通知您。")))
