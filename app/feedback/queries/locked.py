"""A contribution as it is now, locked to be changed."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.campaigns.models import Edition
from app.core.errors import NotFound
from app.feedback.models import Feedback
from app.feedback.queries.places import facts_of
from app.policy.actor import Actor
from app.policy.check import require_sight
from app.policy.facts import Facts
from app.policy.rules import Action


def feedback_for_update(session: Session, actor: Actor, feedback_id: int) -> tuple[Feedback, Facts]:
    """Return a contribution as it is now, locked until the transaction ends, and all that rules may know of it.

    :raises NotFound: absent, or the actor may not know it exists
    """
    feedback = session.scalars(
        select(Feedback).where(Feedback.id == feedback_id).with_for_update().execution_options(populate_existing=True)
    ).first()
    if feedback is None:
        raise NotFound
    found = session.scalars(
        select(Edition)
        .where(Edition.id == feedback.edition_id)
        .options(joinedload(Edition.campaign), joinedload(Edition.entity), joinedload(Edition.phases))
    )
    edition = found.unique().one()
    facts = facts_of(session, feedback, edition)
    require_sight(actor, Action.FEEDBACK_VIEW, facts)
    return feedback, facts
