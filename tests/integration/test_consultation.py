"""Notices and opinions on a real database: two persons, one opinion per send, one closed set."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from decisions.consultation import operations
from decisions.consultation.errors import (
    ConsentMissingError,
    EnterprisesNotHeardError,
    KeyReusedError,
    NoticeIncompleteError,
    NoticePublishedError,
    OpensInThePastError,
    OpinionsUndecidedError,
    ReceivedInFutureError,
    RoundStillOpenError,
    SetClosedError,
    TooManyAttachmentsError,
    WindowClosedError,
    WindowNotOpenError,
    WindowStillOpenError,
    WindowTooShortError,
    WordsNotFoundError,
)
from decisions.consultation.models import Opinion, OpinionAttachment, Visibility
from decisions.consultation.operations import NoticeInput, OpinionInput
from decisions.consultation.queries import (
    OpinionFilter,
    count_opinions,
    count_opinions_by_channel,
    count_opinions_by_visibility,
    count_shown_by_article,
    find_closing,
    find_opinion_by_receipt,
    get_published_notice,
    list_opinions,
    list_opinions_in_scope,
    list_published_consultations,
)
from decisions.consultation.rules import Channel, SubmitterType, WithholdReason
from decisions.consultation.rules.merkle import is_included, leaf_hash
from decisions.errors import NotAllowedError
from decisions.extensions import db
from decisions.record.errors import ChangedSinceSubmissionError, SamePersonError
from decisions.record.queries import payload_of, verify_record
from decisions.services.outbox import OutboxMessage
from decisions.services.storage import FileRefusedError, FileStore, StoredFile
from tests.cast import Cast
from tests.factories import consultation as make

PDF = b"%PDF-1.7 material"


# The notice


def test_two_persons_publish_a_notice_with_draft_and_explanation(
    session: Session, store: FileStore, cast: Cast
) -> None:
    consultation = make.open_consultation(session, cast, store=store)
    notice = get_published_notice(session, consultation.code)

    assert consultation.code == "2026-01-c"
    assert notice.payload["days"] == 30
    assert notice.payload["ends_at"] == "2026-07-15T16:00:00+00:00"
    assert notice.payload["page"] == "/consultations/2026-01-c"
    articles = [each for chapter in notice.payload["draft"]["chapters"] for each in chapter["articles"]]
    assert len(articles) == 26
    assert notice.payload["explanation"]["chapters"]
    assert [each["kind"] for each in notice.payload["documents"]] == ["docx", "docx"]
    assert consultation.draft is not None
    assert consultation.draft.published_seq == notice.entry.seq
    assert verify_record(session) == []


def test_a_short_window_needs_its_reason_which_is_published(session: Session, cast: Cast) -> None:
    consultation = make.draft_notice(session, cast)
    short = replace(make.NOTICE, closes_on=date(2026, 6, 30))
    with pytest.raises(WindowTooShortError) as refusal:
        operations.update_notice(session, consultation, short, actor=cast.drafter, now=make.BEFORE)
    assert refusal.value.field == "short_reason"
    reasoned = replace(short, short_reason="汛期将至。")
    operations.update_notice(session, consultation, reasoned, actor=cast.drafter, now=make.BEFORE)
    make.publish_notice(session, cast, consultation)
    payload = get_published_notice(session, consultation.code).payload
    assert (payload["days"], payload["short_reason"]) == (15, "汛期将至。")


def test_a_reason_for_a_long_window_is_not_published(session: Session, cast: Cast) -> None:
    notice = replace(make.NOTICE, short_reason="多余的理由。")
    consultation = make.open_consultation(session, cast, notice=notice)
    assert get_published_notice(session, consultation.code).payload["short_reason"] == ""


def test_the_last_day_moves_on_to_a_working_day(session: Session, cast: Cast) -> None:
    consultation = make.draft_notice(session, cast)
    notice = replace(make.NOTICE, opens_on=date(2026, 6, 18), closes_on=None, open_days=30)
    window = operations.update_notice(session, consultation, notice, actor=cast.drafter, now=make.BEFORE)
    assert window is not None
    assert (window.nominal_on, window.closes_on) == (date(2026, 7, 18), date(2026, 7, 20))
    assert consultation.closes_on == date(2026, 7, 20)


def test_a_published_notice_can_t_be_edited(session: Session, store: FileStore, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast)
    with pytest.raises(NoticePublishedError):
        operations.update_notice(session, consultation, make.NOTICE, actor=cast.drafter, now=make.DURING)
    with pytest.raises(NoticePublishedError):
        operations.attach_draft(
            session, store, consultation, name="a.md", data=b"x", actor=cast.drafter, now=make.DURING
        )
    with pytest.raises(NoticePublishedError):
        operations.submit_notice(session, consultation, actor=cast.drafter, now=make.DURING)


def test_an_incomplete_notice_names_everything_it_lacks(session: Session, cast: Cast) -> None:
    consultation = make.draft_notice(session, cast, NoticeInput(title="公告", body=""))
    with pytest.raises(NoticeIncompleteError) as refusal:
        operations.submit_notice(session, consultation, actor=cast.drafter, now=make.BEFORE)
    assert {problem.field for problem in refusal.value.problems} == {"body", "opens_on", "contact", "post"}


def test_nobody_approves_their_own_or_another_unit_s_notice(session: Session, cast: Cast) -> None:
    consultation = make.draft_notice(session, cast)
    submission = operations.submit_notice(session, consultation, actor=cast.drafter, now=make.BEFORE)
    both = replace(cast.drafter, roles=cast.drafter.roles | cast.approver.roles)
    with pytest.raises(SamePersonError):
        operations.approve_notice(session, consultation, submission.id, actor=both, now=make.BEFORE)
    for actor in (cast.drafter, cast.other_approver, cast.openness, cast.administrator):
        with pytest.raises(NotAllowedError):
            operations.approve_notice(session, consultation, submission.id, actor=actor, now=make.BEFORE)


def test_what_was_changed_after_submission_is_not_approved(session: Session, cast: Cast) -> None:
    consultation = make.draft_notice(session, cast)
    submission = operations.submit_notice(session, consultation, actor=cast.drafter, now=make.BEFORE)
    changed = replace(make.NOTICE, body="另一份正文。")
    operations.update_notice(session, consultation, changed, actor=cast.drafter, now=make.BEFORE)
    with pytest.raises(ChangedSinceSubmissionError):
        operations.approve_notice(session, consultation, submission.id, actor=cast.approver, now=make.BEFORE)


def test_a_notice_approved_after_its_opening_day_is_refused(session: Session, cast: Cast) -> None:
    consultation = make.draft_notice(session, cast)
    submission = operations.submit_notice(session, consultation, actor=cast.drafter, now=make.BEFORE)
    evening = datetime(2026, 6, 15, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai: still day 0
    midnight = evening + timedelta(minutes=1)
    with pytest.raises(OpensInThePastError):
        operations.approve_notice(session, consultation, submission.id, actor=cast.approver, now=midnight)
    operations.approve_notice(session, consultation, submission.id, actor=cast.approver, now=evening)


def test_an_enterprise_related_decision_first_hears_enterprises(session: Session, cast: Cast) -> None:
    decision = make.make_decision(session, enterprise_related=True)
    consultation = make.draft_notice(session, cast, decision=decision)
    with pytest.raises(EnterprisesNotHeardError) as refusal:
        operations.submit_notice(session, consultation, actor=cast.drafter, now=make.BEFORE)
    assert refusal.value.problems[0].link == "/desk/decisions/2026-01/consultation/events/new?before=1"
    make.hear_enterprises(session, cast, decision)
    make.publish_notice(session, cast, consultation)


def test_a_second_round_begins_when_the_first_is_over(session: Session, cast: Cast) -> None:
    first = make.open_consultation(session, cast)
    with pytest.raises(RoundStillOpenError):
        operations.create_notice(session, first.decision, actor=cast.drafter, now=make.LAST_MINUTE)
    second = operations.create_notice(session, first.decision, actor=cast.drafter, now=make.AFTER)
    assert second.code == "2026-01-c2"


def test_only_published_notices_are_listed(session: Session, cast: Cast) -> None:
    drafted = make.draft_notice(session, cast, decision=make.make_decision(session, "2026-02"))
    published = make.open_consultation(session, cast)
    assert [each.code for each in list_published_consultations(session)] == [published.code]
    assert drafted.published_seq is None


# Opinions from the public


def test_an_opinion_is_stored_with_receipt_and_message(
    session: Session, store: FileStore, cast: Cast
) -> None:
    consultation = make.open_consultation(session, cast, store=store)
    words = replace(
        make.WORDS,
        content="我叫张建祥，电话13900012847。建议明确时段。",
        name="张建祥",
        contact="zhang@example.cn",
        clause="art-8",
        attachments=(("材料.pdf", PDF),),
    )
    opinion = make.say(session, store, consultation, words, key="k1")

    session.expire_all()
    found = find_opinion_by_receipt(session, opinion.receipt.lower().replace("-", " "))
    assert found is opinion
    assert found.content == words.content
    assert found.content_shown == "我叫***，电话***********。建议明确时段。"
    assert (found.clause_text, found.clause_ids) == ("第八条", ["art-8"])
    assert found.visibility is Visibility.RECEIVED
    assert [each.file.name for each in found.attachments] == ["材料.pdf"]
    message = session.scalars(select(OutboxMessage)).one()
    assert message.recipient == "zhang@example.cn"
    assert found.receipt in message.body


def test_personal_fields_are_unreadable_in_the_database(
    session: Session, store: FileStore, cast: Cast
) -> None:
    consultation = make.open_consultation(session, cast)
    words = replace(make.WORDS, content="我的全部意见", name="张建祥", contact="13900012847")
    make.say(session, store, consultation, words)
    raw = str(session.connection().exec_driver_sql("SELECT content, name, contact FROM opinions").one())
    assert not any(secret in raw for secret in ("我的全部意见", "张建祥", "13900012847"))


@pytest.mark.parametrize(
    ("now", "refusal"),
    [
        (datetime(2026, 6, 14, 15, 59, tzinfo=UTC), WindowNotOpenError),
        (datetime(2026, 6, 14, 16, 0, tzinfo=UTC), None),
        (make.LAST_MINUTE, None),
        (make.AFTER, WindowClosedError),
    ],
)
def test_only_the_window_admits(
    session: Session,
    store: FileStore,
    cast: Cast,
    now: datetime,
    refusal: type[Exception] | None,
) -> None:
    consultation = make.open_consultation(session, cast)
    if refusal is None:
        assert make.say(session, store, consultation, now=now).receipt
    else:
        with pytest.raises(refusal):
            make.say(session, store, consultation, now=now)


def test_without_consent_nothing_is_stored(session: Session, store: FileStore, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast)
    with pytest.raises(ConsentMissingError):
        make.say(session, store, consultation, replace(make.WORDS, consent=False))
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Opinion)) == 0


@pytest.mark.parametrize(
    ("files", "refusal"),
    [
        ([("病毒.exe", b"MZ\x90\x00")], FileRefusedError),
        ([("伪装.pdf", b"<html>")], FileRefusedError),
        ([("表格.csv", b"a,b")], FileRefusedError),
        ([("空.pdf", b"")], FileRefusedError),
        ([("大.pdf", b"%PDF-" + b"0" * (10 * 1024 * 1024))], FileRefusedError),
        ([(f"{n}.pdf", PDF) for n in range(6)], TooManyAttachmentsError),
    ],
)
def test_attachments_are_told_by_content_and_limited(
    session: Session,
    store: FileStore,
    cast: Cast,
    files: list[tuple[str, bytes]],
    refusal: type[Exception],
) -> None:
    consultation = make.open_consultation(session, cast)
    words = replace(make.WORDS, attachments=tuple(files))
    with pytest.raises(refusal):
        operations.receive_opinion(session, store, consultation, words, idempotency_key=None, now=make.DURING)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Opinion)) == 0


def test_a_repeated_send_is_one_opinion_even_after_the_end(
    session: Session, store: FileStore, cast: Cast
) -> None:
    consultation = make.open_consultation(session, cast)
    words = replace(make.WORDS, attachments=(("材料.pdf", PDF),))
    first = make.say(session, store, consultation, words, key="k1", now=make.LAST_MINUTE)
    again = make.say(session, store, consultation, words, key="k1", now=make.AFTER)
    assert again.receipt == first.receipt
    for table in (Opinion, OpinionAttachment, StoredFile):
        assert session.scalar(select(func.count()).select_from(table)) == 1


def test_the_same_key_with_other_words_is_refused_not_swallowed(
    session: Session, store: FileStore, cast: Cast
) -> None:
    consultation = make.open_consultation(session, cast)
    make.say(session, store, consultation, key="k1")
    with pytest.raises(KeyReusedError):
        make.say(session, store, consultation, replace(make.WORDS, content="另一条意见。"), key="k1")


def test_two_sends_at_the_same_time_are_one_opinion(
    app: Flask, session: Session, store: FileStore, cast: Cast
) -> None:
    code = make.open_consultation(session, cast).code
    session.rollback()
    barrier, receipts, faults = threading.Barrier(4), [], []

    def send() -> None:
        with app.app_context():
            own = db.session()
            try:
                barrier.wait(10)
                consultation = consultation_of(own, code)
                opinion = operations.receive_opinion(
                    own, store, consultation, make.WORDS, idempotency_key="same", now=make.DURING
                )
                receipts.append(opinion.receipt)
                own.commit()
            except Exception as fault:
                faults.append(fault)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert faults == []
    assert len(receipts) == 4
    assert len(set(receipts)) == 1
    assert session.scalar(select(func.count()).select_from(Opinion)) == 1


def consultation_of(session: Session, code: str):
    return get_published_notice(session, code).consultation


# From paper and meetings


def test_offline_opinions_are_entered_after_the_end_too(
    session: Session, store: FileStore, cast: Cast
) -> None:
    consultation = make.open_consultation(session, cast, store=store)
    opinion = operations.enter_offline_opinion(
        session,
        consultation,
        OpinionInput(content="来信意见。", name="柏月琴", clause="第九条第二款、第十七条"),
        channel=Channel.LETTER,
        received_at=make.DURING,
        number="TC-1",
        actor=cast.drafter,
        now=make.AFTER,
    )
    assert opinion.clause_text == "第九条第二款、第十七条"
    assert opinion.clause_ids == ["art-9-p2", "art-17"]
    assert opinion.receipt.startswith("YJ-")


@pytest.mark.parametrize("post", ["other_drafter", "openness", "justice", "administrator"])
def test_only_the_lead_unit_handles_opinions(
    session: Session, store: FileStore, cast: Cast, post: str
) -> None:
    consultation = make.open_consultation(session, cast)
    opinion = make.say(session, store, consultation)
    actor = getattr(cast, post)
    with pytest.raises(NotAllowedError):
        operations.show_opinion(session, opinion, actor=actor, now=make.DURING)
    with pytest.raises(NotAllowedError):
        operations.enter_offline_opinion(
            session,
            consultation,
            make.WORDS,
            channel=Channel.LETTER,
            received_at=make.DURING,
            actor=actor,
            now=make.DURING,
        )


def test_nothing_came_tomorrow(session: Session, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast)
    with pytest.raises(ReceivedInFutureError):
        operations.enter_offline_opinion(
            session,
            consultation,
            make.WORDS,
            channel=Channel.PHONE,
            received_at=make.DURING + timedelta(minutes=1),
            actor=cast.drafter,
            now=make.DURING,
        )


# What is shown


def test_showing_stars_out_and_changes_nothing_else(session: Session, store: FileStore, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast)
    words = replace(make.WORDS, content="邻居李阿婆住三楼，电话13900012847。")
    opinion = make.say(session, store, consultation, words)
    with pytest.raises(WordsNotFoundError):
        operations.show_opinion(session, opinion, also_hide=["王阿婆"], actor=cast.drafter, now=make.DURING)
    operations.show_opinion(session, opinion, also_hide=["李阿婆", ""], actor=cast.drafter, now=make.DURING)
    assert opinion.content_shown == "邻居***住三楼，电话***********。"
    assert opinion.content == words.content


def test_show_all_leaves_what_a_person_must_look_at(session: Session, store: FileStore, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast)
    plain = make.say(session, store, consultation)
    starred = make.say(session, store, consultation, replace(make.WORDS, content="打我13900012847"))
    withheld = make.say(session, store, consultation, replace(make.WORDS, content="广告"))
    operations.withhold_opinion(
        session, withheld, reason=WithholdReason.ADVERTISEMENT, actor=cast.drafter, now=make.DURING
    )
    assert operations.show_all(session, consultation, actor=cast.approver, now=make.DURING) == 1
    states = [each.visibility for each in (plain, starred, withheld)]
    assert states == [Visibility.SHOWN, Visibility.RECEIVED, Visibility.WITHHELD]


def test_filters_counts_and_order(session: Session, store: FileStore, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast, store=store)
    for content, clause, minutes in (("乙", "art-9", 2), ("甲", "art-8", 1), ("丙100%_", "art-8", 3)):
        words = replace(make.WORDS, content=content, clause=clause)
        make.say(session, store, consultation, words, now=make.DURING + timedelta(minutes=minutes))
    operations.show_all(session, consultation, actor=cast.drafter, now=make.DURING)

    def found(**wanted: object) -> list[str]:
        rows = list_opinions(session, consultation.id, OpinionFilter(**wanted), limit=10)  # type: ignore[arg-type]
        assert count_opinions(session, consultation.id, OpinionFilter(**wanted)) == len(rows)  # type: ignore[arg-type]
        return [row.content for row in rows]

    assert found() == ["甲", "乙", "丙100%_"]
    assert found(article_id="art-8") == ["甲", "丙100%_"]
    assert found(channel=Channel.LETTER) == []
    assert found(visibility=Visibility.SHOWN, text="甲") == ["甲"]
    assert found(text="%_") == ["丙100%_"]
    assert found(text="_") == ["丙100%_"]
    assert count_shown_by_article(session, consultation.id) == {"art-8": 2, "art-9": 1}
    assert count_opinions_by_channel(session, consultation.id) == {Channel.WEB: 3}
    assert count_opinions_by_visibility(session, consultation.id)[Visibility.SHOWN] == 3
    assert len(list_opinions_in_scope(session, consultation.decision_id)) == 3


def test_consent_is_withdrawn_with_the_receipt(session: Session, store: FileStore, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast)
    words = replace(
        make.WORDS,
        content="我叫张建祥，住在李阿婆楼上。",
        name="张建祥",
        contact="13900012847",
        consent_publish=True,
    )
    opinion = make.say(session, store, consultation, words)
    operations.show_opinion(session, opinion, also_hide=["李阿婆"], actor=cast.drafter, now=make.DURING)
    assert opinion.content_shown == "我叫张建祥，住在***楼上。"
    operations.withdraw_consent(session, opinion, now=make.DURING)
    assert (opinion.name, opinion.contact, opinion.consent_publish) == ("", "", False)
    assert opinion.content_shown == "我叫***，住在***楼上。"


# Closing


def test_the_closed_set_proves_every_receipt(session: Session, store: FileStore, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast)
    opinions = [
        make.say(session, store, consultation, replace(make.WORDS, content=f"意见{number}"))
        for number in range(5)
    ]
    common = {"actor": cast.drafter, "now": make.AFTER}
    with pytest.raises(WindowStillOpenError):
        operations.close_consultation(session, consultation, actor=cast.drafter, now=make.LAST_MINUTE)
    with pytest.raises(OpinionsUndecidedError):
        operations.close_consultation(session, consultation, **common)
    operations.show_all(session, consultation, **common)
    entry = operations.close_consultation(session, consultation, **common)

    payload = payload_of(entry)
    assert payload is not None
    assert payload["count"] == 5
    assert payload["by_channel"] == [{"channel": "web", "label": "网站", "count": 5}]
    assert find_closing(session, consultation) == payload
    for opinion in opinions:
        proof = operations.prove_inclusion(session, consultation, opinion.receipt)
        leaf = leaf_hash(opinion.receipt, opinion.content_sha256)
        assert is_included(leaf, proof, payload["merkle_root"])
    with pytest.raises(SetClosedError):
        operations.close_consultation(session, consultation, **common)
    with pytest.raises(SetClosedError):
        operations.enter_offline_opinion(
            session, consultation, make.WORDS, channel=Channel.LETTER, received_at=make.DURING, **common
        )
    with pytest.raises(SetClosedError):  # arrived at the last instant, while the set was being closed
        operations.receive_opinion(
            session, store, consultation, make.WORDS, idempotency_key="late", now=make.LAST_MINUTE
        )


def test_no_opinions_at_all_can_be_closed(session: Session, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast)
    entry = operations.close_consultation(session, consultation, actor=cast.drafter, now=make.AFTER)
    payload = payload_of(entry)
    assert payload is not None
    assert (payload["count"], payload["by_channel"]) == (0, [])


def test_an_organisation_s_speaker_is_masked(session: Session, store: FileStore, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast)
    words = replace(
        make.WORDS,
        content="我是滕志远，代表协会。",
        name="街道残疾人协会代表 滕志远",
        submitter_type=SubmitterType.SOCIAL_ORGANISATION,
    )
    assert make.say(session, store, consultation, words).content_shown == "我是***，代表协会。"
