"""The themes of contributions: their tables belong to a feature above, and are named here."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import ColumnElement, column, select, table
from sqlalchemy.orm import Session

from app.feedback.models import Feedback
from app.policy.actor import Actor
from app.policy.check import require_sight
from app.policy.facts import Facts
from app.policy.rules import Action

_themes = table("themes", column("id"), column("campaign_id"), column("name_text_id"))
_given = table("themes_given", column("theme_id"), column("feedback_id"))


class ThemeOption(NamedTuple):
    """A theme of a campaign; its name is a text."""

    id: int
    name_text_id: int


def has_theme(theme_id: int) -> ColumnElement[bool]:
    """Return the contributions that have a theme."""
    return Feedback.id.in_(select(_given.c.feedback_id).where(_given.c.theme_id == theme_id))


def themes_of(session: Session, actor: Actor, facts: Facts) -> list[ThemeOption]:
    """Return the themes of a campaign, the first first. One statement.

    :raises NotFound: the actor may not see the campaign the facts tell of
    """
    require_sight(actor, Action.FEED_READ, facts)
    rows = session.execute(
        select(_themes.c.id, _themes.c.name_text_id)
        .where(_themes.c.campaign_id == facts.campaign_id)
        .order_by(_themes.c.id)
    )
    return [ThemeOption(*row) for row in rows]


def themes_on(session: Session, actor: Actor, feedback_ids: Collection[int]) -> dict[int, list[ThemeOption]]:
    """Return the themes of contributions that the actor may see, by their numbers: the caller has asked.

    One statement, whatever their number; none for no contribution.
    """
    del actor
    found: dict[int, list[ThemeOption]] = {}
    rows = (
        session.execute(
            select(_given.c.feedback_id, _themes.c.id, _themes.c.name_text_id)
            .join(_themes, _themes.c.id == _given.c.theme_id)
            .where(_given.c.feedback_id.in_(list(feedback_ids)))
            .order_by(_given.c.feedback_id, _themes.c.id)
        )
        if feedback_ids
        else ()
    )
    for feedback_id, *theme in rows:
        found.setdefault(feedback_id, []).append(ThemeOption(*theme))
    return found
