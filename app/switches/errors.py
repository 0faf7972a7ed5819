"""What the rules of switches refuse."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class SwitchReasonMissing(DomainError):
    """Nothing is switched without a reason."""

    code = "switch_reason_missing"
    message = N_("Please say why: everybody in the entity can read it.")
    status = 422
    field = "reason"
