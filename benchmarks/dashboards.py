"""Time the five dashboards over 10,000 and over 1,000,000 contributions: `python -m benchmarks.dashboards`.

A year, 200 editions: two campaigns in 100 entities each (Zipf: the first holds a fifth of everything), two languages
in three from all of them, one contributor for ten contributions. What is timed is the page, as a browser asks for it,
for somebody of the central team. SQLite in a temporary file, and PostgreSQL when `TEST_DATABASE_URL` names a server.
Goals at a million: 12 statements, 60 ms of server time (processor, of the request and of the database's backends),
the entity's at most three times and the group's at most four times what it costs at ten thousand. A dashboard that
filters narrow counts contributions anew: its time follows their number, is printed, and has no goal.
Takes about two minutes for each database, nearly all of it to write the rows.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from random import Random
from typing import cast

from psycopg import Cursor
from sqlalchemy import Engine, event, insert, select
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.orm import Session
from werkzeug.test import Client

from app.accounts.models import Mandate, Person
from app.campaigns.models import Campaign, Edition, campaign_products
from app.campaigns.types import EditionStatus
from app.core import clock
from app.dashboards.service import rebuild_figures
from app.entities.models import Entity
from app.missions.models import Mission, MissionStep
from app.policy.actor import SYSTEM, Role
from app.products.models import Product
from app.texts.write import new_text
from app.web.database import engine_of
from benchmarks.serve import backends_of, nanoseconds_of
from benchmarks.world import CHUNK, SLUG, World, hurry, world

SIZES = (10_000, 1_000_000)
ENTITIES = 100
DAYS = 365
ROUNDS = 15
STATEMENTS_MAX, GOAL_MS = 12, 60
GOALS = {"entity": 3.0, "group": 4.0}  # times what it costs at ten thousand
MISSIONS, STEPS = 8, 4  # of each campaign; steps of each mission
LANGUAGES = ("en", "pt", "de", "fr", "ar")
KINDS, HANDLING = ("problem", "idea", "praise", "question"), ("new", "known", "decided", "done")
DASHBOARDS = {
    "edition": f"/entities/entity-0/dashboard?campaign={SLUG}",
    "campaign": f"/campaigns/{SLUG}/dashboard",
    "entity": "/entities/entity-0/dashboard",
    "group": "/dashboard",
    "product": "/products/1/dashboard",
}
NARROWED = {
    "one entity of the campaign": f"/campaigns/{SLUG}/dashboard?entity=entity-0",
    "a small one, one language": f"/campaigns/{SLUG}/dashboard?entity=entity-99&language=pt",
    "the largest, one language": f"/campaigns/{SLUG}/dashboard?entity=entity-0&language=pt",
    "one language of all": f"/campaigns/{SLUG}/dashboard?language=pt",
}
PERSON = ("id", "email", "email_key", "name", "entity_id", "status", "created_at", "is_demo")
PLACE = ("id", "edition_id", "person_id", "status", "enrolled_on", "active_since", "contributed_since")
CONTRIBUTION = (
    "id", "campaign_id", "edition_id", "entity_id", "shown_entity_id", "kind", "title", "body", "identity", "state",
    "author_id", "handling", "handling_reason", "created_at", "published_at", "due_on", "answered_at",
    "is_answered_in_time", "language", "mission_id", "step_id", "me_too_count", "comment_count", "image_count",
    "imported_votes", "version", "stems",
)  # fmt: skip
Rows = Iterable[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Place:
    """A campaign in an entity."""

    campaign_id: int
    edition_id: int
    entity_id: int
    missions: Sequence[tuple[int, int]]  # each step's mission, and the step


@dataclass(frozen=True, slots=True)
class Cost:
    """What a page cost: its statements; medians in milliseconds."""

    statements: int
    server_ms: float
    waited_ms: float

    @property
    def words(self) -> str:
        """Say it in a line."""
        return f"{self.statements:2} statements {self.server_ms:6.1f} ms (by the wall {self.waited_ms:6.1f})"


def make_places(session: Session, made: World) -> list[Place]:
    """Write the entities, both campaigns with their missions and product, and the reader's mandate."""
    first = session.get_one(Edition, made.edition_id).campaign_id
    words = [new_text(session, SYSTEM, "en", {"en": "Words"}) for _ in range(3)]
    other = Campaign(
        slug="other-app", source_locale="en", title_text_id=words[0], pitch_text_id=words[1],
        description_text_id=words[2],
    )  # fmt: skip
    product = Product(code="app", name="App")
    session.add_all([other, product])
    entities = [
        Entity(code=f"entity-{number}", name=f"Entity {number}", country="PT", locales=["en"], default_locale="en",
               time_zone="Europe/Lisbon")
        for number in range(ENTITIES)
    ]  # fmt: skip
    session.add_all(entities)
    session.flush()
    reader = session.scalars(select(Person).where(Person.email == "person-0@example.test")).one()
    session.add(Mandate(person_id=reader.id, role=Role.CENTRAL_TEAM, starts_on=clock.today()))
    places = []
    for campaign_id in (first, other.id):
        session.execute(insert(campaign_products).values(campaign_id=campaign_id, product_id=product.id))
        missions = _make_missions(session, campaign_id)
        editions = [
            Edition(campaign_id=campaign_id, entity_id=entity.id, status=EditionStatus.OPEN, opened_at=clock.now())
            for entity in entities
        ]
        session.add_all(editions)
        session.flush()
        places += [Place(campaign_id, edition.id, edition.entity_id, missions) for edition in editions]
    session.commit()
    return places


def _make_missions(session: Session, campaign_id: int) -> list[tuple[int, int]]:
    steps = []
    for number in range(1, MISSIONS + 1):
        texts = [new_text(session, SYSTEM, "en", {"en": f"Words {number}"}) for _ in range(2 + STEPS)]
        mission = Mission(
            campaign_id=campaign_id, number=100 + number, title_text_id=texts[0], body_text_id=texts[1], minutes=10
        )
        session.add(mission)
        session.flush()
        for step, text_id in enumerate(texts[2:], start=1):
            row = MissionStep(mission_id=mission.id, number=step, title_text_id=text_id)
            session.add(row)
            session.flush()
            steps.append((mission.id, row.id))
    return steps


def contributions(size: int, places: Sequence[Place]) -> Iterator[tuple[object, ...]]:
    """Yield the rows of a year of contributions, as ``CONTRIBUTION`` names them."""
    random, end = Random(1), clock.now()
    weights = [(2 if at < ENTITIES else 1) / (at % ENTITIES + 1) for at in range(len(places))]
    for number, at in enumerate(random.choices(range(len(places)), weights, k=size), start=1):
        place, sent = places[at], end - timedelta(minutes=random.randrange(DAYS * 24 * 60))
        rank = at % ENTITIES + 1
        author = 1_000_000 + at * 1_000_000 + int(size * random.random() / 10 / rank)
        due_on = sent.date() + timedelta(days=7)
        answered = sent if random.random() < 0.7 else None
        kind, handling = random.choices(KINDS, (5, 3, 1, 1))[0], random.choice(HANDLING)
        language = random.choice(LANGUAGES)
        yield (
            number, place.campaign_id, place.edition_id, place.entity_id, place.entity_id, kind, "Title", "Words.",
            "named", "published", author, handling, "Because.", sent, sent, due_on, answered, answered is not None,
            language, *random.choice(place.missions), 0, 0, 0, 0, 1, "",
        )  # fmt: skip


def write(engine: Engine, table: str, columns: Sequence[str], rows: Rows) -> None:
    """Write rows as fast as the database takes them."""
    names = ", ".join(columns)
    connection = engine.raw_connection()
    cursor = connection.cursor()
    if engine.dialect.name == "postgresql":
        with cast("Cursor[object]", cursor).copy(f"COPY {table} ({names}) FROM STDIN".encode()) as copy:
            for row in rows:
                copy.write_row(row)
    else:
        marks = ", ".join("?" * len(columns))
        insertion, left = f"INSERT INTO {table} ({names}) VALUES ({marks})", map(_plain, rows)  # noqa: S608 - ours
        while some := list(islice(left, CHUNK)):
            cursor.executemany(insertion, some)
    connection.commit()
    connection.close()


def _plain(row: Sequence[object]) -> list[object]:
    """Return a row as SQLite keeps it."""
    return [
        value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime)
        else value.isoformat() if isinstance(value, date)
        else value
        for value in row
    ]  # fmt: skip


def fill(made: World, size: int) -> float:
    """Write everything, count the figures from it, and return how many seconds that took."""
    engine = made.engine()
    is_sqlite = engine.dialect.name == "sqlite"
    if is_sqlite:  # no search index here: it has nothing to do with figures
        event.listen(engine, "connect", hurry)
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER feedback_search_insert")
    with Session(engine, expire_on_commit=False) as session:
        places = make_places(session, made)
    at, today = {place.edition_id: place for place in places}, clock.today()
    authors = sorted({(cast("int", row[10]), cast("int", row[2])) for row in contributions(size, places)})
    people = (
        (one, f"a{one}", f"a{one}", "Somebody", at[edition].entity_id, "active", clock.now(), False)
        for one, edition in authors
    )
    write(engine, "people", PERSON, people)
    days = [today - timedelta(days=number % DAYS) for number in range(len(authors))]
    enrolments = (
        (one, edition, one, "accepted", day, day, day) for (one, edition), day in zip(authors, days, strict=True)
    )
    write(engine, "enrolments", PLACE, enrolments)
    write(engine, "feedback", CONTRIBUTION, contributions(size, places))
    start = time.perf_counter()
    with Session(engine) as session:
        rebuild_figures(session, SYSTEM)
    seconds = time.perf_counter() - start
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE" if is_sqlite else "VACUUM ANALYZE")
    engine.dispose()
    return seconds


def cost_of(client: Client, engine: Engine, watching: Engine, path: str, cookie: str) -> Cost:
    """Return what a page costs; what was asked first is not counted: it fills the caches of the interface.

    ``watching`` has connections of its own, which are not counted.
    """
    said: list[str] = []

    def note(_connection: object, _cursor: DBAPICursor, statement: str, *_rest: object) -> None:
        said.append(statement)

    def ask() -> None:
        answered = client.get(path, headers={"Cookie": cookie})
        if answered.status_code != 200:
            msg = f"{path}: {answered.status}"
            raise SystemExit(msg)

    ask()
    event.listen(engine, "before_cursor_execute", note)
    ask()
    event.remove(engine, "before_cursor_execute", note)
    backends = backends_of(watching)
    spent, waited = [], []
    for _ in range(ROUNDS):
        own, theirs, start = time.process_time_ns(), sum(map(nanoseconds_of, backends)), time.perf_counter()
        ask()
        waited.append((time.perf_counter() - start) * 1_000)
        spent.append((time.process_time_ns() - own + sum(map(nanoseconds_of, backends)) - theirs) / 1e6)
    return Cost(len(said), statistics.median(spent), statistics.median(waited))


def measure(server: str, size: int) -> dict[str, Cost]:
    """Return what each dashboard costs over that many contributions."""
    with world(server, contributions=0) as made:
        seconds = fill(made, size)
        print(f"  {size:>9,} contributions, all figures counted anew in {seconds:.1f} s", flush=True)
        app = made.app()
        client, cookie, watching = Client(app, use_cookies=False), made.readers["en"], made.engine()
        costs = {
            name: cost_of(client, engine_of(app), watching, path, cookie)
            for name, path in (DASHBOARDS | NARROWED).items()
        }
        for engine in (watching, engine_of(app)):
            engine.dispose()
        return costs


def compare(few: dict[str, Cost], many: dict[str, Cost]) -> bool:
    """Print the costs of both sizes, and tell whether the goals are met."""
    met = True
    for name, cost in many.items():
        ratio = cost.server_ms / few[name].server_ms
        goals = []
        if name in DASHBOARDS:
            goals.append((f"{STATEMENTS_MAX} statements", cost.statements <= STATEMENTS_MAX))
            goals.append((f"{GOAL_MS} ms", cost.server_ms <= GOAL_MS))
        if name in GOALS:
            goals.append((f"x{GOALS[name]:.0f}", ratio <= GOALS[name]))
        said = ", ".join(goal if kept else f"{goal} MISSED" for goal, kept in goals)
        print(
            f"  {name:<26} {few[name].words} | {cost.words}: x{ratio:4.2f}" + (f" (goals {said})" if said else ""),
            flush=True,
        )
        met = met and all(kept for _goal, kept in goals)
    return met


def main() -> int:
    """Compare both sizes; the exit status tells whether the goals are met."""
    server, met = os.environ.get("TEST_DATABASE_URL", ""), True
    for name, address in [("SQLite", "")] + ([("PostgreSQL", server)] if server else []):
        print(name, flush=True)
        met = compare(*(measure(address, size) for size in SIZES)) and met
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
