"""What was sent, found again by its sender: by the form it came from, or by its reference code."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.feedback.errors import UnknownReference
from app.feedback.models import Feedback
from app.feedback.types import State
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action


class OwnSent(NamedTuple):
    """What is told of a contribution right after it was sent."""

    language: str
    due_on: date | None  # the day promised for an answer
    waits: bool  # for a moderator, before others read it


def feedback_by_submission(session: Session, actor: Actor, submission_key: str) -> int:
    """Return the identifier of what a form made when it was first sent. Only who holds the form's key can ask.

    :raises NotFound: nothing has this key
    """
    require(actor, Action.FEEDBACK_REFERENCE, NOTHING)
    mine_or_nobodys = or_(Feedback.author_id.is_(None), Feedback.author_id == actor.person_id)
    feedback_id = session.scalar(select(Feedback.id).where(Feedback.submission_key == submission_key, mine_or_nobodys))
    if feedback_id is None:
        raise NotFound
    return feedback_id


def own_sent(session: Session, actor: Actor, feedback_id: int) -> OwnSent | None:
    """Return what the sender of a contribution is told of it; nothing where it is not the actor's own."""
    is_own = or_(Feedback.author_id == actor.person_id, Feedback.id.in_(actor.references))
    told = select(Feedback.language, Feedback.due_on, Feedback.state == State.WAITING)
    row = session.execute(told.where(Feedback.id == feedback_id, is_own)).first()
    return OwnSent(*row) if row else None


def feedback_by_reference(session: Session, actor: Actor, reference_hash: str) -> int:
    """Return the identifier of the untraceable contribution whose code was given.

    :raises UnknownReference: no contribution has it
    """
    require(actor, Action.FEEDBACK_REFERENCE, NOTHING)
    feedback_id = session.scalar(select(Feedback.id).where(Feedback.reference_hash == reference_hash))
    if feedback_id is None:
        raise UnknownReference
    return feedback_id
