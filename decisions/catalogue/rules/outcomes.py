"""What became of a year's items: the year's completion. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from decisions.catalogue.rules.stages import Stage
from decisions.errors import N_


class Outcome(StrEnum):
    """What became of an item in its year; every item has exactly one."""

    ISSUED = "issued"
    UNDER_WAY = "under_way"
    CARRIED_OVER = "carried_over"
    WITHDRAWN = "withdrawn"


OUTCOME_LABELS: Final[Mapping[Outcome, str]] = {
    Outcome.ISSUED: N_("已出台"),
    Outcome.UNDER_WAY: N_("正在办理"),
    Outcome.CARRIED_OVER: N_("结转下年度"),
    Outcome.WITHDRAWN: N_("已撤销"),
}


def outcome_of(stage: Stage, *, year: int, issued_on: date | None, is_carried_over: bool) -> Outcome:
    """Return what became of a year's item.

    Shape:  issued_on is the day on which the decision's issuing was published; is_carried_over tells
            whether the following catalogue lists it.
    What was issued after the year's end and stands in the next catalogue was carried over and counts there.
    """
    if stage is Stage.WITHDRAWN:
        return Outcome.WITHDRAWN
    if is_carried_over and (issued_on is None or issued_on.year > year):
        return Outcome.CARRIED_OVER
    return Outcome.UNDER_WAY if issued_on is None else Outcome.ISSUED


def count_outcomes(outcomes: Iterable[Outcome]) -> dict[Outcome, int]:
    """Return how many there are of each outcome, those of which there are none included."""
    found = Counter(outcomes)
    return {outcome: found[outcome] for outcome in Outcome}
