"""Reads of the moderation feature."""

from app.moderation.queries.cases import CaseComment, CaseImage, CaseReport, OtherVersion, QueueRow
from app.moderation.queries.coverage import CoverageRow, coverage
from app.moderation.queries.desk import (
    CentralNote,
    DeskRow,
    NoteRow,
    central_notes,
    desks_of,
    notes_of,
    possible_assignees,
)
from app.moderation.queries.log import LogRow, TrustedRow, moderation_log, trusted_people
from app.moderation.queries.queue import (
    AGES_DAYS,
    COUNT_MAX,
    LastDecision,
    QueueCounts,
    QueueFilters,
    QueueOptions,
    case_by_id,
    last_decision,
    queue_counts,
    queue_options,
    queue_page,
)
from app.moderation.queries.reports import (
    CommentCase,
    ReportedWords,
    comment_case,
    reported_words,
    with_waiting_comments,
)

__all__ = [
    "AGES_DAYS",
    "COUNT_MAX",
    "CaseComment",
    "CaseImage",
    "CaseReport",
    "CentralNote",
    "CommentCase",
    "CoverageRow",
    "DeskRow",
    "LastDecision",
    "LogRow",
    "NoteRow",
    "OtherVersion",
    "QueueCounts",
    "QueueFilters",
    "QueueOptions",
    "QueueRow",
    "ReportedWords",
    "TrustedRow",
    "case_by_id",
    "central_notes",
    "comment_case",
    "coverage",
    "desks_of",
    "last_decision",
    "moderation_log",
    "notes_of",
    "possible_assignees",
    "queue_counts",
    "queue_options",
    "queue_page",
    "reported_words",
    "trusted_people",
    "with_waiting_comments",
]  # fmt: skip
