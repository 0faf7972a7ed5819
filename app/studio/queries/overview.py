"""Campaigns in preparation, with how far each is, and the templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, ScalarSelect, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition, Phase, campaign_products
from app.campaigns.types import CampaignPurpose, EditionStatus, PhaseKind
from app.core.errors import NotFound
from app.db.base import Base
from app.missions.models import Mission
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.questionnaires.models import Questionnaire
from app.studio.types import StudioPage
from app.texts.models import Translation
from app.themes.models import Theme

SHOWN_MAX = 50  # of each list, the newest


@dataclass(frozen=True, slots=True)
class InPreparation:
    """A campaign that is not open everywhere yet: how many of each thing it has."""

    slug: str
    title_text_id: int
    created_at: datetime
    products: int
    missions: int
    questionnaires: int
    editions: int
    dated: int  # editions that have recruitment and test
    opened: int  # editions

    @property
    def next_page(self) -> StudioPage:
        """Where the assistant goes on: the first page on which something is missing."""
        wanted = (
            (StudioPage.PRODUCTS, self.products),
            (StudioPage.MISSIONS, self.missions),
            (StudioPage.PEOPLE, self.editions),
            (StudioPage.DATES, self.editions and self.dated == self.editions),
        )
        return next((page for page, has in wanted if not has), StudioPage.SUMMARY)


@dataclass(frozen=True, slots=True)
class Template:
    """A template, with how many of each thing it brings; ``locales`` are those its title is written in."""

    id: int
    slug: str
    title_text_id: int
    pitch_text_id: int
    source_locale: str
    is_offered: bool
    themes: int
    missions: int
    questionnaires: int
    locales: tuple[str, ...] = ()


def campaigns_to_prepare(session: Session, actor: Actor) -> tuple[InPreparation, ...]:
    """Return the campaigns of which no edition, or not every edition, has opened, the newest first. One statement.

    :raises Forbidden: only the central team prepares campaigns
    """
    require(actor, Action.CAMPAIGN_WRITE, NOTHING)
    of = Edition.campaign_id == Campaign.id
    statement = _rows().where(
        Campaign.purpose == CampaignPurpose.CAMPAIGN,
        or_(~exists().where(of), exists().where(of, Edition.status == EditionStatus.DRAFT)),
    )
    return tuple(InPreparation(*row) for row in session.execute(statement))


def campaign_in_preparation(session: Session, actor: Actor, campaign_id: int) -> InPreparation:
    """Return how far one campaign is. One statement.

    :raises NotFound: no such campaign
    :raises Forbidden: only the central team prepares campaigns
    """
    require(actor, Action.CAMPAIGN_WRITE, NOTHING)
    row = session.execute(_rows().where(Campaign.id == campaign_id)).one_or_none()
    if row is None:
        raise NotFound
    return InPreparation(*row)


def templates(session: Session, actor: Actor) -> tuple[Template, ...]:
    """Return the templates: those that are offered first, the oldest first. Two statements.

    :raises Forbidden: only the central team prepares campaigns
    """
    require(actor, Action.CAMPAIGN_WRITE, NOTHING)
    rows = session.execute(
        select(
            Campaign.id,
            Campaign.slug,
            Campaign.title_text_id,
            Campaign.pitch_text_id,
            Campaign.source_locale,
            Campaign.purpose == CampaignPurpose.TEMPLATE,
            _count(Theme, Theme.campaign_id == Campaign.id),
            _count(Mission, Mission.campaign_id == Campaign.id),
            _count(Questionnaire, Questionnaire.campaign_id == Campaign.id),
        )
        .where(Campaign.purpose != CampaignPurpose.CAMPAIGN)
        .order_by(Campaign.purpose.desc(), Campaign.id)
        .limit(SHOWN_MAX)
    ).all()
    written: dict[int, list[str]] = {row[2]: [row[4]] for row in rows}
    for text_id, locale in session.execute(
        select(Translation.text_id, Translation.locale)
        .where(Translation.text_id.in_(written))
        .order_by(Translation.locale)
    ):
        if locale not in written[text_id]:
            written[text_id].append(locale)
    return tuple(Template(*row, locales=tuple(written[row[2]])) for row in rows)


def _rows() -> Select[*tuple[Any, ...]]:
    """Return the statement of campaigns with how far they are."""
    of = Edition.campaign_id == Campaign.id
    needed = (
        exists().where(Phase.edition_id == Edition.id, Phase.kind == kind)
        for kind in (PhaseKind.RECRUIT, PhaseKind.TEST)
    )
    return (
        select(
            Campaign.slug,
            Campaign.title_text_id,
            Campaign.created_at,
            _count(campaign_products, campaign_products.c.campaign_id == Campaign.id),
            _count(Mission, Mission.campaign_id == Campaign.id),
            _count(Questionnaire, Questionnaire.campaign_id == Campaign.id),
            _count(Edition, of),
            _count(Edition, and_(of, *needed)),
            _count(Edition, and_(of, Edition.status != EditionStatus.DRAFT)),
        )
        .order_by(Campaign.id.desc())
        .limit(SHOWN_MAX)
    )


def _count(what: FromClause | type[Base], condition: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).select_from(what).where(condition).correlate(Campaign).scalar_subquery()
