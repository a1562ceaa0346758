"""What became of each clause from one version of a draft to the next (征求意见稿 → 送审稿 → 定稿)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from decisions.consultation.drafts.alignment import Pair, Passage, align, in_new_order, share_gone_over
from decisions.consultation.drafts.comparing import Renumbering, fold, without_references
from decisions.consultation.drafts.tree import Article, Draft, walk_items
from decisions.consultation.drafts.words import Segment, mark_words

_HALF_FLOOR = 0.35
"""How much of a line must come out of the other to be its half; strangers share a tenth."""


class ChangeKind(StrEnum):
    """What became of a clause; another number, or references that follow other numbers, are no change."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    INSERTED = "inserted"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class TextLine:
    """A paragraph or an item with the number before it."""

    id: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class LineChange:
    """What became of one paragraph or item; one of old and new may be missing.

    Shape: a paragraph that was split in two has both in its new text, parted by a line break, under the id
    of the first; two that were joined likewise in its old text.
    """

    old: TextLine | None
    new: TextLine | None
    kind: ChangeKind
    renumbered: Renumbering

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The words of both, marked; found when asked for, since most lines never are."""
        old, new = (self.old.text if self.old else ""), (self.new.text if self.new else "")
        return mark_words(old, new, self.renumbered)


@dataclass(frozen=True, slots=True)
class ArticleChange:
    """What became of one article.

    Shape: moved when it changed its place among the others (not when others came or went before it);
    stale_references are those that seem to have been forgotten when articles were renumbered.
    """

    old: Article | None
    new: Article | None
    kind: ChangeKind
    moved: bool
    lines: tuple[LineChange, ...]
    renumbered: Renumbering
    stale_references: tuple[str, ...] = ()

    @property
    def title_segments(self) -> tuple[Segment, ...]:
        """The words of both titles, marked."""
        old, new = (self.old.title if self.old else ""), (self.new.title if self.new else "")
        return mark_words(old, new, self.renumbered)


@dataclass(frozen=True, slots=True)
class DraftDiff:
    """All changes, in the order of the new version with deletions at their old place; annexes apart."""

    articles: tuple[ArticleChange, ...]
    annexes: tuple[ArticleChange, ...]

    def as_json(self) -> list[dict[str, Any]]:
        """Return the article numbers with what became of them; text outside numbered articles is left out."""
        rows = []
        for change in self.articles:
            old = change.old.number if change.old else None
            new = change.new.number if change.new else None
            if old is not None or new is not None:
                rows.append({"old": old, "new": new, "kind": change.kind.value})
        return rows

    def counts(self) -> Counter[ChangeKind]:
        """Return how many articles and annexes are of each kind."""
        return Counter(change.kind for change in (*self.articles, *self.annexes))

    def successors(self) -> dict[str, str]:
        """Return which clause id of the old version became which of the new; deleted ones are missing."""
        found: dict[str, str] = {}
        for change in (*self.articles, *self.annexes):
            if change.old is not None and change.new is not None:
                found[change.old.id] = change.new.id
            for line in change.lines:
                if line.old is not None and line.new is not None:
                    found[line.old.id] = line.new.id
        return found


def diff_drafts(old: Draft, new: Draft) -> DraftDiff:
    """Return what became of each article from the old version to the new."""
    old_articles, new_articles = list(old.articles()), list(new.articles())
    pairs = align(_passages(old_articles), _passages(new_articles))
    renumbered = _renumbering(old, new, old_articles, new_articles, pairs)
    annex_pairs = align(_passages(old.annexes), _passages(new.annexes))
    return DraftDiff(
        articles=_changes(old_articles, new_articles, pairs, renumbered),
        annexes=_changes(old.annexes, new.annexes, annex_pairs, renumbered),
    )


def _passages(articles: Iterable[Article]) -> list[Passage]:
    """Return articles as they are found again: without numbers, their own and those they refer to."""
    return [
        Passage(
            fold(without_references("\n".join(line.text for line in _text_lines(article)))),
            fold(article.title),
        )
        for article in articles
    ]


def _text_lines(article: Article) -> list[TextLine]:
    lines: list[TextLine] = []
    for paragraph in article.paragraphs:
        lines.append(TextLine(paragraph.id, "", paragraph.text))
        lines.extend(TextLine(item.id, item.label, item.text) for item, _ in walk_items(paragraph.items))
    return lines


def _renumbering(
    old: Draft,
    new: Draft,
    old_articles: Sequence[Article],
    new_articles: Sequence[Article],
    pairs: Iterable[Pair],
) -> Renumbering:
    """Return what became of the numbers of articles, and of chapters with the same title."""
    numbers: dict[tuple[str, int], int | None] = {
        (_unit(article), article.number): None for article in old_articles if article.number is not None
    }
    for pair in pairs:
        article = old_articles[pair.old]
        if article.number is not None:
            numbers[_unit(article), article.number] = new_articles[pair.new].number
    titles = {fold(chapter.title): chapter.number for chapter in new.chapters if chapter.title}
    for chapter in old.chapters:
        if chapter.number is not None:
            numbers["章", chapter.number] = titles.get(fold(chapter.title))
    return Renumbering(numbers)


def _unit(article: Article) -> str:
    return "条" if article.id.startswith("art-") else "部分"


def _changes(
    old: Sequence[Article], new: Sequence[Article], pairs: Sequence[Pair], renumbered: Renumbering
) -> tuple[ArticleChange, ...]:
    moved = {pair.new for pair in pairs if pair.moved}
    return tuple(
        _change(
            None if old_place is None else old[old_place],
            None if new_place is None else new[new_place],
            renumbered,
            moved=new_place in moved,
        )
        for old_place, new_place in in_new_order(pairs, len(old), len(new))
    )


def _change(
    old: Article | None, new: Article | None, renumbered: Renumbering, *, moved: bool
) -> ArticleChange:
    old_lines = _text_lines(old) if old else []
    new_lines = _text_lines(new) if new else []
    lines = _line_changes(old_lines, new_lines, renumbered)
    kind, stale = _one_sided(old, new), tuple[str, ...]()
    if old is not None and new is not None:
        same = renumbered.is_same(old.title, new.title) and _same_lines(old_lines, new_lines, lines)
        kind = ChangeKind.UNCHANGED if same else ChangeKind.CHANGED
        stale = tuple(renumbered.find_stale(_whole(old_lines), _whole(new_lines)))
    return ArticleChange(old, new, kind, moved, lines, renumbered, stale)


def _one_sided(old: object, new: object) -> ChangeKind:
    return ChangeKind.INSERTED if old is None else ChangeKind.DELETED if new is None else ChangeKind.CHANGED


def _whole(lines: Iterable[TextLine]) -> str:
    return "\n".join(line.text for line in lines)


def _same_lines(old: Sequence[TextLine], new: Sequence[TextLine], changes: Iterable[LineChange]) -> bool:
    """Whether all lines say the same, in the same order."""
    return len(old) == len(new) and all(change.kind is ChangeKind.UNCHANGED for change in changes)


def _line_changes(
    old: Sequence[TextLine], new: Sequence[TextLine], renumbered: Renumbering
) -> tuple[LineChange, ...]:
    """Return what became of each line; one that changed its place is shown as gone there and come here."""
    if len(old) == len(new) and all(
        renumbered.is_same(before.text, after.text) for before, after in zip(old, new, strict=True)
    ):
        return tuple(
            LineChange(before, after, ChangeKind.UNCHANGED, renumbered)
            for before, after in zip(old, new, strict=True)
        )
    pairs = [pair for pair in align(_line_passages(old), _line_passages(new)) if not pair.moved]
    changes = [
        _line_change(
            None if old_place is None else old[old_place],
            None if new_place is None else new[new_place],
            renumbered,
        )
        for old_place, new_place in in_new_order(pairs, len(old), len(new))
    ]
    return tuple(_with_halves(changes))


def _line_passages(lines: Iterable[TextLine]) -> list[Passage]:
    return [Passage(fold(without_references(line.text))) for line in lines]


def _line_change(old: TextLine | None, new: TextLine | None, renumbered: Renumbering) -> LineChange:
    kind = _one_sided(old, new)
    if old is not None and new is not None and renumbered.is_same(old.text, new.text):
        kind = ChangeKind.UNCHANGED
    return LineChange(old, new, kind, renumbered)


def _with_halves(changes: Iterable[LineChange]) -> list[LineChange]:
    """Return the changes, the halves of a paragraph that was split or joined brought together."""
    kept: list[LineChange] = []
    for change in changes:
        joined = _join_halves(kept[-1], change) if kept else None
        if joined is None:
            kept.append(change)
        else:
            kept[-1] = joined
    return kept


def _join_halves(first: LineChange, second: LineChange) -> LineChange | None:
    """Return two neighbouring changes as one when the lone line of one was cut out of the other's."""
    lone, pair = (second, first) if first.kind is ChangeKind.CHANGED else (first, second)
    if pair.kind is not ChangeKind.CHANGED or pair.old is None or pair.new is None:
        return None
    half, whole, rest = lone.new, pair.old, pair.new
    if lone.kind is ChangeKind.DELETED:
        half, whole, rest = lone.old, pair.new, pair.old
    if half is None or lone.kind not in (ChangeKind.INSERTED, ChangeKind.DELETED):
        return None
    if share_gone_over(fold(half.text), fold(whole.text), fold(rest.text)) < _HALF_FLOOR:
        return None
    return LineChange(
        _joined(first.old, second.old), _joined(first.new, second.new), pair.kind, pair.renumbered
    )


def _joined(first: TextLine | None, second: TextLine | None) -> TextLine | None:
    if first is None or second is None:
        return first or second
    return TextLine(first.id, first.label, f"{first.text}\n{second.label}{second.text}")
