"""Files into the database: the demonstration's opinions and events, once each; later draft versions."""

import csv
import io
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from decisions.clock import SHANGHAI
from decisions.consultation import operations
from decisions.consultation.drafts import DraftUnreadableError
from decisions.consultation.errors import EventPublishedError, SetClosedError
from decisions.consultation.models import Consultation, Opinion, OpinionUpload, Visibility
from decisions.consultation.operations.events import event_desk_path
from decisions.consultation.operations.uploads import (
    discard_upload,
    keep_upload,
    plan_upload,
    read_file,
    take_in_upload,
)
from decisions.consultation.queries import (
    OFFLINE_EVENT,
    OpinionFilter,
    count_opinions,
    count_opinions_by_channel,
    find_latest_draft,
    list_events,
    list_opinions_in_scope,
    list_published_events,
)
from decisions.consultation.rules import Channel, DraftStage, SubmitterType, Way
from decisions.consultation.spreadsheets import ReadOpinion
from decisions.consultation.spreadsheets.events import ReadEvent, read_events
from decisions.errors import NotAllowedError
from decisions.record.queries import find_pending_submission, payload_of
from decisions.services.spreadsheet.errors import NotASpreadsheetError
from decisions.services.spreadsheet.reading import read_table
from decisions.services.spreadsheet.verdicts import NoteKind, RowNote
from decisions.services.spreadsheet.writing import write_csv
from decisions.services.storage import FileStore
from tests.cast import Cast
from tests.factories import consultation as make

LATER = datetime(2026, 11, 20, 9, tzinfo=SHANGHAI)


def take_in(session: Session, consultation: Consultation, cast: Cast, name: str, data: bytes):
    verdicts = read_file(name, data, consultation)
    report = operations.import_opinions(session, consultation, verdicts, actor=cast.drafter, now=LATER)
    session.commit()
    return report


def table(*rows: tuple[str, ...]) -> bytes:
    text = io.StringIO()
    header = ("编号", "收到时间", "渠道", "姓名或单位", "意见内容")
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode()


def test_the_47_opinions_of_parking(session: Session, store: FileStore, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast, store=store)
    file = make.OPINIONS_PARKING
    report = take_in(session, consultation, cast, file.name, file.read_bytes())

    assert (report.accepted, [note for note in report.notes if note.kind is not NoteKind.WARNING]) == (47, [])
    assert count_opinions_by_channel(session, consultation.id) == {
        Channel.WEB: 21,
        Channel.APP: 12,
        Channel.EMAIL: 6,
        Channel.LETTER: 2,
        Channel.SYMPOSIUM: 6,
    }
    opinions = list_opinions_in_scope(session, consultation.decision_id)
    assert [each.number for each in opinions] == [f"TC2026-{number:03}" for number in range(1, 48)]
    assert {each.visibility for each in opinions} == {Visibility.RECEIVED}
    by_number = {each.number: each for each in opinions}
    phone = by_number["TC2026-026"]
    assert "13900046638" in phone.content
    assert "139" not in phone.content_shown
    assert by_number["TC2026-018"].clause_ids == ["art-15", "art-16"]
    assert by_number["TC2026-029"].submitter_type is SubmitterType.ENTERPRISE


def test_the_8_of_the_village_by_9_persons(session: Session, cast: Cast) -> None:
    notice = replace(
        make.NOTICE,
        opens_on=date(2025, 12, 29),
        closes_on=date(2026, 1, 13),
        short_reason="需在2026年春节前确定实施方案。",
    )
    early = datetime(2025, 12, 26, 10, tzinfo=SHANGHAI)
    consultation = make.draft_notice(session, cast, notice)
    make.publish_notice(session, cast, consultation, now=early)
    file = make.OPINIONS_VILLAGE
    assert take_in(session, consultation, cast, file.name, file.read_bytes()).accepted == 8
    opinions = list_opinions_in_scope(session, consultation.decision_id)
    assert sum(each.cosigners for each in opinions) == 9
    assert not any("310199195603192746" in each.content_shown for each in opinions)


def test_importing_again_adds_nothing_whatever_the_format(
    session: Session, store: FileStore, cast: Cast
) -> None:
    consultation = make.open_consultation(session, cast, store=store)
    xlsx, csv_file = make.OPINIONS_PARKING, make.OPINIONS_PARKING.with_suffix(".csv")
    assert take_in(session, consultation, cast, xlsx.name, xlsx.read_bytes()).accepted == 47
    for file in (xlsx, csv_file):
        report = take_in(session, consultation, cast, file.name, file.read_bytes())
        assert report.accepted == 0
        assert [note.kind for note in report.notes].count(NoteKind.SKIPPED) == 47


def test_what_identifies_a_row(session: Session, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast)
    first = table(
        ("1", "2026-06-16 10:00", "信函", "", "小区不要开放"),
        ("2", "2026-06-16 10:00", "座谈会", "", "小区不要开放"),
        ("TC-9", "2026-06-17 10:00", "信函", "张建祥", "建议公示"),
    )
    assert take_in(session, consultation, cast, "一.csv", first).accepted == 3
    second = table(
        ("1", "2026-06-18 09:00", "信函", "李明远", "另一批的第一条"),
        ("TC-9", "2026-06-17 10:00", "信函", "张建祥", "建议公示，改过的"),
        ("", "2026-06-19 10:00", "信函", "", "没有编号"),
    )
    report = take_in(session, consultation, cast, "二.csv", second)
    assert report.accepted == 2
    assert [(note.row, note.kind) for note in report.notes if note.kind is NoteKind.SKIPPED] == [
        (3, NoteKind.SKIPPED)
    ]
    assert take_in(session, consultation, cast, "二.csv", second).accepted == 0
    assert session.scalar(select(func.count()).select_from(Opinion)) == 5


def test_rows_outside_the_window_or_time(session: Session, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast)
    data = table(
        ("A-1", "2026-06-14 23:59", "信函", "", "早了"),
        ("A-2", "2026-07-15 23:59", "信函", "", "正好"),
        ("A-3", "2026-07-16 00:00", "信函", "", "晚了"),
        ("A-4", "2026-12-01 00:00", "信函", "", "未来"),
    )
    report = take_in(session, consultation, cast, "意见.csv", data)
    assert report.accepted == 3
    assert [(note.row, note.kind) for note in report.notes] == [
        (2, NoteKind.WARNING),
        (4, NoteKind.WARNING),
        (5, NoteKind.REFUSED),
    ]


def test_a_closed_set_takes_nothing_new_but_knows_what_it_has(session: Session, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast)
    known = table(("A-1", "2026-06-16 10:00", "信函", "", "已有"))
    take_in(session, consultation, cast, "意见.csv", known)
    common = {"actor": cast.drafter, "now": LATER}
    operations.show_all(session, consultation, **common)
    operations.close_consultation(session, consultation, **common)
    session.commit()
    assert take_in(session, consultation, cast, "意见.csv", known).accepted == 0
    with pytest.raises(SetClosedError):
        take_in(session, consultation, cast, "新.csv", table(("A-2", "2026-06-16 10:00", "信函", "", "新的")))


def test_a_thousand_rows_and_more_come_in_chunks(session: Session, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast)
    rows = [(f"N-{n}", "2026-06-16 10:00", "网站", f"人{n}", f"意见{n}") for n in range(1101)]
    assert take_in(session, consultation, cast, "多.csv", table(*rows)).accepted == 1101
    assert session.scalar(select(func.count()).select_from(Opinion)) == 1101


def test_only_the_lead_unit_imports(session: Session, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast)
    with pytest.raises(NotAllowedError):
        operations.import_opinions(session, consultation, [], actor=cast.other_drafter, now=LATER)


def test_an_upload_is_kept_encrypted_until_decided(session: Session, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast)
    file = make.OPINIONS_ELDERLY
    upload = keep_upload(
        session, consultation, name=file.name, data=file.read_bytes(), actor=cast.drafter, now=LATER
    )
    raw = session.connection().exec_driver_sql("SELECT content FROM opinion_uploads").scalar_one()
    assert "胡惠珠" not in raw
    verdicts = list(plan_upload(session, consultation, upload, now=LATER))
    assert sum(isinstance(verdict, ReadOpinion) for verdict in verdicts) == 3
    assert session.scalar(select(func.count()).select_from(Opinion)) == 0

    report = take_in_upload(session, consultation, upload, actor=cast.drafter, now=LATER)
    assert report.accepted == 3
    assert session.scalar(select(func.count()).select_from(OpinionUpload)) == 0


def test_an_upload_can_be_discarded_and_what_is_no_table_is_refused(session: Session, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast)
    with pytest.raises(NotASpreadsheetError):
        keep_upload(session, consultation, name="a.xlsx", data=b"%PDF-1", actor=cast.drafter, now=LATER)
    data = make.OPINIONS_ELDERLY.read_bytes()
    upload = keep_upload(session, consultation, name="a.csv", data=data, actor=cast.drafter, now=LATER)
    discard_upload(session, consultation, upload, actor=cast.drafter)
    assert session.scalar(select(func.count()).select_from(OpinionUpload)) == 0


# Offline events


def read_demo_events() -> list[ReadEvent]:
    rows = list(read_events(read_table(make.EVENTS.name, make.EVENTS.read_bytes())))
    assert not any(isinstance(row, RowNote) for row in rows)
    return [row for row in rows if isinstance(row, ReadEvent)]


def test_the_nine_events_of_the_demonstration() -> None:
    events = read_demo_events()
    assert [event.facts.number for event in events] == [
        "EV-A-1",
        "EV-A-2",
        "EV-A-3",
        "EV-A-4",
        "EV-B-1",
        "EV-B-2",
        "EV-B-3",
        "EV-C-1",
        "EV-C-2",
    ]
    assert [event.facts.opinions_count for event in events] == [0, 0, 0, 6, 0, 0, 3, 0, 3]
    assert [event.facts.number for event in events if event.facts.before_procedure] == ["EV-A-1"]
    poll = events[1].facts
    assert (poll.way, poll.from_on, poll.to_on) == (Way.POLL, date(2026, 6, 22), date(2026, 6, 30))
    assert (poll.invited, poll.attended, poll.counted_in) == (1500, 1206, "份")


def test_events_are_imported_once_and_published_by_two(session: Session, cast: Cast) -> None:
    decision = make.make_decision(session)
    own = [event.facts for event in read_demo_events() if event.matter == "A"]
    common = {"actor": cast.drafter, "now": make.BEFORE}
    assert len(operations.import_events(session, decision, own, **common)) == 4
    assert operations.import_events(session, decision, own, **common) == []
    events = list_events(session, decision.id)
    for event in events:  # all wait at once: one does not push the other out
        operations.submit_event(session, event, **common)
    for event in events:
        waiting = pending_number(session, event)
        operations.approve_event(session, event, waiting, actor=cast.approver, now=make.BEFORE)
    published = list_published_events(session, decision.code)
    assert [payload["number"] for payload in published] == ["EV-A-1", "EV-A-2", "EV-A-3", "EV-A-4"]
    with pytest.raises(EventPublishedError):
        operations.update_event(session, events[0], make.HEARD, **common)


def pending_number(session: Session, event) -> int:
    pending = find_pending_submission(session, OFFLINE_EVENT, event.decision.code, event_desk_path(event))
    assert pending is not None
    return pending.id


# Later versions of the text


def test_a_later_version_is_published_by_two(session: Session, store: FileStore, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast, store=store)
    decision = consultation.decision
    version = operations.add_draft_version(
        session,
        store,
        decision,
        stage=DraftStage.REVIEW,
        name=make.DRAFT_REVIEWED.name,
        data=make.DRAFT_REVIEWED.read_bytes(),
        actor=cast.drafter,
        now=make.AFTER,
    )
    latest = find_latest_draft(session, decision.id)
    assert latest is consultation.draft
    submission = operations.submit_draft_version(session, version, actor=cast.drafter, now=make.AFTER)
    entry = operations.approve_draft_version(
        session, version, submission.id, actor=cast.approver, now=make.AFTER
    )
    payload = payload_of(entry)
    assert payload is not None
    assert (payload["stage"], payload["page"]) == ("review", f"/decisions/2026-01/drafts/{version.id}")
    assert find_latest_draft(session, decision.id) is version


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old"])
def test_what_is_no_draft_changes_nothing(
    session: Session, store: FileStore, cast: Cast, data: bytes
) -> None:
    consultation = make.draft_notice(session, cast, store=store)
    before = consultation.draft_id
    with pytest.raises(DraftUnreadableError):
        operations.attach_draft(
            session, store, consultation, name="草案.docx", data=data, actor=cast.drafter, now=make.BEFORE
        )
    assert consultation.draft_id == before


def test_a_draft_typed_in_markdown(session: Session, store: FileStore, cast: Cast) -> None:
    consultation = make.draft_notice(session, cast)
    text = "# 停车办法\n\n## 第一条 为了方便停车，制定本办法。\n\n## 第二条 本办法自公布之日起施行。\n"
    version = operations.attach_draft(
        session, store, consultation, name="草案.md", data=text.encode(), actor=cast.drafter, now=make.BEFORE
    )
    articles = [each["id"] for chapter in version.tree["chapters"] for each in chapter["articles"]]
    assert articles == ["art-1", "art-2"]


def test_each_chunk_is_whole_when_progress_is_saved(session: Session, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast)
    listed = [[f"TC-{number:05}", "2026-06-20 09:00", "信函", f"第{number}条意见"] for number in range(1200)]
    data = write_csv(("编号", "收到时间", "渠道", "意见内容"), listed)
    seen: list[tuple[int, int]] = []

    def commit(judged: int) -> None:
        session.commit()
        seen.append((judged, count_opinions(session, consultation.id, OpinionFilter())))

    report = operations.import_opinions(
        session,
        consultation,
        read_file("意见.csv", data, consultation),
        actor=cast.drafter,
        now=make.AFTER,
        on_chunk=commit,
    )
    session.commit()
    assert seen == [(500, 500), (1000, 1000)]
    assert report.accepted == count_opinions(session, consultation.id, OpinionFilter()) == 1200
