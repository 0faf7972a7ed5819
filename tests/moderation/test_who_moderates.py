"""Who may moderate is said once: the rule, the queue, its options, the people told and the navigation agree."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import idents
from app.feedback.models import Feedback
from app.feedback.types import State
from app.moderation.queries import QueueFilters, queue_counts, queue_options, queue_page
from app.notifications.models import Notice
from app.notifications.queries.contributions import contribution_of, moderators_of
from app.notifications.types import SubjectType
from app.policy.actor import MODERATING_ROLES, SYSTEM, Actor, Grant, Role
from app.policy.check import can
from app.policy.facts import NOTHING
from app.policy.rules import Action
from tests.conftest import Browser
from tests.factories.accounts import make_entity, make_mandate, make_person
from tests.factories.feedback import make_feedback
from tests.moderation.world import World, make_world

PLACES = ("home", "abroad", "group")


def waiting(session: Session, world: World, language: str) -> Feedback:
    return make_feedback(session, edition=world.edition, author=world.author, state=State.WAITING, language=language)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("role", Role, ids=str)
def test_rule_queue_counts_options_notices_and_navigation_agree(
    session: Session, browser: Browser, role: Role, place: str
) -> None:
    world = make_world(session)
    entity = {"home": world.entity, "abroad": make_entity(session), "group": None}[place]
    person = make_person(session, entity=world.entity)
    make_mandate(session, person=person, role=role, entity=entity, languages=("pt",))
    grant = Grant(role, entity.id if entity else None, None, frozenset({"pt"}))
    actor = Actor(person_id=person.id, entity_id=world.entity.id, grants=frozenset({grant}))
    cases = [waiting(session, world, language) for language in ("pt", "de", "und")]
    session.commit()
    found = {case.id: contribution_of(session, SYSTEM, case.id) for case in cases}
    by_rule = {key for key, each in found.items() if each and can(actor, Action.FEEDBACK_MODERATE, each.facts_in({}))}
    told = {key for key, each in found.items() if each and person.id in moderators_of(session, SYSTEM, each)}
    assert told == by_rule
    assert can(actor, Action.QUEUE_VIEW, NOTHING) == (role in MODERATING_ROLES)
    assert ('href="/moderation"' in browser.as_(person).get("/").text) == (role in MODERATING_ROLES)
    if role not in MODERATING_ROLES:
        assert by_rule == set()
        return
    rows = queue_page(session, actor, QueueFilters()).rows
    assert {row.id for row in rows} == by_rule
    assert queue_counts(session, actor).waiting == len(by_rule)
    options = queue_options(session, actor)
    assert (world.entity.id in {each.id for each in options.entities}) == bool(by_rule)
    languages = session.scalars(select(Feedback.language).where(Feedback.id.in_(by_rule))).all()
    assert options.languages is None or set(languages) <= options.languages


def test_one_s_own_is_neither_listed_nor_counted(session: Session, browser: Browser) -> None:
    world = make_world(session)
    make_feedback(session, edition=world.edition, author=world.manager, state=State.WAITING)
    other = waiting(session, world, "de")
    session.commit()
    manager = world.actor(world.manager)
    assert [row.id for row in queue_page(session, manager, QueueFilters()).rows] == [other.id]
    assert queue_counts(session, manager).waiting == 1
    client = browser.as_(world.manager)
    assert "1\u00a0contribution is waiting for you" in client.get("/").text
    assert "1\u00a0contribution is waiting." in client.get("/moderation").text


def test_what_no_ambassador_reads_reaches_the_manager_and_says_so(session: Session, browser: Browser) -> None:
    world = make_world(session)  # its ambassador reads Portuguese
    told = "No ambassador here reads this language"
    client = browser.as_(world.manager)
    waiting(session, world, "pt")
    session.commit()
    assert told not in client.get("/moderation").text
    case = waiting(session, world, "de")
    open_case = f"/moderation?case={idents.encode(case.id)}"
    session.add(
        Notice(
            event_id=7, person_id=world.manager.id, kind="feedback_waiting", subject_type=SubjectType.CONTRIBUTION,
            subject_id=case.id,
        )
    )  # fmt: skip
    session.commit()
    assert client.get(open_case).text.count(told) == 1
    assert f"is waiting to be read. {told}." in client.get("/notifications").text
