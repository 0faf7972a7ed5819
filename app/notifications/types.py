"""Kinds of notices."""

from __future__ import annotations

from enum import StrEnum


class NoticeKind(StrEnum):
    """What a notice tells."""

    FEEDBACK_WAITING = "feedback_waiting"  # to moderators
    FEEDBACK_PUBLISHED = "feedback_published"
    FEEDBACK_SENT_BACK = "feedback_sent_back"
    FEEDBACK_HIDDEN = "feedback_hidden"
    FEEDBACK_COMMENTED = "feedback_commented"
    FEEDBACK_ANSWERED = "feedback_answered"
    FEEDBACK_HANDLED = "feedback_handled"
    DECISION_RECORDED = "decision_recorded"
