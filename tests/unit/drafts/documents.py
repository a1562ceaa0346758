"""Documents made for a test, and a short way to write down the tree expected of them."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from decisions.consultation.drafts import Article, Draft, Item

DATA = Path(__file__).parents[3] / "decisions" / "demo" / "data"


def docx_of(write: Callable[[Any], None]) -> bytes:
    """Return the bytes of a document that a function writes into."""
    document = docx.Document()
    write(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def plain_docx(*paragraphs: str) -> bytes:
    """Return a document of plain paragraphs; a line break in one is a soft break."""

    def write(document: Any) -> None:
        for text in paragraphs:
            document.add_paragraph(text)

    return docx_of(write)


def change_part(data: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """Return a .docx with one part rewritten, or added when it has none of that name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            text = old.read(entry)
            new.writestr(entry, change(text.decode()) if entry.filename == name else text)
        if name not in old.namelist():
            new.writestr(name, change(""))
    return buffer.getvalue()


def body_docx(body: str, **parts: str) -> bytes:
    """Return a .docx whose text is the given XML; parts are further ones (numbering, styles, footnotes)."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    relations = "".join(
        f'<Relationship Id="r{name}" Type="{office}/{name}" Target="{name}.xml"/>' for name in parts
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "_rels/.rels",
            f'<Relationships {package}><Relationship Id="r1" Type="{office}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
        )
        archive.writestr("word/document.xml", f"<w:document {space}><w:body>{body}</w:body></w:document>")
        archive.writestr(
            "word/_rels/document.xml.rels", f"<Relationships {package}>{relations}</Relationships>"
        )
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {space}>{content}</w:{name}>")
    return buffer.getvalue()


def paragraph(text: str, properties: str = "") -> str:
    """Return the XML of one paragraph."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def numbered(text: str, list_id: int, depth: int = 0) -> str:
    """Return the XML of one paragraph in a list."""
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{list_id}"/></w:numPr>')


def set_deleted_row(row: Any) -> None:
    """Mark a table row as deleted by a tracked change."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:del"))
    properties[-1].set(qn("w:author"), "经办")


def outline(draft: Draft) -> list[str]:
    """Return a draft as short lines: `第一章 总则`, `1 目的`, ` 款`, `  （一）项`."""
    lines = []
    for chapter in draft.chapters:
        if chapter.number is not None:
            lines.append(f"#{chapter.number} {chapter.title}")
        for article in chapter.articles:
            lines.extend(article_outline(article))
    return lines


def article_outline(article: Article) -> list[str]:
    """Return an article as short lines."""
    lines = [f"{article.number} {article.title}".strip()]
    for each in article.paragraphs:
        lines.append(f" {each.text}")
        lines.extend(_item_outline(each.items, "  "))
    return lines


def _item_outline(items: Iterable[Item], indent: str) -> list[str]:
    lines = []
    for item in items:
        lines.append(f"{indent}{item.label}{item.text}")
        lines.extend(_item_outline(item.items, indent + " "))
    return lines


def visible_text(text: str) -> str:
    """Return text without spaces and Markdown's own signs, to compare what was read with what was there."""
    return re.sub(r"[\s#*]+", "", text)
