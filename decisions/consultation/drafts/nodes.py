"""The tree while it grows, and how it is frozen: here every clause gets its id.

Ids: art-8, art-8-1 (第八条之一), part-5, annex-1, ch-2; beneath them -p2 (第二款), -i3 (第三项), again -i1
(目); -t1 a table, -n1 a note. A number used twice by mistake gets x2 after it, so that ids stay unique.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from decisions.consultation.drafts.lines import NOTE_MARK, Line
from decisions.consultation.drafts.markers import RANK_BULLET, Mark
from decisions.consultation.drafts.tree import Article, Chapter, Item, Paragraph, ParagraphKind


@dataclass
class _ItemNode:
    rank: int
    number: int
    label: str
    text: str
    items: list["_ItemNode"] = field(default_factory=list)


@dataclass
class _ParagraphNode:
    text: str
    kind: ParagraphKind = ParagraphKind.TEXT
    items: list[_ItemNode] = field(default_factory=list)


@dataclass
class ArticleNode:
    """An article that still takes text, items, tables and notes."""

    number: int | None
    title: str
    branch: int | None = None
    section: str = ""
    paragraphs: list[_ParagraphNode] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _open_items: list[_ItemNode] = field(default_factory=list)

    def call_notes(self, text: str, notes: Sequence[str]) -> str:
        """Return text with its note marks numbered within the article, and keep the notes."""
        for note in notes:
            self.notes.append(note)
            text = text.replace(NOTE_MARK, f"〔注{len(self.notes)}〕", 1)
        return text.replace(NOTE_MARK, "")

    def add_text(self, text: str, *, joins_items: bool) -> None:
        """Add running text: a new paragraph, or in a plan more of the item above it."""
        if joins_items and self._open_items:
            item = self._open_items[-1]
            item.text = f"{item.text}\n{text}".strip()
            return
        self._open_items.clear()
        self.paragraphs.append(_ParagraphNode(text))

    def add_table(self, line: Line) -> None:
        """Add a table as text, one line a row."""
        self._open_items.clear()
        text = self.call_notes(line.text, line.notes)
        self.paragraphs.append(_ParagraphNode(text, ParagraphKind.TABLE))

    def add_item(self, mark: Mark, notes: Sequence[str]) -> None:
        """Add an item beneath the last one of a higher rank, else beneath the last paragraph."""
        while self._open_items and self._open_items[-1].rank >= mark.rank:
            self._open_items.pop()
        siblings = self._open_items[-1].items if self._open_items else self._last_text().items
        number = mark.number if mark.rank != RANK_BULLET else len(siblings) + 1
        item = _ItemNode(mark.rank, number, mark.label, self.call_notes(mark.rest, notes))
        siblings.append(item)
        self._open_items.append(item)

    def _last_text(self) -> _ParagraphNode:
        if not self.paragraphs or self.paragraphs[-1].kind is not ParagraphKind.TEXT:
            self.paragraphs.append(_ParagraphNode(""))
        return self.paragraphs[-1]


@dataclass
class ChapterNode:
    """A chapter that still takes articles."""

    number: int | None
    title: str
    book: str = ""
    articles: list[ArticleNode] = field(default_factory=list)


class _Ids:
    """Hands out ids, each once."""

    def __init__(self) -> None:
        self._used: Counter[str] = Counter()

    def take(self, wanted: str) -> str:
        self._used[wanted] += 1
        return wanted if self._used[wanted] == 1 else f"{wanted}x{self._used[wanted]}"


def freeze_chapters(nodes: Sequence[ChapterNode], *, in_articles: bool) -> tuple[Chapter, ...]:
    """Return the chapters with their ids; in_articles tells 条 from the parts of a plan."""
    ids = _Ids()
    kept = [node for place, node in enumerate(nodes) if not _is_shadow(node, nodes[place + 1 :])]
    return tuple(_freeze_chapter(node, ids, in_articles=in_articles) for node in kept)


def _is_shadow(node: ChapterNode, later: Iterable[ChapterNode]) -> bool:
    """Whether an empty chapter only announces a later one, as an unmarked table of contents does."""
    if node.articles:
        return False
    return node.number is None or any(
        (node.number, node.title) == (other.number, other.title) for other in later
    )


def _freeze_chapter(node: ChapterNode, ids: _Ids, *, in_articles: bool) -> Chapter:
    chapter_id = ids.take(f"ch-{node.number or 0}")
    # Parts are counted anew in each chapter of a plan; articles run through.
    above = "" if in_articles or node.number is None else f"{chapter_id}-"
    articles = []
    for article in node.articles:
        wanted = _article_id(article, "art" if in_articles else "part")
        if article.number is None and node.number is not None:
            wanted = f"{chapter_id}-{wanted}"
        else:
            wanted = f"{above}{wanted}"
        articles.append(_freeze_article(article, ids.take(wanted), ids))
    return Chapter(chapter_id, node.number, node.title, tuple(articles), node.book)


def _article_id(node: ArticleNode, prefix: str) -> str:
    if node.number is None:
        return "text"
    return f"{prefix}-{node.number}" + (f"-{node.branch}" if node.branch else "")


def freeze_annexes(nodes: Iterable[ArticleNode]) -> tuple[Article, ...]:
    """Return the annexes with their ids, counted in order."""
    ids = _Ids()
    return tuple(
        _freeze_article(node, ids.take(f"annex-{place}"), ids) for place, node in enumerate(nodes, 1)
    )


def _freeze_article(node: ArticleNode, article_id: str, ids: _Ids) -> Article:
    counts: Counter[ParagraphKind] = Counter()
    paragraphs = []
    notes = [
        _ParagraphNode(f"〔注{place}〕{note}", ParagraphKind.NOTE) for place, note in enumerate(node.notes, 1)
    ]
    for paragraph in (*node.paragraphs, *notes):
        counts[paragraph.kind] += 1
        letter = {ParagraphKind.TEXT: "p", ParagraphKind.TABLE: "t", ParagraphKind.NOTE: "n"}[paragraph.kind]
        paragraph_id = f"{article_id}-{letter}{counts[paragraph.kind]}"
        items = _freeze_items(paragraph.items, paragraph_id, ids)
        paragraphs.append(Paragraph(paragraph_id, paragraph.text, items, paragraph.kind))
    return Article(article_id, node.number, node.title, tuple(paragraphs), node.branch, node.section)


def _freeze_items(nodes: Iterable[_ItemNode], parent_id: str, ids: _Ids) -> tuple[Item, ...]:
    items = []
    for node in nodes:
        item_id = ids.take(f"{parent_id}-i{node.number}")
        items.append(Item(item_id, node.label, node.text, _freeze_items(node.items, item_id, ids)))
    return tuple(items)
