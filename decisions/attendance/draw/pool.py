"""The pool (pool.csv): who may be drawn, by receipt code and quota attributes and nothing else.

People whose attributes are the same are one type. Who is eligible, and one seat a household, is decided
before (attendance.rules); here a list is a list.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise

from decisions.attendance.draw.errors import PoolRefusedError
from decisions.attendance.draw.words import is_id
from decisions.errors import N_, Message, Problem

Type = tuple[str, ...]
KnownValues = Mapping[str, Iterable[str]]

MOST_PROBLEMS_SHOWN = 50


@dataclass(frozen=True)
class Pool:
    """Everybody in the draw, by id; a type is the values in the order of attributes."""

    attributes: tuple[str, ...]
    types: Mapping[str, Type]

    @cached_property
    def sizes(self) -> dict[Type, int]:
        """How many people each type has, in sorted order of the types."""
        return dict(sorted(Counter(self.types.values()).items()))


def write_pool(rows: Iterable[Mapping[str, str]], attributes: Sequence[str]) -> bytes:
    """Return pool.csv for rows in any order; each row holds id and exactly the attributes.

    Raises: PoolRefusedError when a row holds more, or less.
    """
    columns = ("id", *attributes)
    lines = []
    for number, row in enumerate(rows, start=1):
        if set(row) != set(columns):
            raise _refused(
                [_problem(N_("应有且只有这些列：%(columns)s。"), number, columns="、".join(columns))]
            )
        lines.append(",".join(unicodedata.normalize("NFC", row[column]) for column in columns))
    return "".join(f"{line}\n" for line in [",".join(columns), *_by_id(lines)]).encode("utf-8")


def read_pool(data: bytes, known_values: KnownValues) -> Pool:
    """Return the pool in a pool.csv that is in the one permitted form.

    Shape:  known_values names every quota attribute with its values.
    Raises: PoolRefusedError with a problem for each line to mend (the first 50).
    """
    lines = _lines(data)
    attributes = _attributes(lines[0], known_values)
    rows = [line.split(",") for line in lines[1:]]
    problems = list(islice(_row_problems(rows, attributes, known_values), MOST_PROBLEMS_SHOWN))
    if problems:
        raise _refused(problems)
    return Pool(attributes, _shared({row[0]: tuple(row[1:]) for row in rows}))


def _shared(types: dict[str, Type]) -> dict[str, Type]:
    """Let equal types be one object: a hundred thousand people have a few hundred types."""
    first: dict[Type, Type] = {}
    return {person: first.setdefault(kind, kind) for person, kind in types.items()}


def _by_id(lines: list[str]) -> list[str]:
    return sorted(lines, key=lambda line: line.partition(",")[0])


def _lines(data: bytes) -> list[str]:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refused([_problem(N_("文件不是 UTF-8 编码。"), line)]) from error
    problems = list(_form_problems(text))
    if problems:
        raise _refused(problems)
    return text[:-1].split("\n")


def _form_problems(text: str) -> Iterator[Problem]:
    if text.startswith("\ufeff"):
        yield _problem(N_("文件开头有 BOM 标记，请存为不带 BOM 的 UTF-8。"), 1)
    if "\r" in text:
        yield _problem(
            N_("换行用了 CRLF（回车加换行），请改为只用 LF。"), text.count("\n", 0, text.index("\r")) + 1
        )
    if not text.endswith("\n"):
        yield _problem(N_("最后一行之后缺少换行符。"), text.count("\n") + 1)
    if '"' in text:
        yield _problem(N_("内容中不能有引号。"), text.count("\n", 0, text.index('"')) + 1)
    if not unicodedata.is_normalized("NFC", text):
        yield _problem(N_("文字没有采用 Unicode 标准组合形式（NFC）。"), None)


def _attributes(header: str, known_values: KnownValues) -> tuple[str, ...]:
    columns = header.split(",")
    if columns[0] != "id" or sorted(columns[1:]) != sorted(known_values):
        wanted = "、".join(("id", *known_values))
        raise _refused(
            [
                _problem(
                    N_("第一行须为 id 和名额要求中的全部条件，且没有其他列：%(columns)s。"), 1, columns=wanted
                )
            ]
        )
    return tuple(columns[1:])


def _row_problems(
    rows: list[list[str]], attributes: tuple[str, ...], known_values: KnownValues
) -> Iterator[Problem]:
    if not rows:
        yield _problem(N_("名单里没有人。"), 1)
    allowed = [frozenset(known_values[attribute]) for attribute in attributes]
    for number, row in enumerate(rows, start=2):
        if len(row) != len(attributes) + 1:
            yield _problem(
                N_("应有 %(wanted)d 列，实有 %(found)d 列。"),
                number,
                wanted=len(attributes) + 1,
                found=len(row),
            )
            continue
        if not is_id(row[0]):
            yield _problem(N_("编号“%(id)s”只能由英文字母、数字、点、横线和下划线组成。"), number, id=row[0])
        for attribute, value, values in zip(attributes, row[1:], allowed, strict=True):
            if value not in values:
                yield _problem(
                    N_("“%(attribute)s”的取值“%(value)s”不在名额要求所列取值之中。"),
                    number,
                    attribute=attribute,
                    value=value,
                )
    yield from _order_problems(rows)


def _order_problems(rows: list[list[str]]) -> Iterator[Problem]:
    for number, (before, after) in enumerate(pairwise(row[0] for row in rows), start=3):
        if before == after:
            yield _problem(N_("编号“%(id)s”重复。"), number, id=after)
        elif before > after:
            yield _problem(N_("编号“%(id)s”没有排在应有的位置，名单须按编号从小到大排列。"), number, id=after)


def _problem(text: str, row: int | None, **params: object) -> Problem:
    return Problem(Message(text, params), row=row)


def _refused(problems: list[Problem]) -> PoolRefusedError:
    return PoolRefusedError(count=len(problems), problems=problems)
