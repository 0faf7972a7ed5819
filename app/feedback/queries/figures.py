"""What figures count on the cards that readers may open, and the filters that show the same cards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement, Date, String, and_, cast, column, func, join, literal, not_, table

from app.feedback.models import Feedback
from app.feedback.types import DECIDED_STATES, Closure, Handling, State
from app.figures.definitions import ANY_DAY, Figure, Source
from app.figures.types import UNKNOWN_ENTITY, FigureName
from app.figures.weeks import UtcMonday

_week = UtcMonday(Feedback.created_at)  # a day of its own each would cost pages seven times the rows
_is_promised = Feedback.due_on.is_not(None)
_is_in_time = and_(_is_promised, Feedback.is_answered_in_time)
# A decision of a sponsor is the reason of the state it brings.
_is_decided = and_(Feedback.handling.in_(DECIDED_STATES), Feedback.handling_reason != "")
_is_done = Feedback.handling == Handling.DONE
_any_day = literal(ANY_DAY, Date())
# The table belongs to a feature above. Whoever gives themes or takes them counts these alone (``THEMES``).
_given = table("themes_given", column("theme_id"), column("feedback_id"))
_themes = Figure(
    FigureName.THEMES,
    _any_day,
    value=cast(_given.c.theme_id, String(40)),
    rows=join(Feedback.__table__, _given, _given.c.feedback_id == Feedback.id),
)

CONTRIBUTIONS = Source(
    rows=Feedback.__table__,
    id=Feedback.id,
    campaign_id=Feedback.campaign_id,
    entity_id=func.coalesce(Feedback.shown_entity_id, UNKNOWN_ENTITY),
    counts=Feedback.state == State.PUBLISHED,
    figures=(
        Figure(FigureName.CONTRIBUTIONS, _week, value=Feedback.kind),
        Figure(FigureName.REACTIONS, _week, amount=Feedback.me_too_count + Feedback.comment_count),
        Figure(FigureName.ANSWERED, _week, Feedback.answered_at.is_not(None)),
        Figure(FigureName.PROMISED, Feedback.due_on, _is_promised),
        Figure(FigureName.IN_TIME, Feedback.due_on, _is_in_time),
        Figure(FigureName.DECIDED, _week, _is_decided),
        Figure(FigureName.DONE, _week, _is_done),
        Figure(FigureName.LANGUAGES, _any_day, value=Feedback.language),
        Figure(
            FigureName.MISSIONS, _any_day, Feedback.mission_id.is_not(None), value=cast(Feedback.mission_id, String(40))
        ),
        Figure(
            FigureName.STEPS,
            _any_day,
            Feedback.step_id.is_not(None),
            value=cast(Feedback.step_id, String(20)).concat(" ").concat(Feedback.kind),
        ),
        _themes,
    ),
)
THEMES = replace(CONTRIBUTIONS, figures=(_themes,))


def outcome_conditions(today: date) -> Mapping[Closure, ColumnElement[bool]]:
    """Return what each filter by outcome shows: exactly what the figure of the same name counts."""
    return {
        Closure.IN_TIME: _is_in_time,
        Closure.LATE: and_(_is_promised, Feedback.due_on < today, not_(Feedback.is_answered_in_time)),
        Closure.DECIDED: _is_decided,
        Closure.DONE: _is_done,
    }
