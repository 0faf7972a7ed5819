"""Events this feature publishes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.event import Event


@dataclass(frozen=True, slots=True)
class CasePublished(Event):
    """A moderator let everybody read a contribution."""

    NAME: ClassVar[str] = "moderation.published"
    feedback_id: int
    by_id: int


@dataclass(frozen=True, slots=True)
class CaseSentBack(Event):
    """A moderator gave a contribution back to its author with a question."""

    NAME: ClassVar[str] = "moderation.sent_back"
    feedback_id: int
    by_id: int


@dataclass(frozen=True, slots=True)
class CaseHidden(Event):
    """A moderator stopped showing a contribution, and said why."""

    NAME: ClassVar[str] = "moderation.hidden"
    feedback_id: int
    by_id: int


@dataclass(frozen=True, slots=True)
class CaseChangeRefused(Event):
    """A moderator kept the former version of a contribution, and said why."""

    NAME: ClassVar[str] = "moderation.change_refused"
    feedback_id: int
    by_id: int


@dataclass(frozen=True, slots=True)
class CaseUndone(Event):
    """A moderator took back a decision of which the author was told; the contribution stands where it stood before."""

    NAME: ClassVar[str] = "moderation.taken_back"
    feedback_id: int


@dataclass(frozen=True, slots=True)
class ReportSettled(Event):
    """A moderator looked at what a reader reported; the reader is told the outcome."""

    NAME: ClassVar[str] = "moderation.report_settled"
    report_id: int


@dataclass(frozen=True, slots=True)
class CommentHidden(Event):
    """A moderator stopped showing a comment, and said why."""

    NAME: ClassVar[str] = "moderation.comment_hidden"
    feedback_id: int
    comment_id: int
    by_id: int


@dataclass(frozen=True, slots=True)
class CommentShownAgain(Event):
    """Another moderator than the one who hid a comment looked at it, and shows it again."""

    NAME: ClassVar[str] = "moderation.comment_shown_again"
    feedback_id: int
    comment_id: int
    by_id: int


@dataclass(frozen=True, slots=True)
class CaseAssigned(Event):
    """A moderator asked another one to deal with a case."""

    NAME: ClassVar[str] = "moderation.assigned"
    feedback_id: int
    assignee_id: int
    by_id: int
