"""Where an import lands, and what is there already."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.campaigns.models import Campaign, Edition
from app.core.errors import NotFound
from app.entities.models import Entity
from app.feedback.models import Comment, Feedback
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.rules import Action


class Place(NamedTuple):
    """Where an item landed: its contribution, and the comment it became, if it did."""

    feedback_id: int
    comment_id: int | None


def edition_for(session: Session, actor: Actor, slug: str, code: str) -> Edition:
    """Return the edition of a campaign in an entity, to bring feedback into it.

    :raises NotFound: there is none
    :raises Forbidden: the actor may not import there
    """
    edition = session.scalars(
        select(Edition)
        .join(Campaign, Campaign.id == Edition.campaign_id)
        .join(Entity, Entity.id == Edition.entity_id)
        .where(Campaign.slug == slug, Entity.code == code)
        .options(selectinload(Edition.phases))
    ).one_or_none()
    if edition is None:
        raise NotFound
    require(actor, Action.FEEDBACK_IMPORT, edition.facts)
    return edition


def landed(session: Session, actor: Actor, edition: Edition) -> dict[str, Place]:
    """Return what earlier imports brought to the edition's campaign, by identifier."""
    require(actor, Action.FEEDBACK_IMPORT, edition.facts)
    campaign_id = edition.campaign_id
    contributions = select(Feedback.source_key, Feedback.id).where(
        Feedback.campaign_id == campaign_id, Feedback.source_key.is_not(None)
    )
    comments = (
        select(Comment.source_key, Comment.feedback_id, Comment.id)
        .join(Feedback, Feedback.id == Comment.feedback_id)
        .where(Feedback.campaign_id == campaign_id, Comment.source_key.is_not(None))
    )
    found = {str(key): Place(feedback_id, comment_id) for key, feedback_id, comment_id in session.execute(comments)}
    return found | {str(key): Place(feedback_id, None) for key, feedback_id in session.execute(contributions)}
