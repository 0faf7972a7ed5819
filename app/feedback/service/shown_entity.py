"""Which entity a contribution shows to its readers."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.campaigns.types import IdentityLevel
from app.core.working_time import add_working_days
from app.feedback.models import Feedback
from app.feedback.queries.writers import editions_where_rare


def settle_shown_entity(session: Session, feedback: Feedback) -> None:
    """Decide whether readers may know the entity of a contribution that becomes public, or changes while it is.

    Call it before ``published_at`` is set, and after a change of words, language or identity. What hid its
    entity once goes on doing so: else the next person who writes its language would give it away. An answer to it is
    due by nobody's calendar in particular: the entity's holidays would tell which one it is.
    """
    if feedback.identity is IdentityLevel.NAMED:
        feedback.shown_entity_id = feedback.entity_id
        return
    campaign = session.get_one(Campaign, feedback.campaign_id)
    is_told = feedback.source_key is not None
    if feedback.identity is IdentityLevel.CONFIDENTIAL:
        was_hidden = feedback.published_at is not None and feedback.shown_entity_id is None
        is_told = not was_hidden and _is_told(session, feedback, campaign.min_group_verbatim)
    feedback.shown_entity_id = feedback.entity_id if is_told else None
    if not is_told and feedback.published_at is None:
        feedback.due_on = add_working_days(feedback.created_at.date(), campaign.answer_within_days)


def _is_told(session: Session, feedback: Feedback, least: int) -> bool:
    """Tell whether the entity of a confidential contribution may be known.

    Not where fewer than ``least`` people write its language there. Nor where that is so in one other entity alone:
    what hides its entity could then come from that one only, and all would know it.
    """
    rare = editions_where_rare(session, feedback, least)
    return feedback.edition_id not in rare and len(rare) != 1
