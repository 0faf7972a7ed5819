"""Who marks what: the subjects and the assessors of a session."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.queries import rights_of
from app.accounts.types import PersonStatus
from app.core import clock
from app.core.wording import fold_email
from app.db.session import transaction
from app.feedback.models import Feedback
from app.feedback.queries.places import campaign_places, facts_of
from app.feedback.types import State
from app.journal.record import record
from app.outbox.publish import publish
from app.policy.actor import SYSTEM, Actor
from app.policy.check import can
from app.policy.facts import Facts
from app.policy.rules import Action
from app.reviews.errors import NoSuchAssessor, NoSuchSubject, TooManyAssessors, TooManySubjects
from app.reviews.events import ReviewersInvited
from app.reviews.models import Review, ReviewAssessor, ReviewCampaign, ReviewItem
from app.reviews.service.locked import lock_review
from app.reviews.types import ASSESSORS_MAX, SUBJECTS_MAX, ReviewState


def add_subjects(session: Session, actor: Actor, review_id: int, feedback_ids: Sequence[int]) -> int:
    """Add published contributions to the shortlist, in this order; return how many are new. What is there stays.

    :raises NotFound, Forbidden, NotPossibleNow: as ``lock_review``; it is open already
    :raises NoSuchSubject: one is not published, not of these campaigns and this entity, or out of the actor's sight
    :raises TooManySubjects: the shortlist would be too long
    """
    with transaction(session):
        review, facts = lock_review(session, actor, review_id, Action.REVIEW_CHAIR, ReviewState.PREPARING)
        wanted = list(dict.fromkeys(feedback_ids))
        there = set(session.scalars(select(ReviewItem.feedback_id).where(ReviewItem.review_id == review.id)))
        found = {row.id: row for row in session.scalars(select(Feedback).where(Feedback.id.in_(wanted)))}
        campaigns = _campaigns(session, review)
        places = campaign_places(session, campaigns)
        for feedback_id in wanted:
            feedback = found.get(feedback_id)
            if (
                feedback is None
                or feedback.state is not State.PUBLISHED
                or feedback.campaign_id not in campaigns
                or review.entity_id not in {None, feedback.shown_entity_id}
                or not can(actor, Action.FEEDBACK_VIEW, facts_of(session, feedback, known=places))
            ):
                raise NoSuchSubject
        new = [feedback_id for feedback_id in wanted if feedback_id not in there]
        if len(there) + len(new) > SUBJECTS_MAX:
            raise TooManySubjects(maximum=SUBJECTS_MAX)
        last = session.scalar(select(func.max(ReviewItem.number)).where(ReviewItem.review_id == review.id)) or 0
        session.add_all(
            ReviewItem(review_id=review.id, feedback_id=feedback_id, number=number)
            for number, feedback_id in enumerate(new, last + 1)
        )
        if new:
            record(session, actor, "reviews.add_subjects", ("review", review.id, facts), {"count": len(new)})
    return len(new)


def remove_subject(session: Session, actor: Actor, review_id: int, item_id: int) -> None:
    """Take a subject off the shortlist; one that is gone already is left alone.

    :raises NotFound, Forbidden, NotPossibleNow: as ``lock_review``; it is open already
    """
    with transaction(session):
        review, facts = lock_review(session, actor, review_id, Action.REVIEW_CHAIR, ReviewState.PREPARING)
        session.execute(delete(ReviewItem).where(ReviewItem.review_id == review.id, ReviewItem.id == item_id))
        record(session, actor, "reviews.remove_subject", ("review", review.id, facts))


def invite_assessor(session: Session, actor: Actor, review_id: int, email: str) -> None:
    """Ask somebody for marks; told when the session opens, or at once while it is open. Twice is once.

    :raises NotFound, Forbidden, NotPossibleNow: as ``lock_review``; it is closed
    :raises NoSuchAssessor: no open account has this address, or its holder cannot read the campaigns
    :raises TooManyAssessors: there are enough
    """
    with transaction(session):
        review, facts = lock_review(
            session, actor, review_id, Action.REVIEW_CHAIR, ReviewState.PREPARING, ReviewState.OPEN
        )
        person = session.scalars(
            select(Person).where(Person.email_key == fold_email(email), Person.status == PersonStatus.ACTIVE)
        ).one_or_none()
        if person is None or not _reads_all(session, person, _campaigns(session, review)):
            raise NoSuchAssessor
        numbers = {
            each.person_id: each.number
            for each in session.scalars(select(ReviewAssessor).where(ReviewAssessor.review_id == review.id))
        }
        if person.id in numbers:
            return
        if len(numbers) >= ASSESSORS_MAX:
            raise TooManyAssessors(maximum=ASSESSORS_MAX)
        is_open = review.state is ReviewState.OPEN
        session.add(
            ReviewAssessor(
                review_id=review.id,
                person_id=person.id,
                number=max(numbers.values(), default=-1) + 1,
                invited_at=clock.now() if is_open else None,
            )
        )
        record(session, actor, "reviews.invite", ("review", review.id, facts), {"person_id": person.id})
        if is_open:
            publish(session, ReviewersInvited(review.id, [person.id]))


def remove_assessor(session: Session, actor: Actor, review_id: int, person_id: int) -> None:
    """Ask somebody no longer, before the session opens; who is not asked is left alone.

    :raises NotFound, Forbidden, NotPossibleNow: as ``lock_review``; it is open already
    """
    with transaction(session):
        review, facts = lock_review(session, actor, review_id, Action.REVIEW_CHAIR, ReviewState.PREPARING)
        theirs = (ReviewAssessor.review_id == review.id, ReviewAssessor.person_id == person_id)
        session.execute(delete(ReviewAssessor).where(*theirs))
        record(session, actor, "reviews.remove_assessor", ("review", review.id, facts), {"person_id": person_id})


def _campaigns(session: Session, review: Review) -> frozenset[int]:
    found = select(ReviewCampaign.campaign_id).where(ReviewCampaign.review_id == review.id)
    return frozenset(session.scalars(found))


def _reads_all(session: Session, person: Person, campaign_ids: frozenset[int]) -> bool:
    """Tell whether somebody reads what is published in all of these campaigns."""
    rights = rights_of(session, SYSTEM, [person.id])[person.id]
    reader = Actor(
        person_id=person.id,
        entity_id=person.entity_id,
        grants=rights.grants,
        enrolled_in=rights.enrolled_in,
        campaigns_open=rights.campaigns_open,
    )
    return all(
        can(
            reader,
            Action.FEEDBACK_VIEW,
            Facts(campaign_id=campaign_id, is_published=True, is_withdrawn=False, campaign_entities=frozenset(places)),
        )
        for campaign_id, places in campaign_places(session, campaign_ids).items()
    )
