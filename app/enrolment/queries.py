"""Reads of enrolment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition
from app.core.errors import NotFound
from app.enrolment.models import Enrolment, EnrolmentStatus
from app.figures.models import PeopleFigure
from app.figures.record import EVER
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.masking import mask_complement, threshold_of
from app.policy.rules import Action
from app.policy.scopes import campaign_sight


@dataclass(frozen=True, slots=True)
class MyEnrolment:
    """One of the actor's own enrolments in force."""

    enrolment_id: int
    edition_id: int
    campaign_id: int
    active_since: date | None


@dataclass(frozen=True, slots=True)
class PeopleCounts:
    """How many people joined an edition, and how many of them have not begun; ``None`` when that would tell who."""

    accepted: int
    not_started: int | None


def enrolment_in(session: Session, actor: Actor, campaign_id: int) -> MyEnrolment | None:
    """Return the actor's own enrolment in a campaign, if it is in force. One statement."""
    row = session.execute(
        select(Enrolment.id, Enrolment.edition_id, Edition.campaign_id, Enrolment.active_since)
        .join(Edition, Edition.id == Enrolment.edition_id)
        .where(
            Enrolment.person_id == actor.person_id,
            Enrolment.status == EnrolmentStatus.ACCEPTED,
            Edition.campaign_id == campaign_id,
        )
    ).first()
    return MyEnrolment(*row) if row else None


def edition_people_counts(session: Session, actor: Actor, edition_id: int) -> PeopleCounts:
    """Return how many people accepted to take part, and how many have not begun: never who. Two statements.

    :raises NotFound: no such edition
    :raises Forbidden: the actor has no mandate there
    """
    place = session.execute(
        select(Edition.campaign_id, Edition.entity_id, Campaign.min_group)
        .join(Campaign, Campaign.id == Edition.campaign_id)
        .where(Edition.id == edition_id)
    ).first()
    if place is None:
        raise NotFound
    require(actor, Action.ENROLMENT_COUNT, Facts(campaign_id=place[0], entity_id=place[1], edition_id=edition_id))
    accepted, started = session.execute(
        select(func.count(), func.count(Enrolment.active_since)).where(
            Enrolment.edition_id == edition_id, Enrolment.status == EnrolmentStatus.ACCEPTED
        )
    ).one()
    not_started = mask_complement(accepted - started, accepted, threshold_of(place[2]))
    return PeopleCounts(accepted, not_started)


def contributor_counts(session: Session, actor: Actor, campaign_ids: set[int]) -> dict[int, int]:
    """Return how many different people contributed since ever, by edition, in the actor's sight. One statement."""
    rows = session.execute(
        select(PeopleFigure.edition_id, PeopleFigure.people_count)
        .join(Edition, Edition.id == PeopleFigure.edition_id)
        .where(
            PeopleFigure.kind == EVER.kind,
            PeopleFigure.weeks == EVER.weeks,
            PeopleFigure.first_week == EVER.first_week,
            Edition.campaign_id.in_(campaign_ids),
            campaign_sight(actor, Edition.entity_id, Edition.campaign_id),
        )
    )
    return dict(rows.all())
