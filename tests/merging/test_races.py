"""Two people act on the same contributions at the same moment: one of them wins, and every count is right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.decisions.service import DecisionInput, record_decision
from app.feedback.models import Feedback
from app.feedback.service.converse import say_me_too, unsay_me_too
from app.feedback.service.revise import withdraw_feedback
from app.feedback.types import State, Verdict
from app.merging.service import merge_feedback, undo_merge
from tests.merging.scene import published, wrong_counts
from tests.moderation.world import World, make_world
from tests.parallel import together

KEPT, DUPLICATE = "The upload stops", "Upload stops"
ROUNDS = 3
ActOn = Callable[[Session, World, tuple[int, int]], None]


def merge(session: Session, world: World, ids: tuple[int, int]) -> None:
    merge_feedback(session, world.actor(world.manager), ids[1], ids[0])


def merge_the_other_way(session: Session, world: World, ids: tuple[int, int]) -> None:
    merge_feedback(session, world.actor(world.deputy), ids[0], ids[1])


def undo(session: Session, world: World, ids: tuple[int, int]) -> None:
    undo_merge(session, world.actor(world.deputy), ids[1])


def withdraw_duplicate(session: Session, world: World, ids: tuple[int, int]) -> None:
    withdraw_feedback(session, world.actor(world.colleague), ids[1])


def withdraw_kept(session: Session, world: World, ids: tuple[int, int]) -> None:
    withdraw_feedback(session, world.actor(world.author), ids[0])


def decide(session: Session, world: World, ids: tuple[int, int]) -> None:
    record_decision(session, world.actor(world.sponsor), ids[1], DecisionInput(Verdict.GO, "Yes.", "d" * 64))


def support(session: Session, world: World, ids: tuple[int, int]) -> None:
    say_me_too(session, world.actor(world.ambassador), ids[1])


def take_back(session: Session, world: World, ids: tuple[int, int]) -> None:
    unsay_me_too(session, world.actor(world.ambassador), ids[0])


def do(act: ActOn, world: World, ids: tuple[int, int], session: Session) -> None:
    """Do one of the acts in a session of its own."""
    act(session, world, ids)


PAIRS = [
    pytest.param(False, merge, merge_the_other_way, id="two merges"),
    pytest.param(False, merge, merge, id="two clicks"),
    pytest.param(False, merge, withdraw_duplicate, id="merge and withdraw"),
    pytest.param(False, merge, withdraw_kept, id="merge and withdraw the other"),
    pytest.param(False, merge, decide, id="merge and decide"),
    pytest.param(False, merge, support, id="merge and support"),
    pytest.param(True, undo, withdraw_duplicate, id="undo and withdraw"),
    pytest.param(True, undo, withdraw_kept, id="undo and withdraw the other"),
    pytest.param(True, undo, undo, id="two clicks on undo"),
    pytest.param(True, undo, take_back, id="undo and take back"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("is_merged", "one", "other"), PAIRS)
def test_both_at_once(shared: Engine, *, is_merged: bool, one: ActOn, other: ActOn) -> None:
    with Session(shared, expire_on_commit=False) as session:
        world = make_world(session)
    for _ in range(ROUNDS):
        with Session(shared, expire_on_commit=False) as session:
            ids = published(session, world).id, published(session, world, world.colleague, title=DUPLICATE).id
            say_me_too(session, world.actor(world.ambassador), ids[1])
            if is_merged:
                merge(session, world, ids)
        refusals = together(shared, [partial(do, act, world, ids) for act in (one, other)])
        assert "" in refusals, "one of them wins"
        with Session(shared) as session:
            assert wrong_counts(session) == []
            rows = {row.id: row for row in session.scalars(select(Feedback).where(Feedback.id.in_(ids)))}
            shown = [row for row in rows.values() if row.state is State.PUBLISHED]
            assert all(not row.is_merged or rows[row.shown_in_id or 0] in shown for row in rows.values())
            assert shown or other in {withdraw_duplicate, withdraw_kept}
        clear(shared, world)


def clear(shared: Engine, world: World) -> None:
    """Take back what is left, so that the same words can be sent again."""
    with Session(shared) as session:
        for row in session.scalars(select(Feedback).where(Feedback.state != State.WITHDRAWN)).all():
            author = world.author if row.author_id == world.author.id else world.colleague
            withdraw_feedback(session, world.actor(author), row.id)
