"""Personal links, and how many people came by them."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.queries import edition_by_id_for_update
from app.campaigns.types import EditionStatus
from app.core import clock
from app.db.insert import insert_for
from app.db.session import transaction
from app.figures.weeks import monday_of
from app.journal.record import record
from app.links.models import CampaignLink
from app.links.types import LinkKind
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.recruiting.errors import PersonalLinkDayPast, RecruitingClosed
from app.recruiting.models import LinkJoins

LONGEST = timedelta(days=366)


def create_personal_link(session: Session, actor: Actor, edition_id: int, ends_on: date) -> int:
    """Make the actor's link to the page to join, and return its number; who has one that works keeps it.

    :raises NotFound: no such edition, or out of the actor's sight
    :raises Forbidden: the actor does not recruit there
    :raises RecruitingClosed: the edition is a draft, or closed
    :raises PersonalLinkDayPast: the day is past, or more than a year away
    """
    with transaction(session):
        edition = edition_by_id_for_update(session, actor, edition_id)
        require(actor, Action.RECRUIT, edition.facts)
        if edition.status is not EditionStatus.OPEN:
            raise RecruitingClosed
        today = clock.today(edition.entity.time_zone)
        if not today <= ends_on <= today + LONGEST:
            raise PersonalLinkDayPast
        known = session.scalars(
            select(CampaignLink.id).where(
                CampaignLink.edition_id == edition.id,
                CampaignLink.kind == LinkKind.RECRUIT,
                CampaignLink.made_by_id == actor.person_id,
                CampaignLink.revoked_on.is_(None),
                CampaignLink.ends_on >= today,
            )
        ).first()
        if known is not None:
            return known
        link = CampaignLink(kind=LinkKind.RECRUIT, edition_id=edition.id, ends_on=ends_on, made_by_id=actor.person_id)
        session.add(link)
        session.flush()
        record(session, actor, "recruiting.create_link", ("link", link.id, edition.facts))
    return link.id


def count_join(session: Session, actor: Actor, edition_id: int, code: str) -> None:
    """Count one more person who came by a personal link, in this week; another code than the edition's counts nobody.

    :raises Forbidden: only the application itself does
    """
    require(actor, Action.RECRUITING_KEEP, NOTHING)
    with transaction(session):
        link_id = session.scalar(
            select(CampaignLink.id).where(
                CampaignLink.code == code.lower(),
                CampaignLink.kind == LinkKind.RECRUIT,
                CampaignLink.edition_id == edition_id,
            )
        )
        if link_id is None:
            return
        added = insert_for(session.get_bind().dialect.name)(LinkJoins).values(
            link_id=link_id, week=monday_of(clock.today()), people=1
        )
        session.execute(
            added.on_conflict_do_update(
                index_elements=[LinkJoins.link_id, LinkJoins.week], set_={"people": LinkJoins.people + 1}
            )
        )
