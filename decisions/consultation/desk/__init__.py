"""Staff pages of the consultation feature: rounds and notices, drafts, opinions, offline events."""

from decisions.consultation.desk import drafts, entering, events, opinions, rounds
from decisions.consultation.desk.access import blueprint

__all__ = ["blueprint", "drafts", "entering", "events", "opinions", "rounds"]
