"""Reading the spreadsheet in which an office answers its opinions.

The columns are those of a list of opinions (consultation), so the file in which an office collected and
sorted them will do as it is; and so will the one that the desk hands out to be filled in (documents).
"""

from typing import Final

from decisions.consultation.spreadsheets.columns import COLUMNS, DISPOSITION, NUMBER, REASON, TOPIC
from decisions.feedback.rules.importing import AnswerRow
from decisions.services.spreadsheet.headings import Column, find_header, is_footer
from decisions.services.spreadsheet.table import Row, Sheet
from decisions.services.spreadsheet.text import clean_text, one_line

CHANGED: Final = "changed_clause"
_CHANGED_COLUMN: Final = Column(CHANGED, "修改条款", ("采纳条款", "修改的条款", "对应修改条款"))
_NEEDED: Final = frozenset({NUMBER, DISPOSITION})


def read_answers(sheet: Sheet) -> list[AnswerRow]:
    """Return the answer on each row that names an opinion or a disposition.

    Raises: HeaderNotFoundError; SpreadsheetUnreadableError on the way.
    """
    header = find_header(sheet, (*COLUMNS, _CHANGED_COLUMN), _NEEDED)
    columns = {column.field: column.index for column in header.columns if column.field}
    rows = (_read(row, columns) for row in header.body() if not is_footer(row))
    return [row for row in rows if row.number or row.disposition]


def _read(row: Row, columns: dict[str, int]) -> AnswerRow:
    return AnswerRow(
        row=row.number,
        number=_text(row, columns.get(NUMBER)),
        disposition=_text(row, columns.get(DISPOSITION)),
        reason=_text(row, columns.get(REASON), lines=True),
        topic=_text(row, columns.get(TOPIC)),
        clause_text=_text(row, columns.get(CHANGED)),
    )


def _text(row: Row, column: int | None, *, lines: bool = False) -> str:
    value = row.value(column)
    text = clean_text(value) if isinstance(value, str) else str(value)
    return text if lines else one_line(text)
