"""A person's own progress in a mission, and what many are told of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.errors import Forbidden, NotFound
from app.missions.models import MissionDone
from app.missions.queries import mission_by_number
from app.player.errors import MissionNotOpen, NoSuchStep
from app.player.models import MissionProgress
from app.player.queries import OwnProgress, mission_counts, own_progress
from app.player.service import declare_minutes, finish_step, stop_at_step
from app.policy.actor import Actor, Role
from tests.factories.accounts import actor_for, make_person
from tests.feedback.scene import Scene, make_colleague, make_scene
from tests.refusals import refused


def _stop(session: Session, actor: Actor, mission_id: int, number: int) -> None:
    stop_at_step(session, actor, mission_id, number, "")


def rows(session: Session) -> int:
    return len(session.scalars(select(MissionProgress)).all()) + len(session.scalars(select(MissionDone)).all())


def test_a_mission_is_gone_through_step_by_step(session: Session) -> None:
    scene = make_scene(session)
    _, colleague = make_colleague(session, scene)
    finish_step(session, scene.actor, scene.mission.id, 1)
    finish_step(session, scene.actor, scene.mission.id, 1)
    assert own_progress(session, scene.actor, scene.mission.id).steps_done == 1
    assert own_progress(session, colleague, scene.mission.id) == OwnProgress()
    assert not mission_by_number(session, scene.actor, scene.campaign.id, 1).is_done
    finish_step(session, scene.actor, scene.mission.id, 2)
    finish_step(session, scene.actor, scene.mission.id, 1)  # seen once more: nothing is taken back
    assert own_progress(session, scene.actor, scene.mission.id).steps_done == 2
    assert mission_by_number(session, scene.actor, scene.campaign.id, 1).is_done
    assert not mission_by_number(session, colleague, scene.campaign.id, 1).is_done


def test_where_somebody_could_not_go_on_is_kept_until_the_step_is_done(session: Session) -> None:
    scene = make_scene(session)
    stop_at_step(session, scene.actor, scene.mission.id, 1, "No network here")
    progress = own_progress(session, scene.actor, scene.mission.id)
    assert (progress.blocked_step, progress.blocked_why, progress.steps_done) == (1, "No network here", 0)
    finish_step(session, scene.actor, scene.mission.id, 1)
    progress = own_progress(session, scene.actor, scene.mission.id)
    assert (progress.blocked_step, progress.blocked_why, progress.steps_done) == (None, "", 1)
    assert type(session.scalars(select(MissionProgress.begun_on)).one()) is type(clock.today())


def test_minutes_can_be_said_and_taken_back(session: Session) -> None:
    scene = make_scene(session)
    for minutes in (12, 7, None):
        declare_minutes(session, scene.actor, scene.mission.id, minutes)
        assert own_progress(session, scene.actor, scene.mission.id).minutes == minutes


@pytest.mark.parametrize("act", [finish_step, _stop, declare_minutes])
@pytest.mark.parametrize("case", ["closed", "not enrolled"])
def test_nothing_is_noted_where_one_may_not_play(session: Session, case: str, act: Callable[..., None]) -> None:
    scene = make_scene(session, status=EditionStatus.CLOSED if case == "closed" else EditionStatus.OPEN)
    actor = scene.actor
    if case == "not enrolled":
        actor = actor_for(make_person(session, entity=scene.entity), open_campaigns=(scene.campaign.id,))
    with refused(session, MissionNotOpen):
        act(session, actor, scene.mission.id, 1)
    assert rows(session) == 0


def test_what_was_done_before_the_edition_closed_is_kept(session: Session) -> None:
    scene = make_scene(session)
    finish_step(session, scene.actor, scene.mission.id, 1)
    scene.edition.status = EditionStatus.CLOSED
    session.commit()
    with refused(session, MissionNotOpen):
        finish_step(session, scene.actor, scene.mission.id, 2)
    assert own_progress(session, scene.actor, scene.mission.id).steps_done == 1


@pytest.mark.parametrize("number", [0, 3])
def test_a_step_that_is_not_there_is_not_done(session: Session, number: int) -> None:
    scene = make_scene(session)
    with refused(session, NoSuchStep):
        finish_step(session, scene.actor, scene.mission.id, number)
    with refused(session, NoSuchStep):
        stop_at_step(session, scene.actor, scene.mission.id, number, "")


def test_a_mission_out_of_sight_is_not_there(session: Session) -> None:
    scene = make_scene(session)
    stranger = actor_for(make_person(session))
    with refused(session, NotFound):
        finish_step(session, stranger, scene.mission.id, 1)


def people_who(session: Session, scene: Scene, number: int, *, blocked: int, done: int) -> None:
    """Let so many begin the mission a fortnight ago, and some of them stop or finish."""
    then = clock.today() - timedelta(days=14)
    for place in range(number):
        person, _ = make_colleague(session, scene)
        is_blocked = place < blocked
        session.add(
            MissionProgress(
                person_id=person.id,
                mission_id=scene.mission.id,
                begun_on=then,
                steps_done=1,
                blocked_step=2 if is_blocked else None,
                blocked_on=then if is_blocked else None,
                minutes=10 + place % 3,
                minutes_on=then,
            )
        )
        if place >= number - done:
            session.add(MissionDone(person_id=person.id, mission_id=scene.mission.id, done_on=then))
    session.commit()


@pytest.mark.parametrize(
    ("number", "blocked", "done", "shown"),
    [
        (4, 1, 1, (None, None, None, None)),
        (9, 4, 5, (5, None, None, 50)),
        (13, 5, 6, (10, 5, 5, 100)),
    ],
)
def test_counts_are_told_in_steps_of_the_smallest_group(
    session: Session, number: int, blocked: int, done: int, shown: tuple[int | None, ...]
) -> None:
    scene = make_scene(session)
    people_who(session, scene, number, blocked=blocked, done=done)
    manager = actor_for(make_person(session, entity=scene.entity), Role.COMMUNITY_MANAGER, entity=scene.entity)
    counts = mission_counts(session, manager, scene.campaign.id, [scene.entity.id])[scene.mission.id]
    assert (counts.started, counts.blocked, counts.done, counts.minutes) == shown


def test_no_two_weeks_tell_how_long_one_person_took(session: Session) -> None:
    """Six say ten minutes, then one says eight hours: it waits until five have said something since."""
    scene = make_scene(session)
    people_who(session, scene, 6, blocked=0, done=0)
    central = actor_for(make_person(session), Role.CENTRAL_TEAM)

    def minutes() -> int | None:
        return mission_counts(session, central, scene.campaign.id, [scene.entity.id])[scene.mission.id].minutes

    before = minutes()
    then = clock.today() - timedelta(days=7)
    for number, expected in ((480, before), (10, before), (10, before), (10, before), (10, 10 * 55)):
        person, _ = make_colleague(session, scene)
        session.add(
            MissionProgress(
                person_id=person.id, mission_id=scene.mission.id, begun_on=then, minutes=number, minutes_on=then
            )
        )
        session.commit()
        assert minutes() == expected
    assert before == 5 * 10


def test_what_happened_this_week_is_not_counted_yet(session: Session) -> None:
    scene = make_scene(session)
    for _ in range(6):
        _, colleague = make_colleague(session, scene)
        finish_step(session, colleague, scene.mission.id, 1)
    central = actor_for(make_person(session), Role.CENTRAL_TEAM)
    assert mission_counts(session, central, scene.campaign.id, [scene.entity.id])[scene.mission.id].started is None


@pytest.mark.parametrize("role", [Role.PRODUCT_TEAM, None])
def test_who_does_not_look_after_people_counts_none(session: Session, role: Role | None) -> None:
    scene = make_scene(session)
    actor = actor_for(make_person(session), role) if role else scene.actor
    with refused(session, Forbidden):
        mission_counts(session, actor, scene.campaign.id, [scene.entity.id])
