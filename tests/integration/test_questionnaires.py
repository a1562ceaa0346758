"""Questionnaires on a real database: two persons, one answer per receipt, totals that hold."""

import threading
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from decisions.consultation.errors import (
    ConsentMissingError,
    KeyReusedError,
    NoticeNotPublishedError,
    ReceivedInFutureError,
    WordsNotFoundError,
)
from decisions.consultation.errors.questionnaires import (
    AnswersEmptyError,
    AnswersInvalidError,
    AnswersTooEarlyError,
    AnswersTooLateError,
    AnswerWithdrawnError,
    NothingChangedError,
    NumberTakenError,
    QuestionInvalidError,
    QuestionnaireAnsweredError,
    QuestionnaireChangedError,
    QuestionnaireIncompleteError,
    QuestionnaireNotFoundError,
    QuestionnaireOpenError,
    QuestionnaireOverError,
    QuestionNotFoundError,
    ResultsPublishedError,
    WordsUndecidedError,
)
from decisions.consultation.models import Visibility
from decisions.consultation.models.questionnaires import (
    Questionnaire,
    QuestionnaireAnswer,
    QuestionnaireChoice,
    QuestionnaireWords,
)
from decisions.consultation.operations import questionnaires as operations
from decisions.consultation.operations.questionnaires import AnswerInput
from decisions.consultation.queries.questionnaires import (
    WordsFilter,
    count_answers_by_channel,
    count_tallies,
    find_answer_by_receipt,
    find_results,
    get_published_questionnaire,
    given_in,
    list_shown_words,
    list_words,
)
from decisions.consultation.rules import Channel, WithholdReason
from decisions.consultation.rules.questionnaires import OTHER, read_questions
from decisions.consultation.rules.questionnaires.answering import Given, tidied
from decisions.consultation.rules.questionnaires.tallying import tally_answers
from decisions.errors import ConflictError, NotAllowedError
from decisions.extensions import db
from decisions.feedback.models import Disclosure
from decisions.feedback.queries.gathering import gather_case, gather_facts
from decisions.feedback.rules import DisclosureKind
from decisions.record.errors import ChangedSinceSubmissionError, ReasonMissingError, SamePersonError
from decisions.record.queries import verify_record
from tests.cast import Cast
from tests.factories import consultation as make
from tests.factories import questionnaires as survey

SENT = AnswerInput(survey.ANSWERS, consent=True)
PHONE = "夜里开放，详情打 13812345678。"


def keys(questionnaire: Questionnaire) -> list[str]:
    return [question.key for question in read_questions(questionnaire.questions)]


# Building


def test_a_questionnaire_is_built_question_by_question(session: Session, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast)
    questionnaire = survey.draft_questionnaire(session, cast, consultation)
    common = {"actor": cast.drafter, "now": make.BEFORE}

    operations.move_question(session, questionnaire, "q4", up=True, revision=questionnaire.revision, **common)
    operations.delete_question(session, questionnaire, "q2", revision=questionnaire.revision, **common)
    other = replace(survey.SINGLE, text="您平时怎样上班？")
    operations.save_question(session, questionnaire, other, revision=questionnaire.revision, **common)

    assert keys(questionnaire) == ["q1", "q4", "q3"]
    assert read_questions(questionnaire.questions)[0].text == "您平时怎样上班？"
    assert "停车资源" in questionnaire.title
    assert operations.begin_questionnaire(session, consultation, **common) is questionnaire


def test_two_drafters_do_not_overwrite_each_other(session: Session, cast: Cast) -> None:
    questionnaire = survey.draft_questionnaire(session, cast, make.open_consultation(session, cast))
    seen = questionnaire.revision
    common = {"revision": seen, "actor": cast.drafter, "now": make.BEFORE}
    operations.move_question(session, questionnaire, "q4", up=True, **common)
    with pytest.raises(ConflictError):
        operations.delete_question(session, questionnaire, "q4", **common)
    assert "q4" in keys(questionnaire)


def test_a_faulty_question_is_refused_with_what_to_mend(session: Session, cast: Cast) -> None:
    questionnaire = survey.draft_questionnaire(session, cast, make.open_consultation(session, cast))
    common = {"revision": questionnaire.revision, "actor": cast.drafter, "now": make.BEFORE}
    with pytest.raises(QuestionInvalidError) as refused:
        operations.save_question(session, questionnaire, replace(survey.SINGLE, text=""), **common)
    assert [problem.field for problem in refused.value.problems] == ["text"]
    session.rollback()
    with pytest.raises(QuestionNotFoundError):
        operations.move_question(session, questionnaire, "q9", up=True, **common)


def test_only_the_lead_units_drafter_builds(session: Session, cast: Cast) -> None:
    consultation = make.open_consultation(session, cast)
    for actor in (cast.other_drafter, cast.approver, cast.openness):
        with pytest.raises(NotAllowedError):
            operations.begin_questionnaire(session, consultation, actor=actor, now=make.BEFORE)


# Publishing


def test_two_persons_publish_it_as_an_entry(session: Session, cast: Cast) -> None:
    questionnaire = survey.open_questionnaire(session, cast)
    published = get_published_questionnaire(session, questionnaire.consultation)

    assert published.entry.kind == "questionnaire"
    assert published.payload["version"] == 1
    assert published.payload["page"] == "/consultations/2026-01-c/questionnaire"
    assert published.questions == list(survey.QUESTIONS)
    assert verify_record(session) == []


def test_it_waits_for_the_notice(session: Session, cast: Cast) -> None:
    consultation = make.draft_notice(session, cast)
    questionnaire = survey.draft_questionnaire(session, cast, consultation)
    submission = operations.submit_questionnaire(session, questionnaire, actor=cast.drafter, now=make.BEFORE)
    session.commit()
    approve = {"actor": cast.approver, "now": make.BEFORE}
    with pytest.raises(NoticeNotPublishedError):
        operations.approve_questionnaire(session, questionnaire, submission.id, **approve)
    session.rollback()
    make.publish_notice(session, cast, consultation)
    operations.approve_questionnaire(session, questionnaire, submission.id, **approve)
    assert questionnaire.published_seq == consultation.published_seq + 1


def test_the_one_who_submitted_can_not_approve(session: Session, cast: Cast) -> None:
    questionnaire = survey.draft_questionnaire(session, cast, make.open_consultation(session, cast))
    both = replace(cast.drafter, roles=cast.drafter.roles | cast.approver.roles)
    submission = operations.submit_questionnaire(session, questionnaire, actor=both, now=make.BEFORE)
    with pytest.raises(SamePersonError):
        operations.approve_questionnaire(session, questionnaire, submission.id, actor=both, now=make.BEFORE)


def test_an_empty_questionnaire_is_not_submitted(session: Session, cast: Cast) -> None:
    questionnaire = survey.draft_questionnaire(session, cast, make.open_consultation(session, cast), ())
    with pytest.raises(QuestionnaireIncompleteError):
        operations.submit_questionnaire(session, questionnaire, actor=cast.drafter, now=make.BEFORE)


def test_after_the_window_no_questionnaire_goes_out(session: Session, cast: Cast) -> None:
    questionnaire = survey.draft_questionnaire(session, cast, make.open_consultation(session, cast))
    with pytest.raises(QuestionnaireOverError):
        operations.submit_questionnaire(session, questionnaire, actor=cast.drafter, now=make.AFTER)


def test_before_anybody_answered_a_new_version_needs_a_reason(session: Session, cast: Cast) -> None:
    questionnaire = survey.open_questionnaire(session, cast)
    with pytest.raises(NothingChangedError):
        operations.submit_questionnaire(session, questionnaire, actor=cast.drafter, now=make.BEFORE)
    session.rollback()
    common = {"actor": cast.drafter, "now": make.BEFORE}
    operations.delete_question(session, questionnaire, "q2", revision=questionnaire.revision, **common)
    session.commit()
    with pytest.raises(ReasonMissingError):
        operations.submit_questionnaire(session, questionnaire, **common)
    session.rollback()
    first = questionnaire.published_seq
    survey.publish_questionnaire(session, cast, questionnaire, reason="第二题与第三题重复。")
    published = get_published_questionnaire(session, questionnaire.consultation)

    assert (published.entry.corrects, published.entry.reason) == (first, "第二题与第三题重复。")
    assert published.payload["version"] == 2
    with pytest.raises(QuestionnaireChangedError):
        operations.receive_answers(
            session, questionnaire, replace(SENT, version=1), idempotency_key="old", now=make.DURING
        )


def test_once_answered_it_stays_as_it_is(session: Session, cast: Cast) -> None:
    questionnaire = survey.open_questionnaire(session, cast)
    common = {"actor": cast.drafter, "now": make.DURING}
    operations.delete_question(session, questionnaire, "q2", revision=questionnaire.revision, **common)
    submission = operations.submit_questionnaire(session, questionnaire, reason="精简。", **common)
    session.commit()
    survey.answer(session, questionnaire)

    with pytest.raises(QuestionnaireAnsweredError) as refused:
        operations.delete_question(session, questionnaire, "q3", revision=questionnaire.revision, **common)
    assert "1 份答卷" in str(refused.value)
    session.rollback()
    with pytest.raises(QuestionnaireAnsweredError):
        operations.approve_questionnaire(
            session, questionnaire, submission.id, actor=cast.approver, now=make.DURING
        )
    session.rollback()
    operations.discard_changes(session, questionnaire, revision=questionnaire.revision, **common)
    assert keys(questionnaire) == ["q1", "q2", "q3", "q4"]


def test_a_sent_back_one_keeps_its_remark(session: Session, cast: Cast) -> None:
    questionnaire = survey.draft_questionnaire(session, cast, make.open_consultation(session, cast))
    submission = operations.submit_questionnaire(session, questionnaire, actor=cast.drafter, now=make.BEFORE)
    back = operations.send_back_questionnaire(
        session, questionnaire, submission.id, remark="第三题有诱导性。", actor=cast.approver, now=make.BEFORE
    )
    assert back.remark == "第三题有诱导性。"
    assert questionnaire.published_seq is None


# Answers


def test_an_answer_is_stored_with_its_receipt(session: Session, cast: Cast) -> None:
    taken = survey.answer(session, survey.open_questionnaire(session, cast))
    found = find_answer_by_receipt(session, taken.receipt.lower().replace("-", " "))

    assert taken.receipt.startswith("WJ-")
    assert found is taken
    assert given_in(taken) == survey.ANSWERS
    raw = session.scalar(select(func.max(QuestionnaireWords.id)))
    stored = session.connection().exec_driver_sql(f"SELECT content FROM questionnaire_words WHERE id = {raw}")
    assert "夜里" not in str(stored.scalar())


def test_a_repeated_send_gives_the_same_receipt_even_after_the_end(session: Session, cast: Cast) -> None:
    questionnaire = survey.open_questionnaire(session, cast)
    first = survey.answer(session, questionnaire, key="once")
    again = survey.answer(session, questionnaire, key="once", now=make.AFTER)
    assert again.receipt == first.receipt
    with pytest.raises(KeyReusedError):
        survey.answer(session, questionnaire, {"q1": Given(("1",))}, key="once")


def test_the_clock_opens_and_closes_it(session: Session, cast: Cast) -> None:
    questionnaire = survey.open_questionnaire(session, cast)
    with pytest.raises(AnswersTooEarlyError):
        survey.answer(session, questionnaire, now=make.BEFORE)
    session.rollback()
    with pytest.raises(AnswersTooLateError) as late:
        survey.answer(session, questionnaire, now=make.AFTER)
    assert "复制保存" in str(late.value)
    session.rollback()
    survey.answer(session, questionnaire, now=make.LAST_MINUTE)


def test_it_follows_a_window_that_was_extended(session: Session, cast: Cast) -> None:
    questionnaire = survey.open_questionnaire(session, cast)
    questionnaire.consultation.closes_on = make.CLOSES_ON + timedelta(days=10)
    session.commit()
    survey.answer(session, questionnaire, now=make.AFTER)


def test_what_is_faulty_is_told_question_by_question(session: Session, cast: Cast) -> None:
    questionnaire = survey.open_questionnaire(session, cast)
    with pytest.raises(AnswersInvalidError) as refused:
        survey.answer(session, questionnaire, {"q2": Given(("1", "2", "3")), "q3": Given(("9",))})
    assert [problem.field for problem in refused.value.problems] == ["answer-q1", "answer-q2", "answer-q3"]
    session.rollback()
    with pytest.raises(ConsentMissingError):
        operations.receive_answers(
            session, questionnaire, AnswerInput(survey.ANSWERS), idempotency_key=None, now=make.DURING
        )


def test_nothing_answered_is_no_answer(session: Session, cast: Cast) -> None:
    questionnaire = survey.open_questionnaire(session, cast, [survey.TEXT])
    with pytest.raises(AnswersEmptyError):
        survey.answer(session, questionnaire, {})


def test_an_unpublished_one_can_not_be_answered(session: Session, cast: Cast) -> None:
    questionnaire = survey.draft_questionnaire(session, cast, make.open_consultation(session, cast))
    with pytest.raises(QuestionnaireNotFoundError):
        survey.answer(session, questionnaire)


def test_answers_change_until_the_end_and_count_once(session: Session, cast: Cast) -> None:
    questionnaire = survey.open_questionnaire(session, cast)
    taken = survey.answer(session, questionnaire)
    digest = taken.content_sha256
    other = replace(SENT, answers={"q1": Given((OTHER,), "公交"), "q4": Given((), "夜里开放。")})
    operations.change_answers(session, taken, other, revision=0, now=make.DURING)
    session.commit()

    assert given_in(taken) == other.answers
    assert taken.content_sha256 != digest
    assert count_answers_by_channel(session, questionnaire.id) == {Channel.WEB: 1}
    assert session.scalar(select(func.count()).select_from(QuestionnaireChoice)) == 1
    with pytest.raises(ConflictError):
        operations.change_answers(session, taken, SENT, revision=0, now=make.DURING)
    session.rollback()
    with pytest.raises(AnswersTooLateError):
        operations.change_answers(session, taken, SENT, revision=1, now=make.AFTER)


def test_changed_words_are_looked_at_again_and_unchanged_ones_not(session: Session, cast: Cast) -> None:
    questionnaire = survey.open_questionnaire(session, cast)
    taken = survey.answer(session, questionnaire)
    operations.show_all_words(session, questionnaire, actor=cast.drafter, now=make.DURING)
    operations.change_answers(session, taken, SENT, revision=0, now=make.DURING)
    assert [words.visibility for words in taken.words] == [Visibility.SHOWN]
    other = replace(SENT, answers={**survey.ANSWERS, "q4": Given((), PHONE)})
    operations.change_answers(session, taken, other, revision=1, now=make.DURING)
    assert [words.visibility for words in taken.words] == [Visibility.RECEIVED]
    assert "138" not in taken.words[0].content_shown


def test_withdrawing_before_the_end_takes_the_answer_back(session: Session, cast: Cast) -> None:
    questionnaire = survey.open_questionnaire(session, cast)
    taken = survey.answer(session, questionnaire)
    operations.withdraw_answers(session, taken, now=make.DURING)
    session.commit()

    assert given_in(taken) == {}
    assert count_answers_by_channel(session, questionnaire.id) == {}
    with pytest.raises(AnswerWithdrawnError):
        operations.change_answers(session, taken, SENT, revision=0, now=make.DURING)


def test_withdrawing_after_the_end_takes_the_words_back(session: Session, cast: Cast) -> None:
    questionnaire = survey.open_questionnaire(session, cast)
    taken = survey.answer(session, questionnaire)
    survey.publish_results(session, cast, questionnaire)
    operations.withdraw_answers(session, taken, now=make.AFTER)
    session.commit()

    assert [words.content for words in taken.words] == [""]
    assert list_shown_words(session, questionnaire.id, "q4", limit=10) == []
    assert find_results(session, questionnaire).payload["questions"][0]["answered"] == 1


def test_paper_counts_apart_and_may_come_late(session: Session, cast: Cast) -> None:
    questionnaire = survey.open_questionnaire(session, cast)
    survey.answer(session, questionnaire)
    enter = {
        "channel": Channel.LETTER,
        "received_at": make.DURING,
        "actor": cast.drafter,
        "now": make.AFTER,
    }
    paper = replace(SENT, answers={"q3": Given(("5",))}, consent=False)
    first = operations.enter_paper_answers(
        session, questionnaire, paper, number="纸-1", idempotency_key="p1", **enter
    )
    again = operations.enter_paper_answers(
        session, questionnaire, paper, number="纸-1", idempotency_key="p1", **enter
    )
    session.commit()

    assert again is first
    assert count_answers_by_channel(session, questionnaire.id) == {Channel.WEB: 1, Channel.LETTER: 1}
    with pytest.raises(NumberTakenError):
        operations.enter_paper_answers(session, questionnaire, paper, number="纸-1", **enter)
    session.rollback()
    future = {**enter, "received_at": make.AFTER + timedelta(days=1)}
    with pytest.raises(ReceivedInFutureError):
        operations.enter_paper_answers(session, questionnaire, paper, **future)
    session.rollback()
    with pytest.raises(NotAllowedError):
        operations.enter_paper_answers(
            session, questionnaire, paper, **{**enter, "actor": cast.other_drafter}
        )


def test_two_sends_at_once_are_one_answer(app: Flask, session: Session, cast: Cast) -> None:
    identity = survey.open_questionnaire(session, cast).id
    session.rollback()
    receipts: list[str] = []
    barrier = threading.Barrier(4)

    def send() -> None:
        with app.app_context():
            own = db.session()
            questionnaire = own.get_one(Questionnaire, identity)
            own.rollback()
            barrier.wait(10)
            taken = operations.receive_answers(
                own, questionnaire, SENT, idempotency_key="at-once", now=make.DURING
            )
            own.commit()
            receipts.append(taken.receipt)
            db.session.remove()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert len(receipts) == 4
    assert len(set(receipts)) == 1
    assert session.scalar(select(func.count()).select_from(QuestionnaireAnswer)) == 1


# Texts


def test_texts_are_shown_masked_or_withheld_with_a_reason(session: Session, cast: Cast) -> None:
    questionnaire = survey.open_questionnaire(session, cast)
    for text in (PHONE, "老王家门口总被堵。", "夜里开放。"):
        survey.answer(session, questionnaire, {**survey.ANSWERS, "q4": Given((), text)})
    common = {"actor": cast.drafter, "now": make.DURING}

    assert operations.show_all_words(session, questionnaire, **common) == 2
    waiting = list_words(session, questionnaire.id, WordsFilter(Visibility.RECEIVED), limit=9)
    operations.show_words(session, questionnaire, waiting[0], also_hide=["详情"], **common)
    assert waiting[0].content_shown == "夜里开放，**打 ***********。"
    with pytest.raises(WordsNotFoundError):
        operations.show_words(session, questionnaire, waiting[0], also_hide=["没有的话"], **common)
    named = next(
        words
        for words in list_words(session, questionnaire.id, WordsFilter(question="q4"), limit=9)
        if "老王" in words.content
    )
    operations.withhold_words(session, questionnaire, named, reason=WithholdReason.PERSONAL_DATA, **common)
    tally = count_tallies(session, questionnaire.id, survey.QUESTIONS)[3]
    assert (tally.words.shown, tally.words.withheld, tally.words.undecided) == (2, 1, 0)
    assert [count for _reason, count in tally.words.by_reason] == [1]
    with pytest.raises(NotAllowedError):
        operations.show_words(session, questionnaire, named, actor=cast.other_approver, now=make.DURING)


# Results


def test_results_wait_for_the_end_and_for_every_text(session: Session, cast: Cast) -> None:
    questionnaire = survey.open_questionnaire(session, cast)
    survey.answer(session, questionnaire)
    with pytest.raises(QuestionnaireOpenError):
        operations.submit_results(session, questionnaire, actor=cast.drafter, now=make.LAST_MINUTE)
    session.rollback()
    with pytest.raises(WordsUndecidedError):
        operations.submit_results(session, questionnaire, actor=cast.drafter, now=make.AFTER)


def test_two_persons_publish_the_results_and_nothing_is_added(session: Session, cast: Cast) -> None:
    questionnaire = survey.open_questionnaire(session, cast)
    taken = survey.answer(session, questionnaire)
    survey.publish_results(session, cast, questionnaire)
    results = find_results(session, questionnaire)

    assert results.entry.kind == "questionnaire_results"
    assert results.payload["count"] == 1
    assert results.payload["by_channel"] == [{"channel": "web", "label": "网站", "count": 1}]
    assert results.payload["questions"][2]["mean"] == "2.00"
    assert taken.receipt not in results.entry.payload
    assert verify_record(session) == []
    with pytest.raises(ResultsPublishedError):
        operations.enter_paper_answers(
            session,
            questionnaire,
            SENT,
            channel=Channel.LETTER,
            received_at=make.DURING,
            actor=cast.drafter,
            now=make.AFTER,
        )
    session.rollback()
    with pytest.raises(ResultsPublishedError):
        operations.show_words(session, questionnaire, taken.words[0], actor=cast.drafter, now=make.AFTER)
    session.rollback()
    with pytest.raises(ResultsPublishedError):
        operations.submit_results(session, questionnaire, actor=cast.drafter, now=make.AFTER)


def test_paper_that_comes_after_the_submission_stops_the_approval(session: Session, cast: Cast) -> None:
    questionnaire = survey.open_questionnaire(session, cast)
    submission = operations.submit_results(session, questionnaire, actor=cast.drafter, now=make.AFTER)
    operations.enter_paper_answers(
        session,
        questionnaire,
        replace(SENT, answers={"q1": Given(("1",))}),
        channel=Channel.LETTER,
        received_at=make.DURING,
        actor=cast.drafter,
        now=make.AFTER,
    )
    with pytest.raises(ChangedSinceSubmissionError):
        operations.approve_results(session, questionnaire, submission.id, actor=cast.approver, now=make.AFTER)
    session.rollback()


def test_nobody_answered_is_a_result_too(session: Session, cast: Cast) -> None:
    questionnaire = survey.publish_results(session, cast, survey.open_questionnaire(session, cast))
    payload = find_results(session, questionnaire).payload
    assert payload["count"] == 0
    assert [question["answered"] for question in payload["questions"]] == [0, 0, 0, 0]


def test_the_database_counts_what_a_person_would_count(session: Session, cast: Cast) -> None:
    questionnaire = survey.open_questionnaire(session, cast)
    chance, sheets = Random(4), []
    for number in range(40):
        answers = {"q1": Given((chance.choice(["1", "2", "3"]),))}
        if chance.random() < 0.3:
            answers["q1"] = Given((OTHER,), "公交")
        if chance.random() < 0.7:
            answers["q2"] = Given(tuple(chance.sample(["1", "2", "3"], chance.randint(1, 2))))
        if chance.random() < 0.8:
            answers["q3"] = Given((str(chance.randint(1, 5)),))
        if chance.random() < 0.5:
            answers["q4"] = Given((), f"第{number}条建议")
        sheets.append(tidied(survey.QUESTIONS, answers))
        survey.answer(session, questionnaire, answers, now=make.DURING + timedelta(seconds=number))
    assert count_tallies(session, questionnaire.id, survey.QUESTIONS) == tally_answers(
        survey.QUESTIONS, sheets
    )


# The disclosure


def test_the_disclosure_names_it_as_a_way_and_waits_for_its_results(session: Session, cast: Cast) -> None:
    questionnaire = survey.open_questionnaire(session, cast)
    survey.answer(session, questionnaire)
    decision = questionnaire.consultation.decision
    ways = gather_case(session, decision, now=make.AFTER).ways
    assert [(way.way.value, way.is_published) for way in ways] == [("questionnaire", False)]
    survey.publish_results(session, cast, questionnaire)

    disclosure = Disclosure(decision=decision, version=1, kind=DisclosureKind.EARLY, summary="")
    occasion = gather_facts(session, disclosure).occasions[0]
    assert (occasion.way.value, occasion.attended, occasion.counted_in) == ("questionnaire", 1, "份")
    assert occasion.page == "/consultations/2026-01-c/questionnaire/results"
    session.rollback()
