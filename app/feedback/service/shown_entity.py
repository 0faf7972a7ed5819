"""Which entity a contribution shows to its readers."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.campaigns.types import IdentityLevel
from app.feedback.models import Feedback
from app.feedback.queries.writers import other_writers


def settle_shown_entity(session: Session, feedback: Feedback) -> None:
    """Decide whether readers may know the entity of a contribution that becomes public, or changes while it is.

    Call it before ``published_at`` is set, and after a change of words, language or identity. What hid its
    entity once goes on doing so: else the next person who writes its language would give it away.
    """
    is_told = feedback.source_key is not None or feedback.identity is IdentityLevel.NAMED
    if feedback.identity is IdentityLevel.CONFIDENTIAL:
        was_hidden = feedback.published_at is not None and feedback.shown_entity_id is None
        is_told = not was_hidden and not _is_rare(session, feedback)
    feedback.shown_entity_id = feedback.entity_id if is_told else None


def _is_rare(session: Session, feedback: Feedback) -> bool:
    """Tell whether fewer people than the campaign's contract asks for write this language in the entity."""
    least = session.get_one(Campaign, feedback.campaign_id).min_group_verbatim
    return other_writers(session, feedback, least - 1) + 1 < least
