"""What somebody reached is told to them alone unless they show it, and never tells of what hides its author."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.types import IdentityLevel
from app.core import clock
from app.core.errors import NotFound
from app.entities.queries import entity_place
from app.feedback.models import Feedback
from app.feedback.types import Handling, Kind, State
from app.missions.models import MissionDone
from app.policy.actor import Actor
from app.policy.rules import Action
from app.recognitions.models import ShownRecognition
from app.recognitions.queries import (
    milestones_of,
    own_recognitions,
    shown_recognitions,
)
from app.recognitions.service import choose_shown
from app.recognitions.types import MISSIONS_NEEDED, STEPS, Milestone, Recognition, step_under
from app.switches.models import EntitySwitch
from app.switches.types import Switch
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_person
from tests.factories.campaigns import make_mission
from tests.factories.feedback import make_feedback
from tests.feedback.scene import Scene, make_scene
from tests.refusals import refused

EVERYTHING = frozenset(Recognition)


@pytest.fixture
def scene(session: Session) -> Scene:
    """Return an open campaign whose entity lets people show recognitions."""
    scene = make_scene(session)
    session.add(EntitySwitch(entity_id=scene.entity.id, switch=Switch.RECOGNITIONS_SHOWN, is_on=True))
    session.commit()
    return scene


def publish(session: Session, scene: Scene, identity: IdentityLevel = IdentityLevel.NAMED) -> None:
    """Publish a contribution of each type, in two languages, the idea done."""
    author = None if identity is IdentityLevel.UNTRACEABLE else scene.person
    for kind in (Kind.PROBLEM, Kind.IDEA, Kind.PRAISE, Kind.QUESTION):
        language = "pt" if kind is Kind.IDEA else "en"
        feedback = make_feedback(session, edition=scene.edition, author=author, kind=kind, language=language)
        feedback.identity = identity
        if kind is Kind.IDEA:
            feedback.handling, feedback.handling_reason = Handling.DONE, "It was simple."
    session.commit()


def reached(session: Session, actor: Actor) -> set[Recognition]:
    return {one.recognition for one in own_recognitions(session, actor) if one.is_reached}


def offered(session: Session, actor: Actor) -> set[Recognition]:
    return {one.recognition for one in own_recognitions(session, actor) if one.may_show}


def test_nothing_to_begin_with(session: Session, scene: Scene) -> None:
    assert reached(session, scene.actor) == set()


def test_each_follows_from_facts(session: Session, scene: Scene) -> None:
    publish(session, scene)
    assert reached(session, scene.actor) == EVERYTHING - {Recognition.TEN_MISSIONS}
    for number in range(MISSIONS_NEEDED):
        mission = make_mission(session, campaign=scene.campaign, number=number + 2)
        session.add(MissionDone(person_id=scene.person.id, mission_id=mission.id, done_on=clock.today()))
        session.commit()
        assert (Recognition.TEN_MISSIONS in reached(session, scene.actor)) is (number + 1 == MISSIONS_NEEDED)


def test_untraceable_contributions_never_count(session: Session, scene: Scene) -> None:
    publish(session, scene, IdentityLevel.UNTRACEABLE)
    assert reached(session, scene.actor) == set()


def test_what_hides_its_author_is_never_shown(session: Session, scene: Scene) -> None:
    publish(session, scene, IdentityLevel.CONFIDENTIAL)
    assert reached(session, scene.actor) == EVERYTHING - {Recognition.TEN_MISSIONS}
    assert offered(session, scene.actor) == set()
    choose_shown(session, scene.actor, EVERYTHING)
    assert session.scalars(select(ShownRecognition)).all() == []


def test_what_is_true_no_longer_is_no_longer_shown(session: Session, scene: Scene) -> None:
    publish(session, scene)
    place = entity_place(session, scene.actor, scene.entity.code, Action.MILESTONES_VIEW)
    choose_shown(session, scene.actor, {Recognition.FIRST_CONTRIBUTION, Recognition.IDEA_DONE})
    assert [one.recognitions for one in shown_recognitions(session, scene.actor, place)] == [
        (Recognition.FIRST_CONTRIBUTION, Recognition.IDEA_DONE)
    ]
    for feedback in session.scalars(select(Feedback).where(Feedback.kind == Kind.IDEA)):
        feedback.identity = IdentityLevel.CONFIDENTIAL
    session.commit()
    assert [one.recognitions for one in shown_recognitions(session, scene.actor, place)] == [
        (Recognition.FIRST_CONTRIBUTION,)
    ]
    for feedback in session.scalars(select(Feedback)):
        feedback.state = State.WITHDRAWN
    session.commit()
    assert shown_recognitions(session, scene.actor, place) == []


def test_who_shows_can_stop(session: Session, scene: Scene) -> None:
    publish(session, scene)
    choose_shown(session, scene.actor, EVERYTHING)
    choose_shown(session, scene.actor, ())
    assert session.scalars(select(ShownRecognition)).all() == []


def test_milestones_are_steps_of_what_shows_the_entity(session: Session, scene: Scene) -> None:
    place = entity_place(session, scene.actor, scene.entity.code, Action.MILESTONES_VIEW)
    for number in range(STEPS[0] + 1):
        feedback = make_feedback(session, edition=scene.edition, author=make_person(session, entity=scene.entity))
        feedback.shown_entity_id = scene.entity.id if number else None  # one of them hides where it comes from
    session.commit()
    assert milestones_of(session, scene.actor, place)[Milestone.PUBLISHED] == STEPS[0]
    shown = session.scalars(select(Feedback).where(Feedback.shown_entity_id == scene.entity.id)).all()
    shown[0].shown_entity_id = None
    session.commit()
    assert set(milestones_of(session, scene.actor, place).values()) == {0}
    assert [step_under(count) for count in (0, 9, 10, 24, 25, 20_000)] == [0, 0, 10, 10, 25, 10_000]
    stranger = actor_for(make_person(session))
    with refused(session, NotFound):
        entity_place(session, stranger, scene.entity.code, Action.MILESTONES_VIEW)


def test_the_pages(session: Session, scene: Scene, browser: Browser) -> None:
    publish(session, scene)
    client, colleague = browser.as_(scene.person), browser.as_(make_person(session, entity=scene.entity))
    place = f"/entities/{scene.entity.code}/milestones"
    assert "First contribution" in client.get("/mine/recognitions").text
    assert "Shown by colleagues" not in colleague.get(place).text
    assert client.post("/mine/recognitions", data={"shown": "best_of_all"}).status_code == 422
    assert client.post("/mine/recognitions", data={"shown": "first_contribution"}).status_code == 303
    page = colleague.get(place).text
    assert scene.person.name in page
    assert "First contribution" in page
    assert browser.as_(make_person(session)).get(place).status_code == 404
    assert client.post("/mine/recognitions", data={"csrf_token": "x"}).status_code == 303
    assert scene.person.name not in colleague.get(place).text


def test_a_page_costs_the_same_whatever_the_people(session: Session, scene: Scene, queries: CountQueries) -> None:
    place, counts = entity_place(session, scene.actor, scene.entity.code, Action.MILESTONES_VIEW), []
    for _ in range(2):
        for _each in range(3):
            person = make_person(session, entity=scene.entity)
            make_feedback(session, edition=scene.edition, author=person)
            session.commit()
            choose_shown(session, actor_for(person), {Recognition.FIRST_CONTRIBUTION})
        with queries() as seen:
            found = shown_recognitions(session, scene.actor, place)
            own_recognitions(session, scene.actor)
        counts.append((len(seen), len(found)))
    assert counts == [(9, 3), (9, 6)]
