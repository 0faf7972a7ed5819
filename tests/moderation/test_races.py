"""Several moderators decide at once: the first wins, and the others read who it was."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.core import clock
from app.feedback.models import Comment, Feedback
from app.feedback.types import State
from app.journal.models import JournalEntry
from app.moderation.models import ModerationDecision
from app.moderation.service import UNDO_WITHIN, hide_case, publish_and_trust_case, publish_case, send_back_case
from app.notifications.models import Notice
from app.outbox.deliver import deliver_waiting
from app.registry import HANDLERS
from tests.moderation.world import make_world
from tests.parallel import Act, together

ROUNDS = 4


def deliver(session: Session) -> None:
    """Deliver what waits, as a worker does once decisions are certain."""
    with clock.set_to(clock.now() + UNDO_WITHIN):
        deliver_waiting(session, HANDLERS)


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_one_wins_and_one_thing_follows(shared: Engine, turn: int) -> None:
    with Session(shared, expire_on_commit=False) as session:
        world = make_world(session)
        case = world.send(session)
        deliver_waiting(session, HANDLERS)
    manager, deputy = world.actor(world.manager), world.actor(world.deputy)
    case_id, version = case.id, case.version
    acts: list[Act] = [
        lambda session: publish_case(session, manager, case_id, version),
        lambda session: hide_case(session, deputy, case_id, version, "It shows an account."),
        lambda session: send_back_case(session, manager, case_id, version, "Which phone?"),
        lambda session: publish_and_trust_case(session, deputy, case_id, version),
    ]
    order = acts[turn:] + acts[:turn]
    assert together(shared, order) == ["", *["moderation.already_decided"] * 3]
    together(shared, [deliver, deliver])
    with Session(shared) as session:
        decision = session.scalars(select(ModerationDecision)).one()
        feedback = session.get_one(Feedback, case_id)
        expected = {"published_and_trusted": "published"}.get(decision.outcome.value, decision.outcome.value)
        assert feedback.state is State(expected)
        entries = select(func.count()).where(JournalEntry.action.startswith("moderation."))
        assert session.scalar(entries) == 1
        assert session.scalar(select(func.count(Comment.id))) == (feedback.state is State.SENT_BACK)
        told = session.scalars(select(Notice).where(Notice.person_id == world.author.id)).one()
        assert told.kind == f"feedback_{expected}"


def test_the_same_click_several_times_is_one_decision(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        world = make_world(session)
        case = world.send(session)
    actor, case_id, version = world.actor(world.manager), case.id, case.version
    assert together(shared, [lambda session: publish_case(session, actor, case_id, version)] * 4) == [""] * 4
    with Session(shared) as session:
        assert session.scalar(select(func.count(ModerationDecision.id))) == 1
