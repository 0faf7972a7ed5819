"""Reads of decisions: those on one contribution, and the list of all."""

from app.decisions.queries.listed import (
    DecidedFilters,
    DecidedPlaces,
    ListedDecision,
    decided_page,
    decided_places,
    decisions_by_id,
)
from app.decisions.queries.single import (
    DecidedOn,
    DecisionRow,
    Linkable,
    StandingDecision,
    decided_on,
    decisions_of,
    in_sight,
    is_replaced,
    latest_decisions,
    linkable,
    standing_among,
    where_decided,
)

__all__ = [
    "DecidedFilters",
    "DecidedOn",
    "DecidedPlaces",
    "DecisionRow",
    "Linkable",
    "ListedDecision",
    "StandingDecision",
    "decided_on",
    "decided_page",
    "decided_places",
    "decisions_by_id",
    "decisions_of",
    "in_sight",
    "is_replaced",
    "latest_decisions",
    "linkable",
    "standing_among",
    "where_decided",
]
