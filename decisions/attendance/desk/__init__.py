"""Staff pages of attendance, in the order of the work."""

from decisions.attendance.desk import (
    calls,
    check_in,
    checking,
    draws,
    representatives,
    sign_ups,
    statements,
    year,
)
from decisions.attendance.desk.access import blueprint

__all__ = [
    "blueprint",
    "calls",
    "check_in",
    "checking",
    "draws",
    "representatives",
    "sign_ups",
    "statements",
    "year",
]
