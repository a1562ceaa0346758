"""The seed (seed.json): public numbers, read as the rule announced, hashed together with the root."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from decisions.attendance.draw.canonical import Document
from decisions.attendance.draw.errors import SeedRefusedError
from decisions.attendance.draw.rule import VERSION, Rule, Source, is_count
from decisions.errors import N_, Message, Problem


@dataclass(frozen=True, slots=True)
class Reading:
    """What was drawn at one source.

    Shape:  numbers in the order in which they enter the key; replaces is None, or for the fallback source
            {name, issue, notice}: the cancelled source and the official notice of its cancellation.
    """

    source: Source
    numbers: tuple[int, ...]
    replaces: Document | None = None

    @property
    def key(self) -> str:
        """The numbers joined by points with a point at the end (RFC 3797, section 4)."""
        return "".join(f"{number}." for number in self.numbers)

    def to_document(self) -> Document:
        """Return the source's place in seed.json."""
        document: Document = {
            "name": self.source.name,
            "issue": self.source.issue,
            "drawn_on": self.source.drawn_on.isoformat(),
            "numbers": list(self.numbers),
        }
        return document if self.replaces is None else {**document, "replaces": self.replaces}


@dataclass(frozen=True, slots=True)
class Seed:
    """The seed of one draw and how it came about; value is the 32 bytes that everything follows from."""

    root: str
    readings: tuple[Reading, ...]
    key: str
    value: bytes

    def to_document(self) -> Document:
        """Return what seed.json holds."""
        return {
            "root": self.root,
            "sources": [reading.to_document() for reading in self.readings],
            "key": self.key,
            "seed": self.value.hex(),
        }


def seed_from(root: str, rule: Rule, sources: Sequence[Mapping[str, Any]]) -> Seed:
    """Return the seed made of the numbers drawn at the announced sources.

    Shape:  sources in any order, each {name, issue, drawn_on, numbers}. A source that was officially
            cancelled is left out; the entry of the fallback then says so: replaces {name, issue, notice}.
    Raises: SeedRefusedError with one problem for each thing that is not as announced.
    """
    problems = list(_list_problems(rule, sources))
    if not problems:
        problems = [problem for entry in sources for problem in _entry_problems(rule, entry)]
    if problems:
        raise SeedRefusedError(count=len(problems), problems=problems)
    by_label = {_stands_for(entry): entry for entry in sources}
    readings = tuple(_reading(rule, by_label[source.label]) for source in rule.sources)
    key = "".join(f"{reading.key}/" for reading in readings)
    value = hashlib.sha256(f"{VERSION}\n{root}\n{key}".encode()).digest()
    return Seed(root, readings, key, value)


def seed_from_document(root: str, rule: Rule, document: Mapping[str, Any]) -> Seed:
    """Return the seed of a hand-written {sources: […]} or of a complete seed.json.

    Raises: SeedRefusedError when root, key or seed are there and are not what the sources give.
    """
    sources = document.get("sources")
    if not isinstance(sources, list) or not all(isinstance(source, dict) for source in sources):
        raise _refused(N_("须写成 {“sources”: [{name, issue, drawn_on, numbers}]} 的形式。"))
    seed = seed_from(root, rule, sources)
    derived = seed.to_document()
    for name in ("root", "key", "seed"):
        if document.get(name, derived[name]) != derived[name]:
            raise _refused(N_("所给的 %(name)s 与封存文件和开奖号码算出的不一致。"), name=name)
    return seed


def _label(entry: Mapping[str, Any]) -> str:
    return f"{entry.get('name')} {entry.get('issue')}"


def _stands_for(entry: Mapping[str, Any]) -> str:
    """The label of the announced source whose place in the key an entry takes."""
    replaced = entry.get("replaces")
    return _label(replaced) if isinstance(replaced, Mapping) else _label(entry)


def _list_problems(rule: Rule, sources: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    given = [_stands_for(entry) for entry in sources]
    announced = [source.label for source in rule.sources]
    for label in announced:
        if label not in given:
            yield _problem(
                N_("缺少种子来源“%(name)s”的号码。该期被官方取消的，请用公布的备用来源并注明取消公告。"),
                name=label,
            )
    for label in sorted(set(given)):
        if label not in announced:
            yield _problem(N_("“%(name)s”不是公布的种子来源。"), name=label)
        elif given.count(label) > 1:
            yield _problem(N_("种子来源“%(name)s”给了两次号码。"), name=label)


def _entry_problems(rule: Rule, entry: Mapping[str, Any]) -> Iterator[Problem]:
    source = _source(rule, entry)
    if source is None:
        yield _problem(
            N_(
                "“%(name)s”不能代替“%(replaced)s”：备用来源须是规则公布的那一个，并注明官方取消公告（notice）。"
            ),
            name=_label(entry),
            replaced=_stands_for(entry),
        )
        return
    if entry.get("drawn_on") != source.drawn_on.isoformat():
        yield _problem(
            N_("“%(name)s”的开奖日期应为公布的 %(drawn_on)s。"),
            name=source.label,
            drawn_on=source.drawn_on.isoformat(),
        )
    yield from _number_problems(source, entry.get("numbers"))


def _source(rule: Rule, entry: Mapping[str, Any]) -> Source | None:
    if "replaces" not in entry:
        return next((source for source in rule.sources if source.label == _label(entry)), None)
    replaced = entry["replaces"]
    fallback = rule.fallback
    if fallback is None or fallback.label != _label(entry) or not isinstance(replaced, Mapping):
        return None
    notice = replaced.get("notice")
    return fallback if isinstance(notice, str) and notice.strip() else None


def _number_problems(source: Source, numbers: object) -> Iterator[Problem]:
    label = source.label
    if not isinstance(numbers, list) or not numbers or not all(type(number) is int for number in numbers):
        yield _problem(N_("“%(name)s”的号码须为整数列表。"), name=label)
        return
    if min(numbers) < 0 or not all(map(is_count, numbers)):
        yield _problem(N_("“%(name)s”的号码不能是负数，也不能大于 2 的 53 次方。"), name=label)
    if source.count not in (None, len(numbers)):
        yield _problem(
            N_("“%(name)s”应有 %(wanted)d 个号码，给了 %(found)d 个。"),
            name=label,
            wanted=source.count,
            found=len(numbers),
        )
    if not source.repeats and len(set(numbers)) < len(numbers):
        yield _problem(N_("“%(name)s”的号码有重复。"), name=label)
    if source.low is not None and source.high is not None:
        outside = sorted(number for number in numbers if not source.low <= number <= source.high)
        if outside:
            yield _problem(
                N_("“%(name)s”的号码 %(number)d 超出 %(low)d—%(high)d 的范围。"),
                name=label,
                number=outside[0],
                low=source.low,
                high=source.high,
            )


def _reading(rule: Rule, entry: Mapping[str, Any]) -> Reading:
    source = _source(rule, entry)
    if source is None:
        raise AssertionError("checked before")
    numbers = entry["numbers"]
    replaced = entry.get("replaces")
    return Reading(
        source=source,
        numbers=tuple(sorted(numbers) if source.order == "sorted" else numbers),
        replaces=None
        if replaced is None
        else {name: str(replaced[name]) for name in ("name", "issue", "notice")},
    )


def _problem(text: str, **params: object) -> Problem:
    return Problem(Message(text, params), field="sources")


def _refused(text: str, **params: object) -> SeedRefusedError:
    return SeedRefusedError(count=1, problems=[_problem(text, **params)])
