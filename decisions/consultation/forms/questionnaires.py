"""Forms of a questionnaire: what the public fills in, what is typed from paper, how a question is built.

The fields of an answer are made from the questions as they were published.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from decisions.consultation.forms.choices import choices_of
from decisions.consultation.operations.questionnaires import AnswerInput
from decisions.consultation.rules import CHANNEL_LABELS, SUBMITTER_LABELS, Channel, SubmitterType
from decisions.consultation.rules.questionnaires import (
    MAX_HELP,
    MAX_INTRODUCTION,
    MAX_OTHER,
    MAX_QUESTION,
    MAX_TITLE,
    OTHER,
    OTHER_LABEL,
    SCALES,
    Question,
    QuestionKind,
    options_of,
)
from decisions.consultation.rules.questionnaires.answering import (
    Given,
    answer_problems,
    choice_field,
    read_typed,
    tidied,
    typed_form,
    words_field,
)
from decisions.errors import DecisionsError, Problem
from decisions.web.forms import Form, OnceForm
from decisions.web.i18n import translate


class _AtMost:
    """Says how long a text may be, for the page to count; the rules refuse a longer one in their words."""

    def __init__(self, most: int) -> None:
        self.field_flags = {"maxlength": most}

    def __call__(self, form: Form, field: Any) -> None:
        """Refuse nothing."""


class _OfQuestions(OnceForm):
    """A form made from questions; what the rules find is shown at the question it concerns."""

    questions: ClassVar[Sequence[Question]] = ()
    may_skip: ClassVar[bool] = False

    def answers(self) -> dict[str, Given]:
        """Return what was answered, by question."""
        raise NotImplementedError

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the answers together with everything else, so that all is told at once."""
        is_valid = super().validate(extra_validators)
        answers = tidied(self.questions, self.answers())
        problems = answer_problems(self.questions, answers, may_skip=self.may_skip)
        self._mark(problems)
        return bool(is_valid) and not problems

    def _mark(self, problems: Sequence[Problem]) -> None:
        for problem in problems:
            field = self._fields[self._field_of(problem)]
            field.errors = [*field.errors, translate(problem.message)]

    def _field_of(self, problem: Problem) -> str:
        return problem.field or ""


def _submitter(code: str | None) -> SubmitterType:
    """Return the kind of submitter; the form refuses what is none before this counts."""
    return SubmitterType(code) if code in set(SubmitterType) else SubmitterType.INDIVIDUAL


class AnswerForm(_OfQuestions):
    """What somebody answers, without an account and without a name."""

    def answers(self) -> dict[str, Given]:
        """Return what was ticked and typed, by question."""
        return {question.key: self._given(question) for question in self.questions}

    def _given(self, question: Question) -> Given:
        data = self._fields[choice_field(question.key)].data
        if question.kind is QuestionKind.TEXT:
            return Given(words=data or "")
        words = self._fields[words_field(question)].data or "" if question.takes_other else ""
        if question.kind is QuestionKind.MULTIPLE:
            return Given(tuple(data or ()), words)
        return Given((data,) if data else (), words)

    def fill(self, answers: dict[str, Given]) -> None:
        """Show answers given before."""
        for question in self.questions:
            given, field = answers.get(question.key, Given()), self._fields[choice_field(question.key)]
            if question.kind is QuestionKind.TEXT:
                field.data = given.words
                continue
            if question.kind is QuestionKind.MULTIPLE:
                field.data = list(given.chosen)
            else:
                field.data = next(iter(given.chosen), None)
            if question.takes_other:
                self._fields[words_field(question)].data = given.words

    def as_input(self) -> AnswerInput:
        """Return what was filled in, as the operation takes it."""
        version = self._fields["version"].data or ""
        return AnswerInput(
            answers=self.answers(),
            submitter_type=_submitter(self._fields["submitter_type"].data),
            consent=bool("consent" in self._fields and self._fields["consent"].data),
            version=int(version) if version.isdecimal() and len(version) < 10 else 0,
        )


def answer_form(questions: Sequence[Question], *, version: int, asks_consent: bool = True) -> AnswerForm:
    """Return the form of these questions, its fields in the order of the page."""
    members: dict[str, Any] = {"questions": tuple(questions), "version": HiddenField()}
    if not asks_consent:
        members["revision"] = HiddenField()
    for question in questions:
        members.update(_fields_of(question))
    members["submitter_type"] = RadioField(
        _l("提交者类型"),
        choices=_offered(choices_of(SUBMITTER_LABELS)),
        default=SubmitterType.INDIVIDUAL.value,
        validators=[InputRequired(_l("请选择您以什么身份填写。"))],
    )
    if asks_consent:
        members["consent"] = BooleanField(
            _l("我已阅读个人信息处理说明，同意按说明处理我提交的内容"),
            validators=[InputRequired(_l("请阅读个人信息处理说明，同意后勾选，再提交。"))],
        )
        members |= {
            "challenge": HiddenField(validators=[Length(max=200)]),
            "solution": HiddenField(validators=[Length(max=20)]),
            "answer": StringField(_l("请回答"), validators=[Length(max=20)]),
        }
    form: AnswerForm = type("QuestionnaireForm", (AnswerForm,), members)()
    form._fields["version"].data = form._fields["version"].data or str(version)
    return form


def _offered(choices: Sequence[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in choices]


def _fields_of(question: Question) -> dict[str, Any]:
    made = {choice_field(question.key): _MAKERS[question.kind](question)}
    if question.takes_other:
        made[words_field(question)] = StringField(OTHER_LABEL, validators=[_AtMost(MAX_OTHER)])
    return made


def _choices(question: Question) -> list[tuple[str, str]]:
    ends = {"1": question.low_label, str(question.points): question.high_label}
    return [
        (option.key, translate(OTHER_LABEL) if option.key == OTHER else _with(option.label, ends))
        for option in question.choices
    ]


def _with(label: str, ends: dict[str, str]) -> str:
    """Return a point of a scale with what it means, where it is an end."""
    return f"{label}（{ends[label]}）" if ends.get(label) else label


def _single(question: Question) -> Any:
    return RadioField(question.text, choices=_offered(_choices(question)), validate_choice=False)


def _multiple(question: Question) -> Any:
    return SelectMultipleField(
        question.text,
        choices=_offered(_choices(question)),
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


def _text(question: Question) -> Any:
    return TextAreaField(question.text, validators=[_AtMost(question.length)])


_MAKERS = {
    QuestionKind.SINGLE: _single,
    QuestionKind.MULTIPLE: _multiple,
    QuestionKind.SCALE: _single,
    QuestionKind.TEXT: _text,
}


class PaperForm(_OfQuestions):
    """A questionnaire filled in on paper, typed in by the numbers of the options."""

    may_skip = True

    def answers(self) -> dict[str, Given]:
        """Return what was typed, by question."""
        return {
            question.key: read_typed(question, self._fields[choice_field(question.key)].data or "")
            for question in self.questions
        }

    def _field_of(self, problem: Problem) -> str:
        return (problem.field or "").removesuffix("-other")  # one field for both

    def fill(self, answers: dict[str, Given]) -> None:
        """Show answers given before."""
        for question in self.questions:
            given = answers.get(question.key, Given())
            self._fields[choice_field(question.key)].data = typed_form(question, given)

    def as_input(self) -> AnswerInput:
        """Return what was typed, as the operation takes it."""
        return AnswerInput(self.answers(), _submitter(self._fields["submitter_type"].data))


def paper_form(questions: Sequence[Question]) -> PaperForm:
    """Return the form into which paper is typed: what stays the same from sheet to sheet comes last."""
    members: dict[str, Any] = {"questions": tuple(questions)}
    for question in questions:
        is_text = question.kind is QuestionKind.TEXT
        kind = TextAreaField if is_text else StringField
        members[choice_field(question.key)] = kind(
            question.text, validators=[_AtMost(question.length)] if is_text else []
        )
    offline = [channel for channel in Channel if channel not in {Channel.WEB, Channel.APP}]
    members |= {
        "number": StringField(_l("本单位编号"), validators=[Length(max=30)]),
        "channel": SelectField(
            _l("渠道"), choices=_offered(choices_of(CHANNEL_LABELS, offline)), default=Channel.WRITTEN.value
        ),
        "received_on": DateField(
            _l("收到日期"), validators=[InputRequired(_l("请填写收到日期，格式如 2026-06-23。"))]
        ),
        "submitter_type": SelectField(
            _l("提交者类型"),
            choices=_offered(choices_of(SUBMITTER_LABELS)),
            default=SubmitterType.INDIVIDUAL.value,
        ),
    }
    form: PaperForm = type("PaperQuestionnaireForm", (PaperForm,), members)()
    return form


class DescriptionForm(Form):
    """Title and introduction of a questionnaire."""

    revision = HiddenField()
    title = StringField(
        _l("问卷标题"), validators=[InputRequired(_l("请填写问卷标题。")), Length(max=MAX_TITLE)]
    )
    introduction = TextAreaField(
        _l("卷首说明"),
        description=_l("为什么做这次调查，结果怎样使用。显示在题目之前。"),
        validators=[Length(max=MAX_INTRODUCTION)],
    )


def whole_number(typed: str | None) -> int:
    """Return the number in a hidden field, -1 for what is none."""
    return int(typed) if typed and typed.isdecimal() and len(typed) < 10 else -1


class QuestionForm(Form):
    """One question; what does not belong to its kind is left out."""

    revision = HiddenField()
    text = StringField(_l("题目"), validators=[InputRequired(_l("请填写题目。")), Length(max=MAX_QUESTION)])
    help = StringField(
        _l("填写说明"), description=_l("显示在题目下面，可以不填。"), validators=[Length(max=MAX_HELP)]
    )
    required = BooleanField(_l("必答"))
    options = TextAreaField(_l("选项"), description=_l("每行一个。"), validators=[Length(max=5000)])
    takes_other = BooleanField(_l("最后加上“其他（请填写）”"))
    least = IntegerField(_l("最少选几项"), description=_l("0 表示不限。"), default=0, validators=[Optional()])
    most = IntegerField(_l("最多选几项"), description=_l("0 表示不限。"), default=0, validators=[Optional()])
    points = RadioField(
        _l("分值"),
        choices=[SelectChoice(str(each), _l("1 至 %(points)d 分", points=each)) for each in SCALES],
        default=str(SCALES[0]),
    )
    low_label = StringField(_l("1 分的含义"), description=_l("例如“很不满意”。"))
    high_label = StringField(_l("最高分的含义"), description=_l("例如“很满意”。"))
    length = IntegerField(_l("最多多少字"), validators=[Optional()])

    @classmethod
    def of(cls, question: Question, revision: int) -> "QuestionForm":
        """Return the form of a question, filled with what it says."""
        form = cls(data={**question.as_json(), **_shown(question), "revision": revision})
        for name in _NOT_OF_KIND[question.kind]:
            del form[name]
        return form

    def as_question(self, question: Question) -> Question:
        """Return the question as it was filled in; question says which, and of what kind."""
        filled: dict[str, Any] = {
            "text": " ".join((self.text.data or "").split()),
            "help": " ".join((self.help.data or "").split()),
            "required": bool(self.required.data),
        }
        for name, read in _READERS.items():
            if name in self._fields:
                filled[name] = read(self._fields[name].data)
        return replace(question, **filled)

    def absorb(self, error: DecisionsError) -> None:
        """Show each problem at its field."""
        own = [problem for problem in error.problems if problem.field in self._fields]
        for problem in own:
            field = self._fields[problem.field]
            field.errors = [*field.errors, translate(problem.message)]
        if not own:
            super().absorb(error)


def _shown(question: Question) -> dict[str, Any]:
    """Return what the form shows otherwise than it is stored."""
    return {
        "options": "\n".join(option.label for option in question.options),
        "points": str(question.points or SCALES[0]),
        "length": question.length or _USUAL_LENGTH,
    }


_USUAL_LENGTH = 500
_CHOICE = ("options", "takes_other")
_BOUNDS = ("least", "most")
_SCALE = ("points", "low_label", "high_label")
_NOT_OF_KIND = {
    QuestionKind.SINGLE: (*_BOUNDS, *_SCALE, "length"),
    QuestionKind.MULTIPLE: (*_SCALE, "length"),
    QuestionKind.SCALE: (*_CHOICE, *_BOUNDS, "length"),
    QuestionKind.TEXT: (*_CHOICE, *_BOUNDS, *_SCALE),
}
_READERS: dict[str, Any] = {
    "options": lambda typed: options_of(typed or ""),
    "takes_other": bool,
    "least": lambda typed: typed or 0,
    "most": lambda typed: typed or 0,
    "points": lambda typed: int(typed) if typed in set(map(str, SCALES)) else 0,
    "low_label": lambda typed: " ".join((typed or "").split()),
    "high_label": lambda typed: " ".join((typed or "").split()),
    "length": lambda typed: typed or 0,
}


def answer_hint(question: Question) -> str:
    """Return how a question is answered, where its kind does not say it by itself."""
    if question.kind is QuestionKind.MULTIPLE:
        least, most = question.bounds
        if least == most:
            return str(_("请选择 %(count)d 项。", count=least))
        if question.least > 1:
            return str(_("请选择 %(least)d 至 %(most)d 项。", least=least, most=most))
        return str(_("最多选择 %(most)d 项。", most=most) if question.most else _("可以选择多项。"))
    return ""
