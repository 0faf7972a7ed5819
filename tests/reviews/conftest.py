"""A review session with two contributions and three assessors, and the worker that tells people."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core import clock
from app.feedback.models import Feedback
from app.policy.actor import Actor, Role
from app.reviews.models import Review, ReviewCriterion, ReviewItem
from app.reviews.service import (
    CriterionInput,
    OpinionInput,
    ReviewInput,
    add_subjects,
    invite_assessor,
    open_review,
    prepare_review,
    save_opinions,
)
from app.reviews.types import ReviewKind, TieRule
from tests.factories.accounts import actor_for, make_mandate, make_person
from tests.factories.feedback import make_feedback
from tests.feedback.scene import Scene, make_scene
from tests.notifications.conftest import worker

__all__ = ["worker"]


@dataclass(frozen=True, slots=True)
class Panel:
    """Everything a test of reviews may name."""

    scene: Scene
    chair: Actor
    chair_person: Person
    people: tuple[Person, ...]
    subjects: tuple[Feedback, ...]
    review: Review

    def assessor(self, number: int) -> Actor:
        """Return an assessor as they sign in."""
        person = self.people[number]
        return replace(actor_for(person), campaigns_open=frozenset({self.scene.campaign.id}))

    def items(self, session: Session) -> list[int]:
        """Return the subjects by their number."""
        found = select(ReviewItem.id).where(ReviewItem.review_id == self.review.id).order_by(ReviewItem.number)
        return list(session.scalars(found))

    def criteria(self, session: Session) -> list[int]:
        """Return the criteria by their number."""
        found = (
            select(ReviewCriterion.id)
            .where(ReviewCriterion.review_id == self.review.id)
            .order_by(ReviewCriterion.number)
        )
        return list(session.scalars(found))

    def mark(self, session: Session, number: int, *rows: tuple[int, ...]) -> None:
        """Let an assessor mark every subject, one row each; an empty row marks nothing."""
        criteria = self.criteria(session)
        opinions = {
            item: OpinionInput(dict(zip(criteria, row, strict=True)), 0)
            for item, row in zip(self.items(session), rows, strict=True)
            if row
        }
        save_opinions(session, self.assessor(number), self.review.id, opinions)


def input_of(scene: Scene, kind: ReviewKind = ReviewKind.GRID) -> ReviewInput:
    """Return a session of the central team on the scene's campaign."""
    return ReviewInput(
        title="What to do first",
        entity_id=None,
        campaign_ids=frozenset({scene.campaign.id}),
        kind=kind,
        tie_rule=TieRule.ME_TOOS,
        due_on=clock.today() + timedelta(days=7),
        criteria=(CriterionInput("Value", 3), CriterionInput("Effort", 1)),
    )


def make_panel(session: Session, *, kind: ReviewKind = ReviewKind.GRID, subjects: int = 2, people: int = 3) -> Panel:
    """Save and return an open session."""
    scene = make_scene(session)
    chair_person = make_person(session, name="The chair")
    make_mandate(session, person=chair_person, role=Role.CENTRAL_TEAM)
    chair = actor_for(chair_person, Role.CENTRAL_TEAM)
    feedback = tuple(
        make_feedback(session, edition=scene.edition, author=scene.person, me_too_count=number)
        for number in range(subjects)
    )
    assessors = tuple(make_person(session, entity=scene.entity) for _ in range(people))
    session.commit()
    review = prepare_review(session, chair, input_of(scene, kind))
    add_subjects(session, chair, review.id, [one.id for one in feedback])
    for person in assessors:
        invite_assessor(session, chair, review.id, person.email)
    open_review(session, chair, review.id)
    return Panel(scene, chair, chair_person, assessors, feedback, review)


@pytest.fixture
def panel(session: Session) -> Panel:
    """Return an open session with a grid."""
    return make_panel(session)
