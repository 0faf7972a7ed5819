"""Reads of the moderation feature."""

from app.moderation.queries.cases import CaseComment, CaseImage, OtherVersion, QueueRow
from app.moderation.queries.queue import (
    AGES_DAYS,
    COUNT_MAX,
    LastDecision,
    QueueCounts,
    QueueFilters,
    QueueOptions,
    case_by_id,
    last_decision,
    other_that_trusts,
    queue_counts,
    queue_options,
    queue_page,
)

__all__ = [
    "AGES_DAYS", "COUNT_MAX", "CaseComment", "CaseImage", "LastDecision", "OtherVersion", "QueueCounts",
    "QueueFilters", "QueueOptions", "QueueRow", "case_by_id", "last_decision", "other_that_trusts", "queue_counts",
    "queue_options", "queue_page",
]  # fmt: skip
