"""Which clauses a reader means: 第九条第二款、第十七条; 第五部分（过渡安置）; 建设规模."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from decisions.consultation.drafts.numerals import NUMERAL, parse_numeral
from decisions.consultation.drafts.tree import Draft, list_clauses

_CITED = re.compile(
    rf"(?P<other>[》〉][^第，、；]{{0,4}})?"
    rf"第\s*[（(]?(?P<numbers>{NUMERAL}(?:[、，,和及与]\s*第?\s*{NUMERAL})*)[）)]?\s*"
    rf"(?P<unit>条|款|项|目|章|部分)(?:之(?P<branch>{NUMERAL}))?"
    rf"|(?P<range>[至到～~—-]+)(?=\s*第)"
    rf"|[（(](?P<item>{NUMERAL})[）)]"
    rf"|(?:^|(?<=[\s；;，,、]))(?P<bare>{NUMERAL})(?P<bareunit>条|部分|[、.．]|$|(?=[（(]))"
)
_BENEATH = re.compile(r"(?:-[ptni]\d+(?:x\d+)?)+$")
_PIECES = re.compile(r"[、，,；;。\s]+")
_BRACKETED = re.compile(r"^(?P<head>[^（(]*)[（(](?P<inner>[^）)]*)[）)]?")
_TELLING = 4
"""A title this long is recognised inside other words; a shorter one might be any word."""


def find_clauses(draft: Draft, text: str) -> list[str]:
    """Return the ids of the clauses a reader names, in the order named, each once; empty when none is found.

    Understands 第八条第一款, 第八、九条, 第八条至第十条, 第3条, 第二章, 第五部分（过渡安置）, 五、（三）,
    and a clause called by its title. A 款 that isn't there counts as its article; an article of another
    document, 《…》第三条, as nothing.
    """
    return ClauseFinder(draft).find(text)


class ClauseFinder:
    """Knows one draft's clauses; for many texts on the same draft keep one of these."""

    def __init__(self, draft: Draft) -> None:
        clauses = list_clauses(draft)
        self._ids = {clause.id for clause in clauses}
        self._titles = [(each.heading, each.id) for each in clauses if each.depth < 2 and each.heading]
        self._paragraphs = {each.id: [p.id for p in each.paragraphs] for each in draft.articles()}
        self._numbered: dict[tuple[str, int, int | None], str] = {}
        for article in draft.articles():
            if article.number is not None:
                unit = "条" if article.id.startswith("art-") else "部分"
                self._numbered.setdefault((unit, article.number, article.branch), article.id)
        for chapter in draft.chapters:
            if chapter.number is not None:
                self._numbered.setdefault(("章", chapter.number, None), chapter.id)

    def find(self, text: str) -> list[str]:
        """Return the ids of the clauses named in a text, see find_clauses."""
        reading = _Reading(self._ids, self._paragraphs, self._numbered)
        for match in _CITED.finditer(text):
            reading.take(match)
        return reading.found or _find_by_title(self._titles, text)


class _Reading:
    """Reads citations one after another; 款, 项 and 目 belong to what was named before them."""

    def __init__(
        self,
        ids: Collection[str],
        paragraphs: Mapping[str, Sequence[str]],
        numbered: Mapping[tuple[str, int, int | None], str],
    ) -> None:
        self.found: list[str] = []
        self._ids, self._paragraphs, self._numbered = ids, paragraphs, numbered
        self._context = ""
        self._last_number: int | None = None
        self._range_from: int | None = None

    def take(self, match: re.Match[str]) -> None:
        """Take in one citation."""
        if match["range"]:
            self._range_from = self._last_number
        elif match["item"]:
            self._add_beneath("项", [match["item"]])
        elif match["bare"]:
            self._add_named("条" if match["bareunit"] == "条" else "部分", [match["bare"]], None)
        elif match["unit"] in ("款", "项", "目"):
            self._add_beneath(match["unit"], re.findall(NUMERAL, match["numbers"]))
        elif match["other"]:
            self._context, self._last_number = "", None
        else:
            self._add_named(match["unit"], re.findall(NUMERAL, match["numbers"]), match["branch"])

    def _add_named(self, unit: str, numbers: Iterable[str], branch: str | None) -> None:
        """Add articles, parts or chapters; a chapter just named only says where they stand."""
        chapter = self._context if self._context.startswith("ch-") else ""
        self._context = ""
        for value in self._values(numbers):
            self._last_number = value
            part = self._known(f"{chapter}-part-{value}") if unit == "部分" else None
            clause_id = part or self._numbered.get((unit, value, parse_numeral(branch or "")))
            if clause_id is None:
                continue
            if unit != "章" and chapter and self.found[-1:] == [chapter]:
                self.found.pop()
            self._context = clause_id
            self._add(clause_id)

    def _values(self, numbers: Iterable[str]) -> list[int]:
        """Return the numbers named, those between the two ends of a range among them."""
        values = [value for value in map(parse_numeral, numbers) if value is not None]
        start, self._range_from = self._range_from, None
        if start is not None and values and start < values[0] <= start + len(self._numbered):
            return [*range(start + 1, values[0]), *values]
        return values

    def _add_beneath(self, unit: str, numbers: Iterable[str]) -> None:
        """Add 款, 项 or 目 of what was named last, which they replace."""
        parents = list(self._parents(unit))
        for number in numbers:
            letter = "p" if unit == "款" else "i"
            wanted = (self._known(f"{parent}-{letter}{parse_numeral(number)}") for parent in parents)
            clause_id = next(filter(None, wanted), None)
            if clause_id is None:
                continue
            if self.found and clause_id.startswith(f"{self.found[-1]}-"):
                self.found.pop()
            self._context = clause_id
            self._add(clause_id)

    def _parents(self, unit: str) -> Iterator[str]:
        """Yield beneath what a 款, 项 or 目 may stand, likeliest first."""
        article = _BENEATH.sub("", self._context)
        paragraph = re.match(r"-p\d+", self._context.removeprefix(article))
        if not article:
            return
        if unit == "款":
            yield article
        elif unit == "目":
            yield from (self._context, self._context.rpartition("-")[0])
        elif paragraph is not None:
            yield article + paragraph[0]
        else:
            yield from self._paragraphs.get(article, ())

    def _known(self, clause_id: str) -> str | None:
        return clause_id if clause_id in self._ids else None

    def _add(self, clause_id: str) -> None:
        if clause_id not in self.found:
            self.found.append(clause_id)


def _find_by_title(titles: Sequence[tuple[str, str]], text: str) -> list[str]:
    """Return the clauses called by title: the exact one, else those named within, else the only one begun."""
    words = [word for word in _words(text) if word]
    exact = [clause_id for title, clause_id in titles if title in words]
    if exact:
        return exact
    within = [clause_id for title, clause_id in titles if len(title) >= _TELLING and title in text]
    if within:
        return within
    begun = [
        clause_id for title, clause_id in titles if any(len(word) > 1 and word in title for word in words)
    ]
    return begun if len(begun) == 1 else []


def _words(text: str) -> Iterator[str]:
    """Yield a text whole and in pieces, and of what has brackets the outside and the inside."""
    for piece in (text.strip(), *_PIECES.split(text)):
        yield piece
        match = _BRACKETED.match(piece)
        if match is not None:
            yield match["head"].strip()
            yield match["inner"].strip()
