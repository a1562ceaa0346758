"""The tree of a draft: chapters, articles, paragraphs, items; its JSON is what a publication stores.

Shape: a draft with 条 has its articles under chapters (第一章 …); a plan without 条 has its parts (一、 or
第一部分) as articles. What stands in no chapter hangs under a chapter whose number is None.
Not here: how a file becomes a tree (reading, building) and what a clause is called (labels).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Json = Mapping[str, Any]


class ParagraphKind(StrEnum):
    """What a paragraph is: running text is counted as 款, tables and notes are not."""

    TEXT = "text"
    TABLE = "table"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Item:
    """One numbered entry, （一） or 1. or deeper; label is its number as written, text comes without it."""

    id: str
    label: str
    text: str
    items: tuple["Item", ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the item and those beneath it as plain data."""
        return {"id": self.id, "label": self.label, "text": self.text, "items": _as_list(self.items)}

    @classmethod
    def from_json(cls, data: Json) -> "Item":
        """Return the item that as_json wrote."""
        return cls(data["id"], data["label"], data["text"], tuple(map(cls.from_json, data["items"])))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One 款 with its items, or a table (one line a row, cells parted by " | "), or a footnote."""

    id: str
    text: str
    items: tuple[Item, ...] = ()
    kind: ParagraphKind = ParagraphKind.TEXT

    def as_json(self) -> dict[str, Any]:
        """Return the paragraph and its items as plain data."""
        return {"id": self.id, "kind": self.kind.value, "text": self.text, "items": _as_list(self.items)}

    @classmethod
    def from_json(cls, data: Json) -> "Paragraph":
        """Return the paragraph that as_json wrote."""
        items = tuple(map(Item.from_json, data["items"]))
        return cls(data["id"], data["text"], items, ParagraphKind(data["kind"]))


@dataclass(frozen=True, slots=True)
class Article:
    """One 条, or one part of a plan, or an annex.

    Shape: number None where the text bears none; branch is 1 in 第八条之一; section is the heading of the
    节 it stands in, empty outside of one.
    """

    id: str
    number: int | None
    title: str
    paragraphs: tuple[Paragraph, ...] = ()
    branch: int | None = None
    section: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the article and all beneath it as plain data."""
        return {
            "id": self.id,
            "number": self.number,
            "branch": self.branch,
            "title": self.title,
            "section": self.section,
            "paragraphs": _as_list(self.paragraphs),
        }

    @classmethod
    def from_json(cls, data: Json) -> "Article":
        """Return the article that as_json wrote."""
        return cls(
            id=data["id"],
            number=data["number"],
            branch=data["branch"],
            title=data["title"],
            section=data["section"],
            paragraphs=tuple(map(Paragraph.from_json, data["paragraphs"])),
        )


@dataclass(frozen=True, slots=True)
class Chapter:
    """One 章 with its articles; book is the heading of the 编 it stands in, empty outside of one."""

    id: str
    number: int | None
    title: str
    articles: tuple[Article, ...] = ()
    book: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the chapter and all beneath it as plain data."""
        return {
            "id": self.id,
            "number": self.number,
            "title": self.title,
            "book": self.book,
            "articles": _as_list(self.articles),
        }

    @classmethod
    def from_json(cls, data: Json) -> "Chapter":
        """Return the chapter that as_json wrote."""
        articles = tuple(map(Article.from_json, data["articles"]))
        return cls(data["id"], data["number"], data["title"], articles, data["book"])


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole draft: title, what stands before the first clause, the clauses, annexes, signature and date."""

    title: str
    chapters: tuple[Chapter, ...] = ()
    subtitle: str = ""
    preamble: tuple[str, ...] = ()
    annexes: tuple[Article, ...] = ()
    closing: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the whole draft as plain data, ready to be stored or sent."""
        return {
            "title": self.title,
            "subtitle": self.subtitle,
            "preamble": list(self.preamble),
            "chapters": _as_list(self.chapters),
            "annexes": _as_list(self.annexes),
            "closing": list(self.closing),
        }

    @classmethod
    def from_json(cls, data: Json) -> "Draft":
        """Return the draft that as_json wrote."""
        return cls(
            title=data["title"],
            subtitle=data["subtitle"],
            preamble=tuple(data["preamble"]),
            chapters=tuple(map(Chapter.from_json, data["chapters"])),
            annexes=tuple(map(Article.from_json, data["annexes"])),
            closing=tuple(data["closing"]),
        )

    def articles(self) -> Iterator[Article]:
        """Yield every article in document order, annexes not among them."""
        for chapter in self.chapters:
            yield from chapter.articles


@dataclass(frozen=True, slots=True)
class Clause:
    """Anything in a draft that a comment can be bound to; depth 0 is a chapter, 1 an article, and so on."""

    id: str
    heading: str
    text: str
    depth: int


def list_clauses(draft: Draft) -> list[Clause]:
    """Return every clause in document order; a chapter without a number is none."""
    clauses: list[Clause] = []
    for chapter in draft.chapters:
        if chapter.number is not None:
            clauses.append(Clause(chapter.id, chapter.title, "", 0))
        for article in chapter.articles:
            clauses.extend(_clauses_of(article))
    for annex in draft.annexes:
        clauses.extend(_clauses_of(annex))
    return clauses


def _clauses_of(article: Article) -> Iterator[Clause]:
    """Yield an article, its paragraphs and their items."""
    yield Clause(article.id, article.title, "", 1)
    for paragraph in article.paragraphs:
        yield Clause(paragraph.id, "", paragraph.text, 2)
        for item, depth in walk_items(paragraph.items):
            yield Clause(item.id, item.label, item.text, depth + 3)


def walk_items(items: tuple[Item, ...], depth: int = 0) -> Iterator[tuple[Item, int]]:
    """Yield every item with its depth, an item before those beneath it."""
    for item in items:
        yield item, depth
        yield from walk_items(item.items, depth + 1)


def _as_list(nodes: Iterable[Item | Paragraph | Article | Chapter]) -> list[dict[str, Any]]:
    return [node.as_json() for node in nodes]
