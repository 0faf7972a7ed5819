"""A tester sends a contribution: against a bare durable insert, and with a million rows against none.

The whole request is measured: session, form, rules, language, figures, journal, event and the commit. Both
applications commit durably (``synchronous=FULL`` on SQLite, ``synchronous_commit=on`` on PostgreSQL).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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
ROUNDS = 20
BARE_PER_ROUND = 100
PER_ROUND = 2  # of each tester: the product lets nobody send more than sixty an hour
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


@dataclass(frozen=True, slots=True)
class Taken:
    """What the loads cost: a submission, a bare insert, as many bare statements; each of them in each round."""

    ours: list[Sample]
    bare: list[Sample]
    statements: list[Sample]

    def against(self, limit: list[Sample], cost: Callable[[Sample], float]) -> float:
        """Return what a limit costs, as a part of ours; of each the quietest round: what else runs only adds."""
        return min(map(cost, limit)) / min(map(cost, self.ours))


def measure(made: World) -> Taken:
    """Return what a submission costs in that world, and what its limits cost there, in turns."""
    bare.fill(made.database_url, [("Title", "Words", "en")] * 50)
    own, other, engine = free_port(), free_port(), made.engine()
    with (
        running(gunicorn("app.wsgi:make_app()", own), own, made.environ(own), engine) as ours,
        running(
            gunicorn("benchmarks.bare:make_app()", other), other, {"BARE_DATABASE_URL": made.database_url}, engine
        ) as limit,
    ):
        opened = forms(made, ours)
        sent = {
            path: [Request(path, bare.cookie(), urlencode({"title": TITLE, "body": BODY}))]
            for path in ("/insert", "/contribute")
        }
        ours.load(list(contributions(made, opened, 1)), expect=302, count=len(opened))  # loads what knows languages
        for asked in sent.values():
            limit.load(asked, expect=302, count=50)
        taken = Taken([], [], [])
        for _ in range(ROUNDS):
            for found, asked in zip((taken.bare, taken.statements), sent.values(), strict=True):
                found.append(limit.load(asked, expect=302, connections=CONNECTIONS, count=BARE_PER_ROUND))
            mine = list(contributions(made, opened, PER_ROUND))
            taken.ours.append(ours.load(mine, expect=302, connections=CONNECTIONS, count=len(mine)))
    engine.dispose()
    return taken


def run() -> list[Figure]:
    """Measure on each database."""
    figures = []
    for name, server in servers().items():
        with world(server, contributions=0) as made:
            few = measure(made)
        with world(server, contributions=MANY) as made:
            many = measure(made)
        figures += named(
            name,
            [
                Figure("bare durable insert, processor time", min(map(_cpu, few.bare)), "ms"),
                Figure("as many bare statements, processor time", min(map(_cpu, few.statements)), "ms"),
                Figure("submission, processor time", min(map(_cpu, few.ours)), "ms"),
                Figure("submission, median wait", median(few.ours).p50, "ms"),
                Figure("submissions a core, against the bare insert", few.against(few.bare, _cpu), "x", at_least=0.25),
                Figure("submissions a core, against as many bare statements", few.against(few.statements, _cpu), "x"),
                Figure("submissions a second, against the bare insert", few.against(few.bare, _seconds), "x"),
                Figure(
                    f"with {MANY:,} contributions against none",
                    few.against(few.bare, _cpu) / many.against(many.bare, _cpu),
                    "x",
                    at_most=1.5,
                ),
            ],
        )
    return figures


def _cpu(sample: Sample) -> float:
    return sample.cpu_ms


def _seconds(sample: Sample) -> float:
    return sample.seconds / sample.count
