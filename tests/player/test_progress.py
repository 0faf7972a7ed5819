"""A person's own progress in a mission, and what many are told of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.errors import Forbidden, NotFound
from app.figures.definitions import ANY_DAY
from app.figures.models import FigureCount
from app.figures.types import FigureName
from app.figures.weeks import monday_of
from app.missions.models import MissionDone
from app.missions.queries import mission_by_number
from app.missions.service import tick_mission, untick_mission
from app.player.errors import MissionNotOpen, NoSuchStep
from app.player.models import MissionProgress
from app.player.queries import MissionCounts, OwnProgress, _shown, mission_counts, own_progress
from app.player.service import declare_minutes, finish_step, stop_at_step
from app.policy.actor import Actor, Role
from app.policy.masking import people_shown
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
    """Let so many join and begin the mission a fortnight ago, and some of them stop or finish."""
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
    joined = FigureCount.name == FigureName.JOINED
    session.execute(delete(FigureCount).where(joined, FigureCount.day != ANY_DAY))  # nobody in this week
    session.execute(update(FigureCount).where(joined).values(count=number))
    session.commit()


@pytest.mark.parametrize(
    ("number", "blocked", "done", "shown"),
    [
        (4, 1, 1, (None, None, None, None)),
        (9, 4, 5, (None, None, None, 50)),
        (14, 5, 6, (5, None, None, 100)),
        (16, 6, 6, (10, None, 5, 150)),
        (25, 6, 11, (20, 5, 10, 250)),
    ],
)
def test_counts_are_told_in_steps_of_the_smallest_group(
    session: Session, number: int, blocked: int, done: int, shown: tuple[int | None, ...]
) -> None:
    scene = make_scene(session)
    people_who(session, scene, number, blocked=blocked, done=done)
    manager = actor_for(make_person(session, entity=scene.entity), Role.COMMUNITY_MANAGER, entity=scene.entity)
    counts = mission_counts(session, manager, (scene.campaign.id, scene.campaign.min_group), [scene.entity.id])[
        scene.mission.id
    ]
    assert (counts.started, counts.blocked, counts.done, counts.minutes) == shown


def test_no_two_weeks_tell_how_long_one_person_took(session: Session) -> None:
    """Six say ten minutes, then one says eight hours: it waits until five have said something since."""
    scene = make_scene(session)
    people_who(session, scene, 6, blocked=0, done=0)
    central = actor_for(make_person(session), Role.CENTRAL_TEAM)

    def minutes() -> int | None:
        return mission_counts(session, central, (scene.campaign.id, scene.campaign.min_group), [scene.entity.id])[
            scene.mission.id
        ].minutes

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
        assert counts_of(session, scene).minutes == expected
    assert before == 5 * 10


def test_what_happened_this_week_is_not_counted_yet(session: Session) -> None:
    scene = make_scene(session)
    for _ in range(6):
        _, colleague = make_colleague(session, scene)
        finish_step(session, colleague, scene.mission.id, 1)
    central = actor_for(make_person(session), Role.CENTRAL_TEAM)
    assert (
        mission_counts(session, central, (scene.campaign.id, scene.campaign.min_group), [scene.entity.id])[
            scene.mission.id
        ].started
        is None
    )


@pytest.mark.parametrize("role", [Role.PRODUCT_TEAM, None])
def test_who_does_not_look_after_people_counts_none(session: Session, role: Role | None) -> None:
    scene = make_scene(session)
    actor = actor_for(make_person(session), role) if role else scene.actor
    with refused(session, Forbidden):
        mission_counts(session, actor, (scene.campaign.id, scene.campaign.min_group), [scene.entity.id])


def counts_of(session: Session, scene: Scene) -> MissionCounts:
    """Return what the central team reads of the mission."""
    central = actor_for(make_person(session), Role.CENTRAL_TEAM)
    campaign = (scene.campaign.id, scene.campaign.min_group)
    return mission_counts(session, central, campaign, [scene.entity.id])[scene.mission.id]


def test_what_is_counted_moves_at_the_end_of_a_week_alone(session: Session) -> None:
    """Of those who are told exactly as many, one goes on, one takes their tick back, and both change their mind."""
    scene = make_scene(session)
    people_who(session, scene, 25, blocked=5, done=10)
    blocked = select(MissionProgress.person_id).where(MissionProgress.blocked_on.is_not(None))
    stopped = replace(scene.actor, person_id=session.scalars(blocked).first() or 0)
    finished = replace(scene.actor, person_id=session.scalars(select(MissionDone.person_id)).first() or 0)

    def go_back() -> None:
        finish_step(session, stopped, scene.mission.id, 2)
        untick_mission(session, stopped, scene.mission.id)  # it was the last step
        untick_mission(session, finished, scene.mission.id)
        assert own_progress(session, stopped, scene.mission.id).blocked_step is None

    def come_back() -> None:
        stop_at_step(session, stopped, scene.mission.id, 2, "")
        tick_mission(session, finished, scene.mission.id)

    def nothing() -> None:
        """Let the week pass."""

    monday = datetime.combine(monday_of(clock.today()), time(9), UTC)
    told = []
    for day, act in ((0, go_back), (1, come_back), (7, go_back), (14, come_back), (21, nothing)):
        with clock.set_to(monday + timedelta(days=day)):
            before = counts_of(session, scene)
            act()
            assert counts_of(session, scene) == before, "nothing falls or rises at once"
        told.append((before.started, before.blocked, before.done))
    assert told == [(20, 5, 10), (20, 5, 10), (20, 5, 10), (20, None, 5), (20, 5, 10)]


def test_minutes_that_were_counted_stay_as_they_were(session: Session) -> None:
    """A correction, or taking them back, is for its writer: a sum that follows would tell what they say."""
    scene = make_scene(session)
    people_who(session, scene, 6, blocked=0, done=0)
    before = counts_of(session, scene)
    person_id = session.scalars(select(MissionProgress.person_id)).first() or 0
    person = replace(scene.actor, person_id=person_id)
    for minutes in (480, None, 300):
        declare_minutes(session, person, scene.mission.id, minutes)
        assert own_progress(session, person, scene.mission.id).minutes == minutes
        assert counts_of(session, scene) == before
        with clock.set_to(clock.now() + timedelta(days=14)):
            assert counts_of(session, scene) == before


def test_minutes_are_corrected_within_their_week(session: Session) -> None:
    scene = make_scene(session)
    for minutes in (480, None, 10):
        declare_minutes(session, scene.actor, scene.mission.id, minutes)
    people_who(session, scene, 4, blocked=0, done=0)
    with clock.set_to(clock.now() + timedelta(days=7)):
        assert counts_of(session, scene).minutes == 5 * 10


def test_no_step_tells_how_few_have_not_begun_nor_ended() -> None:
    """Whatever is true: who joined but did not begin, and who began and neither ended nor stopped, may be a step."""
    for joined in range(24):
        for share in range(joined + 1) if joined in {9, 14, 19} else (joined // 2, joined):
            counts = _shown(5, (joined, joined, joined - share, share), {})
            told = [people_shown(joined, 5), counts.started, (counts.blocked or 0) + (counts.done or 0)]
            for whole, part in pairwise(told):
                assert part is None or part <= (whole or 5) - 5
