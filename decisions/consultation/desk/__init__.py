"""Staff pages of the consultation feature: rounds and notices, drafts, opinions, offline events."""

from decisions.consultation.desk import changes, drafts, entering, events, hearings, opinions, rounds
from decisions.consultation.desk.access import blueprint

__all__ = ["blueprint", "changes", "drafts", "entering", "events", "hearings", "opinions", "rounds"]
