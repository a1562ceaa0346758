"""How large a spreadsheet may be: enough for a large consultation, finite for an attacker."""

from typing import Final

from decisions.services.spreadsheet.errors import SpreadsheetTooLargeError

MEGABYTE: Final = 1024 * 1024

MAX_FILE_BYTES: Final = 64 * MEGABYTE
MAX_UNPACKED_BYTES: Final = 200 * MEGABYTE  # .xlsx: what the archive says it will unpack to
MAX_SIDE_PART_BYTES: Final = 8 * MEGABYTE  # .xlsx: the list of sheets, the styles
MAX_PARTS: Final = 2_000
MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 256
MAX_MERGED_AREAS: Final = 200_000


def too_large() -> SpreadsheetTooLargeError:
    """Return the refusal, with the limits that hold."""
    return SpreadsheetTooLargeError(
        megabytes=MAX_FILE_BYTES // MEGABYTE,
        unpacked=MAX_UNPACKED_BYTES // MEGABYTE,
        rows=MAX_ROWS,
        columns=MAX_COLUMNS,
    )
