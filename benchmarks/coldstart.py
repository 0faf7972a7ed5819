"""From the command to the first page a signed-in person sees."""

from __future__ import annotations

import http.client
import statistics
import sys
import time
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.pages import feed
from benchmarks.serve import free_port, gunicorn, running
from benchmarks.world import World, world

ROUNDS = 3
PEPITE = Path(sys.executable).with_name("pepite")


def first_page(made: World, command: list[str], port: int) -> float:
    """Return the seconds until the first page has come."""
    request = feed(made, "fr")
    began = time.perf_counter()
    with running(command, port, made.environ(port)):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", request.path, headers={"Cookie": request.cookie})
        answer = connection.getresponse()
        answer.read()
        seconds = time.perf_counter() - began
        connection.close()
    assert answer.status == http.HTTPStatus.OK, answer.status
    return seconds


def run() -> list[Figure]:
    """Measure both servers on SQLite: the production one, and `pepite run` with its worker."""
    with world() as made:
        port = free_port()
        production = [first_page(made, gunicorn("app.wsgi:make_app()", port), port) for _ in range(ROUNDS)]
        alone = [first_page(made, [str(PEPITE), "run"], port) for _ in range(ROUNDS)]
    return [
        Figure("gunicorn to the first page", statistics.median(production), "s", at_most=2.5),
        Figure("pepite run to the first page", statistics.median(alone), "s", at_most=2.5),
    ]
