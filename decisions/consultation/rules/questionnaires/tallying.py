"""What the answers to a questionnaire add up to: totals by question, never one question by another.

Crossing questions would let few people be told from their answers, so no such table is made.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from decisions.consultation.rules.questionnaires import Option, Question, QuestionKind
from decisions.consultation.rules.questionnaires.answering import Answers


@dataclass(frozen=True, slots=True)
class WordCounts:
    """How many texts a question brought, and what the public sees of them."""

    shown: int = 0
    withheld: int = 0
    undecided: int = 0
    by_reason: tuple[tuple[str, int], ...] = ()

    @property
    def received(self) -> int:
        """All of them."""
        return self.shown + self.withheld + self.undecided


@dataclass(frozen=True, slots=True)
class Tally:
    """The totals of one question.

    Shape:  counts in the order of the choices, zeros included; answered counts people, so those of a
            multiple choice may add up to more.
    """

    question: Question
    counts: tuple[tuple[Option, int], ...]
    answered: int
    skipped: int
    words: WordCounts

    @property
    def mean(self) -> str:
        """The mean of a scale with two decimals, empty where nobody answered or nothing is measured."""
        if self.question.kind is not QuestionKind.SCALE or not self.answered:
            return ""
        total = sum(int(option.key) * count for option, count in self.counts)
        hundredths = (total * 200 + self.answered) // (2 * self.answered)  # rounded, half up, no floats
        return f"{hundredths // 100}.{hundredths % 100:02}"

    def as_json(self) -> dict[str, Any]:
        """Return the totals as they are published."""
        return {
            "key": self.question.key,
            "kind": self.question.kind.value,
            "text": self.question.text,
            "low_label": self.question.low_label,
            "high_label": self.question.high_label,
            "options": [
                {"key": option.key, "label": option.label, "count": count} for option, count in self.counts
            ],
            "answered": self.answered,
            "skipped": self.skipped,
            "mean": self.mean,
            "has_words": self.question.has_words,
            "words": {
                "received": self.words.received,
                "shown": self.words.shown,
                "withheld": self.words.withheld,
                "withheld_by_reason": [
                    {"reason": reason, "count": count} for reason, count in self.words.by_reason
                ],
            },
        }


def tallies(
    questions: Sequence[Question],
    *,
    total: int,
    chosen: Mapping[tuple[str, str], int],
    answered: Mapping[str, int],
    words: Mapping[str, WordCounts],
) -> list[Tally]:
    """Return the totals of every question from what was counted.

    Shape:  total answers; chosen by (question, choice); answered by question, people once; words by question.
    """
    return [
        Tally(
            question=question,
            counts=tuple((option, chosen.get((question.key, option.key), 0)) for option in question.choices),
            answered=answered.get(question.key, 0),
            skipped=total - answered.get(question.key, 0),
            words=words.get(question.key, WordCounts()),
        )
        for question in questions
    ]


def tally_answers(questions: Sequence[Question], everybody: Iterable[Answers]) -> list[Tally]:
    """Return the totals of answers at hand, texts undecided; what the database counts must equal this."""
    chosen: Counter[tuple[str, str]] = Counter()
    answered: Counter[str] = Counter()
    words: Counter[str] = Counter()
    total = 0
    for answers in everybody:
        total += 1
        for key, given in answers.items():
            answered[key] += 1
            chosen.update((key, option) for option in given.chosen)
            words[key] += bool(given.words)
    undecided = {key: WordCounts(undecided=count) for key, count in words.items()}
    return tallies(questions, total=total, chosen=chosen, answered=answered, words=undecided)


def percent(count: int, whole: int) -> str:
    """Return a share with one decimal, 12.5%; a dash of nothing."""
    if not whole:
        return "—"
    tenths = (count * 2000 + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"
