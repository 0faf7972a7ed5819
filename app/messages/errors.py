"""What the rules of messages refuse."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class MessageEditionNotOpen(DomainError):
    """Nobody takes part yet, or any more."""

    code = "message_edition_not_open"
    message = N_("The campaign is not open in this entity: there is nobody to write to.")


class MessageSourceMissing(DomainError):
    """A message needs its words in the entity's own language."""

    code = "message_source_missing"
    message = N_("Please write the subject and the message in the entity’s own language.")
    status = 422


class MessageTimePast(DomainError):
    """A message leaves at an hour to come, within three months."""

    code = "message_time_past"
    message = N_("Please choose a day and an hour to come, within three months.")
    status = 422
    field = "send_at"


class MessageGone(DomainError):
    """What has been sent cannot be cancelled."""

    code = "message_gone"
    message = N_("This message has already been sent, or was cancelled.")


class FunctionSwitchedOff(DomainError):
    """The entity has not switched the function on."""

    code = "message_function_off"
    message = N_(
        "This feature is off in your entity. The sponsor of your entity, or an administrator, can switch it on, with "
        "a reason that everybody can read."
    )
    status = 403


class ReminderTooSoon(DomainError):
    """One reminder is enough for a while."""

    code = "message_reminder_too_soon"
    message = N_("A reminder was sent, or is planned, within 14\u00a0days of this one. One is enough.")
