"""The world the benchmarks measure in: an open campaign, its missions, its testers and what they wrote.

The words are made here, in four languages and of the length colleagues write (140 characters on average).
``PEPITE_SAMPLE`` names a file for `pepite import-feedback`: then the pages show its contributions instead.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from sqlite3 import Connection as SqliteConnection
from tempfile import TemporaryDirectory
from typing import Any

from alembic import command
from flask import Flask
from sqlalchemy import Connection, Engine, create_engine, event, insert, make_url, select, text, update
from sqlalchemy.orm import Session

from app import create_app
from app.accounts.credentials import new_token, token_hash
from app.accounts.models import Person, SignInSession
from app.campaigns.models import Campaign, Edition, Phase
from app.campaigns.types import EditionStatus, PhaseKind
from app.cli import alembic_config
from app.core import clock
from app.core.idents import new_id
from app.db.engine import make_engine
from app.enrolment.models import Enrolment
from app.enrolment.types import EnrolmentStatus
from app.entities.models import Entity
from app.feedback.models import Feedback, MeToo, OfficialAnswer
from app.feedback.types import DECIDED_STATES
from app.language.stems import stems
from app.missions.models import Mission, MissionStep
from app.policy.actor import SYSTEM
from app.texts.write import new_text
from app.web.cookie import EncryptedCookies
from benchmarks.serve import ROOT
from config import Settings

SLUG = "own-app"
SECRET = "a secret of the benchmarks, long enough to be one"  # noqa: S105 - protects nothing
TESTERS = 40
SHOWN = 400  # contributions of the feed
CHUNK = 10_000
LOCALES = ("en", "fr", "de", "pt-PT")
SENTENCES = {
    "en": (
        "The second photo stops the upload and the draft is empty afterwards.",
        "I expected to find my card limits under the card itself.",
        "Signing in with the fingerprint was quick, even in the train.",
        "It works.",
    ),
    "fr": (
        "La deuxième photo bloque l’envoi, et le brouillon est vide ensuite.",
        "Je m’attendais à trouver le plafond de la carte sous la carte elle-même.",
        "La connexion par empreinte est rapide, même dans le train.",
        "Rien à signaler.",
    ),
    "de": (
        "Nach dem zweiten Foto bricht der Upload ab und der Entwurf ist leer.",
        "Die Kartenlimits hätte ich bei der Karte selbst gesucht.",
        "Die Anmeldung mit dem Fingerabdruck ging schnell, sogar im Zug.",
        "Läuft.",
    ),
    "pt": (
        "A segunda fotografia interrompe o envio e o rascunho fica vazio.",
        "Esperava encontrar os limites do cartão junto do próprio cartão.",
        "A entrada com impressão digital foi rápida, mesmo no comboio.",
        "Tudo bem.",
    ),
}
HANDLINGS = ("new", "new", "to_investigate", "known", "decided", "done")
KINDS = ("problem", "problem", "idea", "praise", "question")


@dataclass(frozen=True, slots=True)
class World:
    """Where it stands, and the cookies of who takes part: of the reader by language, of everybody else."""

    database_url: str
    data_dir: Path
    edition_id: int
    readers: Mapping[str, str]  # language → cookie
    testers: tuple[str, ...]  # cookies of people who have written nothing yet
    slug: str = SLUG

    def environ(self, port: int) -> dict[str, str]:
        """Return the settings of a server on that port."""
        return {
            "PEPITE_DATABASE_URL": self.database_url,
            "PEPITE_DATA_DIR": str(self.data_dir),
            "PEPITE_SECRET_KEY": SECRET,
            "PEPITE_PORT": str(port),
            "PEPITE_MAIL_BACKEND": "memory",
            "PEPITE_RUN_WORKER": "0",
        }

    def app(self) -> Flask:
        """Return the application on this world, in this process."""
        return create_app(settings_of(self.database_url, self.data_dir))

    def engine(self) -> Engine:
        """Return an engine on this world's database."""
        return make_engine(self.database_url)


def settings_of(database_url: str, data_dir: Path) -> Settings:
    """Return the settings the world was made with."""
    return Settings(
        secret_key=SECRET, data_dir=data_dir, database_url=database_url, mail_backend="memory", run_worker=False
    )


@contextmanager
def database(server: str = "") -> Iterator[tuple[str, Path]]:
    """Yield the address of an empty database and a folder: SQLite in it, or a new one of a PostgreSQL server."""
    with TemporaryDirectory(prefix="pepite-bench-") as name:
        folder = Path(name)
        if not server:
            yield f"sqlite:///{folder}/pepite.db", folder
            return
        target = make_url(server.replace("postgresql://", "postgresql+psycopg://"))
        own = f"pepite_bench_{secrets.token_hex(4)}"
        admin = create_engine(target, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {own} TEMPLATE template0"))
        try:
            yield target.set(database=own).render_as_string(hide_password=False), folder
        finally:
            with admin.connect() as connection:
                connection.execute(text(f"DROP DATABASE {own} WITH (FORCE)"))
            admin.dispose()


@contextmanager
def world(server: str = "", *, contributions: int = SHOWN) -> Iterator[World]:
    """Yield a world that goes away with the block, with that many contributions, generated or of the sample."""
    with database(server) as (url, folder):
        command.upgrade(alembic_config(url), "head")
        made = _build(url, folder)
        if contributions == SHOWN and os.environ.get("PEPITE_SAMPLE"):
            _import_sample(made)
        elif contributions:
            add_contributions(made, contributions)
        yield made


def _import_sample(made: World) -> None:
    """Bring the sample in with the product's own command, into the campaign the readers take part in."""
    sample = os.environ["PEPITE_SAMPLE"]
    subprocess.run(
        [Path(sys.executable).with_name("pepite"), "import-feedback", sample, "--campaign", SLUG, "--entity", "lisbon"],
        cwd=ROOT, env={**os.environ, **made.environ(0)}, check=True,
    )  # fmt: skip


def _build(url: str, folder: Path) -> World:
    engine = make_engine(url)
    with Session(engine, expire_on_commit=False) as session:
        edition = _make_campaign(session)
        tokens = _make_people(session, edition)
        session.commit()
    engine.dispose()
    app = create_app(settings_of(url, folder))
    cookies = [cookie_of(app, token) for token in tokens]
    return World(url, folder, edition.id, dict(zip(LOCALES, cookies, strict=False)), tuple(cookies[len(LOCALES) :]))


def cookie_of(app: Flask, token: str) -> str:
    """Return the header of a browser that holds the session ``token``, and has seen a page with a form."""
    serializer = EncryptedCookies().get_signing_serializer(app)
    kept = {"_user_id": token, "_fresh": True, "csrf_token": secrets.token_hex(20)}
    return f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps(kept)}"


def _make_campaign(session: Session) -> Edition:
    """Write a campaign that is open in two entities; return the edition the people work in."""

    def words(english: str) -> int:
        return new_text(session, SYSTEM, "en", {code: f"{english} ({code})" for code in LOCALES})

    campaign = Campaign(
        slug=SLUG, source_locale="en", title_text_id=words("The app of our own bank"),
        pitch_text_id=words("Ten minutes, one phone."), description_text_id=words("Tell us what you see."),
    )  # fmt: skip
    session.add(campaign)
    session.flush()
    for number in range(1, 4):
        mission = Mission(
            campaign_id=campaign.id, number=number, title_text_id=words(f"Scenario {number}"),
            body_text_id=words("Open the app and look around."), minutes=8,
        )  # fmt: skip
        session.add(mission)
        session.flush()
        steps = [MissionStep(mission_id=mission.id, number=n, title_text_id=words(f"Step {n}")) for n in range(1, 4)]
        session.add_all(steps)
    editions = [_make_edition(session, campaign, code) for code in ("lisbon", "lyon")]
    return editions[0]


def _make_edition(session: Session, campaign: Campaign, code: str) -> Edition:
    entity = Entity(
        code=code, name=f"Bank of {code.title()}", country="PT", locales=list(LOCALES), default_locale="en",
        time_zone="Europe/Lisbon",
    )  # fmt: skip
    session.add(entity)
    session.flush()
    now = clock.now()
    edition = Edition(campaign_id=campaign.id, entity_id=entity.id, status=EditionStatus.OPEN, opened_at=now)
    session.add(edition)
    session.flush()
    span = {"starts_at": now - timedelta(days=3), "ends_at": now + timedelta(days=30)}
    session.add(Phase(edition_id=edition.id, kind=PhaseKind.TEST, **span))
    return edition


def _make_people(session: Session, edition: Edition) -> list[str]:
    """Write one reader per language and the testers, all taking part; return the tokens of their sessions."""
    tokens = []
    for number in range(len(LOCALES) + TESTERS):
        address = f"person-{number}@example.test"
        locale = LOCALES[number] if number < len(LOCALES) else "en"
        person = Person(
            email=address, email_key=address, name=f"Person {number}", entity_id=edition.entity_id, locale=locale
        )
        token = new_token()
        session.add(person)
        session.flush()
        session.add(
            SignInSession(
                token_hash=token_hash(token), person_id=person.id, device="Benchmark",
                expires_at=clock.now() + timedelta(days=1),
            )
        )  # fmt: skip
        session.add(
            Enrolment(
                edition_id=edition.id, person_id=person.id, status=EnrolmentStatus.ACCEPTED, enrolled_on=clock.today()
            )
        )
        tokens.append(token)
    return tokens


def add_contributions(made: World, count: int) -> None:
    """Write published contributions of as many authors as ten contributions each ask for; some are answered."""
    engine = made.engine()
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", hurry)
    with engine.connect() as connection:
        _write_contributions(connection, made.edition_id, count)
        connection.commit()
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    engine.dispose()


def hurry(connection: SqliteConnection, _entry: object) -> None:
    """Write without waiting for the disk: this is not what is measured."""
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -400000")


def _write_contributions(connection: Connection, edition_id: int, count: int) -> None:
    random = Random(7)
    edition = connection.execute(select(Edition.campaign_id, Edition.entity_id).where(Edition.id == edition_id)).one()
    missions = [row.id for row in connection.execute(select(Mission.id).order_by(Mission.number))]
    steps = [row.id for row in connection.execute(select(MissionStep.id).order_by(MissionStep.number))]
    place = {"campaign_id": edition.campaign_id, "entity_id": edition.entity_id, "edition_id": edition_id}
    place["shown_entity_id"] = edition.entity_id
    authors = [
        {"id": new_id(), "email": f"author-{number}@example.test", "email_key": f"author-{number}@example.test",
         "name": f"Author {number}", "entity_id": edition.entity_id, "status": "active", "created_at": clock.now(),
         "is_demo": False}
        for number in range(max(1, count // 10))
    ]  # fmt: skip
    for start in range(0, len(authors), CHUNK):
        connection.execute(insert(Person), authors[start : start + CHUNK])
    reader = connection.scalar(select(Person.id).where(Person.email == "person-1@example.test"))
    ids = sorted(new_id() for _ in range(count))  # in order: an index grows at its end
    for start in range(0, count, CHUNK):
        rows = [
            {**_contribution(random, start + index), **place, "id": key, "author_id": random.choice(authors)["id"],
             "mission_id": random.choice(missions), "step_id": random.choice(steps)}
            for index, key in enumerate(ids[start : start + CHUNK])
        ]  # fmt: skip
        connection.execute(insert(Feedback), rows)
        if start == 0:
            _react(connection, rows[:SHOWN], reader)


def _react(connection: Connection, rows: list[dict[str, Any]], reader: int | None) -> None:
    """Let the reader join in here and there, and the team answer."""
    today = clock.today()
    me_toos = [{"feedback_id": row["id"], "person_id": reader, "said_on": today} for row in rows[::5]]
    connection.execute(insert(MeToo), me_toos)
    answers = [
        {"feedback_id": row["id"], "body": "Thank you. The next version, in two weeks, mends it.", "language": "en",
         "author_id": row["author_id"], "created_at": clock.now(), "version": 1}
        for row in rows[::4]
    ]  # fmt: skip
    connection.execute(insert(OfficialAnswer), answers)
    answered = [row["id"] for row in rows[::4]]
    connection.execute(update(Feedback).where(Feedback.id.in_(answered)).values(answered_at=clock.now()))


def _contribution(random: Random, number: int) -> dict[str, Any]:
    """Return the columns of one contribution that do not depend on where it is."""
    language = random.choice(list(SENTENCES))
    body = " ".join(random.choice(SENTENCES[language]) for _ in range(random.choice((1, 2, 2, 3))))
    title = f"{body[:34]} {number}"
    at = clock.now() - timedelta(minutes=random.randrange(60 * 24 * 300))
    identity = random.choice(("named", "named", "confidential"))
    handling = random.choice(HANDLINGS)
    return {
        "kind": random.choice(KINDS), "title": title, "body": body, "language": language, "identity": identity,
        "state": "published", "rating": random.choice((None, 3, 4, 5)), "handling": handling,
        "handling_reason": "It is planned." if handling in DECIDED_STATES else "",
        "created_at": at, "published_at": at, "is_answered_in_time": False,
        "me_too_count": random.randrange(30), "comment_count": random.randrange(5),
        "image_count": random.choice((0, 0, 1)), "imported_votes": 0, "version": 1,
        "stems": stems(f"{title} {body}", language),
    }  # fmt: skip
