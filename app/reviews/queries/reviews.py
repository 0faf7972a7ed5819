"""Review sessions: which ones a reader has, and what one is made of."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.types import PersonStatus
from app.campaigns.models import Campaign
from app.core.errors import NotFound
from app.entities.models import Entity
from app.policy.actor import Actor, Role
from app.policy.check import can, require, require_sight
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.policy.scopes import grants_condition
from app.reviews.models import Review, ReviewAssessor, ReviewCampaign, ReviewCriterion
from app.reviews.types import ReviewKind, ReviewState, TieRule

SHOWN_MAX = 200
CHAIRS = frozenset({Role.CENTRAL_TEAM, Role.SPONSOR})


@dataclass(frozen=True, slots=True)
class ListedReview:
    """A review session in the list; ``is_asked``: the reader's marks are asked for and not handed in."""

    id: int
    title: str
    kind: ReviewKind
    state: ReviewState
    due_on: date
    entity_name: str
    is_assessor: bool
    is_asked: bool
    version: int


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A column of the grid."""

    id: int
    name: str
    weight: int


@dataclass(frozen=True, slots=True)
class AssessorRow:
    """Somebody asked for marks, and whether they are in: never the marks."""

    person_id: int
    name: str
    number: int
    is_active: bool  # their account is open
    handed_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A review session as everybody in it reads it."""

    id: int
    title: str
    kind: ReviewKind
    tie_rule: TieRule
    state: ReviewState
    due_on: date
    seed: int
    entity_id: int | None
    entity_name: str
    chair_name: str
    opened_at: datetime | None
    closed_at: datetime | None
    closed_by: str  # who closed it before all were in; "": all were in
    version: int
    campaign_ids: tuple[int, ...]
    campaign_title_ids: tuple[int, ...]
    criteria: tuple[CriterionRow, ...]
    assessors: tuple[AssessorRow, ...]
    facts: Facts

    @property
    def is_preparing(self) -> bool:
        """Whether nobody but its chairs sees it yet."""
        return self.state is ReviewState.PREPARING

    @property
    def is_open(self) -> bool:
        """Whether marks can be given."""
        return self.state is ReviewState.OPEN

    @property
    def is_closed(self) -> bool:
        """Whether its results can be read."""
        return self.state is ReviewState.CLOSED

    @property
    def is_pairs(self) -> bool:
        """Whether assessors compare pairs instead of giving marks."""
        return self.kind is ReviewKind.PAIRS

    @property
    def in_count(self) -> int:
        """How many assessors have handed in."""
        return sum(each.handed_in_at is not None for each in self.assessors)

    def is_assessor(self, actor: Actor) -> bool:
        """Tell whether the actor's marks are asked for."""
        return any(each.person_id == actor.person_id for each in self.assessors)

    def has_handed_in(self, actor: Actor) -> bool:
        """Tell whether the actor's marks are in."""
        return any(each.person_id == actor.person_id and each.handed_in_at for each in self.assessors)


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """For whom an actor may prepare a review: the group, or an entity."""

    entity_id: int | None
    name: str


def entity_facts(entity_id: int | None, campaign_ids: Collection[int]) -> Facts:
    """Return the facts of a session; a mandate for one campaign reaches those of this campaign alone."""
    return Facts(entity_id=entity_id, campaign_id=next(iter(campaign_ids)) if len(campaign_ids) == 1 else None)


def facts_of_review(session: Session, review: Review) -> Facts:
    """Return all that rules may know of a session. Two statements."""
    campaigns = session.scalars(select(ReviewCampaign.campaign_id).where(ReviewCampaign.review_id == review.id)).all()
    people = session.scalars(select(ReviewAssessor.person_id).where(ReviewAssessor.review_id == review.id))
    return replace(entity_facts(review.entity_id, campaigns), assessors=frozenset(people))


def reviews_list(session: Session, actor: Actor) -> tuple[ListedReview, ...]:
    """Return the sessions that the actor chairs or marks, the last day first. One statement.

    An assessor reads of a session once it is open.
    """
    require(actor, Action.REVIEW_LIST, NOTHING)
    return _listed(session, actor, _chaired(actor))


def reviews_seen(session: Session, actor: Actor, ids: Collection[int]) -> tuple[ListedReview, ...]:
    """Return, of these sessions, those that the actor reads. One statement."""
    require(actor, Action.REVIEW_LIST, NOTHING)
    return _listed(session, actor, _chaired(actor), Review.id.in_(ids))


def _listed(
    session: Session, actor: Actor, chaired: ColumnElement[bool], *conditions: ColumnElement[bool]
) -> tuple[ListedReview, ...]:
    mine = (ReviewAssessor.review_id == Review.id) & (ReviewAssessor.person_id == actor.person_id)
    is_mine = ReviewAssessor.person_id.is_not(None)
    rows = session.execute(
        select(
            Review.id, Review.title, Review.kind, Review.state, Review.due_on, func.coalesce(Entity.name, ""), is_mine,
            is_mine & ReviewAssessor.handed_in_at.is_(None) & (Review.state == ReviewState.OPEN), Review.version,
        )
        .outerjoin(Entity, Entity.id == Review.entity_id)
        .outerjoin(ReviewAssessor, mine)
        .where(or_(chaired, is_mine & (Review.state != ReviewState.PREPARING)), *conditions)
        .order_by(Review.due_on.desc(), Review.id)
        .limit(SHOWN_MAX)
    )  # fmt: skip
    return tuple(ListedReview(*row) for row in rows)


def _chaired(actor: Actor) -> ColumnElement[bool]:
    """Return the sessions that the actor's mandates reach (``REVIEW_CHAIR``)."""
    only = (
        select(case((func.count() == 1, func.min(ReviewCampaign.campaign_id))))
        .where(ReviewCampaign.review_id == Review.id)
        .scalar_subquery()
    )
    return grants_condition([grant for grant in actor.grants if grant.role in CHAIRS], Review.entity_id, only)


def review_by_id(session: Session, actor: Actor, review_id: int) -> ReviewRow:
    """Return a session. Four statements.

    :raises NotFound: absent, or the actor neither chairs nor marks it; an assessor reads it once it is open
    """
    found = session.execute(
        select(Review, Entity.name, _chair_name(), _closer_name())
        .outerjoin(Entity, Entity.id == Review.entity_id)
        .where(Review.id == review_id)
    ).first()
    if found is None:
        raise NotFound
    review, entity_name, chair, closer = found
    campaigns = session.execute(
        select(ReviewCampaign.campaign_id, Campaign.title_text_id)
        .join(Campaign, Campaign.id == ReviewCampaign.campaign_id)
        .where(ReviewCampaign.review_id == review.id)
        .order_by(ReviewCampaign.campaign_id)
    ).all()
    assessors = tuple(
        AssessorRow(person_id, name, number, status is PersonStatus.ACTIVE, handed_in_at)
        for person_id, name, number, status, handed_in_at in session.execute(
            select(Person.id, Person.name, ReviewAssessor.number, Person.status, ReviewAssessor.handed_in_at)
            .join(ReviewAssessor, ReviewAssessor.person_id == Person.id)
            .where(ReviewAssessor.review_id == review.id)
            .order_by(ReviewAssessor.number)
        )
    )
    facts = replace(
        entity_facts(review.entity_id, [campaign_id for campaign_id, _title in campaigns]),
        assessors=frozenset(each.person_id for each in assessors),
    )
    is_ready = review.state is not ReviewState.PREPARING
    require_sight(actor, Action.REVIEW_READ if is_ready else Action.REVIEW_CHAIR, facts)
    criteria = session.execute(
        select(ReviewCriterion.id, ReviewCriterion.name, ReviewCriterion.weight)
        .where(ReviewCriterion.review_id == review.id)
        .order_by(ReviewCriterion.number)
    )
    return ReviewRow(
        review.id, review.title, review.kind, review.tie_rule, review.state, review.due_on, review.seed,
        review.entity_id, entity_name or "", chair or "", review.opened_at, review.closed_at, closer or "",
        review.version, tuple(number for number, _title in campaigns), tuple(title for _number, title in campaigns),
        tuple(CriterionRow(*row) for row in criteria), assessors, facts,
    )  # fmt: skip


def _chair_name() -> ColumnElement[str | None]:
    return select(Person.name).where(Person.id == Review.chair_id).scalar_subquery()


def _closer_name() -> ColumnElement[str | None]:
    return select(Person.name).where(Person.id == Review.closed_by_id).scalar_subquery()


def chairable_places(session: Session, actor: Actor) -> tuple[PlaceRow, ...]:
    """Return for whom the actor may prepare a review: the group first, then entities by name. One statement."""
    require(actor, Action.REVIEW_LIST, NOTHING)
    rows = session.execute(select(Entity.id, Entity.name).order_by(Entity.name, Entity.id))
    places = [PlaceRow(None, ""), *(PlaceRow(entity_id, name) for entity_id, name in rows)]
    campaigns: list[int | None] = [grant.campaign_id for grant in actor.grants if grant.role in CHAIRS]
    return tuple(
        place
        for place in places
        if any(can(actor, Action.REVIEW_CHAIR, Facts(place.entity_id, campaign_id)) for campaign_id in campaigns)
    )
