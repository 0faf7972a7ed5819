"""Rules of this feature that can say no."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class ThreadClosed(DomainError):
    """The question is closed, or its mailbox is since the campaign has ended."""

    code = "asking.closed"
    message = N_("This conversation is closed. Nothing has been sent; you can copy your text.")


class NotYourTurn(DomainError):
    """The other side has not answered yet: one question at a time."""

    code = "asking.not_your_turn"
    message = N_("Your question has not been answered yet. You can write again once it has.")
