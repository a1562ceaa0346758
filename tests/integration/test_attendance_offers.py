"""Seats offered, confirmed and declined: in order, one at a time, never one too many."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy.orm import Session

from decisions.attendance.errors import OfferAnsweredError, OfferExpiredError, SignUpNotFoundError
from decisions.attendance.models import SignUp
from decisions.attendance.operations import (
    confirm_for,
    confirm_own_seat,
    decline_own_seat,
    record_replacement,
    state_of,
)
from decisions.attendance.queries import list_representatives
from decisions.attendance.rules import Absence, Standing
from decisions.attendance.rules.offers import OfferState
from decisions.errors import DecisionsError, NotAllowedError
from decisions.extensions import db
from tests.factories import attendance as made

SOON = made.LISTED_AT + timedelta(hours=2)
LATE = made.LISTED_AT + timedelta(days=10)


@pytest.fixture
def call(session, cast):
    return made.make_listed_call(session, cast)


def members(session: Session, call):
    people = list_representatives(session, call)
    return [person for person in people if person.standing is Standing.MEMBER]


def own(session: Session, person) -> SignUp:
    return session.get_one(SignUp, person.sign_up_id)


def states(session: Session, call, now=SOON) -> list[OfferState]:
    return [state_of(person, now) for person in list_representatives(session, call)]


def test_the_published_list_offers_the_seats_and_only_those(session, call) -> None:
    assert states(session, call) == [OfferState.OFFERED] * 5 + [OfferState.NONE] * 2
    assert states(session, call, LATE)[:5] == [OfferState.EXPIRED] * 5


def test_confirmed_once_however_often_it_is_sent(session, call) -> None:
    first = members(session, call)[0]
    sign_up = own(session, first)
    confirm_own_seat(session, sign_up, phone=sign_up.phone, now=SOON)
    at = first.confirmed_at
    confirm_own_seat(session, sign_up, phone=sign_up.phone, now=LATE)
    assert (first.confirmed_at, state_of(first, LATE)) == (at, OfferState.CONFIRMED)


def test_only_with_the_telephone_and_in_time(session, call) -> None:
    sign_up = own(session, members(session, call)[0])
    with pytest.raises(SignUpNotFoundError):
        confirm_own_seat(session, sign_up, phone="13900099999", now=SOON)
    with pytest.raises(OfferExpiredError):
        confirm_own_seat(session, sign_up, phone=sign_up.phone, now=LATE)
    with pytest.raises(OfferExpiredError):
        decline_own_seat(session, sign_up, phone=sign_up.phone, now=LATE)


def test_a_seat_declined_is_offered_to_the_first_alternate(session, call) -> None:
    sign_up = own(session, members(session, call)[0])
    successor = decline_own_seat(session, sign_up, phone=sign_up.phone, now=SOON)
    assert successor is list_representatives(session, call)[5]
    assert state_of(successor, SOON) is OfferState.OFFERED
    with pytest.raises(OfferAnsweredError):
        confirm_own_seat(session, sign_up, phone=sign_up.phone, now=SOON)


def test_whoever_confirmed_may_still_have_to_stay_away(session, call) -> None:
    sign_up = own(session, members(session, call)[0])
    confirm_own_seat(session, sign_up, phone=sign_up.phone, now=SOON)
    assert decline_own_seat(session, sign_up, phone=sign_up.phone, now=LATE) is not None


def test_the_office_notes_what_was_said_by_telephone_even_late(session, call, cast) -> None:
    first, second = members(session, call)[:2]
    confirm_for(session, call, first, actor=cast.openness, now=LATE)
    assert state_of(first, LATE) is OfferState.CONFIRMED
    with pytest.raises(NotAllowedError):
        confirm_for(session, call, second, actor=cast.drafter, now=SOON)
    record_replacement(session, call, second, Absence.NOT_REACHED, actor=cast.openness, now=LATE)
    with pytest.raises(OfferAnsweredError):
        confirm_for(session, call, second, actor=cast.openness, now=LATE)


def test_the_office_can_t_note_one_absence_twice_from_two_windows(app, session, call, cast) -> None:
    person_id, call_id = members(session, call)[0].id, call.id
    together = Barrier(2)

    def note(_: int) -> bool:
        with app.app_context():
            mine = db.session()
            there = mine.get_one(type(call), call_id)
            found = list_representatives(mine, there)[0]
            assert found.id == person_id
            mine.rollback()
            together.wait(timeout=20)
            try:
                record_replacement(mine, there, found, Absence.NOT_REACHED, actor=cast.openness, now=SOON)
                mine.commit()
            except DecisionsError:
                mine.rollback()
                return False
            finally:
                db.session.remove()
            return True

    session.rollback()
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(note, range(2))) == [False, True]


def test_declined_at_the_same_instant_two_seats_go_to_two_alternates(app, session, call) -> None:
    ids = [person.sign_up_id for person in members(session, call)[:3]]
    together = Barrier(len(ids))

    def decline(sign_up_id: int) -> int | None:
        with app.app_context():
            mine = db.session()
            together.wait(timeout=20)
            sign_up = mine.get_one(SignUp, sign_up_id)
            successor = decline_own_seat(mine, sign_up, phone=sign_up.phone, now=SOON)
            position = successor.position if successor else None
            mine.commit()
            db.session.remove()
            return position

    session.rollback()
    with ThreadPoolExecutor(len(ids)) as pool:
        positions = list(pool.map(decline, ids))
    assert sorted(positions, key=lambda each: each or 99) == [6, 7, None]


def test_of_a_confirmation_and_a_replacement_at_once_one_wins(app, session, call, cast) -> None:
    person = members(session, call)[0]
    person_id, sign_up_id, call_id = person.id, person.sign_up_id, call.id
    together = Barrier(2)

    def attempt(act) -> bool:
        with app.app_context():
            mine = db.session()
            together.wait(timeout=20)
            try:
                act(mine)
                mine.commit()
            except DecisionsError:
                mine.rollback()
                return False
            finally:
                db.session.remove()
            return True

    def confirm(mine: Session) -> None:
        sign_up = mine.get_one(SignUp, sign_up_id)
        confirm_own_seat(mine, sign_up, phone=sign_up.phone, now=SOON)

    def replace(mine: Session) -> None:
        found, there = mine.get_one(type(person), person_id), mine.get_one(type(call), call_id)
        record_replacement(mine, there, found, Absence.NOT_REACHED, actor=cast.openness, now=SOON)

    session.rollback()
    with ThreadPoolExecutor(2) as pool:
        confirmed, replaced = pool.map(attempt, [confirm, replace])
    session.expire_all()
    state = state_of(session.get_one(type(person), person_id), SOON)
    assert replaced  # the office's word counts, before the confirmation or after it
    assert state is OfferState.DECLINED
    seats = [
        each
        for each in states(session, session.get_one(type(call), call_id))
        if each in {OfferState.OFFERED, OfferState.CONFIRMED}
    ]
    assert len(seats) == 5
    assert isinstance(confirmed, bool)
