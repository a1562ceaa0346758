"""What a question needs, what an answer may hold, what answers add up to."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.consultation.rules.questionnaires import (
    OTHER,
    Option,
    Question,
    QuestionKind,
    free_key,
    moved,
    options_of,
    read_questions,
)
from decisions.consultation.rules.questionnaires.answering import (
    Given,
    answer_problems,
    answers_text,
    read_typed,
    tidied,
    typed_form,
)
from decisions.consultation.rules.questionnaires.building import question_problems, questionnaire_problems
from decisions.consultation.rules.questionnaires.tallying import tally_answers
from tests.factories.questionnaires import MULTIPLE, QUESTIONS, SCALE, SINGLE, TEXT


def fields(problems) -> list[str | None]:
    return [problem.field for problem in problems]


# Building


def test_whole_questions_have_no_problem() -> None:
    assert [question_problems(question) for question in QUESTIONS] == [[], [], [], []]
    assert questionnaire_problems("停车问卷", QUESTIONS) == []


@pytest.mark.parametrize(
    ("question", "field"),
    [
        (replace(SINGLE, text=""), "text"),
        (replace(SINGLE, text="问" * 301), "text"),
        (replace(SINGLE, help="注" * 501), "help"),
        (replace(SINGLE, options=(), takes_other=True), "options"),
        (replace(SINGLE, options=(Option("1", "是"), Option("2", "是"))), "options"),
        (replace(SINGLE, options=(Option("1", "长" * 101), Option("2", "是"))), "options"),
        (replace(SINGLE, options=tuple(Option(str(n), f"第{n}项") for n in range(31))), "options"),
        (replace(MULTIPLE, least=4), "least"),
        (replace(MULTIPLE, least=3, most=2), "most"),
        (replace(MULTIPLE, most=-1), "most"),
        (replace(SCALE, points=7), "points"),
        (replace(SCALE, low_label=""), "low_label"),
        (replace(SCALE, high_label="满" * 101), "high_label"),
        (replace(TEXT, length=0), "length"),
        (replace(TEXT, length=2001), "length"),
    ],
)
def test_a_faulty_question_is_told_at_its_field(question: Question, field: str) -> None:
    assert field in fields(question_problems(question))


def test_a_questionnaire_needs_a_title_and_questions_but_not_too_many() -> None:
    assert fields(questionnaire_problems(" ", [])) == ["title", None]
    assert len(questionnaire_problems("停车问卷", [TEXT] * 51)) == 1


def test_what_is_stored_is_read_again() -> None:
    assert read_questions([question.as_json() for question in QUESTIONS]) == list(QUESTIONS)


def test_options_are_lines_with_keys_by_place() -> None:
    assert options_of(" 步行 \n\n骑  行\n") == (Option("1", "步行"), Option("2", "骑 行"))


def test_a_free_key_is_never_one_in_use() -> None:
    assert free_key([]) == "q1"
    assert free_key([SCALE, SINGLE]) == "q4"


def test_a_question_moves_one_place_and_stops_at_the_ends() -> None:
    def keys(key: str, *, up: bool) -> str:
        return "".join(question.key[1:] for question in moved(QUESTIONS, key, up=up))

    assert keys("q2", up=True) == "2134"
    assert keys("q2", up=False) == "1324"
    assert keys("q1", up=True) == "1234"
    assert keys("q4", up=False) == "1234"


# Answering


@pytest.mark.parametrize(
    ("question", "given_", "field"),
    [
        (SINGLE, Given(), "answer-q1"),
        (SINGLE, Given(("9",)), "answer-q1"),
        (SINGLE, Given(("1", "2")), "answer-q1"),
        (SINGLE, Given((OTHER,)), "answer-q1-other"),
        (SINGLE, Given((OTHER,), "长" * 101), "answer-q1-other"),
        (MULTIPLE, Given(("1", "2", "3")), "answer-q2"),
        (replace(MULTIPLE, least=2), Given(("1",)), "answer-q2"),
        (SCALE, Given(("6",)), "answer-q3"),
        (SCALE, Given(("0",)), "answer-q3"),
        (TEXT, Given((), "长" * 101), "answer-q4"),
        (replace(TEXT, required=True), Given((), " \n "), "answer-q4"),
    ],
)
def test_a_faulty_answer_is_told_at_its_field(question: Question, given_: Given, field: str) -> None:
    answers = tidied([question], {question.key: given_})
    assert fields(answer_problems([question], answers)) == [field]


@pytest.mark.parametrize(
    ("question", "given_"),
    [
        (SINGLE, Given(("1",))),
        (SINGLE, Given((OTHER,), "公交")),
        (MULTIPLE, Given()),
        (MULTIPLE, Given(("3", "1"))),
        (SCALE, Given(("5",))),
        (TEXT, Given((), "长" * 100)),
    ],
)
def test_a_fitting_answer_has_no_problem(question: Question, given_: Given) -> None:
    answers = tidied([question], {question.key: given_})
    assert answer_problems([question], answers) == []


def test_paper_may_leave_out_what_is_required() -> None:
    assert answer_problems([SINGLE], {}, may_skip=True) == []


def test_answers_have_one_form() -> None:
    answers = {
        "q1": Given(("1",), "写在这里但没有选其他"),
        "q2": Given(("3", "1", "3")),
        "q3": Given(),
        "q4": Given(("1",), "  第一行\r\n第二行\0 "),
        "q99": Given(("1",)),
    }
    assert tidied(QUESTIONS, answers) == {
        "q1": Given(("1",)),
        "q2": Given(("1", "3")),
        "q4": Given((), "第一行\n第二行"),
    }


def test_words_alone_choose_other() -> None:
    assert tidied([SINGLE], {"q1": Given((), "公交")}) == {"q1": Given((OTHER,), "公交")}


def test_answers_as_text_name_every_question() -> None:
    text = answers_text(QUESTIONS, {"q1": Given((OTHER,), "公交"), "q2": Given(("1", "3"))})
    assert "1. 您平时怎样出行？\n其他（请填写）：公交" in text
    assert "2. 您希望哪些地方共享车位？\n步行；自驾" in text
    assert "4. 您还有什么建议？" in text


@pytest.mark.parametrize(
    ("question", "typed", "expected"),
    [
        (SINGLE, "2", Given(("2",))),
        (SINGLE, " ２ ", Given(("2",))),
        (SINGLE, "4 公交", Given((OTHER,), "公交")),
        (SINGLE, "4公交", Given((OTHER,), "公交")),
        (SINGLE, "公交", Given((OTHER,), "公交")),
        (SINGLE, "", Given()),
        (SINGLE, "7", Given(("7",))),
        (MULTIPLE, "1 3", Given(("1", "3"))),
        (MULTIPLE, "1、3", Given(("1", "3"))),
        (MULTIPLE, "13", Given(("1", "3"))),
        (MULTIPLE, "1,步行", Given(("1", "步行"))),
        (SCALE, "5", Given(("5",))),
        (replace(SCALE, points=10), "10", Given(("10",))),
        (TEXT, " 2 楼太高 ", Given((), "2 楼太高")),
    ],
)
def test_paper_is_typed_by_numbers(question: Question, typed: str, expected: Given) -> None:
    assert read_typed(question, typed) == expected


@pytest.mark.parametrize("typed", ["7", "0", "步行", "1 2", "99999999999999999999999999999999999999"])
def test_what_can_not_be_read_is_refused_not_dropped(typed: str) -> None:
    plain = replace(SINGLE, takes_other=False)
    answers = tidied([plain], {"q1": read_typed(plain, typed)})
    assert answer_problems([plain], answers, may_skip=True)


# Adding up


def answers_to(question: Question) -> st.SearchStrategy[Given]:
    if question.kind is QuestionKind.TEXT:
        return st.sampled_from([Given((), "夜里开放。"), Given((), "2 号楼前\n多设车位")])
    keys = st.sampled_from([option.key for option in question.choices])
    most = question.bounds[1] if question.kind is QuestionKind.MULTIPLE else 1
    chosen = st.lists(keys, min_size=1, max_size=most, unique=True).map(tuple)
    return chosen.flatmap(
        lambda keys: st.builds(Given, st.just(keys), st.just("公交" if OTHER in keys else ""))
    )


SHEETS = st.lists(
    st.fixed_dictionaries({}, optional={question.key: answers_to(question) for question in QUESTIONS}).map(
        lambda answers: tidied(QUESTIONS, answers)
    ),
    max_size=30,
)


@given(SHEETS)
def test_totals_hold_together(sheets: list[dict[str, Given]]) -> None:
    for tally in tally_answers(QUESTIONS, sheets):
        counts = [count for _option, count in tally.counts]
        assert tally.answered + tally.skipped == len(sheets)
        assert all(0 <= count <= tally.answered for count in counts)
        if tally.question.kind in {QuestionKind.SINGLE, QuestionKind.SCALE}:
            assert sum(counts) == tally.answered
        if tally.question.kind is QuestionKind.MULTIPLE:
            assert tally.answered <= sum(counts) <= 2 * tally.answered
        if tally.question.kind is QuestionKind.TEXT:
            assert tally.words.received == tally.answered


@given(SHEETS)
def test_totals_do_not_depend_on_the_order(sheets: list[dict[str, Given]]) -> None:
    assert tally_answers(QUESTIONS, sheets[::-1]) == tally_answers(QUESTIONS, sheets)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=50))
def test_the_mean_is_rounded_to_hundredths(points: list[int]) -> None:
    tally = tally_answers([SCALE], [{"q3": Given((str(point),))} for point in points])[0]
    assert abs(float(tally.mean) - sum(points) / len(points)) <= 0.005 + 1e-9


def test_nobody_has_no_mean() -> None:
    assert [tally.mean for tally in tally_answers(QUESTIONS, [])] == ["", "", "", ""]


@given(st.sampled_from(QUESTIONS).flatmap(lambda each: st.tuples(st.just(each), answers_to(each))))
def test_typing_an_answer_gives_it_back(case: tuple[Question, Given]) -> None:
    question, answer = case
    once = tidied([question], {question.key: answer})
    again = {key: read_typed(question, typed_form(question, found)) for key, found in once.items()}
    assert tidied([question], again) == once
