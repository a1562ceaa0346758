"""What stands above a catalogue's header: title, document number, the party committee's consent, dates."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from decisions.services.spreadsheet.table import Row
from decisions.services.spreadsheet.text import half_width

_DOCUMENT_NUMBER: Final = re.compile(
    r"[\u4e00-\u9fff]{1,12}(?:[（(][\u4e00-\u9fff]{1,6}[）)])?"  # 浦府办, 浦委（演示）
    r"\s?[〔\[［(（【]\s?\d{4}\s?[〕\]］)）】]\s?第?\d{1,5}号"
)
_DATE: Final = re.compile(r"(\d{4})\s?[年./-]\s?(\d{1,2})\s?[月./-]\s?(\d{1,2})日?")
_CONSENT: Final = re.compile(r"同意|批准|审定")
_PUBLISHED: Final = re.compile(r"公布|发布|公开|印发")
_SAID_BEFORE: Final = re.compile(r"^(?:经|由|以|据|根据|文号|同意)+")
_YEAR_IN_TITLE: Final = re.compile(r"(\d{4})\s?年度?")
_CLAUSES: Final = re.compile(r"[（(](?![\u4e00-\u9fff]{1,6}[）)]|\d{4}[）)])|[；;。]")


@dataclass(frozen=True, slots=True)
class Preamble:
    """The facts about the whole document; empty or None where the file doesn't say."""

    title: str = ""
    document_number: str = ""
    consent_number: str = ""
    consent_on: date | None = None
    published_on: date | None = None

    @property
    def year(self) -> int | None:
        """The year that the title names."""
        match = _YEAR_IN_TITLE.search(half_width(self.title))
        return int(match[1]) if match else None


def read_preamble(above: Sequence[Row]) -> Preamble:
    """Return the facts in the rows above the header."""
    lines = [text for row in above for text in _texts(row)]
    title = next((line for line in lines if "目录" in line), next(iter(lines), ""))
    document_number = consent_number = ""
    consent_on = published_on = None
    for clause in (clause for line in lines if line != title for clause in _CLAUSES.split(line)):
        number = _DOCUMENT_NUMBER.search(clause)
        if _CONSENT.search(clause):
            consent_number = consent_number or _plain_number(number)
            consent_on = consent_on or _date_in(clause)
        else:
            document_number = document_number or _plain_number(number)
            if _PUBLISHED.search(clause):
                published_on = published_on or _date_in(clause)
    return Preamble(title, document_number, consent_number, consent_on, published_on)


def _texts(row: Row) -> list[str]:
    """Return the different texts of a row, in order."""
    return list(dict.fromkeys(text for text in map(row.text, range(len(row.cells))) if text))


def _plain_number(match: re.Match[str] | None) -> str:
    return _SAID_BEFORE.sub("", match[0]) if match else ""


def _date_in(text: str) -> date | None:
    match = _DATE.search(half_width(text))
    if match is None:
        return None
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None
