"""Staff pages of the catalogue: proposals, their review and acceptance; items from a table or by hand, order
and carrying over; consent, submission and approval."""

from decisions.catalogue.desk import (
    carrying,
    compiling,
    deciding,
    importing,
    proposals,
    proposing,
    publishing,
)
from decisions.catalogue.desk.overview import blueprint

__all__ = [
    "blueprint",
    "carrying",
    "compiling",
    "deciding",
    "importing",
    "proposals",
    "proposing",
    "publishing",
]
