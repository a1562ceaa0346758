"""Staff pages of the consultation feature: rounds, drafts, opinions, questionnaires, offline events."""

from decisions.consultation.desk import (
    answers,
    changes,
    drafts,
    entering,
    events,
    hearings,
    importing,
    opinions,
    questionnaires,
    rounds,
)
from decisions.consultation.desk.access import blueprint

__all__ = [
    "answers",
    "blueprint",
    "changes",
    "drafts",
    "entering",
    "events",
    "hearings",
    "importing",
    "opinions",
    "questionnaires",
    "rounds",
]
