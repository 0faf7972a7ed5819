"""S7, S50, S51, S60, S61: when things are possible, what is written down, and what does not start."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from alembic import command
from flask import Flask
from sqlalchemy import Engine, literal_column, select, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.accounts.models import Mandate
from app.campaigns.models import Edition, Phase
from app.campaigns.types import EditionStatus, PhaseKind
from app.cli import alembic_config, main
from app.core import clock
from app.db.base import Base
from app.db.engine import make_engine
from app.feedback.models import Feedback, MeToo
from app.journal.models import JournalEntry
from app.journal.seal import check_chain, seal_waiting
from app.policy.actor import Role
from tests.conftest import Browser
from tests.factories.accounts import make_entity, make_mandate, make_person
from tests.factories.feedback import make_feedback
from tests.feedback.scene import Scene, make_scene
from tests.feedback.sent import send
from tests.security.test_routes import LINES, SENT, address
from tests.security.world import World, public

START = datetime(2026, 3, 29, 0, 0, tzinfo=UTC)
END = datetime(2026, 4, 10, 16, 0, tzinfo=UTC)


def dated(session: Session, *, zone: str = "Europe/Berlin") -> Scene:
    """Return a scene whose test phase runs from START to END; its end is not included."""
    scene = make_scene(session, entity=make_entity(session, time_zone=zone))
    session.execute(update(Phase).values(starts_at=START, ends_at=END))
    session.commit()
    return scene


# --- rights that end -------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.COMMUNITY_MANAGER, Role.SPONSOR, Role.AMBASSADOR])
def test_s07_a_role_is_gone_at_the_next_request(session: Session, browser: Browser, role: Role) -> None:
    scene = make_scene(session)
    make_feedback(session, edition=scene.edition, author=scene.person)
    person = make_person(session, entity=scene.entity)
    mandate = make_mandate(session, person=person, role=role, entity=scene.entity, languages=("en",))
    client = browser.as_(person)
    place = "/moderation" if role is not Role.SPONSOR else f"/entities/{scene.entity.code}/dashboard"
    assert client.get(place).status_code == 200
    session.delete(session.get_one(Mandate, mandate.id))
    session.commit()
    assert client.get(place).status_code in {403, 404}


@pytest.mark.parametrize(("starts", "ends", "holds"), [(0, 0, True), (-5, -1, False), (1, 9, False), (-1, None, True)])
def test_s07_a_mandate_holds_from_its_first_day_to_its_last(
    session: Session, browser: Browser, starts: int, ends: int | None, *, holds: bool
) -> None:
    person = make_person(session)
    today = clock.today()
    last = today + timedelta(days=ends) if ends is not None else None
    make_mandate(session, person=person, role=Role.CENTRAL_TEAM, starts_on=today + timedelta(days=starts), ends_on=last)
    assert browser.as_(person).get("/dashboard").status_code == (200 if holds else 404)


def test_s07_who_moves_to_another_entity_takes_nothing_along(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    feedback = make_feedback(session, edition=scene.edition, author=None)
    client = browser.as_(scene.person)
    reader = make_person(session, entity=scene.entity)
    reading = browser.as_(reader)
    place = f"/feedback/{public(feedback.id)}"
    assert reading.get(place).status_code == 200
    reader.entity_id = make_entity(session).id
    session.commit()
    assert reading.get(place).status_code == 404
    assert client.get(place).status_code == 200


# --- windows ---------------------------------------------------------------------------------------

SECOND = timedelta(seconds=1)
EDGES = [
    (START - SECOND, 409), (START, 302), (START + SECOND, 302), (END - SECOND, 302), (END, 409), (END + SECOND, 409),
]  # fmt: skip


@pytest.mark.parametrize(("instant", "status"), EDGES, ids=str)
@pytest.mark.parametrize("zone", ["Europe/Berlin", "Europe/Lisbon", "Europe/Helsinki", "Pacific/Auckland"])
def test_s50_s51_the_test_takes_words_from_its_first_second_to_before_its_end(
    session: Session, browser: Browser, instant: datetime, status: int, zone: str
) -> None:
    """The window is kept in UTC: neither the entity's zone nor the tester's moves it, nor does summer time."""
    with time_machine.travel(START - timedelta(days=1), tick=False):
        scene = dated(session, zone=zone)
        scene.person.time_zone = "America/Lima"
    with time_machine.travel(instant, tick=False):
        answer = send(browser.as_(scene.person), scene)
        assert answer.status_code == status
    session.expire_all()
    assert len(session.scalars(select(Feedback)).all()) == (status == 302)


def test_s51_the_end_is_said_with_its_zone(session: Session, browser: Browser) -> None:
    with time_machine.travel(START + timedelta(days=1), tick=False):
        scene = dated(session)
        scene.person.time_zone = "America/Lima"
        html = browser.as_(scene.person).get(f"/campaigns/{scene.campaign.slug}").text
    assert "The test ends on 10\N{NO-BREAK SPACE}Apr at\N{NO-BREAK SPACE}11:00 (Lima)." in re.sub(r"<[^>]+>", "", html)


@pytest.mark.parametrize("status", [EditionStatus.DRAFT, EditionStatus.CLOSED])
def test_s50_no_step_is_skipped_outside_an_open_edition(
    session: Session, browser: Browser, status: EditionStatus
) -> None:
    scene = make_scene(session)
    feedback = make_feedback(session, edition=scene.edition, author=make_person(session, entity=scene.entity))
    client = browser.as_(scene.person)
    session.get_one(Edition, scene.edition.id).status = status
    session.commit()
    place = f"/feedback/{public(feedback.id)}"
    slug = scene.campaign.slug
    answers = {
        "submit": send(client, scene),
        "comment": client.post(f"{place}/comments", data={"key": "k", "body": "Words"}),
        "me too": client.post(f"{place}/me-too"),
        "take back": client.post(f"{place}/me-too/take-back"),
        "tick": client.post(f"/campaigns/{slug}/missions/1/tick"),
    }
    assert {name: answer.status_code // 100 for name, answer in answers.items()} == dict.fromkeys(answers, 4)
    session.expire_all()
    assert len(session.scalars(select(Feedback)).all()) == 1
    assert session.scalars(select(MeToo)).all() == []


def test_s50_recruiting_is_not_testing(session: Session, browser: Browser) -> None:
    scene = make_scene(session, phase=PhaseKind.RECRUIT)
    assert send(browser.as_(scene.person), scene).status_code == 409


def test_s50_nobody_says_me_too_of_their_own(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    feedback = make_feedback(session, edition=scene.edition, author=scene.person)
    session.commit()
    assert browser.as_(scene.person).post(f"/feedback/{public(feedback.id)}/me-too").status_code == 409


# --- the journal -----------------------------------------------------------------------------------

ACTS = [
    ("author", "feedback.edit", "", "feedback.revised"),
    ("author", "feedback.withdraw", "", "feedback.withdrawn"),
    ("tester", "feedback.submit", "", "feedback.submitted"),
    ("manager", "feedback.answer", "", "feedback.answered"),
    ("manager", "feedback.handling", "", "feedback.handled"),
    ("sponsor", "decisions.record", "", "decisions.recorded"),
    ("manager", "moderation.publish", "waiting", "moderation.published"),
    ("manager", "moderation.publish_and_trust", "waiting", "accounts.trust_author"),
    ("manager", "moderation.hide", "waiting", "moderation.hidden"),
    ("ambass", "moderation.send_back", "waiting", "moderation.sent_back"),
    ("employee", "enrolment.join", "", "enrolment.enrolled"),
    ("central", "campaigns.create", "", "campaigns.create"),
    ("central", "campaigns.edit", "", "campaigns.change"),
    ("central", "campaigns.close_edition", "", "campaigns.close_edition"),
    ("central", "missions.create", "", "missions.created"),
    ("central", "missions.edit", "", "missions.changed"),
    ("central", "accounts.end_one_mandate", "", "accounts.end_mandate"),
    ("admin", "accounts.disable", "", "accounts.disable_person"),
    ("author", "accounts.end_every_session", "", "accounts.end_all_sessions"),
]


NO_WORDS = {"0", "1", "5", "10", "k", "go", "known", "idea", "named", "en", "fr", "a-campaign"}


@pytest.mark.parametrize("act", ACTS, ids=[act[3] for act in ACTS])
def test_s60_what_was_done_is_written_down_with_who_and_where(
    world: World, session: Session, act: tuple[str, str, str, str]
) -> None:
    who, endpoint, thing, action = act
    line = next(x for x in LINES if (x.method, x.endpoint, x.thing, x.place) == ("POST", endpoint, thing, "home"))
    answer = world.ask(who, "POST", address(world, line), data=SENT.get(endpoint))
    assert answer.status_code in {302, 303}
    entry = session.scalars(select(JournalEntry).where(JournalEntry.action == action)).one()
    assert entry.actor_id == world.people[who].id
    assert entry.object_id is not None
    assert abs(entry.at - clock.now()) < timedelta(minutes=1)
    if endpoint.startswith(("feedback", "moderation", "decisions")):
        assert (entry.entity_id, entry.campaign_id) == (world.home.entity.id, world.home.campaign.id)
    words = set(SENT.get(endpoint, {}).values()) - NO_WORDS
    assert not words & {str(value) for value in entry.details.values()}, "values, never what people wrote"


def test_s60_the_journal_can_only_grow(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    send(browser.as_(scene.person), scene)
    while seal_waiting(session):
        pass
    assert check_chain(session).broken_at is None
    for statement in ("DELETE FROM journal_entries", "UPDATE journal_entries SET action = 'nothing'"):
        with pytest.raises(DatabaseError), session.begin_nested():
            session.execute(text(statement))


ENTRIES = Base.metadata.tables["journal_entries"]


@pytest.mark.parametrize("column", sorted({*ENTRIES.c.keys()} - {"position", "hash"}))
def test_s60_an_entry_changes_in_nothing_before_it_is_sealed(session: Session, browser: Browser, column: str) -> None:
    scene = make_scene(session)
    send(browser.as_(scene.person), scene)
    value = {"at": "'2020-01-01 00:00:00+00'", "details": "'[]'"}.get(column, "'7033'")  # text and numbers take it
    with pytest.raises(DatabaseError, match="append only"), session.begin_nested():
        session.execute(update(ENTRIES).values({column: literal_column(value)}))
    assert seal_waiting(session) == 1, "its place and its hash are filled in all the same"


def test_s60_a_database_that_was_upgraded_guards_its_journal_as_a_new_one(tmp_path: Path) -> None:
    guards = []
    for name, prepare in (("new", Base.metadata.create_all), ("upgraded", upgraded)):
        engine = make_engine(f"sqlite:///{tmp_path}/{name}.db")
        prepare(engine)
        with engine.connect() as connection:
            found = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal_entries'")
            guards.append(sorted((row.name, " ".join(row.sql.split())) for row in connection.execute(found)))
        engine.dispose()
    assert guards[0] == guards[1] != []


def upgraded(engine: Engine) -> None:
    command.upgrade(alembic_config(engine.url.render_as_string(hide_password=False)), "head")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor_id", "1"), ("action", "'nothing'"), ("at", "'2020-01-01 00:00:00.000000'"), ("details", "'[]'"),
        ("object_type", "'person'"), ("object_id", "1"), ("entity_id", "7"), ("campaign_id", "7"),
    ],
)  # fmt: skip
def test_s60_what_is_changed_behind_its_back_is_found(
    session: Session, browser: Browser, column: str, value: str
) -> None:
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("the guard is taken away in SQLite's words")
    scene = make_scene(session)
    for _ in range(3):
        send(browser.as_(scene.person), scene)
    while seal_waiting(session):
        pass
    session.execute(text("DROP TRIGGER journal_no_update"))
    session.execute(update(ENTRIES).where(ENTRIES.c.position == 2).values({column: literal_column(value)}))
    session.expire_all()
    assert check_chain(session).broken_at == 2


# --- starting --------------------------------------------------------------------------------------

UNSAFE = {
    "no secret": {},
    "an example": {"PEPITE_SECRET_KEY": "changeme"},
    "a short one": {"PEPITE_SECRET_KEY": "x" * 31},
    "cookies in the open": {"PEPITE_SECRET_KEY": "x" * 40, "PEPITE_BASE_URL": "http://pepite.example"},
    "SQLite for several": {
        "PEPITE_SECRET_KEY": "x" * 40, "PEPITE_BASE_URL": "https://pepite.example", "PEPITE_PROCESSES": "2",
    },
}  # fmt: skip


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[pytest.MonkeyPatch]:
    """Yield what sets variables of a production environment; the mask the command line sets is set back."""
    for name in [name for name in os.environ if name.startswith("PEPITE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PEPITE_ENV", "production")
    monkeypatch.setenv("PEPITE_DATA_DIR", str(tmp_path))
    mask = os.umask(0o077)
    yield monkeypatch
    os.umask(mask)


@pytest.mark.parametrize("case", UNSAFE)
def test_s61_what_is_unsafe_does_not_start_and_says_why(
    production: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    for name, value in UNSAFE[case].items():
        production.setenv(name, value)
    production.setattr(sys, "argv", ["pepite", "run"])
    with pytest.raises(SystemExit) as refused:
        main()
    said = capsys.readouterr().err
    assert refused.value.code == 2
    assert said.startswith("Pépite does not start.")
    assert "PEPITE_" in said


def test_s61_there_is_no_account_and_no_debugger_to_begin_with(session: Session, app: Flask) -> None:
    assert session.execute(text("SELECT count(*) FROM people")).scalar() == 0
    assert (app.debug, app.config["PROPAGATE_EXCEPTIONS"]) == (False, False)
    for place in ("/console", "/?__debugger__=yes&cmd=resource&f=style.css"):
        assert "Werkzeug" not in app.test_client().get(place).text
