"""Why answers cannot be sent."""

from __future__ import annotations

from app.core.errors import N_, DomainError


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
