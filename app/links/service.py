"""Make and withdraw short links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.queries import edition_by_id_for_update
from app.campaigns.types import EditionStatus
from app.core import clock
from app.db.lock import locked
from app.db.session import transaction
from app.journal.record import record
from app.links.errors import EditionNotOpen, LinkDayPast, UnknownMissionOfLink
from app.links.models import CampaignLink
from app.links.queries import link_by_id
from app.missions.models import Mission
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.rules import Action

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class LinkInput:
    """The mission it opens, where it hangs, and its last day."""

    mission_number: int
    spot: str
    ends_on: date
    submission_key: str


def create_link(session: Session, actor: Actor, edition_id: int, data: LinkInput) -> int:
    """Make a short link to a mission of an edition; return its number. The same form sent twice is one link.

    :raises NotFound: no such edition, or out of the actor's sight
    :raises Forbidden: the actor makes none there
    :raises EditionNotOpen: the edition is a draft, or closed
    :raises LinkDayPast: the day is past, or more than a year away
    :raises UnknownMissionOfLink: the mission is not the campaign's
    """
    with transaction(session):
        edition = edition_by_id_for_update(session, actor, edition_id)
        require(actor, Action.LINK_MANAGE, edition.facts)
        known = session.scalar(select(CampaignLink.id).where(CampaignLink.submission_key == data.submission_key))
        if known is not None:
            return known
        if edition.status is not EditionStatus.OPEN:
            raise EditionNotOpen
        today = clock.today(edition.entity.time_zone)
        if not today <= data.ends_on <= today + LONGEST:
            raise LinkDayPast
        mission_id = session.scalar(
            select(Mission.id).where(Mission.campaign_id == edition.campaign_id, Mission.number == data.mission_number)
        )
        if mission_id is None:
            raise UnknownMissionOfLink
        link = CampaignLink(
            edition_id=edition.id,
            mission_id=mission_id,
            spot=data.spot,
            ends_on=data.ends_on,
            made_by_id=actor.person_id,
            submission_key=data.submission_key,
        )
        session.add(link)
        session.flush()
        record(session, actor, "links.create", ("link", link.id, edition.facts))
    return link.id


def revoke_link(session: Session, actor: Actor, link_id: int) -> None:
    """Withdraw a link: from now on its code leads nowhere. Twice is the same as once.

    :raises NotFound: there is none, or the actor makes none there
    """
    with transaction(session):
        facts = link_by_id(session, actor, link_id).facts
        require(actor, Action.LINK_MANAGE, facts)
        link = locked(session, CampaignLink, link_id)
        if link.revoked_on is not None:
            return
        link.revoked_on = clock.today()
        record(session, actor, "links.revoke", ("link", link.id, facts))
