"""What the figures must be, counted from the rows they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    case,
    func,
    literal,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.campaigns.models import Edition
from app.enrolment.models import Enrolment
from app.enrolment.types import EnrolmentStatus
from app.feedback.models import Comment, Feedback, MeToo
from app.feedback.types import COUNTED, DECIDED_STATES, CommentRole, CommentState, Handling
from app.figures.models import DailyFigure, DailyPeople, PeopleFigure
from app.figures.weeks import SPANS, utc_day, week_number
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action

Statement = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]
Column = InstrumentedAttribute[Any]
TAKING_PART = (EnrolmentStatus.ACCEPTED, EnrolmentStatus.COMPLETED)


@dataclass(frozen=True, slots=True)
class Truth:
    """A table's keys and counts, and the statement that counts them anew."""

    name: str
    keys: tuple[Column, ...]
    counts: tuple[Column, ...]
    statement: Statement

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in the order of the statement."""
        return self.keys + self.counts


@dataclass(frozen=True, slots=True)
class Difference:
    """A row whose counts are not what its contributions say."""

    table: str
    key: str
    stored: tuple[int, ...]
    expected: tuple[int, ...]


def _number_of(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


_counted = Feedback.state.in_(COUNTED)
_day = utc_day(Feedback.created_at)
_week = week_number(_day)
# What was imported without its author stands for one person of its own; an untraceable contribution for nobody.
_people = func.count(Feedback.author_id.distinct()) + func.count(
    case((Feedback.author_id.is_(None), Feedback.source_key))
)


def _people_in(weeks: int, *, by_kind: bool) -> Statement:
    """Return the statement that counts people by spans of that many weeks."""
    span = literal_column(str(weeks), Integer())
    first_week = _week // span * span
    keys = [Feedback.edition_id, first_week] + ([Feedback.kind] if by_kind else [])
    kind = Feedback.kind if by_kind else literal_column("''")
    return select(Feedback.edition_id, kind, span, first_week, _people).where(_counted).group_by(*keys)


def _joined() -> Statement:
    """Return the statement that counts who joined, and who first took part, by day."""
    zero, one = literal(0), literal(1)
    taking_part = Enrolment.status.in_(TAKING_PART)
    days = union_all(
        select(
            Enrolment.edition_id.label("edition"),
            Enrolment.enrolled_on.label("day"),
            one.label("recruited"),
            zero.label("active"),
        ).where(taking_part),
        select(Enrolment.edition_id, Enrolment.active_since, zero, one).where(
            taking_part, Enrolment.active_since.is_not(None)
        ),
    ).subquery()
    keys = (days.c.edition, days.c.day)
    return select(*keys, func.sum(days.c.recruited), func.sum(days.c.active)).group_by(*keys)


def _of_edition(statement: Select[Any]) -> ColumnElement[int]:
    return func.coalesce(statement.correlate(Edition).scalar_subquery(), 0)


_in_edition = Feedback.edition_id == Edition.id
PARTICIPANTS = _of_edition(
    select(func.count()).where(Enrolment.edition_id == Edition.id, Enrolment.status == EnrolmentStatus.ACCEPTED)
)
REACTIONS = (
    _of_edition(
        select(func.count()).select_from(MeToo).join(Feedback, Feedback.id == MeToo.feedback_id).where(_in_edition)
    )
    + _of_edition(select(func.sum(Feedback.imported_votes)).where(_in_edition))
    + _of_edition(
        select(func.count())
        .select_from(Comment)
        .join(Feedback, Feedback.id == Comment.feedback_id)
        .where(_in_edition, Comment.state == CommentState.PUBLISHED, Comment.role == CommentRole.COMMENT)
    )
)
COUNTERS = Truth(
    "editions",
    (Edition.id,),
    (Edition.participant_count, Edition.reaction_count),
    select(Edition.id, PARTICIPANTS, REACTIONS),
)
TABLES = (
    Truth(
        "daily_figures",
        (DailyFigure.edition_id, DailyFigure.day, DailyFigure.kind),
        (
            DailyFigure.contribution_count,
            DailyFigure.answered_count,
            DailyFigure.in_time_count,
            DailyFigure.decided_count,
            DailyFigure.done_count,
        ),
        select(
            Feedback.edition_id,
            _day,
            Feedback.kind,
            func.count(),
            func.count(Feedback.answered_at),
            _number_of(Feedback.answered_at.is_not(None) & Feedback.is_answered_in_time),
            _number_of(Feedback.handling.in_(DECIDED_STATES)),
            _number_of(Feedback.handling == Handling.DONE),
        )
        .where(_counted)
        .group_by(Feedback.edition_id, _day, Feedback.kind),
    ),
    Truth(
        "people_figures",
        (PeopleFigure.edition_id, PeopleFigure.kind, PeopleFigure.weeks, PeopleFigure.first_week),
        (PeopleFigure.people_count,),
        union_all(
            select(Feedback.edition_id, literal_column("''"), literal_column("0"), literal_column("0"), _people)
            .where(_counted)
            .group_by(Feedback.edition_id),
            *(_people_in(weeks, by_kind=by_kind) for weeks in SPANS for by_kind in (False, True)),
        ),
    ),
    Truth(
        "daily_people",
        (DailyPeople.edition_id, DailyPeople.day),
        (DailyPeople.recruited_count, DailyPeople.active_count),
        _joined(),
    ),
)


def figure_differences(session: Session, actor: Actor) -> list[Difference]:
    """Return every figure that is not what its rows say. Two statements for each table; a row of zeros is no row."""
    require(actor, Action.FIGURES_REBUILD, NOTHING)
    return [difference for truth in (*TABLES, COUNTERS) for difference in _differences(session, truth)]


def _differences(session: Session, truth: Truth) -> list[Difference]:
    stored = _rows(session, truth, select(*truth.columns))
    expected = _rows(session, truth, truth.statement)
    nothing = (0,) * len(truth.counts)
    return [
        Difference(truth.name, " ".join(map(str, key)), stored.get(key, nothing), expected.get(key, nothing))
        for key in sorted(stored.keys() | expected.keys())
        if stored.get(key, nothing) != expected.get(key, nothing)
    ]


def _rows(session: Session, truth: Truth, statement: Statement) -> Mapping[tuple[str, ...], tuple[int, ...]]:
    """Return the counts by key; keys as text, as a day or a kind comes back in one type or another."""
    keys = len(truth.keys)
    return {tuple(str(part) for part in row[:keys]): tuple(row[keys:]) for row in session.execute(statement)}
