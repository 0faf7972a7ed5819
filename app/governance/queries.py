"""Reads of how entities stand, for the few who steer them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition, Phase, not_ended
from app.campaigns.types import EditionStatus, PhaseKind
from app.core import clock
from app.core.errors import NotFound
from app.entities.models import Entity
from app.entities.queries import EntityRow, entities_list
from app.entities.types import Stage
from app.figures.models import FigureCount
from app.figures.shown import Figures, figures_shown
from app.figures.types import FigureName
from app.gate.queries import GateRow, gates_of
from app.governance.types import URGENT, NextStep
from app.policy.actor import Actor
from app.policy.check import can, require
from app.policy.facts import NOTHING, Facts
from app.policy.masking import threshold_of
from app.policy.rules import Action
from app.readiness.models import EditionApproval

PHASES_MAX = 500  # dozens of entities, four phases each


@dataclass(frozen=True, slots=True)
class EntityEdition:
    """How an entity takes part in a campaign, or prepares to."""

    slug: str
    campaign_id: int
    entity_id: int
    min_group: int
    title_text_id: int
    status: EditionStatus
    is_approved: bool
    edition_id: int

    @property
    def facts(self) -> Facts:
        """What the permission table may know about this edition."""
        return Facts(entity_id=self.entity_id, campaign_id=self.campaign_id, edition_id=self.edition_id)


@dataclass(frozen=True, slots=True)
class EntityStanding:
    """An entity with its gate, its editions and its promises."""

    entity: EntityRow
    gate: GateRow
    editions: tuple[EntityEdition, ...]
    promises: Figures  # of cards alone

    @property
    def late(self) -> int:
        """How many answers did not come within the promise."""
        return self.promises.of_cards(FigureName.LATE)

    @property
    def next_step(self) -> NextStep:
        """The first thing that is missing."""
        drafts = [each for each in self.editions if each.status is EditionStatus.DRAFT]
        steps = {
            NextStep.WAKE: self.entity.stage is Stage.DORMANT,
            NextStep.GATE: not self.gate.is_whole,
            NextStep.LATE: self.late > 0,
            NextStep.PILOT: self.entity.stage is Stage.PREPARING,
            NextStep.APPROVE: any(not each.is_approved for each in drafts),
            NextStep.OPEN: bool(drafts),
            NextStep.CAMPAIGN: not any(each.status is EditionStatus.OPEN for each in self.editions),
        }
        return next((step for step, is_missing in steps.items() if is_missing), NextStep.NOTHING)

    @property
    def needs_help(self) -> bool:
        """Whether something is missing that keeps people waiting, or keeps a running entity from opening."""
        return self.next_step in URGENT


def standings(session: Session, actor: Actor) -> list[EntityStanding]:
    """Return the entities whose gate the actor may read: what needs help first, then by name, never by rank.

    Five statements, whatever their number.

    :raises Forbidden: only who steers an entity has one to read
    """
    require(actor, Action.ENTITIES_VIEW, NOTHING)
    found = _standings(session, actor, entities_list(session, actor, Action.GATE_VIEW))
    return sorted(found, key=lambda each: (not each.needs_help, each.entity.name, each.entity.id))


def entity_standing(session: Session, actor: Actor, code: str) -> EntityStanding:
    """Return how one entity stands. Five statements.

    :raises NotFound: no such entity, or none of the actor's business
    """
    seen = [each for each in entities_list(session, actor, Action.GATE_VIEW) if each.code == code]
    if not seen:
        raise NotFound
    return _standings(session, actor, seen)[0]


def _standings(session: Session, actor: Actor, entities: Sequence[EntityRow]) -> list[EntityStanding]:
    gates = gates_of(session, actor, [each.facts for each in entities])
    editions = _editions(session, {each.id for each in entities})
    promises = _promises(session, actor, entities, editions)
    return [
        EntityStanding(each, gates[each.id], tuple(editions.get(each.id, ())), promises.get(each.id, Figures()))
        for each in entities
    ]


def _editions(session: Session, entity_ids: Collection[int]) -> dict[int, list[EntityEdition]]:
    approved = (
        select(EditionApproval.id)
        .where(EditionApproval.edition_id == Edition.id, EditionApproval.revoked_at.is_(None))
        .exists()
    )
    rows = session.execute(
        select(
            Campaign.slug, Campaign.id, Edition.entity_id, Campaign.min_group, Campaign.title_text_id, Edition.status,
            approved, Edition.id,
        )
        .join(Campaign, Campaign.id == Edition.campaign_id)
        .where(Edition.entity_id.in_(entity_ids))
        .order_by(Campaign.id.desc())
    )  # fmt: skip
    found: dict[int, list[EntityEdition]] = {}
    for slug, campaign_id, entity_id, min_group, title_text_id, status, is_approved, edition_id in rows:
        row = EntityEdition(
            slug, campaign_id, entity_id, min_group, title_text_id, status, bool(is_approved), edition_id
        )
        found.setdefault(entity_id, []).append(row)
    return found


def _promises(
    session: Session, actor: Actor, entities: Sequence[EntityRow], editions: Mapping[int, Sequence[EntityEdition]]
) -> dict[int, Figures]:
    """Return what was promised where the actor reads figures: numbers of cards, which are no secret to them."""
    ids = [each.id for each in entities if can(actor, Action.DASHBOARD_ENTITY, each.facts)]
    thresholds = {one.campaign_id: threshold_of(one.min_group) for each in ids for one in editions.get(each, ())}
    by_entity: dict[int, list[Figures]] = {}
    if thresholds:
        for place, figures in figures_shown(session, thresholds, FigureCount.entity_id.in_(ids)).items():
            by_entity.setdefault(place.entity_id, []).append(figures)
    return {entity_id: Figures.sum(several) for entity_id, several in by_entity.items()}


@dataclass(frozen=True, slots=True)
class PlannedPhase:
    """A phase of an edition, in UTC; the end is not included."""

    facts: Facts  # of the edition
    edition_id: int
    version: int  # of the edition's dates
    status: EditionStatus
    slug: str
    title_text_id: int
    entity_name: str
    time_zone: str
    kind: PhaseKind
    starts_at: datetime
    ends_at: datetime | None  # None: no last day


def planned_phases(session: Session, actor: Actor) -> list[PlannedPhase]:
    """Return the phases, under way or to come, of the entities whose page the actor reads; the first to start first.

    One statement.

    :raises Forbidden: only who steers an entity has some to read
    """
    require(actor, Action.ENTITIES_VIEW, NOTHING)
    rows = session.execute(
        select(
            Edition.entity_id, Edition.campaign_id,
            Edition.id, Edition.version, Edition.status, Campaign.slug, Campaign.title_text_id, Entity.name,
            Entity.time_zone, Phase.kind, Phase.starts_at, Phase.ends_at,
        )
        .join(Edition, Edition.id == Phase.edition_id)
        .join(Campaign, Campaign.id == Edition.campaign_id)
        .join(Entity, Entity.id == Edition.entity_id)
        .where(not_ended(clock.now()), Edition.status != EditionStatus.CLOSED)
        .order_by(Phase.starts_at, Entity.name, Phase.id)
        .limit(PHASES_MAX)
    )  # fmt: skip
    phases = [
        PlannedPhase(Facts(entity_id=row[0], campaign_id=row[1], edition_id=row[2]), *tuple(row)[2:]) for row in rows
    ]
    return [each for each in phases if can(actor, Action.GATE_VIEW, each.facts)]
