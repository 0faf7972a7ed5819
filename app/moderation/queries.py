"""Reads of the queue: what waits for a moderator, oldest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, case, func, literal, or_, select, text, union_all
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Person
from app.campaigns.models import Campaign
from app.campaigns.types import IdentityLevel
from app.core import clock
from app.core.errors import NotFound
from app.core.languages import UNDETERMINED
from app.core.pages import Page, join_key, read_instant, read_key, read_number
from app.entities.models import Entity
from app.feedback.models import Comment, Feedback, FeedbackImage
from app.feedback.types import CommentRole, Kind
from app.missions.models import Mission, MissionStep
from app.moderation.models import ModerationDecision
from app.policy.actor import Actor, Role
from app.policy.check import can, require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.policy.scopes import moderation_sight
from app.texts.queries import EMPTY, ReadText, texts_of

PAGE_SIZE = 20
AGES_DAYS = (1, 3, 7, 14)  # "older than", as it is offered
COUNT_MAX = 999  # counting stops here: "999+" says enough
MODERATORS = frozenset({Role.COMMUNITY_MANAGER, Role.AMBASSADOR})

# Written as in the partial index: with a parameter in its place, neither database would use it.
_WAITING = text("feedback.state = 'waiting'")


@dataclass(frozen=True, slots=True)
class QueueFilters:
    """What the moderator asked to see; the defaults mean everything."""

    entity: str = ""  # code
    language: str = ""  # BCP 47, "und" for unknown
    older_than_days: int = 0


@dataclass(frozen=True, slots=True)
class QueueEntity:
    """An entity the actor moderates."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class QueueOptions:
    """What the queue can be narrowed to. ``languages`` is ``None`` when the actor moderates them all."""

    entities: tuple[QueueEntity, ...]
    languages: frozenset[str] | None


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
class CaseComment:
    """A moderator's earlier question, or the author's reply."""

    role: CommentRole
    body: str
    language: str


@dataclass(frozen=True, slots=True)
class CaseImage:
    """One image: its number in the contribution, and the words that replace it."""

    number: int
    alt_text: str


@dataclass(frozen=True, slots=True)
class QueueRow:
    """All a moderator needs to decide in place. ``author_name`` is ``None`` when nobody knows the author."""

    id: int
    version: int
    kind: Kind
    title: str
    body: str
    language: str
    identity: IdentityLevel
    author_id: int | None
    author_name: str | None
    entity_id: int
    entity_name: str
    campaign_id: int
    campaign_text_id: int
    mission_text_id: int | None
    step_text_id: int | None
    rating: int | None
    image_count: int
    waiting_since: datetime  # midnight of the day when untraceable
    due_on: date | None
    is_first: bool  # the author has published nothing before
    campaign: ReadText = EMPTY
    mission: ReadText | None = None
    step: ReadText | None = None
    comments: tuple[CaseComment, ...] = ()
    images: tuple[CaseImage, ...] = ()
    may_decide: bool = False  # no: it is the actor's own

    @property
    def facts(self) -> Facts:
        """What the permission table may know about a waiting contribution."""
        return Facts(
            entity_id=self.entity_id,
            campaign_id=self.campaign_id,
            author_id=self.author_id,
            feedback_id=self.id,
            language=self.language,
            is_published=False,
            is_withdrawn=False,
        )


@dataclass(frozen=True, slots=True)
class LastDecision:
    """The latest decision on a contribution. ``by_name`` is empty when that account is gone."""

    decision: ModerationDecision
    by_name: str


def queue_page(session: Session, actor: Actor, filters: QueueFilters, after_key: str = "") -> Page[QueueRow]:
    """Return one page of what waits where the actor moderates, oldest first. Five statements at most.

    The time does not depend on how much was ever contributed: each entity's oldest come from the index of
    what waits there, and are then put together.

    :raises Forbidden: the actor moderates nothing
    """
    require(actor, Action.QUEUE_VIEW, NOTHING)
    entities = [entity for entity in _entities(session, actor) if filters.entity in {"", entity.code}]
    keys = _oldest_of(actor, entities, filters, read_key(after_key, read_instant, read_number), PAGE_SIZE + 1)
    if keys is None:
        return Page(())
    rows = _rows(session, keys)
    shown = rows[:PAGE_SIZE]
    more = len(rows) > PAGE_SIZE
    return Page(_complete(session, actor, shown), _key_of(shown[-1]) if more else "")


def case_by_id(session: Session, actor: Actor, feedback_id: int) -> QueueRow:
    """Return one case of the queue. Four statements at most.

    :raises NotFound: it does not wait, or not for the actor
    """
    require(actor, Action.QUEUE_VIEW, NOTHING)
    key = select(Feedback.id, Feedback.waiting_since).where(Feedback.id == feedback_id, _WAITING, _sight(actor))
    rows = _rows(session, key)
    if not rows:
        raise NotFound
    return _complete(session, actor, rows)[0]


def queue_options(session: Session, actor: Actor) -> QueueOptions:
    """Return what the actor's queue can be narrowed to. One statement."""
    require(actor, Action.QUEUE_VIEW, NOTHING)
    grants = [grant for grant in actor.grants if grant.role in MODERATORS]
    read = frozenset[str]().union(*(grant.languages for grant in grants))
    reads_all = any(grant.role is Role.COMMUNITY_MANAGER for grant in grants)
    return QueueOptions(_entities(session, actor), None if reads_all else read | {UNDETERMINED})


def queue_counts(session: Session, actor: Actor) -> QueueCounts:
    """Return how much waits for the actor, and how much of it is late. Two statements, of bounded length."""
    require(actor, Action.QUEUE_VIEW, NOTHING)
    keys = _oldest_of(actor, _entities(session, actor), QueueFilters(), None, COUNT_MAX + 1)
    if keys is None:
        return QueueCounts(0, 0)
    some = keys.subquery()
    is_late = case((Feedback.due_on < clock.today(actor.time_zone), 1), else_=0)
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


def _entities(session: Session, actor: Actor) -> tuple[QueueEntity, ...]:
    """Return the entities the actor moderates, by name; a mandate for the group reaches them all."""
    places = {grant.entity_id for grant in actor.grants if grant.role in MODERATORS}
    statement = select(Entity.id, Entity.code, Entity.name).order_by(Entity.name, Entity.id).limit(ENTITIES_MAX)
    if None not in places:
        statement = statement.where(Entity.id.in_(places))
    return tuple(QueueEntity(*row) for row in session.execute(statement))


ENTITIES_MAX = 400  # SQLite puts at most 500 selections together; a group has dozens of companies


def _sight(actor: Actor) -> ColumnElement[bool]:
    return moderation_sight(actor, Feedback.entity_id, Feedback.campaign_id, Feedback.language)


# --- rows ------------------------------------------------------------------------------------------


PageStart = tuple[datetime, int]  # waiting since when, and the contribution's number
Keys = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]  # of id, waiting_since


def _oldest_of(
    actor: Actor, entities: Sequence[QueueEntity], filters: QueueFilters, place: PageStart | None, limit: int
) -> Keys | None:
    """Return where the oldest of several entities are, or ``None`` when there is no entity.

    One stretch of the index for each, put together: a list of entities in one condition would be sorted whole.
    """
    conditions = _conditions(filters, place)
    each = [_oldest(actor, entity.id).where(*conditions).limit(limit).subquery() for entity in entities]
    if not each:
        return None
    keys = select(each[0]) if len(each) == 1 else union_all(*(select(part) for part in each))
    return keys.order_by("waiting_since", "id").limit(limit)


def _oldest(actor: Actor, entity_id: int) -> Select[*tuple[Any, ...]]:
    """Select what waits for the actor in one entity, in the order of ``ix_feedback_queue``."""
    statement: Select[*tuple[Any, ...]] = select(Feedback.id, Feedback.waiting_since)
    return statement.where(_WAITING, Feedback.entity_id == entity_id, _sight(actor)).order_by(
        Feedback.waiting_since, Feedback.id
    )


def _conditions(filters: QueueFilters, place: PageStart | None) -> list[Any]:
    conditions: list[Any] = []
    if filters.language:
        conditions.append(Feedback.language == filters.language)
    if filters.older_than_days > 0:
        conditions.append(Feedback.waiting_since <= clock.now() - timedelta(days=filters.older_than_days))
    if place is not None:
        since, feedback_id = place
        later = and_(Feedback.waiting_since == since, Feedback.id > feedback_id)
        conditions += [Feedback.waiting_since >= since, or_(Feedback.waiting_since > since, later)]
    return conditions


def _rows(session: Session, keys: Keys) -> list[QueueRow]:
    page = keys.subquery("page")
    other = aliased(Feedback)
    published_before = (
        select(literal(1))
        .where(
            other.author_id == Feedback.author_id, other.id != Feedback.id, other.published_at.is_not(None),
        )
        .exists()
    )  # fmt: skip
    columns: Select[*tuple[Any, ...]] = select(
        Feedback.id, Feedback.version, Feedback.kind, Feedback.title, Feedback.body, Feedback.language,
        Feedback.identity, Feedback.author_id, Person.name, Feedback.entity_id, Entity.name,
        Feedback.campaign_id, Campaign.title_text_id, Mission.title_text_id, MissionStep.title_text_id,
        Feedback.rating, Feedback.image_count, Feedback.waiting_since, Feedback.due_on, ~published_before,
    )  # fmt: skip
    statement = (
        columns.select_from(page)
        .join(Feedback, Feedback.id == page.c.id)
        .join(Entity, Entity.id == Feedback.entity_id)
        .join(Campaign, Campaign.id == Feedback.campaign_id)
        .outerjoin(Person, Person.id == Feedback.author_id)
        .outerjoin(Mission, Mission.id == Feedback.mission_id)
        .outerjoin(MissionStep, MissionStep.id == Feedback.step_id)
        .order_by(page.c.waiting_since, page.c.id)
    )
    return [QueueRow(*row) for row in session.execute(statement)]


def _complete(session: Session, actor: Actor, rows: list[QueueRow]) -> tuple[QueueRow, ...]:
    """Add the texts, conversations and images of a page, each kind in one statement."""
    if not rows:
        return ()
    ids = [row.id for row in rows]
    texts = texts_of(
        session,
        actor,
        {text_id for row in rows for text_id in (row.campaign_text_id, row.mission_text_id, row.step_text_id)},
    )
    comments = _comments(session, ids)
    images = _images(session, [row.id for row in rows if row.image_count])
    return tuple(
        replace(
            row,
            campaign=texts.get(row.campaign_text_id, EMPTY),
            mission=_read(texts, row.mission_text_id),
            step=_read(texts, row.step_text_id),
            comments=tuple(comments.get(row.id, ())),
            images=tuple(images.get(row.id, ())),
            may_decide=can(actor, Action.FEEDBACK_MODERATE, row.facts),
        )
        for row in rows
    )


def _read(texts: Mapping[int, ReadText], text_id: int | None) -> ReadText | None:
    return texts.get(text_id) if text_id is not None else None


def _comments(session: Session, ids: Iterable[int]) -> dict[int, list[CaseComment]]:
    """Return the earlier questions, and their replies.

    The reply of an untraceable author has a day and no instant, so questions come first and replies after.
    """
    is_reply = case((Comment.role == CommentRole.REPLY_TO_QUESTION, 1), else_=0)
    untraceable = case((Feedback.author_id.is_(None), is_reply), else_=0)
    rows = session.execute(
        select(Comment.feedback_id, Comment.role, Comment.body, Comment.language)
        .join(Feedback, Feedback.id == Comment.feedback_id)
        .where(Comment.feedback_id.in_(ids), Comment.role != CommentRole.COMMENT)
        .order_by(untraceable, Comment.created_at, is_reply, Comment.id)
    )
    found: dict[int, list[CaseComment]] = {}
    for feedback_id, role, body, language in rows:
        found.setdefault(feedback_id, []).append(CaseComment(role, body, language))
    return found


def _images(session: Session, ids: list[int]) -> dict[int, list[CaseImage]]:
    found: dict[int, list[CaseImage]] = {}
    if not ids:
        return found
    rows = session.execute(
        select(FeedbackImage.feedback_id, FeedbackImage.number, FeedbackImage.alt_text)
        .where(FeedbackImage.feedback_id.in_(ids))
        .order_by(FeedbackImage.feedback_id, FeedbackImage.number)
    )
    for feedback_id, number, alt_text in rows:
        found.setdefault(feedback_id, []).append(CaseImage(number, alt_text))
    return found


def _key_of(row: QueueRow) -> str:
    return join_key(row.waiting_since.isoformat(), row.id)
