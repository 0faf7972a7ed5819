"""Reads of short links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition
from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.errors import NotFound
from app.core.references import READ_AS
from app.entities.models import Entity
from app.links.errors import LinkGone
from app.links.models import CampaignLink
from app.links.types import LinkKind
from app.missions.models import Mission
from app.policy.actor import Actor
from app.policy.check import can, require, require_sight
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action

LINKS_MAX = 200  # of an edition; a poster for each branch


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One short link, as those who make them see it."""

    id: int
    code: str
    spot: str
    ends_on: date
    revoked_on: date | None
    kind: LinkKind
    mission_number: int | None  # None, like the two below: it leads to the page to join
    mission_minutes: int | None
    title_text_id: int | None
    slug: str
    campaign_title_id: int
    campaign_id: int
    edition_id: int
    entity_id: int
    entity_name: str
    entity_code: str
    time_zone: str
    status: EditionStatus
    locales: Sequence[str]  # of the entity

    @property
    def facts(self) -> Facts:
        """What the permission table may know about this link."""
        return Facts(entity_id=self.entity_id, campaign_id=self.campaign_id, edition_id=self.edition_id)

    @property
    def works(self) -> bool:
        """Whether it leads somewhere today."""
        is_in_time = self.revoked_on is None and self.ends_on >= clock.today(self.time_zone)
        return is_in_time and self.status is EditionStatus.OPEN


def links_of(session: Session, actor: Actor, facts: Facts) -> list[LinkRow]:
    """Return the links to missions of an edition, the newest first. One statement.

    :raises Forbidden: the actor makes none there
    """
    require(actor, Action.LINK_MANAGE, facts)
    rows = session.execute(
        _links()
        .where(CampaignLink.edition_id == facts.edition_id, CampaignLink.kind == LinkKind.FIELD)
        .order_by(CampaignLink.made_on.desc(), CampaignLink.id)
        .limit(LINKS_MAX)
    )
    return [LinkRow(*row) for row in rows]


def own_links(session: Session, actor: Actor, facts: Facts) -> list[LinkRow]:
    """Return the actor's personal links to an edition, the newest first. One statement.

    :raises Forbidden: the actor makes none there
    """
    require(actor, Action.LINK_MANAGE, facts)
    rows = session.execute(
        _links()
        .where(
            CampaignLink.edition_id == facts.edition_id,
            CampaignLink.kind == LinkKind.RECRUIT,
            CampaignLink.made_by_id == actor.person_id,
        )
        .order_by(CampaignLink.made_on.desc(), CampaignLink.revoked_on.is_not(None), CampaignLink.id)
        .limit(LINKS_MAX)
    )
    return [LinkRow(*row) for row in rows]


def link_by_id(session: Session, actor: Actor, link_id: int) -> LinkRow:
    """Return one link, for its poster. One statement.

    :raises NotFound: there is none, or the actor makes none there
    """
    found = session.execute(_links().where(CampaignLink.id == link_id)).first()
    if found is None:
        raise NotFound
    row = LinkRow(*found)
    require_sight(actor, Action.LINK_MANAGE, row.facts)
    return row


class LinkGoal(NamedTuple):
    """Where a short link leads: a mission of a campaign, or to joining it."""

    slug: str
    number: int | None


def goal_of(session: Session, actor: Actor, code: str) -> LinkGoal:
    """Return where a code leads. One statement; case and letters that look alike do not matter.

    :raises LinkGone: nowhere: unknown, ended, withdrawn, of an edition that is not open, or out of the actor's sight
    """
    require(actor, Action.LINK_FOLLOW, NOTHING)
    found = session.execute(_links().where(CampaignLink.code == code.lower().translate(READ_AS))).first()
    row = LinkRow(*found) if found is not None else None
    if row is None or not row.works or not can(actor, Action.MISSION_VIEW, row.facts):
        raise LinkGone
    return LinkGoal(row.slug, row.mission_number)


def _links() -> Select[*tuple[Any, ...]]:
    columns: Select[*tuple[Any, ...]] = (
        select(
            CampaignLink.id, CampaignLink.code, CampaignLink.spot, CampaignLink.ends_on, CampaignLink.revoked_on,
            CampaignLink.kind, Mission.number, Mission.minutes, Mission.title_text_id, Campaign.slug,
            Campaign.title_text_id, Campaign.id,
            Edition.id, Entity.id, Entity.name, Entity.code, Entity.time_zone, Edition.status, Entity.locales,
        )
        .outerjoin(Mission, Mission.id == CampaignLink.mission_id)
        .join(Edition, Edition.id == CampaignLink.edition_id)
        .join(Campaign, Campaign.id == Edition.campaign_id)
        .join(Entity, Entity.id == Edition.entity_id)
    )  # fmt: skip
    return columns
