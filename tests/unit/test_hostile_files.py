"""Files that mean harm: pictures are drawn anew, documents that could run are not taken."""

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image, PngImagePlugin

from decisions.services import active_content
from decisions.services.active_content import find_danger
from decisions.services.filetypes import FileKind, detect_kind
from decisions.services.images import MAX_EDGE, PictureBrokenError, PictureTooLargeError, redraw

PLAIN_PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def jpeg(size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, "red").save(written, "JPEG", **options)
    return written.getvalue()


def png(mode: str = "RGBA", **options: object) -> bytes:
    written = io.BytesIO()
    Image.new(mode, (8, 4)).save(written, "PNG", **options)
    return written.getvalue()


def located() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "CAMERA-OF-SOMEBODY"
    exif.get_ifd(0x8825)[1] = "N"
    return jpeg(exif=exif, comment=b"SECRET-COMMENT")


def docx(*names: str, types: str = "", rels: str = "") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", types)
        file.writestr("word/document.xml", "<w:document/>")
        file.writestr("word/_rels/settings.xml.rels", rels)
        for name in names:
            file.writestr(name, "x")
    return packed.getvalue()


# Pictures


def test_a_photo_loses_where_it_was_taken_and_keeps_how_it_is_held() -> None:
    drawn = redraw(located(), FileKind.JPEG)
    with Image.open(io.BytesIO(drawn)) as picture:
        assert picture.size == (20, 40)
        assert not picture.getexif()
        assert "comment" not in picture.info
    assert b"CAMERA" not in drawn
    assert b"SECRET" not in drawn


def test_a_png_loses_its_texts_and_keeps_what_is_clear() -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", "SOMEBODY")
    drawn = redraw(png(pnginfo=texts), FileKind.PNG)
    assert b"SOMEBODY" not in drawn
    with Image.open(io.BytesIO(drawn)) as picture:
        assert picture.mode == "RGBA"
    assert redraw(png("P", transparency=0), FileKind.PNG).startswith(b"\x89PNG")


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_every_kind_of_photo_can_be_drawn(mode: str) -> None:
    written = io.BytesIO()
    Image.new(mode, (9, 9)).save(written, "JPEG")
    assert detect_kind(redraw(written.getvalue(), FileKind.JPEG)) is FileKind.JPEG


def test_a_second_file_behind_a_picture_is_left_behind() -> None:
    for data, kind in ((jpeg(), FileKind.JPEG), (png(), FileKind.PNG)):
        drawn = redraw(data + docx() + b"<script>alert(1)</script>", kind)
        assert b"PK\x03\x04" not in drawn
        assert b"<script>" not in drawn


def test_a_very_large_photo_is_made_smaller() -> None:
    with Image.open(io.BytesIO(redraw(jpeg((MAX_EDGE + 1000, 10)), FileKind.JPEG))) as picture:
        assert picture.width == MAX_EDGE


def claimed(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that claims to be this large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(10_000, 10_000), (60_000, 60_000), (2**31 - 1, 1)])
def test_a_picture_made_to_exhaust_is_refused_before_it_is_drawn(size: tuple[int, int]) -> None:
    with pytest.raises(PictureTooLargeError):
        redraw(claimed(*size), FileKind.PNG)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
        (b"\xff\xd8\xff\xe0nonsense", FileKind.JPEG),
        (jpeg()[:200], FileKind.JPEG),
        (claimed(100, 100), FileKind.PNG),
        (png(), FileKind.JPEG),
    ],
)
def test_what_only_begins_like_a_picture_is_refused(data: bytes, kind: FileKind) -> None:
    with pytest.raises(PictureBrokenError):
        redraw(data, kind)


@pytest.mark.parametrize(
    "data",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"<?xml version='1.0'?><svg onload='alert(1)'/>",
        b"GIF89a<script>",
        b"<html><body>%PDF-1.7",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",  # an old .doc
    ],
)
def test_what_calls_itself_a_picture_is_looked_at(data: bytes) -> None:
    for name in ("x.png", "x.jpg", "x.pdf"):
        assert detect_kind(data, name) is None


# Documents


def compressed(objects: bytes) -> bytes:
    data = zlib.compress(objects)
    head = b"5 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode >>\nstream\n"
    return PLAIN_PDF + head + data + b"\nendstream\nendobj\n"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (PLAIN_PDF + b"<< /S /JavaScript /JS (app.alert(1)) >>", active_content.PDF_RUNS),
        (PLAIN_PDF + b"<< /S /J#61vaScript >>", active_content.PDF_RUNS),
        (PLAIN_PDF + b"<< /S /Launch /F (cmd.exe) >>", active_content.PDF_RUNS),
        (PLAIN_PDF + b"<< /Names << /EmbeddedFiles 3 0 R >> >>", active_content.PDF_RUNS),
        (compressed(b"1 0 << /OpenAction << /S /JavaScript /JS (x) >> >>"), active_content.PDF_RUNS),
        (PLAIN_PDF + b"trailer << /Encrypt 9 0 R >>", active_content.PDF_LOCKED),
        (PLAIN_PDF + b"stream\n<< /S /JavaScript >>\nendstream", active_content.PDF_RUNS),
        (PLAIN_PDF + docx(), active_content.TWO_FILES),
        (PLAIN_PDF, None),
        (compressed(b"1 0 << /Type /Page >>"), None),
        (PLAIN_PDF + b"<< /Length 9 >>\nstream\n/JS \nendstream", None),  # signs in a picture
    ],
)
def test_a_pdf_that_could_run_is_refused(data: bytes, said: str | None) -> None:
    assert detect_kind(data) is FileKind.PDF
    assert find_danger(data, FileKind.PDF) == said


_EXTERNAL = '<Relationship Type="http://x/attachedTemplate" Target="http://x/a.dotm" TargetMode="External"/>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (docx("word/vbaData.xml"), active_content.OFFICE_RUNS),
        (docx("word/activeX/activeX1.xml"), active_content.OFFICE_RUNS),
        (docx("word/embeddings/oleObject1.bin"), active_content.OFFICE_RUNS),
        (docx(types="application/vnd.ms-word.document.macroEnabled.main+xml"), active_content.OFFICE_RUNS),
        (docx(rels=_EXTERNAL), active_content.OFFICE_RUNS),
        (docx("word/media/image1.png", "word/embeddings/sheet.xlsx"), None),
    ],
)
def test_a_document_that_could_run_is_refused(data: bytes, said: str | None) -> None:
    assert detect_kind(data) is FileKind.DOCX
    assert find_danger(data, FileKind.DOCX) == said


def test_macros_under_a_harmless_name_and_bombs_are_no_document() -> None:
    assert detect_kind(docx("word/vbaProject.bin"), "意见.docx") is None
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", b"\0" * (201 * 1024 * 1024))
    assert len(packed.getvalue()) < 1_000_000
    assert detect_kind(packed.getvalue()) is None


def test_a_pdf_of_millions_of_marks_is_read_in_one_pass() -> None:
    assert find_danger(PLAIN_PDF + b"<<stream" * 500_000, FileKind.PDF) is None
    assert find_danger(PLAIN_PDF + b"<<stream endstream" * 100_000, FileKind.PDF) is None
