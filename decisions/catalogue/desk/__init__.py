"""Staff pages of the catalogue: import with a preview, items by hand, consent, submission and approval."""

from decisions.catalogue.desk import compiling, importing, publishing
from decisions.catalogue.desk.overview import blueprint

__all__ = ["blueprint", "compiling", "importing", "publishing"]
