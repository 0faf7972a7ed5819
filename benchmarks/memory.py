"""The memory of a web worker after ten thousand requests, and whether it goes on growing."""

from __future__ import annotations

import os

from benchmarks.figures import Figure
from benchmarks.pages import feed
from benchmarks.serve import Request, free_port, gunicorn, running
from benchmarks.submit import contributions, forms
from benchmarks.world import LOCALES, World, world

REQUESTS = int(os.environ.get("BENCH_REQUESTS", "10000"))
AFTER = max(1, REQUESTS * 3 // 10)


def mixture(made: World) -> list[Request]:
    """Return what people ask for in a day: lists in every language, in every order, forms and front pages."""
    asked = []
    for locale in LOCALES:
        page = feed(made, locale)
        asked += [page, Request(f"{page.path}?sort=me-too", page.cookie), Request(f"{page.path}?q=photo", page.cookie)]
        asked += [
            Request(path, page.cookie)
            for path in (
                "/",
                "/campaigns",
                f"/campaigns/{made.slug}",
                f"/campaigns/{made.slug}/missions/1/feedback/new",
            )
        ]
    return asked


def run() -> list[Figure]:
    """Measure on SQLite; submissions are sent first, as they load what tells languages apart."""
    with world() as made:
        port = free_port()
        with running(gunicorn("app.wsgi:make_app()", port), port, made.environ(port)) as server:
            asked = mixture(made)
            server.load(asked[:1], count=1)
            fresh = server.rss_mb()
            server.load(asked, count=REQUESTS)
            without = server.rss_mb()
            opened = forms(made, server)
            server.load(list(contributions(made, opened, 10)), expect=302, count=10 * len(opened))
            before = server.rss_mb()
            server.load(asked, count=AFTER)
            after = server.rss_mb()
    return [
        Figure("web worker after its first page", fresh, "MB"),
        Figure(f"after {REQUESTS:,} requests", without, "MB"),
        Figure("and once contributions were sent", before, "MB", at_most=160),
        Figure(f"growth over {AFTER:,} more requests", after - before, "MB", at_most=3),
    ]
