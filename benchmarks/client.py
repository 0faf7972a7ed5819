"""The load: keep-alive connections that ask one thing after the other, in a process of their own.

Reads one JSON object from its standard input and prints one; ``serve.py`` writes the first and reads the other.
Only the standard library: the client starts quickly, and takes little of the machine it measures on.
"""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BufferedReader

TIMEOUT_SECONDS = 30


@dataclass(slots=True)
class Tape:
    """What the connections saw."""

    times: list[float] = field(default_factory=list)  # milliseconds
    statuses: Counter[int] = field(default_factory=Counter)
    body_bytes: int = 0


class Asks:
    """The requests, handed out one by one: all of them ``count`` in number, or over and over until the end."""

    def __init__(self, requests: list[bytes], count: int | None, seconds: float) -> None:
        self._requests, self._count = requests, count
        self._ends_at = time.perf_counter() + seconds
        self._next = 0
        self._lock = threading.Lock()

    def __iter__(self) -> Iterator[bytes]:
        """Yield until the count, or the time, is spent."""
        while True:
            with self._lock:
                number = self._next
                if time.perf_counter() > self._ends_at or (self._count is not None and number >= self._count):
                    return
                self._next += 1
            yield self._requests[number % len(self._requests)]


def ask_all(port: int, asks: Asks, tape: Tape) -> None:
    """Send requests over one connection until there are no more."""
    wire = socket.create_connection(("127.0.0.1", port), TIMEOUT_SECONDS)
    wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with wire, wire.makefile("rb") as answers:
        for request in asks:
            began = time.perf_counter()
            wire.sendall(request)
            status, size = read_answer(answers)
            tape.times.append((time.perf_counter() - began) * 1_000)
            tape.statuses[status] += 1
            tape.body_bytes += size


def read_answer(answers: BufferedReader) -> tuple[int, int]:
    """Read one answer; return its status and the length of its body."""
    status = int(answers.readline().split()[1])
    length = 0
    while (line := answers.readline()) not in {b"\r\n", b""}:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    answers.read(length)
    return status, length


def main() -> None:
    """Run the load that the standard input describes."""
    plan = json.load(sys.stdin)
    asks = Asks([text.encode() for text in plan["requests"]], plan["count"], plan["seconds"])
    tapes = [Tape() for _ in range(plan["connections"])]
    threads = [threading.Thread(target=ask_all, args=(plan["port"], asks, tape)) for tape in tapes]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    statuses: Counter[int] = sum((tape.statuses for tape in tapes), Counter())
    print(
        json.dumps(
            {
                "seconds": time.perf_counter() - began,
                "times": [time_ for tape in tapes for time_ in tape.times],
                "statuses": dict(statuses),
                "body_bytes": sum(tape.body_bytes for tape in tapes),
            }
        )
    )


if __name__ == "__main__":
    main()
