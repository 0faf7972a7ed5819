"""A few words reach those they are for, from the hour that was chosen on the clock where they are read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.announcements.errors import AnnouncementEndsFirst, AnnouncementSourceMissing, UnknownAudience
from app.announcements.models import Announcement
from app.announcements.queries import announcements_list, current_announcements
from app.announcements.service import (
    AnnouncementInput,
    announce,
    change_announcement,
    end_announcement,
    show_scheduled,
)
from app.announcements.types import Addressees, Showing
from app.core import idents
from app.core.errors import ChangedMeanwhile, DomainError, Forbidden, FormUsed, NotFound
from app.journal.models import JournalEntry
from app.notifications.models import Notice
from app.policy.actor import SYSTEM, Actor, Role
from app.texts.queries import texts_of
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.feedback.scene import Scene, make_scene
from tests.notifications.conftest import Worker
from tests.refusals import refused

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
WALL = datetime.fromisoformat("2026-11-30T09:00")  # an hour on a wall
WORDS = AnnouncementInput(Addressees(), "en", {"en": "We meet on Monday", "pt-PT": "Segunda-feira"}, {"en": "At nine."})


@pytest.fixture(autouse=True)
def noon() -> object:
    """Let it be the same noon in each test."""
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def scene(session: Session) -> Scene:
    """Return an open edition with somebody who takes part."""
    return make_scene(session)


@pytest.fixture
def manager(session: Session, scene: Scene) -> Actor:
    """Return the community manager there."""
    return actor_for(make_person(session, entity=scene.entity), Role.COMMUNITY_MANAGER, entity=scene.entity)


def central_of(session: Session) -> Actor:
    return actor_for(make_person(session), Role.CENTRAL_TEAM)


def titles(session: Session, actor: Actor, campaign_id: int | None = None) -> list[str]:
    rows = current_announcements(session, actor, 10, campaign_id)
    texts = texts_of(session, actor, [row.title_text_id for row in rows])
    return [texts[row.title_text_id].value for row in rows]


def test_each_audience_reads_its_own(session: Session, scene: Scene, manager: Actor) -> None:
    colleague = actor_for(make_person(session, entity=scene.entity))
    stranger, central = actor_for(make_person(session)), central_of(session)
    own, there = Addressees(scene.entity.id), Addressees(scene.entity.id, scene.edition.id)
    for actor, audience, title in (
        (central, Addressees(), "All"),
        (manager, own, "Entity"),
        (manager, there, "Edition"),
    ):
        announce(session, actor, replace(WORDS, audience=audience, title={"en": title}))
    assert set(titles(session, stranger)) == {"All"}
    assert set(titles(session, colleague)) == set(titles(session, scene.actor)) == {"All", "Entity", "Edition"}
    assert titles(session, scene.actor, scene.campaign.id) == ["Edition"]
    assert session.scalars(select(JournalEntry.action)).all().count("announcements.write") == 3


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.COMMUNITY_MANAGER, Role.CENTRAL_TEAM}])
def test_nobody_else_announces(session: Session, scene: Scene, role: Role) -> None:
    actor = actor_for(scene.person, role, entity=scene.entity)
    with refused(session, UnknownAudience):
        announce(session, actor, replace(WORDS, audience=Addressees(scene.entity.id)))
    with refused(session, Forbidden):
        announce(session, actor, WORDS)
    with refused(session, Forbidden):
        show_scheduled(session, actor)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"audience": Addressees()}, Forbidden),  # to everybody, the central team alone
        ({"audience": Addressees(10**6)}, UnknownAudience),
        ({"title": {"pt-PT": "Só português"}}, AnnouncementSourceMissing),
        ({"body": {"en": ""}}, AnnouncementSourceMissing),
        ({"starts": WALL, "ends": WALL}, AnnouncementEndsFirst),
        ({"ends": WALL - timedelta(days=30)}, AnnouncementEndsFirst),
    ],
)
def test_what_is_not_announced(
    session: Session, scene: Scene, manager: Actor, change: dict[str, Any], refusal: type[DomainError]
) -> None:
    data = replace(WORDS, audience=Addressees(scene.entity.id))
    with refused(session, refusal):
        announce(session, manager, replace(data, **change))


def test_two_clicks_are_one_and_other_words_are_not_lost(session: Session, manager: Actor, scene: Scene) -> None:
    data = replace(WORDS, audience=Addressees(scene.entity.id), submission_key="k")
    assert announce(session, manager, data).id == announce(session, manager, data).id
    with refused(session, FormUsed):
        announce(session, manager, replace(data, title={"en": "Other words"}))


def test_it_shows_at_the_hour_of_the_entitys_clock_and_its_readers_are_told_once(
    session: Session, worker: Worker
) -> None:
    scene = make_scene(session, entity=make_entity(session, time_zone="Pacific/Kiritimati"))
    manager = actor_for(make_person(session, entity=scene.entity), Role.COMMUNITY_MANAGER, entity=scene.entity)
    data = replace(WORDS, audience=Addressees(scene.entity.id, scene.edition.id), starts=WALL)
    made = announce(session, manager, data)
    assert made.shows_from == datetime(2026, 11, 29, 19, tzinfo=UTC)
    assert titles(session, scene.actor) == []
    assert show_scheduled(session, SYSTEM) == 0
    with time_machine.travel(made.shows_from, tick=False):
        assert titles(session, scene.actor) == ["We meet on Monday"]
        assert [show_scheduled(session, SYSTEM) for _ in range(2)] == [1, 0]
        worker.deliver()
        worker.deliver()
    told = select(Notice.person_id).where(Notice.kind == "announcement")
    assert session.scalars(told).all() == [scene.person.id]  # who takes part, not who works there


def test_one_is_changed_by_one_at_a_time_and_ended(session: Session, scene: Scene, manager: Actor) -> None:
    data = replace(WORDS, audience=Addressees(scene.entity.id), is_pinned=True)
    made = announce(session, manager, data)
    change_announcement(session, manager, made.id, replace(data, body={"en": "At ten."}))
    change_announcement(session, manager, made.id, replace(data, body={"en": "At ten."}))  # a second click
    assert made.version == 2
    with refused(session, ChangedMeanwhile):
        change_announcement(session, manager, made.id, replace(data, body={"en": "At eleven."}))
    other = actor_for(make_person(session), Role.COMMUNITY_MANAGER, entity=make_entity(session))
    with refused(session, NotFound):
        change_announcement(session, other, made.id, data)
    with refused(session, Forbidden):
        end_announcement(session, scene.actor, made.id)
    end_announcement(session, manager, made.id)
    end_announcement(session, manager, made.id)
    assert titles(session, scene.actor) == []
    assert [row.showing for row in announcements_list(session, manager)] == [Showing.OVER]
    assert announcements_list(session, scene.actor) == ()


def test_the_pages(session: Session, scene: Scene, browser: Browser) -> None:
    person = make_person(session, entity=scene.entity)
    make_mandate(session, person=person, role=Role.COMMUNITY_MANAGER, entity=scene.entity)
    client, reader = browser.as_(person), browser.as_(scene.person)
    assert "No announcement" in reader.get("/announcements").text
    form = {
        "key": "k", "audience": f"edition:{scene.edition.id}", "title_en": "We meet on Monday", "body_en": "At nine.",
        "title_fr": "Réunion lundi", "is_pinned": "y",
    }  # fmt: skip
    for wrong in ({"audience": "all"}, {"title_en": ""}, {"starts": "2030-01-01T09:00", "ends": "2029-01-01T09:00"}):
        answer = client.post("/announcements/new", data=form | wrong)
        assert answer.status_code == 422
        assert "At nine." in answer.text
    assert session.scalar(select(func.count()).select_from(Announcement)) == 0
    assert client.post("/announcements/new", data=form).status_code == 303
    for page in ("/", "/announcements", f"/campaigns/{scene.campaign.slug}"):
        assert "We meet on Monday" in reader.get(page).text
    made = session.scalars(select(Announcement)).one()
    url = f"/announcements/{idents.encode(made.id)}"
    assert url in client.get("/announcements").text
    assert "Réunion lundi" in client.get(f"{url}/edit").text
    changed = form | {"body_en": "At ten.", "version": "1"}
    assert client.post(f"{url}/edit", data=changed).status_code == 303
    late = client.post(f"{url}/edit", data=changed | {"body_en": "At eleven."})
    assert late.status_code == 409
    assert "At eleven." in late.text
    assert reader.get(f"{url}/edit").status_code == 403
    assert client.post(f"{url}/end").status_code == 303
    assert "We meet on Monday" not in reader.get("/").text


def test_the_lists_cost_the_same_whatever_is_in_them(
    session: Session, scene: Scene, manager: Actor, browser: Browser, queries: CountQueries
) -> None:
    client, counted = browser.as_(scene.person), []
    for _ in range(2):
        for number in range(3):
            audience = Addressees(scene.entity.id, scene.edition.id if number else None)
            announce(session, manager, replace(WORDS, audience=audience))
        session.commit()
        with queries() as seen:
            pages = [client.get(page).status_code for page in ("/announcements", "/")]
        counted.append((pages, len(seen)))
    assert counted[0] == counted[1]
