"""What a questionnaire (问卷调查, R6) asks. Pure: values in, verdict out.

The verdicts are beside it: `building` (what a question needs before it may be asked), `answering` (what an
answer may hold), `tallying` (what the answers add up to).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from decisions.errors import N_

MAX_QUESTIONS: Final = 50
MAX_OPTIONS: Final = 30
MAX_QUESTION: Final = 300
MAX_OPTION: Final = 100
MAX_HELP: Final = 500
MAX_TITLE: Final = 200
MAX_INTRODUCTION: Final = 3000
MAX_TEXT: Final = 2000
MAX_OTHER: Final = 100
SCALES: Final = (5, 10)

RECEIPT_PREFIX: Final = "WJ"
OTHER: Final = "other"  # the key of 其他（请填写）
OTHER_LABEL: Final = N_("其他（请填写）")


class QuestionKind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    SCALE = "scale"
    TEXT = "text"


KIND_LABELS = {
    QuestionKind.SINGLE: N_("单选题"),
    QuestionKind.MULTIPLE: N_("多选题"),
    QuestionKind.SCALE: N_("量表题"),
    QuestionKind.TEXT: N_("填空题"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose; its key is stable within the question."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Shape:  options of a choice; takes_other adds 其他（请填写）; least and most bound how many may be
            chosen of a multiple choice (0: unbounded); points is 5 or 10 on a scale, with words for its
            two ends; length bounds a text. What does not belong to the kind is empty.
    """

    key: str
    kind: QuestionKind
    text: str
    help: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()
    takes_other: bool = False
    least: int = 0
    most: int = 0
    points: int = 0
    low_label: str = ""
    high_label: str = ""
    length: int = 0

    @property
    def choices(self) -> tuple[Option, ...]:
        """Everything that can be chosen, in order: options, 其他, or the points of a scale."""
        if self.kind is QuestionKind.SCALE:
            return tuple(Option(str(point), str(point)) for point in range(1, self.points + 1))
        other = (Option(OTHER, OTHER_LABEL),) if self.takes_other else ()
        return self.options + other

    @property
    def has_words(self) -> bool:
        """Whether an answer may hold words of one's own."""
        return self.kind is QuestionKind.TEXT or self.takes_other

    @property
    def bounds(self) -> tuple[int, int]:
        """The fewest and the most that may be chosen by whoever answers a multiple choice at all."""
        return max(1, self.least), self.most or len(self.choices)

    def as_json(self) -> dict[str, Any]:
        """Return the question as it is stored and published: every member always there."""
        return {
            "key": self.key,
            "kind": self.kind.value,
            "text": self.text,
            "help": self.help,
            "required": self.required,
            "options": [{"key": option.key, "label": option.label} for option in self.options],
            "takes_other": self.takes_other,
            "least": self.least,
            "most": self.most,
            "points": self.points,
            "low_label": self.low_label,
            "high_label": self.high_label,
            "length": self.length,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Question":
        """Return what as_json wrote."""
        options = tuple(Option(each["key"], each["label"]) for each in stored["options"])
        return cls(**{**stored, "kind": QuestionKind(stored["kind"]), "options": options})


def read_questions(stored: Iterable[Mapping[str, Any]]) -> list[Question]:
    """Return the questions of a stored or published questionnaire, in their order."""
    return [Question.from_json(each) for each in stored]


def options_of(lines: str) -> tuple[Option, ...]:
    """Return the options that lines name, one a line, empty lines left out."""
    labels = [" ".join(line.split()) for line in lines.splitlines()]
    return tuple(Option(str(place), label) for place, label in enumerate(filter(None, labels), start=1))


def free_key(questions: Sequence[Question]) -> str:
    """Return a key that no question has: q1, q2 …"""
    return f"q{max((int(question.key[1:]) for question in questions), default=0) + 1}"


def moved(questions: Sequence[Question], key: str, *, up: bool) -> list[Question]:
    """Return the questions with one of them a place further up or down; at the end it stays."""
    order = list(questions)
    place = next(index for index, question in enumerate(order) if question.key == key)
    other = place - 1 if up else place + 1
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    return order
