"""The record on a real database: what a hand with access to it changes is found and named."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from decisions.extensions import db
from decisions.record import operations, queries
from decisions.record.errors import (
    AlreadyWithheldError,
    ChangedSinceSubmissionError,
    EntryNotFoundError,
    ReasonMissingError,
    SamePersonError,
    SubmissionNotFoundError,
    WithholdingStaysError,
)
from decisions.record.models import SubmissionState
from decisions.services.actor import SYSTEM
from decisions.services.filetypes import DOCUMENTS
from decisions.services.storage import FileStore, store_file
from tests.factories.record import BEGINNING, payload, published

PDF = b"%PDF-1.7\n1 0 obj\n"


def faulty(session: Session) -> list[int | None]:
    session.expire_all()
    return [problem.row for problem in queries.verify_record(session)]


def meddle(session: Session, *statements: str) -> None:
    """Change rows as somebody with a database client would, past the portal and its constraints."""
    if session.get_bind().dialect.name == "sqlite":
        session.commit()
        connection = session.connection().connection.driver_connection
        session.commit()
        connection.execute("PRAGMA foreign_keys=OFF")
    else:
        session.execute(text("SET session_replication_role = replica"))
    for statement in statements:
        session.execute(text(statement))
    session.commit()


EDITS = {
    "payload": "'{}'",
    "kind": "'meeting'",
    "subject": "'2026-09'",
    "published_at": "'2020-01-01 00:00:00+00'",
    "payload_sha256": "'0'",
    "corrects": "1",
    "reason": "'x'",
    "previous_hash": "'0'",
    "entry_hash": "'0'",
    "seal": "'0'",
}


def test_the_untouched_record_is_whole(session: Session) -> None:
    assert faulty(session) == []
    published(session, 5)
    assert faulty(session) == []


@pytest.mark.parametrize("column", sorted(EDITS))
@pytest.mark.parametrize("seq", [1, 3])
def test_every_edited_column_is_found_and_named(session: Session, column: str, seq: int) -> None:
    published(session, 5)
    meddle(session, f"UPDATE record_entries SET {column} = {EDITS[column]} WHERE seq = {seq}")
    assert faulty(session) == [seq]


def test_an_instant_that_is_none_is_found_as_well(session: Session) -> None:
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL itself refuses to store it")
    published(session, 3)
    meddle(session, "UPDATE record_entries SET published_at = 'yesterday' WHERE seq = 2")
    assert faulty(session) == [2]


@pytest.mark.parametrize(
    ("removed", "named"), [("= 3", [3]), ("= 1", [1]), (">= 4", [4, 5]), (">= 1", [1, 2, 3, 4, 5])]
)
def test_removed_entries_are_found_and_named(session: Session, removed: str, named: list[int]) -> None:
    published(session, 5)
    meddle(session, f"DELETE FROM record_entries WHERE seq {removed}")
    assert faulty(session) == named


def test_swapped_entries_are_found_and_named(session: Session) -> None:
    published(session, 5)
    meddle(
        session,
        "UPDATE record_entries SET seq = 99 WHERE seq = 2",
        "UPDATE record_entries SET seq = 2 WHERE seq = 3",
        "UPDATE record_entries SET seq = 3 WHERE seq = 99",
    )
    assert {2, 3} <= set(faulty(session))


def test_swapped_payloads_are_found_and_named(session: Session) -> None:
    second, third = (entry.payload for entry in published(session, 4)[1:3])
    meddle(session)
    for seq, moved in ((2, third), (3, second)):
        session.execute(text("UPDATE record_entries SET payload = :p WHERE seq = :s"), {"p": moved, "s": seq})
    session.commit()
    assert faulty(session) == [2, 3]


def test_an_entry_appended_past_the_portal_is_found_and_named(session: Session) -> None:
    published(session, 3)
    columns = "kind, subject, published_at, payload, payload_sha256, reason, previous_hash"
    meddle(
        session,
        f"INSERT INTO record_entries (seq, entry_hash, seal, {columns})"
        f" SELECT 4, 'made up', seal, {columns} FROM record_entries WHERE seq = 3",
    )
    assert set(faulty(session)) == {4}


def test_a_forger_who_chains_correctly_still_lacks_the_seal(session: Session) -> None:
    last = published(session, 3)[-1]
    forged = replace(queries.link_of(last), seq=4, previous_hash=last.entry_hash)
    columns = "kind, subject, published_at, payload, payload_sha256, reason"
    meddle(
        session,
        f"INSERT INTO record_entries (seq, entry_hash, previous_hash, seal, {columns})"
        f" SELECT 4, '{forged.hash()}', entry_hash, seal, {columns} FROM record_entries WHERE seq = 3",
        f"UPDATE record_heads SET seq = 4, entry_hash = '{forged.hash()}'",
    )
    assert 4 in faulty(session)


@pytest.mark.parametrize(
    "tampering",
    [
        "DELETE FROM record_heads",
        "UPDATE record_heads SET seq = 2",
        "UPDATE record_heads SET entry_hash = '0'",
        "UPDATE record_heads SET seal = '0'",
    ],
)
def test_a_tampered_head_is_found(session: Session, tampering: str) -> None:
    published(session, 3)
    meddle(session, tampering)
    assert len(faulty(session)) == 1


def test_a_withheld_payload_still_verifies_and_a_blanked_one_does_not(session: Session) -> None:
    published(session, 3)
    operations.withhold(session, 2, reason="含有个人信息", actor=SYSTEM, now=BEGINNING)
    session.commit()
    assert faulty(session) == []
    meddle(session, "UPDATE record_entries SET payload = NULL, blanked_at = '2026-03-03' WHERE seq = 1")
    assert faulty(session) == [1]


def test_a_broken_withholding_is_named_and_stops_nothing(session: Session) -> None:
    published(session, 3)
    operations.withhold(session, 2, reason="含有个人信息", actor=SYSTEM, now=BEGINNING)
    session.commit()
    meddle(session, "UPDATE record_entries SET payload = '{broken' WHERE seq = 4")
    assert faulty(session) == [2, 4]


def test_what_is_withheld_once_is_not_withheld_twice_nor_is_its_note(session: Session) -> None:
    published(session, 2)
    note = operations.withhold(session, 1, reason="含有个人信息", actor=SYSTEM, now=BEGINNING)
    with pytest.raises(AlreadyWithheldError):
        operations.withhold(session, 1, reason="再撤一次", actor=SYSTEM, now=BEGINNING)
    with pytest.raises(WithholdingStaysError):
        operations.withhold(session, note.seq, reason="撤下说明", actor=SYSTEM, now=BEGINNING)
    with pytest.raises(EntryNotFoundError):
        operations.withhold(session, 99, reason="没有", actor=SYSTEM, now=BEGINNING)
    with pytest.raises(ReasonMissingError):
        operations.withhold(session, 2, reason=" ", actor=SYSTEM, now=BEGINNING)
    assert queries.find_withholding_of(session, queries.get_entry(session, 1)) == note


def test_a_file_is_public_as_long_as_some_entry_shows_it(session: Session, store: FileStore) -> None:
    stored = store_file(session, store, name="报告.pdf", data=PDF, accept=DOCUMENTS, now=BEGINNING)
    assert queries.find_published_file(session, stored.sha256, "报告.pdf") is None
    for _ in range(2):
        operations.publish(
            session,
            kind="procedure_step",
            subject="2026-03",
            payload=payload(documents=[{"title": "报告", "sha256": stored.sha256}]),
            actor=SYSTEM,
            now=BEGINNING,
        )
    assert queries.find_published_file(session, stored.sha256, "报告.pdf") == stored
    assert queries.find_published_file(session, stored.sha256, "别的.pdf") is None
    operations.withhold(session, 1, reason="误公开", actor=SYSTEM, now=BEGINNING)
    assert queries.is_published_file(session, stored.sha256)
    operations.withhold(session, 2, reason="误公开", actor=SYSTEM, now=BEGINNING)
    assert not queries.is_published_file(session, stored.sha256)


def submitted(session: Session, actor, kind: str = "procedure_step", place: str = "/desk/a", **more):
    return operations.submit(
        session,
        kind=kind,
        subject="2026-03",
        title="专家论证",
        desk_path=place,
        unit_id=actor.unit_id,
        payload=more.pop("payload", payload()),
        actor=actor,
        now=BEGINNING,
        **more,
    )


def test_two_people_publish_and_the_same_person_can_t(session: Session, cast) -> None:
    submission = submitted(session, cast.drafter)
    with pytest.raises(SamePersonError):
        operations.approve(session, submission.id, payload=payload(), actor=cast.drafter, now=BEGINNING)
    with pytest.raises(ChangedSinceSubmissionError):
        operations.approve(session, submission.id, payload=payload(2), actor=cast.approver, now=BEGINNING)
    entry = operations.approve(session, submission.id, payload=payload(), actor=cast.approver, now=BEGINNING)
    assert (entry.seq, submission.state, submission.entry_seq) == (1, SubmissionState.APPROVED, 1)
    with pytest.raises(SubmissionNotFoundError):
        operations.approve(session, submission.id, payload=payload(), actor=cast.approver, now=BEGINNING)


def test_a_new_submission_replaces_the_one_from_the_same_place_only(session: Session, cast) -> None:
    first = submitted(session, cast.drafter, place="/desk/steps/expert")
    other = submitted(session, cast.drafter, place="/desk/steps/risk")
    again = submitted(session, cast.drafter, place="/desk/steps/expert")
    assert first.state is SubmissionState.WITHDRAWN
    assert queries.list_pending_submissions(session) == [other, again]
    assert queries.list_pending_submissions(session, cast.drafter.unit_id) == [other, again]
    assert queries.list_pending_submissions(session, cast.openness.unit_id) == []
    found = queries.find_pending_submission(session, "procedure_step", "2026-03", "/desk/steps/risk")
    assert found == other


def test_a_correction_carries_its_reason_through_the_approval(session: Session, cast) -> None:
    published(session, 1)
    with pytest.raises(ReasonMissingError):
        submitted(session, cast.drafter, corrects=1)
    submission = submitted(session, cast.drafter, corrects=1, reason=" 文号有误 ")
    entry = operations.approve(session, submission.id, payload=payload(), actor=cast.approver, now=BEGINNING)
    assert (entry.corrects, entry.reason) == (1, "文号有误")
    assert queries.list_corrections_of(session, 1) == [entry]


def test_sending_back_needs_a_remark(session: Session, cast) -> None:
    submission = submitted(session, cast.drafter)
    with pytest.raises(ReasonMissingError):
        operations.send_back(session, submission.id, remark=" ", actor=cast.approver, now=BEGINNING)
    operations.send_back(session, submission.id, remark="请补充附件", actor=cast.approver, now=BEGINNING)
    latest = queries.find_latest_submission(session, "procedure_step", "2026-03")
    assert latest is not None
    assert (latest.state, latest.remark) == (SubmissionState.SENT_BACK, "请补充附件")


def test_eight_publishers_at_once_leave_a_gapless_chain(app: Flask, session: Session) -> None:
    session.rollback()
    threads, each = 8, 5
    start = threading.Barrier(threads)
    failures: list[Exception] = []

    def work(number: int) -> None:
        try:
            with app.app_context():
                start.wait(10)
                for turn in range(each):
                    operations.publish(
                        db.session(),
                        kind="procedure_step",
                        subject=f"2026-{number:02}",
                        payload=payload(turn),
                        actor=SYSTEM,
                        now=BEGINNING + timedelta(seconds=turn),
                    )
                    db.session.commit()
                db.session.remove()
        except Exception as error:
            failures.append(error)

    workers = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert failures == []
    entries = queries.list_entries_after(session, 0, limit=1000)
    assert [entry.seq for entry in entries] == list(range(1, threads * each + 1))
    assert faulty(session) == []
