"""A mission is recalled while twenty people send: each contribution is stored whole, or refused whole."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.feedback.models import Feedback
from app.feedback.service.submit import submit_feedback
from app.files.storage import memory_storage
from app.journal.models import JournalEntry
from app.missions.errors import MissionRecalled
from app.missions.events import MissionStopped
from app.missions.models import Mission
from app.missions.service import recall_mission
from app.outbox.models import OutboxMessage
from app.policy.actor import SYSTEM
from tests.feedback.scene import make_colleague, make_input, make_scene
from tests.parallel import Act, together

SENDERS = 20  # of them two share a connection: the pool has no more


def one_after_the_other(acts: list[Act], session: Session) -> None:
    """Do several acts on one connection; the first refusal ends them."""
    for act in acts:
        act(session)


@pytest.mark.slow
def test_a_recall_while_twenty_people_send(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        scene = make_scene(session, trusted=True)
        senders = [make_colleague(session, scene)[1] for _ in range(SENDERS)]
        session.commit()
    sending: list[Act] = [
        partial(submit_feedback, actor=actor, address=scene.address, data=make_input(), storage=memory_storage())
        for actor in senders
    ]
    sending[-2:] = [partial(one_after_the_other, sending[-2:])]
    recall = partial(recall_mission, actor=SYSTEM, mission_id=scene.mission.id, reason="Their app asks for passwords.")
    outcomes = together(shared, [*sending[:10], recall, *sending[10:]])
    assert set(outcomes) <= {"", MissionRecalled.code}
    with Session(shared) as session:
        stored = session.scalar(select(func.count()).select_from(Feedback))
        noted = session.scalar(select(func.count()).where(JournalEntry.action == "feedback.submitted"))
        assert stored == noted
        assert SENDERS - outcomes.count(MissionRecalled.code) - 1 <= (stored or 0) <= SENDERS
        told = select(func.count()).where(OutboxMessage.name == MissionStopped.NAME)
        assert session.scalar(told) == 1
        assert session.get_one(Mission, scene.mission.id).recall_reason == "Their app asks for passwords."
        with pytest.raises(MissionRecalled):
            submit_feedback(session, scene.actor, scene.address, make_input(), memory_storage())
