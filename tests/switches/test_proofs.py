"""Each function that could watch people does nothing while it is off. The representatives read this list."""

from __future__ import annotations

import ast
from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.models import Phase
from app.core import clock
from app.entities.queries import entity_place
from app.messages.errors import FunctionSwitchedOff
from app.messages.service import open_names_not_started, send_message, write_message
from app.messages.types import Model
from app.notifications.jobs import remind_not_started
from app.notifications.models import Notice
from app.notifications.queries.starts import START_KIND
from app.policy.actor import SYSTEM, Role
from app.policy.rules import Action
from app.recognitions.queries import shown_recognitions
from app.recognitions.service import choose_shown
from app.recognitions.types import Recognition
from app.switches.queries import is_on
from app.switches.service import SwitchInput, set_switch
from app.switches.types import SWITCHES, Switch
from tests.architecture import source
from tests.factories.accounts import actor_for, make_person
from tests.factories.feedback import make_feedback
from tests.feedback.scene import Scene, make_manager, make_scene
from tests.messages.written import message, place_in
from tests.refusals import refused


@pytest.mark.parametrize("switch", Switch)
def test_every_function_has_its_words_and_its_proof(switch: Switch) -> None:
    words = SWITCHES[switch]
    assert words.title
    assert words.effect
    assert words.data
    file, _, name = words.proof.partition("::")
    proof = source.functions([source.ROOT / file])[name]
    assert switch.name in source.words(ast.unparse(proof)), "the proof does not speak of this function"


def next_working_hour(scene: Scene, at: datetime) -> datetime:
    """Return when work goes on in the entity of a scene."""
    return scene.entity.working_time.next_moment(at)


def test_nobody_is_reminded(session: Session) -> None:
    scene = make_scene(session)
    _, manager = make_manager(session, scene)
    assert not is_on(session, scene.entity.id, Switch.NOT_STARTED_REMINDER)
    with refused(session, FunctionSwitchedOff):
        write_message(session, manager, place_in(session, manager, scene), message(model=Model.REMINDER))
    sponsor = actor_for(make_person(session, entity=scene.entity), Role.SPONSOR, entity=scene.entity)
    set_switch(session, sponsor, scene.entity.code, Switch.NOT_STARTED_REMINDER, SwitchInput(is_on=True, reason="Yes."))
    planned = write_message(session, manager, place_in(session, manager, scene), message(model=Model.REMINDER))
    set_switch(session, sponsor, scene.entity.code, Switch.NOT_STARTED_REMINDER, SwitchInput(is_on=False, reason="No."))
    assert not send_message(session, SYSTEM, planned), "switched off since: it must not leave"
    long_after = clock.now() + timedelta(days=30)
    for phase in session.scalars(select(Phase)):
        phase.ends_at = long_after + timedelta(days=30)
    for is_allowed in (False, True):  # nor by itself
        set_switch(
            session, sponsor, scene.entity.code, Switch.NOT_STARTED_REMINDER, SwitchInput(is_allowed, "Decided so.")
        )
        with time_machine.travel(next_working_hour(scene, long_after), tick=False):
            remind_not_started(session, clock.now())
        told = session.scalars(select(Notice.person_id).where(Notice.kind == START_KIND)).all()
        assert list(told) == ([scene.person.id] if is_allowed else [])


def test_no_name_is_read(session: Session) -> None:
    scene = make_scene(session)
    _, manager = make_manager(session, scene)
    assert not is_on(session, scene.entity.id, Switch.NOT_STARTED_NAMES)
    with refused(session, FunctionSwitchedOff):
        open_names_not_started(session, manager, place_in(session, manager, scene))


def test_no_recognition_is_shown(session: Session) -> None:
    scene = make_scene(session, trusted=True)
    make_feedback(session, edition=scene.edition, author=scene.person)
    session.commit()
    reader, sponsor = actor_for(scene.person), make_person(session, entity=scene.entity)
    place = entity_place(session, reader, scene.entity.code, Action.MILESTONES_VIEW)
    chosen = {Recognition.FIRST_CONTRIBUTION}
    assert not is_on(session, scene.entity.id, Switch.RECOGNITIONS_SHOWN)
    with refused(session, FunctionSwitchedOff):
        choose_shown(session, reader, chosen)
    deciding = actor_for(sponsor, Role.SPONSOR, entity=scene.entity)
    for is_allowed in (True, False):
        set_switch(
            session, deciding, scene.entity.code, Switch.RECOGNITIONS_SHOWN, SwitchInput(is_allowed, "Decided so.")
        )
        if is_allowed:
            choose_shown(session, reader, chosen)
        assert bool(shown_recognitions(session, reader, place)) is is_allowed, "switched off since: nothing is shown"
