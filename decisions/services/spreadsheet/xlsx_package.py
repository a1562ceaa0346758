"""What an .xlsx says about itself: its parts, its sheets, which cell styles are dates, its shared texts.

The portal reads the parts itself, as a stream: openpyxl's read-only mode hides merged cells and formulas
without a stored result, its normal mode holds everything in memory.
"""

import re
import zipfile
import zlib
from array import array
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import Enum, auto
from pathlib import PurePosixPath
from typing import IO, Final, NamedTuple

from decisions.services.spreadsheet.errors import (
    MacroSpreadsheetError,
    NotASpreadsheetError,
    OldSpreadsheetError,
    OtherSpreadsheetError,
    SpreadsheetUnreadableError,
)
from decisions.services.spreadsheet.limits import (
    MAX_PARTS,
    MAX_SIDE_PART_BYTES,
    MAX_UNPACKED_BYTES,
    too_large,
)
from decisions.services.spreadsheet.xml_stream import Attributes, Listener, read_xml

_WORKBOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_STYLES: Final = "xl/styles.xml"
_SHARED_TEXTS: Final = "xl/sharedStrings.xml"
_STRICT: Final = "purl.oclc.org/ooxml"

# Number formats that Chinese programs use by number alone, without writing them down in the file.
_CHINESE_FORMATS: Final[Mapping[int, str]] = (
    dict.fromkeys((27, 36, 50, 52, 57), "yyyy年m月")
    | dict.fromkeys((28, 29, 51, 53, 54, 58), "m月d日")
    | {30: "m-d-yy", 31: "yyyy年m月d日"}
    | dict.fromkeys((32, 33, 34, 35, 55, 56), "h时mm分")
)
_NOT_A_PLACEHOLDER: Final = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|[_*].|;.*', re.S)


class NumberKind(Enum):
    """What a number in a cell stands for."""

    PLAIN = auto()
    MOMENT = auto()  # a date, a time of day, or both
    MONTH = auto()  # a date shown as year and month only
    DURATION = auto()


class SheetPart(NamedTuple):
    """One sheet that a person sees, and the part that holds its cells."""

    title: str
    part: str


class SharedTexts:
    """The texts that cells name by number, in one buffer: a list of strings would weigh twice as much."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._ends = array("Q")

    def append(self, text: str) -> None:
        """Add the next text."""
        self._buffer += text.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._buffer))

    def __getitem__(self, index: int) -> str:
        if not 0 <= index < len(self._ends):
            raise SpreadsheetUnreadableError
        start = self._ends[index - 1] if index else 0
        return self._buffer[start : self._ends[index]].decode("utf-8", "surrogatepass")


class Package(NamedTuple):
    """What is needed to read the sheets' cells."""

    sheets: tuple[SheetPart, ...]
    from_1904: bool
    number_kinds: tuple[NumberKind, ...]  # by cell style
    shared_texts: SharedTexts


def read_package(archive: zipfile.ZipFile) -> Package:
    """Return what an archive says about its sheets.

    Raises: a SpreadsheetUnreadableError that says what the archive is instead, or that it is too large.
    """
    names = _checked_names(archive)
    workbook, relations = _Workbook(), _Relations()
    styles, texts = _Styles(), _SharedTextsListener()
    for part, listener in ((_WORKBOOK, workbook), (_RELATIONS, relations), (_STYLES, styles)):
        if part in names:
            if archive.getinfo(part).file_size > MAX_SIDE_PART_BYTES:
                raise too_large()
            _read_part(archive, part, listener)
    if _SHARED_TEXTS in names:
        _read_part(archive, _SHARED_TEXTS, texts)
    sheets = (SheetPart(title, relations.parts.get(relation, "")) for title, relation in workbook.visible)
    return Package(
        tuple(sheet for sheet in sheets if sheet.part in names),
        workbook.from_1904,
        styles.number_kinds(),
        texts.texts,
    )


@contextmanager
def open_part(archive: zipfile.ZipFile, part: str) -> Iterator[IO[bytes]]:
    """Open a part for reading.

    Raises: SpreadsheetUnreadableError when it can't be unpacked, also while it is being read.
    """
    try:
        stream = archive.open(part)
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError) as error:
        raise SpreadsheetUnreadableError from error
    with stream:
        try:
            yield stream
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise SpreadsheetUnreadableError from error


def _checked_names(archive: zipfile.ZipFile) -> frozenset[str]:
    """Return the names of the parts, once the archive is known for a workbook of reasonable size."""
    parts = archive.infolist()
    names = frozenset(part.filename for part in parts)
    if "mimetype" in names or "content.xml" in names:
        raise OtherSpreadsheetError
    if "xl/workbook.bin" in names:
        raise OldSpreadsheetError
    if _WORKBOOK not in names:
        raise NotASpreadsheetError
    if any(name.endswith("vbaProject.bin") for name in names):
        raise MacroSpreadsheetError
    # An archive that lies about a size is stopped by zipfile, which never reads past it.
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise too_large()
    return names


def _read_part(archive: zipfile.ZipFile, part: str, listener: Listener) -> None:
    with open_part(archive, part) as stream:
        read_xml(stream, listener)


class _Workbook(Listener):
    """The sheets in order, with the relation that leads to each."""

    def __init__(self) -> None:
        super().__init__()
        self.visible: list[tuple[str, str]] = []
        self.from_1904 = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "workbook" and any(_STRICT in value for value in attributes.values()):
            raise OtherSpreadsheetError
        if name == "workbookPr":
            self.from_1904 = attributes.get("date1904", "0") in ("1", "true")
        elif name == "sheet" and attributes.get("state", "visible") == "visible":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.visible.append((attributes.get("name", ""), relation))


class _Relations(Listener):
    """Which relation leads to which worksheet; sheets that hold a chart are none."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: dict[str, str] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = attributes.get("Target", "")
            path = (
                PurePosixPath(target.lstrip("/")) if target.startswith("/") else PurePosixPath("xl", target)
            )
            self.parts[attributes.get("Id", "")] = str(path)


class _Styles(Listener):
    """The number format of each cell style."""

    def __init__(self) -> None:
        super().__init__()
        self._formats: dict[str, str] = {}
        self._cell_formats: list[str] = []
        self._in_cell_styles = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            self._formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._in_cell_styles = True
        elif name == "xf" and self._in_cell_styles:
            self._cell_formats.append(attributes.get("numFmtId", "0"))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._in_cell_styles = False

    def number_kinds(self) -> tuple[NumberKind, ...]:
        """Return what numbers stand for, by cell style."""
        return tuple(_number_kind(self._format(number)) for number in self._cell_formats)

    def _format(self, number: str) -> str:
        if number in self._formats:
            return self._formats[number]
        known = int(number) if number.isdecimal() else 0
        from openpyxl.styles.numbers import BUILTIN_FORMATS

        return BUILTIN_FORMATS.get(known) or _CHINESE_FORMATS.get(known, "General")


class _SharedTextsListener(Listener):
    """Each shared text, whole, without the reading aid (phonetic runs) that may hang on it."""

    def __init__(self) -> None:
        super().__init__()
        self.texts = SharedTexts()
        self._pieces: list[str] = []
        self._listening = self._phonetic = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "t":
            self._listening = not self._phonetic
        elif name == "rPh":
            self._phonetic = True

    def end(self, name: str) -> None:
        if name == "t":
            self._listening = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "si":
            self.texts.append("".join(self._pieces))
            self._pieces.clear()

    def text(self, data: str) -> None:
        if self._listening:
            self._pieces.append(data)


def _number_kind(format_code: str) -> NumberKind:
    from openpyxl.styles.numbers import is_date_format, is_timedelta_format

    if is_timedelta_format(format_code):
        return NumberKind.DURATION
    if not is_date_format(format_code):
        return NumberKind.PLAIN
    placeholders = _NOT_A_PLACEHOLDER.sub("", format_code).lower()
    if "y" in placeholders and "m" in placeholders and not set("dhs") & set(placeholders):
        return NumberKind.MONTH
    return NumberKind.MOMENT
