"""What a search looks through: the campaigns its reader sees, narrowed as they ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, literal_column, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition
from app.campaigns.types import EditionStatus
from app.entities.models import Entity
from app.feedback.models import Feedback
from app.feedback.queries.feed import FeedFilters, card_conditions
from app.feedback.types import Handling, Kind, State
from app.figures.types import Closure
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.policy.scopes import campaign_sight


class SearchedPlace(NamedTuple):
    """A campaign in sight, and one of the entities where it is or was open; it may be none yet."""

    campaign_id: int
    slug: str
    title_text_id: int
    entity_id: int | None
    entity_code: str | None
    entity_name: str | None


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """What the reader asks to see; empty means everything. Days are those of UTC, as in the feed."""

    campaign_id: int | None = None
    entity_id: int | None = None
    language: str = ""
    kind: Kind | None = None
    handling: Handling | None = None
    outcome: Closure | None = None
    since: date | None = None
    until: date | None = None
    after: str = ""  # key of the page before

    @property
    def is_narrow(self) -> bool:
        """Whether rows are left out that stand between others."""
        return any((self.entity_id, self.language, self.kind, self.handling, self.outcome))


def places_in_sight(session: Session, actor: Actor) -> list[SearchedPlace]:
    """Return the campaigns whose contributions the actor may read, with their entities. One statement."""
    require(actor, Action.CAMPAIGN_LIST, NOTHING)
    sees = exists().where(
        Edition.campaign_id == Campaign.id, campaign_sight(actor, Edition.entity_id, Edition.campaign_id)
    )
    opened = (
        select(Edition.campaign_id, Entity.id, Entity.code, Entity.name)
        .join(Entity, Entity.id == Edition.entity_id)
        .where(Edition.status != EditionStatus.DRAFT)
        .subquery()
    )
    rows = session.execute(
        select(Campaign.id, Campaign.slug, Campaign.title_text_id, opened.c.id, opened.c.code, opened.c.name)
        .outerjoin(opened, opened.c.campaign_id == Campaign.id)
        .where(sees)
        .order_by(Campaign.id.desc(), opened.c.name)
    )
    return [SearchedPlace(*row) for row in rows]


def is_read_by_all() -> ColumnElement[bool]:
    """Return what readers see. Written out, so that a database sees that an index of published rows will do."""
    return Feedback.state == literal_column(f"'{State.PUBLISHED}'")


def narrowing(filters: SearchFilters) -> list[ColumnElement[bool]]:
    """Return the conditions of the filters, as the feed has them, but for campaign and period."""
    return card_conditions(
        FeedFilters(
            kind=filters.kind,
            entity_id=filters.entity_id,
            language=filters.language,
            handling=filters.handling,
            outcome=filters.outcome,
        )
    )
