"""Counting what somebody does within a view, where being refused must not lose what they typed.

Routes that may simply answer 429 say `@limiter.limit`; here a view asks and answers in its own words.
"""

from limits import parse_many

from decisions.extensions import limiter


def may(rates: str, scope: str, key: str) -> bool:
    """Count one act of `key` in `scope`, and return whether it stays within every rate.

    Shape:  rates as limits writes them: "60 per minute;600 per hour". All of them count the act, or none is
            asked further once one is exhausted.
    """
    if not limiter.enabled:
        return True
    return all(limiter.limiter.hit(rate, scope, key) for rate in parse_many(rates))


def is_within(rates: str, scope: str, key: str) -> bool:
    """Return whether one more act of `key` would stay within every rate, counting nothing."""
    if not limiter.enabled:
        return True
    return all(limiter.limiter.test(rate, scope, key) for rate in parse_many(rates))
