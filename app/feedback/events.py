"""Events this feature publishes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.event import Event


@dataclass(frozen=True, slots=True)
class FeedbackSubmitted(Event):
    """A contribution came in; ``waits`` tells whether a moderator must read it first."""

    NAME: ClassVar[str] = "feedback.submitted"
    feedback_id: int
    waits: bool


@dataclass(frozen=True, slots=True)
class FeedbackResubmitted(Event):
    """An author answered a moderator's question, or revised what was sent back."""

    NAME: ClassVar[str] = "feedback.resubmitted"
    feedback_id: int
    waits: bool


@dataclass(frozen=True, slots=True)
class FeedbackLanguageCorrected(Event):
    """An author or a moderator said in which language a contribution is written."""

    NAME: ClassVar[str] = "feedback.language_corrected"
    feedback_id: int


@dataclass(frozen=True, slots=True)
class FeedbackWithdrawn(Event):
    """An author took a contribution back."""

    NAME: ClassVar[str] = "feedback.withdrawn"
    feedback_id: int


@dataclass(frozen=True, slots=True)
class FeedbackCommented(Event):
    """Somebody commented; ``by_id`` is not told of their own comment."""

    NAME: ClassVar[str] = "feedback.commented"
    feedback_id: int
    comment_id: int
    by_id: int


@dataclass(frozen=True, slots=True)
class FeedbackAnswered(Event):
    """The official answer was written, or written anew."""

    NAME: ClassVar[str] = "feedback.answered"
    feedback_id: int
    version: int
    by_id: int


@dataclass(frozen=True, slots=True)
class FeedbackHandled(Event):
    """The handling state moved; ``with_answer``: in the act that wrote the answer, which is told on its own."""

    NAME: ClassVar[str] = "feedback.handled"
    feedback_id: int
    handling: str
    by_id: int
    with_answer: bool = False


@dataclass(frozen=True, slots=True)
class NameOpened(Event):
    """A moderator read the name of a confidential author."""

    NAME: ClassVar[str] = "feedback.name_opened"
    opening_id: int
