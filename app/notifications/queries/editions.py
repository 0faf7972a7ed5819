"""Editions as notices speak of them: who works there, and what a reader may see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.queries import holders_of
from app.accounts.types import PersonStatus
from app.campaigns.models import Campaign, Edition, Phase, edition_entities
from app.campaigns.types import EditionStatus, PhaseKind, is_running
from app.core import clock
from app.enrolment.models import Enrolment
from app.enrolment.types import TAKING, EnrolmentStatus
from app.entities.models import Entity
from app.notifications.queries.campaigns import with_titles
from app.notifications.types import SeenSubject
from app.policy.actor import Actor, Role
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action


@dataclass(frozen=True, slots=True)
class TestDates:
    """When the test of an edition begins and ends, on the clock of its entity."""

    starts_at: datetime
    ends_at: datetime | None  # not included; None: no last day
    time_zone: str

    @property
    def is_on(self) -> bool:
        """Tell whether it is under way."""
        return is_running(self.starts_at, self.ends_at, clock.now())


@dataclass(frozen=True, slots=True)
class SeenEdition(SeenSubject):
    """An edition whose campaign its reader may open."""

    slug: str
    has_joined: bool
    test: TestDates | None = field(default=None, kw_only=True)

    @property
    def is_in_test(self) -> bool:
        """Tell whether its test is under way."""
        return self.test is not None and self.test.is_on


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


def members_of(
    session: Session, actor: Actor, edition_id: int, statuses: Collection[EnrolmentStatus] = TAKING
) -> frozenset[int]:
    """Return who takes part in an edition, or whose enrolment is as told, and has an open account. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    return frozenset(
        session.scalars(
            select(Enrolment.person_id)
            .join(Person, Person.id == Enrolment.person_id)
            .where(
                Enrolment.edition_id == edition_id,
                Enrolment.status.in_(statuses),
                Person.status == PersonStatus.ACTIVE,
            )
        )
    )


def members_of_campaign(session: Session, actor: Actor, campaign_id: int) -> frozenset[int]:
    """Return who takes or took part in a campaign, in whichever entity, and has an open account. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    return frozenset(
        session.scalars(
            select(Enrolment.person_id)
            .join(Edition, Edition.id == Enrolment.edition_id)
            .join(Person, Person.id == Enrolment.person_id)
            .where(
                Edition.campaign_id == campaign_id,
                Enrolment.status.in_(TAKING),
                Person.status == PersonStatus.ACTIVE,
            )
        )
    )


def managers_of(session: Session, actor: Actor, entity_id: int, campaign_id: int) -> frozenset[int]:
    """Return the community managers of an entity whose mandate covers a campaign. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    holders = holders_of(session, actor, frozenset({Role.COMMUNITY_MANAGER}), clock.today(), [entity_id])
    return frozenset(holder.person_id for holder in holders if holder.grant.covers(entity_id, campaign_id))


def seen_editions(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, SeenEdition]:
    """Return, of these editions, those that are open and whose campaign the actor may see. Two statements."""
    require(actor, Action.NOTICE_READ, Facts(person_id=actor.person_id))
    rows = session.execute(
        select(
            Edition.id, Edition.entity_id, Campaign.id.label("campaign_id"), Campaign.slug, Campaign.title_text_id,
            Phase.starts_at, Phase.ends_at, Entity.time_zone,
        )
        .join(Campaign, Campaign.id == Edition.campaign_id)
        .join(Entity, Entity.id == Edition.entity_id)
        .outerjoin(Phase, (Phase.edition_id == Edition.id) & (Phase.kind == PhaseKind.TEST))
        .where(Edition.id.in_(ids), Edition.status == EditionStatus.OPEN)
    )  # fmt: skip
    seen = with_titles(session, actor, rows, lambda row: Facts(row.entity_id, row.campaign_id, row.id))
    return {
        row.id: SeenEdition(
            title=title,
            slug=row.slug,
            has_joined=row.campaign_id in actor.enrolled_in,
            campaign_id=row.campaign_id,
            test=TestDates(row.starts_at, row.ends_at, row.time_zone) if row.starts_at else None,
        )
        for row, title in seen
    }
