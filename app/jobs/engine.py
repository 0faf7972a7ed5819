"""Huey wakes the workers, at once and every minute. What is to be done stands in the database.

Losing everything Huey knows loses nothing: the next tick finds what waits.
"""

from __future__ import annotations

import atexit
import logging
import signal
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from threading import Event

from huey import Huey, MemoryHuey, RedisHuey, crontab
from huey.consumer import Consumer
from redis import ConnectionPool, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from app.core.failures import describe
from config import Settings

NAME = "pepite"
WORKERS = 2
LONGEST_NAP_SECONDS = 0.3  # between two looks at the queue in memory: how late a wake-up may be noticed
STOP_SECONDS = 10  # for what is under way
BETWEEN_TICKS = (15, 30, 45)  # seconds after a tick: retries need not wait for the next
REDIS_SECONDS = 2  # a page does not wait longer to say that there is work

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Work:
    """What the composition root wants done. Both open their own sessions, and may run in two threads at once.

    ``deliver`` hands out events and runs due jobs until nothing waits; ``tick`` comes each minute: expired
    leases, periodic work.
    """

    deliver: Callable[[], object]
    tick: Callable[[], object]


def _nothing() -> None:
    """Stand in for work in a process that only wakes others."""


class Engine:
    """The workers of one process. ``wake`` may be called from any thread, ``start`` once, after any fork."""

    def __init__(self, settings: Settings, work: Work) -> None:
        self._huey = _make_huey(settings.redis_url)
        self._deliver = _give_tasks(self._huey, work)
        self._consumer: _Consumer | None = None

    def wake(self) -> None:
        """Say that something waits; one call is as good as a hundred. Never fails: the next tick finds it too."""
        try:
            if self._huey.pending_count() == 0:  # a task that has not begun will see what was just committed
                self._deliver()
        except (RedisError, OSError) as error:
            log.warning("the worker was not woken: %s", describe(error))

    def start(self) -> None:
        """Start the threads; the first tick comes at once, and finds what an earlier process left."""
        self._consumer = _Consumer(
            self._huey, workers=WORKERS, max_delay=LONGEST_NAP_SECONDS, shutdown_timeout=STOP_SECONDS
        )
        self._consumer.start()
        atexit.register(self.stop)

    def stop(self) -> None:
        """Let what is under way end, for ten seconds at most; what is cut short runs again after its lease."""
        atexit.unregister(self.stop)
        if self._consumer is not None:
            self._consumer.stop(graceful=True)
            self._consumer = None


def start_in_process(settings: Settings, work: Work) -> Engine:
    """Start the workers inside this process, beside the web threads."""
    engine = Engine(settings, work)
    engine.start()
    return engine


def connect(settings: Settings) -> Engine:
    """Return an engine that only wakes, for a web process whose workers are elsewhere."""
    return Engine(settings, Work(deliver=_nothing, tick=_nothing))


def run_consumer(settings: Settings, work: Work) -> None:
    """Work until the process is told to stop (TERM or INT), then end what is under way."""
    told = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    engine = start_in_process(settings, work)
    told.wait()
    engine.stop()


class _Consumer(Consumer):
    """Huey's consumer in a process that handles its signals itself."""

    def _set_signal_handlers(self) -> None:
        """Set none: they belong to the process."""


def _make_huey(redis_url: str) -> Huey:
    """Return the transport: memory of this process, or Redis between several."""
    if not redis_url:
        return MemoryHuey(NAME, results=False)
    pool = ConnectionPool.from_url(
        redis_url,
        socket_connect_timeout=REDIS_SECONDS,
        socket_timeout=REDIS_SECONDS,
        retry=Retry(NoBackoff(), 0),  # a page that wakes nobody is better than a page that waits
    )
    return RedisHuey(NAME, results=False, connection_pool=pool, read_timeout=1)


def _give_tasks(huey: Huey, work: Work) -> Callable[[], object]:
    """Register the tasks, the same in every process, and return the one that wakes."""

    @huey.task(name="deliver")
    def deliver() -> None:
        _guarded("delivery", work.deliver)

    @huey.periodic_task(crontab(minute="*"), name="tick")
    def tick() -> None:
        _guarded("tick", work.tick)
        _guarded("delivery", work.deliver)
        for seconds in BETWEEN_TICKS:
            deliver.schedule(delay=seconds)

    return partial(deliver)


def _guarded(what: str, act: Callable[[], object]) -> None:
    """Log a failure by its kind and place: Huey would log its message, which may quote what people wrote."""
    try:
        act()
    except Exception as error:  # noqa: BLE001 - whatever it is, the workers go on
        log.error("%s failed: %s", what, describe(error))
