"""What the rules of aims refuse."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class TooManyAims(DomainError):
    """A list of aims is short, or it is none."""

    code = "aims.too_many"
    message = N_("This entity already has ten current aims. Please end one of them first.")
    field = "words"


class AimMissing(DomainError):
    """An aim says something."""

    code = "aims.words_missing"
    message = N_("Please enter the aim in one sentence.")
    status = 422
    field = "words"
