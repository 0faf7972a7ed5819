"""What the rules of barriers refuse."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class BarrierAnswerMissing(DomainError):
    """A barrier is not solved without saying what was done."""

    code = "barrier_answer_missing"
    message = N_("Please say what has been done: the person who reported it reads your answer.")
    status = 422
    field = "answer"


class UnknownContact(DomainError):
    """No active account has that address."""

    code = "barrier_contact_unknown"
    message = N_("No active account has this address. The contact needs an account.")
    status = 422
    field = "email"


class UnknownEntity(DomainError):
    """No entity has that code."""

    code = "barrier_entity_unknown"
    message = N_("Please choose one of the entities.")
    status = 422
    field = "entity"
