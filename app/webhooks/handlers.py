"""What happens elsewhere, as it is told in a chat."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.announcements.models import Announcement
from app.campaigns.models import Edition
from app.feedback.models import Feedback
from app.outbox.deliver import Delivery
from app.policy.actor import SYSTEM
from app.webhooks.service import PostPlan, plan_posts
from app.webhooks.types import PostKind


def tell_edition(kind: PostKind) -> Callable[[Session, Delivery], None]:
    """Return the handler that tells an entity's chat what happened to its edition."""

    def handle(session: Session, delivery: Delivery) -> None:
        place = delivery.payload
        plan_posts(session, SYSTEM, PostPlan(kind, _cause(delivery), place["campaign_id"], place["entity_id"]))

    return handle


def tell_announcement(session: Session, delivery: Delivery) -> None:
    """Tell the chats of those whom an announcement is for that there is one."""
    found = session.execute(
        select(Announcement.entity_id, Edition.campaign_id)
        .outerjoin(Edition, Edition.id == Announcement.edition_id)
        .where(Announcement.id == delivery.payload["announcement_id"])
    ).one_or_none()
    if found is not None:
        plan_posts(session, SYSTEM, PostPlan(PostKind.ANNOUNCED, _cause(delivery), found[1], found[0]))


def tell_decision(session: Session, delivery: Delivery) -> None:
    """Tell every chat of a campaign that something was decided: which entity it comes from is not told."""
    campaign_id = session.scalar(select(Feedback.campaign_id).where(Feedback.id == delivery.payload["feedback_id"]))
    if campaign_id is not None:
        plan_posts(session, SYSTEM, PostPlan(PostKind.DECIDED, _cause(delivery), campaign_id))


def _cause(delivery: Delivery) -> str:
    return f"event {delivery.message_id}"
