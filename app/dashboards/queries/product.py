"""Figures of a product: of the campaigns that test it, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from app.campaigns.models import Campaign, Edition, campaign_products
from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.errors import NotFound
from app.dashboards.queries.campaign import EntityName
from app.dashboards.queries.summaries import Week, weeks_shown
from app.entities.models import Entity
from app.figures.models import FigureCount
from app.figures.shown import Figures, figures_shown
from app.policy.actor import Actor
from app.policy.check import can
from app.policy.facts import NOTHING
from app.policy.masking import threshold_of
from app.policy.rules import Action
from app.policy.scopes import figures_sight
from app.products.models import Product
from app.texts.queries import EMPTY, ReadText, texts_of


@dataclass(frozen=True, slots=True)
class TestingCampaign:
    """A campaign that tests the product, and its figures."""

    slug: str
    title: ReadText
    figures: Figures


@dataclass(frozen=True, slots=True)
class ProductDashboard:
    """What the dashboard of a product says, of all entities or of one."""

    id: int
    name: str
    as_of: date
    figures: Figures
    weeks: tuple[Week, ...]  # the last ones, oldest first
    campaigns: tuple[TestingCampaign, ...]  # the newest first
    entities: tuple[EntityName, ...]  # in which they are, by name
    entity: EntityName | None  # the one the figures are of


def product_dashboard(session: Session, actor: Actor, product_id: int, entity: str = "") -> ProductDashboard:
    """Return the figures of the campaigns that test a product, those whose figures the actor may read. Five statements.

    A contribution does not say about which product it is: a campaign that tests several counts for each of them.
    An entity that does not exist there is ignored.

    :raises NotFound: no such product, or no campaign that tests it is for the actor
    """
    product = session.execute(select(Product.id, Product.name).where(Product.id == product_id)).first()
    if product is None:
        raise NotFound
    rows = _editions_testing(session, actor, product_id)
    if not rows and not can(actor, Action.DASHBOARD_GROUP, NOTHING):
        raise NotFound
    campaigns = {row.campaign_id: row for row in rows}
    thresholds = {row.campaign_id: threshold_of(row.min_group) for row in rows}
    by_code = {row.code: row for row in sorted(rows, key=lambda row: row.name.casefold())}
    names = {code: EntityName(code, row.name) for code, row in by_code.items()}
    conditions = [FigureCount.entity_id == by_code[entity].entity_id] if entity in by_code else []
    by_campaign: dict[int, list[Figures]] = {}
    for place, figures in figures_shown(session, thresholds, *conditions).items():
        by_campaign.setdefault(place.campaign_id, []).append(figures)
    texts = texts_of(session, actor, (row.title_text_id for row in campaigns.values()))
    return ProductDashboard(
        id=product.id,
        name=product.name,
        as_of=clock.today(),
        figures=Figures.sum(figures for several in by_campaign.values() for figures in several),
        weeks=weeks_shown(session, actor, FigureCount.campaign_id.in_(campaigns), *conditions),
        campaigns=tuple(
            TestingCampaign(
                row.slug, texts.get(row.title_text_id, EMPTY), Figures.sum(by_campaign.get(row.campaign_id, []))
            )
            for row in campaigns.values()
        ),
        entities=tuple(names.values()),
        entity=names.get(entity),
    )


class _TestingEdition(NamedTuple):
    """An edition of a campaign that tests the product."""

    campaign_id: int
    slug: str
    title_text_id: int
    min_group: int
    entity_id: int
    code: str
    name: str


def _editions_testing(session: Session, actor: Actor, product_id: int) -> list[_TestingEdition]:
    """Return the opened editions of its campaigns whose figures the actor may read, the newest campaign first."""
    own = aliased(Edition)
    mine = exists().where(
        own.campaign_id == Campaign.id,
        own.status != EditionStatus.DRAFT,
        figures_sight(actor, own.entity_id, own.campaign_id),
    )
    tests_it = exists().where(
        campaign_products.c.campaign_id == Campaign.id, campaign_products.c.product_id == product_id
    )
    rows = session.execute(
        select(
            Campaign.id, Campaign.slug, Campaign.title_text_id, Campaign.min_group, Entity.id, Entity.code, Entity.name
        )
        .join(Edition, Edition.campaign_id == Campaign.id)
        .join(Entity, Entity.id == Edition.entity_id)
        .where(tests_it, mine, Edition.status != EditionStatus.DRAFT)
        .order_by(Campaign.created_at.desc(), Campaign.id.desc(), Entity.name)
    )
    return [_TestingEdition(*row) for row in rows]
