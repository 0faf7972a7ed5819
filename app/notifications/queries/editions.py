"""Editions as notices speak of them: who works there, and what a reader may see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.types import PersonStatus
from app.campaigns.models import Campaign, Edition, edition_entities
from app.campaigns.types import EditionStatus
from app.notifications.queries.campaigns import with_titles
from app.notifications.types import SeenSubject
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action


@dataclass(frozen=True, slots=True)
class SeenEdition(SeenSubject):
    """An edition whose campaign its reader may open."""

    slug: str
    has_joined: bool


def employees_of(session: Session, actor: Actor, entity_id: int, edition_id: int | None = None) -> frozenset[int]:
    """Return who works in an entity, or in one that the edition welcomes, and has an open account. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    welcomed = select(edition_entities.c.entity_id).where(edition_entities.c.edition_id == edition_id)
    return frozenset(
        session.scalars(
            select(Person.id).where(
                (Person.entity_id == entity_id) | Person.entity_id.in_(welcomed), Person.status == PersonStatus.ACTIVE
            )
        )
    )


def seen_editions(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, SeenEdition]:
    """Return, of these editions, those that are open and whose campaign the actor may see. Two statements."""
    require(actor, Action.NOTICE_READ, Facts(person_id=actor.person_id))
    rows = session.execute(
        select(Edition.id, Edition.entity_id, Campaign.id.label("campaign_id"), Campaign.slug, Campaign.title_text_id)
        .join(Campaign, Campaign.id == Edition.campaign_id)
        .where(Edition.id.in_(ids), Edition.status == EditionStatus.OPEN)
    )
    seen = with_titles(session, actor, rows, lambda row: Facts(row.entity_id, row.campaign_id, row.id))
    return {
        row.id: SeenEdition(
            title=title, slug=row.slug, has_joined=row.campaign_id in actor.enrolled_in, campaign_id=row.campaign_id
        )
        for row, title in seen
    }
