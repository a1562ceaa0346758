"""Public pages of the consultation feature: what is out for comment, and the form to comment."""

from decisions.consultation.pages import events, responding
from decisions.consultation.pages.browsing import blueprint

__all__ = ["blueprint", "events", "responding"]
