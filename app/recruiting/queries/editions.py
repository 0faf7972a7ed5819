"""Where somebody recruits, and how many people came by their links."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition
from app.campaigns.types import EditionStatus
from app.core import clock
from app.entities.models import Entity
from app.figures.weeks import monday_of
from app.links.models import CampaignLink
from app.links.types import LinkKind
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.masking import part_shown
from app.policy.rules import Action
from app.policy.scopes import recruiting_sight
from app.recruiting.models import LinkJoins

EDITIONS_MAX = 100


@dataclass(frozen=True, slots=True)
class RecruitedEdition:
    """An edition that somebody recruits for."""

    slug: str
    title_text_id: int
    entity_code: str
    entity_name: str


def editions_to_recruit(session: Session, actor: Actor) -> list[RecruitedEdition]:
    """Return the open editions that the actor recruits for, the newest campaign first. One statement.

    :raises Forbidden: the actor recruits nowhere
    """
    require(actor, Action.RECRUITING_VIEW, NOTHING)
    rows = session.execute(
        select(Campaign.slug, Campaign.title_text_id, Entity.code, Entity.name)
        .join(Edition, Edition.campaign_id == Campaign.id)
        .join(Entity, Entity.id == Edition.entity_id)
        .where(Edition.status == EditionStatus.OPEN, recruiting_sight(actor, Edition.entity_id, Campaign.id))
        .order_by(Campaign.id.desc(), Entity.name)
        .limit(EDITIONS_MAX)
    )
    return [RecruitedEdition(*row) for row in rows]


def joined_by_links(session: Session, actor: Actor, facts: Facts, joined: int | None, threshold: int) -> int | None:
    """Return how many people, at least, came to an edition by the actor's links; ``None``: too few to say.

    It is the state of the last Sunday, in steps of the threshold, and one step of those who take part (``joined``, as
    shown) stays for the others: neither a link of one's own for each colleague nor a difference speaks of a few.
    One statement.

    :raises Forbidden: the actor does not recruit there
    """
    require(actor, Action.RECRUIT, facts)
    came = session.scalar(
        select(func.sum(LinkJoins.people))
        .join(CampaignLink, CampaignLink.id == LinkJoins.link_id)
        .where(
            CampaignLink.edition_id == facts.edition_id,
            CampaignLink.kind == LinkKind.RECRUIT,
            CampaignLink.made_by_id == actor.person_id,
            LinkJoins.week < monday_of(clock.today()),
        )
    )
    return part_shown(came or 0, joined or 0, threshold)
