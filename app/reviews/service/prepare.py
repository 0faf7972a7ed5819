"""Prepare a review session, change it until it opens, and open it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition
from app.core import clock
from app.core.errors import ChangedMeanwhile, FormUsed
from app.db.session import transaction, unique
from app.journal.record import record
from app.outbox.publish import publish
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.rules import Action
from app.policy.scopes import campaign_sight
from app.reviews.errors import ReviewDueInThePast, ReviewNotReady, ReviewWithoutCampaign, WeightsAddUpToNothing
from app.reviews.events import ReviewersInvited
from app.reviews.models import Review, ReviewAssessor, ReviewCampaign, ReviewCriterion, ReviewItem
from app.reviews.queries import entity_facts
from app.reviews.service.locked import lock_review
from app.reviews.types import ASSESSORS_MIN, ReviewKind, ReviewState, TieRule

SUBJECTS_MIN = 2


@dataclass(frozen=True, slots=True)
class CriterionInput:
    """A column of the grid."""

    name: str
    weight: int


@dataclass(frozen=True, slots=True)
class ReviewInput:
    """A review session as it should be."""

    title: str
    entity_id: int | None
    campaign_ids: frozenset[int]
    kind: ReviewKind
    tie_rule: TieRule
    due_on: date
    criteria: tuple[CriterionInput, ...] = ()
    submission_key: str | None = None
    version: int = 1  # that it was written against


def prepare_review(session: Session, actor: Actor, data: ReviewInput) -> Review:
    """Prepare a session; nobody but its chairs sees it yet. The same form sent again is one.

    :raises Forbidden: the central team prepares them, and a sponsor for their entity
    :raises ReviewWithoutCampaign: none is chosen, or one that the actor cannot read or that is not in that entity
    :raises WeightsAddUpToNothing: no criterion of a grid weighs anything
    :raises ReviewDueInThePast: the last day for marks is over
    :raises FormUsed: the same form was sent before with other words
    """
    with transaction(session):
        facts = entity_facts(data.entity_id, data.campaign_ids)
        require(actor, Action.REVIEW_CHAIR, facts)
        sent = session.scalars(select(Review).where(Review.submission_key == data.submission_key)).one_or_none()
        if data.submission_key and sent is not None:
            if (sent.title, sent.entity_id, sent.kind) != (data.title, data.entity_id, data.kind):
                raise FormUsed
            return sent
        _check(session, actor, data)
        review = Review(
            entity_id=data.entity_id,
            chair_id=actor.person_id,
            title=data.title,
            kind=data.kind,
            tie_rule=data.tie_rule,
            due_on=data.due_on,
            submission_key=data.submission_key,
        )
        with unique(session, FormUsed):
            session.add(review)
        _write_parts(session, review, data)
        record(session, actor, "reviews.prepare", ("review", review.id, facts))
    return review


def change_review(session: Session, actor: Actor, review_id: int, data: ReviewInput) -> None:
    """Change a session that is not open yet; its entity and its way of marking stay.

    :raises NotFound, Forbidden, NotPossibleNow: as ``lock_review``; it is open already
    :raises ReviewWithoutCampaign, WeightsAddUpToNothing, ReviewDueInThePast: as ``prepare_review``
    :raises ChangedMeanwhile: somebody saved it since the form was shown
    """
    with transaction(session):
        review, facts = lock_review(session, actor, review_id, Action.REVIEW_CHAIR, ReviewState.PREPARING)
        require(actor, Action.REVIEW_CHAIR, entity_facts(review.entity_id, data.campaign_ids))
        _check(session, actor, data)
        if review.version != data.version:
            raise ChangedMeanwhile
        review.title, review.tie_rule, review.due_on = data.title, data.tie_rule, data.due_on
        review.version += 1
        for table in (ReviewCampaign, ReviewCriterion):
            session.execute(delete(table).where(table.review_id == review.id))
        session.flush()
        _write_parts(session, review, data)
        record(session, actor, "reviews.change", ("review", review.id, facts))


def open_review(session: Session, actor: Actor, review_id: int) -> None:
    """Ask the assessors for their marks; from now on shortlist and grid stay as they are. A second click does nothing.

    :raises NotFound, Forbidden, NotPossibleNow: as ``lock_review``; it is closed
    :raises ReviewNotReady: it needs two subjects and two assessors
    :raises ReviewDueInThePast: the last day for marks is over
    """
    with transaction(session):
        review, facts = lock_review(session, actor, review_id, Action.REVIEW_CHAIR)
        if review.state is ReviewState.OPEN:
            return
        review, facts = lock_review(session, actor, review_id, Action.REVIEW_CHAIR, ReviewState.PREPARING)
        subjects = session.scalar(select(func.count()).select_from(ReviewItem).where(ReviewItem.review_id == review.id))
        assessors = session.scalars(
            select(ReviewAssessor).where(ReviewAssessor.review_id == review.id).order_by(ReviewAssessor.number)
        ).all()
        if (subjects or 0) < SUBJECTS_MIN or len(assessors) < ASSESSORS_MIN:
            raise ReviewNotReady
        _check_day(review.due_on)
        review.state, review.opened_at = ReviewState.OPEN, clock.now()
        for each in assessors:
            each.invited_at = clock.now()
        record(session, actor, "reviews.open", ("review", review.id, facts))
        publish(session, ReviewersInvited(review.id, [each.person_id for each in assessors]))


def _check(session: Session, actor: Actor, data: ReviewInput) -> None:
    if data.kind is ReviewKind.GRID and not any(each.weight for each in data.criteria):
        raise WeightsAddUpToNothing
    _check_day(data.due_on)
    there = Edition.entity_id == data.entity_id if data.entity_id is not None else Edition.id.is_not(None)
    seen = session.scalars(
        select(Campaign.id)
        .join(Edition, Edition.campaign_id == Campaign.id)
        .where(Campaign.id.in_(data.campaign_ids), campaign_sight(actor, Edition.entity_id, Campaign.id), there)
        .distinct()
    )
    if not data.campaign_ids or set(seen) != data.campaign_ids:
        raise ReviewWithoutCampaign


def _check_day(due_on: date) -> None:
    if due_on < clock.today():
        raise ReviewDueInThePast


def _write_parts(session: Session, review: Review, data: ReviewInput) -> None:
    session.add_all(ReviewCampaign(review_id=review.id, campaign_id=number) for number in sorted(data.campaign_ids))
    if review.kind is ReviewKind.GRID:
        session.add_all(
            ReviewCriterion(review_id=review.id, number=number, name=each.name, weight=each.weight)
            for number, each in enumerate(data.criteria, 1)
        )
    session.flush()
