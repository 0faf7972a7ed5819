"""Reads of the queue: what waits for a moderator, oldest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.accounts.models import Person
from app.campaigns.models import Campaign, Edition
from app.core import clock
from app.core.errors import NotFound
from app.core.pages import Page, join_key, read_instant, read_key, read_number
from app.feedback.models import Feedback
from app.feedback.queries.worklist import Keys, PageStart, WorkEntity, entities_reached, first_of
from app.missions.models import Mission
from app.moderation.models import ModerationDecision
from app.moderation.queries.cases import QueueRow, cases_of
from app.moderation.queries.desk import has_label, is_assigned
from app.moderation.queries.open_cases import comment_look_is_due, open_reports, second_look_is_due
from app.moderation.types import Assigned, QueueView
from app.policy.actor import MODERATING_ROLES, Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.policy.scopes import answer_sight, moderation_sight, somebody_elses
from app.texts.queries import EMPTY, ReadText, texts_of

PAGE_SIZE = 20
AGES_DAYS = (1, 3, 7, 14)  # "older than", as it is offered
CAMPAIGNS_MAX = MISSIONS_MAX = 100  # offered to choose from
COUNT_MAX = 999  # counting stops here: "999+" says enough

# Written as in the partial index: with a parameter in its place, neither database would use it.
_WAITING = text("feedback.waiting_since IS NOT NULL")
_SENT_BACK = text("feedback.state = 'sent_back'")
_UNANSWERED = text("feedback.state = 'published' AND feedback.answered_at IS NULL")

_PARTS = {QueueView.SENT_BACK: _SENT_BACK, QueueView.UNANSWERED: _UNANSWERED}
_ORDERS: dict[QueueView, InstrumentedAttribute[Any]] = {
    QueueView.SENT_BACK: Feedback.created_at,
    QueueView.UNANSWERED: Feedback.due_on,
}


@dataclass(frozen=True, slots=True)
class QueueFilters:
    """What the moderator asked to see; the defaults mean everything."""

    entity: str = ""  # code
    language: str = ""  # BCP 47, "und" for unknown
    older_than_days: int = 0
    view: QueueView = QueueView.WAITING
    campaign: str = ""  # slug
    mission: int = 0  # its number in that campaign
    assigned: Assigned | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class CampaignOption:
    """A campaign of an entity the actor moderates."""

    slug: str
    title: ReadText


@dataclass(frozen=True, slots=True)
class MissionOption:
    """A mission of the campaign that is chosen."""

    number: int
    title: ReadText


@dataclass(frozen=True, slots=True)
class QueueOptions:
    """What the queue can be narrowed to. ``languages`` is ``None`` when the actor moderates them all."""

    entities: tuple[WorkEntity, ...]
    languages: frozenset[str] | None
    campaigns: tuple[CampaignOption, ...] = ()
    missions: tuple[MissionOption, ...] = ()  # of the campaign that is chosen


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How many contributions wait, and for how many of them the promise is broken; counting stops at COUNT_MAX."""

    waiting: int
    late: int

    @property
    def is_more(self) -> bool:
        """Whether there are more than were counted."""
        return self.waiting > COUNT_MAX


@dataclass(frozen=True, slots=True)
class LastDecision:
    """The latest decision on a contribution. ``by_name`` is empty when that account is gone."""

    decision: ModerationDecision
    by_name: str


def queue_page(
    session: Session,
    actor: Actor,
    filters: QueueFilters,
    after_key: str = "",
    options: QueueOptions | None = None,
) -> Page[QueueRow]:
    """Return one page of what waits where the actor moderates, or was sent back, oldest first.

    Of what has no answer yet, the first promised day comes first.

    Nine statements at most; eight with ``options``, once these are read.

    The time does not depend on how much was ever contributed: each entity's oldest come from the index of
    what waits there, and are then put together.

    :raises Forbidden: the actor moderates nothing
    """
    require(actor, Action.QUEUE_VIEW, NOTHING)
    reached = options.entities if options else _entities(session, actor)
    entities = [entity for entity in reached if filters.entity in {"", entity.code}]
    is_unanswered = filters.view is QueueView.UNANSWERED
    start = read_key(after_key, date.fromisoformat if is_unanswered else read_instant, read_number)
    keys = _oldest_of(actor, entities, filters, start, PAGE_SIZE + 1)
    if keys is None:
        return Page(())
    rows = cases_of(session, actor, keys)
    shown = rows[:PAGE_SIZE]
    return Page(shown, _key_of(shown[-1], filters.view) if len(rows) > PAGE_SIZE else "")


def case_by_id(session: Session, actor: Actor, feedback_id: int, view: QueueView = QueueView.WAITING) -> QueueRow:
    """Return one case of the queue, or of that part of it. Seven statements at most.

    :raises NotFound: it does not wait, or not for the actor
    """
    require(actor, Action.QUEUE_VIEW, NOTHING)
    is_here = _UNANSWERED & _answer_sight(actor) if view is QueueView.UNANSWERED else or_(_WAITING, _SENT_BACK)
    key = select(Feedback.id, Feedback.waiting_since.label("place")).where(
        Feedback.id == feedback_id, is_here, _sight(actor)
    )
    rows = cases_of(session, actor, key)
    if not rows:
        raise NotFound
    return rows[0]


def queue_options(session: Session, actor: Actor, campaign: str = "") -> QueueOptions:
    """Return what the actor's queue can be narrowed to; with a campaign's slug, by its missions too.

    Four statements at most.
    """
    require(actor, Action.QUEUE_VIEW, NOTHING)
    each = [grant.languages_moderated for grant in actor.grants]
    languages = None if None in each else frozenset[str]().union(*(some for some in each if some is not None))
    entities = _entities(session, actor)
    here = select(Edition.campaign_id).where(Edition.entity_id.in_([entity.id for entity in entities]))
    campaigns = session.execute(
        select(Campaign.id, Campaign.slug, Campaign.title_text_id)
        .where(Campaign.id.in_(here))
        .order_by(Campaign.id.desc())
        .limit(CAMPAIGNS_MAX)
    ).all()
    chosen = next((row.id for row in campaigns if row.slug == campaign), None)
    missions = _missions(session, chosen) if chosen is not None else []
    texts = texts_of(session, actor, [row[2] for row in campaigns] + [text_id for _number, text_id in missions])
    return QueueOptions(
        entities,
        languages,
        tuple(CampaignOption(row.slug, texts.get(row.title_text_id, EMPTY)) for row in campaigns),
        tuple(MissionOption(number, texts.get(text_id, EMPTY)) for number, text_id in missions),
    )


def _missions(session: Session, campaign_id: int) -> list[tuple[int, int]]:
    """Return number and title of each mission."""
    rows = session.execute(
        select(Mission.number, Mission.title_text_id)
        .where(Mission.campaign_id == campaign_id)
        .order_by(Mission.number)
        .limit(MISSIONS_MAX)
    )
    return [(number, text_id) for number, text_id in rows]


def queue_counts(session: Session, actor: Actor, options: QueueOptions | None = None) -> QueueCounts:
    """Return how much of the queue the actor may decide, and how much of it is late.

    Two statements at most; one with ``options``, once these are read.
    """
    require(actor, Action.QUEUE_VIEW, NOTHING)
    reached = options.entities if options else _entities(session, actor)
    keys = _oldest_of(actor, reached, QueueFilters(), None, COUNT_MAX + 1)
    if keys is None:
        return QueueCounts(0, 0)
    some = keys.subquery()
    is_late = case(((Feedback.due_on < clock.today(actor.time_zone)) & Feedback.answered_at.is_(None), 1), else_=0)
    waiting, late = session.execute(
        select(func.count(), func.coalesce(func.sum(is_late), 0))
        .select_from(some)
        .join(Feedback, Feedback.id == some.c.id)
    ).one()
    return QueueCounts(waiting, int(late))


def last_decision(session: Session, actor: Actor, feedback_id: int) -> LastDecision | None:
    """Return the latest decision on a contribution, and who took it. One statement."""
    require(actor, Action.QUEUE_VIEW, NOTHING)
    row = session.execute(
        select(ModerationDecision, Person.name)
        .outerjoin(Person, Person.id == ModerationDecision.by_id)
        .where(ModerationDecision.feedback_id == feedback_id)
        .order_by(ModerationDecision.at.desc(), ModerationDecision.id)
        .limit(1)
    ).first()
    return LastDecision(row[0], row[1] or "") if row else None


# --- where the actor moderates ---------------------------------------------------------------------


def _entities(session: Session, actor: Actor) -> tuple[WorkEntity, ...]:
    """Return the entities the actor moderates, by name."""
    return entities_reached(session, actor, MODERATING_ROLES)


def _sight(actor: Actor) -> ColumnElement[bool]:
    """Return the condition "the actor may decide on it": nobody's own is in their queue."""
    sight = moderation_sight(actor, Feedback.entity_id, Feedback.campaign_id, Feedback.language_moderated)
    not_again = or_(Feedback.first_decider_id.is_(None), Feedback.first_decider_id != actor.person_id)
    return sight & somebody_elses(actor, Feedback.author_id, Feedback.id) & not_again


def _answer_sight(actor: Actor) -> ColumnElement[bool]:
    """Return the condition "the actor may answer it"."""
    return answer_sight(actor, Feedback.entity_id, Feedback.campaign_id)


# --- rows ------------------------------------------------------------------------------------------


def _oldest_of(
    actor: Actor, entities: Sequence[WorkEntity], filters: QueueFilters, start: PageStart | None, limit: int
) -> Keys | None:
    """Return what waits for the actor in several entities, oldest first: a stretch of ``ix_feedback_queue`` each.

    What was sent back waits for its author, and comes from ``ix_feedback_sent_back``; what has no answer yet from
    ``ix_feedback_owed``, by the day that was promised.
    """
    sight, order = _sight(actor), _ORDERS.get(filters.view, Feedback.waiting_since)
    part = _PARTS.get(filters.view, _WAITING)
    if filters.view is QueueView.UNANSWERED:
        sight &= _answer_sight(actor)
    stretches = [and_(part, Feedback.entity_id == entity.id, sight) for entity in entities]
    return first_of(stretches, order, _conditions(actor, filters, order), start, limit)


def _conditions(actor: Actor, filters: QueueFilters, order: InstrumentedAttribute[Any]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    conditions += _view_conditions(actor, filters.view)
    conditions += _desk_conditions(actor, filters)
    if filters.campaign:
        campaign = select(Campaign.id).where(Campaign.slug == filters.campaign).scalar_subquery()
        conditions.append(Feedback.campaign_id == campaign)
        if filters.mission:
            mission = select(Mission.id).where(Mission.campaign_id == campaign, Mission.number == filters.mission)
            conditions.append(Feedback.mission_id == mission.scalar_subquery())
    if filters.language:
        conditions.append(Feedback.language_moderated == filters.language)
    if filters.older_than_days > 0:
        since = Feedback.created_at if filters.view is QueueView.UNANSWERED else order
        conditions.append(since <= clock.now() - timedelta(days=filters.older_than_days))
    return conditions


def _view_conditions(actor: Actor, view: QueueView) -> list[ColumnElement[bool]]:
    """Return those of a part of the queue."""
    if view is QueueView.REPORTED:
        return [open_reports() > 0]
    if view is QueueView.SECOND_LOOK:
        return [or_(second_look_is_due(), comment_look_is_due(actor))]
    if view is QueueView.LATE:
        return [Feedback.due_on < clock.today(actor.time_zone), Feedback.answered_at.is_(None)]
    return [Feedback.due_on.is_not(None)] if view is QueueView.UNANSWERED else []


def _desk_conditions(actor: Actor, filters: QueueFilters) -> list[ColumnElement[bool]]:
    """Return those on what moderators leave beside a case."""
    conditions = []
    if filters.assigned is not None:
        conditions.append(is_assigned(actor, filters.assigned))
    if filters.label:
        conditions.append(has_label(filters.label))
    return conditions


def _key_of(row: QueueRow, view: QueueView) -> str:
    return join_key(row.due_on if view is QueueView.UNANSWERED else row.since.isoformat(), row.id)
