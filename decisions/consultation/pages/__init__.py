"""Public pages of the consultation feature: what is out for comment, the form, what a receipt allows."""

from decisions.consultation.pages import events, questionnaires, receipts, responding
from decisions.consultation.pages.browsing import blueprint

__all__ = ["blueprint", "events", "questionnaires", "receipts", "responding"]
