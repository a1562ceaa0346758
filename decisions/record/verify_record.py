#!/usr/bin/env python3
"""Check a copy of the portal's public record, with nothing but Python itself (3.8 or newer).

核验公开记录：不依赖任何第三方程序，也不依赖本平台自己的核验结果。

    python3 verify_record.py record.json [更多页.json …]
    python3 verify_record.py https://网站地址/record.json
    python3 verify_record.py --noted 128:1f0c… record.json

Pages are what /record.json answers; each names the next one. Entries are checked from the first to the last:
numbers without a gap, each content against its digest, each entry against its hash, each hash against the
next entry. --noted is an entry's number and hash that somebody wrote down earlier: a record rewritten as a
whole since then fits itself, but not the note.

Exit: 0 whole, 1 the first fault is printed, 2 the copy can't be read.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import urlopen

GENESIS_HASH = "0" * 64
COMMITTED = (
    "seq",
    "kind",
    "subject",
    "published_at",
    "payload_sha256",
    "corrects",
    "reason",
    "previous_hash",
)
WITHHOLDING = "withholding"


class FaultError(Exception):
    """The record is not what it claims to be."""


def canonical(value: Any) -> str:
    """Return canonical JSON (RFC 8785) of a value without floats, of which the record has none."""
    if isinstance(value, dict):
        members = sorted(value.items(), key=lambda member: member[0].encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(canonical(name) + ":" + canonical(item) for name, item in members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def digest(text: str) -> str:
    """Return the SHA-256 of a text in hex."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_pages(sources: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield pages: of a file as it is, of an address with all that follow it."""
    for source in sources:
        if urlsplit(source).scheme in ("http", "https"):
            yield from _fetch_all(source)
        else:
            yield json.loads(Path(source).read_text("utf-8"))


def _fetch_all(address: str | None) -> Iterator[dict[str, Any]]:
    while address:
        with urlopen(address, timeout=60) as answer:  # noqa: S310 — http and https only, checked above and below
            page = json.loads(answer.read())
        yield page
        following = page.get("next")
        address = urljoin(address, following) if following else None
        if address and urlsplit(address).scheme not in ("http", "https"):
            raise ValueError(address)


def gather(pages: Iterable[dict[str, Any]]) -> tuple[dict[int, dict[str, Any]], dict[int, str]]:
    """Return the entries by number, and every head that a page named. Raises: FaultError."""
    entries: dict[int, dict[str, Any]] = {}
    heads: dict[int, str] = {}
    for page in pages:
        for entry in page["entries"]:
            seq = int(entry["seq"])
            known = entries.setdefault(seq, entry)
            if any(known[name] != entry[name] for name in (*COMMITTED, "entry_hash")):
                raise FaultError(f"第 {seq} 号条目在两份数据中不一致。")
        head = page.get("head")
        if head:
            seq, noted = int(head["seq"]), str(head["entry_hash"])
            if heads.setdefault(seq, noted) != noted:
                raise FaultError(f"链尾第 {seq} 号在两份数据中不一致。")
    return entries, heads


def check(entries: dict[int, dict[str, Any]], heads: dict[int, str], noted: dict[int, str]) -> str:
    """Return the hash of the last entry of a whole record. Raises: FaultError naming the first fault."""
    last = max([*entries, *heads, *noted], default=0)
    notes = [entry["payload"] for entry in entries.values() if entry["kind"] == WITHHOLDING]
    withheld = {note.get("withheld") for note in notes if isinstance(note, dict)}
    previous = GENESIS_HASH
    for seq in range(1, last + 1):
        if seq not in entries:
            raise FaultError(f"第 {seq} 号条目缺失。")
        entry = entries[seq]
        _check_entry(entry, previous, withheld)
        previous = entry["entry_hash"]
        if heads.get(seq, previous) != previous:
            raise FaultError(f"第 {seq} 号条目与链尾记载的哈希值不符。")
        if noted.get(seq, previous) != previous:
            raise FaultError(f"第 {seq} 号条目与您此前记下的哈希值不符，记录被改写过。")
    return previous


def _check_entry(entry: dict[str, Any], previous: str, withheld: set[Any]) -> None:
    seq = entry["seq"]
    if digest(canonical({name: entry[name] for name in COMMITTED})) != entry["entry_hash"]:
        raise FaultError(f"第 {seq} 号条目的内容与其哈希值不符，条目被改动过。")
    if entry["previous_hash"] != previous:
        raise FaultError(f"第 {seq} 号条目与前一条目不衔接，条目被调换或改写过。")
    if entry["payload"] is None:
        if seq not in withheld:
            raise FaultError(f"第 {seq} 号条目的内容缺失，且没有依规撤下的记载。")
    elif digest(canonical(entry["payload"])) != entry["payload_sha256"]:
        raise FaultError(f"第 {seq} 号条目公布的内容被改动过。")


def _note(text: str) -> tuple[int, str]:
    seq, _, noted = text.partition(":")
    if not (seq.isdigit() and len(noted) == 64):
        raise argparse.ArgumentTypeError("格式为“序号:哈希值”，例如 128:1f0c…（64 位）")
    return int(seq), noted.lower()


def main(arguments: list[str] | None = None) -> int:
    """Read, check, and say what was found."""
    parser = argparse.ArgumentParser(description="核验公开记录是否完整、是否被改动。")
    parser.add_argument("sources", nargs="+", metavar="record.json", help="保存的文件或网址")
    parser.add_argument("--noted", action="append", type=_note, default=[], help="此前记下的“序号:哈希值”")
    options = parser.parse_args(arguments)
    try:
        entries, heads = gather(read_pages(options.sources))
        last_hash = check(entries, heads, dict(options.noted))
    except FaultError as fault:
        print(f"发现问题：{fault}")  # noqa: T201
        return 1
    except (OSError, URLError, ValueError, KeyError, TypeError) as error:
        print(f"无法读取数据：{error!r}", file=sys.stderr)  # noqa: T201
        return 2
    print(f"OK 完整：共 {len(entries)} 条，逐条核对无误。链尾哈希 {last_hash}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
