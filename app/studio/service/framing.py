"""What one page of the assistant changes at once: entities with promise and contract, dates of several editions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.errors import OnlyTestStaysOpen
from app.campaigns.models import Edition
from app.campaigns.service import CampaignInput, MovedHour, PhaseInput, add_edition, change_campaign, set_phases
from app.campaigns.types import EditionStatus, PhaseKind
from app.db.session import transaction
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action

STARTS = time(9)  # of a day on which something begins, in each entity's time zone
ENDS = time(18)


@dataclass(frozen=True, slots=True)
class SharedDates:
    """The days of several editions: recruitment ends when the test starts; what is left out does not take place."""

    recruit_from: date
    test_from: date
    test_until: date | None  # included; None: no last day, and nothing follows
    vote_until: date | None = None
    close_until: date | None = None
    edition_ids: tuple[int, ...] = ()


def frame_people(
    session: Session, actor: Actor, campaign_id: int, entity_ids: tuple[int, ...], data: CampaignInput
) -> None:
    """Let entities take part, and save promise and contract, all or nothing.

    :raises NotFound: no such campaign, or no such entity
    :raises Forbidden: only the central team does
    :raises AlreadyTakesPart, TemplateTakesNoPart: as ``add_edition``
    :raises ContractFrozen, NoIdentityLevel, OutOfRange, ChangedMeanwhile, PromiseNeedsReason: as ``change_campaign``
    """
    require(actor, Action.CAMPAIGN_WRITE, Facts(campaign_id=campaign_id))
    with transaction(session):
        change_campaign(session, actor, campaign_id, data)
        for entity_id in entity_ids:
            add_edition(session, actor, campaign_id, entity_id)


def set_shared_dates(
    session: Session, actor: Actor, campaign_id: int, data: SharedDates
) -> tuple[tuple[str, MovedHour], ...]:
    """Give the same days to several editions in preparation, each in its entity's time zone, all or nothing.

    Return the hours that daylight saving moved, with the name of the entity.

    :raises Forbidden: only the central team does
    :raises PhasesOutOfOrder: a day comes before the one it should follow
    :raises OnlyTestStaysOpen: a vote or a closing would follow a test without a last day
    :raises ChangedMeanwhile: somebody saved the dates of one of them at this very moment
    """
    require(actor, Action.CAMPAIGN_WRITE, Facts(campaign_id=campaign_id))
    with transaction(session):
        rows = session.execute(
            select(Edition.id, Edition.version)
            .where(
                Edition.campaign_id == campaign_id,
                Edition.id.in_(data.edition_ids),
                Edition.status == EditionStatus.DRAFT,
            )
            .order_by(Edition.id)
        ).all()
        phases = _phases(data)
        moved: list[tuple[str, MovedHour]] = []
        for row in rows:
            result = set_phases(session, actor, row.id, phases, row.version)
            edition = session.get_one(Edition, row.id)
            moved += [(edition.entity.name, each) for each in result.moved]
        return tuple(moved)


def _phases(data: SharedDates) -> tuple[PhaseInput, ...]:
    """Return the phases on the wall of any entity."""
    test_starts = datetime.combine(data.test_from, STARTS)
    last = datetime.combine(data.test_until, ENDS) if data.test_until else None
    found = [
        PhaseInput(PhaseKind.RECRUIT, datetime.combine(data.recruit_from, STARTS), test_starts),
        PhaseInput(PhaseKind.TEST, test_starts, last),
    ]
    for kind, until in ((PhaseKind.VOTE, data.vote_until), (PhaseKind.CLOSE, data.close_until)):
        if until is not None:
            if last is None:
                raise OnlyTestStaysOpen
            ends = datetime.combine(until, ENDS)
            found.append(PhaseInput(kind, last, ends))
            last = ends
    return tuple(found)
