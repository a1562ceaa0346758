"""The standing pool: joined, left by receipt, told of a call once, forgotten in time; the year."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from decisions.attendance.errors import (
    AlreadyInvitedError,
    PoolEntryInvalidError,
    PoolMemberNotFoundError,
    SignUpClosedError,
)
from decisions.attendance.models import PoolMember
from decisions.attendance.operations.pool import (
    erase_expired_members,
    invite_pool,
    join_pool,
    leave_pool,
)
from decisions.attendance.queries.pool import count_members, find_member_by_receipt
from decisions.attendance.queries.year import count_attendance, list_planned
from decisions.attendance.rules import RepresentativeCategory
from decisions.attendance.rules.pool import PoolInput, expires_on, read_contact
from decisions.errors import NotAllowedError
from decisions.services.outbox import OutboxMessage
from tests.factories import attendance as made

NOW = made.MID_AUGUST
URL = "https://example.cn"
ENTRY = PoolInput(
    name="章若水",
    contact="ZRS@example.cn",
    category=RepresentativeCategory.RESIDENT,
    area="塘桥街道",
    consent=True,
)


def join(session, number: int = 1, **changes) -> PoolMember:
    entry = replace(ENTRY, contact=f"p{number}@example.cn", **changes)
    member = join_pool(session, entry, idempotency_key=f"k{number}", now=NOW)
    session.commit()
    return member


def test_somebody_joins_and_is_kept_encrypted_for_two_years(session, cast) -> None:
    member = join_pool(session, ENTRY, idempotency_key="k", now=NOW)
    assert member.receipt.startswith("CB-")
    assert (member.contact, member.expires_on) == ("zrs@example.cn", date(2028, 8, 10))
    assert find_member_by_receipt(session, member.receipt.lower()) is member
    raw = session.connection().exec_driver_sql("select name, contact from pool_members").one()
    assert "章若水" not in raw[0]
    assert "example" not in raw[1]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"consent": False}, "consent"),
        ({"contact": "13900010236"}, "contact"),
        ({"contact": "我的邮箱 a@example.cn"}, "contact"),
        ({"name": " "}, "name"),
        ({"area": ""}, "area"),
    ],
)
def test_what_can_t_be_taken_is_named(session, cast, changes, field) -> None:
    with pytest.raises(PoolEntryInvalidError) as refusal:
        join_pool(session, replace(ENTRY, **changes), idempotency_key="k", now=NOW)
    assert [problem.field for problem in refusal.value.problems] == [field]
    assert session.scalar(select(func.count()).select_from(PoolMember)) == 0


def test_a_repeated_send_is_one_entry_and_an_address_is_told_once(session, cast) -> None:
    first = join_pool(session, ENTRY, idempotency_key="k", now=NOW)
    assert join_pool(session, ENTRY, idempotency_key="k", now=NOW) is first
    again = join_pool(session, ENTRY, idempotency_key="other", now=NOW)
    assert again is not first
    assert count_members(session, NOW.date()).total == 1
    call = made.publish_call(session, cast)
    assert invite_pool(session, call, portal_url=URL, actor=cast.openness, now=NOW) == 1


def test_leaving_erases_the_person_under_every_receipt(session, cast) -> None:
    first = join_pool(session, ENTRY, idempotency_key="k", now=NOW)
    again = join_pool(session, ENTRY, idempotency_key="other", now=NOW)
    with pytest.raises(PoolMemberNotFoundError):
        leave_pool(session, first, contact="other@example.cn", now=NOW)
    leave_pool(session, first, contact="zrs@example.cn", now=NOW)
    assert first.erased_at == again.erased_at == NOW
    assert {first.name, first.contact, again.contact, first.area} == {""}
    assert count_members(session, NOW.date()).total == 0
    with pytest.raises(PoolMemberNotFoundError):
        leave_pool(session, first, contact="", now=NOW)


def test_a_call_is_told_once_while_one_can_sign_up(session, cast) -> None:
    for number in range(3):
        join(session, number)
    call = made.publish_call(session, cast)
    with pytest.raises(NotAllowedError):
        invite_pool(session, call, portal_url=URL, actor=cast.drafter, now=NOW)
    assert invite_pool(session, call, portal_url=URL, actor=cast.openness, now=NOW) == 3
    messages = session.scalars(select(OutboxMessage)).all()
    assert {message.recipient for message in messages} == {f"p{number}@example.cn" for number in range(3)}
    assert f"{URL}/attendance/{call.code}" in messages[0].body
    assert f"{URL}/attendance/pool/CB-" in messages[0].body
    with pytest.raises(AlreadyInvitedError):
        invite_pool(session, call, portal_url=URL, actor=cast.openness, now=NOW)
    call.pool_invited_at = None
    with pytest.raises(SignUpClosedError):
        invite_pool(session, call, portal_url=URL, actor=cast.openness, now=made.CLOSES_AT)


def test_consent_ends_by_itself(session, cast) -> None:
    member = join(session)
    before = made.MID_AUGUST.replace(year=2028) - timedelta(days=1)
    assert erase_expired_members(session, now=before) == 0
    assert erase_expired_members(session, now=before + timedelta(days=1)) == 1
    assert (member.contact, erase_expired_members(session, now=before + timedelta(days=2))) == ("", 0)


def test_counts_are_by_category_and_area(session, cast) -> None:
    join(session, 1)
    join(session, 2, area="花木街道")
    join(session, 3, category=RepresentativeCategory.EXPERT)
    counts = count_members(session, NOW.date())
    assert (counts.total, counts.by_category[RepresentativeCategory.RESIDENT]) == (3, 2)
    assert counts.by_area == (("塘桥街道", 2), ("花木街道", 1))


@pytest.mark.parametrize(
    ("joined", "ends"),
    [(date(2026, 8, 10), date(2028, 8, 10)), (date(2024, 2, 29), date(2026, 2, 28))],
)
def test_two_years(joined: date, ends: date) -> None:
    assert expires_on(joined) == ends


def test_an_address_stands_alone() -> None:
    assert read_contact(" A@Example.cn ") == "a@example.cn"
    assert read_contact("a@example.cn, b@example.cn") is None


def test_what_is_planned_for_the_year(session, cast) -> None:
    promised = made.make_decision(session, "2026-02")
    made.make_decision(session, "2025-09")
    call = made.publish_call(session, cast, replace(made.DRAFT, agenda=["2026-03"]))
    made.make_decision(session, "2026-03")
    planned = [(item.decision.code, item.call_code) for item in list_planned(session, 2026)]
    assert planned == [("2026-01", call.code), (promised.code, "")]
    made.hold_meeting(session, call.decision)
    assert [item.decision.code for item in list_planned(session, 2026)] == ["2026-02"]


def test_every_item_on_the_agenda_counts(session, cast) -> None:
    made.make_decision(session, "2026-03")
    call = made.publish_call(session, cast, replace(made.DRAFT, agenda=["2026-03"]))
    made.sign_up_everybody(session, call, cast)
    made.check_everybody(session, call, cast)
    people = made.choose(session, call, cast)
    made.hold_meeting(session, call.decision)
    people[0].attended = True
    session.flush()
    counted = count_attendance(session, 2026)
    assert (counted.items, counted.times) == (2, 1)
