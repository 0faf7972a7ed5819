"""Which contributions hold the words, the newest first, however many there are.

A word is frequent or rare, and each is found on its own way. First the newest contributions are read in their order
until a page is full: a frequent word fills it at once. What does not fill it within ``LOOKED_AT`` contributions is rare
enough for the index of words, whose rows are then put in order. Both ways find the same rows.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, literal, or_, select, union, union_all
from sqlalchemy.orm import Session

from app.core.pages import read_instant, read_key, read_number
from app.db.fulltext import holds_words, matches
from app.db.read import read_rows
from app.feedback.models import Comment, Feedback, OfficialAnswer
from app.feedback.queries.feed import made_between
from app.feedback.types import CommentRole, CommentState
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.search.queries.scope import SearchFilters, is_read_by_all, narrowing

LOOKED_AT = 2_000  # of the newest contributions, before the index is asked
LOOKED_AT_NARROWED = 10_000  # where most of them are left out before their words are read
CAMPAIGNS_APART = 5  # of so many, each is read in its own order; of more, all campaigns in one
COUNT_MAX = 1_000  # counting stops here
TEXTS_READ = 1_000  # comments and answers of a page

Key = tuple[datetime, int]  # when a contribution was made, and its identifier: the order of the results


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked through: these campaigns, narrowed."""

    campaign_ids: tuple[int, ...]
    filters: SearchFilters

    @property
    def start(self) -> Key | None:
        """The key after which the page begins."""
        place = read_key(self.filters.after, read_instant, read_number)
        return (place[0], place[1]) if place else None

    @property
    def looked_at(self) -> int:
        """How many of the newest contributions are read."""
        return LOOKED_AT_NARROWED if self.filters.is_narrow else LOOKED_AT


@dataclass(frozen=True, slots=True)
class Found:
    """Keys in their order, one more than asked for when there are more."""

    keys: Sequence[Key]
    total: int | None = None  # None: not counted, there are many; more than COUNT_MAX is said as one more
    edge: Key | None = None  # not all was looked at: where it stopped

    @property
    def ids(self) -> list[int]:
        """The contributions."""
        return [number for _at, number in self.keys]


def find_newest(session: Session, actor: Actor, scope: Scope, words: list[list[str]], wanted: int) -> Found:
    """Return the newest contributions that hold every word in their text, one comment or the answer.

    Three statements at most. ``wanted``: how many. With ``edge`` the words are frequent, and what is older than it was
    not looked at.
    """
    require(actor, Action.CAMPAIGN_LIST, NOTHING)
    edge = _edge(session, scope)
    keys = _walk(session, scope, words, edge, wanted + 1)
    if len(keys) > wanted or edge is None:
        return Found(keys[: wanted + 1], None if len(keys) > wanted else len(keys))
    return _from_index(session, scope, words, wanted)


def walk_newest(session: Session, actor: Actor, scope: Scope, words: list[list[str]], wanted: int) -> Found:
    """Return the same among the newest ``LOOKED_AT_NARROWED`` contributions: for what only Python can tell.

    Two statements.
    """
    require(actor, Action.CAMPAIGN_LIST, NOTHING)
    edge = _edge(session, scope, LOOKED_AT_NARROWED)
    keys = _walk(session, scope, words, edge, wanted)
    return Found(keys, edge=keys[-1] if len(keys) == wanted else edge)


def _bounds(scope: Scope, edge: Key | None = None) -> list[ColumnElement[bool]]:
    """Return what lies between the beginning of the page and an edge."""
    conditions = [is_read_by_all(), *made_between(scope.filters.since, scope.filters.until)]
    start = scope.start
    if start is not None:
        conditions += [Feedback.created_at <= start[0], _order(start, is_after=True)]
    if edge is not None:
        conditions += [Feedback.created_at >= edge[0], _order(edge, is_after=False)]
    return conditions


def _order(key: Key, *, is_after: bool) -> ColumnElement[bool]:
    at, number = key
    if is_after:
        return or_(Feedback.created_at < at, and_(Feedback.created_at == at, Feedback.id < number))
    return or_(Feedback.created_at > at, and_(Feedback.created_at == at, Feedback.id >= number))


def _newest(scope: Scope, conditions: Sequence[ColumnElement[bool]], limit: int) -> Select[datetime, int]:
    """Return the newest keys of the scope, in order, by the index of each campaign or by that of all."""
    newest = (Feedback.created_at.desc(), Feedback.id.desc())
    keys = select(Feedback.created_at, Feedback.id).where(*conditions).order_by(*newest).limit(limit)
    if len(scope.campaign_ids) > CAMPAIGNS_APART:
        return keys.where(Feedback.campaign_id.in_(scope.campaign_ids))
    parts = [keys.where(Feedback.campaign_id == each) for each in scope.campaign_ids]
    if len(parts) == 1:
        return parts[0]
    together = union_all(*(select(part.subquery()) for part in parts)).subquery()
    return select(together).order_by(together.c.created_at.desc(), together.c.id.desc()).limit(limit)


def _edge(session: Session, scope: Scope, looked_at: int = 0) -> Key | None:
    """Return the last key that is looked at; ``None`` when that is all there is. One statement.

    Of more campaigns than are read apart, the rows of others count too: they are passed over, which takes time as well.
    """
    count = looked_at or scope.looked_at
    if len(scope.campaign_ids) > CAMPAIGNS_APART:
        newest = select(Feedback.created_at, Feedback.id).where(*_bounds(scope))
        statement = newest.order_by(Feedback.created_at.desc(), Feedback.id.desc())
    else:
        statement = _newest(scope, _bounds(scope), count)
    row = next(iter(read_rows(session, statement.limit(1).offset(count - 1))), None)
    return (row[0], row[1]) if row else None


def _walk(session: Session, scope: Scope, words: list[list[str]], edge: Key | None, limit: int) -> list[Key]:
    """Return the newest keys down to the edge that hold the words, by reading what each row says. One statement."""
    dialect = session.get_bind().dialect.name
    in_comment = exists().where(
        Comment.feedback_id == Feedback.id, *_is_read_comment(), holds_words(dialect, Comment.stems, words)
    )
    in_answer = exists().where(
        OfficialAnswer.feedback_id == Feedback.id, holds_words(dialect, OfficialAnswer.stems, words)
    )
    says = or_(
        holds_words(dialect, Feedback.stems, words),
        and_(Feedback.comment_count > 0, in_comment),
        and_(Feedback.answered_at.is_not(None), in_answer),
    )
    conditions = [*_bounds(scope, edge), *narrowing(scope.filters), says]
    return [(at, number) for at, number in read_rows(session, _newest(scope, conditions, limit))]


def _is_read_comment() -> tuple[ColumnElement[bool], ...]:
    return Comment.role == CommentRole.COMMENT, Comment.state == CommentState.PUBLISHED


def _from_index(session: Session, scope: Scope, words: list[list[str]], wanted: int) -> Found:
    """Return the newest keys by the index of words: all that it finds are put in order. One statement.

    What it finds in other campaigns is left out afterwards: asked first, SQLite would read all rows of a campaign.
    """
    dialect = session.get_bind().dialect.name
    feedback, comments, answers = Feedback.__table__.c, Comment.__table__.c, OfficialAnswer.__table__.c
    of_scope = [*_bounds(scope), *narrowing(scope.filters)]
    keys = select(Feedback.created_at, Feedback.id, Feedback.campaign_id)
    own = keys.where(matches(dialect, feedback.id, feedback.stems, words), *of_scope)
    said = keys.join(Comment, Comment.feedback_id == Feedback.id).where(
        matches(dialect, comments.id, comments.stems, words), *_is_read_comment(), *of_scope
    )
    answered = keys.join(OfficialAnswer, OfficialAnswer.feedback_id == Feedback.id).where(
        matches(dialect, answers.feedback_id, answers.stems, words), *of_scope
    )
    hits = union(own, said, answered).cte("hits").prefix_with("MATERIALIZED")
    statement = (
        select(hits.c.created_at, hits.c.id)
        .where(hits.c.campaign_id.in_(scope.campaign_ids))
        .order_by(hits.c.created_at.desc(), hits.c.id.desc())
        .limit(max(COUNT_MAX, wanted) + 1)
    )
    rows = [(at, number) for at, number in read_rows(session, statement)]
    return Found(rows[: wanted + 1], len(rows))


def texts_said(
    session: Session, actor: Actor, feedback_ids: Collection[int], words: list[list[str]]
) -> Sequence[tuple[int, bool, str, str]]:
    """Return the comments and answers of contributions that hold every word, answers first. One statement.

    Each with its contribution, whether it is the answer, its words and their language. None for no contribution.
    """
    require(actor, Action.CAMPAIGN_LIST, NOTHING)
    if not feedback_ids:
        return []
    dialect, ids = session.get_bind().dialect.name, list(feedback_ids)
    answers = select(
        OfficialAnswer.feedback_id, literal(value=True).label("is_answer"), OfficialAnswer.body,
        OfficialAnswer.language, OfficialAnswer.created_at,
    ).where(OfficialAnswer.feedback_id.in_(ids), holds_words(dialect, OfficialAnswer.stems, words))  # fmt: skip
    comments = select(
        Comment.feedback_id, literal(value=False), Comment.body, Comment.language, Comment.created_at
    ).where(Comment.feedback_id.in_(ids), *_is_read_comment(), holds_words(dialect, Comment.stems, words))
    both = union_all(answers, comments).subquery()
    statement = select(both).order_by(both.c.is_answer.desc(), both.c.created_at, both.c.body).limit(TEXTS_READ)
    return [(row[0], bool(row[1]), row[2], row[3]) for row in read_rows(session, statement)]
