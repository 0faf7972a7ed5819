"""What the gate refuses."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class NobodyInPlace(DomainError):
    """An item is ticked once somebody covers it."""

    code = "gate_nobody_in_place"
    message = N_("This cannot be ticked yet: what it needs is not in place today.")


class GateReasonMissing(DomainError):
    """Unticking says why."""

    code = "gate_reason_missing"
    message = N_("Please say why.")
    status = 422
    field = "reason"


class GateNotWhole(DomainError):
    """An entity leaves preparation once its gate is whole."""

    code = "gate_not_whole"
    message = N_("This entity is still preparing: its launch gate has to be complete first.")
    field = "stage"
