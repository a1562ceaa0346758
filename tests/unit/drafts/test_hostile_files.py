"""Files that are broken, disguised or made to harm: each is refused with a way out, none may crash."""

import io
import time
import zipfile

import pytest

from decisions.consultation.drafts import DraftUnreadableError, parse_draft
from decisions.consultation.drafts.docx_package import MAX_ENTRIES, MAX_PART_BYTES
from decisions.consultation.drafts.docx_reading import MAX_PARAGRAPHS
from decisions.consultation.drafts.errors import (
    DraftEmptyError,
    DraftEncryptedError,
    DraftMacroError,
    DraftOldFormatError,
    DraftTooLargeError,
    DraftTypeError,
    DraftUnsafeError,
)
from decisions.consultation.drafts.reading import MAX_TEXT_BYTES
from tests.unit.drafts.documents import DATA, body_docx, change_part, paragraph, plain_docx

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
GOOD = plain_docx("办法", "第一条 甲。")


def _zip(*entries: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "哈哈哈哈">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><d>&j;</d>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><d>&x;</d>'


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", DraftEmptyError),
        (b" \n\xe3\x80\x80", DraftEmptyError),
        (b"<!-- nothing -->", DraftEmptyError),
        (b"%PDF-1.7 ...", DraftTypeError),
        (b"{\\rtf1 x}", DraftTypeError),
        (b"<html><body>x</body></html>", DraftTypeError),
        ('\ufeff<?xml version="1.0"?><w:wordDocument/>'.encode(), DraftTypeError),
        (bytes(range(256)) * 4, DraftTypeError),
        (b"text \x00 text", DraftTypeError),
        (OLE + b"\x00" * 600, DraftOldFormatError),
        (OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"), DraftEncryptedError),
        (b"PK\x03\x04 but no zip", DraftUnreadableError),
        (GOOD[: len(GOOD) // 2], DraftUnreadableError),
        (_zip(("hello.txt", b"x")), DraftTypeError),
        (_zip(("word/document.xml", b"<broken")), DraftUnreadableError),
        (_zip(("word/document.xml", b'<?xml version="1.0" encoding="nonsense"?><d/>')), DraftUnreadableError),
        (_zip(("word/document.xml", LAUGHS.encode())), DraftUnsafeError),
        (_zip(("word/document.xml", LAUGHS.encode("utf-16"))), DraftUnsafeError),
        (_zip(("word/document.xml", OUTSIDE.encode())), DraftUnsafeError),
        (_zip(("word/document.xml", b"<d/>"), ("word/vbaProject.bin", b"x")), DraftMacroError),
        (_zip(("word/document.xml", b" " * (MAX_PART_BYTES + 1))), DraftTooLargeError),
        (_zip(*((f"x{n}", b"") for n in range(MAX_ENTRIES + 1))), DraftTooLargeError),
        (_zip(*((f"word/{n}.bin", b"\x00" * 50_000_000) for n in range(5))), DraftTooLargeError),
        (body_docx(paragraph("　")), DraftEmptyError),
        ("字".encode() * (MAX_TEXT_BYTES // 3 + 1), DraftTooLargeError),
        ((DATA / "catalogue-2026.xlsx").read_bytes(), DraftTypeError),
    ],
)
def test_unfit_files_are_refused_with_a_remedy(data: bytes, error: type[DraftUnreadableError]) -> None:
    with pytest.raises(error) as caught:
        parse_draft(data)
    assert type(caught.value) is error
    assert str(caught.value).endswith("。")
    assert "请" in str(caught.value)


def test_a_part_beside_the_text_is_watched_too() -> None:
    with pytest.raises(DraftUnsafeError):
        parse_draft(change_part(GOOD, "word/styles.xml", lambda text: LAUGHS))


def test_deep_nesting_is_refused() -> None:
    depth = 20_000
    nested = "<w:smartTag>" * depth + "<w:r><w:t>x</w:t></w:r>" + "</w:smartTag>" * depth
    with pytest.raises(DraftTooLargeError):
        parse_draft(body_docx(f"<w:p>{nested}</w:p>"))


def test_a_zip_entry_under_a_password_is_refused() -> None:
    data = bytearray(GOOD)
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        offset = archive.getinfo("word/document.xml").header_offset
    central = GOOD.rindex(b"word/document.xml") - 46
    data[offset + 6] |= 1
    data[central + 8] |= 1
    with pytest.raises(DraftUnreadableError):
        parse_draft(bytes(data))


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        "*" * 200_000,
        "> " * 50_000,
        "`" * 100_000,
        "第" * 200_000,
        "（一）" * 50_000,
        "（" * 100_000,
        "第一条" * 50_000,
        "|a" * 50_000 + "\n" + "|-" * 50_000,
        "- " * 20_000 + "x",
    ],
    ids=lambda text: text[:3],
)
def test_text_made_to_keep_a_parser_busy_is_done_with_soon(text: str) -> None:
    started = time.perf_counter()
    draft = parse_draft(("# 办法\n\n第一条 甲。\n\n" + text).encode())
    assert draft.title == "办法"
    # A hundred times what it takes; what grows with the square of the length takes minutes.
    assert time.perf_counter() - started < 30


def test_more_paragraphs_than_any_draft_has_are_refused() -> None:
    with pytest.raises(DraftTooLargeError):
        parse_draft(body_docx("<w:p/>" * (MAX_PARAGRAPHS + 1)))
