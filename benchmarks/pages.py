"""The feed with fifty contributions, signed in, in French: statements, weight, processor time and its tail."""

from __future__ import annotations

import os
import re
import statistics
from collections.abc import Sequence
from html import unescape
from http import HTTPStatus

from sqlalchemy import event, select

from app.feedback.models import Feedback
from app.web.database import engine_of
from benchmarks import bare
from benchmarks.figures import Figure, named
from benchmarks.serve import Request, Sample, Server, UnexpectedAnswerError, free_port, gunicorn, running
from benchmarks.world import World, world

ROUNDS = 5
UNREAD_PAGES = 40  # four times the cards a process remembers
SECONDS = 1.0  # of one load; both applications take turns, so that a busy minute falls on both
BROWSER = "gzip, deflate, br, zstd"


def feed(made: World, locale: str, encodings: str = "") -> Request:
    """Return the request of the feed by the reader of that language."""
    return Request(f"/campaigns/{made.slug}/feedback", made.readers[locale], encodings=encodings)


def count_statements(made: World) -> tuple[int, int]:
    """Return how many SQL statements the page sends, and how many bytes of HTML it has."""
    app = made.app()
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT")):
            seen.append(statement)

    client = app.test_client(use_cookies=False)
    request = feed(made, "fr")
    headers = {"Cookie": request.cookie, "Host": f"127.0.0.1:{app.extensions['settings'].port}"}
    client.get(request.path, headers=headers)
    event.listen(engine_of(app), "before_cursor_execute", note)
    answer = client.get(request.path, headers=headers)
    if answer.status_code != HTTPStatus.OK:
        raise UnexpectedAnswerError(answer.status)
    size = len(answer.data)
    answer.close()
    engine_of(app).dispose()
    return len(seen), size


def unread_pages(made: World) -> list[Request]:
    """Return the pages of the feed before the newest, which hold more cards than a process remembers; or none."""
    app, first = made.app(), feed(made, "fr")
    client = app.test_client(use_cookies=False)
    headers = {"Cookie": first.cookie, "Host": f"127.0.0.1:{app.extensions['settings'].port}"}
    pages: list[Request] = []
    path = first.path
    while path and len(pages) < UNREAD_PAGES:
        answer = client.get(path, headers=headers)
        older = re.search(r'rel="next" href="([^"]+)"', answer.text)
        path = unescape(older.group(1)) if older else ""
        pages += [Request(path, first.cookie)] if path else []
    engine_of(app).dispose()
    return pages if len(pages) == UNREAD_PAGES else []


def fill_bare(made: World) -> None:
    """Give the bare application the same words."""
    engine = made.engine()
    with engine.connect() as connection:
        found = connection.execute(select(Feedback.title, Feedback.body, Feedback.language).limit(400)).all()
    engine.dispose()
    bare.fill(made.database_url, [(row.title, row.body, row.language) for row in found])


def median(samples: Sequence[Sample]) -> Sample:
    """Return the sample whose processor time is in the middle."""
    return sorted(samples, key=lambda sample: sample.cpu_ms)[len(samples) // 2]


def take_turns(loads: dict[str, tuple[Server, list[Request]]]) -> dict[str, list[Sample]]:
    """Warm each up, then load one after the other, several times."""
    for server, requests in loads.values():
        server.load(requests, count=30)
    taken: dict[str, list[Sample]] = {name: [] for name in loads}
    for _ in range(ROUNDS):
        for name, (server, requests) in loads.items():
            taken[name].append(server.load(requests, seconds=SECONDS))
    return taken


def measure(made: World) -> list[Figure]:
    """Return the figures of the feed on one database."""
    statements, size = count_statements(made)
    fill_bare(made)
    environ = {"BARE_DATABASE_URL": made.database_url}
    port = free_port()
    with running(gunicorn("benchmarks.bare:make_app()", port), port, environ) as server:
        weight = server.load([Request("/page", bare.cookie())], count=5).body_bytes
    environ["BARE_FILLING"] = str(max(0, int(size - weight)))
    own, engine = free_port(), made.engine()
    with (
        running(gunicorn("benchmarks.bare:make_app()", port), port, environ, engine) as limit,
        running(gunicorn("app.wsgi:make_app()", own), own, made.environ(own), engine) as ours,
    ):
        loads = {
            "bare": (limit, [Request("/page", bare.cookie())]),
            "fr": (ours, [feed(made, "fr")]),
            "en": (ours, [feed(made, "en")]),
            "packed": (ours, [feed(made, "fr", BROWSER)]),
        }
        unread = unread_pages(made)
        taken = take_turns(loads | ({"unread": (ours, unread)} if unread else {}))
    engine.dispose()
    return _figures(statements, size, taken)


def _figures(statements: int, size: int, taken: dict[str, list[Sample]]) -> list[Figure]:
    cost = {name: median(samples).cpu_ms for name, samples in taken.items()}
    tail = min(sample.p99 / sample.p50 for sample in taken["fr"])  # what else the machine does only adds to it
    unread = [
        Figure("page nobody has read, processor time", cost["unread"], "ms"),
        Figure("requests a core of pages nobody has read, against the bare page", cost["bare"] / cost["unread"], "x"),
    ] if "unread" in cost else []  # fmt: skip
    return [
        Figure("statements", statements, "", at_most=8),
        Figure("HTML", size / 1000, "kB", at_most=60),
        Figure("bare signed-in page, processor time", cost["bare"], "ms"),
        Figure("page in French, processor time", cost["fr"], "ms"),
        Figure("page in French, compressed", cost["packed"], "ms"),
        Figure("requests a core, against the bare page", cost["bare"] / cost["fr"], "x", at_least=0.5),
        *unread,
        Figure("French against English", cost["fr"] / cost["en"], "x", at_most=1.3),
        Figure("slowest in a hundred against the median, one client", tail, "x", at_most=3),
        Figure("median wait, one client", statistics.median(sample.p50 for sample in taken["fr"]), "ms"),
    ]


def run() -> list[Figure]:
    """Measure on SQLite, and on the PostgreSQL server that ``TEST_DATABASE_URL`` names."""
    figures = []
    for name, server in servers().items():
        with world(server) as made:
            figures += named(name, measure(made))
    return figures


def servers() -> dict[str, str]:
    """Return the databases to measure on, by name."""
    server = os.environ.get("TEST_DATABASE_URL", "")
    return {"SQLite": "", **({"PostgreSQL": server} if server else {})}
