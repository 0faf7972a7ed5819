"""Everybody looks at every page that shows figures or cards, and what the pages really print is read from the HTML."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import unescape
from itertools import product
from zlib import crc32

from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import Person
from app.core import clock, idents
from app.core.errors import DomainError
from app.feedback.models import Feedback
from app.feedback.types import State
from app.i18n.locale import language_of
from app.notifications.queries.readers import readers_of
from app.policy.actor import SYSTEM, Role
from app.reports.presenters.data import csv_archive, report_data, workbook
from app.reports.presenters.whole import report_document
from app.reports.queries.content import ReportPlace, read_report
from tests.conftest import Browser
from tests.security.little_worlds import SLUG, TITLE, LittleWorld

REPORT = "report of "  # in the place of an address
BY_ITSELF = " built by itself"  # at its end
FILE = "\n--- file\n"
MODERATORS = (Role.COMMUNITY_MANAGER, Role.AMBASSADOR)
FILTERS = {
    "kind": ("", "problem", "idea", "praise", "question"),
    "entity": ("", "alfa", "beta", "gamma"),
    "language": ("", "en", "pt", "it"),
    "state": ("", "new", "decided"),
    "outcome": ("", "in-time", "late", "decided", "done"),
    "sort": ("newest", "me-too", "unanswered"),
    "week": ("", "2026-03-02", "2026-03-09"),
    "q": ("", "seen", "nameless"),
}
WALKS = ("", "?sort=unanswered", "?sort=me-too&kind=problem", "?language=it&order=newest")
CHANGING = re.compile(  # what is drawn anew for each answer
    r'nonce="[^"]*"|data-subject="[^"]*"|name="csrf_token" (?:type="hidden" )?value="[^"]*"'
    r'|<input[^>]*(?:csrf_token|"key"|"draft_writer")[^>]*>'
)
DRAWN_HEADERS = {"Set-Cookie", "Content-Security-Policy", "X-Request-Id", "Date", "Content-Length"}


@dataclass(frozen=True, slots=True)
class Look:
    """Who looks at what, and when."""

    who: str
    page: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class Share:
    """Which part of the pages, lists and single cards is looked at; ``seed`` chooses."""

    seed: int
    pages: float
    reports: float
    lists: float
    cards: float

    @classmethod
    def of(cls, seed: int, part: float) -> Share:
        """Return the share of a world: few of the many lists, some of the single cards, more of the pages.

        Of reports most: two roles alone have any.
        """
        return cls(seed, pages=min(1, part * 30), reports=min(1, part * 90), lists=part * 0.5, cards=min(1, part * 2))

    def holds(self, moment: datetime, who: str, page: str, part: float) -> bool:
        """Tell whether somebody looks at a page; the central team, who may open the most, does so more often."""
        part *= 2 if who.startswith(Role.CENTRAL_TEAM) else 1
        return crc32(f"{self.seed} {moment} {who} {page}".encode()) < part * 2**32


def everybody(world: LittleWorld) -> Iterator[str]:
    """Name a tester of each entity, and all who hold a mandate."""
    yield from (f"watcher of {code}" for code in world.story.entities)
    yield from (person.name for person in world.staff.values())


def moderators(world: LittleWorld) -> frozenset[str]:
    """Name those who read what waits: they know where it comes from."""
    return frozenset(person.name for (role, _code), person in world.staff.items() if role in MODERATORS)


def pages(world: LittleWorld) -> tuple[str, ...]:
    """Return the pages that always have something to read."""
    entities = [f"/entities/{code}/dashboard" for code in world.story.entities]
    dashboards = (f"{entity}{part}" for entity in entities for part in ("", f"?campaign={SLUG}"))
    return (
        "/", "/campaigns", f"/campaigns/{SLUG}", f"/campaigns/{SLUG}/editions", *dashboards,
        "/dashboard", "/notifications", "/mandates", "/moderation", "/answers", "/decisions/waiting", "/decisions",
        "/mine", "/counter", f"/campaigns/{SLUG}/counter",
        *_dashboards_of_the_campaign(world), *_comparisons(world),
        *_pages_of_the_campaign(world),
        f"/campaigns/{SLUG}/missions/1", f"/campaigns/{SLUG}/missions/1/feedback/new", f"/campaigns/{SLUG}/feedback",
    )  # fmt: skip


def _dashboards_of_the_campaign(world: LittleWorld) -> Iterator[str]:
    """Return the dashboards of the campaign: of all of it, of each entity, of pairs, and narrowed by filters."""
    path, entities = f"/campaigns/{SLUG}/dashboard", list(world.story.entities)
    yield from (path, "/products/1/dashboard")
    yield from (f"{each}?entity={entity}" for entity in entities for each in (path, "/products/1/dashboard"))
    yield from (f"{path}?entity={entities[0]}&beside={entity}" for entity in entities[1:])
    narrowed = (
        "kind=problem", "language=it", "mission=1", "since=2026-03-02&until=2026-03-08&before=1",
        "since=2026-03-02&until=2026-03-15&beside_since=2026-03-02&beside_until=2026-03-08",
    )  # fmt: skip
    for words in narrowed:
        yield f"{path}?{words}"
        yield f"{path}?{words}&entity={entities[-1]}"


def _comparisons(world: LittleWorld) -> Iterator[str]:
    """Return what compares missions, moments, products and variants, as pages and as files."""
    assert world.compared is not None
    entities = ("", *world.story.entities)
    grid = f"/campaigns/{SLUG}/grid"
    for code in entities:
        asked = f"?entity={code}" if code else ""
        yield f"/campaigns/{SLUG}/dashboard/answers{asked}"
        yield f"{grid}{asked}"
        yield from (
            f"/campaigns/{SLUG}/questionnaires/{wave.id}/summary{asked}" for wave in world.compared.waves.values()
        )
        also = f"{asked}&" if asked else "?"
        yield f"/campaigns/{SLUG}/dashboard{also}chart=funnel&as=csv"
        yield f"{grid}{also}chart=grid-{world.compared.question_id}&as=csv"
    yield f"/campaigns/{SLUG}/panels/{idents.encode(world.compared.panel_id)}"
    yield from (f"/campaigns/{SLUG}/panels", "/products/2/dashboard")


def reports(world: LittleWorld) -> tuple[str, ...]:
    """Return reports to take away: of the campaign, and of each entity in it."""
    return tuple(f"{REPORT}{code}" for code in ("", *world.story.entities))


def _built_for(world: LittleWorld, who: str) -> Iterator[str]:
    """Return the reports that were built by themselves for somebody, and are there."""
    yield from (f"{REPORT}{code}{BY_ITSELF}" for (reader, code) in world.reports if reader == who)


def _always(who: str) -> Iterator[str]:
    """Return what nearly nobody else may open: how many places are taken, and editions side by side."""
    if who.startswith(Role.CENTRAL_TEAM):
        yield from (f"/campaigns/{SLUG}/applications", f"/campaigns/{SLUG}/editions")


def _pages_of_the_campaign(world: LittleWorld) -> tuple[str, ...]:
    """Return those on which people join, places are set, and answers are summed up."""
    assert world.wave is not None
    summary = f"/campaigns/{SLUG}/questionnaires/{world.wave.id}/summary"
    entities = world.story.entities
    return (
        f"/campaigns/{SLUG}/join", f"/campaigns/{SLUG}/applications", f"/campaigns/{SLUG}/known-issues",
        *(f"/campaigns/{SLUG}/editions/{code}/places" for code in entities),
        *(f"/recruiting/messages/{SLUG}/{code}/not-started" for code in entities),
        f"/campaigns/{SLUG}/summaries", f"/campaigns/{SLUG}/grid",
        summary, *(f"{summary}?entity={code}" for code in entities),
    )  # fmt: skip


@cache
def lists() -> tuple[str, ...]:
    """Return the list of contributions under every combination of two filters."""
    found = {f"/campaigns/{SLUG}/feedback"}
    for one, other in product(FILTERS, FILTERS):
        for first, second in product(FILTERS[one], FILTERS[other]):
            asked = {one: first, other: second}
            words = "&".join(f"{name}={value}" for name, value in sorted(asked.items()) if value)
            found.add(f"/campaigns/{SLUG}/feedback?{words}")
    return tuple(sorted(found))


def cards(world: LittleWorld) -> tuple[str, ...]:
    """Return the page of each public contribution, by itself and in lists that one walks through."""
    public = select(Feedback.id).where(Feedback.state == State.PUBLISHED).order_by(Feedback.title)
    places = [f"/feedback/{idents.encode(number)}" for number in world.session.scalars(public)]
    return tuple(f"{place}{walked}" for place in places for walked in WALKS)


def look_around(
    world: LittleWorld, browser: Browser, moment: datetime, share: Share, among: Callable[[Look], bool]
) -> dict[Look, str]:
    """Let everybody look whose looks are ``among`` those that count; of the pages a share, the same for every twin.

    What was built for somebody by itself is always read, and so is what few may open: it is little.
    """
    seen = {}
    people = {person.name: person for person in (*world.staff.values(), *world.people.values())}
    kinds = (
        (pages(world), share.pages),
        (reports(world), share.reports),
        (lists(), share.lists),
        (cards(world), share.cards),
    )
    with clock.set_to(moment):
        for who in everybody(world):
            client = browser.as_(people[who])
            chosen = [page for several, part in kinds for page in several if share.holds(moment, who, page, part)]
            chosen = [*dict.fromkeys((*chosen, *_always(who), *_built_for(world, who)))]
            for page in [page for page in chosen if among(Look(who, page, moment))]:
                if page.endswith(BY_ITSELF):
                    words = kept_report(client, world.reports[who, entity_of_report(page)])
                elif page.startswith(REPORT):
                    words = report(world, client, people[who], page)
                else:
                    words = answer_of(client, page)
                seen[Look(who, page, moment)] = words
    return seen


def answer_of(client: FlaskClient, page: str) -> str:
    """Return what a page answers, without what is drawn anew each time."""
    answer = client.get(page)
    head = [line for line in answer.headers if line[0] not in DRAWN_HEADERS]
    html = answer.text if answer.status_code == 200 else ""  # a refusal is the same for all
    return CHANGING.sub("", f"{answer.status_code} {head}\n{html}")


def report(world: LittleWorld, client: FlaskClient, person: Person, page: str) -> str:
    """Return what the files of a report hold, as the worker writes them for somebody who asks for it now."""
    actor = readers_of(world.session, SYSTEM, [person.id])[person.id].actor
    try:
        content = read_report(world.session, actor, ReportPlace(SLUG, entity_of_report(page), "en"))
    except DomainError as error:
        return f"{error.status}"
    with client.application.app_context(), language_of("en"):
        document = report_document(content)
        files = [json.dumps(report_data(document), ensure_ascii=False)]
        for archive in (csv_archive(document), workbook(document)):
            files += _files_in(archive)
    return "200\n" + FILE.join(files)


def kept_report(client: FlaskClient, number: int) -> str:
    """Return what the files of a report hold that was built some days ago, as its reader takes them."""
    answers = [client.get(f"/reports/{idents.encode(number)}/{kind}") for kind in ("json", "csv")]
    assert [answer.status_code for answer in answers] == [200, 200]
    return "200\n" + FILE.join(words for answer in answers for words in _files_in(answer.data))


def entity_of_report(page: str) -> str:
    """Return the entity that a report is of; "": the whole campaign."""
    return page.removeprefix(REPORT).removesuffix(BY_ITSELF)


def _files_in(archive: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        names = [name for name in opened.namelist() if not name.startswith("docProps")]  # the hour of writing
        return [opened.read(name).decode() for name in sorted(names)]


# --- what is printed -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Card:
    """A card as it stands in a list."""

    title: str
    entity: str  # "" where it does not say
    words: str


def cards_in(html: str, world: LittleWorld) -> list[Card]:
    """Return the cards of a page."""
    names = {entity.name for entity in world.entities.values()}
    found = []
    for article in re.findall(r"<article class=\"feedback.*?</article>", html, re.DOTALL):
        titles = re.findall(r"<h3[^>]*><a[^>]*>([^<]*)</a>", article)
        if not titles:
            continue  # the form shows the reader how a card of theirs would look: it leads nowhere
        (title,) = titles
        meta = " ".join(re.findall(r"<bdi>([^<]*)</bdi>", article))
        entity = next((name for name in names if re.search(rf"\b{name}\b", meta)), "")
        found.append(Card(unescape(title), entity, re.sub(r"<[^>]+>", " ", article)))
    return found


def total_in(html: str) -> int | None:
    """Return how many contributions a list says there are."""
    found = re.search(r'<h2 class="found">(\d+)', html)
    return int(found[1]) if found else None


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure: what it is called, of which entity ("" for all together), and the words that stand for its number."""

    label: str
    entity: str
    words: str


TILE = re.compile(r'<p class="label">(.*?)</p>\s*<p class="value[^"]*">(.*?)</p>', re.DOTALL)
ROW = re.compile(r'<th scope="row">(.*?)</th>(.*?)</tr>', re.DOTALL)
CELL = re.compile(r'<td[^>]*data-label="([^"]*)"[^>]*>(.*?)</td>', re.DOTALL)
STEP = re.compile(r'<th scope="row">(.*?)</th><td class="n" data-label="At least">(.*?)</td>', re.DOTALL)
HERE = (
    ("Enrolments", re.compile(r"(Too few people) have joined|(\d+ people(?: or more)?) have joined")),
    ("Active testers", re.compile(r"How many have begun is (not shown)|(\d+ people(?: or more)?) have taken")),
)


def text(html: str) -> str:
    """Return the words of some HTML."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def figures_in(page: str, html: str, who: str, world: LittleWorld) -> list[Printed]:
    """Return the figures of a page."""
    names = {entity.name: code for code, entity in world.entities.items()}
    found = re.fullmatch(r"/entities/(\w+)/dashboard(?:\?.*)?", page)
    here = found[1] if found else _entity_asked(page)
    printed = [Printed(text(label), here, text(value)) for label, value in TILE.findall(html)]
    for heading, cells in ROW.findall(html):
        name = text(heading)
        if name not in {*names, TITLE}:
            continue  # a week, or a kind: its link opens what it counts
        entity = names.get(name, "") or here
        printed += [Printed(unescape(label), entity, text(value)) for label, value in CELL.findall(cells)]
    printed += [
        Printed(text(name), here, text(value)) for name, value in STEP.findall(html.partition('id="funnel"')[2])
    ]
    printed += places_in(html)
    own = who.rsplit(" ", 1)[-1] or world.story.entities[0]  # where those work who hold a mandate for the group
    for label, sentence in HERE:
        printed += [Printed(label, own, next(filter(None, match))) for match in sentence.findall(text(html))]
    return printed


def _entity_asked(page: str) -> str:
    """Return the entity whose figures a dashboard was asked for."""
    found = re.search(r"/dashboard\?(?:.*&)?entity=(\w+)", page)
    return found[1] if found else ""


def places_in(html: str) -> Iterator[Printed]:
    """Return how many places of each entity are taken, as the page of applications says: by those who joined."""
    for board in html.split('<h2 id="board-')[1:]:
        code = board.split('"')[0]
        rows = [cells for heading, cells in ROW.findall(board) if text(heading) == "In all"]
        yield from (
            Printed("Enrolments", code, text(value))
            for cells in rows
            for label, value in CELL.findall(cells)
            if label == "Taken"
        )
