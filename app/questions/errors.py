"""Why answers cannot be sent."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.errors import N_, DomainError
from app.questions.types import AnswerRefused


class NothingAnswered(DomainError):
    """Not one question is answered."""

    code = "nothing_answered"
    message = N_("Please answer at least one question before you send.")
    status = 422


class AnswersNotReady(DomainError):
    """Some answers are missing or cannot be taken. ``problems``: question id → msgid and its parameters."""

    code = "answers_not_ready"
    message = N_("Some answers need another look before they can be sent.")
    status = 422

    def __init__(self, problems: Mapping[int, AnswerRefused | None]) -> None:
        super().__init__(problems=problems)
        self.problems = problems
