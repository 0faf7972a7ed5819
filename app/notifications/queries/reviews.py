"""Review sessions as notices speak of them: who is told, and what a reader may see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.types import PersonStatus
from app.core import clock
from app.notifications.types import SeenSubject, WrittenWords
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.reviews.models import Review, ReviewAssessor
from app.reviews.queries import reviews_seen
from app.reviews.types import ReviewState

REMINDED_BEFORE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SeenReview(SeenSubject):
    """A review session that its reader chairs or marks; ``is_asked``: their marks are asked for and not in."""

    id: int
    due_on: date
    is_asked: bool


def assessors_told(session: Session, actor: Actor, review_id: int, among: Collection[int]) -> frozenset[int]:
    """Return, of these people, the assessors with an open account. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    found = _assessors().where(ReviewAssessor.review_id == review_id, Person.id.in_(among))
    return frozenset(person_id for _review_id, person_id in session.execute(found))


def readers_of_review(session: Session, actor: Actor, review_id: int) -> frozenset[int]:
    """Return who is told that a session is closed: its assessors, and who prepared it. Two statements."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    people = {person_id for _id, person_id in session.execute(_assessors().where(Review.id == review_id))}
    chair = session.scalars(
        select(Person.id)
        .join(Review, Review.chair_id == Person.id)
        .where(Review.id == review_id, Person.status == PersonStatus.ACTIVE)
    )
    return frozenset(people) | frozenset(chair)


def marks_due(session: Session, actor: Actor) -> dict[tuple[int, date], frozenset[int]]:
    """Return, by open session and last day, the assessors to remind: those who have not handed in. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    today = clock.today()
    rows = session.execute(
        _assessors()
        .add_columns(Review.due_on)
        .where(
            Review.state == ReviewState.OPEN,
            Review.due_on >= today,
            Review.due_on <= today + REMINDED_BEFORE,
            ReviewAssessor.handed_in_at.is_(None),
        )
    )
    found: dict[tuple[int, date], set[int]] = {}
    for review_id, person_id, due_on in rows:
        found.setdefault((review_id, due_on), set()).add(person_id)
    return {key: frozenset(people) for key, people in found.items()}


def seen_reviews(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, SeenReview]:
    """Return, of these sessions, those that the actor reads. One statement."""
    require(actor, Action.NOTICE_READ, Facts(person_id=actor.person_id))
    return {
        row.id: SeenReview(WrittenWords(row.title), row.id, row.due_on, row.is_asked)
        for row in reviews_seen(session, actor, ids)
    }


def _assessors() -> Select[int, int]:
    return (
        select(ReviewAssessor.review_id, Person.id)
        .join(Person, Person.id == ReviewAssessor.person_id)
        .join(Review, Review.id == ReviewAssessor.review_id)
        .where(Person.status == PersonStatus.ACTIVE)
    )
