"""Figures recorded change by change are the figures counted anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from random import Random

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.campaigns.models import Edition
from app.core import clock
from app.core.errors import Forbidden
from app.dashboards.queries.truth import figure_differences
from app.dashboards.service import rebuild_figures
from app.feedback.models import Comment, MeToo
from app.feedback.types import CommentRole, CommentState
from app.figures.models import DailyFigure, DailyPeople, PeopleFigure
from app.policy.actor import SYSTEM, Role
from tests.factories.accounts import actor_for, make_person
from tests.factories.campaigns import make_edition
from tests.factories.feedback import make_feedback
from tests.figures.simulation import Simulation

START = datetime(2026, 1, 5, tzinfo=UTC)
WEEKS = 9


def run(session: Session, seed: int, steps: int = 120) -> Simulation:
    """Return a world after that many things happened in it."""
    world = Simulation(session, make_edition(session), Random(seed), START)  # noqa: S311 - a failure must happen again
    world.recruit(8, WEEKS)
    world.submit(WEEKS)
    acts: list[tuple[int, Callable[[], object]]] = [
        (6, lambda: world.submit(WEEKS)),
        (1, lambda: world.submit_untraceable(WEEKS)),
        (1, lambda: world.bring(WEEKS)),
        (3, world.move),
        (3, world.answer),
        (3, world.handle),
        (1, world.leave),
    ]
    for act in world.random.choices([act for _, act in acts], [weight for weight, _ in acts], k=steps):
        act()
    session.flush()
    return world


@pytest.mark.parametrize("seed", range(4))
def test_recording_and_counting_agree(session: Session, seed: int) -> None:
    run(session, seed)
    assert figure_differences(session, SYSTEM) == []


def test_rebuilding_mends_what_was_lost(session: Session) -> None:
    world = run(session, 7)
    session.execute(update(PeopleFigure).values(people_count=PeopleFigure.people_count + 1))
    session.execute(update(DailyFigure).values(contribution_count=0))
    session.execute(update(DailyPeople).values(recruited_count=99))
    session.execute(update(Edition).values(reaction_count=-1))
    before = {difference.table for difference in figure_differences(session, SYSTEM)}
    assert before == {"daily_figures", "people_figures", "daily_people", "editions"}
    expected = sum(feedback.state in {"waiting", "published", "sent_back"} for feedback in world.contributions)
    told: list[str] = []
    rebuild_figures(session, SYSTEM, told.append)
    assert told == ["daily_figures", "people_figures", "daily_people", "editions"]
    assert figure_differences(session, SYSTEM) == []
    assert session.scalar(select(func.sum(DailyFigure.contribution_count))) == expected


def test_reactions_are_me_toos_imported_votes_and_public_comments(session: Session) -> None:
    edition = make_edition(session)
    author, colleague = make_person(session), make_person(session)
    feedback = make_feedback(session, edition=edition, author=author)
    feedback.imported_votes = 3
    session.add(MeToo(feedback_id=feedback.id, person_id=colleague.id, said_on=clock.today()))
    for state, role in (
        (CommentState.PUBLISHED, CommentRole.COMMENT),
        (CommentState.HIDDEN, CommentRole.COMMENT),
        (CommentState.PUBLISHED, CommentRole.QUESTION),
    ):
        session.add(Comment(feedback_id=feedback.id, body="Yes.", language="en", state=state, role=role))
    session.flush()
    rebuild_figures(session, SYSTEM)
    assert session.scalar(select(Edition.reaction_count).where(Edition.id == edition.id)) == 1 + 3 + 1


def test_nobody_rebuilds_or_compares_figures_but_the_machine(session: Session) -> None:
    actor = actor_for(make_person(session), Role.CENTRAL_TEAM, Role.ADMINISTRATOR)
    with pytest.raises(Forbidden):
        rebuild_figures(session, actor)
    with pytest.raises(Forbidden):
        figure_differences(session, actor)
