"""Products side by side: one questionnaire, asked in several missions of which each tries one product.

Every number follows from those that the summary of that mission's questionnaire shows, in the same blocks
(``summary.py``): who reads the grid learns nothing that they could not read there, and what is not shown there is not
shown here either.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Integer, column, select, table
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.core.errors import NotFound
from app.policy.actor import Actor
from app.policy.masking import threshold_of
from app.products.models import Product
from app.products.types import Owner
from app.questionnaires.models import Questionnaire, Wave
from app.questionnaires.queries.read import QuestionRow, question_rows
from app.questionnaires.queries.several import number_of, tallies_of
from app.questionnaires.queries.summary import SummaryEdition, readable_editions
from app.questions.kinds import KINDS
from app.questions.summary import Score

COLUMNS_MAX = 60  # missions of a campaign with a product
_MISSIONS = table("missions", column("id", Integer), column("number", Integer), column("product_id", Integer))


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A product, and the mission in which it was tried."""

    wave_id: int
    questionnaire_id: int
    questionnaire_title_text_id: int
    mission_number: int
    product_name: str
    owner: Owner


@dataclass(frozen=True, slots=True)
class GridRow:
    """A question, and what it gives for each column; ``None``: too few people answered it there."""

    row: QuestionRow
    cells: tuple[Score | None, ...]


@dataclass(frozen=True, slots=True)
class ProductGrid:
    """One questionnaire over the products, in one entity or in all the actor may read."""

    slug: str
    campaign_title_text_id: int
    default_locale: str
    threshold: int
    editions: tuple[SummaryEdition, ...]  # that the reader may choose from
    chosen: SummaryEdition | None
    questionnaires: Mapping[int, int]  # id → title text, of those asked about several products
    questionnaire_id: int | None  # the one that is shown
    columns: tuple[GridColumn, ...]  # by the products' names
    rows: tuple[GridRow, ...]
    until: date | None  # Monday of the last week that is counted

    @property
    def text_ids(self) -> tuple[int | None, ...]:
        """Every text of the page."""
        asked = (text_id for each in self.rows for text_id in each.row.text_ids)
        return (self.campaign_title_text_id, *self.questionnaires.values(), *asked)


def product_grid(
    session: Session, actor: Actor, slug: str, entity_code: str = "", questionnaire_id: int | None = None
) -> ProductGrid:
    """Return a questionnaire's numbers for each product it was asked about. Eight statements, whatever their number.

    ``questionnaire_id``: which one, else the first that was asked about several products.

    :raises NotFound: no such campaign, entity or questionnaire, or not for the actor
    """
    campaign = session.execute(
        select(Campaign.id, Campaign.title_text_id, Campaign.source_locale, Campaign.min_group).where(
            Campaign.slug == slug
        )
    ).one_or_none()
    editions = readable_editions(session, actor, campaign.id) if campaign else ()
    chosen = next((edition for edition in editions if edition.entity_code == entity_code), None)
    if campaign is None or not editions or (entity_code and chosen is None):
        raise NotFound
    by_questionnaire = _columns(session, campaign.id)
    known = {asked: columns[0].questionnaire_title_text_id for asked, columns in by_questionnaire.items()}
    if questionnaire_id is not None and questionnaire_id not in known:
        raise NotFound
    shown = questionnaire_id if questionnaire_id is not None else next(iter(known), None)
    columns = by_questionnaire.get(shown, ()) if shown is not None else ()
    threshold = threshold_of(campaign.min_group)
    looked_at = [chosen.id] if chosen else [each.id for each in editions]
    tallies, until = tallies_of(session, actor, [each.wave_id for each in columns], looked_at, threshold)
    rows = question_rows(session, actor, shown, with_retired=True) if shown is not None else ()
    return ProductGrid(
        slug, campaign.title_text_id, campaign.source_locale, threshold, editions, chosen, known, shown, columns,
        tuple(
            GridRow(
                row, tuple(number_of(row.question, tallies.get((each.wave_id, row.question.id))) for each in columns)
            )
            for row in rows
            if KINDS[row.question.kind].compared_by is not None
        ),
        until,
    )  # fmt: skip


def has_grid(session: Session, actor: Actor, campaign_id: int) -> bool:
    """Tell whether one questionnaire was asked about several products. One statement; the caller has asked."""
    del actor
    return bool(_columns(session, campaign_id))


def _columns(session: Session, campaign_id: int) -> dict[int, tuple[GridColumn, ...]]:
    """Return the questionnaires that missions about several products ask, each with its products by name."""
    found: dict[int, list[GridColumn]] = defaultdict(list)
    for row in session.execute(
        select(
            Wave.id, Wave.questionnaire_id, Questionnaire.title_text_id, _MISSIONS.c.number, Product.name, Product.owner
        )
        .join(Questionnaire, Questionnaire.id == Wave.questionnaire_id)
        .join(_MISSIONS, _MISSIONS.c.id == Wave.mission_id)
        .join(Product, Product.id == _MISSIONS.c.product_id)
        .where(Questionnaire.campaign_id == campaign_id)
        .order_by(Wave.questionnaire_id, Product.name, _MISSIONS.c.number)
        .limit(COLUMNS_MAX)
    ):
        found[row[1]].append(GridColumn(*row))
    several = {asked for asked, columns in found.items() if len({each.product_name for each in columns}) > 1}
    return {asked: tuple(columns) for asked, columns in found.items() if asked in several}
