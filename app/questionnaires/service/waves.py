"""Where and when a questionnaire is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition
from app.campaigns.types import IdentityLevel
from app.db.lock import locked
from app.db.session import transaction, unique
from app.journal.record import record
from app.policy.actor import Actor
from app.questionnaires.errors import (
    ImageOfApplicants,
    NothingAsked,
    OnlyUntraceableOffered,
    UntraceableNotOffered,
    WaveAsked,
    WaveDaysReversed,
    WaveNotPossible,
    WaveThere,
)
from app.questionnaires.models import Questionnaire, Wave, has_come
from app.questionnaires.queries import question_rows
from app.questionnaires.service.build import locked_questionnaire
from app.questionnaires.types import Moment
from app.questions.kinds import KINDS

# Missions belong to a feature above: their table is named, not imported.
_MISSION_THERE = sql("SELECT 1 FROM missions WHERE id = :mission_id AND campaign_id = :campaign_id")


@dataclass(frozen=True, slots=True)
class WaveInput:
    """A moment at which a questionnaire should be asked; what the moment does not need is left out."""

    moment: Moment
    edition_id: int | None = None  # None: in every edition
    mission_id: int | None = None
    opens_on: date | None = None
    closes_on: date | None = None  # included
    is_untraceable: bool = False  # nobody can know who answered


def add_wave(session: Session, actor: Actor, questionnaire_id: int, data: WaveInput) -> Wave:
    """Ask a questionnaire at a moment; the same moment sent again is the same wave.

    :raises NotFound: there is no such questionnaire
    :raises NothingAsked: it has no question yet
    :raises ImageOfApplicants: those who apply would be asked for an image
    :raises WaveNotPossible, WaveDaysReversed: the moment lacks what it needs
    :raises UntraceableNotOffered: the campaign's contract offers no answers that nobody can trace
    :raises OnlyUntraceableOffered: it offers no others
    :raises WaveThere: it is asked there already, or another one where there is only one
    """
    with transaction(session):
        found = locked_questionnaire(session, actor, questionnaire_id)
        campaign = session.get_one(Campaign, found.campaign_id)
        kinds = [KINDS[row.question.kind] for row in question_rows(session, actor, found.id)]
        if not any(kind.asks for kind in kinds):
            raise NothingAsked
        if data.moment is Moment.SCREENING and any(kind.takes_file for kind in kinds):
            raise ImageOfApplicants
        asked = _checked(session, campaign, data)
        known = _made_before(session, found, asked)
        if known is not None:
            return known
        if session.scalar(select(exists().where(_overlapping(found, asked)))):
            raise WaveThere
        made = Wave(
            questionnaire_id=found.id,
            moment=asked.moment,
            is_untraceable=asked.is_untraceable,
            edition_id=asked.edition_id,
            mission_id=asked.mission_id,
            opens_on=asked.opens_on,
            closes_on=asked.closes_on,
        )
        with unique(session, WaveThere):  # a mission has one
            session.add(made)
        details = {"moment": asked.moment.value}
        record(session, actor, "questionnaires.wave_added", ("questionnaire", found.id, found.facts), details)
        return made


def remove_wave(session: Session, actor: Actor, wave_id: int) -> None:
    """Ask a questionnaire no more at a moment that has not come yet.

    Whether somebody has answered decides nothing: a refusal would tell it, be it of one person.

    :raises NotFound: there is no such wave
    :raises WaveAsked: it could be answered already
    """
    with transaction(session):
        wave = locked(session, Wave, wave_id)
        found = locked_questionnaire(session, actor, wave.questionnaire_id)
        if session.scalar(select(has_come()).where(Wave.id == wave_id)):
            raise WaveAsked
        details = {"moment": wave.moment.value}
        session.delete(wave)
        record(session, actor, "questionnaires.wave_removed", ("questionnaire", found.id, found.facts), details)


def _checked(session: Session, campaign: Campaign, data: WaveInput) -> WaveInput:
    """Return the moment with what it needs and nothing else."""
    level = IdentityLevel.UNTRACEABLE.value
    if data.is_untraceable and (level not in campaign.identity_levels or data.moment is Moment.SCREENING):
        raise UntraceableNotOffered
    if not data.is_untraceable and data.moment is not Moment.SCREENING and set(campaign.identity_levels) == {level}:
        raise OnlyUntraceableOffered
    if data.moment is Moment.MISSION:
        place = {"mission_id": data.mission_id, "campaign_id": campaign.id}
        if session.execute(_MISSION_THERE, place).first() is None:
            raise WaveNotPossible
        return WaveInput(data.moment, mission_id=data.mission_id, is_untraceable=data.is_untraceable)
    _check_edition(session, campaign, data)
    if data.moment is Moment.DATED:
        if data.opens_on is None or data.closes_on is None:
            raise WaveNotPossible
        if data.closes_on < data.opens_on:
            raise WaveDaysReversed
        days = (data.opens_on, data.closes_on)
        return WaveInput(data.moment, data.edition_id, None, *days, is_untraceable=data.is_untraceable)
    return WaveInput(data.moment, data.edition_id, is_untraceable=data.is_untraceable)


def _check_edition(session: Session, campaign: Campaign, data: WaveInput) -> None:
    """Refuse an edition of another campaign; lock the one that is named, as it has one screening."""
    if data.edition_id is None:
        if data.moment is Moment.SCREENING:
            raise WaveNotPossible
        return
    there = select(Edition.id).where(Edition.id == data.edition_id, Edition.campaign_id == campaign.id)
    if session.scalars(there.with_for_update(key_share=True)).first() is None:
        raise WaveNotPossible


def _made_before(session: Session, found: Questionnaire, data: WaveInput) -> Wave | None:
    """Return the wave that is exactly this."""
    return session.scalars(
        select(Wave).where(
            Wave.questionnaire_id == found.id,
            Wave.moment == data.moment,
            Wave.is_untraceable == data.is_untraceable,
            Wave.edition_id.is_not_distinct_from(data.edition_id),
            Wave.mission_id.is_not_distinct_from(data.mission_id),
            Wave.opens_on.is_not_distinct_from(data.opens_on),
            Wave.closes_on.is_not_distinct_from(data.closes_on),
        )
    ).first()


def _overlapping(found: Questionnaire, data: WaveInput) -> ColumnElement[bool]:
    """Return the waves beside which this one cannot be."""
    if data.moment is Moment.SCREENING:
        return (Wave.moment == data.moment) & (Wave.edition_id == data.edition_id)  # an edition has one
    if data.moment is Moment.MISSION:
        return Wave.mission_id == data.mission_id
    same = (Wave.questionnaire_id == found.id) & (Wave.moment == data.moment)
    if data.edition_id is not None:
        same &= or_(Wave.edition_id.is_(None), Wave.edition_id == data.edition_id)
    if data.moment is Moment.DATED:
        same &= (Wave.opens_on <= data.closes_on) & (Wave.closes_on >= data.opens_on)
    return same
