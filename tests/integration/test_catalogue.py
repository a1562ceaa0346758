"""The year's catalogue: importing, editing, the gate, two persons, versions."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from decisions.catalogue import operations, queries
from decisions.catalogue.errors import (
    CatalogueIncompleteError,
    CatalogueNotFoundError,
    CatalogueSubmittedError,
    CatalogueUnchangedError,
    ChangeReasonMissingError,
    ConsentInFutureError,
    ConsentMissingError,
    EmptyCatalogueError,
    ItemExistsError,
    LeadUnitError,
    SpreadsheetRefusedError,
    UploadUsedError,
)
from decisions.catalogue.models import CatalogueItem, Decision
from decisions.catalogue.rules import CatalogueState, Category, ChangeKind
from decisions.catalogue.rules.items import compare
from decisions.catalogue.rules.stages import Stage
from decisions.clock import SHANGHAI
from decisions.errors import NotAllowedError
from decisions.record import operations as record
from decisions.record.errors import ChangedSinceSubmissionError, ReasonMissingError, SamePersonError
from decisions.record.models import RecordEntry
from decisions.record.queries import verify_record
from decisions.services.actor import SYSTEM
from decisions.services.audit import AuditEntry
from decisions.services.duties import DutyState
from decisions.services.storage import FileStore
from tests.cast import Cast
from tests.factories import catalogue as make

NOW = make.PUBLISHED_AT


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


# Importing


@pytest.mark.parametrize("path", [make.CATALOGUE_2026, make.CATALOGUE_2026_CSV])
def test_the_printed_catalogue_is_imported_whole(session: Session, cast: Cast, path) -> None:
    plan = make.import_file(session, path, 2026, actor=cast.openness)

    assert (len(plan.added), len(plan.changed), len(plan.unchanged)) == (14, 0, 0)
    catalogue = queries.get_catalogue(session, 2026)
    first, second = catalogue.items[0], catalogue.items[1]
    assert first.decision.code == "2026-01"
    assert first.decision.enterprise_related
    assert first.decision.invites_public
    assert first.decision.lead_unit.name == "区建交委"
    assert first.partner_units == ["区公安分局", "区国资委", "区机管局", "各街镇"]
    assert (first.planned_from, first.planned_to) == (date(2026, 7, 1), date(2026, 9, 30))
    assert (second.change, second.change_note) == (ChangeKind.KEPT, "2025年度目录结转")
    by_category = [item.category for item in catalogue.items]
    assert {category: by_category.count(category) for category in Category} == {
        Category.PUBLIC_POLICY: 4,
        Category.PLAN: 4,
        Category.PROJECT: 3,
        Category.RESOURCES: 2,
        Category.OTHER: 1,
    }


def test_a_bare_table_of_another_city_is_imported(session: Session, cast: Cast) -> None:
    make.import_file(session, make.CATALOGUE_2023, 2023, actor=cast.openness)

    catalogue = queries.get_catalogue(session, 2023)
    assert [item.decision.code for item in catalogue.items] == [f"2023-{n:02d}" for n in range(1, 13)]
    assert catalogue.items[11].lead_unit_name == "市政府文史馆"
    assert catalogue.items[0].category is None
    assert catalogue.items[0].hearing is None


def test_the_same_table_again_changes_nothing(session: Session, cast: Cast) -> None:
    make.import_file(session, make.CATALOGUE_2026, 2026, actor=cast.openness)
    before = count(session, Decision), count(session, CatalogueItem), count(session, AuditEntry)

    plan = make.import_file(session, make.CATALOGUE_2026_CSV, 2026, actor=cast.openness)

    assert plan.changes_nothing
    assert len(plan.unchanged) == 14
    assert (count(session, Decision), count(session, CatalogueItem), count(session, AuditEntry)) == before


def test_what_differs_is_updated_and_reported_and_the_code_stays(session: Session, cast: Cast) -> None:
    operations.import_items(session, 2026, [make.ITEM], actor=cast.openness, now=NOW)
    changed = replace(make.ITEM, title="公共停车资源 共享利用管理办法", number=3, lead_unit="区公安分局")
    other = replace(make.ITEM, number=1, title="另一事项")

    plan = operations.import_items(session, 2026, [other, changed], actor=cast.openness, now=NOW)

    assert plan.changed[0].fields == ("number", "title", "lead_unit")
    assert [item.title for item in plan.added] == ["另一事项"]
    items = queries.get_catalogue(session, 2026).items
    assert [(item.number, item.decision.code) for item in items] == [(1, "2026-02"), (3, "2026-01")]
    assert items[1].decision.lead_unit.name == "区公安分局"
    assert items[1].decision.title == "公共停车资源 共享利用管理办法"


def test_items_that_are_not_in_the_table_stay(session: Session, cast: Cast) -> None:
    operations.import_items(session, 2026, [make.ITEM], actor=cast.openness, now=NOW)
    plan = operations.import_items(
        session, 2026, [replace(make.ITEM, number=2, title="另一事项")], actor=cast.openness, now=NOW
    )
    assert [item.title for item in plan.absent] == [make.ITEM.title]
    assert len(queries.get_catalogue(session, 2026).items) == 2


def test_a_carried_over_item_keeps_its_code_and_a_new_one_of_that_name_does_not(
    session: Session, cast: Cast
) -> None:
    operations.import_items(session, 2025, [make.ITEM], actor=cast.openness, now=NOW)
    kept = replace(make.ITEM, number=7, title="公共停车资源共享利用管理办法", change=ChangeKind.KEPT)
    new = replace(make.ITEM, number=8)
    operations.import_items(session, 2026, [kept], actor=cast.openness, now=NOW)
    operations.import_items(session, 2027, [new], actor=cast.openness, now=NOW)

    assert queries.get_catalogue(session, 2026).items[0].decision.code == "2025-01"
    assert queries.get_catalogue(session, 2027).items[0].decision.code == "2027-08"
    assert count(session, Decision) == 2


def test_only_the_openness_office_imports(session: Session, cast: Cast) -> None:
    for actor in (cast.drafter, cast.approver, cast.justice, cast.administrator):
        with pytest.raises(NotAllowedError):
            operations.import_items(session, 2026, [make.ITEM], actor=actor, now=NOW)


def test_a_kept_spreadsheet_is_imported_once(session: Session, cast: Cast, store: FileStore) -> None:
    path = make.CATALOGUE_2026
    upload = operations.keep_upload(
        session, store, year=2026, name=path.name, data=path.read_bytes(), actor=cast.openness, now=NOW
    )
    reading = make.read(path, 2026)

    operations.confirm_upload(session, upload.id, reading, actor=cast.openness, now=NOW)
    catalogue = queries.get_catalogue(session, 2026)
    assert catalogue.title == "浦东新区（演示）2026年度重大行政决策事项目录"
    assert catalogue.document_number == "浦府办（演示）〔2026〕8号"
    assert catalogue.consent_on is None, "that the table mentions the consent is no record of it"
    with pytest.raises(UploadUsedError):
        operations.confirm_upload(session, upload.id, reading, actor=cast.openness, now=NOW)


def test_a_broken_row_keeps_everything_out(session: Session, cast: Cast, store: FileStore, tmp_path) -> None:
    path = tmp_path / "broken.csv"
    path.write_text("序号,决策事项名称,承办单位\r\n1,甲,区建交委\r\n2,,区民政局\r\n", encoding="utf-8")
    upload = operations.keep_upload(
        session, store, year=2026, name=path.name, data=path.read_bytes(), actor=cast.openness, now=NOW
    )
    with pytest.raises(SpreadsheetRefusedError) as refused:
        operations.confirm_upload(session, upload.id, make.read(path, 2026), actor=cast.openness, now=NOW)
    assert [(problem.row, problem.field) for problem in refused.value.problems] == [(3, "决策事项名称")]
    assert queries.find_catalogue(session, 2026) is None
    assert upload.imported_at is None


@pytest.mark.parametrize("year", [0, 202, 1999, 2101, 20260, 10**30])
def test_a_number_that_is_no_year_has_no_catalogue(session: Session, cast: Cast, year: int) -> None:
    with pytest.raises(CatalogueNotFoundError):
        operations.import_items(session, year, [make.ITEM], actor=cast.openness, now=NOW)
    with pytest.raises(CatalogueNotFoundError):
        queries.get_catalogue(session, year)


# By hand


def test_an_item_needs_exactly_one_lead_unit(session: Session, cast: Cast) -> None:
    for units in ("", "  ", "区建交委、区民政局", "区建交委,区民政局", "区建交委；区民政局"):
        with pytest.raises(LeadUnitError):
            operations.add_item(
                session, 2026, replace(make.ITEM, lead_unit=units), actor=cast.openness, now=NOW
            )


def test_titles_and_numbers_are_not_given_twice(session: Session, cast: Cast) -> None:
    first = operations.add_item(session, 2026, make.ITEM, actor=cast.openness, now=NOW)
    with pytest.raises(ItemExistsError) as same_title:
        operations.add_item(
            session,
            2026,
            replace(make.ITEM, number=2, title="公共停车资源共享利用管理办法"),
            actor=cast.openness,
            now=NOW,
        )
    assert same_title.value.field == "title"
    with pytest.raises(ItemExistsError) as same_number:
        operations.add_item(session, 2026, replace(make.ITEM, title="另一事项"), actor=cast.openness, now=NOW)
    assert same_number.value.field == "number"
    operations.edit_item(session, 2026, first.id, make.ITEM, actor=cast.openness, now=NOW)


def test_withdrawing_needs_a_reason_and_leaves_the_item_in_the_list(session: Session, cast: Cast) -> None:
    line = operations.add_item(session, 2026, make.ITEM, actor=cast.openness, now=NOW)
    with pytest.raises(ChangeReasonMissingError):
        operations.withdraw_item(session, 2026, line.id, reason=" ", actor=cast.openness, now=NOW)
    operations.withdraw_item(
        session, 2026, line.id, reason="上位法调整，不再制定", actor=cast.openness, now=NOW
    )
    make.publish(session)
    published = queries.get_published(session, 2026)
    assert [(item.change, item.change_note) for item in published.items] == [
        ("withdrawn", "上位法调整，不再制定")
    ]
    assert queries.stages_of(session, published.items, NOW) == {"2026-01": Stage.WITHDRAWN}


# The gate and two persons


def test_without_the_committee_s_consent_nothing_is_published(session: Session, cast: Cast) -> None:
    make.import_file(session, make.CATALOGUE_2026, 2026, actor=cast.openness)
    with pytest.raises(ConsentMissingError):
        operations.submit_catalogue(session, 2026, actor=cast.openness, now=NOW)
    for number, given_on in (("", date(2026, 3, 20)), ("浦委〔2026〕21号", None), (" ", None)):
        with pytest.raises(ConsentMissingError):
            operations.record_consent(
                session, 2026, number=number, given_on=given_on, actor=cast.openness, now=NOW
            )
    assert count(session, RecordEntry) == 0


@pytest.mark.parametrize(("given_on", "refused"), [(date(2026, 3, 27), False), (date(2026, 3, 28), True)])
def test_consent_still_to_come_is_none(session: Session, cast: Cast, given_on: date, refused: bool) -> None:
    make.make_decision(session)
    if refused:
        with pytest.raises(ConsentInFutureError):
            make.publish(session, consent_on=given_on)
    else:
        make.publish(session, consent_on=given_on)


def test_an_empty_catalogue_is_not_published(session: Session, cast: Cast) -> None:
    operations.import_items(session, 2026, [], actor=cast.openness, now=NOW)
    with pytest.raises(EmptyCatalogueError):
        make.publish(session)


def test_an_imported_item_without_a_lead_blocks_publication(session: Session, cast: Cast) -> None:
    without = replace(make.ITEM, lead_unit="")
    operations.import_items(session, 2026, [without], actor=cast.openness, now=NOW)
    with pytest.raises(CatalogueIncompleteError) as refused:
        make.publish(session)
    assert [(problem.row, problem.field) for problem in refused.value.problems] == [(1, "lead_unit")]


def test_another_person_approves_and_the_record_holds_the_snapshot(session: Session, cast: Cast) -> None:
    make.import_file(session, make.CATALOGUE_2026, 2026, actor=cast.openness)
    operations.record_consent(
        session, 2026, number=make.CONSENT_NUMBER, given_on=make.CONSENT_ON, actor=cast.openness, now=NOW
    )
    submission = operations.submit_catalogue(session, 2026, actor=cast.openness, now=NOW)
    with pytest.raises(SamePersonError):
        operations.approve_catalogue(session, 2026, submission.id, actor=cast.openness, now=NOW)
    with pytest.raises(NotAllowedError):
        operations.approve_catalogue(session, 2026, submission.id, actor=cast.approver, now=NOW)

    entry = operations.approve_catalogue(session, 2026, submission.id, actor=cast.openness_second, now=NOW)

    assert (entry.kind, entry.subject) == ("catalogue", "catalogue/2026")
    published = queries.get_published(session, 2026)
    assert published.payload is not None
    assert published.payload["consent"] == {"number": make.CONSENT_NUMBER, "on": "2026-03-20"}
    assert published.payload["due_on"] == "2026-03-31"
    assert published.payload["items"][0]["planned_from"] == "2026-07-01"
    catalogue = queries.get_catalogue(session, 2026)
    assert catalogue.state is CatalogueState.PUBLISHED
    assert catalogue.first_published_at == NOW
    assert published.items == [line.as_item() for line in catalogue.items]
    assert verify_record(session) == []


def test_what_waits_for_approval_stays_as_it_is(session: Session, cast: Cast) -> None:
    line = operations.add_item(session, 2026, make.ITEM, actor=cast.openness, now=NOW)
    operations.record_consent(
        session, 2026, number=make.CONSENT_NUMBER, given_on=make.CONSENT_ON, actor=cast.openness, now=NOW
    )
    submission = operations.submit_catalogue(session, 2026, actor=cast.openness, now=NOW)
    for attempt in (
        lambda: operations.import_items(session, 2026, [make.ITEM], actor=cast.openness, now=NOW),
        lambda: operations.withdraw_item(session, 2026, line.id, reason="x", actor=cast.openness, now=NOW),
        lambda: operations.submit_catalogue(session, 2026, actor=cast.openness, now=NOW),
    ):
        with pytest.raises(CatalogueSubmittedError):
            attempt()
    line.title = "绕过平台的改动"
    with pytest.raises(ChangedSinceSubmissionError):
        operations.approve_catalogue(session, 2026, submission.id, actor=cast.openness_second, now=NOW)


def test_sent_back_it_can_be_mended(session: Session, cast: Cast) -> None:
    operations.add_item(session, 2026, make.ITEM, actor=cast.openness, now=NOW)
    operations.record_consent(
        session, 2026, number=make.CONSENT_NUMBER, given_on=make.CONSENT_ON, actor=cast.openness, now=NOW
    )
    submission = operations.submit_catalogue(session, 2026, actor=cast.openness, now=NOW)
    with pytest.raises(ReasonMissingError):
        operations.send_back_catalogue(
            session, 2026, submission.id, remark="", actor=cast.openness_second, now=NOW
        )
    operations.send_back_catalogue(
        session, 2026, submission.id, remark="第1项补充依据", actor=cast.openness_second, now=NOW
    )
    assert queries.get_catalogue(session, 2026).state is CatalogueState.COMPILING
    make.publish_by_two(session, 2026, cast.openness, cast.openness_second)


def test_the_command_line_s_way_is_not_for_people(session: Session, cast: Cast) -> None:
    make.make_decision(session)
    with pytest.raises(NotAllowedError):
        operations.publish_catalogue(
            session,
            2026,
            consent_number=make.CONSENT_NUMBER,
            consent_on=make.CONSENT_ON,
            actor=cast.openness,
            now=NOW,
        )
    assert make.publish(session).seq == 1


# Versions and the duty


def test_an_adjustment_is_a_new_version_with_its_reason(session: Session, cast: Cast) -> None:
    line = operations.add_item(session, 2026, make.ITEM, actor=cast.openness, now=NOW)
    first = make.publish(session)
    with pytest.raises(CatalogueUnchangedError):
        make.publish(session)
    silently = replace(make.ITEM, planned_text="第四季度")
    operations.edit_item(session, 2026, line.id, silently, actor=cast.openness, now=NOW)
    with pytest.raises(CatalogueIncompleteError):
        make.publish(session)
    declared = replace(silently, change=ChangeKind.ADJUSTED, change_note="论证时间延长")
    operations.edit_item(session, 2026, line.id, declared, actor=cast.openness, now=NOW)
    later = NOW + timedelta(days=90)
    second = make.publish(session, now=later)

    newest = queries.get_published(session, 2026)
    earlier = queries.get_published(session, 2026, first.seq)
    assert [version.seq for version in newest.versions] == [first.seq, second.seq]
    assert newest.is_newest
    assert not earlier.is_newest
    assert earlier.items[0].planned_text == "第三季度"
    differences = compare(earlier.items, newest.items)
    assert [difference.fields for difference in differences] == [("planned_text", "change", "change_note")]
    assert newest.first_published_on == NOW.astimezone(SHANGHAI).date()
    assert queries.find_published(session, 2026, second.seq + 1) is None


@pytest.mark.parametrize(
    ("published_at", "state", "late"),
    [
        (datetime(2026, 3, 27, 10, tzinfo=SHANGHAI), DutyState.MET, 0),
        (datetime(2026, 3, 31, 23, 59, tzinfo=SHANGHAI), DutyState.MET, 0),
        (datetime(2026, 4, 1, 0, 0, tzinfo=SHANGHAI), DutyState.MET_LATE, 1),
        (datetime(2026, 4, 7, 9, tzinfo=SHANGHAI), DutyState.MET_LATE, 4),
    ],
)
def test_late_stays_late_whatever_comes_after(
    session: Session, cast: Cast, published_at: datetime, state: DutyState, late: int
) -> None:
    line = operations.add_item(session, 2026, make.ITEM, actor=cast.openness, now=NOW)
    make.publish(session, now=published_at)
    operations.withdraw_item(session, 2026, line.id, reason="不再制定", actor=cast.openness, now=NOW)
    make.publish(session, now=published_at + timedelta(days=60))

    duty = queries.get_duty(session, 2026, date(2026, 12, 1))

    assert (duty.state, duty.late_working_days) == (state, late)
    assert queries.first_published_days(session) == {2026: published_at.astimezone(SHANGHAI).date()}


# What the record tells about a decision


def test_the_stage_follows_the_record(session: Session, cast: Cast) -> None:
    decision = make.make_decision(session)
    items = [line.as_item() for line in queries.get_catalogue(session, 2026).items]

    def stage(on: date) -> Stage:
        instant = datetime(on.year, on.month, on.day, 12, tzinfo=SHANGHAI)
        return queries.stages_of(session, items, instant)[decision.code]

    def happens(kind: str, **payload: object) -> RecordEntry:
        return record.publish(
            session, kind=kind, subject=decision.code, payload=payload, actor=SYSTEM, now=NOW
        )

    assert stage(date(2026, 6, 1)) is Stage.LISTED
    notice = happens("consultation_notice", opens_on="2026-06-15", ends_at="2026-07-15T16:00:00+00:00")
    assert stage(date(2026, 6, 14)) is Stage.CONSULTATION_ANNOUNCED
    assert stage(date(2026, 6, 15)) is Stage.CONSULTING
    assert stage(date(2026, 7, 15)) is Stage.CONSULTING
    assert stage(date(2026, 7, 16)) is Stage.CONSULTED
    record.correct(
        session,
        notice.seq,
        payload={"opens_on": "2026-06-15", "ends_at": "2026-07-20T16:00:00+00:00"},
        reason="延长",
        actor=SYSTEM,
        now=NOW,
    )
    assert stage(date(2026, 7, 16)) is Stage.CONSULTING
    happens("attendance_call", closes_at="2026-08-10T16:00:00+00:00")
    assert stage(date(2026, 7, 16)) is Stage.CONSULTING
    assert stage(date(2026, 8, 1)) is Stage.SIGN_UP
    assert stage(date(2026, 8, 11)) is Stage.REPRESENTATIVES
    happens("decision_issued")
    assert stage(date(2026, 9, 22)) is Stage.ISSUED
    record.correct(session, notice.seq, payload={}, reason="错字", actor=SYSTEM, now=NOW)
    assert stage(date(2026, 9, 22)) is Stage.ISSUED
    happens("disclosure")
    assert stage(date(2026, 10, 1)) is Stage.ANSWERED


def test_reading_takes_as_many_queries_for_a_hundred_items_as_for_one(session: Session, cast: Cast) -> None:
    def queries_for(year: int, size: int) -> int:
        items = [replace(make.ITEM, number=n, title=f"{year}事项{n}") for n in range(1, size + 1)]
        operations.import_items(session, year, items, actor=cast.openness, now=NOW)
        make.publish(session, year)
        session.expire_all()
        seen: list[str] = []
        listener = lambda *arguments: seen.append(arguments[2])  # noqa: E731
        event.listen(session.get_bind(), "before_cursor_execute", listener)
        published = queries.get_published(session, year)
        queries.stages_of(session, published.items, NOW)
        event.remove(session.get_bind(), "before_cursor_execute", listener)
        assert len(published.items) == size
        return len(seen)

    assert queries_for(2025, 1) == queries_for(2026, 100) <= 5


def test_a_decision_is_found_in_the_newest_catalogue_that_lists_it(session: Session, cast: Cast) -> None:
    make.make_decision(session)
    assert queries.find_listing(session, "2026-01") is None
    make.publish(session)
    found = queries.find_listing(session, "2026-01")
    assert found is not None
    assert found[1].title == make.ITEM.title
    assert queries.find_listing(session, "2026-02") is None
