"""Opinions as offices collect them in spreadsheets: read row by row, never written to the database here.

for verdict in read_opinions(read_table(name, data), year=2026):
    ...  # a ReadOpinion, or a RowNote: refused, skipped, a warning
"""

from decisions.consultation.spreadsheets.opinions import ReadOpinion, opinions_json
from decisions.consultation.spreadsheets.reading import read_opinions

__all__ = ["ReadOpinion", "opinions_json", "read_opinions"]
