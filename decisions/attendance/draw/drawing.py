"""The draw itself: once the seed is known, everything is hashing and sorting."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from decisions.attendance.draw.canonical import (
    FROZEN_FILES,
    LOTTERY,
    POOL,
    RESULT,
    RULE,
    SEED,
    Document,
    Files,
    get_file,
    read_json,
    root_of,
    write_json,
)
from decisions.attendance.draw.errors import AlreadyDrawnError, FrozenFilesRefusedError, SeedRefusedError
from decisions.attendance.draw.lottery import Lottery, read_lottery
from decisions.attendance.draw.pool import Pool, Type, read_pool
from decisions.attendance.draw.rule import Rule, read_rule
from decisions.attendance.draw.seed import Seed
from decisions.attendance.draw.tickets import composition_number, in_ticket_order
from decisions.attendance.draw.verify_draw import verify
from decisions.errors import N_, Message, Problem


@dataclass(frozen=True, slots=True)
class Committed:
    """The three frozen files, read."""

    pool: Pool
    rule: Rule
    lottery: Lottery


def read_committed(files: Files) -> Committed:
    """Read the three frozen files.

    Raises: DrawFileMissingError, DrawFileUnreadableError, RuleRefusedError, PoolRefusedError.
    """
    rule = read_rule(read_json(RULE, get_file(files, RULE)))
    pool = read_pool(get_file(files, POOL), rule.quotas)
    lottery = read_lottery(read_json(LOTTERY, get_file(files, LOTTERY)), pool.attributes)
    return Committed(pool, rule, lottery)


def run(files: Files, seed: Seed) -> dict[str, bytes]:
    """Return the files of the draw with seed.json and result.json added.

    Raises: AlreadyDrawnError: there is one draw only; SeedRefusedError when the seed belongs to other files;
            FrozenFilesRefusedError when the verifier would refuse the result whatever the seed.
    """
    if SEED in files:
        raise AlreadyDrawnError
    if seed.root != root_of(files):
        problem = Problem(Message(N_("种子属于另一次封存。")), field="root")
        raise SeedRefusedError(count=1, problems=[problem])
    _check_frozen(files)
    result = draw(read_committed(files), seed.value)
    return {**files, SEED: write_json(seed.to_document()), RESULT: write_json(result)}


def _check_frozen(files: Files) -> None:
    """Let the verifier, which shares no code with this, look at the frozen files before anything is drawn."""
    verification = verify({name: get_file(files, name) for name in FROZEN_FILES})
    if verification.failed != "seed":  # with three files alone it stops where the seed should be
        raise FrozenFilesRefusedError(reason=verification.checks[-1].chinese)


def draw(committed: Committed, seed: bytes) -> Document:
    """Return what result.json says right after the draw; it follows from the files and the seed alone."""
    pool, rule, lottery = committed.pool, committed.rule, committed.lottery
    order = in_ticket_order(seed, pool.types)
    number: int | None = None
    index: int | None = None
    selected = order[: rule.seats]
    if lottery.compositions:
        number = composition_number(seed)
        index = lottery.pick(number)
        selected = _lowest_of_each_type(order, pool, dict(lottery.compositions[index].seats))
    chosen = set(selected)
    waiting = [person for person in order if person not in chosen]
    return {
        "composition": index,
        "r": number,
        "selected": selected,
        "alternates": waiting[: rule.alternates],
        "waiting_sha256": digest_of(waiting[rule.alternates :]),
        "events": [],
    }


def _lowest_of_each_type(order: list[str], pool: Pool, left: dict[Type, int]) -> list[str]:
    selected = []
    for person in order:
        kind = pool.types[person]
        if left.get(kind, 0) > 0:
            left[kind] -= 1
            selected.append(person)
    return selected


def digest_of(people: Iterable[str]) -> str:
    """Return the SHA-256, in hex, of ids one per line, each followed by LF."""
    return hashlib.sha256("".join(f"{person}\n" for person in people).encode("utf-8")).hexdigest()
