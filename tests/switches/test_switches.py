"""What could watch people is off; the sponsor or an administrator switches it, and everybody reads who, when, why."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core.errors import Forbidden, NotFound
from app.entities.models import Entity
from app.journal.models import JournalEntry
from app.policy.actor import Actor, Role
from app.switches.errors import SwitchReasonMissing
from app.switches.models import SwitchChange
from app.switches.queries import is_on, is_on_in
from app.switches.service import SwitchInput, set_switch
from app.switches.types import SWITCHES, Switch
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.refusals import refused

ON, OFF = SwitchInput(is_on=True, reason="Agreed."), SwitchInput(is_on=False, reason="No longer needed.")
NAMES = Switch.NOT_STARTED_NAMES


@pytest.fixture
def entity(session: Session) -> Entity:
    """Return an entity."""
    return make_entity(session, code="here", name="Here")


@pytest.fixture
def sponsor(session: Session, entity: Entity) -> Person:
    """Return its sponsor."""
    person = make_person(session, entity=entity, name="Sonia")
    make_mandate(session, person=person, role=Role.SPONSOR, entity=entity)
    return person


def acting(person: Person, entity: Entity) -> Actor:
    return actor_for(person, Role.SPONSOR, entity=entity)


@pytest.mark.parametrize("switch", Switch)
def test_everything_is_off_until_somebody_switches_it(session: Session, entity: Entity, switch: Switch) -> None:
    assert not is_on(session, entity.id, switch)
    assert session.scalars(select(Entity.id).where(is_on_in(Entity.id, switch))).all() == []


def test_the_sponsor_switches_one_function_in_one_entity(session: Session, entity: Entity, sponsor: Person) -> None:
    other, actor = make_entity(session), acting(sponsor, entity)
    assert set_switch(session, actor, "here", NAMES, ON)
    assert is_on(session, entity.id, NAMES)
    assert not is_on(session, other.id, NAMES)
    assert not is_on(session, entity.id, Switch.RECOGNITIONS_SHOWN)
    assert session.scalars(select(Entity.id).where(is_on_in(Entity.id, NAMES))).all() == [entity.id]
    assert not set_switch(session, actor, "here", NAMES, ON)
    assert set_switch(session, actor, "here", NAMES, OFF)
    assert not is_on(session, entity.id, NAMES)
    changes = session.execute(select(SwitchChange.is_on, SwitchChange.reason).order_by(SwitchChange.changed_at)).all()
    assert [tuple(row) for row in changes] == [(True, "Agreed."), (False, "No longer needed.")]
    written = session.scalars(
        select(JournalEntry).where(JournalEntry.action == "switches.set").order_by(JournalEntry.at)
    ).all()
    assert [entry.details["is_on"] for entry in written] == [True, False]


def test_who_may_not_switch(session: Session, entity: Entity, sponsor: Person) -> None:
    abroad = actor_for(make_person(session), Role.SPONSOR, entity=make_entity(session))
    manager = actor_for(make_person(session, entity=entity), Role.COMMUNITY_MANAGER, entity=entity)
    representative = actor_for(make_person(session, entity=entity), Role.REPRESENTATIVE, entity=entity)
    with refused(session, NotFound):
        set_switch(session, abroad, "here", NAMES, ON)
    for actor in (manager, representative, actor_for(make_person(session, entity=entity))):
        with refused(session, Forbidden):
            set_switch(session, actor, "here", NAMES, ON)
    with refused(session, NotFound):
        set_switch(session, acting(sponsor, entity), "nowhere", NAMES, ON)
    with refused(session, SwitchReasonMissing):
        set_switch(session, acting(sponsor, entity), "here", NAMES, SwitchInput(is_on=True, reason=""))


def test_everybody_in_the_entity_reads_who_when_and_why(browser: Browser, session: Session, sponsor: Person) -> None:
    client, place = browser.as_(sponsor), f"/switches/here/{NAMES}"
    refusal = client.post(place, data={"state": "on", "reason": ""})
    assert refusal.status_code == 422
    assert "Please fill in this field." in refusal.text
    assert client.post(place, data={"state": "on", "reason": "Two branches asked for it."}).location == place
    tester = browser.as_(make_person(session, entity=session.get_one(Entity, sponsor.entity_id)))
    page = tester.get(place).text
    assert "Two branches asked for it." in page
    assert "Sonia" in page
    assert "<form" not in page[page.index("<main") : page.index("</main>")]
    assert tester.post(place, data={"state": "off", "reason": "No."}).status_code == 403
    listed = tester.get("/switches").text
    assert all(words.title in listed for words in SWITCHES.values())
    assert browser.as_(make_person(session)).get(place).status_code == 404
    assert tester.get("/switches/here/no-such-function").status_code == 404


def test_a_list_costs_the_same_whatever_its_history(
    session: Session, browser: Browser, entity: Entity, sponsor: Person, queries: CountQueries
) -> None:
    client, counts = browser.as_(sponsor), []
    for _ in range(2):
        for data in (ON, OFF) * 3:
            set_switch(session, acting(sponsor, entity), "here", NAMES, data)
        client.get("/switches")
        with queries() as seen:
            client.get("/switches")
            client.get(f"/switches/here/{NAMES}")
        counts.append(len(seen))
    assert counts[0] == counts[1]
