"""What a file is, is told by its content; a text's name only says which text."""

import io
import zipfile

import pytest

from decisions.services.filetypes import FileKind, detect_kind


def archive(*names: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"%PDF-1.7", "x.csv", FileKind.PDF),
        (b"\xff\xd8\xff\xe0", "x.md", FileKind.JPEG),
        (b"\x89PNG\r\n\x1a\n", "", FileKind.PNG),
        (archive("xl/workbook.xml"), "x.csv", FileKind.XLSX),
        (archive("word/document.xml"), "x.md", FileKind.DOCX),
        (archive("xl/workbook.xml", "xl/vbaProject.bin"), "x.xlsx", None),
        (archive("readme.txt"), "x.csv", None),
        ("序号,名称\r\n".encode(), "目录.csv", FileKind.CSV),
        ("序号,名称\r\n".encode("gb18030"), "目录.CSV", FileKind.CSV),
        ("序号,名称\r\n".encode("utf-16"), "目录.csv", FileKind.CSV),
        ("# 标题\n".encode(), "draft.md", FileKind.MARKDOWN),
        ("# 标题\n".encode(), "draft.exe", None),
        ("# 标题\n".encode(), "draft", None),
        (b"MZ\x90\x00\x03", "x.csv", None),
        (b"\x7fELF\x02\x01\x01\x00", "x.md", None),
    ],
)
def test_kind(data: bytes, name: str, kind: FileKind | None) -> None:
    assert detect_kind(data, name) is kind
