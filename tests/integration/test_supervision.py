"""The register of duties: what is owed is in it before anything is published."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from decisions.supervision.queries import list_duties
from tests.factories import catalogue


def catalogue_duties(session: Session, today: date) -> list[tuple[str, str, int]]:
    return sorted(
        (entry.duty.subject, entry.duty.state.value, entry.duty.late_working_days)
        for entry in list_duties(session, today)
        if entry.duty.kind == "catalogue_publication"
    )


def test_an_empty_portal_owes_nothing(session: Session) -> None:
    assert catalogue_duties(session, date(2026, 11, 25)) == []


@pytest.mark.parametrize(
    ("today", "state", "late"),
    [
        (date(2026, 3, 31), "pending", 0),
        (date(2026, 4, 1), "overdue", 1),
        (date(2026, 4, 7), "overdue", 4),  # 1, 2, 3 and 7 April: 4 to 6 are days off
    ],
)
def test_a_catalogue_that_is_not_published_is_counted_down_then_overdue(
    session: Session, today: date, state: str, late: int
) -> None:
    catalogue.make_decision(session)
    assert catalogue_duties(session, today) == [("catalogue/2026", state, late)]


@pytest.mark.parametrize(
    ("today", "years"),
    [
        (date(2026, 9, 30), ["catalogue/2026"]),
        (date(2026, 10, 1), ["catalogue/2026", "catalogue/2027"]),
    ],
)
def test_the_coming_year_is_counted_down_from_october(
    session: Session, today: date, years: list[str]
) -> None:
    catalogue.make_decision(session)
    catalogue.publish(session)
    assert [subject for subject, _, _ in catalogue_duties(session, today)] == years
