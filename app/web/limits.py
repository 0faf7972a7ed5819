"""How often something may be tried: counted in memory, or in Redis when there are several processes."""

from __future__ import annotations

import time
from functools import lru_cache
from threading import Timer

from flask import Flask, current_app
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter

from app.core.errors import DomainError, TooMany
from config import Settings

SWEEP_SECONDS = 60


class Counters(MemoryStorage):
    """Counts in memory. The library sweeps them a moment after each, in a new thread; once a minute is enough."""

    @property
    def timer(self) -> Timer:
        """The next sweep."""
        return self._timer

    @timer.setter
    def timer(self, timer: Timer) -> None:
        timer.interval = SWEEP_SECONDS
        timer.daemon = True
        self._timer = timer


def init_app(app: Flask, settings: Settings) -> None:
    """Open the counter's storage."""
    storage = storage_from_string(settings.redis_url) if settings.redis_url else Counters()
    app.extensions["limiter"] = SlidingWindowCounterRateLimiter(storage)


@lru_cache(maxsize=64)
def _limit(text: str) -> RateLimitItem:
    return parse(text)


def count_try(limit: str, *key: str) -> None:
    """Count one try under ``key``; the limit reads like ``10 per 5 minutes``.

    :raises TooMany: the limit is reached; says after how many seconds to come back
    """
    limiter: SlidingWindowCounterRateLimiter = current_app.extensions["limiter"]
    item = _limit(limit)
    if not limiter.hit(item, *key):
        reset, _ = limiter.get_window_stats(item, *key)
        raise TooMany(retry_after=max(1, int(reset - time.time())))


def retry_after(error: DomainError) -> dict[str, str]:
    """Return the header that says when to come back; none when the refusal was another."""
    return {"Retry-After": str(error.params["retry_after"])} if isinstance(error, TooMany) else {}


def forget_tries(limit: str, *key: str) -> None:
    """Start counting anew: the right password was given."""
    limiter: SlidingWindowCounterRateLimiter = current_app.extensions["limiter"]
    limiter.clear(_limit(limit), *key)
