"""What a member of a group says differently from its first one, marked in the text that was sent.

Only words count: other punctuation, script, width or order of sentences is no difference. A figure is
marked whole: 22:30 for 22:00, not one digit of it.
"""

from collections.abc import Sequence
from typing import Final

from decisions.consultation.drafts import Segment, SegmentKind
from decisions.feedback.grouping.alignment import Gap, align, gaps
from decisions.feedback.grouping.folding import Folded, fold, places

_FIGURE: Final = frozenset("0123456789.:%")
_DIGITS: Final = frozenset("0123456789")


def mark_differences(first: str, member: str) -> tuple[Segment, ...]:
    """Return a member's text in segments, with what the first one has instead.

    Shape: equal and inserted segments together are the member's text, letter by letter; deleted ones stand
    in the first text only, at the place where they are missing. One equal segment when nothing differs.
    """
    a, b = fold(first), fold(member)
    found = sorted(
        (_with_figures(gap, a, b) for gap in gaps(align(a, b), len(a.key), len(b.key))),
        key=lambda gap: (gap.b_from, gap.b_to),
    )
    return tuple(_segments(first, member, _merged(found), places(first, a), places(member, b)))


def differ_in_figures(segments: Sequence[Segment]) -> bool:
    """Whether a figure differs: the same campaign, but not quite the same demand."""
    return any(
        segment.kind is not SegmentKind.EQUAL and not _DIGITS.isdisjoint(fold(segment.text).key)
        for segment in segments
    )


def _with_figures(gap: Gap, a: Folded, b: Folded) -> Gap:
    """Return a difference that touches a figure with the whole of it."""
    if _DIGITS.isdisjoint(a.key[gap.a_from : gap.a_to] + b.key[gap.b_from : gap.b_to]):
        return gap
    a_from, b_from, a_to, b_to = gap.a_from, gap.b_from, gap.a_to, gap.b_to
    while a_from and b_from and a.key[a_from - 1] == b.key[b_from - 1] and a.key[a_from - 1] in _FIGURE:
        a_from, b_from = a_from - 1, b_from - 1
    while a.key[a_to : a_to + 1] == b.key[b_to : b_to + 1] and a.key[a_to : a_to + 1] in _FIGURE:
        a_to, b_to = a_to + 1, b_to + 1
    return Gap(a_from, a_to, b_from, b_to)


def _merged(found: Sequence[Gap]) -> list[Gap]:
    """Return differences that grew into each other as one."""
    merged: list[Gap] = []
    for gap in found:
        last = merged[-1] if merged else None
        if last is not None and gap.b_from < last.b_to:
            merged[-1] = Gap(
                min(last.a_from, gap.a_from),
                max(last.a_to, gap.a_to),
                last.b_from,
                max(last.b_to, gap.b_to),
            )
        else:
            merged.append(gap)
    return merged


def _segments(
    first: str, member: str, found: Sequence[Gap], first_places: Sequence[int], member_places: Sequence[int]
) -> list[Segment]:
    segments: list[Segment] = []

    def add(kind: SegmentKind, text: str) -> None:
        if text:
            segments.append(Segment(kind, text))

    at = 0
    for gap in found:
        start, end = _span(member_places, gap.b_from, gap.b_to)
        start, end = max(start, at), max(end, at)
        add(SegmentKind.EQUAL, member[at:start])
        add(SegmentKind.DELETED, first[slice(*_span(first_places, gap.a_from, gap.a_to))])
        add(SegmentKind.INSERTED, member[start:end])
        at = end
    add(SegmentKind.EQUAL, member[at:])
    return segments


def _span(of_key: Sequence[int], start: int, end: int) -> tuple[int, int]:
    """Return where a stretch of a folded text stands in the text itself."""
    if start < end:
        return of_key[start], of_key[end - 1] + 1
    place = of_key[start - 1] + 1 if start else 0
    return place, place
