"""The yearly catalogue as offices keep it in spreadsheets: read into items and problems, never written to
the database here (see operations).

    result = read_catalogue(read_table(name, data), year=2026)
    result.items, result.problems, result.columns, result.preamble, result.as_json()
"""

from decisions.catalogue.spreadsheets.reading import read_catalogue
from decisions.catalogue.spreadsheets.result import CatalogueReading, ReadItem

__all__ = ["CatalogueReading", "ReadItem", "read_catalogue"]
