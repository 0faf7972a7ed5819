"""The feed of a campaign: fifty contributions a page and how many there are, one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.accounts.models import Person
from app.campaigns.types import IdentityLevel
from app.core import clock
from app.core.pages import Page, join_key, read_instant, read_key, read_number
from app.db.fulltext import matches
from app.db.read import read_rows
from app.entities.models import Entity
from app.feedback.models import Feedback, FeedbackImage, MeToo, OfficialAnswer
from app.feedback.queries.figures import outcome_conditions
from app.feedback.queries.names import author_name_shown
from app.feedback.queries.shown import is_highlighted
from app.feedback.queries.themes import has_theme
from app.feedback.types import Handling, Kind, Sort, State
from app.figures.types import Closure
from app.language.stems import query_stems
from app.missions.models import Mission
from app.policy.actor import Actor
from app.policy.check import require_sight
from app.policy.facts import Facts
from app.policy.rules import Action
from config import LOCALES

PAGE_SIZE = 50
BODY_SHOWN_CHARS = 155  # three lines of a card; the rest is on the contribution's own page
ANSWER_SHOWN_CHARS = 95  # two lines
COUNT_MAX = 999  # counting stops here: "999+" says enough
SEARCH_MAX_CHARS = 200


@dataclass(frozen=True, slots=True)
class FeedFilters:
    """What the reader asked to see; empty means everything."""

    kind: Kind | None = None
    mission_id: int | None = None
    step_id: int | None = None
    entity_id: int | None = None
    language: str = ""
    handling: Handling | None = None
    outcome: Closure | None = None
    monday: date | None = None  # of the week they were made in (UTC)
    since: date | None = None  # the first day of a period (UTC), which is of whole weeks
    until: date | None = None  # its last day
    theme_id: int | None = None
    product_id: int | None = None  # that is tried in the mission
    is_highlighted: bool = False
    search: str = ""
    sort: Sort = Sort.NEWEST
    after: str = ""  # key of the page before


class FeedRow(NamedTuple):
    """One contribution as the feed shows it; the author's name only where everybody may read it."""

    id: int
    kind: Kind
    title: str
    body: str
    language: str
    identity: IdentityLevel
    author_id: int | None
    author_name: str | None
    is_imported: bool
    entity_name: str | None  # None: readers may not know where it comes from
    edition_id: int | None  # likewise
    rating: int | None
    handling: Handling
    created_at: datetime
    due_on: date | None  # the day promised for an answer
    me_too_count: int
    comment_count: int
    image_count: int
    first_alt_text: str | None  # of its first image
    has_me_too: bool
    answer_body: str | None
    answer_language: str | None


@dataclass(frozen=True, slots=True)
class FeedPage(Page[FeedRow]):
    """A page of the feed; ``total`` is how many contributions the filters let through, counted up to COUNT_MAX."""

    total: int = 0


def feed_page(session: Session, actor: Actor, facts: Facts, filters: FeedFilters) -> FeedPage:
    """Return one page of a campaign's published contributions. One statement, whatever the rows.

    :raises NotFound: the actor may not see the campaign the facts tell of
    """
    require_sight(actor, Action.FEED_READ, facts)
    conditions = _conditions(session, filters, actor.locale)
    # Without filters the statement itself, not a copy: its compiled form is found at once.
    statement = _statement(filters.sort, conditions) if conditions else _PAGES[filters.sort]
    start = _start(filters)
    if start:
        statement = statement.where(*start)
    rows = read_rows(session, statement, {"campaign_id": facts.campaign_id, "reader_id": actor.person_id})
    page = [FeedRow(*columns) for _total, *columns in rows[:PAGE_SIZE]]
    more = len(rows) > PAGE_SIZE
    return FeedPage(page, _key_of(page[-1], filters.sort) if more else "", total=rows[0][0] if rows else 0)


def _statement(sort: Sort, conditions: Sequence[ColumnElement[bool]] = ()) -> Select[Any]:
    """Return the statement of an order, which has its index.

    The state is written out, not a parameter: a database must see that an index of published rows will do.
    """
    narrowed = _narrowed(bindparam("campaign_id"), sort, conditions)
    name = author_name_shown()
    mine = and_(MeToo.feedback_id == Feedback.id, MeToo.person_id == bindparam("reader_id"))
    columns: Select[Any] = select(
        _count(narrowed), Feedback.id, Feedback.kind, Feedback.title,
        func.substr(Feedback.body, 1, BODY_SHOWN_CHARS + 1), Feedback.language,
        Feedback.identity, Feedback.author_id, name, Feedback.source_key.is_not(None),
        Entity.name, case((Entity.id.is_not(None), Feedback.edition_id)),
        Feedback.rating, Feedback.handling, Feedback.created_at, Feedback.due_on,
        Feedback.me_too_count, Feedback.comment_count, Feedback.image_count, FeedbackImage.alt_text,
        MeToo.person_id.is_not(None),
        func.substr(OfficialAnswer.body, 1, ANSWER_SHOWN_CHARS + 1), OfficialAnswer.language,
    )  # fmt: skip
    seen = (
        columns.outerjoin(Entity, Entity.id == Feedback.shown_entity_id)
        .outerjoin(Person, Person.id == Feedback.author_id)
        .outerjoin(MeToo, mine)
        .outerjoin(FeedbackImage, and_(FeedbackImage.feedback_id == Feedback.id, FeedbackImage.number == 1))
        .outerjoin(OfficialAnswer, OfficialAnswer.feedback_id == Feedback.id)
        .where(*narrowed)
        .limit(PAGE_SIZE + 1)
    )
    # Of what is not answered the overdue come first, what was promised no day last.
    orders: dict[Sort, tuple[Any, Any]] = {
        Sort.NEWEST: (Feedback.created_at.desc(), Feedback.id.desc()),
        Sort.ME_TOO: (Feedback.me_too_count.desc(), Feedback.id.desc()),
        Sort.UNANSWERED: (Feedback.due_on.nulls_last(), Feedback.id),
    }
    return seen.order_by(*orders[sort])


def _narrowed(
    campaign_id: SQLColumnExpression[int], sort: Sort, conditions: Sequence[ColumnElement[bool]]
) -> list[ColumnElement[bool]]:
    """Return what a contribution must be to stand in the feed of a campaign, in that order."""
    return [
        Feedback.campaign_id == campaign_id,
        Feedback.state == literal_column(f"'{State.PUBLISHED}'"),
        *([Feedback.answered_at.is_(None)] if sort is Sort.UNANSWERED else []),
        *conditions,
    ]


def _count(narrowed: Sequence[ColumnElement[bool]]) -> ScalarSelect[int]:
    """Return how many contributions there are in all, as a column: a count of its own would be one statement more."""
    some = select(literal_column("1")).select_from(Feedback).where(*narrowed).limit(COUNT_MAX + 1).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


_PAGES = {sort: _statement(sort) for sort in Sort}  # built once, as most pages have no filter


def _conditions(session: Session, filters: FeedFilters, locale: str) -> list[ColumnElement[bool]]:
    conditions = card_conditions(filters)
    if filters.search:
        languages = [filters.language] if filters.language else [locale, *LOCALES]
        words = query_stems(filters.search[:SEARCH_MAX_CHARS], languages)
        dialect = session.get_bind().dialect.name
        columns = Feedback.__table__.c
        conditions.append(matches(dialect, columns.id, columns.stems, words))
    return conditions


def card_conditions(filters: FeedFilters) -> list[ColumnElement[bool]]:
    """Return what contributions must be for these filters, the words searched left out."""
    wanted: list[tuple[Any, Any]] = [
        (Feedback.kind, filters.kind),
        (Feedback.mission_id, filters.mission_id),
        (Feedback.step_id, filters.step_id),
        (Feedback.shown_entity_id, filters.entity_id),
        (Feedback.language, filters.language),
        (Feedback.handling, filters.handling),
    ]
    conditions = [column == value for column, value in wanted if value]
    if filters.outcome:
        conditions.append(outcome_conditions(clock.today())[filters.outcome])
    if filters.monday:
        conditions += made_between(filters.monday, filters.monday + timedelta(days=6))
    conditions += made_between(filters.since, filters.until)
    if filters.theme_id is not None:
        conditions.append(has_theme(filters.theme_id))
    if filters.product_id is not None:
        tried = select(Mission.id).where(Mission.product_id == filters.product_id)
        conditions.append(Feedback.mission_id.in_(tried))
    if filters.is_highlighted:
        conditions.append(is_highlighted())
    return conditions


def made_between(first: date | None, last: date | None) -> list[ColumnElement[bool]]:
    """Return the condition that contributions were made on these days (UTC), both included."""
    conditions = []
    if first is not None:
        conditions.append(Feedback.created_at >= datetime.combine(first, time.min, tzinfo=UTC))
    if last is not None:
        conditions.append(Feedback.created_at < datetime.combine(last + timedelta(days=1), time.min, tzinfo=UTC))
    return conditions


def neighbours(session: Session, actor: Actor, feedback_id: int, filters: FeedFilters) -> tuple[int | None, int | None]:
    """Return what stands before a published contribution in the feed, and after it. One statement.

    Whoever may read one that is public may read all that are public in its campaign: the caller has asked.
    """
    here = aliased(Feedback)
    conditions = _narrowed(here.campaign_id, filters.sort, _conditions(session, filters, actor.locale))
    there, place = _compared(filters.sort, Feedback), _compared(filters.sort, here)
    more = or_(there > place, and_(there == place, Feedback.id > here.id))
    less = or_(there < place, and_(there == place, Feedback.id < here.id))
    one = select(Feedback.id).where(*conditions).limit(1).correlate(here)
    row = session.execute(
        select(
            one.where(more).order_by(there, Feedback.id).scalar_subquery(),
            one.where(less).order_by(there.desc(), Feedback.id.desc()).scalar_subquery(),
        )
        .select_from(here)
        .where(here.id == feedback_id, here.state == State.PUBLISHED)
    ).first()
    if row is None:
        return None, None
    following, former = row
    return (former, following) if filters.sort is Sort.UNANSWERED else (following, former)


def _compared(sort: Sort, row: type[Feedback]) -> SQLColumnExpression[Any]:
    """Return what an order compares first; what was promised no day comes last."""
    compared: dict[Sort, SQLColumnExpression[Any]] = {
        Sort.NEWEST: row.created_at,
        Sort.ME_TOO: row.me_too_count,
        Sort.UNANSWERED: func.coalesce(row.due_on, date.max),
    }
    return compared[sort]


def _start(filters: FeedFilters) -> list[ColumnElement[bool]]:
    """Return the condition "after the key", nothing on the first page."""
    if filters.sort is Sort.UNANSWERED:
        return _start_by_promise(filters.after)
    by_me_too = filters.sort is Sort.ME_TOO
    place = read_key(filters.after, read_number if by_me_too else read_instant, read_number)
    if place is None:
        return []
    first: InstrumentedAttribute[Any] = Feedback.me_too_count if by_me_too else Feedback.created_at
    return [first <= place[0], or_(first < place[0], and_(first == place[0], Feedback.id < place[1]))]


def _start_by_promise(after: str) -> list[ColumnElement[bool]]:
    """Return the same where the promised day is the order; what was promised no day comes last."""
    place = read_key(after, _read_day, read_number)
    if place is None:
        return []
    day, number = place
    if day is None:
        return [Feedback.due_on.is_(None), Feedback.id > number]
    return [or_(Feedback.due_on > day, and_(Feedback.due_on == day, Feedback.id > number), Feedback.due_on.is_(None))]


def _read_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _key_of(row: FeedRow, sort: Sort) -> str:
    place: dict[Sort, object] = {
        Sort.NEWEST: row.created_at.isoformat(),
        Sort.ME_TOO: row.me_too_count,
        Sort.UNANSWERED: row.due_on or "",
    }
    return join_key(place[sort], row.id)
