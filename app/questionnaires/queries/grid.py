"""Products side by side: one questionnaire, asked in several missions of which each tries one product.

Every number follows from those that the summary of that mission's questionnaire shows, in the same blocks
(``summary.py``): who reads the grid learns nothing that they could not read there, and what is not shown there is not
shown here either.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Integer, and_, column, false, func, or_, select, table
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.core import clock
from app.core.errors import N_, NotFound
from app.figures.weeks import monday_of
from app.policy.actor import Actor
from app.policy.masking import blocks_until, threshold_of
from app.products.models import Product
from app.products.types import Owner
from app.questionnaires.models import Questionnaire, Response, StoredCell, Wave
from app.questionnaires.queries.read import QuestionRow, question_rows
from app.questionnaires.queries.summary import (
    SummaryEdition,
    Until,
    Weeks,
    cells_of_responses,
    full_blocks,
    readable_editions,
    sent_until,
)
from app.questionnaires.types import ResponseState
from app.questions.intervals import mean_interval
from app.questions.kinds import KINDS
from app.questions.summary import Score, Tally, score_of
from app.questions.types import Question

COLUMNS_MAX = 60  # missions of a campaign with a product
MEAN = N_("Mean")
_MISSIONS = table("missions", column("id", Integer), column("number", Integer), column("product_id", Integer))

Place = tuple[int, int]  # wave id, question id


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
    tallies, until = _tallies(session, columns, [chosen.id] if chosen else [each.id for each in editions], threshold)
    rows = question_rows(session, actor, shown, with_retired=True) if shown is not None else ()
    return ProductGrid(
        slug, campaign.title_text_id, campaign.source_locale, threshold, editions, chosen, known, shown, columns,
        tuple(
            GridRow(row, tuple(_cell(row.question, tallies.get((each.wave_id, row.question.id))) for each in columns))
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


def _tallies(
    session: Session, columns: Sequence[GridColumn], edition_ids: Collection[int], threshold: int
) -> tuple[Mapping[Place, Tally], date | None]:
    """Return what was given by wave and question, of full blocks alone, and the last week counted. Three statements."""
    until = {
        wave_id: blocks_until(weeks, threshold)
        for wave_id, weeks in _weeks(session, [each.wave_id for each in columns], edition_ids).items()
    }
    people, ends = full_blocks(_answered(session, until), threshold)
    cells: dict[Place, dict[tuple[int, float | None], int]] = defaultdict(dict)
    for wave_id, question_id, part_id, number, count in session.execute(
        cells_of_responses(
            Response.wave_id, StoredCell.question_id, StoredCell.part_id, StoredCell.number, func.count()
        )
        .where(
            or_(
                false(),
                *(
                    and_(Response.wave_id == wave_id, StoredCell.question_id == question_id, sent_until(*end))
                    for (wave_id, question_id), last in ends.items()
                    for end in last.items()
                ),
            )
        )
        .group_by(Response.wave_id, StoredCell.question_id, StoredCell.part_id, StoredCell.number)
    ):
        cells[wave_id, question_id][part_id, number] = count
    last_week = max((week for each in until.values() for week in each.values()), default=None)
    return {place: Tally(n, cells[place], threshold) for place, n in people.items() if n}, last_week


def _weeks(session: Session, wave_ids: Collection[int], edition_ids: Collection[int]) -> Mapping[int, Weeks]:
    """Return how many responses came in each week that is over, by wave and edition. One statement."""
    weeks: dict[int, dict[int, dict[date, int]]] = defaultdict(lambda: defaultdict(dict))
    for wave_id, edition_id, week, count in session.execute(
        select(Response.wave_id, Response.edition_id, Response.sent_week, func.count())
        .where(
            Response.wave_id.in_(wave_ids),
            Response.edition_id.in_(edition_ids),
            Response.state == ResponseState.SENT,
            Response.sent_week < monday_of(clock.today()),
        )
        .group_by(Response.wave_id, Response.edition_id, Response.sent_week)
    ):
        if week is not None:  # it is always there once sent
            weeks[wave_id][edition_id][week] = count
    return weeks


def _answered(session: Session, until: Mapping[int, Until]) -> Mapping[Place, Weeks]:
    """Return how many people answered each question, by week, of responses that are counted. One statement."""
    answered: dict[Place, dict[int, dict[date, int]]] = defaultdict(lambda: defaultdict(dict))
    for wave_id, question_id, edition_id, week, people in session.execute(
        cells_of_responses(
            Response.wave_id,
            StoredCell.question_id,
            Response.edition_id,
            Response.sent_week,
            func.count(StoredCell.response_id.distinct()),
        )
        .where(
            or_(
                false(),
                *(
                    and_(Response.wave_id == wave_id, sent_until(*end))
                    for wave_id, last in until.items()
                    for end in last.items()
                ),
            )
        )
        .group_by(Response.wave_id, StoredCell.question_id, Response.edition_id, Response.sent_week)
    ):
        answered[wave_id, question_id][edition_id][week] = people
    return answered


def _cell(question: Question, tally: Tally | None) -> Score | None:
    """Return the published score of a question, else its mean, with its interval; ``None`` of too few answers."""
    if tally is None or tally.n < tally.least:
        return None
    kind = KINDS[question.kind]
    score = kind.summary(question, tally).score
    if score is not None:
        return score
    numbers = kind.numbers(question)
    return score_of(MEAN, mean_interval(tally.numbers()), numbers[0], numbers[-1])
