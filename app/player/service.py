"""Use cases of the mission player: each person notes their own progress."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import NotPossibleNow
from app.db.session import transaction, unique
from app.figures.weeks import is_settled
from app.missions.models import Mission, MissionStep
from app.missions.queries import facts_at_mission
from app.missions.service import mission_that_stays, tick_mission
from app.player.errors import MissionNotOpen, NoSuchStep
from app.player.models import MissionProgress
from app.player.types import WHY_MAX_CHARS
from app.policy.actor import Actor
from app.policy.check import can, require
from app.policy.rules import Action
from app.safeguards.queries import MissionProducts
from app.safeguards.service import require_safeguards


def finish_step(session: Session, actor: Actor, mission_id: int, number: int) -> None:
    """Note that a step is done; with the last one, the mission is. Twice is the same as once.

    :raises MissionNotOpen: the edition has closed, or the actor does not take part
    :raises MissionRecalled: it has been recalled
    :raises SafeguardsMissing, SafeguardsNotAttested: the actor has not confirmed what they may do with its product
    :raises NoSuchStep: the mission has fewer steps
    """
    with transaction(session):
        _require_start(session, actor, mission_id)
        last = _check_step(session, mission_id, number)
        progress = _own_for_update(session, actor, mission_id)
        progress.steps_done = max(progress.steps_done, number)
        if progress.blocked_step == number:
            progress.blocked_step, progress.blocked_why = None, ""
            progress.unblocked_on = clock.today()
        if number == last:
            tick_mission(session, actor, mission_id)


def stop_at_step(session: Session, actor: Actor, mission_id: int, number: int, why: str) -> None:
    """Note that the actor could not go on at a step, and why if they say so: the mission is partly done.

    :raises MissionNotOpen: the edition has closed, or the actor does not take part
    :raises MissionRecalled: it has been recalled
    :raises SafeguardsMissing, SafeguardsNotAttested: the actor has not confirmed what they may do with its product
    :raises NoSuchStep: the mission has fewer steps
    """
    with transaction(session):
        _require_start(session, actor, mission_id)
        _check_step(session, mission_id, number)
        progress = _own_for_update(session, actor, mission_id)
        progress.blocked_step, progress.blocked_why = number, why[:WHY_MAX_CHARS]
        if progress.blocked_on is None or is_settled(progress.unblocked_on):
            progress.blocked_on = clock.today()
        progress.unblocked_on = None  # who went on and stopped again within a week never went on


def declare_minutes(session: Session, actor: Actor, mission_id: int, minutes: int | None) -> None:
    """Keep how long the actor says a mission took; ``None`` takes it back. It is only ever told in totals.

    Once the week is over it is counted, and stays counted as it was: a correction would tell what one person said.

    :raises MissionNotOpen: the edition has closed, or the actor does not take part
    :raises MissionRecalled: it has been recalled
    """
    with transaction(session):
        _require_play(session, actor, mission_id)
        progress = _own_for_update(session, actor, mission_id)
        if is_settled(progress.minutes_on):
            progress.minutes_told = progress.minutes_told or progress.minutes
        elif minutes is None:
            progress.minutes_on = None
        else:
            progress.minutes_on = progress.minutes_on or clock.today()
        progress.minutes = minutes


def _require_start(session: Session, actor: Actor, mission_id: int) -> None:
    mission = _require_play(session, actor, mission_id)
    require_safeguards(session, actor, MissionProducts(mission.campaign_id, mission.product_id))


def _require_play(session: Session, actor: Actor, mission_id: int) -> Mission:
    """Return the mission, inside the transaction: a recall waits for it, and it for a recall."""
    facts = facts_at_mission(session, actor, mission_id)
    mission = mission_that_stays(session, actor, mission_id)
    if not can(actor, Action.MISSION_TICK, facts):
        raise MissionNotOpen
    require(actor, Action.MISSION_TICK, facts)
    return mission


def _check_step(session: Session, mission_id: int, number: int) -> int:
    """Return the number of the last step: a mission without any is one step."""
    steps = session.scalar(select(func.count()).where(MissionStep.mission_id == mission_id)) or 1
    if not 1 <= number <= steps:
        raise NoSuchStep
    return steps


def _own_for_update(session: Session, actor: Actor, mission_id: int) -> MissionProgress:
    """Return the actor's own row, locked, or begin it; two devices at once begin one."""
    own = (
        select(MissionProgress)
        .where(MissionProgress.person_id == actor.person_id, MissionProgress.mission_id == mission_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    found = session.scalars(own).one_or_none()
    if found is not None:
        return found
    new = MissionProgress(person_id=actor.person_id, mission_id=mission_id, begun_on=clock.today())
    try:
        with unique(session, NotPossibleNow):
            session.add(new)
    except NotPossibleNow:
        return session.scalars(own).one()
    return new
