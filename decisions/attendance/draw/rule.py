"""The rule of a draw (rule.json): seats, quotas, where the seed will come from. No pool and no hashing here.

The rule is read once, completed with its defaults and written canonically; whatever else the office says
in it (an address where the results are announced, say) is kept and published, but decides nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeGuard

from decisions.attendance.draw.canonical import Document, is_writable
from decisions.attendance.draw.errors import RuleRefusedError
from decisions.attendance.draw.words import is_plain_word
from decisions.clock import SHANGHAI
from decisions.errors import N_, Message, Problem

VERSION: Final = "lottery-v1"
REPLACEMENT: Final = "same_type_then_first_swap_keeping_quotas"
ORDERS: Final = ("sorted", "ordered")


@dataclass(frozen=True, slots=True)
class Bounds:
    """The fewest and the most seats for one value of an attribute, both inclusive."""

    fewest: int
    most: int


@dataclass(frozen=True, slots=True)
class Source:
    """One set of numbers that a public lottery will draw: which, when, and how its numbers are read.

    Shape:  order is "sorted" where the order of drawing does not matter, else "ordered"; low and high are
            inclusive or None where the rule names no range; count is None where any number will do;
            repeats says whether a number may come twice.
    """

    name: str
    issue: str
    drawn_on: date
    order: str
    low: int | None
    high: int | None
    count: int | None
    repeats: bool

    @property
    def label(self) -> str:
        """Name and issue, as a reader finds the announcement."""
        return f"{self.name} {self.issue}"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that was checked; document is what rule.json holds.

    Shape:  fallback is None where there is none, or where the rule only says in words what happens.
    """

    seats: int
    alternates: int
    quotas: Mapping[str, Mapping[str, Bounds]]
    sources: tuple[Source, ...]
    fallback: Source | None
    frozen_at: datetime
    document: Document

    @property
    def attributes(self) -> tuple[str, ...]:
        """The quota attributes in the order in which the portal writes pool.csv's columns."""
        return tuple(sorted(self.quotas))


def read_rule(document: Mapping[str, Any], now: datetime | None = None) -> Rule:
    """Return the rule with its defaults filled in.

    Shape:  now fills a missing frozen_at; a rule read back from a frozen file needs none.
    Raises: RuleRefusedError with one problem for each thing to mend.
    """
    complete = _with_defaults(document, now)
    problems = list(_problems(complete))
    if problems:
        raise RuleRefusedError(count=len(problems), problems=problems)
    fallback = complete["fallback"]
    return Rule(
        seats=complete["seats"],
        alternates=complete["alternates"],
        quotas={
            attribute: {value: Bounds(bounds["min"], bounds["max"]) for value, bounds in values.items()}
            for attribute, values in complete["quotas"].items()
        },
        sources=tuple(_source(source) for source in complete["sources"]),
        fallback=_source(fallback) if isinstance(fallback, dict) else None,
        frozen_at=datetime.fromisoformat(complete["frozen_at"]),
        document=complete,
    )


def _with_defaults(document: Mapping[str, Any], now: datetime | None) -> Document:
    complete = dict(document)
    version = complete.get("version", VERSION)
    complete["version"] = VERSION if version in (1, "1", "v1") else version
    complete.setdefault("alternates", 0)
    complete["quotas"] = _complete_quotas(complete.get("quotas") or {}, complete.get("seats"))
    complete["sources"] = _complete_sources(complete.get("sources"))
    complete["fallback"] = _complete_source(complete.get("fallback") or None)
    complete["replacement"] = complete.get("replacement") or REPLACEMENT
    if complete.get("frozen_at") is None and now is not None:
        complete["frozen_at"] = now.astimezone(SHANGHAI).isoformat(timespec="seconds")
    return complete


def _complete_quotas(quotas: object, seats: object) -> object:
    if not isinstance(quotas, Mapping):
        return quotas
    return {
        attribute: {
            value: {"min": 0, "max": seats, **bounds} if isinstance(bounds, Mapping) else bounds
            for value, bounds in values.items()
        }
        if isinstance(values, Mapping)
        else values
        for attribute, values in quotas.items()
    }


def _complete_sources(sources: object) -> object:
    if isinstance(sources, Sequence) and not isinstance(sources, str):
        return [_complete_source(source) for source in sources]
    return sources


def _complete_source(source: object) -> object:
    """Bring the ways in which offices write a source to one: order, range [low, high], count, repeats."""
    if not isinstance(source, Mapping):
        return source
    complete = dict(source)
    issue = complete.get("issue")
    if isinstance(issue, int) and not isinstance(issue, bool):
        complete["issue"] = str(issue)
    # An office may call the field "reading" or whatever: its word counts, not the field's name.
    complete.setdefault("order", next((word for word in source.values() if word in ORDERS), "sorted"))
    if "range" not in complete and "min" in complete and "max" in complete:
        complete["range"] = {"min": complete.pop("min"), "max": complete.pop("max")}
    span = complete.get("range")
    if isinstance(span, Mapping):
        complete["range"] = [span.get("min"), span.get("max")]
    complete.setdefault("range", None)
    complete.setdefault("count", None)
    complete.setdefault("repeats", False)
    return complete


def _source(source: Mapping[str, Any]) -> Source:
    low, high = source["range"] or (None, None)
    return Source(
        name=source["name"],
        issue=source["issue"],
        drawn_on=date.fromisoformat(source["drawn_on"]),
        order=source["order"],
        low=low,
        high=high,
        count=source["count"],
        repeats=source["repeats"],
    )


def _problems(rule: Document) -> Iterator[Problem]:
    if rule["version"] != VERSION:
        yield _problem(
            N_("不认识算法版本“%(version)s”，请写 %(known)s。"),
            "version",
            version=rule["version"],
            known=VERSION,
        )
    yield from _number_problems(rule)
    yield from _quota_problems(rule["quotas"])
    frozen_on = _civil_day(rule.get("frozen_at"))
    if frozen_on is None:
        yield _problem(
            N_("封存时间须写成带时区的 ISO 8601 时间，如 2026-05-06T09:00:00+08:00。"), "frozen_at"
        )
    if not is_writable(rule):
        yield _problem(N_("含有无法照原样公布的数字或文字。"), "rule.json")
    if not isinstance(rule["replacement"], str | dict):
        yield _problem(N_("递补规则须用文字写明。"), "replacement")
    yield from _sources_problems(rule, frozen_on)


def _number_problems(rule: Document) -> Iterator[Problem]:
    if not is_count(rule.get("seats")) or rule["seats"] < 1:
        yield _problem(N_("席位数须为正整数。"), "seats")
    if not is_count(rule["alternates"]):
        yield _problem(N_("候补人数须为零或正整数。"), "alternates")


def _quota_problems(quotas: object) -> Iterator[Problem]:
    if not isinstance(quotas, dict):
        yield _problem(N_("名额要求须写成“条件：{取值：{min, max}}”的形式。"), "quotas")
        return
    for attribute, values in quotas.items():
        if not is_plain_word(attribute) or attribute == "id":
            yield _problem(
                N_("条件名称“%(name)s”不能使用（不得为空、为 id，或含有逗号、引号、换行）。"),
                "quotas",
                name=attribute,
            )
        if not isinstance(values, dict) or not values:
            yield _problem(N_("条件“%(name)s”没有列出任何取值。"), "quotas", name=attribute)
            continue
        for value, bounds in values.items():
            if not is_plain_word(value):
                yield _problem(
                    N_("条件“%(name)s”的取值“%(value)s”不能使用（不得为空，或含有逗号、引号、换行）。"),
                    "quotas",
                    name=attribute,
                    value=value,
                )
            if not _are_bounds(bounds):
                yield _problem(
                    N_("“%(name)s＝%(value)s”的下限、上限须为整数，且下限不大于上限。"),
                    "quotas",
                    name=attribute,
                    value=value,
                )


def _are_bounds(bounds: object) -> bool:
    if not isinstance(bounds, dict):
        return False
    fewest, most = bounds.get("min"), bounds.get("max")
    return is_count(fewest) and is_count(most) and fewest <= most


def _sources_problems(rule: Document, frozen_on: date | None) -> Iterator[Problem]:
    sources = rule["sources"]
    if not isinstance(sources, list) or not sources:
        yield _problem(N_("没有写明种子来源。请列出彩票名称、期号、开奖日期和号码的读法。"), "sources")
        return
    fallback = rule["fallback"]
    if fallback is not None and not isinstance(fallback, dict | str):
        yield _problem(N_("备用种子来源的写法与种子来源相同；没有备用来源的，请写 null。"), "fallback")
    if isinstance(fallback, dict):
        yield from _source_problems(fallback, "fallback", frozen_on)
    for source in sources:
        yield from _source_problems(source, "sources", frozen_on)
    names = [_label(source) for source in (*sources, fallback) if isinstance(source, dict)]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield _problem(N_("种子来源“%(name)s”列了两次。"), "sources", name=name)


def _source_problems(source: object, field: str, frozen_on: date | None) -> Iterator[Problem]:
    if not isinstance(source, dict) or not _is_text(source.get("name")) or not _is_text(source.get("issue")):
        yield _problem(N_("每个种子来源都要写明名称和期号。"), field)
        return
    label = _label(source)
    drawn_on = _date(source.get("drawn_on"))
    if drawn_on is None:
        yield _problem(N_("种子来源“%(name)s”的开奖日期须写成 YYYY-MM-DD。"), field, name=label)
    elif frozen_on is not None and drawn_on <= frozen_on:
        yield _problem(
            N_(
                "种子来源“%(name)s”的开奖日期 %(drawn_on)s 不在封存日期 %(frozen_on)s 之后。"
                "只能用封存后才开奖的号码。"
            ),
            field,
            name=label,
            drawn_on=drawn_on.isoformat(),
            frozen_on=frozen_on.isoformat(),
        )
    if source["order"] not in ORDERS:
        yield _problem(
            N_("种子来源“%(name)s”的号码读法须为 sorted（从小到大）或 ordered（按开出顺序）。"),
            field,
            name=label,
        )
    if not _is_range(source["range"]):
        yield _problem(
            N_("种子来源“%(name)s”的号码范围须写成 [最小, 最大] 两个非负整数。"), field, name=label
        )
    if not (source["count"] is None or (is_count(source["count"]) and source["count"] > 0)) or not isinstance(
        source["repeats"], bool
    ):
        yield _problem(
            N_("种子来源“%(name)s”的号码个数须为正整数，是否可重复须为 true 或 false。"), field, name=label
        )


def _is_range(span: object) -> bool:
    if span is None:
        return True
    return isinstance(span, list) and len(span) == 2 and all(map(is_count, span)) and span[0] <= span[1]


def is_count(value: object) -> TypeGuard[int]:
    """Say whether a JSON value is a whole number from 0 up, exact in any language (true and 1.0 are none)."""
    return type(value) is int and 0 <= value < 1 << 53


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _label(source: Mapping[str, Any]) -> str:
    return f"{source.get('name')} {source.get('issue')}"


def _date(value: object) -> date | None:
    """The date in a text of the form YYYY-MM-DD; None for anything else."""
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return day if day is not None and day.isoformat() == value else None


def _civil_day(value: object) -> date | None:
    """The Shanghai day of an aware timestamp; None for anything else."""
    try:
        instant = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if instant is None or instant.tzinfo is None:
        return None
    return instant.astimezone(SHANGHAI).date()


def _problem(text: str, field: str, **params: object) -> Problem:
    return Problem(Message(text, params), field=field)
