"""Who finished every mission is counted on that day; later missions take nothing back."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import Forbidden
from app.dashboards.queries.recount import figure_differences
from app.enrolment.models import Enrolment
from app.enrolment.service import leave, note_completed
from app.figures.types import FigureName
from app.missions.service import tick_mission
from app.outbox.deliver import deliver_waiting
from app.policy.actor import SYSTEM
from app.registry import HANDLERS
from tests.factories.campaigns import make_mission
from tests.feedback.scene import make_scene
from tests.figures.counted import counted
from tests.refusals import refused


def test_only_the_last_mission_completes(session: Session) -> None:
    scene = make_scene(session)
    second = make_mission(session, campaign=scene.campaign, number=2)
    recalled = make_mission(session, campaign=scene.campaign, number=3)
    recalled.recalled_on = clock.today()
    session.commit()
    for mission, count in ((scene.mission, 0), (second, 1), (second, 1)):
        tick_mission(session, scene.actor, mission.id)
        deliver_waiting(session, HANDLERS)
        assert counted(session, FigureName.COMPLETED, scene.entity.id) == count
    make_mission(session, campaign=scene.campaign, number=4)
    session.commit()
    assert counted(session, FigureName.COMPLETED) == 1
    assert session.scalars(select(Enrolment.completed_since)).all() == [clock.today()]
    leave(session, scene.actor, session.scalars(select(Enrolment.id)).one())
    assert counted(session, FigureName.COMPLETED) == 0
    assert [one for one in figure_differences(session, SYSTEM) if one.cell.name == FigureName.COMPLETED] == []


def test_only_the_application_notes_it(session: Session) -> None:
    scene = make_scene(session)
    with refused(session, Forbidden):
        note_completed(session, scene.actor, scene.mission.id, scene.actor.person_id)
