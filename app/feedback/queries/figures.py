"""What figures count on the cards that readers may open, and the filters that show the same cards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement, Date, FromClause, String, and_, cast, column, func, join, literal, not_, table

from app.feedback.models import Feedback
from app.feedback.types import DECIDED_STATES, Closure, Handling, State
from app.figures.definitions import ANY_DAY, Figure, Source
from app.figures.types import UNKNOWN_ENTITY, FigureName
from app.figures.weeks import UtcMonday

_any_day = literal(ANY_DAY, Date())
# The table belongs to a feature above. Whoever gives themes or takes them counts these alone (``THEMES``).
_given = table("themes_given", column("theme_id"), column("feedback_id"))


def _is_promised(card: type[Feedback]) -> ColumnElement[bool]:
    return card.due_on.is_not(None)


def _is_in_time(card: type[Feedback]) -> ColumnElement[bool]:
    return and_(_is_promised(card), card.is_answered_in_time)


def _is_decided(card: type[Feedback]) -> ColumnElement[bool]:
    """A decision of a sponsor is the reason of the state it brings."""
    return and_(card.handling.in_(DECIDED_STATES), card.handling_reason != "")


def _is_done(card: type[Feedback]) -> ColumnElement[bool]:
    return card.handling == Handling.DONE


def card_source(card: type[Feedback], rows: FromClause) -> Source:
    """Return what is counted on contributions; ``rows``: where those of ``card``, the table or some of it, are read."""
    week = UtcMonday(card.created_at)  # a day of its own each would cost pages seven times the rows
    with_themes = join(rows, _given, _given.c.feedback_id == card.id)
    step_and_kind = cast(card.step_id, String(20)).concat(" ").concat(card.kind)
    return Source(
        rows=rows,
        id=card.id,
        campaign_id=card.campaign_id,
        entity_id=func.coalesce(card.shown_entity_id, UNKNOWN_ENTITY),
        counts=card.state == State.PUBLISHED,
        figures=(
            Figure(FigureName.CONTRIBUTIONS, week, value=card.kind),
            Figure(FigureName.REACTIONS, week, amount=card.me_too_count + card.comment_count),
            Figure(FigureName.ANSWERED, week, card.answered_at.is_not(None)),
            Figure(FigureName.PROMISED, card.due_on, _is_promised(card)),
            Figure(FigureName.IN_TIME, card.due_on, _is_in_time(card)),
            Figure(FigureName.DECIDED, week, _is_decided(card)),
            Figure(FigureName.DONE, week, _is_done(card)),
            Figure(FigureName.LANGUAGES, _any_day, value=card.language),
            Figure(
                FigureName.MISSIONS, _any_day, card.mission_id.is_not(None), value=cast(card.mission_id, String(40))
            ),
            Figure(FigureName.STEPS, _any_day, card.step_id.is_not(None), value=step_and_kind),
            Figure(FigureName.THEMES, _any_day, value=cast(_given.c.theme_id, String(40)), rows=with_themes),
        ),
    )


CONTRIBUTIONS = card_source(Feedback, Feedback.__table__)
THEMES = replace(
    CONTRIBUTIONS, figures=tuple(figure for figure in CONTRIBUTIONS.figures if figure.name is FigureName.THEMES)
)


def outcome_conditions(today: date) -> Mapping[Closure, ColumnElement[bool]]:
    """Return what each filter by outcome shows: exactly what the figure of the same name counts."""
    return {
        Closure.IN_TIME: _is_in_time(Feedback),
        Closure.LATE: and_(_is_promised(Feedback), Feedback.due_on < today, not_(Feedback.is_answered_in_time)),
        Closure.DECIDED: _is_decided(Feedback),
        Closure.DONE: _is_done(Feedback),
    }
