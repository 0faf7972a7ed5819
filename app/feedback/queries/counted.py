"""Figures of the cards that filters let through, counted now by the definitions of the figures that are kept."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.feedback.models import Feedback
from app.feedback.queries.feed import FeedFilters, card_conditions
from app.feedback.queries.figures import card_source
from app.feedback.types import State
from app.figures.cards import CardCounts, add_up_cards
from app.figures.types import FigureName
from app.policy.actor import Actor
from app.policy.check import require_sight
from app.policy.facts import Facts
from app.policy.rules import Action

COUNTED = (  # columns that figures look at
    "id", "campaign_id", "shown_entity_id", "state", "kind", "language", "mission_id", "step_id", "created_at",
    "due_on", "is_answered_in_time", "answered_at", "handling", "handling_reason", "me_too_count", "comment_count",
)  # fmt: skip


def counted_cards(session: Session, actor: Actor, facts: Facts, filters: FeedFilters) -> CardCounts:
    """Return the figures of what the feed of a campaign shows with these filters. One statement.

    Its cost follows the campaign's contributions: without filters, ``kept_cards`` says the same. A search is left out.

    :raises NotFound: the actor may not see the campaign the facts tell of
    """
    require_sight(actor, Action.FEED_READ, facts)
    picked = (
        select(*(getattr(Feedback, name) for name in COUNTED))
        .where(Feedback.campaign_id == facts.campaign_id, Feedback.state == State.PUBLISHED, *card_conditions(filters))
        .cte("picked")
    )  # read once, counted by each figure
    rows = session.execute(card_source(aliased(Feedback, picked), picked).statement_of_all())
    return add_up_cards((FigureName(name), value, day, count) for name, value, day, count in rows)
