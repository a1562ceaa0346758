"""What a question and a questionnaire need before they may be put to the public."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from decisions.consultation.rules.questionnaires import (
    MAX_HELP,
    MAX_OPTION,
    MAX_OPTIONS,
    MAX_QUESTION,
    MAX_QUESTIONS,
    MAX_TEXT,
    SCALES,
    Question,
    QuestionKind,
)
from decisions.errors import N_, Message, Problem

_LEAST_OPTIONS = 2


def question_problems(question: Question) -> list[Problem]:
    """Return what is wrong with a question; field names the form's field."""
    return [*_of_words(question), *_OF_KIND[question.kind](question)]


def _of_words(question: Question) -> Iterator[Problem]:
    if not question.text:
        yield Problem(Message(N_("请填写题目。")), field="text")
    if len(question.text) > MAX_QUESTION:
        yield _too_long("text", MAX_QUESTION)
    if len(question.help) > MAX_HELP:
        yield _too_long("help", MAX_HELP)


def _too_long(field: str, limit: int) -> Problem:
    return Problem(Message(N_("最多 %(limit)d 字，请精简。"), {"limit": limit}), field=field)


def _of_options(question: Question) -> Iterator[Problem]:
    labels = [option.label for option in question.options]
    repeated = [label for label, count in Counter(labels).items() if count > 1]
    if len(question.choices) < _LEAST_OPTIONS:
        yield Problem(Message(N_("请至少填写两个选项，每行一个。")), field="options")
    if len(labels) > MAX_OPTIONS:
        text = N_("选项最多 %(limit)d 个，现有 %(count)d 个。请合并或者拆成两题。")
        yield Problem(Message(text, {"limit": MAX_OPTIONS, "count": len(labels)}), field="options")
    if repeated:
        text = N_("选项“%(label)s”重复，请修改或者删去一个。")
        yield Problem(Message(text, {"label": repeated[0]}), field="options")
    if any(len(label) > MAX_OPTION for label in labels):
        text = N_("每个选项最多 %(limit)d 字，请精简。")
        yield Problem(Message(text, {"limit": MAX_OPTION}), field="options")


def _of_multiple(question: Question) -> Iterator[Problem]:
    yield from _of_options(question)
    available = len(question.choices)
    for field, value in (("least", question.least), ("most", question.most)):
        if not 0 <= value <= available:
            text = N_("应在 0 至 %(available)d 之间：0 表示不限，%(available)d 是选项个数。")
            yield Problem(Message(text, {"available": available}), field=field)
    if question.most and question.least > question.most:
        yield Problem(Message(N_("最多选几项不能小于最少选几项。")), field="most")


def _of_scale(question: Question) -> Iterator[Problem]:
    if question.points not in SCALES:
        yield Problem(Message(N_("请选择 1 至 5 或者 1 至 10。")), field="points")
    for field, label in (("low_label", question.low_label), ("high_label", question.high_label)):
        if not label:
            yield Problem(Message(N_("请写明这一端的含义，例如“很不满意”“很满意”。")), field=field)
        elif len(label) > MAX_OPTION:
            yield _too_long(field, MAX_OPTION)


def _of_text(question: Question) -> Iterator[Problem]:
    if not 1 <= question.length <= MAX_TEXT:
        text = N_("字数应在 1 至 %(limit)d 之间。")
        yield Problem(Message(text, {"limit": MAX_TEXT}), field="length")


_OF_KIND: dict[QuestionKind, Callable[[Question], Iterator[Problem]]] = {
    QuestionKind.SINGLE: _of_options,
    QuestionKind.MULTIPLE: _of_multiple,
    QuestionKind.SCALE: _of_scale,
    QuestionKind.TEXT: _of_text,
}


def questionnaire_problems(title: str, questions: Sequence[Question]) -> list[Problem]:
    """Return what keeps a questionnaire from being submitted."""
    problems = []
    if not title.strip():
        problems.append(Problem(Message(N_("请填写问卷标题。")), field="title"))
    if not questions:
        problems.append(Problem(Message(N_("问卷还没有题目。请先添加题目。"))))
    if len(questions) > MAX_QUESTIONS:
        text = N_("题目最多 %(limit)d 个，现有 %(count)d 个。问卷过长，填写的人会中途放弃。")
        problems.append(Problem(Message(text, {"limit": MAX_QUESTIONS, "count": len(questions)})))
    return problems
