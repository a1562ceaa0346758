"""What whoever holds a receipt may do: amend, take back, verify; and what the closed set then holds."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from decisions.consultation import operations
from decisions.consultation.errors import (
    OpinionTooLongError,
    SetClosedError,
    TooManyPointsError,
    WindowClosedError,
)
from decisions.consultation.errors.receipts import (
    AmendedMeanwhileError,
    CodeExpiredError,
    CodesUsedUpError,
    CodeTooSoonError,
    CodeTriesSpentError,
    NoContactError,
    NothingAmendedError,
    OpinionChangedError,
    OpinionWithdrawnError,
    SmsUnavailableError,
    VerifiedAlreadyError,
)
from decisions.consultation.models import Opinion, Visibility
from decisions.consultation.operations import Point
from decisions.consultation.operations.challenges import assess_proof, make_challenge, spend_challenge
from decisions.consultation.queries import (
    OpinionFilter,
    count_opinions,
    count_opinions_by_channel,
    count_opinions_by_verification,
    count_opinions_by_visibility,
    list_opinions_in_scope,
    list_sending,
)
from decisions.consultation.queries.proofs import find_proof
from decisions.consultation.rules import Channel, Verification, WithholdReason
from decisions.consultation.rules.challenges import GOOD_FOR, Proof, is_solved
from decisions.consultation.rules.merkle import is_included, leaf_hash, merkle_root
from decisions.record.queries import payload_of
from decisions.services.outbox import OutboxMessage
from decisions.services.storage import FileStore
from tests.cast import Cast
from tests.factories import consultation as make

LAST_INSTANT = make.AFTER - timedelta(microseconds=1)
REACHABLE = replace(make.WORDS, name="甲", contact="jia@example.cn")


def amend(session: Session, opinion: Opinion, content: str = "改为整点。", **values: object) -> Opinion:
    given = {"clause": "", "revision": opinion.revision, "now": make.DURING + timedelta(hours=1), **values}
    return operations.amend_opinion(session, opinion, content=content, **given)  # type: ignore[arg-type]


def code_sent(session: Session) -> str:
    subjects = session.scalars(select(OutboxMessage.subject).order_by(OutboxMessage.id)).all()
    return [subject for subject in subjects if "验证码" in subject][-1].split()[-1]


# Amending and taking back


def test_an_amendment_keeps_what_was_said(session: Session, store: FileStore, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast, store=store)
    opinion = make.say(session, store, consultation, replace(REACHABLE, clause="art-8"))
    before = opinion.content_sha256
    operations.show_opinion(session, opinion, actor=cast.drafter, now=make.DURING)
    amend(session, opinion, "改为整点，电话13900012847。", clause="art-9-p2")
    session.commit()
    assert opinion.content == "改为整点，电话13900012847。"
    assert opinion.content_shown == "改为整点，电话***********。"
    assert opinion.content_sha256 != before
    assert (opinion.clause_ids, [row.article_id for row in opinion.articles]) == (["art-9-p2"], ["art-9"])
    assert opinion.visibility is Visibility.RECEIVED
    (earlier,) = opinion.earlier
    assert (earlier.content, earlier.content_sha256, earlier.clause_text) == (
        make.WORDS.content,
        before,
        "第八条",
    )
    assert (earlier.said_at, opinion.received_at) == (make.DURING, make.DURING)
    assert opinion.amended_at == make.DURING + timedelta(hours=1)
    amend(session, opinion, "第二次。", now=make.DURING + timedelta(hours=2))
    session.expire(opinion)
    assert [version.revision for version in opinion.earlier] == [1, 2]
    assert opinion.earlier[1].said_at == make.DURING + timedelta(hours=1)


def test_the_end_is_the_end_for_amendments_too(session: Session, store: FileStore, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast)
    opinion = make.say(session, store, consultation)
    amend(session, opinion, now=LAST_INSTANT)
    for change in (
        lambda: amend(session, opinion, "太迟。", now=make.AFTER),
        lambda: operations.withdraw_opinion(session, opinion, revision=2, now=make.AFTER),
    ):
        with pytest.raises(WindowClosedError):
            change()
    assert opinion.content == "改为整点。"


def test_of_two_amendments_at_once_the_second_is_told(session: Session, store: FileStore, cast: Cast) -> None:
    opinion = make.say(session, store, make.open_consultation(session, cast))
    amend(session, opinion, "一号窗口。", revision=1)
    with pytest.raises(AmendedMeanwhileError):
        amend(session, opinion, "二号窗口。", revision=1)
    with pytest.raises(AmendedMeanwhileError):
        operations.withdraw_opinion(session, opinion, revision=1, now=make.DURING)
    assert opinion.content == "一号窗口。"


def test_an_amendment_says_something_else_and_not_too_much(
    session: Session, store: FileStore, cast: Cast
) -> None:
    opinion = make.say(session, store, make.open_consultation(session, cast))
    with pytest.raises(NothingAmendedError):
        amend(session, opinion, f"  {make.WORDS.content}\r\n")
    with pytest.raises(OpinionTooLongError):
        amend(session, opinion, "长" * 5001)
    assert opinion.revision == 1


def test_staff_never_decide_on_words_they_have_not_read(
    session: Session, store: FileStore, cast: Cast
) -> None:
    opinion = make.say(session, store, make.open_consultation(session, cast))
    amend(session, opinion, "变了。")
    common = {"actor": cast.drafter, "now": make.DURING, "revision": 1}
    with pytest.raises(OpinionChangedError):
        operations.show_opinion(session, opinion, **common)
    with pytest.raises(OpinionChangedError):
        operations.withhold_opinion(session, opinion, reason=WithholdReason.INSULT, **common)
    operations.show_opinion(session, opinion, actor=cast.drafter, now=make.DURING, revision=2)
    assert opinion.visibility is Visibility.SHOWN


def test_what_is_taken_back_counts_nowhere_and_is_kept(
    session: Session, store: FileStore, cast: Cast
) -> None:
    consultation = make.open_consultation(session, cast)
    stays = make.say(session, store, consultation, replace(make.WORDS, content="留下"))
    gone = make.say(session, store, consultation, replace(REACHABLE, content="撤回"))
    operations.show_all(session, consultation, actor=cast.drafter, now=make.DURING)
    operations.withdraw_opinion(session, gone, revision=1, now=make.DURING)
    session.commit()
    assert (gone.visibility, gone.withdrawn_at) == (Visibility.WITHDRAWN, make.DURING)
    assert (gone.content, gone.content_shown, gone.name, gone.contact) == ("撤回", "", "", "")
    assert count_opinions(session, consultation.id, OpinionFilter()) == 1
    assert count_opinions(session, consultation.id, OpinionFilter(visibility=Visibility.WITHDRAWN)) == 1
    assert count_opinions_by_channel(session, consultation.id) == {Channel.WEB: 1}
    assert count_opinions_by_visibility(session, consultation.id)[Visibility.WITHDRAWN] == 1
    assert list_opinions_in_scope(session, consultation.decision_id) == [stays]
    for change in (
        lambda: amend(session, gone, revision=2),
        lambda: operations.withdraw_opinion(session, gone, revision=2, now=make.DURING),
    ):
        with pytest.raises(OpinionWithdrawnError):
            change()
    with pytest.raises(OpinionChangedError):
        operations.show_opinion(session, gone, actor=cast.drafter, now=make.DURING)
    told = session.scalars(select(OutboxMessage.subject)).all()
    assert any("已撤回" in subject for subject in told)


def test_the_closed_set_holds_what_stands_as_it_stands(
    session: Session, store: FileStore, cast: Cast
) -> None:
    consultation = make.open_consultation(session, cast)
    kept, changed, gone = (
        make.say(session, store, consultation, replace(make.WORDS, content=words)) for words in "甲乙丙"
    )
    amend(session, changed, "乙二")
    operations.withdraw_opinion(session, gone, revision=1, now=make.DURING)
    operations.show_all(session, consultation, actor=cast.drafter, now=make.AFTER)
    assert find_proof(session, kept) is None
    payload = payload_of(
        operations.close_consultation(session, consultation, actor=cast.drafter, now=make.AFTER)
    )
    assert payload is not None
    standing = sorted((each.receipt, each.content_sha256) for each in (kept, changed))
    assert payload["count"] == 2
    assert payload["merkle_root"] == merkle_root([leaf_hash(*each) for each in standing])
    for opinion in (kept, changed):
        proof = find_proof(session, opinion)
        assert proof is not None
        assert is_included(proof.leaf, proof.path, payload["merkle_root"])
    assert find_proof(session, gone) is None
    with pytest.raises(SetClosedError):
        amend(session, kept, "结卷之后")


# Several clauses at once


def test_several_clauses_are_several_opinions_with_one_receipt(
    session: Session, store: FileStore, cast: Cast
) -> None:
    consultation = make.open_consultation(session, cast, store=store)
    words = replace(REACHABLE, clause="art-8", further=[Point("对第九条。", "art-9"), Point("对全文。")])
    first = make.say(session, store, consultation, words, key="k")
    sent = list_sending(session, first)
    assert [each.clause_text for each in sent] == ["第八条", "第九条", ""]
    assert {each.sending for each in sent} == {first.receipt}
    assert len({each.receipt for each in sent}) == 3
    assert all(each.name == "甲" for each in sent)
    assert make.say(session, store, consultation, words, key="k") is first
    assert len(list_sending(session, first)) == 3
    operations.withdraw_consent(session, sent[1], now=make.DURING)
    assert {each.contact for each in sent} == {""}


def test_one_sending_has_its_limit(session: Session, store: FileStore, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast)
    words = replace(make.WORDS, further=[Point(f"第{number}点") for number in range(10)])
    with pytest.raises(TooManyPointsError):
        make.say(session, store, consultation, words)


# Verifying the contact


def test_the_right_code_verifies_everything_sent_together(
    session: Session, store: FileStore, cast: Cast
) -> None:
    consultation = make.open_consultation(session, cast)
    opinion = make.say(session, store, consultation, replace(REACHABLE, further=[Point("二")]))
    assert operations.send_code(session, opinion, has_sms=False, now=make.DURING) == "jia@example.cn"
    code = code_sent(session)
    wrong = operations.check_code(session, opinion, f"{(int(code) + 1) % 10**6:06}", now=make.DURING)
    assert (wrong.is_right, wrong.tries_left) == (False, 4)
    assert operations.check_code(session, opinion, code, now=make.DURING + timedelta(minutes=10)).is_right
    assert {each.verification for each in list_sending(session, opinion)} == {Verification.CONTACT}
    assert count_opinions_by_verification(session, consultation.id) == {
        Verification.CONTACT: 2,
        Verification.CHANNEL: 0,
        Verification.OFFLINE: 0,
        Verification.UNVERIFIED: 0,
    }
    with pytest.raises(VerifiedAlreadyError):
        operations.send_code(session, opinion, has_sms=False, now=make.DURING)


def test_a_code_is_old_after_ten_minutes_and_spent_after_five_tries(
    session: Session, store: FileStore, cast: Cast
) -> None:
    opinion = make.say(session, store, make.open_consultation(session, cast), REACHABLE)
    with pytest.raises(CodeExpiredError):
        operations.check_code(session, opinion, "000000", now=make.DURING)
    operations.send_code(session, opinion, has_sms=False, now=make.DURING)
    code = code_sent(session)
    with pytest.raises(CodeExpiredError):
        operations.check_code(session, opinion, code, now=make.DURING + timedelta(minutes=10, seconds=1))
    for _ in range(5):
        assert not operations.check_code(session, opinion, "nonsense", now=make.DURING).is_right
    with pytest.raises(CodeTriesSpentError):
        operations.check_code(session, opinion, code, now=make.DURING)
    later = make.DURING + timedelta(minutes=2)
    operations.send_code(session, opinion, has_sms=False, now=later)
    assert operations.check_code(session, opinion, code_sent(session), now=later).is_right


def test_nobody_s_letter_box_is_flooded(session: Session, store: FileStore, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast)
    opinions = [make.say(session, store, consultation, REACHABLE) for _ in range(2)]
    operations.send_code(session, opinions[0], has_sms=False, now=make.DURING)
    with pytest.raises(CodeTooSoonError):  # another receipt, the same contact
        operations.send_code(session, opinions[1], has_sms=False, now=make.DURING)
    for number in range(1, 5):
        at = make.DURING + timedelta(minutes=2 * number)
        operations.send_code(session, opinions[number % 2], has_sms=False, now=at)
    with pytest.raises(CodesUsedUpError):
        operations.send_code(session, opinions[0], has_sms=False, now=make.DURING + timedelta(hours=5))
    operations.send_code(session, opinions[0], has_sms=False, now=make.DURING + timedelta(days=1, minutes=9))


def test_where_a_code_can_go(session: Session, store: FileStore, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast)
    by_phone = make.say(session, store, consultation, replace(make.WORDS, contact="手机 139 0001 2847"))
    with pytest.raises(SmsUnavailableError):
        operations.send_code(session, by_phone, has_sms=False, now=make.DURING)
    assert operations.send_code(session, by_phone, has_sms=True, now=make.DURING) == "tel:13900012847"
    for contact in ("", "居委会转"):
        opinion = make.say(session, store, consultation, replace(make.WORDS, contact=contact))
        with pytest.raises(NoContactError):
            operations.send_code(session, opinion, has_sms=True, now=make.DURING)


def test_levels_are_counted_apart_in_the_closed_set(session: Session, store: FileStore, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast)
    make.say(session, store, consultation)
    operations.receive_opinion(
        session,
        store,
        consultation,
        replace(make.WORDS, content="来自应用"),
        idempotency_key=None,
        now=make.DURING,
        channel=Channel.APP,
    )
    operations.enter_offline_opinion(
        session,
        consultation,
        replace(make.WORDS, content="来信"),
        channel=Channel.LETTER,
        received_at=make.DURING,
        actor=cast.drafter,
        now=make.DURING,
    )
    operations.show_all(session, consultation, actor=cast.drafter, now=make.AFTER)
    payload = payload_of(
        operations.close_consultation(session, consultation, actor=cast.drafter, now=make.AFTER)
    )
    assert payload is not None
    assert {each["verification"]: each["count"] for each in payload["by_verification"]} == {
        "contact": 0,
        "channel": 1,
        "offline": 1,
        "unverified": 1,
    }
    opinion = list_opinions_in_scope(session, consultation.decision_id)[0]
    with pytest.raises(SetClosedError):
        operations.send_code(session, opinion, has_sms=True, now=make.AFTER)


# Challenges


def solve(challenge: str) -> str:
    return next(str(number) for number in range(10**7) if is_solved(challenge, str(number)))


def test_a_challenge_counts_once_for_its_round_and_time(session: Session) -> None:
    challenge = make_challenge("2026-01-c", make.DURING)
    solution = solve(challenge)

    def proof(text: str = challenge, code: str = "2026-01-c", after: timedelta = timedelta()) -> Proof:
        return assess_proof(text, round_code=code, solution=solution, answer="", now=make.DURING + after)

    assert proof() is proof(after=GOOD_FOR) is Proof.SOLVED
    assert proof(after=GOOD_FOR + timedelta(seconds=1)) is Proof.NONE
    assert proof(after=-timedelta(hours=1)) is Proof.NONE
    assert proof(code="2026-02-c") is Proof.NONE
    assert proof(text=challenge[:-1] + ("0" if challenge[-1] != "0" else "1")) is Proof.NONE
    assert proof(text="nonsense") is Proof.NONE
    assert spend_challenge(session, challenge)
    assert not spend_challenge(session, challenge)
    assert not spend_challenge(session, "nonsense")
    session.rollback()
    assert spend_challenge(session, challenge)  # an opinion that was refused costs nothing
