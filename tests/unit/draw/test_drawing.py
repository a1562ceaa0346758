"""The draw: what follows from the seed, step by step as published."""

import hashlib
import hmac
from collections import Counter

import pytest

from decisions.attendance.draw import read_committed, read_rule, run, seed_from
from decisions.attendance.draw.canonical import read_json
from decisions.attendance.draw.drawing import draw
from decisions.attendance.draw.errors import (
    AlreadyDrawnError,
    DrawFileMissingError,
    FrozenFilesRefusedError,
    SeedRefusedError,
)
from decisions.attendance.draw.tickets import composition_number
from tests.unit.draw import samples


def seeds(count: int) -> list[bytes]:
    return [hashlib.sha256(b"seed %d" % number).digest() for number in range(count)]


def by_hand(seed: bytes, people: list[str]) -> list[str]:
    return sorted(people, key=lambda who: hmac.new(seed, b"ticket\0" + who.encode(), hashlib.sha256).digest())


def test_plain_draw_takes_the_lowest_tickets() -> None:
    files = samples.drawn(samples.frozen_plain())
    seed = bytes.fromhex(read_json("seed.json", files["seed.json"])["seed"])
    order = by_hand(seed, [row["id"] for row in samples.plain_rows(20)])
    rest = "".join(f"{who}\n" for who in order[8:])
    assert read_json("result.json", files["result.json"]) == {
        "composition": None,
        "r": None,
        "selected": order[:5],
        "alternates": order[5:8],
        "waiting_sha256": hashlib.sha256(rest.encode()).hexdigest(),
        "events": [],
    }


def test_each_type_gives_its_lowest_tickets_and_the_rest_waits() -> None:
    committed = read_committed(samples.frozen_mixed().files)
    for seed in seeds(50):
        result = draw(committed, seed)
        order = by_hand(seed, list(committed.pool.types))
        seats = dict(committed.lottery.compositions[result["composition"]].seats)
        for kind, count in seats.items():
            same = [who for who in order if committed.pool.types[who] == kind]
            assert [who for who in result["selected"] if committed.pool.types[who] == kind] == same[:count]
        waiting = [who for who in order if who not in result["selected"]]
        assert result["selected"] == [who for who in order if who in set(result["selected"])]
        assert result["alternates"] == waiting[:3]
        assert len(result["selected"]) == 5


def test_the_composition_is_the_one_whose_range_holds_r() -> None:
    lottery = read_committed(samples.frozen_mixed().files).lottery
    start = 0
    for index, composition in enumerate(lottery.compositions):
        assert lottery.pick(start) == index
        start += composition.tickets
        assert lottery.pick(start - 1) == index
    assert start == 1_000_000


def test_r_passes_over_numbers_beyond_the_fair_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Such a number comes once in ten million million; here the first two are said to be beyond."""
    limit = 2**64 // 10**6 * 10**6
    blocks = {b"composition\x000": limit, b"composition\x001": 2**64 - 1, b"composition\x002": limit - 1}
    monkeypatch.setattr(
        hmac, "digest", lambda key, message, kind: blocks[message].to_bytes(8, "big") + bytes(24)
    )
    assert composition_number(b"") == 999_999


def test_r_is_the_first_eight_bytes_modulo_a_million() -> None:
    for seed in seeds(20):
        block = hmac.new(seed, b"composition\x000", hashlib.sha256).digest()
        assert composition_number(seed) == int.from_bytes(block[:8], "big") % 10**6


def test_chances_inside_a_type_are_equal_over_many_seeds() -> None:
    """Chi-square against equal counts, each type by itself; the seeds are fixed, so this never wavers."""
    committed = read_committed(samples.frozen_mixed().files)
    runs = 6_000
    times = Counter(who for seed in seeds(runs) for who in draw(committed, seed)["selected"])
    chances = committed.lottery.chances(committed.pool, 5)
    for kind, size in committed.pool.sizes.items():
        people = [who for who, other in committed.pool.types.items() if other == kind]
        expected = runs * float(chances[kind])
        spread = sum((times[who] - expected) ** 2 for who in people) / (expected * (1 - float(chances[kind])))
        assert spread < size + 4 * (2 * size) ** 0.5, kind


def test_there_is_one_draw_only() -> None:
    files = samples.drawn(samples.frozen_plain())
    with pytest.raises(AlreadyDrawnError):
        run(
            files,
            seed_from(
                samples.frozen_plain().root, read_rule(samples.rule(), samples.NOW), samples.drawn_numbers()
            ),
        )


def test_a_seed_of_other_files_is_refused() -> None:
    seed = seed_from("00" * 32, read_rule(samples.rule(), samples.NOW), samples.drawn_numbers())
    with pytest.raises(SeedRefusedError):
        run(samples.frozen_plain().files, seed)


def test_nothing_is_drawn_from_incomplete_or_unfit_files() -> None:
    frozen = samples.frozen_plain()
    with pytest.raises(DrawFileMissingError, match=r"pool\.csv"):
        read_committed({name: data for name, data in frozen.files.items() if name != "pool.csv"})
    mixed = samples.frozen_mixed()
    unfit = {
        **mixed.files,
        "lottery.json": mixed.files["lottery.json"].replace(b'"tickets":1000000', b'"tickets":1000001'),
    }
    from decisions.attendance.draw.canonical import root_of

    seed = seed_from(root_of(unfit), read_rule(samples.rule_of(mixed)), samples.drawn_numbers())
    with pytest.raises(FrozenFilesRefusedError):
        run(unfit, seed)
