"""What moderators read: the queue, the open case, and what authors and readers are told of it."""

from __future__ import annotations

from app.moderation.presenters.acts import case_acts
from app.moderation.presenters.cases import case_card, report_reason_labels
from app.moderation.presenters.lists import (
    QueueReader,
    conflict_sentence,
    counts_sentence,
    decided_sentence,
    filter_choices,
    known_labels,
    left_sentence,
    queue_list,
    view_heading,
    view_links,
)

__all__ = [
    "QueueReader", "case_acts", "case_card", "conflict_sentence", "counts_sentence", "decided_sentence",
    "filter_choices", "known_labels", "left_sentence", "queue_list", "report_reason_labels", "view_heading",
    "view_links",
]  # fmt: skip
