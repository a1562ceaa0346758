"""The outside of a .docx: a zip of XML parts, opened with suspicion and handed out part by part."""

import io
import posixpath
import zipfile
from xml.etree import ElementTree as ET

from decisions.consultation.drafts.errors import (
    DraftMacroError,
    DraftTooLargeError,
    DraftTypeError,
    DraftUnreadableError,
    DraftUnsafeError,
)

MAX_ENTRIES = 5_000
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
MAX_PART_BYTES = 16 * 1024 * 1024
"""A statute of 1,300 articles is about 3 MB of XML; in memory it takes twenty times that."""

_PACKAGE_RELATIONS = "_rels/.rels"


class _SafeTreeBuilder(ET.TreeBuilder):
    """Refuses a document type: with it go entities, the only dangerous thing this parser would follow."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise DraftUnsafeError


class DocxPackage:
    """The parts of one .docx that concern a draft."""

    def __init__(self, data: bytes) -> None:
        """Open the zip.

        Raises: DraftTooLargeError beyond the limits; DraftMacroError; DraftTypeError when it is no document;
        DraftUnreadableError when the zip is damaged.
        """
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise DraftUnreadableError from error
        self._refuse_unfit()
        self._main = self._find_main()
        self._related = self._relations(self._main)

    def _refuse_unfit(self) -> None:
        entries = self._archive.infolist()
        if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
            raise DraftTooLargeError
        if any(posixpath.basename(entry.filename).lower() == "vbaproject.bin" for entry in entries):
            raise DraftMacroError

    def _find_main(self) -> str:
        """Return the name of the part that holds the text."""
        for kind, target in self._relations("").items():
            if kind == "officeDocument" and posixpath.basename(target).startswith("document"):
                return target
        if "word/document.xml" in self._archive.namelist():
            return "word/document.xml"
        raise DraftTypeError

    def _relations(self, part: str) -> dict[str, str]:
        """Return the targets a part names, by the last word of the relation's type."""
        folder, name = posixpath.split(part)
        root = self._parse(posixpath.join(folder, "_rels", f"{name}.rels") if part else _PACKAGE_RELATIONS)
        targets: dict[str, str] = {}
        for relation in root if root is not None else ():
            if relation.get("TargetMode") == "External":
                continue
            kind = relation.get("Type", "").rpartition("/")[2]
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
            targets.setdefault(kind, target.lstrip("/"))
        return targets

    def main(self) -> ET.Element:
        """Return the root of the text."""
        root = self._parse(self._main)
        if root is None:
            raise DraftUnreadableError
        return root

    def related(self, kind: str) -> ET.Element | None:
        """Return the root of a part beside the text (styles, numbering, footnotes …), None when absent."""
        target = self._related.get(kind)
        return None if target is None else self._parse(target)

    def _parse(self, name: str) -> ET.Element | None:
        """Return the root of one part; None when the zip has no such part."""
        try:
            entry = self._archive.getinfo(name)
        except KeyError:
            return None
        if entry.file_size > MAX_PART_BYTES:
            raise DraftTooLargeError
        parser = ET.XMLParser(target=_SafeTreeBuilder())  # noqa: S314 — refuses document types, see above
        try:
            parser.feed(self._archive.read(entry))
            root: ET.Element = parser.close()
        except DraftUnsafeError:
            raise
        except (ET.ParseError, zipfile.BadZipFile, RuntimeError, ValueError, OSError, EOFError) as error:
            # RuntimeError: an encrypted entry; ValueError: an encoding nobody knows.
            raise DraftUnreadableError from error
        except (NotImplementedError, LookupError) as error:
            raise DraftUnreadableError from error
        return root


def local_name(element: ET.Element) -> str:
    """Return an element's name without its namespace; transitional and strict files differ in that alone."""
    return element.tag.rpartition("}")[2]


def attribute(element: ET.Element | None, name: str) -> str | None:
    """Return an attribute by its name without namespace, None when either is absent."""
    if element is None:
        return None
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return value
    return None


def child(element: ET.Element | None, name: str) -> ET.Element | None:
    """Return the first direct child of a name without namespace, None when absent."""
    if element is None:
        return None
    return next((each for each in element if local_name(each) == name), None)


def is_on(element: ET.Element | None) -> bool:
    """Whether a switch such as <w:vanish/> is present and not turned off."""
    return element is not None and attribute(element, "val") not in ("0", "false", "off")


def whole_number(text: str | None) -> int | None:
    """Return an attribute's value as a number, None when it is none."""
    try:
        return None if text is None else int(text)
    except ValueError:
        return None
