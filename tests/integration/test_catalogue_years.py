"""From one year to the next, and through the year: carrying over, order, versions, what became of it all."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from decisions.catalogue import operations, queries
from decisions.catalogue.errors import (
    AlreadyListedError,
    CatalogueIncompleteError,
    CatalogueItemNotFoundError,
    CatalogueSubmittedError,
    ChangeReasonMissingError,
    DecisionNotFoundError,
    ItemExistsError,
    NotCarriedOverError,
)
from decisions.catalogue.rules import CatalogueState, ChangeKind
from decisions.catalogue.rules.items import compare
from decisions.catalogue.rules.outcomes import Outcome
from decisions.catalogue.rules.stages import Stage
from decisions.catalogue.spreadsheets import read_catalogue
from decisions.clock import SHANGHAI
from decisions.errors import Level, NotAllowedError
from decisions.record import operations as record
from decisions.record.models import RecordEntry
from decisions.services.actor import SYSTEM
from decisions.services.spreadsheet.reading import read_table
from tests.cast import Cast
from tests.factories import catalogue as make

NOW = make.PUBLISHED_AT
IN_2025 = datetime(2025, 3, 20, 10, tzinfo=SHANGHAI)


@pytest.fixture
def last_year(session: Session) -> None:
    """2025, published: 停车 under way, 养老 issued in the year, 旧改 withdrawn, 幼教 issued in 2026."""
    for title in ("停车办法", "养老中心", "旧改方案", "幼教收费"):
        make.make_decision(session, title, year=2025, now=IN_2025)
    third = queries.get_catalogue(session, 2025).items[2]
    operations.withdraw_item(session, 2025, third.id, reason="不再实施", actor=SYSTEM, now=IN_2025)
    make.publish(session, 2025, now=IN_2025, consent_on=IN_2025.date())
    happens(session, "2025-02", "decision_issued", datetime(2025, 12, 31, 23, tzinfo=SHANGHAI))
    happens(session, "2025-04", "decision_issued", datetime(2026, 1, 1, 0, tzinfo=SHANGHAI))


def happens(session: Session, code: str, kind: str, at: datetime, **payload: object) -> RecordEntry:
    return record.publish(session, kind=kind, subject=code, payload=payload, actor=SYSTEM, now=at)


def unfinished(session: Session, year: int) -> list[str]:
    return [each.item.code for each in queries.list_unfinished(session, year)]


def carry(session: Session, code: str, cast: Cast, year: int = 2026, **changed: object):
    carried = replace(queries.get_unfinished(session, year, code).carried, **changed)
    return operations.carry_over_item(session, year, code, carried, actor=cast.openness, now=NOW)


# Carrying over


def test_what_was_not_finished_can_be_carried_over(session: Session, last_year: None) -> None:
    assert unfinished(session, 2026) == ["2025-01", "2025-04"]
    assert unfinished(session, 2025) == []
    assert unfinished(session, 2027) == ["2025-01", "2025-04"], "2026 is not published"


def test_carried_over_it_keeps_its_decision_its_code_and_its_page(
    session: Session, cast: Cast, last_year: None
) -> None:
    decision = queries.get_decision(session, "2025-01")
    line = carry(session, "2025-01", cast, planned_text="年底前")
    assert line.decision is decision
    assert (line.number, line.change, line.change_note) == (1, ChangeKind.KEPT, "2025年度目录结转")
    assert line.planned_text == "年底前"
    make.publish(session)
    assert [item.code for item in queries.get_published(session, 2026).items] == ["2025-01"]
    found = queries.find_listing(session, "2025-01")
    assert found is not None
    assert found[0].year == 2026
    assert queries.get_published(session, 2025).items[0].code == "2025-01"
    assert queries.find_decision(session, "2026-01") is None


def test_numbers_of_new_items_do_not_collide_with_what_was_carried_over(
    session: Session, cast: Cast, last_year: None
) -> None:
    carry(session, "2025-01", cast)
    new = make.make_decision(session, "新事项")
    assert new.code == "2026-02"


@pytest.mark.parametrize("code", ["2025-02", "2025-03"])
def test_what_is_finished_or_withdrawn_does_not_go_on(
    session: Session, cast: Cast, last_year: None, code: str
) -> None:
    with pytest.raises(NotCarriedOverError):
        queries.get_unfinished(session, 2026, code)
    item = replace(make.ITEM, title="别的名称", change_note="结转")
    with pytest.raises(NotCarriedOverError):
        operations.carry_over_item(session, 2026, code, item, actor=cast.openness, now=NOW)


def test_carrying_over_is_refused_twice_without_a_word_and_to_others(
    session: Session, cast: Cast, last_year: None
) -> None:
    item = queries.get_unfinished(session, 2026, "2025-01").carried
    for actor in (cast.drafter, cast.approver, cast.justice, cast.administrator):
        with pytest.raises(NotAllowedError):
            operations.carry_over_item(session, 2026, "2025-01", item, actor=actor, now=NOW)
    with pytest.raises(ChangeReasonMissingError):
        carry(session, "2025-01", cast, change_note=" ")
    with pytest.raises(DecisionNotFoundError):
        operations.carry_over_item(session, 2026, "1999-01", item, actor=cast.openness, now=NOW)
    carry(session, "2025-01", cast)
    with pytest.raises(AlreadyListedError):
        operations.carry_over_item(session, 2026, "2025-01", item, actor=cast.openness, now=NOW)
    with pytest.raises(ItemExistsError):
        carry(session, "2025-04", cast, title="停车办法")
    with pytest.raises(ItemExistsError):
        carry(session, "2025-04", cast, number=1)


def test_an_item_can_go_on_for_three_years(session: Session, cast: Cast, last_year: None) -> None:
    carry(session, "2025-01", cast)
    make.publish(session)
    carry(session, "2025-01", cast, year=2027)
    make.publish(session, 2027, now=NOW + timedelta(days=365))
    assert [outcome(session, year, "2025-01") for year in (2025, 2026, 2027)] == [
        Outcome.CARRIED_OVER,
        Outcome.CARRIED_OVER,
        Outcome.UNDER_WAY,
    ]


# What became of a year


def outcome(session: Session, year: int, code: str) -> Outcome:
    progress = queries.list_progress(session, queries.get_published(session, year), NOW)
    return next(each.outcome for each in progress if each.item.code == code)


def test_the_completion_of_a_year(session: Session, cast: Cast, last_year: None) -> None:
    def told() -> list[Outcome]:
        progress = queries.list_progress(session, queries.get_published(session, 2025), NOW)
        return [each.outcome for each in progress]

    assert told() == [Outcome.UNDER_WAY, Outcome.ISSUED, Outcome.WITHDRAWN, Outcome.ISSUED]
    carry(session, "2025-01", cast)
    carry(session, "2025-04", cast)
    assert told()[0] is Outcome.UNDER_WAY, "what the desk prepares is not public"
    make.publish(session)
    assert told() == [Outcome.CARRIED_OVER, Outcome.ISSUED, Outcome.WITHDRAWN, Outcome.CARRIED_OVER]
    assert outcome(session, 2026, "2025-04") is Outcome.ISSUED


def test_a_planned_meeting_has_decided_nothing(session: Session, last_year: None) -> None:
    items = queries.get_published(session, 2025).items

    def stage() -> Stage:
        return queries.stages_of(session, items, NOW)["2025-01"]

    happens(session, "2025-01", "meeting", NOW, planned_on="2026-09-22", held_on="")
    assert stage() is Stage.LISTED
    happens(session, "2025-01", "representatives", NOW)
    assert stage() is Stage.REPRESENTATIVES
    held = happens(session, "2025-01", "meeting", NOW, planned_on="2026-09-22", held_on="2026-09-22")
    assert stage() is Stage.MEETING
    payload = {"planned_on": "2026-09-22", "held_on": ""}
    record.correct(session, held.seq, payload=payload, reason="会议改期", actor=SYSTEM, now=NOW)
    assert stage() is Stage.REPRESENTATIVES


# The order


def test_items_are_ordered_and_codes_stay(session: Session, cast: Cast) -> None:
    for title in ("甲", "乙", "丙"):
        make.make_decision(session, title)
    second = queries.get_catalogue(session, 2026).items[1]
    operations.move_item(session, 2026, second.id, steps=-1, actor=cast.openness, now=NOW)
    items = queries.get_catalogue(session, 2026).items
    assert [(line.number, line.title, line.decision.code) for line in items] == [
        (1, "乙", "2026-02"),
        (2, "甲", "2026-01"),
        (3, "丙", "2026-03"),
    ]
    first = make.publish(session)
    operations.move_item(session, 2026, second.id, steps=1, actor=cast.openness, now=NOW)
    assert queries.get_catalogue(session, 2026).state is CatalogueState.COMPILING
    make.publish(session)
    assert [item.title for item in queries.get_published(session, 2026).items] == ["甲", "乙", "丙"]
    assert queries.get_published(session, 2026, first.seq).items[0].title == "乙"


def test_at_an_end_nothing_moves_and_nothing_is_to_be_published(session: Session, cast: Cast) -> None:
    make.make_decision(session, "甲")
    make.publish(session)
    only = queries.get_catalogue(session, 2026).items[0]
    for steps in (-1, 1):
        operations.move_item(session, 2026, only.id, steps=steps, actor=cast.openness, now=NOW)
    assert queries.get_catalogue(session, 2026).state is CatalogueState.PUBLISHED


def test_only_the_office_orders_and_only_its_own_year(session: Session, cast: Cast) -> None:
    make.make_decision(session, "甲")
    make.make_decision(session, "乙", year=2025)
    other = queries.get_catalogue(session, 2025).items[0]
    with pytest.raises(CatalogueItemNotFoundError):
        operations.move_item(session, 2026, other.id, steps=1, actor=cast.openness, now=NOW)
    for actor in (cast.drafter, cast.justice, cast.administrator):
        with pytest.raises(NotAllowedError):
            operations.move_item(session, 2025, other.id, steps=1, actor=actor, now=NOW)
    operations.record_consent(
        session, 2025, number=make.CONSENT_NUMBER, given_on=make.CONSENT_ON, actor=cast.openness, now=NOW
    )
    operations.submit_catalogue(session, 2025, actor=cast.openness, now=NOW)
    with pytest.raises(CatalogueSubmittedError):
        operations.move_item(session, 2025, other.id, steps=1, actor=cast.openness, now=NOW)


# Adjusting in the year


def test_an_addition_in_the_year_says_why(session: Session, cast: Cast) -> None:
    make.make_decision(session, "甲")
    make.publish(session)
    make.make_decision(session, "乙")
    with pytest.raises(CatalogueIncompleteError) as refused:
        make.publish(session)
    assert [(problem.row, problem.field) for problem in refused.value.problems] == [(2, "change_note")]
    line = queries.get_catalogue(session, 2026).items[1]
    explained = replace(line.as_item(), change_note="市里新部署")
    operations.edit_item(session, 2026, line.id, explained, actor=cast.openness, now=NOW)
    make.publish(session)
    published = queries.get_published(session, 2026)
    assert [(item.change, item.change_note) for item in published.items][1] == ("added", "市里新部署")


def test_any_two_versions_can_be_compared(session: Session, cast: Cast, last_year: None) -> None:
    carry(session, "2025-01", cast, number=9)
    first = make.publish(session)
    line = queries.get_catalogue(session, 2026).items[0]
    adjusted = replace(line.as_item(), planned_text="年底前", change="adjusted", change_note="论证延长")
    operations.edit_item(session, 2026, line.id, adjusted, actor=cast.openness, now=NOW)
    second = make.publish(session, now=NOW + timedelta(days=1))

    editions = queries.list_editions(session)
    assert [(each.year, each.version.number) for each in editions] == [(2026, 2), (2026, 1), (2025, 1)]
    assert [each.version.seq for each in editions][:2] == [second.seq, first.seq]
    old, new = (queries.get_published(session, each.year, each.version.seq) for each in editions[2::-2])
    [changed, *gone] = compare(old.items, new.items, matter_only=True)
    assert changed.fields == ("planned_text",), "another number and remark in another year are no change"
    assert [difference.item.code for difference in gone] == ["2025-02", "2025-03", "2025-04"]


def test_what_calls_itself_carried_over_but_is_not_known_draws_a_warning(
    session: Session, last_year: None
) -> None:
    rows = ["停车办法,区建交委,保留", "停车管理办法,区建交委,保留", "新规划,区建交委,新增"]
    lines = "\n".join(["事项名称,责任单位,调整情况", *rows])
    reading = read_catalogue(read_table("2026.csv", lines.encode()), year=2026)
    (problem,) = operations.list_unmatched(session, 2026, reading)
    assert (problem.row, problem.level) == (3, Level.WARNING)
    assert "停车管理办法" in str(problem.message)


def test_a_portal_without_an_earlier_year_warns_of_nothing(session: Session) -> None:
    lines = "事项名称,责任单位,调整情况\n停车办法,区建交委,保留\n"
    reading = read_catalogue(read_table("2026.csv", lines.encode()), year=2026)
    assert operations.list_unmatched(session, 2026, reading) == ()
