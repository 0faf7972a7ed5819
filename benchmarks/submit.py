"""A tester sends a contribution: against a bare durable insert, and with a million rows against none.

The whole request is measured: session, form, rules, language, figures, journal, event and the commit. Both
applications commit durably (``synchronous=FULL`` on SQLite, ``synchronous_commit=on`` on PostgreSQL).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import partial
from itertools import count
from urllib.parse import urlencode
from urllib.request import Request as Ask
from urllib.request import urlopen

from benchmarks import bare
from benchmarks.figures import Figure, named
from benchmarks.pages import median, servers
from benchmarks.serve import Request, Sample, Server, free_port, gunicorn, running
from benchmarks.world import World, world

MANY = int(os.environ.get("BENCH_ROWS", "1000000"))
ROUNDS = 3
PER_ROUND = 8  # of each tester: the product lets nobody send more than sixty an hour
CONNECTIONS = 4
TITLE = "The upload stops at the second photo"
BODY = (
    "I took two photos of my identity card. The first went through at once; the second shows a grey bar, and after a "
    "minute the draft is empty. I had to begin again, twice."
)
_keys = count(1)


def forms(made: World, server: Server) -> list[tuple[str, str]]:
    """Open the form as each tester; return their cookies with the token of their form."""
    path = f"/campaigns/{made.slug}/missions/1/feedback/new"
    opened = []
    for cookie in made.testers:
        ask = Ask(f"http://127.0.0.1:{server.port}{path}", headers={"Cookie": cookie})
        with urlopen(ask, timeout=30) as answer:  # noqa: S310 - the loopback
            page = answer.read().decode()
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found
        opened.append((cookie, found.group(1)))
    return opened


def contributions(made: World, opened: list[tuple[str, str]], each: int) -> Iterator[Request]:
    """Yield ``each`` submissions of every tester, none sent before."""
    path = f"/campaigns/{made.slug}/missions/1/feedback/new"
    for _ in range(each):
        for cookie, token in opened:
            number = next(_keys)
            fields = {
                "csrf_token": token, "key": f"key-{os.getpid()}-{number}", "kind": "problem", "rating": "4",
                "title": f"{TITLE} ({number})", "body": BODY, "identity": "named",
            }  # fmt: skip
            yield Request(path, cookie, urlencode(fields))


def submit(made: World) -> Sample:
    """Return what a submission costs in that world."""
    port, engine = free_port(), made.engine()
    with running(gunicorn("app.wsgi:make_app()", port), port, made.environ(port), engine) as server:
        opened = forms(made, server)
        server.load(list(contributions(made, opened, 1)), expect=302, count=len(opened))  # loads what knows languages
        samples = []
        for _ in range(ROUNDS):
            asked = list(contributions(made, opened, PER_ROUND))
            samples.append(server.load(asked, expect=302, connections=CONNECTIONS, count=len(asked)))
    engine.dispose()
    return median(samples)


def limits(made: World) -> tuple[Sample, Sample]:
    """Return what a bare durable insert costs in that database, and as many bare statements as ours sends."""
    bare.fill(made.database_url, [("Title", "Words", "en")] * 50)
    port, engine = free_port(), made.engine()
    environ = {"BARE_DATABASE_URL": made.database_url}
    taken = []
    with running(gunicorn("benchmarks.bare:make_app()", port), port, environ, engine) as server:
        for path in ("/insert", "/contribute"):
            request = Request(path, bare.cookie(), urlencode({"title": TITLE, "body": BODY}))
            server.load([request], expect=302, count=50)
            load = partial(server.load, [request], expect=302, connections=CONNECTIONS, count=PER_ROUND * 100)
            taken.append(median([load() for _ in range(ROUNDS)]))
    engine.dispose()
    return taken[0], taken[1]


def run() -> list[Figure]:
    """Measure on each database."""
    figures = []
    for name, server in servers().items():
        with world(server, contributions=0) as made:
            (limit, statements), few = limits(made), submit(made)
        with world(server, contributions=MANY) as made:
            many = submit(made)
        figures += named(
            name,
            [
                Figure("bare durable insert, processor time", limit.cpu_ms, "ms"),
                Figure("as many bare statements, processor time", statements.cpu_ms, "ms"),
                Figure("submission, processor time", few.cpu_ms, "ms"),
                Figure("submission, median wait", few.p50, "ms"),
                Figure("submissions a core, against the bare insert", limit.cpu_ms / few.cpu_ms, "x", at_least=0.25),
                Figure("submissions a core, against as many bare statements", statements.cpu_ms / few.cpu_ms, "x"),
                Figure("submissions a second, against the bare insert", _rate(few) / _rate(limit), "x"),
                Figure(f"with {MANY:,} contributions against none", many.cpu_ms / few.cpu_ms, "x", at_most=1.5),
            ],
        )
    return figures


def _rate(sample: Sample) -> float:
    return sample.count / sample.seconds
