"""Counting what somebody does within a view, where being refused must not lose what they typed.

Routes that may simply answer 429 say `@limiter.limit`; here a view asks and answers in its own words. Counted
in Redis where one is set, for all processes; otherwise in this process, by windows of its own: the library's
memory starts a thread for every count, which costs as much as storing an opinion.
"""

import time
from functools import lru_cache
from threading import Lock
from typing import Final

from limits import RateLimitItem, parse_many

from decisions.extensions import limiter
from decisions.web.context import settings

_parsed = lru_cache(parse_many)


def may(rates: str, scope: str, key: str) -> bool:
    """Count one act of `key` in `scope`, and return whether it stays within every rate.

    Shape:  rates as limits writes them: "60 per minute;600 per hour".
    """
    if not limiter.enabled:
        return True
    count = limiter.limiter.hit if settings().redis_url else WINDOWS.hit
    return all(count(rate, scope, key) for rate in _parsed(rates))


def is_within(rates: str, scope: str, key: str) -> bool:
    """Return whether one more act of `key` would stay within every rate, counting nothing."""
    if not limiter.enabled:
        return True
    look = limiter.limiter.test if settings().redis_url else WINDOWS.test
    return all(look(rate, scope, key) for rate in _parsed(rates))


class Windows:
    """Counts of acts, each within a window that begins with its first act."""

    MAX_KEPT: Final = 20_000

    def __init__(self) -> None:
        self._counts: dict[tuple[RateLimitItem, str, str], tuple[float, int]] = {}
        self._lock = Lock()

    def hit(self, rate: RateLimitItem, scope: str, key: str) -> bool:
        """Count one act, and return whether it stays within the rate."""
        now, place = time.time(), (rate, scope, key)
        with self._lock:
            ends_at, count = self._window(place, now)
            self._counts[place] = (ends_at, count + 1)
            if len(self._counts) > self.MAX_KEPT:
                self._forget(now)
        return count < rate.amount

    def test(self, rate: RateLimitItem, scope: str, key: str) -> bool:
        """Return whether one more act would stay within the rate."""
        return self._window((rate, scope, key), time.time())[1] < rate.amount

    def reset(self) -> None:
        """Forget every count."""
        with self._lock:
            self._counts.clear()

    def _window(self, place: tuple[RateLimitItem, str, str], now: float) -> tuple[float, int]:
        ends_at, count = self._counts.get(place, (0.0, 0))
        return (ends_at, count) if ends_at > now else (now + place[0].get_expiry(), 0)

    def _forget(self, now: float) -> None:
        """Let go of windows that are over; when all are open, of the oldest half."""
        kept = {place: window for place, window in self._counts.items() if window[0] > now}
        if len(kept) > self.MAX_KEPT:
            kept = dict(list(kept.items())[len(kept) // 2 :])
        self._counts = kept


WINDOWS: Final = Windows()
