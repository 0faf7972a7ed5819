"""Who approved an edition, who took that back, and what waits for the reader's own approval."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Person
from app.campaigns.models import Campaign, Edition, Phase
from app.campaigns.types import CampaignPurpose, EditionStatus
from app.entities.models import Entity
from app.policy.actor import Actor, Role
from app.policy.check import can
from app.policy.facts import Facts
from app.policy.rules import Action
from app.policy.scopes import approval_sight
from app.readiness.models import EditionApproval

AWAITED_MAX = 50


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """An approval; ``revoked_at`` is ``None`` while it is in force, a name is ``None`` when the account is gone."""

    by: str | None
    at: datetime
    revoked_by: str | None
    revoked_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class AwaitedApproval:
    """An edition that waits for a sponsor: of which campaign, and where."""

    slug: str
    entity_code: str


def awaited_approvals(session: Session, actor: Actor) -> tuple[AwaitedApproval, ...]:
    """Return the editions in preparation that have dates and wait for the actor's approval, oldest first.

    One statement; none for who approves nothing. Without dates there is nothing to approve yet.
    """
    if not actor.has_anywhere(Role.SPONSOR):
        return ()
    approved = exists().where(EditionApproval.edition_id == Edition.id, EditionApproval.revoked_at.is_(None))
    rows = session.execute(
        select(Campaign.slug, Entity.code)
        .select_from(Edition)
        .join(Campaign, Campaign.id == Edition.campaign_id)
        .join(Entity, Entity.id == Edition.entity_id)
        .where(
            Edition.status == EditionStatus.DRAFT,
            Campaign.purpose == CampaignPurpose.CAMPAIGN,
            approval_sight(actor, Edition.entity_id, Edition.campaign_id),
            exists().where(Phase.edition_id == Edition.id),
            ~approved,
        )
        .order_by(Edition.id)
        .limit(AWAITED_MAX)
    )
    return tuple(AwaitedApproval(slug, code) for slug, code in rows)


def approvals_of(session: Session, actor: Actor, edition_ids: Collection[int]) -> Mapping[int, list[ApprovalRow]]:
    """Return the approvals of editions whose list the actor may read, oldest first. One statement, none for none."""
    if not edition_ids:
        return {}
    giver, taker = aliased(Person), aliased(Person)
    rows = session.execute(
        select(
            Edition.id, Edition.campaign_id, Edition.entity_id,
            giver.name, EditionApproval.approved_at, taker.name, EditionApproval.revoked_at, EditionApproval.reason,
        )
        .join(Edition, Edition.id == EditionApproval.edition_id)
        .outerjoin(giver, giver.id == EditionApproval.approved_by_id)
        .outerjoin(taker, taker.id == EditionApproval.revoked_by_id)
        .where(EditionApproval.edition_id.in_(edition_ids))
        .order_by(EditionApproval.approved_at, EditionApproval.id)
    )  # fmt: skip
    found: dict[int, list[ApprovalRow]] = {}
    for edition_id, campaign_id, entity_id, by, at, revoked_by, revoked_at, reason in rows:
        place = Facts(campaign_id=campaign_id, entity_id=entity_id, edition_id=edition_id)
        if can(actor, Action.READINESS_VIEW, place):
            found.setdefault(edition_id, []).append(ApprovalRow(by, at, revoked_by, revoked_at, reason))
    return found
