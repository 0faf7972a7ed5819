"""Figures of the cards that filters let through, counted now by the definitions of the figures that are kept."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.feedback.models import Feedback
from app.feedback.queries.feed import FeedFilters, card_conditions
from app.feedback.queries.figures import CONTRIBUTIONS
from app.figures.cards import CardCounts, add_up_cards
from app.figures.types import FigureName
from app.policy.actor import Actor
from app.policy.check import require_sight
from app.policy.facts import Facts
from app.policy.rules import Action


def counted_cards(session: Session, actor: Actor, facts: Facts, filters: FeedFilters) -> CardCounts:
    """Return the figures of what the feed of a campaign shows with these filters. One statement.

    Its cost follows the campaign's contributions: without filters, ``kept_cards`` says the same. A search is left out.

    :raises NotFound: the actor may not see the campaign the facts tell of
    """
    require_sight(actor, Action.FEED_READ, facts)
    statement = CONTRIBUTIONS.statement(Feedback.campaign_id == facts.campaign_id, *card_conditions(filters))
    rows = session.execute(statement)
    return add_up_cards((FigureName(name), value, day, count) for _campaign, _entity, name, value, day, count in rows)
