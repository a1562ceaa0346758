#!/usr/bin/env python3
"""Recompute a draw from its published files, with nothing but Python's standard library (3.9 or newer).

    python3 verify_draw.py DIRECTORY [--root ROOT]

DIRECTORY holds pool.csv, rule.json, lottery.json, seed.json and result.json as published. ROOT is the root
announced before the numbers were drawn; give it, or compare the one printed with the announcement yourself:
whoever could rewrite all the files could also rewrite the root inside them. One line for each check
and the verdict at the end; the first failure is named (FAIL root, seed, composition, selected or
replacement) and gives exit status 1.
This file shares no code with the portal that made the draw.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import io
import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path
from typing import Any

FROZEN = ("pool.csv", "rule.json", "lottery.json")
DRAWN = ("seed.json", "result.json")
VERSIONS = ("lottery-v1", 1, "1")
TICKETS = 1000000
CHINA = timezone(timedelta(hours=8))
KINDS = ("declined", "not_reached", "not_eligible")
ID_FORM = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}")
MALFORMED = (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError, RecursionError)

Type = tuple[str, ...]


class CheckFailedError(Exception):
    """A check failed, with the reason in Chinese and in English."""

    def __init__(self, name: str, chinese: str, english: str) -> None:
        super().__init__(f"{chinese} / {english}")
        self.check = Check(name, False, chinese, english)


@dataclass(frozen=True)
class Check:
    """The outcome of one check, for people."""

    name: str
    passed: bool
    chinese: str
    english: str

    def __str__(self) -> str:
        return f"{'OK' if self.passed else 'FAIL'} {self.name} {self.chinese} / {self.english}"


@dataclass(frozen=True)
class Verification:
    """All checks up to the first that failed; root and chances are exact, or None where not reached."""

    checks: tuple[Check, ...]
    root: str | None
    smallest: Fraction | None
    largest: Fraction | None

    @property
    def failed(self) -> str | None:
        """Return the name of the check that failed, or None."""
        return next((check.name for check in self.checks if not check.passed), None)

    @property
    def lines(self) -> list[str]:
        """Return what the script prints."""
        lines = [str(check) for check in self.checks]
        for label, chance in (("最小机会 / smallest", self.smallest), ("最大机会 / largest", self.largest)):
            if chance is not None:
                share = float(chance) * 100
                lines.append(f"{label} chance: {chance.numerator}/{chance.denominator} ({share:.4f}%)")
        return lines


def verify(files: Mapping[str, bytes], announced_root: str | None = None) -> Verification:
    """Check the files of a draw, by name, and stop at the first thing that is wrong."""
    draw = _Draw(files)
    checks: list[Check] = []
    steps: tuple[tuple[str, Callable[[], tuple[str, str]]], ...] = (
        ("root", lambda: draw.check_root(announced_root)),
        ("composition", draw.check_lottery),
        ("seed", draw.check_seed),
        ("composition", draw.check_number),
        ("selected", draw.check_selected),
        ("replacement", draw.check_replacements),
    )
    for name, step in steps:
        try:
            checks.append(Check(name, True, *step()))
        except CheckFailedError as failure:
            checks.append(failure.check)
            break
        except MALFORMED as error:
            checks.append(Check(name, False, "文件内容不符合规定的格式", f"a file is malformed ({error!r})"))
            break
    return Verification(tuple(checks), draw.root, draw.smallest, draw.largest)


class _Draw:
    """The files of one draw and what the checks so far have found in them."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.root: str | None = None
        self.smallest: Fraction | None = None
        self.largest: Fraction | None = None
        self.rule: dict[str, Any] = {}
        self.quotas: dict[str, dict[str, Any]] = {}
        self.attributes: list[str] = []
        self.people: dict[str, Type] = {}
        self.lottery: dict[str, Any] = {}
        self.result: dict[str, Any] = {}
        self.seed = b""
        self.waiting: list[str] = []

    # Root ---------------------------------------------------------------------------------------------

    def check_root(self, announced: str | None) -> tuple[str, str]:
        """The hash of the three frozen files is the published one, and they have the permitted form."""
        for name in FROZEN:
            _require(name in self.files, "root", f"缺少 {name}", f"{name} is missing")
        digests = [hashlib.sha256(self.files[name]).hexdigest() + "\n" for name in FROZEN]
        self.root = root = hashlib.sha256("".join(digests).encode("ascii")).hexdigest()
        for stated in (announced, self._root_in_seed()):
            same = stated is None or str(stated).strip().lower() == root
            _require(same, "root", f"算得 {root}，与公布的不符", f"computed {root}, not the one published")
        self.rule, self.lottery = (_read_json(self.files[name]) for name in FROZEN[1:])
        version = self.rule.get("version", VERSIONS[0])
        _require(version in VERSIONS, "root", f"不认识算法版本 {version}", f"unknown version {version}")
        self.quotas = self.rule.get("quotas") or {}
        self.attributes, self.people = _read_pool(self.files["pool.csv"], self.quotas)
        return f"根哈希 {root}，请与事先公布的核对", "compare this root with the one announced"

    def _root_in_seed(self) -> object:
        try:
            return _read_json(self.files["seed.json"])["root"] if "seed.json" in self.files else None
        except MALFORMED:
            raise CheckFailedError("seed", "seed.json 无法读取", "seed.json can't be read") from None

    # Composition --------------------------------------------------------------------------------------

    def check_lottery(self) -> tuple[str, str]:
        """Every composition keeps every quota; the tickets sum to 1,000,000; the chances follow."""
        seats = self.rule["seats"]
        enough = _is_whole(seats, 1) and seats <= len(self.people)
        _require(enough, "composition", "席位数有误或多于报名人数", "no seats, or more seats than people")
        if self.lottery["kind"] == "plain":
            _require(not self.quotas, "composition", "有名额要求却直接抽签", "plain lottery despite quotas")
            self.smallest = self.largest = Fraction(seats, len(self.people))
            return "直接抽签，没有名额要求，机会均等", "plain lottery without quotas, equal chances"
        known = self.lottery["kind"] == "composition" and self.lottery["tickets"] == TICKETS
        _require(known, "composition", "抽签方式或签数有误", "unknown kind, or not 1,000,000 tickets")
        return self._check_compositions(self.lottery["compositions"])

    def _check_compositions(self, compositions: list[dict[str, Any]]) -> tuple[str, str]:
        sizes = Counter(self.people.values())
        held = dict.fromkeys(sizes, 0)
        drawn = 0
        for number, entry in enumerate(compositions):
            tickets = entry["tickets"]
            _require(_is_whole(tickets, 1), "composition", f"组合 {number} 无签", f"{number} has no tickets")
            drawn += tickets
            for kind, count in self._seats(number, entry, sizes).items():
                held[kind] += tickets * count
        _require(drawn == TICKETS, "composition", f"签数合计 {drawn}", f"the tickets sum to {drawn}")
        chances = [Fraction(total, TICKETS * sizes[kind]) for kind, total in held.items()]
        self.smallest, self.largest = min(chances), max(chances)
        found = len(compositions)
        return f"{found} 种组合全部符合名额要求", f"all {found} compositions keep every quota"

    def _seats(self, number: int, entry: Mapping[str, Any], sizes: Mapping[Type, int]) -> dict[Type, int]:
        seats: dict[Type, int] = {}
        for seat in entry["seats"]:
            kind, count = self._type(seat), seat["count"]
            possible = kind not in seats and _is_whole(count, 1) and count <= sizes.get(kind, 0)
            _require(possible, "composition", f"组合 {number} 超出名单", f"{number} seats too many")
            seats[kind] = count
        full = sum(seats.values()) == self.rule["seats"]
        _require(full, "composition", f"组合 {number} 席位数不对", f"{number} has another number of seats")
        for column, attribute in enumerate(self.attributes):
            held: Counter[str] = Counter()
            for kind, count in seats.items():
                held[kind[column]] += count
            for value in self.quotas[attribute]:
                low, high = self._bounds(attribute, value)
                where = f"{attribute}={value}"
                kept = low <= held[value] <= high
                _require(kept, "composition", f"组合 {number} 不符合 {where}", f"{number} breaks {where}")
        return seats

    def _type(self, seat: Mapping[str, Any]) -> Type:
        if set(seat["type"]) != set(self.attributes):
            raise ValueError("a type has other attributes than the pool")
        return tuple(seat["type"][attribute] for attribute in self.attributes)

    def _bounds(self, attribute: str, value: str) -> tuple[int, int]:
        bounds = self.quotas[attribute][value]
        return bounds.get("min", 0), bounds.get("max", self.rule["seats"])

    # Seed ---------------------------------------------------------------------------------------------

    def check_seed(self) -> tuple[str, str]:
        """The numbers are those of the announced sources; key and seed follow from them."""
        _require("seed.json" in self.files, "seed", "尚未抽签，没有 seed.json", "not drawn yet, no seed.json")
        stated = _read_json(self.files["seed.json"])
        announced, given = self.rule["sources"], stated["sources"]
        complete = len(given) == len(announced) > 0
        _require(complete, "seed", "种子来源的个数与规则不同", "another number of sources than announced")
        key = "".join(self._key_part(*pair) for pair in zip(announced, given))  # noqa: B905 — Python 3.9
        _require(stated["key"] == key, "seed", f"号码串应为 {key}", f"the key string should be {key}")
        self.seed = hashlib.sha256(f"lottery-v1\n{self.root}\n{key}".encode()).digest()
        seed = self.seed.hex()
        _require(stated["seed"] == seed, "seed", f"种子应为 {seed}", f"the seed should be {seed}")
        return f"号码与公布的来源相符，种子 {seed}", "the seed follows from root and numbers"

    def _key_part(self, announced: Mapping[str, Any], given: Mapping[str, Any]) -> str:
        source = self._source(announced, given)
        label = f"{source['name']} {source['issue']}"
        for field in ("name", "issue", "drawn_on"):
            same = str(given[field]) == str(source[field])
            _require(same, "seed", f"{label} 的 {field} 与规则不同", f"{field} of {label} differs")
        frozen_on = _instant(self.rule["frozen_at"]).astimezone(CHINA).date()
        later = date.fromisoformat(given["drawn_on"]) > frozen_on
        _require(later, "seed", f"{label} 不是封存之后开奖的", f"{label} was not drawn after the freeze")
        numbers = given["numbers"]
        _check_numbers(label, source, numbers)
        if source.get("order", "sorted") == "sorted":
            numbers = sorted(numbers)
        return "".join(f"{number}." for number in numbers) + "/"

    def _source(self, announced: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
        """The source whose numbers these should be: the announced one or, where cancelled, the fallback."""
        if "replaces" not in given:
            return announced
        replaced, fallback = given["replaces"], self.rule.get("fallback")
        same = all(str(replaced[field]) == str(announced[field]) for field in ("name", "issue"))
        grounded = same and isinstance(fallback, dict) and str(replaced["notice"]).strip() != ""
        _require(grounded, "seed", "启用备用来源没有依据", "the fallback source was used without ground")
        return dict(fallback or {})

    # The draw -----------------------------------------------------------------------------------------

    def check_number(self) -> tuple[str, str]:
        """The number r follows from the seed and picks the composition."""
        _require("result.json" in self.files, "selected", "没有 result.json", "there is no result.json")
        self.result = _read_json(self.files["result.json"])
        index, number = self._pick()
        for name, expected in (("r", number), ("composition", index)):
            found = self.result[name]
            same = found == expected and type(found) is type(expected)
            _require(same, "composition", f"{name} 应为 {expected}", f"{name} should be {expected}")
        if index is None:
            return "直接抽签，不抽组合", "plain lottery, no composition to pick"
        return f"r = {number}，抽中组合 {index}（从 0 数起）", f"r = {number} picks composition {index}"

    def _pick(self) -> tuple[int | None, int | None]:
        if self.lottery["kind"] == "plain":
            return None, None
        number = _number_below_a_million(self.seed)
        end = 0
        for index, entry in enumerate(self.lottery["compositions"]):
            end += entry["tickets"]
            if number < end:
                return index, number
        raise ValueError("the tickets do not reach r")

    def check_selected(self) -> tuple[str, str]:
        """Those selected, the alternates and the rest of the waiting list follow from the tickets."""
        order = sorted(self.people, key=lambda who: _hmac(self.seed, b"ticket\x00" + who.encode()))
        selected = self._lowest_tickets(order)
        same = self.result["selected"] == selected
        _require(same, "selected", "入选名单与种子不符", "those selected do not follow from the seed")
        chosen = set(selected)
        self.waiting = [who for who in order if who not in chosen]
        listed = self.rule.get("alternates", 0)
        same = self.result["alternates"] == self.waiting[:listed]
        _require(same, "selected", "候补名单与种子不符", "the alternates do not follow from the seed")
        rest = "".join(who + "\n" for who in self.waiting[listed:])
        same = self.result["waiting_sha256"] == hashlib.sha256(rest.encode()).hexdigest()
        _require(same, "selected", "其余候补顺序与种子不符", "the rest of the waiting list differs")
        return (
            f"入选 {len(selected)} 人及候补顺序与种子相符",
            "selection and waiting list are right",
        )

    def _lowest_tickets(self, order: list[str]) -> list[str]:
        if self.lottery["kind"] == "plain":
            return order[: self.rule["seats"]]
        composition = self.lottery["compositions"][self.result["composition"]]
        left = {self._type(seat): seat["count"] for seat in composition["seats"]}
        selected = []
        for who in order:
            if left.get(self.people[who], 0) > 0:
                left[self.people[who]] -= 1
                selected.append(who)
        return selected

    # Replacement --------------------------------------------------------------------------------------

    def check_replacements(self) -> tuple[str, str]:
        """Each event after the draw names the person whom the rule names."""
        holders, waiting = list(self.result["selected"]), list(self.waiting)
        vacant, latest = 0, None
        for number, event in enumerate(self.result["events"], start=1):
            latest = _check_event(number, event, latest)
            leaver, expected = event["id"], None
            if leaver in waiting:
                waiting.remove(leaver)
            else:
                known = leaver in holders
                _require(known, "replacement", f"变动 {number} 无此人", f"event {number}: not on any list")
                expected = self._successor(holders, waiting, leaver)
                holders.remove(leaver)
                vacant += expected is None
            if expected is not None:
                holders.append(expected)
                waiting.remove(expected)
            same = event["replaced_by"] == expected
            _require(
                same,
                "replacement",
                f"变动 {number} 应补 {expected}",
                f"event {number}: {expected} is next",
            )
        events = len(self.result["events"])
        return (
            f"{events} 次变动均依规则，空缺 {vacant} 席",
            f"{events} events, {vacant} seats vacant",
        )

    def _successor(self, holders: list[str], waiting: list[str], leaver: str) -> str | None:
        """The next of the same type; else the first whose swap keeps each quota that the swap touches."""
        old = self.people[leaver]
        held = [Counter(self.people[who][column] for who in holders) for column in range(len(old))]
        same = [who for who in waiting if self.people[who] == old]
        fits = {kind: self._swap_keeps_quotas(held, old, kind) for kind in set(self.people.values())}
        return next(iter(same), None) or next((who for who in waiting if fits[self.people[who]]), None)

    def _swap_keeps_quotas(self, held: list[Counter[str]], old: Type, new: Type) -> bool:
        for column, attribute in enumerate(self.attributes):
            gone, come = old[column], new[column]
            lowest, highest = self._bounds(attribute, gone)[0], self._bounds(attribute, come)[1]
            if gone != come and (held[column][gone] - 1 < lowest or held[column][come] + 1 > highest):
                return False
        return True


def _check_event(number: int, event: Mapping[str, Any], latest: datetime | None) -> datetime:
    at = _instant(event["at"])
    _require(
        latest is None or at >= latest,
        "replacement",
        f"变动 {number} 时间倒置",
        f"{number} is too early",
    )
    explained = event["kind"] in KINDS and event["reason"].strip() != ""
    _require(explained, "replacement", f"变动 {number} 没有类型或原因", f"event {number} lacks a reason")
    return at


def _check_numbers(label: str, source: Mapping[str, Any], numbers: list[int]) -> None:
    whole = len(numbers) > 0 and all(_is_whole(number, 0) for number in numbers)
    _require(whole, "seed", f"{label} 的号码不是非负整数", f"the numbers of {label} are not whole, from 0 up")
    once = source.get("repeats", False) or len(set(numbers)) == len(numbers)
    _require(once, "seed", f"{label} 的号码有重复", f"{label} has a repeated number")
    counted = source.get("count") in (None, len(numbers))
    _require(counted, "seed", f"{label} 的号码个数不对", f"{label} has another count of numbers")
    low, high = source.get("range") or (0, max(numbers))
    inside = low <= min(numbers) and max(numbers) <= high
    _require(inside, "seed", f"{label} 的号码超出范围", f"{label} has a number outside its range")


def _number_below_a_million(seed: bytes) -> int:
    """Return r: the first 64-bit number below the largest multiple of a million, modulo a million."""
    counter = 0
    while True:
        number = int.from_bytes(_hmac(seed, b"composition\x00%d" % counter)[:8], "big")
        if number < 2**64 // TICKETS * TICKETS:
            return number % TICKETS
        counter += 1


def _hmac(seed: bytes, message: bytes) -> bytes:
    return hmac.new(seed, message, "sha256").digest()


def _read_pool(data: bytes, quotas: Mapping[str, Mapping[str, Any]]) -> tuple[list[str], dict[str, Type]]:
    text = data.decode("utf-8")
    plain = not text.startswith("\ufeff") and not set(text) & {"\r", '"'} and text.endswith("\n")
    _require(plain, "root", "pool.csv 有 BOM、CRLF、引号或缺末尾换行", "BOM, CRLF, quote or no last newline")
    composed = unicodedata.normalize("NFC", text) == text
    _require(composed, "root", "pool.csv 未按 NFC 规范化", "pool.csv is not in NFC")
    header, *lines = text[:-1].split("\n")
    first, *columns = header.split(",")
    expected = first == "id" and sorted(columns) == sorted(quotas)
    _require(expected, "root", "pool.csv 的列与规则不符", "pool.csv has other columns than the rule")
    people: dict[str, Type] = {}
    before = ""
    for number, line in enumerate(lines, start=2):
        who, *values = line.split(",")
        ordered = before < who and ID_FORM.fullmatch(who) is not None
        known = len(values) == len(columns) and all(v in quotas[c] for c, v in zip(columns, values))  # noqa: B905
        if not (ordered and known):
            reason = f"pool.csv {number}: id out of order or malformed, or unknown values"
            raise CheckFailedError("root", f"pool.csv 第 {number} 行编号或取值有误", reason)
        people[who] = tuple(values)
        before = who
    return columns, people


def _read_json(data: bytes) -> dict[str, Any]:
    document = json.loads(data.decode("utf-8"), object_pairs_hook=_without_repeats)
    if not isinstance(document, dict):
        raise ValueError("not a JSON object")
    return document


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise ValueError("a name occurs twice in a JSON object")
    return document


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text.replace("Z", "+00:00"))
    if instant.tzinfo is None:
        raise ValueError("a time without zone")
    return instant


def _is_whole(value: Any, lowest: int) -> bool:
    return type(value) is int and value >= lowest


def _require(kept: bool, name: str, chinese: str, english: str) -> None:
    if not kept:
        raise CheckFailedError(name, chinese, english)


def read_directory(directory: Path) -> dict[str, bytes]:
    """Return the files of a draw that are in a directory, by name."""
    return {name: (directory / name).read_bytes() for name in FROZEN + DRAWN if (directory / name).is_file()}


def main(arguments: list[str] | None = None) -> int:
    """Verify the draw in a directory; return the exit status."""
    parser = argparse.ArgumentParser(description="核验抽签结果 / Recompute a published draw")
    parser.add_argument("directory", type=Path, help="公布的抽签文件所在目录 / where the published files are")
    parser.add_argument("--root", help="事先公布的根哈希 / the root announced before the draw")
    options = parser.parse_args(arguments)
    verification = verify(read_directory(options.directory), options.root)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    passed = verification.failed is None
    verdict = "核验通过 / VERIFIED" if passed else f"核验未通过 / NOT VERIFIED: {verification.failed}"
    sys.stdout.writelines(line + "\n" for line in [*verification.lines, verdict])
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
