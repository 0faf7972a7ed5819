"""Editions in preparation and launch gates as notices speak of them: who is told, and what a reader may see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.accounts.queries import holders_of
from app.campaigns.models import Campaign, Edition, Phase
from app.campaigns.types import CampaignPurpose, EditionStatus
from app.core import clock
from app.entities.models import Entity
from app.gate.models import GateTick
from app.gate.queries import gates_of
from app.gate.types import GateItem, ItemStanding
from app.notifications.queries.campaigns import with_titles
from app.notifications.types import SeenSubject, WrittenWords
from app.policy.actor import Actor, Role
from app.policy.check import can, require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.readiness.models import EditionApproval
from app.readiness.queries import readiness_of_editions
from app.readiness.types import Colour

AT_ONCE_MAX = 200  # editions in preparation that are looked at; the rest once these are done
OTHERS_MATTER = frozenset({"late_answers"})  # red, but nothing that preparing the edition would mend

_APPROVED = exists().where(EditionApproval.edition_id == Edition.id, EditionApproval.revoked_at.is_(None))


@dataclass(frozen=True, slots=True)
class AwaitedEdition:
    """An edition that is ready but for its sponsor's approval."""

    edition_id: int
    campaign_id: int
    entity_id: int


@dataclass(frozen=True, slots=True)
class BrokenItem:
    """An item of a gate on which nobody stands any more, since it was ticked."""

    entity_id: int
    item: GateItem
    ticked_at: datetime


@dataclass(frozen=True, slots=True)
class SeenPreparation(SeenSubject):
    """An edition whose list of what is missing its reader may open."""

    slug: str
    entity_code: str
    entity_name: str
    is_draft: bool
    is_approved: bool
    reason: WrittenWords | None  # of the last approval that was taken back


@dataclass(frozen=True, slots=True)
class SeenGate(SeenSubject):
    """The gate of an entity; ``title`` is its name."""

    code: str
    broken: frozenset[GateItem]


def approvals_awaited(session: Session, actor: Actor) -> list[AwaitedEdition]:
    """Return the editions where only the sponsor's approval is missing. As many statements as a list of readiness."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    rows = session.execute(
        select(Edition.id, Edition.campaign_id, Edition.entity_id)
        .join(Campaign, Campaign.id == Edition.campaign_id)
        .where(
            Edition.status == EditionStatus.DRAFT,
            Campaign.purpose == CampaignPurpose.CAMPAIGN,
            exists().where(Phase.edition_id == Edition.id),
            ~_APPROVED,
        )
        .order_by(Edition.id)
        .limit(AT_ONCE_MAX)
    ).all()
    lists = readiness_of_editions(session, actor, [row.id for row in rows])
    return [
        AwaitedEdition(*row)
        for row in rows
        if {each.check for each in lists[row.id].of(Colour.RED)} - OTHERS_MATTER == {"approval"}
    ]


def broken_items(session: Session, actor: Actor) -> list[BrokenItem]:
    """Return the items that were ticked and are no longer whole, in every entity. Three statements."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    entity_ids = session.scalars(select(GateTick.entity_id).where(GateTick.ended_at.is_(None)).distinct())
    gates = gates_of(session, actor, [Facts(entity_id=entity_id) for entity_id in entity_ids])
    return [
        BrokenItem(gate.entity_id, row.item, row.tick.at)
        for gate in gates.values()
        for row in gate.items
        if row.standing is ItemStanding.BROKEN and row.tick is not None
    ]


def holders_for(session: Session, actor: Actor, role: Role, entity_id: int, campaign_id: int | None) -> frozenset[int]:
    """Return who holds a role for an entity, and for a campaign if there is one. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    holders = holders_of(session, actor, {role}, clock.today(), [entity_id])
    return frozenset(
        each.person_id for each in holders if campaign_id is None or each.grant.covers(entity_id, campaign_id)
    )


def seen_preparations(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, SeenPreparation]:
    """Return, of these editions, those whose readiness the actor may read. Two statements."""
    require(actor, Action.NOTICE_READ, Facts(person_id=actor.person_id))
    reason = (
        select(EditionApproval.reason)
        .where(EditionApproval.edition_id == Edition.id, EditionApproval.revoked_at.is_not(None))
        .order_by(EditionApproval.revoked_at.desc(), EditionApproval.id)
        .limit(1)
        .correlate(Edition)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Edition.id, Edition.entity_id, Campaign.id.label("campaign_id"), Campaign.slug, Campaign.title_text_id,
            Edition.status, Entity.code, Entity.name, _APPROVED.label("is_approved"), reason.label("reason"),
        )
        .join(Campaign, Campaign.id == Edition.campaign_id)
        .join(Entity, Entity.id == Edition.entity_id)
        .where(Edition.id.in_(ids))
    )  # fmt: skip
    readable = [
        row
        for row in rows
        if can(actor, Action.READINESS_VIEW, Facts(entity_id=row.entity_id, campaign_id=row.campaign_id))
    ]
    seen = with_titles(session, actor, readable, lambda row: Facts(row.entity_id, row.campaign_id, row.id))
    return {
        row.id: SeenPreparation(
            title,
            row.slug,
            row.code,
            row.name,
            is_draft=row.status is EditionStatus.DRAFT,
            is_approved=bool(row.is_approved),
            reason=WrittenWords(row.reason) if row.reason else None,
            campaign_id=row.campaign_id,
        )
        for row, title in seen
    }


def seen_gates(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, SeenGate]:
    """Return the gates of these entities that the actor may read. Three statements."""
    require(actor, Action.NOTICE_READ, Facts(person_id=actor.person_id))
    rows = session.execute(select(Entity.id, Entity.code, Entity.name).where(Entity.id.in_(ids))).all()
    places = {row.id: Facts(entity_id=row.id) for row in rows}
    gates = gates_of(session, actor, [place for place in places.values() if can(actor, Action.GATE_VIEW, place)])
    return {
        row.id: SeenGate(
            WrittenWords(row.name),
            row.code,
            frozenset(each.item for each in gates[row.id].items if each.standing is ItemStanding.BROKEN),
        )
        for row in rows
        if row.id in gates
    }
