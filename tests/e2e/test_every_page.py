"""Axe looks at each page of the table of routes: what links lead to is found, the rest is named with its reason."""

from __future__ import annotations

import re
from collections import Counter, deque
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from app import create_app
from config import Settings
from tests.e2e import people
from tests.e2e.browser import Look, accessibility_faults, overflow_px
from tests.e2e.conftest import OpenPage
from tests.e2e.people import speak
from tests.e2e.server import environment
from tests.e2e.test_accessibility import OPEN_ALL
from tests.security.test_routes import LINES

PAGES_OF_ONE = 8  # of one kind, which are asked for the links they hold; the first is looked at
HEIGHT = 900
WALKERS = (
    people.MANAGER, people.AUTHOR, people.READER, people.MODERATOR, people.SPONSOR, people.CENTRAL,
    people.ADMINISTRATOR,
)  # fmt: skip
LOOKS: tuple[tuple[str, Literal["light", "dark"], int], ...] = (  # taken in turn
    ("en", "light", 1440),
    ("ar", "dark", 390),
    ("de", "dark", 1440),
    ("ar", "light", 390),
)
FILE = "a file"
# What is no page, or whose page no link leads to in the demonstration. Each line says why.
NOT_WALKED = {
    "accounts.ask_link": "for who is not signed in; among the visits of a stranger",
    "accounts.link": "likewise",
    "accounts.sign_in": "likewise",
    "answering.export": FILE,
    "assets.asset": FILE,
    "assets.favicon": FILE,
    "catalogue.components": "for who builds pages; among the visits of a reader",
    "dashboards.note": "a part of a dashboard, asked for with its filters",
    "feedback.image": FILE,
    "feedback.kept_image": FILE,
    "feedback.name": "asked for a confidential case; among the visits of a moderator",
    "feedback.thanks": "comes after sending; among the visits of a reader",
    "feedback.version_image": FILE,
    "governance.phases_file": FILE,
    "health.alive": "for machines",
    "health.ready": "for machines",
    "home.all_counters": "for the script of the home page",
    "home.counter": "for the script of a campaign's page",
    "home.dates": FILE,
    "legal.publish": "needs something written that is not published yet",
    "links.follow": "leads to a mission; where it leads nowhere it is among the visits of a reader",
    "links.poster_file": FILE,
    "links.qr": FILE,
    "reviews.minutes_file": FILE,
    "moderation.answer": "a form of the open case, shown alone when it is refused",
    "moderation.assign": "likewise",
    "moderation.back_from_bulk": "leads to the queue",
    "moderation.back_to_queue": "leads to the queue",
    "moderation.labels": "a form of the open case, shown alone when it is refused",
    "notifications.stop": "from an e-mail",
    "on_behalf.confirm": "among the visits of a colleague",
    "player.safeguards": "comes before the first step, until its rules are confirmed",
    "player.end": "comes after the last step; among the visits of an author",
    "preview.frame": "in a frame of the preview",
    "preview.review": "from an address that somebody passed on",
    "preview.review_frame": "likewise",
    "questionnaires.answer_image": FILE,
    "questionnaires.kept_answer": FILE,
    "questionnaires.question": "among the visits of the central team",
    "questionnaires.review": "comes after answering; among the visits of a reader",
    "questionnaires.show_if": "among the visits of the central team",
    "questionnaires.summary_picture": FILE,
    "questionnaires.translation": "leads to the bench",
    "questionnaires.thanks": "comes after answering; among the visits of a reader",
    "recruiting.invitation": "from an e-mail",
    "recruiting.kit_archive_file": FILE,
    "recruiting.stop": "from an e-mail",
    "reports.file": FILE,
    "reviews.dates": FILE,
    "reviews.edit": "among the visits of the central team",
    "reviews.pairs": "among the visits of a manager",
    "reviews.shortlist": "among the visits of the central team",
    "studio.dates": "a page of the assistant, for what is in preparation: in the demonstration nothing is",
    "studio.missions": "likewise",
    "studio.people": "likewise",
    "studio.products": "likewise",
    "studio.question": "likewise",
    "studio.summary": "likewise",
    "team.hand_over_one": "among the visits of an administrator",
    "translating.export": FILE,
}


@dataclass
class Walk:
    """What was found on the way: faults of each kind of page, and which kinds were seen."""

    routes: MapAdapter
    seen: set[str] = field(default_factory=set)
    wrong: dict[str, list[str]] = field(default_factory=dict)

    def kind(self, path: str) -> str:
        """Return the route of an address, empty where there is none."""
        try:
            return str(self.routes.match(path.partition("?")[0], method="GET")[0])
        except HTTPException:
            return ""

    def take(self, page: Page) -> None:
        """Follow the links of somebody from home, each kind of page a few times; look at what is new."""
        met, asked = {"/"}, Counter[str]()
        way = deque(["/"])
        while way:
            path = way.popleft()
            kind = self.kind(path)
            asked[kind] += 1
            if asked[kind] > PAGES_OF_ONE or NOT_WALKED.get(kind) == FILE or not kind:
                continue
            answer = page.request.get(path)
            if not answer.ok or "html" not in answer.headers.get("content-type", ""):
                continue
            if kind not in self.seen:
                self.seen.add(kind)
                self._look(page, path, kind)
            # In the order of the page: sorted, the numbers of contributions, drawn at random, would choose those asked.
            found = dict.fromkeys(map(unescape, re.findall(r'<a [^>]*href="(/[^"#]*)', answer.text())))
            links = [link for link in found if link not in met]
            met.update(links)
            way.extend(links)

    def _look(self, page: Page, path: str, kind: str) -> None:
        locale, scheme, width = LOOKS[len(self.seen) % len(LOOKS)]
        speak(page, locale)
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.goto(path)
        page.evaluate(OPEN_ALL)
        excess = overflow_px(page)
        found = accessibility_faults(page) + ([f"{excess} px wider than {width}"] if excess else [])
        if found:
            self.wrong[f"{kind} ({path}), {locale}, {scheme}, {width}"] = found


def test_every_page_of_the_table_is_looked_at(open_page: OpenPage, server_folder: Path) -> None:
    app = create_app(Settings.from_environ(environment(server_folder, 0)))
    walk = Walk(app.url_map.bind("localhost"))
    for email in WALKERS:
        page = open_page(Look(), email)
        page.goto("/feedback/reference")
        walk.take(page)
        speak(page, "en")
    table = {line.endpoint for line in LINES if line.method == "GET"}
    assert walk.wrong == {}
    assert table - walk.seen - set(NOT_WALKED) == set(), "a page that nobody looks at: link to it, or say why not"
    assert set(NOT_WALKED) <= table
