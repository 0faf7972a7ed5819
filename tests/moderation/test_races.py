"""Several moderators decide at once: the first wins, and the others read who it was."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.core import clock
from app.feedback.models import Comment, Feedback
from app.feedback.types import State
from app.journal.models import JournalEntry
from app.merging.service import merge_feedback
from app.moderation.models import ModerationDecision
from app.moderation.service import (
    UNDO_WITHIN,
    BatchUndone,
    Picked,
    decide_cases,
    hide_case,
    publish_and_trust_case,
    publish_case,
    send_back_case,
    undo_decision,
    undo_decisions,
)
from app.moderation.types import Outcome
from app.notifications.models import Notice
from app.outbox.deliver import deliver_waiting
from app.registry import HANDLERS
from tests.merging.scene import wrong_counts
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


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_a_moderator_who_undoes_twice_at_once_undoes_once(shared: Engine, turn: int) -> None:
    del turn
    with Session(shared, expire_on_commit=False) as session:
        world = make_world(session)
        case = world.send(session)
        actor = world.actor(world.manager)
        decision = publish_and_trust_case(session, actor, case.id, case.version)
    assert together(shared, [lambda session: undo_decision(session, actor, decision.id)] * 3) == [""] * 3
    with Session(shared) as session:
        feedback = session.get_one(Feedback, case.id)
        assert (feedback.state, feedback.waiting_since) == (State.WAITING, case.created_at)
        undone = select(func.count()).where(JournalEntry.action == "moderation.undone")
        assert session.scalar(undone) == 1
        assert session.scalar(select(func.count(ModerationDecision.id))) == 0
        assert wrong_counts(session) == []


def test_several_that_are_undone_twice_at_once_are_undone_once(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        world = make_world(session)
        cases = [world.send(session, title=f"Subject {number}", body=f"Body {number}") for number in range(4)]
        actor = world.actor(world.manager)
        done = decide_cases(session, actor, Outcome.PUBLISHED, [Picked(case.id, case.version) for case in cases], "")
    found: list[BatchUndone] = []
    assert together(shared, [lambda session: found.append(undo_decisions(session, actor, done.batch_id))] * 2) == [
        "",
        "",
    ]
    assert found == [BatchUndone(4, 0)] * 2
    with Session(shared) as session:
        assert {case.state for case in session.scalars(select(Feedback))} == {State.WAITING}
        undone = select(func.count()).where(JournalEntry.action == "moderation.undone")
        assert session.scalar(undone) == len(cases)
        assert wrong_counts(session) == []


@pytest.mark.parametrize("is_kept", [True, False], ids=["the one that stays", "the duplicate"])
@pytest.mark.parametrize("turn", range(ROUNDS))
def test_undo_and_merge_at_once_leave_nothing_lost(shared: Engine, turn: int, *, is_kept: bool) -> None:
    """One of both wins: what is merged stays published, and what waits again is merged with nothing."""
    with Session(shared, expire_on_commit=False) as session:
        world = make_world(session)
        manager, deputy = world.actor(world.manager), world.actor(world.deputy)
        kept = world.send(session)
        duplicate = world.send(session, world.colleague, title="Upload stops")
        decisions = [publish_case(session, manager, case.id, case.version).id for case in (kept, duplicate)]
    undone = decisions[0 if is_kept else 1]
    acts: list[Act] = [
        lambda session: undo_decision(session, manager, undone),
        lambda session: merge_feedback(session, deputy, duplicate.id, kept.id),
    ]
    refusals = together(shared, acts if turn % 2 else acts[::-1])
    assert refusals.count("") == 1, refusals
    with Session(shared) as session:
        rows = {row.id: row for row in session.scalars(select(Feedback))}
        merged = [row for row in rows.values() if row.is_merged]
        waiting = [row for row in rows.values() if row.state is State.WAITING]
        assert (len(merged), len(waiting)) in {(1, 0), (0, 1)}
        assert all(rows[row.shown_in_id or 0].state is State.PUBLISHED for row in merged)
        assert wrong_counts(session) == []
