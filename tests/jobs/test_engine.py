"""The wheels turn in the background, notice a wake-up, and stop when told."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from threading import Event

import pytest

from app.jobs.engine import Work, connect, run_consumer, start_in_process
from config import Settings

SETTINGS = Settings(secret_key="test")
SOON = 30  # seconds; in practice a third of one


class Bell:
    """Work that counts how often it was done."""

    def __init__(self, act: Callable[[], object] = lambda: None) -> None:
        self.rang = Event()
        self.times = 0
        self._act = act

    def __call__(self) -> None:
        """Ring, then act."""
        self.times += 1
        self.rang.set()
        self._act()

    def rings(self) -> bool:
        """Wait for the next time."""
        heard = self.rang.wait(SOON)
        self.rang.clear()
        return heard


def broken() -> None:
    raise ValueError


def test_the_first_tick_comes_at_once_and_each_wake_is_heard() -> None:
    deliver, tick = Bell(), Bell()
    engine = start_in_process(SETTINGS, Work(deliver, tick))
    try:
        assert tick.rings()
        assert deliver.rings()
        engine.wake()
        assert deliver.rings()
    finally:
        engine.stop()
    assert tick.times == 1


def test_a_failure_does_not_stop_the_wheels() -> None:
    deliver, tick = Bell(broken), Bell(broken)
    engine = start_in_process(SETTINGS, Work(deliver, tick))
    try:
        assert deliver.rings()
        engine.wake()
        assert deliver.rings()
    finally:
        engine.stop()


def test_a_hundred_wakes_are_one() -> None:
    busy = Event()
    deliver = Bell(lambda: busy.wait(SOON))
    engine = start_in_process(SETTINGS, Work(deliver, lambda: None))
    try:
        assert deliver.rings()
        for _ in range(100):
            engine.wake()
        busy.set()
        assert deliver.rings()
    finally:
        engine.stop()
    assert deliver.times <= 4


def test_stops_with_its_threads_and_leaves_signals_alone() -> None:
    handler, before = signal.getsignal(signal.SIGTERM), set(threading.enumerate())
    engine = start_in_process(SETTINGS, Work(lambda: None, lambda: None))
    assert signal.getsignal(signal.SIGTERM) is handler
    started = set(threading.enumerate()) - before
    assert len(started) == 3
    engine.stop()
    assert not started & set(threading.enumerate())


def test_waking_without_redis_costs_a_page_nothing() -> None:
    with socket.socket() as taken:  # bound and not listening: nobody answers there
        taken.bind(("127.0.0.1", 0))
        engine = connect(Settings(secret_key="test", redis_url=f"redis://127.0.0.1:{taken.getsockname()[1]}/0"))
        started = time.monotonic()
        engine.wake()
        assert time.monotonic() - started < 1


@pytest.fixture
def signals() -> Iterator[None]:
    """Put the handlers back that a consumer replaces."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("signals")
def test_a_worker_process_ends_when_told() -> None:
    def stop_soon() -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    tick = Bell(stop_soon)
    run_consumer(SETTINGS, Work(lambda: None, tick))
    assert tick.times == 1
