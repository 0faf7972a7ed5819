"""Use cases of variant panels: set one up, drop it, and give each person a variant."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Subquery, func, select, union
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.models import Campaign, Edition
from app.core import clock
from app.db.lock import locked, locked_if_any
from app.db.session import transaction
from app.enrolment.models import Enrolment
from app.enrolment.types import EnrolmentStatus
from app.figures.weeks import last_sunday
from app.journal.record import record
from app.missions.models import Mission, MissionDone
from app.panels.errors import NotAskedEverywhere, ResultsShown, TooFewVariants, VariantBegun, VariantTaken
from app.panels.models import Panel, PanelPlace, PanelVariant
from app.panels.types import LEAST_VARIANTS, MOST_VARIANTS, variant_at
from app.player.models import MissionProgress
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.facts import NOTHING, Facts
from app.policy.masking import threshold_of
from app.policy.rules import Action
from app.questionnaires.models import Questionnaire, Wave
from app.questionnaires.queries.several import tallies_of


@dataclass(frozen=True, slots=True)
class PanelInput:
    """A comparison as it will be: its variants, what is asked, and what ends it."""

    name: str
    mission_ids: frozenset[int]
    questionnaire_id: int
    least_answers: int
    ends_on: date | None
    rule: str
    submission_key: str | None = None


def set_up_panel(session: Session, actor: Actor, campaign_id: int, data: PanelInput) -> int:
    """Set up a comparison, and give who takes part already a variant; the same form sent again gives the same one.

    A few who have begun a variant keep that one: a refusal would tell that somebody has begun.

    :raises Forbidden: only the product team and the central team do
    :raises NotFound: there is no such campaign
    :raises TooFewVariants, VariantTaken, VariantBegun, NotAskedEverywhere: it cannot be compared
    """
    facts = Facts(campaign_id=campaign_id)
    require(actor, Action.PANEL_WRITE, facts)
    with transaction(session):
        campaign = locked(session, Campaign, campaign_id)
        known = session.scalars(select(Panel.id).where(Panel.submission_key == data.submission_key)).first()
        if data.submission_key and known is not None:
            return known
        _check(session, actor, campaign, data)
        panel = Panel(
            campaign_id=campaign_id, questionnaire_id=data.questionnaire_id, name=data.name,
            seed=secrets.token_hex(16), least_answers=data.least_answers, ends_on=data.ends_on, rule=data.rule,
            submission_key=data.submission_key,
        )  # fmt: skip
        session.add(panel)
        session.flush()  # variants name it
        session.add_all(PanelVariant(panel_id=panel.id, mission_id=each) for each in sorted(data.mission_ids))
        there = session.execute(
            select(Enrolment.edition_id, Enrolment.person_id)
            .join(Edition, Edition.id == Enrolment.edition_id)
            .where(Edition.campaign_id == campaign_id, Enrolment.status == EnrolmentStatus.ACCEPTED)
            .order_by(Enrolment.edition_id, Enrolment.queue_number, Enrolment.id)
        )
        begun = _begun_in(session, data.mission_ids)
        places: dict[int, int] = {}
        for edition_id, person_id in there:
            place = places.get(edition_id, 0)
            variants = [begun[person_id]] if person_id in begun else sorted(data.mission_ids)
            _give(session, panel, variants, (edition_id, person_id, place))
            places[edition_id] = place + 1
        details = {"missions": len(data.mission_ids), "answers": data.least_answers}
        record(session, actor, "panels.set_up", ("panel", panel.id, facts), details)
        return panel.id


def drop_panel(session: Session, actor: Actor, panel_id: int) -> None:
    """Give up a comparison before it shows figures: everybody sees all its missions again.

    :raises NotFound: there is none, or it is not the actor's affair
    :raises ResultsShown: it shows some
    """
    with transaction(session):
        panel = locked(session, Panel, panel_id)
        require_sight(actor, Action.PANEL_WRITE, panel.facts)
        campaign = session.get_one(Campaign, panel.campaign_id)
        if _is_answered(session, actor, campaign, _variants(session, panel_id)):
            raise ResultsShown
        record(session, actor, "panels.dropped", ("panel", panel.id, panel.facts))
        session.delete(panel)


def place_person(session: Session, actor: Actor, enrolment_id: int) -> None:
    """Give somebody who has joined a variant of each comparison; who has one keeps it.

    :raises Forbidden: only the application itself does
    """
    require(actor, Action.PANEL_PLACE, NOTHING)
    with transaction(session):
        enrolment = session.get(Enrolment, enrolment_id)
        if enrolment is None:
            return
        campaign_id = select(Edition.campaign_id).where(Edition.id == enrolment.edition_id).scalar_subquery()
        for panel_id in session.scalars(
            select(Panel.id).where(Panel.campaign_id == campaign_id).order_by(Panel.id)
        ).all():
            panel = locked_if_any(session, Panel, panel_id)  # who joins at the same moment waits here
            if panel is None or session.get(PanelPlace, (panel_id, enrolment.person_id)) is not None:
                continue
            last = session.scalar(
                select(func.max(PanelPlace.place)).where(
                    PanelPlace.panel_id == panel_id, PanelPlace.edition_id == enrolment.edition_id
                )
            )
            where = (enrolment.edition_id, enrolment.person_id, 0 if last is None else last + 1)
            _give(session, panel, _variants(session, panel_id), where)


def _give(session: Session, panel: Panel, variants: Sequence[int], where: tuple[int, int, int]) -> None:
    edition_id, person_id, place = where
    mission_id = variant_at(panel.seed, edition_id, place, variants)
    session.add(
        PanelPlace(panel_id=panel.id, person_id=person_id, edition_id=edition_id, mission_id=mission_id, place=place)
    )


def _variants(session: Session, panel_id: int) -> Sequence[int]:
    return session.scalars(
        select(PanelVariant.mission_id).where(PanelVariant.panel_id == panel_id).order_by(PanelVariant.mission_id)
    ).all()


def _check(session: Session, actor: Actor, campaign: Campaign, data: PanelInput) -> None:
    campaign_id = campaign.id
    mine = session.scalars(
        select(Mission.id).where(
            Mission.id.in_(data.mission_ids), Mission.campaign_id == campaign_id, Mission.recalled_on.is_(None)
        )
    ).all()
    if len(mine) != len(data.mission_ids) or not LEAST_VARIANTS <= len(mine) <= MOST_VARIANTS:
        raise TooFewVariants
    if session.scalars(select(PanelVariant.mission_id).where(PanelVariant.mission_id.in_(mine))).first() is not None:
        raise VariantTaken
    asked = session.scalars(
        select(Wave.mission_id)
        .join(Questionnaire, Questionnaire.id == Wave.questionnaire_id)
        .where(
            Questionnaire.id == data.questionnaire_id, Questionnaire.campaign_id == campaign_id,
            Wave.mission_id.in_(mine),
        )
    ).all()  # fmt: skip
    if set(asked) != set(mine):
        raise NotAskedEverywhere
    least = threshold_of(campaign.min_group)
    if _is_begun_by(session, mine, least) or _is_answered(session, actor, campaign, mine):
        raise VariantBegun


def _begun_in(session: Session, mission_ids: Collection[int]) -> dict[int, int]:
    """Return the variant that each person has begun, if any."""
    began = _began(mission_ids)
    rows = session.execute(select(began.c.person_id, began.c.mission_id).order_by(began.c.mission_id.desc()))
    return {row.person_id: row.mission_id for row in rows}


def _is_begun_by(session: Session, mission_ids: Collection[int], least: int) -> bool:
    """Tell whether so many people of an entity had begun one of the missions by last Sunday that it may be told."""
    began = _began(mission_ids)
    return (
        session.execute(
            select(began.c.mission_id)
            .join(Person, Person.id == began.c.person_id)
            .where(began.c.day <= last_sunday(clock.today()))
            .group_by(began.c.mission_id, Person.entity_id)
            .having(func.count(began.c.person_id.distinct()) >= least)
            .limit(1)
        ).first()
        is not None
    )


def _began(mission_ids: Collection[int]) -> Subquery:
    """Return who began which of the missions, and when, in SQL."""
    return union(
        select(MissionProgress.mission_id, MissionProgress.person_id, MissionProgress.begun_on.label("day")).where(
            MissionProgress.mission_id.in_(mission_ids)
        ),
        select(MissionDone.mission_id, MissionDone.person_id, MissionDone.done_on).where(
            MissionDone.mission_id.in_(mission_ids)
        ),
    ).subquery()


def _is_answered(session: Session, actor: Actor, campaign: Campaign, mission_ids: Collection[int]) -> bool:
    """Tell whether answers about one of the missions are told."""
    waves = session.scalars(select(Wave.id).where(Wave.mission_id.in_(mission_ids))).all()
    editions = session.scalars(select(Edition.id).where(Edition.campaign_id == campaign.id)).all()
    return tallies_of(session, actor, waves, editions, threshold_of(campaign.min_group))[1] is not None
