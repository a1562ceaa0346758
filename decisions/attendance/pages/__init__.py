"""Public pages of attendance: calls and what came of them, and the form to sign up."""

from decisions.attendance.pages import objecting, own, pool, signing_up
from decisions.attendance.pages.browsing import blueprint

__all__ = ["blueprint", "objecting", "own", "pool", "signing_up"]
