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
_SAID_BEFORE: Final = re.compile(r"^(?:经|由|以|据|根据|文号|同意|批准)+")
_DAY: Final = r"\d{4}\s?[年./-]\s?\d{1,2}\s?[月./-]\s?\d{1,2}日?"
_DATE: Final = re.compile(_DAY)
_CONSENT: Final = re.compile(r"同意|批准|审定")
_BEFORE_CONSENT: Final = re.compile(r"文?件?批?复?(?=同意|批准|审定)")  # 浦委〔2026〕21号文同意
_MADE_PUBLIC: Final = "(?:公布|发布|公开|印发)"
_PUBLISHED: Final = re.compile(rf"{_MADE_PUBLIC}(?:日期|时间)?[:：]\s*{_DAY}|{_DAY}\s?{_MADE_PUBLIC}")
_YEAR_IN_TITLE: Final = re.compile(r"(\d{4})\s?年度?")


@dataclass(slots=True)
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
    """Return the facts in the rows above the header; of several that contend, the first."""
    lines = [text for row in above for text in _texts(row)]
    preamble = Preamble(next((line for line in lines if "目录" in line), next(iter(lines), "")))
    for line in lines:
        if line != preamble.title:
            _add_facts(preamble, line)
    return preamble


def _texts(row: Row) -> list[str]:
    """Return the different texts of a row, in order."""
    return list(dict.fromkeys(text for text in map(row.text, range(len(row.cells))) if text))


def _add_facts(preamble: Preamble, line: str) -> None:
    published = _PUBLISHED.search(line)
    if published:
        preamble.published_on = preamble.published_on or _date_in(published[0])
        line = line.replace(published[0], "；")
    numbers = list(_DOCUMENT_NUMBER.finditer(line))
    consent = _CONSENT.search(line)
    if consent:
        number = _number_of_consent(numbers, consent)
        if number:
            numbers.remove(number)
            preamble.consent_number = preamble.consent_number or _plain(number)
        on = _date_in(line[consent.end() :]) or _date_in(line[: consent.start()])
        preamble.consent_on = preamble.consent_on or on
    if numbers:
        preamble.document_number = preamble.document_number or _plain(numbers[0])


def _number_of_consent(numbers: Sequence[re.Match[str]], consent: re.Match[str]) -> re.Match[str] | None:
    """Return the number by which consent was given: right before the word, else the first after it."""
    before = (number for number in numbers if _BEFORE_CONSENT.match(number.string, number.end()))
    after = (number for number in numbers if number.end() > consent.end())
    return next(before, None) or next(after, None)


def _plain(number: re.Match[str]) -> str:
    return _SAID_BEFORE.sub("", number[0])


def _date_in(text: str) -> date | None:
    found = _DATE.search(half_width(text))
    if found is None:
        return None
    try:
        return date(*(int(part) for part in re.findall(r"\d+", found[0])))
    except ValueError:
        return None
