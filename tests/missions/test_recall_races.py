"""A mission is recalled while twenty people send: each contribution is stored whole, or refused whole."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial

import pytest
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import Session

from app.campaigns.types import IdentityLevel
from app.db.engine import engine_options, prepare_engine
from app.db.session import transaction
from app.feedback.models import Feedback
from app.feedback.service.submit import submit_feedback
from app.files.storage import memory_storage
from app.journal.models import JournalEntry
from app.missions.errors import MissionRecalled
from app.missions.events import MissionStopped
from app.missions.models import Mission
from app.missions.service import recall_mission
from app.outbox.models import OutboxMessage
from app.policy.actor import SYSTEM, Actor
from tests.feedback.scene import Scene, make_colleague, make_input, make_scene
from tests.parallel import Act, together

SENDERS = 20
A_MOMENT = 0.4  # seconds: long enough to be done, for who does not wait


@pytest.fixture
def wide(shared: Engine) -> Iterator[Engine]:
    """Return the same database with a connection for each sender, and one for who recalls."""
    url = shared.url.render_as_string(hide_password=False)
    engine = create_engine(url, **(engine_options(url) | {"pool_size": SENDERS + 1}))
    prepare_engine(engine)
    yield engine
    engine.dispose()


@pytest.mark.slow
def test_a_recall_while_twenty_people_send(shared: Engine, wide: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        scene = make_scene(session, trusted=True)
        senders = [make_colleague(session, scene)[1] for _ in range(SENDERS)]
        session.commit()
    sending: list[Act] = [
        partial(submit_feedback, actor=actor, address=scene.address, data=make_input(), storage=memory_storage())
        for actor in senders
    ]
    recall = partial(recall_mission, actor=SYSTEM, mission_id=scene.mission.id, reason="Their app asks for passwords.")
    outcomes = together(wide, [*sending[:10], recall, *sending[10:]])
    assert set(outcomes) <= {"", MissionRecalled.code}
    with Session(shared) as session:
        stored = session.scalar(select(func.count()).select_from(Feedback))
        noted = session.scalar(select(func.count()).where(JournalEntry.action == "feedback.submitted"))
        assert stored == noted
        assert stored == SENDERS - outcomes.count(MissionRecalled.code)
        told = select(func.count()).where(OutboxMessage.name == MissionStopped.NAME)
        assert session.scalar(told) == 1
        assert session.get_one(Mission, scene.mission.id).recall_reason == "Their app asks for passwords."
        with pytest.raises(MissionRecalled):
            submit_feedback(session, scene.actor, scene.address, make_input(), memory_storage())


@pytest.mark.slow
@pytest.mark.parametrize("identity", [IdentityLevel.NAMED, IdentityLevel.UNTRACEABLE])
def test_a_recall_waits_for_who_is_sending_and_nothing_lands_after_it(shared: Engine, identity: IdentityLevel) -> None:
    """A contribution has read that it may be sent, and is not committed yet, when the mission is recalled."""
    scene, actor = _scene(shared)
    data = make_input(identity=identity)
    with ThreadPoolExecutor(1) as pool, Session(shared) as sender:
        with transaction(sender):
            submit_feedback(sender, actor, scene.address, data, memory_storage())
            recall = pool.submit(_recall, shared, scene)
            assert wait([recall], timeout=A_MOMENT).not_done
        recall.result()
    with Session(shared) as session:
        assert session.scalar(select(func.count()).select_from(Feedback)) == 1
        assert session.get_one(Mission, scene.mission.id).recalled_on is not None


@pytest.mark.slow
@pytest.mark.parametrize("identity", [IdentityLevel.NAMED, IdentityLevel.UNTRACEABLE])
def test_who_sends_while_a_mission_is_being_recalled_waits_and_is_refused(
    shared: Engine, identity: IdentityLevel
) -> None:
    scene, actor = _scene(shared)
    data = make_input(identity=identity)

    def send() -> None:
        with Session(shared) as sender:
            submit_feedback(sender, actor, scene.address, data, memory_storage())

    with ThreadPoolExecutor(1) as pool, Session(shared) as session:
        with transaction(session):
            recall_mission(session, SYSTEM, scene.mission.id, "Their app asks for passwords.")
            session.flush()
            sending = pool.submit(send)
            assert wait([sending], timeout=A_MOMENT).not_done
        with pytest.raises(MissionRecalled):
            sending.result()
    with Session(shared) as session:
        assert session.scalar(select(func.count()).select_from(Feedback)) == 0


def _scene(shared: Engine) -> tuple[Scene, Actor]:
    """Return a mission, and somebody who has not contributed to it yet."""
    with Session(shared, expire_on_commit=False) as session:
        scene = make_scene(session, trusted=True)
        actor = make_colleague(session, scene)[1]
        session.commit()
    return scene, actor


def _recall(shared: Engine, scene: Scene) -> None:
    with Session(shared) as session:
        recall_mission(session, SYSTEM, scene.mission.id, "Their app asks for passwords.")
