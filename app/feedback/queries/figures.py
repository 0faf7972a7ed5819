"""What figures count on the cards that readers may open, and the filters that show the same cards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement, FromClause, String, and_, cast, column, func, join, not_, table

from app.feedback.models import Feedback
from app.feedback.types import DECIDED_STATES, Handling, State
from app.figures.definitions import Figure, Source, in_all_and_by_day
from app.figures.types import UNKNOWN_ENTITY, Closure, FigureName
from app.figures.weeks import UtcMonday

# The table belongs to a feature above.
_given = table("themes_given", column("theme_id"), column("feedback_id"))


def _is_promised(card: type[Feedback]) -> ColumnElement[bool]:
    return card.due_on.is_not(None)


def _is_in_time(card: type[Feedback]) -> ColumnElement[bool]:
    return and_(_is_promised(card), card.is_answered_in_time)


def _is_late(card: type[Feedback]) -> ColumnElement[bool]:
    """Tell, in SQL, which are late once the day they are due is over."""
    return and_(_is_promised(card), not_(card.is_answered_in_time))


def _is_decided(card: type[Feedback]) -> ColumnElement[bool]:
    """A decision of a sponsor is the reason of the state it brings."""
    return and_(card.handling.in_(DECIDED_STATES), card.handling_reason != "")


def _is_done(card: type[Feedback]) -> ColumnElement[bool]:
    return card.handling == Handling.DONE


def card_source(card: type[Feedback], rows: FromClause) -> Source:
    """Return what is counted on contributions; ``rows``: where those of ``card``, the table or some of it, are read."""
    with_themes = join(rows, _given, _given.c.feedback_id == card.id)
    step_and_kind = cast(card.step_id, String(20)).concat(" ").concat(card.kind)
    return Source(
        rows=rows,
        id=card.id,
        campaign_id=card.campaign_id,
        entity_id=func.coalesce(card.shown_entity_id, UNKNOWN_ENTITY),
        counts=card.state == State.PUBLISHED,
        figures=(
            Figure(FigureName.CONTRIBUTIONS, value=card.kind),
            Figure(FigureName.CONTRIBUTIONS, day=UtcMonday(card.created_at)),
            Figure(FigureName.REACTIONS, amount=card.me_too_count + card.comment_count),
            Figure(FigureName.ANSWERED, card.answered_at.is_not(None)),
            Figure(FigureName.IN_TIME, _is_in_time(card)),
            *in_all_and_by_day(Figure(FigureName.LATE, _is_late(card), day=card.due_on)),
            Figure(FigureName.DECIDED, _is_decided(card)),
            Figure(FigureName.DONE, _is_done(card)),
            Figure(FigureName.LANGUAGES, value=card.language),
            Figure(FigureName.MISSIONS, card.mission_id.is_not(None), value=cast(card.mission_id, String(40))),
            Figure(FigureName.STEPS, card.step_id.is_not(None), value=step_and_kind),
            Figure(FigureName.THEMES, value=cast(_given.c.theme_id, String(40)), rows=with_themes),
        ),
    )


def _only(name: FigureName) -> Source:
    """Return one figure of contributions, for a change that moves no other: it is counted much faster alone."""
    return replace(CONTRIBUTIONS, figures=tuple(figure for figure in CONTRIBUTIONS.figures if figure.name is name))


CONTRIBUTIONS = card_source(Feedback, Feedback.__table__)
THEMES = _only(FigureName.THEMES)  # when themes are given or taken away
REACTIONS = _only(FigureName.REACTIONS)  # when somebody comments, or says "me too" or takes it back


def outcome_conditions(today: date) -> Mapping[Closure, ColumnElement[bool]]:
    """Return what each filter by outcome shows: exactly what the figure of the same name counts."""
    return {
        Closure.IN_TIME: _is_in_time(Feedback),
        Closure.LATE: and_(_is_late(Feedback), Feedback.due_on < today),
        Closure.DECIDED: _is_decided(Feedback),
        Closure.DONE: _is_done(Feedback),
    }
