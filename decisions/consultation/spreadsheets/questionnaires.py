"""The results of a questionnaire as a table: one line for each option, one for each text that is shown."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from decisions.consultation.rules.questionnaires import KIND_LABELS, QuestionKind
from decisions.consultation.rules.questionnaires.tallying import percent
from decisions.services.spreadsheet.writing import Cell, write_csv

_HEADINGS = ("题号", "题目", "题型", "选项", "人数", "占回答人数", "文字内容")


def results_csv(payload: Mapping[str, Any], texts: Mapping[str, Sequence[str]]) -> bytes:
    """Return the results as .csv; what begins like a formula stays a text.

    Shape:  payload as it was published; texts by question, those that are shown.
    """
    return write_csv(_HEADINGS, _rows(payload, texts))


def _rows(payload: Mapping[str, Any], texts: Mapping[str, Sequence[str]]) -> Iterator[Sequence[Cell]]:
    for number, question in enumerate(payload["questions"], start=1):
        kind = QuestionKind(question["kind"])
        head = (number, question["text"], KIND_LABELS[kind])
        for option in question["options"]:
            share = percent(option["count"], question["answered"])
            yield *head, option["label"], option["count"], share, ""
        if question["mean"]:
            yield *head, "平均分", "", "", question["mean"]
        yield *head, "回答人数", question["answered"], "", ""
        yield *head, "未回答人数", question["skipped"], "", ""
        for text in texts.get(question["key"], ()):
            yield *head, "文字回答", "", "", text
