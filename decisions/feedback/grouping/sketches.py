"""Which texts may be copies of each other, found without comparing all pairs: MinHash and its bands.

A sketch is the lowest hash of a text's three-character pieces under each of many hash functions; two texts
have an equal value with a probability that is the share of their pieces they have in common. Candidates
agree in a whole band of values. datasketch does the same with one Python call for each text and band, and
would bring scipy; over all texts at once numpy needs seconds.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint32]

_BANDS: Final = 40
_ROWS: Final = 3
"""A pair with 40 % of its pieces in common is found with 93 %, with 50 % for certain, with 5 % hardly."""
_PIECE: Final = 3
_CHUNK_LETTERS: Final = 200_000
_MIX_A: Final = np.uint64(0x9E3779B97F4A7C15)
_MIX_B: Final = np.uint64(0xBF58476D1CE4E5B9)
_MIX_C: Final = np.uint32(0x2C1B3C6D)


class Sketches:
    """The sketches of a fixed row of texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Sketch texts; an empty one is like no other."""
        self._values = _sketch(texts)
        self._keys = _shared_bands(self._values)

    def bands(self, number: int) -> list[int]:
        """Return the bands of a text that another text has as well."""
        found: list[int] = self._keys[number][self._keys[number] >= 0].tolist()
        return found

    def likeness(self, number: int, others: Sequence[int]) -> list[float]:
        """Return for others how much of the pieces they have in common with one text, estimated."""
        equal = self._values[np.asarray(others)] == self._values[number]
        found: list[float] = equal.mean(axis=1).tolist()
        return found


def _sketch(texts: Sequence[str]) -> Hashes:
    """Return a row of lowest hashes for each text."""
    chance = np.random.default_rng(20260701)  # any constant: the same input has the same groups
    factors = chance.integers(1, 2**32, size=_BANDS * _ROWS, dtype=np.uint64).astype(np.uint32) | np.uint32(1)
    values = np.empty((len(texts), len(factors)), dtype=np.uint32)
    for start, stop in _chunks(texts):
        pieces, offsets = _pieces(texts[start:stop])
        for column, factor in enumerate(factors):
            mixed = pieces * factor
            mixed ^= mixed >> np.uint32(15)
            mixed *= _MIX_C
            values[start:stop, column] = np.minimum.reduceat(mixed, offsets)
    return values


def _chunks(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield stretches of texts that fit the processor's cache together."""
    start = letters = 0
    for number, text in enumerate(texts):
        letters += len(text)
        if letters >= _CHUNK_LETTERS:
            yield start, number + 1
            start, letters = number + 1, 0
    if start < len(texts):
        yield start, len(texts)


def _pieces(texts: Sequence[str]) -> tuple[Hashes, NDArray[np.intp]]:
    """Return the hashes of all pieces of several texts in a row, and where each text's begin."""
    padded = [text.ljust(_PIECE, "\0") for text in texts]
    letters = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    mixed = letters.astype(np.uint64) * _MIX_A
    hashes = mixed.copy()
    for step in range(1, _PIECE):
        shift = np.uint64(21 * step)
        hashes[:-step] ^= (mixed[step:] << shift) | (mixed[step:] >> (np.uint64(64) - shift))
    hashes *= _MIX_B
    lengths = np.array([len(text) for text in padded])
    ends = np.cumsum(lengths)
    inside = np.ones(len(letters), dtype=bool)
    for step in range(1, _PIECE):
        inside[ends - step] = False  # a piece must not reach into the next text
    kept = (hashes >> np.uint64(32)).astype(np.uint32)[inside]
    return kept, (ends - lengths - (_PIECE - 1) * np.arange(len(texts))).astype(np.intp)


def _shared_bands(values: Hashes) -> NDArray[np.int64]:
    """Return a number for each band of each text, equal where the bands are equal; -1 where no other is."""
    keys = np.empty((len(values), _BANDS), dtype=np.int64)
    offset = 0
    for band in range(_BANDS):
        rows = np.ascontiguousarray(values[:, band * _ROWS : (band + 1) * _ROWS])
        whole = rows.view(np.dtype((np.void, rows.itemsize * _ROWS))).ravel()
        _, inverse, counts = np.unique(whole, return_inverse=True, return_counts=True)
        keys[:, band] = np.where(counts[inverse] > 1, inverse + offset, -1)
        offset += len(counts)
    return keys
