"""Use cases of variant panels: set one up, drop it, and give each person a variant."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import column, exists, func, or_, select, table
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition
from app.core.errors import NotFound
from app.db.session import transaction
from app.enrolment.models import Enrolment
from app.enrolment.types import EnrolmentStatus
from app.journal.record import record
from app.missions.models import Mission, MissionDone
from app.panels.errors import NotAskedEverywhere, TooFewVariants, VariantBegun, VariantTaken
from app.panels.models import Panel, PanelPlace, PanelVariant
from app.panels.types import LEAST_VARIANTS, MOST_VARIANTS, variant_at
from app.player.models import MissionProgress
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.questionnaires.models import Questionnaire, Response, Wave

_FEEDBACK = table("feedback", column("mission_id"))  # of a feature above: named, not imported


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

    :raises Forbidden: only the product team and the central team do
    :raises NotFound: there is no such campaign
    :raises TooFewVariants, VariantTaken, VariantBegun, NotAskedEverywhere: it cannot be compared
    """
    facts = Facts(campaign_id=campaign_id)
    require(actor, Action.PANEL_WRITE, facts)
    with transaction(session):
        campaign = session.scalars(
            select(Campaign).where(Campaign.id == campaign_id).with_for_update(key_share=True)
        ).one_or_none()
        if campaign is None:
            raise NotFound
        known = session.scalars(select(Panel.id).where(Panel.submission_key == data.submission_key)).first()
        if data.submission_key and known is not None:
            return known
        _check(session, campaign_id, data)
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
        places: dict[int, int] = {}
        for edition_id, person_id in there:
            place = places.get(edition_id, 0)
            _give(session, panel, sorted(data.mission_ids), (edition_id, person_id, place))
            places[edition_id] = place + 1
        details = {"missions": len(data.mission_ids), "answers": data.least_answers}
        record(session, actor, "panels.set_up", ("panel", panel.id, facts), details)
        return panel.id


def drop_panel(session: Session, actor: Actor, panel_id: int) -> None:
    """Give up a comparison before anybody has begun: everybody sees all its missions again.

    :raises NotFound: there is none, or it is not the actor's affair
    :raises VariantBegun: somebody has begun
    """
    with transaction(session):
        panel = _locked(session, panel_id)
        if panel is None:
            raise NotFound
        require_sight(actor, Action.PANEL_WRITE, panel.facts)
        if _has_begun(session, _variants(session, panel_id)):
            raise VariantBegun
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
            panel = _locked(session, panel_id)  # who joins at the same moment waits here
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


def _locked(session: Session, panel_id: int) -> Panel | None:
    return session.scalars(
        select(Panel)
        .where(Panel.id == panel_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()


def _variants(session: Session, panel_id: int) -> Sequence[int]:
    return session.scalars(
        select(PanelVariant.mission_id).where(PanelVariant.panel_id == panel_id).order_by(PanelVariant.mission_id)
    ).all()


def _check(session: Session, campaign_id: int, data: PanelInput) -> None:
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
    if _has_begun(session, mine):
        raise VariantBegun


def _has_begun(session: Session, mission_ids: Collection[int]) -> bool:
    """Tell whether somebody has done anything in one of the missions."""
    waves = select(Wave.id).where(Wave.mission_id.in_(mission_ids))
    anything = or_(
        exists().where(MissionDone.mission_id.in_(mission_ids)),
        exists().where(MissionProgress.mission_id.in_(mission_ids)),
        exists().where(Response.wave_id.in_(waves)),
        select(1).select_from(_FEEDBACK).where(_FEEDBACK.c.mission_id.in_(mission_ids)).exists(),
    )
    return bool(session.scalar(select(anything)))
