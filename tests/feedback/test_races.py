"""Two contributions of one author enter and leave the figures at the same moment."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.core import clock
from app.dashboards.queries.recount import figure_differences
from app.dashboards.service import rebuild_figures
from app.feedback.service.handle import hide_feedback, publish_feedback
from app.feedback.service.revise import withdraw_feedback
from app.feedback.types import Kind, State
from app.policy.actor import SYSTEM
from tests.factories.feedback import make_feedback
from tests.feedback.scene import make_colleague, make_manager, make_scene
from tests.parallel import Act, together

AUTHORS = 6  # two acts each, and each act a connection


@pytest.mark.slow
@pytest.mark.parametrize(
    ("first", "second"),
    [(State.PUBLISHED, State.HIDDEN), (State.PUBLISHED, State.PUBLISHED), (State.HIDDEN, State.HIDDEN)],
    ids=["one leaves, one enters", "both leave", "both enter"],
)
def test_an_author_is_counted_once_whatever_enters_and_leaves_at_once(
    shared: Engine, first: State, second: State
) -> None:
    """The contributions differ in kind, and each author has a day: no row of the figures makes the acts wait."""
    acts: list[Act] = []
    with Session(shared, expire_on_commit=False) as session:
        scene = make_scene(session)
        _, manager = make_manager(session, scene)
        for number in range(AUTHORS):
            person, author = make_colleague(session, scene)
            for kind, state in ((Kind.IDEA, first), (Kind.PROBLEM, second)):
                row = make_feedback(
                    session, edition=scene.edition, author=person, kind=kind, state=state,
                    created_at=clock.now() - timedelta(days=number),
                )  # fmt: skip
                if state is State.HIDDEN:
                    acts.append(partial(publish_feedback, actor=manager, feedback_id=row.id, version=1))
                elif kind is Kind.IDEA:
                    acts.append(partial(withdraw_feedback, actor=author, feedback_id=row.id))
                else:
                    acts.append(partial(hide_feedback, actor=manager, feedback_id=row.id, version=1))
        session.commit()
        rebuild_figures(session, SYSTEM)
        assert figure_differences(session, SYSTEM) == []
    assert together(shared, acts) == [""] * len(acts)
    with Session(shared) as session:
        assert figure_differences(session, SYSTEM) == []
