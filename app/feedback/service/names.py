"""A moderator reads the name of a confidential author: with a reason, journalled, and seen by the author."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.db.session import transaction
from app.feedback.errors import NameReasonMissing
from app.feedback.events import NameOpened
from app.feedback.models import NameOpening
from app.feedback.queries.locked import feedback_for_update
from app.journal.record import record
from app.outbox.publish import publish
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.rules import Action


def show_name(session: Session, actor: Actor, feedback_id: int, reason: str) -> str:
    """Note who asks and why, and return the author's name.

    :raises NotFound: absent, or out of sight
    :raises Forbidden: the actor does not moderate it, wrote it, or its author is not a confidential one
    :raises NameReasonMissing: no reason is given
    """
    with transaction(session):
        feedback, facts = feedback_for_update(session, actor, feedback_id)
        require(actor, Action.FEEDBACK_SHOW_NAME, facts)
        if not reason.strip():
            raise NameReasonMissing
        opening = NameOpening(feedback_id=feedback.id, by_id=actor.person_id, reason=reason)
        session.add(opening)
        record(session, actor, "feedback.show_name", ("feedback", feedback.id, facts), {"opening": opening.id})
        publish(session, NameOpened(opening_id=opening.id))
        return session.scalars(select(Person.name).where(Person.id == feedback.author_id)).one()
