"""Changes of a promise as notices speak of them: who joined, and what a reader may see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.types import PersonStatus
from app.campaigns.models import Campaign, Edition, PromiseChange
from app.enrolment.models import Enrolment
from app.enrolment.types import EnrolmentStatus
from app.notifications.queries.campaigns import with_titles
from app.notifications.types import SeenSubject, WrittenWords
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action


@dataclass(frozen=True, slots=True)
class SeenPromiseChange(SeenSubject):
    """A change of a promise whose campaign its reader may open."""

    slug: str
    reason: WrittenWords


def joined_in(session: Session, actor: Actor, campaign_id: int) -> frozenset[int]:
    """Return who takes part in a campaign, in whichever entity, and has an open account. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    return frozenset(
        session.scalars(
            select(Enrolment.person_id)
            .join(Edition, Edition.id == Enrolment.edition_id)
            .join(Person, Person.id == Enrolment.person_id)
            .where(
                Edition.campaign_id == campaign_id,
                Enrolment.status.in_([EnrolmentStatus.ACCEPTED, EnrolmentStatus.COMPLETED]),
                Person.status == PersonStatus.ACTIVE,
            )
        )
    )


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
