"""A sponsor is mailed one page a month, which opens without signing in and shows nothing about a few people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Mandate, Person
from app.accounts.types import PersonStatus
from app.core import clock
from app.core.errors import Forbidden
from app.dashboards.credentials import NOTE_LASTS, NoteAddress, note_in, note_token
from app.dashboards.jobs import mail_note
from app.dashboards.service import NOTE_JOB, plan_notes
from app.jobs.models import Job
from app.jobs.run import Task, run_due
from app.mail.message import Message
from app.policy.actor import SYSTEM, Role
from app.registry import JOBS
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.factories.campaigns import make_edition
from tests.factories.feedback import make_feedback
from tests.feedback.scene import Scene, make_scene
from tests.refusals import refused

MORNING = datetime(2026, 12, 1, 10, tzinfo=UTC)  # a Tuesday


@pytest.fixture(autouse=True)
def _first_of_december() -> Iterator[None]:
    with time_machine.travel(MORNING, tick=False):
        yield


@pytest.fixture
def scene(session: Session) -> Scene:
    """Return an open campaign, in which one person takes part."""
    scene = make_scene(session)
    make_feedback(session, edition=scene.edition, author=scene.person, title="Nobody’s words in a note")
    session.commit()
    return scene


@pytest.fixture
def sponsor(session: Session, scene: Scene) -> Person:
    """Return the sponsor of the scene's entity, who reads German."""
    person = make_person(session, entity=scene.entity, locale="de", name="Teresa Vasconcelos")
    make_mandate(session, person=person, role=Role.SPONSOR, entity=scene.entity)
    session.commit()
    return person


def sent(app: Flask) -> list[Message]:
    mails: list[Message] = app.extensions["mail_sender"].sent
    return mails


def send(app: Flask, session: Session) -> list[Message]:
    """Plan the notes and let them leave; return all mails so far."""
    plan_notes(session, SYSTEM, clock.now())
    session.commit()
    with app.app_context():
        run_due(app.extensions["session_factory"], {NOTE_JOB: JOBS[NOTE_JOB]}, limit=50)
    session.commit()
    return sent(app)


def link_in(mail: Message) -> str:
    found = re.search(r"http://localhost(/notes/\S+)", mail.text)
    assert found is not None
    return found.group(1)


def test_a_note_goes_to_each_sponsor_in_their_language(
    app: Flask, session: Session, scene: Scene, sponsor: Person
) -> None:
    make_mandate(session, person=scene.person, role=Role.COMMUNITY_MANAGER, entity=scene.entity)
    asleep = make_entity(session)  # no campaign has opened there
    make_mandate(session, person=make_person(session, entity=asleep), role=Role.SPONSOR, entity=asleep)
    (mail,) = send(app, session)
    assert mail.to == sponsor.email
    assert mail.locale == "de"
    assert "Monatsbericht" in mail.subject
    assert scene.entity.name in mail.subject


def test_a_note_planned_each_day_of_a_week_is_mailed_once(app: Flask, session: Session, sponsor: Person) -> None:
    del sponsor
    for day in range(9):
        with time_machine.travel(MORNING + timedelta(days=day), tick=False):
            send(app, session)
    assert len(sent(app)) == 1
    with time_machine.travel(datetime(2027, 1, 4, 10, tzinfo=UTC), tick=False):
        assert len(send(app, session)) == 2


def test_a_note_leaves_in_working_hours(session: Session, scene: Scene, sponsor: Person) -> None:
    del sponsor
    scene.entity.holidays = ["2026-12-01"]
    session.commit()
    with time_machine.travel(datetime(2026, 12, 1, 2, tzinfo=UTC), tick=False):
        plan_notes(session, SYSTEM, clock.now())
    assert session.scalars(select(Job.run_at)).one() == datetime(2026, 12, 2, 9, tzinfo=UTC)


def test_only_the_application_plans(session: Session, scene: Scene, sponsor: Person) -> None:
    with refused(session, Forbidden):
        plan_notes(session, actor_for(sponsor, Role.SPONSOR, entity=scene.entity), clock.now())


def test_the_link_opens_without_signing_in_in_the_readers_language(
    app: Flask, session: Session, browser: Browser, scene: Scene, sponsor: Person
) -> None:
    del sponsor
    (mail,) = send(app, session)
    answer = browser.stranger("fr").get(link_in(mail))
    assert answer.status_code == 200
    assert '<html lang="de" dir="ltr">' in answer.text
    assert scene.entity.name in answer.text
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]
    # One person takes part: no number of people is shown, no word and no name.
    assert "Nicht angezeigt" in answer.text
    for hidden in (scene.person.name, "Nobody’s words", "Teresa Vasconcelos"):
        assert hidden not in answer.text


def test_a_link_opens_nothing_once_it_is_old_changed_or_its_reader_decides_no_longer(
    app: Flask, session: Session, browser: Browser, scene: Scene, sponsor: Person
) -> None:
    (mail,) = send(app, session)
    link, client = link_in(mail), browser.stranger()
    with time_machine.travel(MORNING + NOTE_LASTS, tick=False):
        assert client.get(link).status_code == 410
    with time_machine.travel(MORNING - timedelta(days=2), tick=False):
        assert client.get(link).status_code == 410
    other = make_entity(session)
    make_edition(session, campaign=scene.campaign, entity=other)
    person, entity, day, seal = link.removeprefix("/notes/").split(".")
    for changed in (
        f"{person}.{other.id}.{day}.{seal}",
        f"{person}.{entity}.{int(day) + 30}.{seal}",
        f"{person}.{entity}.{day}.{seal[:-1]}",
        "x", "..", f".{seal}", f"{person}.{entity}.{day}.é",
    ):  # fmt: skip
        assert client.get(f"/notes/{changed}").status_code == 410
    for mandate in session.scalars(select(Mandate).where(Mandate.person_id == sponsor.id)):
        mandate.ends_on = date(2026, 11, 30)
    session.commit()
    gone = client.get(link)
    assert gone.status_code == 410
    assert "This note can no longer be opened" in gone.text


def test_a_closed_account_opens_and_receives_nothing(
    app: Flask, session: Session, browser: Browser, sponsor: Person, scene: Scene
) -> None:
    address = NoteAddress(sponsor.id, scene.entity.id, clock.today())
    link = f"/notes/{note_token(app.extensions['settings'].secret_key, address)}"
    assert browser.stranger().get(link).status_code == 200
    sponsor.status = PersonStatus.DISABLED
    session.commit()
    assert browser.stranger().get(link).status_code == 410
    payload = {"person_id": sponsor.id, "entity_id": scene.entity.id, "written_on": "2026-12-01"}
    with app.app_context():
        mail_note(session, Task(1, NOTE_JOB, payload, 1))
    assert sent(app) == []


def test_a_token_says_for_whom_it_is() -> None:
    address = NoteAddress(2**60, 7, date(2026, 12, 1))
    token = note_token("secret", address)
    assert note_in("secret", token) == address
    assert note_in("another secret", token) is None


def test_a_note_costs_the_same_whatever_its_campaigns(
    session: Session, browser: Browser, scene: Scene, sponsor: Person, queries: CountQueries
) -> None:
    address = NoteAddress(sponsor.id, scene.entity.id, clock.today())
    link = f"/notes/{note_token(browser.app.extensions['settings'].secret_key, address)}"
    client, counts = browser.stranger(), []
    for _ in range(2):
        client.get(link)
        with queries() as seen:
            assert client.get(link).status_code == 200
        counts.append(len(seen))
        for _number in range(4):
            make_edition(session, entity=scene.entity)
        session.commit()
    assert counts[0] == counts[1]
