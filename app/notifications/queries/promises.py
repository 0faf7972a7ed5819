"""Changes of a promise as notices speak of them: what a reader may see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, PromiseChange
from app.notifications.queries.campaigns import with_titles
from app.notifications.types import SeenSubject, WrittenWords
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action


@dataclass(frozen=True, slots=True)
class SeenPromiseChange(SeenSubject):
    """A change of a promise whose campaign its reader may open."""

    slug: str
    reason: WrittenWords


def seen_promise_changes(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, SeenPromiseChange]:
    """Return, of these changes, those whose campaign the actor may see. Two statements."""
    require(actor, Action.NOTICE_READ, Facts(person_id=actor.person_id))
    rows = session.execute(
        select(
            PromiseChange.id, PromiseChange.reason, Campaign.id.label("campaign_id"), Campaign.slug,
            Campaign.title_text_id,
        )
        .join(Campaign, Campaign.id == PromiseChange.campaign_id)
        .where(PromiseChange.id.in_(ids))
    )  # fmt: skip
    seen = with_titles(session, actor, rows, lambda row: Facts(actor.entity_id, row.campaign_id))
    return {
        row.id: SeenPromiseChange(
            title=title, slug=row.slug, reason=WrittenWords(row.reason), campaign_id=row.campaign_id
        )
        for row, title in seen
    }
