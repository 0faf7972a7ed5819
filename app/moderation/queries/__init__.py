"""Reads of the moderation feature."""

from app.moderation.queries.cases import CaseComment, CaseImage, CaseReport, OtherVersion, QueueRow
from app.moderation.queries.coverage import CoverageRow, coverage
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
from app.moderation.queries.reports import CommentCase, ReportedWords, comment_case, reported_words

__all__ = [
    "AGES_DAYS", "COUNT_MAX", "CaseComment", "CaseImage", "CaseReport", "CommentCase", "CoverageRow", "LastDecision",
    "OtherVersion", "QueueCounts", "QueueFilters", "QueueOptions", "QueueRow", "ReportedWords", "case_by_id",
    "comment_case", "coverage",
    "last_decision", "other_that_trusts", "queue_counts", "queue_options", "queue_page", "reported_words",
]  # fmt: skip
