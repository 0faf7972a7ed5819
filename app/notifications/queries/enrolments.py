"""Enrolments as notices speak of them: to the person, and of who asks to those who decide."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.queries import holders_of
from app.accounts.types import PersonStatus
from app.campaigns.models import Campaign, Edition
from app.core import clock
from app.enrolment.models import Enrolment
from app.notifications.queries.campaigns import with_titles
from app.notifications.types import SeenSubject
from app.policy.actor import Actor, Role
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action

DECIDING_ROLES = frozenset({Role.COMMUNITY_MANAGER, Role.AMBASSADOR})  # of an entity; the central team steps in


@dataclass(frozen=True, slots=True)
class SeenEnrolment(SeenSubject):
    """The reader's own enrolment in a campaign they may open."""

    slug: str


def person_asking(session: Session, actor: Actor, enrolment_id: int) -> frozenset[int]:
    """Return whose enrolment it is, if their account is open. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    return frozenset(
        session.scalars(
            select(Enrolment.person_id)
            .join(Person, Person.id == Enrolment.person_id)
            .where(Enrolment.id == enrolment_id, Person.status == PersonStatus.ACTIVE)
        )
    )


def deciders_of(session: Session, actor: Actor, enrolment_id: int) -> frozenset[int]:
    """Return who decides on an application in the edition's entity, but for who applied. Two statements."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    found = session.execute(
        select(Edition.entity_id, Edition.campaign_id, Enrolment.person_id)
        .join(Enrolment, Enrolment.edition_id == Edition.id)
        .where(Enrolment.id == enrolment_id)
    ).one_or_none()
    if found is None:
        return frozenset()
    entity_id, campaign_id, applicant_id = found
    holders = holders_of(session, actor, DECIDING_ROLES, clock.today(), [entity_id])
    return frozenset(
        holder.person_id
        for holder in holders
        if holder.grant.covers(entity_id, campaign_id) and holder.person_id != applicant_id
    )


def seen_enrolments(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, SeenEnrolment]:
    """Return, of these enrolments, the actor's own, in campaigns they may see. Two statements."""
    require(actor, Action.NOTICE_READ, Facts(person_id=actor.person_id))
    rows = session.execute(
        select(Enrolment.id, Campaign.id.label("campaign_id"), Campaign.slug, Campaign.title_text_id)
        .join(Edition, Edition.id == Enrolment.edition_id)
        .join(Campaign, Campaign.id == Edition.campaign_id)
        .where(Enrolment.id.in_(ids), Enrolment.person_id == actor.person_id)
    )
    seen = with_titles(session, actor, rows, lambda row: Facts(actor.entity_id, row.campaign_id))
    return {row.id: SeenEnrolment(title=title, slug=row.slug, campaign_id=row.campaign_id) for row, title in seen}
