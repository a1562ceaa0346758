"""From lines to the tree: headings open chapters, clauses take what follows them, items nest by rank."""

from collections.abc import Iterable
from itertools import islice

from decisions.consultation.drafts.errors import DraftEmptyError, DraftTooLargeError
from decisions.consultation.drafts.front import count_closing, count_front, read_front
from decisions.consultation.drafts.lines import NOTE_MARK, Line, split_soft_breaks, tidy_heading
from decisions.consultation.drafts.markers import Mark, MarkKind, read_item, starts_clause
from decisions.consultation.drafts.nodes import ArticleNode, ChapterNode, freeze_annexes, freeze_chapters
from decisions.consultation.drafts.outline import Entry, Role, Scheme, outline
from decisions.consultation.drafts.titles import split_article_title, split_part_title
from decisions.consultation.drafts.tree import Draft

MAX_LINES = 50_000
"""The longest statute has under 5,000 paragraphs; beyond this it is no draft."""


def build_draft(lines: Iterable[Line]) -> Draft:
    """Return the tree of a draft.

    Raises: DraftEmptyError without text; DraftTooLargeError above MAX_LINES.
    """
    split = list(islice(split_soft_breaks(lines, starts_clause), MAX_LINES + 1))
    if len(split) > MAX_LINES:
        raise DraftTooLargeError
    scheme, entries = outline(split)
    if not entries:
        raise DraftEmptyError
    first = count_front(scheme, entries)
    last = max(first, len(entries) - count_closing(entries))
    front = read_front([entry.line for entry in entries[:first]])
    builder = _Builder(scheme)
    for position in range(first, last):
        following = entries[position + 1] if position + 1 < last else None
        builder.add(entries[position], following)
    return Draft(
        title=front.title,
        subtitle=front.subtitle,
        preamble=front.preamble,
        chapters=freeze_chapters(builder.chapters, in_articles=scheme is Scheme.ARTICLES),
        annexes=freeze_annexes(builder.annexes),
        closing=tuple(entry.line.text.replace(NOTE_MARK, "") for entry in entries[last:]),
    )


class _Builder:
    """Takes the entries in order and hangs each where it belongs."""

    def __init__(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self._book = self._section = ""
        self._article: ArticleNode | None = None
        self._last_number = 0
        self._waiting_notes: list[str] = []
        self.chapters: list[ChapterNode] = [ChapterNode(None, "")]
        self.annexes: list[ArticleNode] = []

    def add(self, entry: Entry, following: Entry | None) -> None:
        """Hang one entry into the tree; following tells a title from a first paragraph."""
        if entry.mark is None or (self.annexes and not self._resumes(entry)):
            self._add_text(entry)
            return
        match entry.role:
            case Role.BOOK | Role.CHAPTER | Role.SECTION:
                self._add_heading(entry, entry.mark)
            case Role.CLAUSE:
                self._add_clause(entry, entry.mark, following)
            case Role.ANNEX:
                self._add_annex(entry, entry.mark)
            case _:
                self._current().add_item(entry.mark, entry.line.notes)

    def _resumes(self, entry: Entry) -> bool:
        """Whether an entry after an annex is heard: items, further annexes, and the next clause in turn.

        An annex may have articles of its own, which are its text; but when the draft's own count goes on,
        what looked like an annex was none.
        """
        mark = entry.mark
        if entry.role is Role.CLAUSE and mark is not None:
            return mark.number == self._last_number + 1
        return entry.role in (Role.ITEM, Role.ANNEX)

    def _add_heading(self, entry: Entry, mark: Mark) -> None:
        self._waiting_notes.extend(entry.line.notes)
        title = tidy_heading(mark.rest.replace(NOTE_MARK, ""))
        heading = f"{mark.label} {title}".strip()
        self._article = None
        if entry.role is Role.SECTION:
            self._section = heading
            return
        self._section = ""
        if entry.role is Role.BOOK:
            # A 分编 stands inside its 编; both are named.
            outer = self._book.split("／")[0]
            self._book = f"{outer}／{heading}" if "分编" in mark.label and outer else heading
            self.chapters.append(ChapterNode(None, "", self._book))
        else:
            self.chapters.append(ChapterNode(mark.number, title, self._book))

    def _add_clause(self, entry: Entry, mark: Mark, following: Entry | None) -> None:
        article = self._open(ArticleNode(mark.number, "", mark.branch, self._section))
        text = article.call_notes(mark.rest, entry.line.notes)
        if mark.kind is MarkKind.ARTICLE:
            plain_follows = following is not None and following.role in (Role.TEXT, Role.TABLE)
            article.title, body = split_article_title(text, entry.line, plain_follows=plain_follows)
        else:
            article.title, body = split_part_title(text)
        self._last_number = mark.number
        item = read_item(body)
        if item is not None:
            article.add_item(item, ())
        elif body:
            article.add_text(body, joins_items=self._scheme is not Scheme.ARTICLES)

    def _open(self, article: ArticleNode) -> ArticleNode:
        """Hang a new article under the current chapter and make it the current one."""
        article.notes.extend(self._waiting_notes)
        self._waiting_notes.clear()
        self.chapters[-1].articles.append(article)
        self._article = article
        return article

    def _add_annex(self, entry: Entry, mark: Mark) -> None:
        title = f"{mark.label} {tidy_heading(mark.rest.replace(NOTE_MARK, ''))}".strip()
        self._article = ArticleNode(None, title, notes=list(entry.line.notes))
        self.annexes.append(self._article)

    def _add_text(self, entry: Entry) -> None:
        article = self._current()
        if entry.role is Role.TABLE:
            article.add_table(entry.line)
            return
        text = article.call_notes(entry.line.text, entry.line.notes)
        article.add_text(text, joins_items=self._scheme is not Scheme.ARTICLES)

    def _current(self) -> ArticleNode:
        """Return the open article; text that stands in none gets one without a number."""
        return self._article or self._open(ArticleNode(None, "", section=self._section))
