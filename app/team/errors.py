"""What the rules of teams refuse."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class NoColleague(DomainError):
    """Nobody of the entity has that address."""

    code = "team_no_colleague"
    message = N_("Nobody in this entity has an active account with this e-mail address.")
    status = 422
    field = "email"
