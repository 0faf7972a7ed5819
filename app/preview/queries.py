"""Reads of reviewers' links, and of the draft that one shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.models import Campaign, Edition
from app.campaigns.queries import CampaignRow, EditionRow, campaign_by_slug
from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.errors import NotFound
from app.entities.models import Entity
from app.policy.actor import Actor, Grant, Role
from app.policy.check import NOBODY, can, require, require_sight
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.preview.models import PreviewLink

LINKS_SHOWN = 100  # of a campaign, the newest


@dataclass(frozen=True, slots=True)
class PreviewLinkRow:
    """One reviewers' link, as those who prepare the edition see it."""

    id: int
    ends_on: date
    revoked_on: date | None
    made_on: date
    made_by: str | None  # None: the account is gone
    edition_id: int
    campaign_id: int
    slug: str
    entity_id: int
    entity_name: str
    time_zone: str
    status: EditionStatus

    @property
    def facts(self) -> Facts:
        """What the permission table may know about this link."""
        return Facts(entity_id=self.entity_id, campaign_id=self.campaign_id, edition_id=self.edition_id)

    @property
    def is_in_time(self) -> bool:
        """Whether it still leads somewhere: to the draft, or to the campaign once it is open."""
        return self.revoked_on is None and self.ends_on >= clock.today(self.time_zone)

    @property
    def shows_draft(self) -> bool:
        """Whether it shows the page of a draft today."""
        return self.is_in_time and self.status is EditionStatus.DRAFT


def preview_links_of(session: Session, actor: Actor, editions: Sequence[EditionRow]) -> list[PreviewLinkRow]:
    """Return the links to the editions that the actor may show to reviewers, the newest first. One statement."""
    shown = [each.id for each in editions if can(actor, Action.PREVIEW_SHARE, each.facts)]
    rows = session.execute(
        _links()
        .where(PreviewLink.edition_id.in_(shown))
        .order_by(PreviewLink.made_on.desc(), PreviewLink.id)
        .limit(LINKS_SHOWN)
    )
    return [PreviewLinkRow(*row) for row in rows]


def preview_link_by_id(session: Session, actor: Actor, link_id: int) -> PreviewLinkRow:
    """Return one link. One statement.

    :raises NotFound: there is none, or the actor does not prepare its edition
    """
    found = session.execute(_links().where(PreviewLink.id == link_id)).first()
    if found is None:
        raise NotFound
    row = PreviewLinkRow(*found)
    require_sight(actor, Action.PREVIEW_SHARE, row.facts)
    return row


def link_to_follow(session: Session, actor: Actor, link_id: int | None) -> PreviewLinkRow:
    """Return the link that somebody follows. One statement.

    :raises NotFound: nobody made it here, it ended or was withdrawn: all look alike
    """
    require(actor, Action.PREVIEW_OPEN, NOTHING)
    found = session.execute(_links().where(PreviewLink.id == link_id)).first() if link_id is not None else None
    row = PreviewLinkRow(*found) if found is not None else None
    if row is None or not row.is_in_time:
        raise NotFound
    return row


def draft_shown_by(session: Session, actor: Actor, link: PreviewLinkRow) -> CampaignRow:
    """Return a campaign with the one edition that a link shows. One statement.

    A draft is its staff's affair: it is read as theirs, for whoever has the link. What is printed of it is read anew,
    as a tester.

    :raises NotFound: the link shows no draft, or the draft is gone
    """
    require(actor, Action.PREVIEW_OPEN, NOTHING)
    if not link.shows_draft:
        raise NotFound
    mandate = Grant(Role.COMMUNITY_MANAGER, link.entity_id, link.campaign_id)
    staff = Actor(NOBODY, entity_id=link.entity_id, grants=frozenset({mandate}), locale=actor.locale)
    return campaign_by_slug(session, staff, link.slug)


def _links() -> Select[*tuple[Any, ...]]:
    columns: Select[*tuple[Any, ...]] = (
        select(
            PreviewLink.id, PreviewLink.ends_on, PreviewLink.revoked_on, PreviewLink.made_on, Person.name, Edition.id,
            Campaign.id, Campaign.slug, Entity.id, Entity.name, Entity.time_zone, Edition.status,
        )
        .outerjoin(Person, Person.id == PreviewLink.made_by_id)
        .join(Edition, Edition.id == PreviewLink.edition_id)
        .join(Campaign, Campaign.id == Edition.campaign_id)
        .join(Entity, Entity.id == Edition.entity_id)
    )  # fmt: skip
    return columns
