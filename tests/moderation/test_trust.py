"""Trust holds where it was given: in one campaign of an entity, or in all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.accounts.models import AuthorTrust
from app.accounts.service import TrustInput, distrust_author, trust_author
from app.core import idents
from app.core.errors import Forbidden, NotFound
from app.feedback.types import State
from app.journal.models import JournalEntry
from app.moderation.errors import AlreadyDecided
from app.moderation.models import ModerationDecision
from app.moderation.queries import trusted_people
from app.moderation.service import publish_and_trust_case, undo_decision, withdraw_trust
from app.policy.actor import Actor, Grant, Role
from app.policy.facts import Facts
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_entity, make_person, trusted_in
from tests.factories.campaigns import make_campaign, make_edition, make_enrolment, make_mission
from tests.moderation.world import World, make_world
from tests.parallel import together
from tests.refusals import refused


def second_campaign(session: Session, world: World) -> World:
    """Return the same people in another campaign of the entity."""
    campaign = make_campaign(session, slug="second")
    edition = make_edition(session, campaign=campaign, entity=world.entity)
    for person in (world.author, world.colleague, world.ambassador):
        make_enrolment(session, person=person, edition=edition)
    mission = make_mission(session, campaign=campaign)
    session.commit()
    return replace(world, campaign=campaign, edition=edition, mission=mission)


def entries(session: Session, action: str) -> int:
    return session.scalar(select(func.count(JournalEntry.id)).where(JournalEntry.action == action)) or 0


@pytest.mark.parametrize(("in_entity", "elsewhere"), [(False, State.WAITING), (True, State.PUBLISHED)])
def test_trust_reaches_the_campaign_or_every_campaign_of_the_entity(
    session: Session, *, in_entity: bool, elsewhere: State
) -> None:
    world = make_world(session)
    case, second = world.send(session), second_campaign(session, world)
    publish_and_trust_case(session, world.actor(world.manager), case.id, case.version, in_entity=in_entity)
    assert world.send(session, title="The next one").state is State.PUBLISHED
    assert second.send(session, title="In another campaign").state is elsewhere
    assert world.send(session, world.colleague, title="By somebody else").state is State.WAITING


def test_trust_of_an_entity_ends_at_its_border(session: Session) -> None:
    world = make_world(session)
    other = make_entity(session)
    author = replace(world.actor(world.author), trusted_in=frozenset({(other.id, None)}))
    assert not author.is_trusted_in(world.entity.id, world.campaign.id)
    assert not replace(author, trusted_in=frozenset({(world.entity.id, 99)})).is_trusted_in(
        world.entity.id, world.campaign.id
    )


def test_who_moderates_one_campaign_trusts_nobody_in_the_whole_entity(session: Session) -> None:
    world = make_world(session)
    case = world.send(session)
    grant = Grant(Role.COMMUNITY_MANAGER, world.entity.id, world.campaign.id)
    actor = replace(world.actor(world.deputy), grants=frozenset({grant}))
    with refused(session, Forbidden):
        publish_and_trust_case(session, actor, case.id, case.version, in_entity=True)
    publish_and_trust_case(session, world.actor(world.manager), case.id, case.version, in_entity=True)
    assert trusted_people(session, actor) == ()
    with refused(session, Forbidden):
        withdraw_trust(session, actor, case.id, in_entity=True)
    assert len(trusted_people(session, world.actor(world.manager))) == 1


def test_each_trust_is_listed_and_withdrawn_by_itself(session: Session, browser: Browser) -> None:
    world = make_world(session)
    cases = [world.send(session, title=f"Title {number}") for number in range(2)]
    manager = world.actor(world.manager)
    for case, in_entity in zip(cases, (False, True), strict=True):
        publish_and_trust_case(session, manager, case.id, case.version, in_entity=in_entity)
    client = browser.as_(world.manager)
    page = client.get("/moderation/trust").text
    assert page.count("/withdraw-trust") == 2
    assert f"{world.entity.name}, in every campaign" in page
    address = f"/moderation/{idents.encode(cases[1].id)}/withdraw-trust"
    assert address + "?reach=entity" in page
    assert client.post(address + "?reach=entity").status_code == 303
    session.expire_all()
    assert trusted_in(world.author) == {(world.entity.id, world.campaign.id)}
    assert client.post(address).status_code == 303
    session.expire_all()
    assert not trusted_in(world.author)


def test_the_queue_offers_both(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case = world.send(session)
    client = browser.as_(world.manager)
    assert 'name="reach" value="entity"' in client.get("/moderation").text
    data = {"version": str(case.version), "reach": "entity"}
    assert client.post(f"/moderation/{idents.encode(case.id)}/publish-and-trust", data=data).status_code == 302
    session.expire_all()
    assert trusted_in(world.author) == {(world.entity.id, None)}


def test_the_settings_are_one_link_away_for_who_writes_them(session: Session, browser: Browser) -> None:
    world = make_world(session)
    world.send(session)
    link = f'href="/entities/{world.entity.code}/moderation"'
    assert link in browser.as_(world.manager).get("/moderation").text
    assert link not in browser.as_(world.ambassador).get("/moderation").text


def test_the_same_case_trusted_elsewhere_is_another_decision(session: Session) -> None:
    world = make_world(session)
    case, manager = world.send(session), world.actor(world.manager)
    version = case.version
    first = publish_and_trust_case(session, manager, case.id, version)
    assert publish_and_trust_case(session, manager, case.id, version).id == first.id
    with refused(session, AlreadyDecided):
        publish_and_trust_case(session, manager, case.id, version, in_entity=True)


def test_what_two_gave_is_withdrawn_at_once_and_undone_quietly(session: Session) -> None:
    world = make_world(session)
    cases = [world.send(session, title=f"Title {number}") for number in range(2)]
    for person, case in zip((world.manager, world.deputy), cases, strict=True):
        publish_and_trust_case(session, world.actor(person), case.id, case.version)
    assert entries(session, "accounts.trust_author") == 1, "the second one changed nothing"
    withdraw_trust(session, world.actor(world.manager), cases[0].id)
    assert not trusted_in(world.author)
    decided = {row.by_id: row.id for row in session.scalars(select(ModerationDecision))}
    undo_decision(session, world.actor(world.deputy), decided[world.deputy.id])
    assert not trusted_in(world.author)
    assert entries(session, "accounts.distrust_author") == 1


def test_two_who_trust_at_once_are_undone_at_once(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        world = make_world(session)
        cases = [world.send(session, title=f"Title {number}") for number in range(2)]
    people = [world.actor(world.manager), world.actor(world.deputy)]

    def trusting(actor: Actor, case_id: int, version: int) -> Callable[[Session], object]:
        return lambda session: publish_and_trust_case(session, actor, case_id, version)

    acts = [trusting(actor, case.id, case.version) for actor, case in zip(people, cases, strict=True)]
    assert together(shared, acts) == ["", ""]
    with Session(shared) as session:
        decided = {row.by_id: row.id for row in session.scalars(select(ModerationDecision))}
        assert session.scalar(select(func.count(AuthorTrust.id))) == 2
        assert entries(session, "accounts.trust_author") == 1

    def undoing(actor: Actor) -> Callable[[Session], object]:
        return lambda session: undo_decision(session, actor, decided[actor.person_id])

    assert together(shared, [undoing(actor) for actor in people]) == ["", ""]
    with Session(shared) as session:
        assert session.scalar(select(func.count(AuthorTrust.id))) == 0
        assert entries(session, "accounts.distrust_author") == 1


def test_trust_given_while_it_is_withdrawn_is_one_or_the_other(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        world = make_world(session)
        cases = [world.send(session, title=f"Title {number}") for number in range(2)]
        publish_and_trust_case(session, world.actor(world.manager), cases[0].id, cases[0].version)
    manager, deputy = world.actor(world.manager), world.actor(world.deputy)
    ids, version = [case.id for case in cases], cases[1].version
    done = together(
        shared,
        [
            lambda session: withdraw_trust(session, manager, ids[0]),
            lambda session: publish_and_trust_case(session, deputy, ids[1], version),
        ],
    )
    assert done == ["", ""]
    with Session(shared) as session:
        left = session.scalars(select(AuthorTrust)).all()
        assert len(left) <= 1
        given, ended = (entries(session, f"accounts.{act}_author") for act in ("trust", "distrust"))
        assert given - ended == len(left), "the journal says how it stands"


def test_a_moderator_trusts_the_author_of_what_they_moderate(session: Session) -> None:
    entity = make_entity(session)
    manager, author = make_person(session, entity=entity), make_person(session, entity=entity)
    campaign = make_campaign(session)
    actor = actor_for(manager, Role.COMMUNITY_MANAGER, entity=entity)
    facts = Facts(entity_id=entity.id, campaign_id=campaign.id, language="en")
    for asking, whom, where in (
        (actor_for(author), author.id, facts),
        (actor, manager.id, facts),
        (actor, author.id, replace(facts, entity_id=make_entity(session).id)),
    ):
        with refused(session, Forbidden):
            trust_author(session, asking, TrustInput(whom, 1), where)
        with refused(session, Forbidden):
            distrust_author(session, asking, whom, where, in_entity=False)
    with refused(session, NotFound):
        trust_author(session, actor, TrustInput(42, 1), facts)
    for decision_id in (1, 2):
        trust_author(session, actor, TrustInput(author.id, decision_id), facts)
    assert entries(session, "accounts.trust_author") == 1


def test_the_list_asks_as_much_for_many(session: Session, queries: CountQueries) -> None:
    world = make_world(session)
    manager, spent = world.actor(world.manager), []
    for count in (2, 4):
        for number in range(count):
            person = make_person(session, entity=world.entity, name=f"Person {count} {number}")
            make_enrolment(session, person=person, edition=world.edition)
            case = world.send(session, title=f"Subject {number} of {count}")
            case.author_id = person.id
            session.commit()
            publish_and_trust_case(session, manager, case.id, case.version)
        with queries() as statements:
            rows = trusted_people(session, manager)
        spent.append(len(statements))
    assert len(rows) == 6
    assert spent[0] == spent[1]
