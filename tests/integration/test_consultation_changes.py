"""A published notice extended, stopped and corrected on a real database: two persons, every version kept."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from decisions.clock import SHANGHAI
from decisions.consultation import operations
from decisions.consultation.errors import (
    NoticeIncompleteError,
    NoticeNotPublishedError,
    WindowClosedError,
    WindowStillOpenError,
    WindowTooShortError,
)
from decisions.consultation.errors.changes import (
    ChangePendingError,
    ChangePublishedError,
    EndPassedError,
    NothingCorrectedError,
    RoundSupersededError,
)
from decisions.consultation.models import Consultation, NoticeChange
from decisions.consultation.operations import ChangeInput
from decisions.consultation.queries import get_published_notice
from decisions.consultation.queries.changes import list_changes, list_notice_versions, map_window_changes
from decisions.consultation.rules import ChangeKind
from decisions.errors import NotAllowedError
from decisions.record.errors import (
    ChangedSinceSubmissionError,
    ReasonMissingError,
    SamePersonError,
    SubmissionNotFoundError,
)
from decisions.record.operations import withhold
from decisions.record.queries import verify_record
from decisions.services.storage import FileStore
from tests.cast import Cast
from tests.factories import consultation as make

LATER = date(2026, 7, 31)
LONGER = ChangeInput(reason="社区提出需要更多时间讨论。", closes_on=LATER)
SOONER = ChangeInput(
    reason="汛期应急设施须提前开工。", closes_on=date(2026, 6, 30), short_reason="汛期前须建成。"
)
CORRECTED = ChangeInput(reason="联系电话有误。", content={"contact": "区建交委（演示） 021-0000-0001"})


def change(
    session: Session,
    cast: Cast,
    consultation: Consultation,
    kind: ChangeKind,
    wanted: ChangeInput,
    now: datetime = make.DURING,
) -> NoticeChange:
    """Have a change proposed, submitted and approved by two persons."""
    made = operations.propose_change(session, consultation, kind, wanted, actor=cast.drafter, now=now)
    submission = operations.submit_change(session, made, actor=cast.drafter, now=now)
    operations.approve_change(session, made, submission.id, actor=cast.approver, now=now)
    session.commit()
    return made


def test_an_extension_holds_from_its_entry_on(session: Session, store: FileStore, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast, store=store)
    before = get_published_notice(session, consultation.code)
    change(session, cast, consultation, ChangeKind.EXTENSION, LONGER)

    notice = get_published_notice(session, consultation.code)
    assert (notice.closes_on, consultation.closes_on) == (LATER, LATER)
    assert notice.payload["ends_at"] == "2026-07-31T16:00:00+00:00"
    assert notice.payload["days"] == 46
    assert notice.entry.corrects == before.entry.seq
    assert notice.entry.reason == LONGER.reason
    assert notice.payload["changes"] == [
        {
            "kind": "extension",
            "reason": LONGER.reason,
            "closes_before": "2026-07-15",
            "closes_on": "2026-07-31",
            "members": [],
        }
    ]
    assert notice.payload["draft"] == before.payload["draft"]
    assert map_window_changes(session) == {consultation.id: ChangeKind.EXTENSION}
    assert verify_record(session) == []


def test_an_opinion_after_the_first_end_is_taken_once_it_was_extended(
    session: Session, store: FileStore, cast: Cast
) -> None:
    consultation = make.open_consultation(session, cast)
    with pytest.raises(WindowClosedError):
        make.say(session, store, consultation, now=make.AFTER)
    session.rollback()
    change(session, cast, consultation, ChangeKind.EXTENSION, LONGER)
    assert make.say(session, store, consultation, now=make.AFTER).receipt
    with pytest.raises(WindowStillOpenError):
        operations.close_consultation(session, consultation, actor=cast.drafter, now=make.AFTER)
    session.rollback()
    with pytest.raises(WindowClosedError):
        make.say(session, store, consultation, now=datetime(2026, 8, 1, tzinfo=SHANGHAI))


def test_nothing_moves_before_a_second_person_agrees(session: Session, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast)
    made = operations.propose_change(
        session, consultation, ChangeKind.EXTENSION, LONGER, actor=cast.drafter, now=make.DURING
    )
    submission = operations.submit_change(session, made, actor=cast.drafter, now=make.DURING)
    assert get_published_notice(session, consultation.code).closes_on == make.CLOSES_ON
    with pytest.raises(NotAllowedError):
        operations.approve_change(session, made, submission.id, actor=cast.drafter, now=make.DURING)
    with pytest.raises(ChangePendingError):
        operations.discard_change(session, made, actor=cast.drafter, now=make.DURING)
    operations.send_back_change(
        session, made, submission.id, remark="理由不足", actor=cast.approver, now=make.DURING
    )
    with pytest.raises(SubmissionNotFoundError):
        operations.approve_change(session, made, submission.id, actor=cast.approver, now=make.DURING)
    operations.discard_change(session, made, actor=cast.drafter, now=make.DURING)
    assert list(list_changes(session, consultation)) == []


def test_who_submitted_does_not_approve(session: Session, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast)
    both = cast.approver
    made = operations.propose_change(
        session, consultation, ChangeKind.EXTENSION, LONGER, actor=cast.drafter, now=make.DURING
    )
    submission = operations.submit_change(session, made, actor=cast.drafter, now=make.DURING)
    submission.prepared_by_id = both.id
    with pytest.raises(SamePersonError):
        operations.approve_change(session, made, submission.id, actor=both, now=make.DURING)


@pytest.mark.parametrize("kind", list(ChangeKind))
def test_no_change_without_a_reason(session: Session, cast: Cast, kind: ChangeKind) -> None:
    consultation = make.open_consultation(session, cast)
    wanted = ChangeInput(reason=" ", closes_on=LATER, content={"title": "别的"})
    with pytest.raises(ReasonMissingError) as refusal:
        operations.propose_change(session, consultation, kind, wanted, actor=cast.drafter, now=make.DURING)
    assert refusal.value.field == "reason"


def test_an_extension_that_waits_past_the_end_is_not_published(session: Session, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast)
    made = operations.propose_change(
        session, consultation, ChangeKind.EXTENSION, LONGER, actor=cast.drafter, now=make.LAST_MINUTE
    )
    submission = operations.submit_change(session, made, actor=cast.drafter, now=make.LAST_MINUTE)
    with pytest.raises(EndPassedError) as refusal:
        operations.approve_change(session, made, submission.id, actor=cast.approver, now=make.AFTER)
    assert "2026-01-c2" in str(refusal.value)


def test_an_early_stop_says_why_and_why_it_is_short(session: Session, store: FileStore, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast)
    unsaid = ChangeInput(reason="提前。", closes_on=SOONER.closes_on)
    with pytest.raises(WindowTooShortError):
        operations.propose_change(
            session, consultation, ChangeKind.EARLY_STOP, unsaid, actor=cast.drafter, now=make.DURING
        )
    session.rollback()
    change(session, cast, consultation, ChangeKind.EARLY_STOP, SOONER)
    payload = get_published_notice(session, consultation.code).payload
    assert (payload["days"], payload["short_reason"]) == (15, "汛期前须建成。")
    with pytest.raises(WindowClosedError):
        make.say(session, store, consultation, now=datetime(2026, 7, 1, tzinfo=SHANGHAI))


def test_a_published_short_reason_is_never_edited(session: Session, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast)
    change(session, cast, consultation, ChangeKind.EARLY_STOP, SOONER)
    shorter = ChangeInput(reason="再提前。", closes_on=date(2026, 6, 29), short_reason="另一个理由")
    change(session, cast, consultation, ChangeKind.EARLY_STOP, shorter)
    assert get_published_notice(session, consultation.code).payload["short_reason"] == "汛期前须建成。"


def test_a_correction_changes_words_and_never_the_end(session: Session, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast)
    wanted = ChangeInput(reason="笔误。", closes_on=LATER, content={**CORRECTED.content, "short_reason": "x"})
    change(session, cast, consultation, ChangeKind.CORRECTION, wanted)
    first, second = list_notice_versions(session, consultation)
    assert first.payload is not None
    assert second.payload is not None
    assert first.payload["contact"] != second.payload["contact"] == CORRECTED.content["contact"]
    assert second.payload["closes_on"] == "2026-07-15"
    assert second.payload["short_reason"] == ""
    assert second.payload["changes"][-1]["members"] == ["contact"]
    assert [first.number, second.number, second.payload["version"]] == [1, 2, 2]
    assert map_window_changes(session) == {}


def test_a_correction_that_corrects_nothing_or_takes_too_much_is_refused(
    session: Session, cast: Cast
) -> None:
    consultation = make.open_consultation(session, cast)
    for content, refusal in (
        ({"title": consultation.title}, NothingCorrectedError),
        ({"contact": " "}, NoticeIncompleteError),
        ({"ways": {}}, NoticeIncompleteError),
    ):
        with pytest.raises(refusal):
            operations.propose_change(
                session,
                consultation,
                ChangeKind.CORRECTION,
                ChangeInput(reason="更正。", content=content),
                actor=cast.drafter,
                now=make.DURING,
            )
        session.rollback()


def test_the_second_of_two_changes_at_once_is_looked_at_again(session: Session, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast)
    waiting = []
    for kind, wanted in ((ChangeKind.CORRECTION, CORRECTED), (ChangeKind.EXTENSION, LONGER)):
        made = operations.propose_change(
            session, consultation, kind, wanted, actor=cast.drafter, now=make.DURING
        )
        waiting.append((made, operations.submit_change(session, made, actor=cast.drafter, now=make.DURING)))
    (first, its), (second, other) = waiting
    operations.approve_change(session, first, its.id, actor=cast.approver, now=make.DURING)
    session.commit()
    with pytest.raises(ChangedSinceSubmissionError):
        operations.approve_change(session, second, other.id, actor=cast.approver, now=make.DURING)
    session.rollback()
    again = operations.submit_change(session, second, actor=cast.drafter, now=make.DURING)
    operations.approve_change(session, second, again.id, actor=cast.approver, now=make.DURING)
    payload = get_published_notice(session, consultation.code).payload
    assert [line["kind"] for line in payload["changes"]] == ["correction", "extension"]
    assert payload["contact"] == CORRECTED.content["contact"]
    with pytest.raises(ChangePublishedError):
        operations.update_change(session, second, LONGER, actor=cast.drafter, now=make.DURING)


def test_only_a_published_notice_of_the_last_round_changes(session: Session, cast: Cast) -> None:
    drafted = make.draft_notice(session, cast)
    with pytest.raises(NoticeNotPublishedError):
        operations.propose_change(
            session, drafted, ChangeKind.CORRECTION, CORRECTED, actor=cast.drafter, now=make.BEFORE
        )
    session.rollback()
    first = make.publish_notice(session, cast, drafted)
    second = operations.create_notice(session, first.decision, actor=cast.drafter, now=make.AFTER)
    assert second.code == "2026-01-c2"
    change(session, cast, first, ChangeKind.CORRECTION, CORRECTED, now=make.AFTER)  # still the newest notice
    opens_on = date(2026, 8, 3)
    operations.update_notice(
        session,
        second,
        operations.NoticeInput(
            title="第二轮公告",
            body="再次征求意见。",
            opens_on=opens_on,
            contact="区建交委（演示）",
            ways={"post": "演示路1号"},
        ),
        actor=cast.drafter,
        now=make.AFTER,
    )
    make.publish_notice(session, cast, second, now=make.AFTER)
    again = ChangeInput(reason="再更正。", content={"title": "改题"})
    with pytest.raises(RoundSupersededError):
        operations.propose_change(
            session, first, ChangeKind.CORRECTION, again, actor=cast.drafter, now=make.AFTER
        )


def test_a_withheld_version_gives_way_to_its_correction(
    session: Session, store: FileStore, cast: Cast
) -> None:
    consultation = make.open_consultation(session, cast, store=store)
    assert consultation.published_seq is not None
    withhold(session, consultation.published_seq, reason="含个人信息", actor=cast.openness, now=make.DURING)
    session.commit()
    change(session, cast, consultation, ChangeKind.CORRECTION, CORRECTED)
    first, second = list_notice_versions(session, consultation)
    assert first.payload is None
    assert get_published_notice(session, consultation.code).entry.seq == second.entry.seq
    assert consultation.draft is not None
    assert consultation.draft.published_seq == second.entry.seq
    assert verify_record(session) == []


def test_the_closed_set_is_that_of_the_moved_end(session: Session, store: FileStore, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast)
    change(session, cast, consultation, ChangeKind.EXTENSION, LONGER)
    operations.close_consultation(
        session, consultation, actor=cast.drafter, now=datetime(2026, 8, 1, tzinfo=SHANGHAI) + timedelta(0)
    )
    notice = get_published_notice(session, consultation.code)
    assert notice.consultation.closed_seq is not None
