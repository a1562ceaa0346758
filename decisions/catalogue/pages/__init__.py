"""Public pages of the catalogue: the year's list with its filters, every version, two side by side, files."""

from decisions.catalogue.pages import comparing, files, listing
from decisions.catalogue.pages.selecting import blueprint

__all__ = ["blueprint", "comparing", "files", "listing"]
