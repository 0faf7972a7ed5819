"""What opening an edition refuses."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class NotReady(DomainError):
    """Something is missing before the edition can open; ``findings`` are what is red."""

    code = "edition_not_ready"
    message = N_("This edition cannot open yet: everything that is marked as missing must be done first.")


class RevocationReasonMissing(DomainError):
    """An approval is taken back with a reason."""

    code = "approval_reason_missing"
    message = N_("Please say why.")
    status = 422
    field = "reason"
