"""What an answer may hold: what was ticked or typed is checked against the questions as they were published.

Also how paper questionnaires are typed in: by the numbers of the options, so that hands stay on the keys.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from decisions.consultation.rules.questionnaires import (
    MAX_OTHER,
    OTHER,
    OTHER_LABEL,
    Question,
    QuestionKind,
)
from decisions.errors import N_, Message, Problem


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody answered to one question: what they chose, and their own words, if any."""

    chosen: tuple[str, ...] = ()
    words: str = ""

    def __bool__(self) -> bool:
        return bool(self.chosen or self.words)


Answers = Mapping[str, Given]


def choice_field(key: str) -> str:
    """Return the form field in which something is chosen."""
    return f"answer-{key}"


def words_field(question: Question) -> str:
    """Return the form field that takes words of one's own."""
    if question.kind is QuestionKind.TEXT:
        return choice_field(question.key)
    return f"{choice_field(question.key)}-other"


def tidied(questions: Sequence[Question], answers: Answers) -> dict[str, Given]:
    """Return what was given in its one form: in the order of the options, each once, words trimmed.

    Words beside 其他 count as choosing it in a single choice left open; without 其他 they are dropped.
    """
    found = {question.key: _tidy(question, answers.get(question.key, Given())) for question in questions}
    return {key: given for key, given in found.items() if given}


def _tidy(question: Question, given: Given) -> Given:
    words = given.words.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()
    if question.kind is QuestionKind.TEXT:
        return Given(words=words)
    known = [option.key for option in question.choices]
    chosen = [key for key in known if key in given.chosen]
    chosen += [key for key in given.chosen if key not in known]  # for answer_problems to refuse
    if words and question.takes_other and not chosen:
        chosen = [OTHER]
    return Given(tuple(dict.fromkeys(chosen)), words if OTHER in chosen else "")


def answer_problems(
    questions: Sequence[Question], answers: Answers, *, may_skip: bool = False
) -> list[Problem]:
    """Return what is wrong with answers, in the order of the questions; field names the form's field.

    Shape:  answers as tidied gives them; may_skip lets required questions be left out, as paper does.
    """
    return [
        problem
        for number, question in enumerate(questions, start=1)
        for problem in _problems(question, number, answers.get(question.key, Given()), may_skip)
    ]


def _problems(question: Question, number: int, given: Given, may_skip: bool) -> Iterator[Problem]:
    if not given:
        if question.required and not may_skip:
            text = _MISSING[question.kind]
            yield Problem(Message(text, {"number": number}), field=choice_field(question.key))
        return
    yield from _OF_KIND[question.kind](question, number, given)


_MISSING = {
    QuestionKind.SINGLE: N_("请回答第 %(number)d 题：选择一项。"),
    QuestionKind.MULTIPLE: N_("请回答第 %(number)d 题：选择至少一项。"),
    QuestionKind.SCALE: N_("请回答第 %(number)d 题：选择一个分值。"),
    QuestionKind.TEXT: N_("请回答第 %(number)d 题。"),
}


def _of_choice(question: Question, number: int, given: Given) -> Iterator[Problem]:
    known = {option.key for option in question.choices}
    if not known.issuperset(given.chosen):
        text = N_("第 %(number)d 题没有您所选的选项，请重新选择。")
        yield Problem(Message(text, {"number": number}), field=choice_field(question.key))
    if OTHER in given.chosen and not given.words:
        text = N_("第 %(number)d 题选择了“其他”，请填写具体内容。")
        yield Problem(Message(text, {"number": number}), field=words_field(question))
    if len(given.words) > MAX_OTHER:
        yield _too_long(question, number, given, MAX_OTHER)


def _too_long(question: Question, number: int, given: Given, limit: int) -> Problem:
    text = N_("第 %(number)d 题最多 %(limit)d 字，现有 %(length)d 字，请精简。")
    params = {"number": number, "limit": limit, "length": len(given.words)}
    return Problem(Message(text, params), field=words_field(question))


def _of_single(question: Question, number: int, given: Given) -> Iterator[Problem]:
    yield from _of_choice(question, number, given)
    if len(given.chosen) > 1:
        text = N_("第 %(number)d 题只能选择一项。")
        yield Problem(Message(text, {"number": number}), field=choice_field(question.key))


def _of_multiple(question: Question, number: int, given: Given) -> Iterator[Problem]:
    yield from _of_choice(question, number, given)
    least, most = question.bounds
    count = len(given.chosen)
    if not least <= count <= most:
        text = N_("第 %(number)d 题请选择 %(least)d 至 %(most)d 项，现在选择了 %(count)d 项。")
        if least == most:
            text = N_("第 %(number)d 题请选择 %(least)d 项，现在选择了 %(count)d 项。")
        params = {"number": number, "least": least, "most": most, "count": count}
        yield Problem(Message(text, params), field=choice_field(question.key))


def _of_text(question: Question, number: int, given: Given) -> Iterator[Problem]:
    if len(given.words) > question.length:
        yield _too_long(question, number, given, question.length)


_OF_KIND: dict[QuestionKind, Callable[[Question, int, Given], Iterator[Problem]]] = {
    QuestionKind.SINGLE: _of_single,
    QuestionKind.MULTIPLE: _of_multiple,
    QuestionKind.SCALE: _of_single,
    QuestionKind.TEXT: _of_text,
}


def answers_json(answers: Answers) -> dict[str, Any]:
    """Return tidied answers as the receipt's hash is made of them."""
    return {key: {"chosen": list(given.chosen), "words": given.words} for key, given in answers.items()}


def answers_text(questions: Sequence[Question], answers: Answers) -> str:
    """Return answers as plain lines, for whoever has to copy them."""
    lines = []
    for number, question in enumerate(questions, start=1):
        given = answers.get(question.key, Given())
        lines.append(f"{number}. {question.text}\n{'；'.join(given_lines(question, given))}\n")
    return "\n".join(lines)


def given_lines(question: Question, given: Given) -> list[str]:
    """Return what was given to a question, each choice by its label."""
    labels = {option.key: option.label for option in question.choices}
    chosen = [labels[key] for key in given.chosen if key in labels and key != OTHER]
    if OTHER in given.chosen:
        chosen.append(f"{OTHER_LABEL}：{given.words}")
    elif given.words:
        chosen.append(given.words)
    return chosen


_NUMBER = re.compile(r"(\d{1,30})(?!\d)[\s,，、;；.。/]*")


def read_typed(question: Question, typed: str) -> Given:
    """Return what somebody typed of one question of a paper questionnaire.

    Shape:  choices by number, 2 or 1 3 5 (1、3、5 and 135 too, while no number has two digits); the last
            number of a question with 其他 stands for it, and what follows is its words: 5 步行. On a scale
            the point; of a text question the text. What can't be read is kept as a choice that is refused.
    """
    if question.kind is QuestionKind.TEXT:
        return Given(words=typed.strip())
    line = unicodedata.normalize("NFKC", typed).strip()
    numbers, words = _split(line)
    if len(question.choices) < 10 and numbers and max(map(len, numbers)) > 1:
        numbers = [digit for number in numbers for digit in number]
    keys = [option.key for option in question.choices]
    chosen = tuple(keys[int(number) - 1] if 1 <= int(number) <= len(keys) else number for number in numbers)
    if words and not question.takes_other:
        chosen += (words,)
    elif words and OTHER not in chosen:
        chosen += (OTHER,)
    return Given(chosen, words if question.takes_other else "")


def _split(line: str) -> tuple[list[str], str]:
    """Return the numbers at the beginning of a line, and what follows them."""
    numbers: list[str] = []
    rest = line
    while found := _NUMBER.match(rest):
        numbers.append(found[1])
        rest = rest[found.end() :]
    return numbers, rest.strip()


def typed_form(question: Question, given: Given) -> str:
    """Return an answer as read_typed takes it."""
    if question.kind is QuestionKind.TEXT:
        return given.words
    keys = [option.key for option in question.choices]
    numbers = [str(keys.index(key) + 1) for key in given.chosen if key in keys]
    return " ".join([*numbers, given.words]).strip()
