"""Who holds which mandate: read by the entity, handed over in one act, covered for some days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.errors import (
    CoverOutside,
    CoverTooLong,
    CoverTwice,
    EndsBeforeStart,
    GivenToOneself,
    LanguagesNeeded,
    StartsInPast,
    TakenOverApart,
    TakenOverByHolder,
)
from app.accounts.models import Mandate, Person
from app.accounts.queries import rights_of
from app.accounts.service import TakeOverInput, cover_mandate, end_cover, end_mandate
from app.accounts.types import Function, MandateStatus
from app.core import clock, idents
from app.core.errors import Forbidden, NotFound, NotPossibleNow
from app.entities.models import Entity
from app.entities.queries import entity_place
from app.feedback.types import State
from app.journal.models import JournalEntry
from app.links.models import CampaignLink
from app.links.types import LinkKind
from app.messages.models import MemberMessage
from app.messages.service import write_message
from app.moderation.models import CaseAssignment
from app.policy.actor import SYSTEM, Actor, Grant, Role
from app.policy.rules import Action
from app.recruiting.models import Invitation
from app.team.presenters import coverage_of
from app.team.queries import team_members
from app.team.service import hand_over_with_tasks
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.factories.feedback import make_feedback
from tests.feedback.scene import make_scene
from tests.messages.written import message, place_in
from tests.refusals import refused


@dataclass
class Team:
    """An entity with an ambassador, a colleague, and the central team."""

    entity: Entity
    holder: Person
    mandate: Mandate
    colleague: Person
    central: Actor

    @property
    def holding(self) -> Actor:
        """The ambassador, acting."""
        return actor_for(self.holder, Role.AMBASSADOR, entity=self.entity, languages=("en", "pt"))


@pytest.fixture
def team(session: Session) -> Team:
    """Return a small team."""
    entity = make_entity(session, code="here", name="Here")
    holder = make_person(session, entity=entity, name="Ana Holder")
    mandate = make_mandate(session, person=holder, role=Role.AMBASSADOR, entity=entity, languages=("en", "pt"))
    colleague = make_person(session, entity=entity, name="Bruno Colleague", email="bruno@example.test")
    central = make_person(session, entity=make_entity(session))
    make_mandate(session, person=central, role=Role.CENTRAL_TEAM)
    return Team(entity, holder, mandate, colleague, actor_for(central, Role.CENTRAL_TEAM))


def today(offset: int = 0) -> date:
    """Return a day near today."""
    return clock.today() + timedelta(days=offset)


def rights(session: Session, person: Person) -> frozenset[Grant]:
    """Return what somebody may do today."""
    return rights_of(session, SYSTEM, [person.id])[person.id].grants


def for_days(person: Person, first: int, last: int, languages: tuple[str, ...] = ("en",)) -> TakeOverInput:
    """Return that somebody stands in, from a day to a day."""
    return TakeOverInput(person.id, languages, today(first), today(last))


# --- handing over ----------------------------------------------------------------------------------


def test_a_mandate_ends_for_one_and_begins_for_the_other(session: Session, team: Team) -> None:
    taken = TakeOverInput(team.colleague.id, ("en",), ends_on=today(90))
    number = hand_over_with_tasks(session, team.central, team.mandate.id, taken)
    after = session.get_one(Mandate, number)
    assert (team.mandate.status, team.mandate.ends_on) == (MandateStatus.ENDED, today())
    assert (after.person_id, after.role, after.entity_id) == (team.colleague.id, Role.AMBASSADOR, team.entity.id)
    assert (after.starts_on, after.ends_on, after.languages) == (today(), today(90), ["en"])
    assert rights(session, team.holder) == frozenset()
    assert rights(session, team.colleague)
    written = session.scalars(select(JournalEntry.action).order_by(JournalEntry.at, JournalEntry.id)).all()
    assert {"accounts.end_mandate", "accounts.give_mandate", "team.hand_over"} <= set(written)


def test_what_is_open_goes_with_it(session: Session, team: Team) -> None:
    scene = make_scene(session)
    held = make_person(session, entity=scene.entity)
    mandate = make_mandate(session, person=held, role=Role.COMMUNITY_MANAGER, entity=scene.entity)
    acting = actor_for(held, Role.COMMUNITY_MANAGER, entity=scene.entity)
    planned = write_message(session, acting, place_in(session, acting, scene), message())
    link = CampaignLink(edition_id=scene.edition.id, ends_on=today(30), made_by_id=held.id, kind=LinkKind.RECRUIT)
    invitation = Invitation(
        edition_id=scene.edition.id, email="c@example.test", email_key="c@example.test", address_hash="x" * 64,
        locale="en", invited_by_id=held.id, expires_on=today(30),
    )  # fmt: skip
    session.add_all([link, invitation])
    session.flush()
    new = make_person(session, entity=scene.entity)
    author = make_person(session, entity=scene.entity)
    cases = []
    for each in (author, new):  # nobody decides on their own contribution
        feedback = make_feedback(session, edition=scene.edition, author=each, state=State.WAITING)
        cases.append(CaseAssignment(feedback_id=feedback.id, assignee_id=held.id, by_id=None))
    session.add_all(cases)
    session.flush()
    hand_over_with_tasks(session, team.central, mandate.id, TakeOverInput(new.id))
    for row in (link, invitation, *cases):
        session.refresh(row)
    assert link.made_by_id == new.id
    assert invitation.invited_by_id == new.id
    assert [case.assignee_id for case in cases] == [new.id, held.id]
    assert session.scalar(select(MemberMessage.sender_id).where(MemberMessage.id == planned)) == new.id


def test_who_may_not_hand_over(session: Session, team: Team) -> None:
    taken = TakeOverInput(team.colleague.id, ("en",))
    sponsor = make_person(session, entity=team.entity)
    make_mandate(session, person=sponsor, role=Role.SPONSOR, entity=team.entity)
    with refused(session, Forbidden):
        hand_over_with_tasks(session, team.holding, team.mandate.id, taken)
    with refused(session, NotFound):
        hand_over_with_tasks(session, team.central, 5, taken)
    with refused(session, GivenToOneself):
        hand_over_with_tasks(session, team.central, team.mandate.id, TakeOverInput(team.central.person_id, ("en",)))
    with refused(session, TakenOverByHolder):
        hand_over_with_tasks(session, team.central, team.mandate.id, TakeOverInput(team.holder.id, ("en",)))
    with refused(session, TakenOverApart):
        hand_over_with_tasks(session, team.central, team.mandate.id, TakeOverInput(sponsor.id, ("en",)))
    with refused(session, LanguagesNeeded):
        hand_over_with_tasks(session, team.central, team.mandate.id, TakeOverInput(team.colleague.id))
    assert team.mandate.status is MandateStatus.GIVEN
    hand_over_with_tasks(session, team.central, team.mandate.id, taken)
    with refused(session, NotPossibleNow):
        hand_over_with_tasks(session, team.central, team.mandate.id, taken)


# --- standing in -----------------------------------------------------------------------------------


def test_somebody_stands_in_and_it_ends_by_itself(
    session: Session, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    cover = cover_mandate(session, team.holding, team.mandate.id, for_days(team.colleague, 1, 7, ("pt", "de")))
    assert (cover.cover_of_id, cover.languages, cover.given_by_id) == (team.mandate.id, ["pt"], team.holder.id)
    assert session.scalars(select(JournalEntry.action)).all() == ["accounts.cover_mandate"]
    start = today()
    for offset, acts in ((0, False), (1, True), (7, True), (8, False)):
        monkeypatch.setattr(clock, "today", lambda _zone="UTC", day=start + timedelta(days=offset): day)
        assert bool(rights(session, team.colleague)) is acts, offset
        assert rights(session, team.holder)


def test_days_that_do_not_fit(session: Session, team: Team) -> None:
    team.mandate.ends_on = today(100)
    session.flush()

    def asked(first: int, last: int) -> None:
        cover_mandate(session, team.holding, team.mandate.id, for_days(team.colleague, first, last))

    for error, first, last in (
        (StartsInPast, -1, 3), (EndsBeforeStart, 3, 2), (CoverTooLong, 0, 60), (CoverOutside, 90, 101),
    ):  # fmt: skip
        with refused(session, error):
            asked(first, last)
    asked(5, 10)
    with refused(session, CoverTwice):
        asked(10, 12)
    asked(11, 12)


def test_who_may_not_stand_in_or_choose_it(session: Session, team: Team) -> None:
    sponsor = make_person(session, entity=team.entity)
    make_mandate(session, person=sponsor, role=Role.SPONSOR, entity=team.entity)
    stranger = actor_for(make_person(session, entity=team.entity))
    with refused(session, Forbidden):
        cover_mandate(session, stranger, team.mandate.id, for_days(team.colleague, 0, 1))
    with refused(session, GivenToOneself):
        cover_mandate(session, team.holding, team.mandate.id, for_days(team.holder, 0, 1))
    with refused(session, TakenOverByHolder):
        cover_mandate(session, team.central, team.mandate.id, for_days(team.holder, 0, 1))
    with refused(session, TakenOverApart):
        cover_mandate(session, team.holding, team.mandate.id, for_days(sponsor, 0, 1))
    with refused(session, LanguagesNeeded):
        cover_mandate(session, team.holding, team.mandate.id, for_days(team.colleague, 0, 1, ("de",)))
    cover = cover_mandate(session, team.holding, team.mandate.id, for_days(team.colleague, 0, 1))
    standing_in = actor_for(team.colleague, Role.AMBASSADOR, entity=team.entity, languages=("en",))
    third = make_person(session, entity=team.entity)
    with refused(session, NotPossibleNow):  # a cover is not covered itself
        cover_mandate(session, standing_in, cover.id, for_days(third, 0, 1))
    with refused(session, Forbidden):
        end_cover(session, stranger, cover.id)
    with refused(session, NotFound):
        end_cover(session, team.holding, team.mandate.id)


def test_a_cover_ends_early_and_with_its_mandate(session: Session, team: Team) -> None:
    one = cover_mandate(session, team.holding, team.mandate.id, for_days(team.colleague, 0, 1))
    other = cover_mandate(session, team.holding, team.mandate.id, for_days(team.colleague, 5, 6))
    end_cover(session, team.holding, one.id)
    end_cover(session, team.holding, one.id)
    assert one.status is MandateStatus.ENDED
    end_mandate(session, team.central, team.mandate.id)
    assert other.status is MandateStatus.CANCELLED
    assert rights(session, team.colleague) == frozenset()


# --- the page --------------------------------------------------------------------------------------


def test_what_the_team_covers(session: Session, team: Team) -> None:
    manager = make_person(session, entity=team.entity)
    make_mandate(session, person=manager, role=Role.COMMUNITY_MANAGER, entity=team.entity)
    sponsor = make_person(session, entity=team.entity)
    make_mandate(session, person=sponsor, role=Role.SPONSOR, entity=team.entity)
    place = entity_place(session, team.holding, "here", Action.TEAM_VIEW)

    def covered() -> tuple[Function, ...]:
        return coverage_of(team_members(session, team.holding, place, today()), today()).present

    sponsor.function = Function.HUMAN_RESOURCES  # decides, and is none of the ambassadors
    session.flush()
    assert covered() == ()
    team.holder.function, manager.function = Function.COMMUNICATION, Function.IT
    session.flush()
    assert covered() == (Function.COMMUNICATION,)


def test_everybody_in_the_entity_reads_it(session: Session, browser: Browser, team: Team) -> None:
    team.holder.function = Function.MARKETING
    team.mandate.ends_on = today(200)
    session.commit()
    page = browser.as_(team.colleague).get("/entities/here/team").text
    assert "Ana Holder" in page
    assert "Marketing" in page
    assert "These departments are in the team: Marketing." in page
    assert "Human resources and Communication" in page
    assert "Hand over" not in page
    assert browser.as_(make_person(session)).get("/entities/here/team").status_code == 404
    assert browser.as_(team.colleague).get("/entities/nowhere/team").status_code == 404


def test_the_holder_lets_a_colleague_stand_in(session: Session, browser: Browser, team: Team) -> None:
    session.commit()
    client, place = browser.as_(team.holder), f"/entities/here/team/{idents.encode(team.mandate.id)}"
    assert f"{place}/cover" in client.get("/entities/here/team").text
    assert client.get(f"{place}/cover").status_code == 200
    assert client.get(f"{place}/hand-over").status_code == 403
    days = {"starts_on": today().isoformat(), "ends_on": today(3).isoformat(), "languages": "pt"}
    wrong = client.post(f"{place}/cover", data=days | {"email": "nobody@example.test"})
    assert wrong.status_code == 422
    assert "Nobody in this entity has an active account with this e-mail address." in wrong.text
    assert "nobody@example.test" in wrong.text
    assert client.post(f"{place}/cover", data=days | {"email": "bruno@example.test"}).status_code == 303
    page = browser.as_(team.colleague).get("/entities/here/team").text
    assert "Stands in for Ana Holder" in page
    cover = session.scalars(select(Mandate).where(Mandate.cover_of_id == team.mandate.id)).one()
    ended = client.post(f"/entities/here/team/{idents.encode(cover.id)}/cover/end")
    assert ended.status_code == 303
    assert "Stands in for" not in client.get("/entities/here/team").text


def test_the_central_team_hands_over(session: Session, browser: Browser, team: Team) -> None:
    session.commit()
    client = browser.as_(session.get_one(Person, team.central.person_id))
    place = f"/entities/here/team/{idents.encode(team.mandate.id)}/hand-over"
    assert client.get(place).status_code == 200
    sent = client.post(place, data={"email": "bruno@example.test", "languages": "pt", "ends_on": ""})
    assert sent.status_code == 303
    page = client.get("/entities/here/team").text
    assert "Bruno Colleague" in page
    assert "Ana Holder" not in page
    assert client.get(place).status_code == 404


def test_a_page_costs_the_same_whatever_the_team(
    session: Session, browser: Browser, team: Team, queries: CountQueries
) -> None:
    client, counts = browser.as_(team.colleague), []
    for _ in range(2):
        for _each in range(4):
            person = make_person(session, entity=team.entity)
            make_mandate(session, person=person, role=Role.AMBASSADOR, entity=team.entity, languages=("en",))
        session.commit()
        client.get("/entities/here/team")
        with queries() as seen:
            client.get("/entities/here/team")
        counts.append(len(seen))
    assert counts[0] == counts[1]


# --- functions -------------------------------------------------------------------------------------


def test_a_person_says_their_function(session: Session, browser: Browser, team: Team) -> None:
    session.commit()
    client = browser.as_(team.holder)
    kept = {"locale": "-", "time_zone": "-", "version": "1"}
    assert client.post("/profile", data=kept | {"function": "marketing"}).status_code == 303
    session.refresh(team.holder)
    assert team.holder.function is Function.MARKETING
    assert client.post("/profile", data=kept | {"version": "2", "function": "boss"}).status_code == 422
    assert client.post("/profile", data=kept | {"version": "2", "function": "-"}).status_code == 303
    session.refresh(team.holder)
    assert team.holder.function is None


def test_an_administrator_says_it_for_them(session: Session, browser: Browser, team: Team) -> None:
    administrator = make_person(session)
    make_mandate(session, person=administrator, role=Role.ADMINISTRATOR)
    session.commit()
    place = f"/people/{idents.encode(team.holder.id)}/function"
    client = browser.as_(administrator)
    assert client.get(place).status_code == 200
    assert client.post(place, data={"function": "communication"}).status_code == 303
    session.refresh(team.holder)
    assert team.holder.function is Function.COMMUNICATION
    assert client.post(place, data={"function": "boss"}).status_code == 422
    assert client.get("/people/aaaaaaaaaaaaa/function").status_code == 404
    assert browser.as_(team.colleague).get(place).status_code == 403
