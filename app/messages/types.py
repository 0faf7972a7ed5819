"""To whom a message goes, where it stands, and the models it starts from."""

from __future__ import annotations

from enum import StrEnum

REMIND_AFTER_WORKING_DAYS = 5  # after joining, as the sentences say


class MessageAudience(StrEnum):
    """Which of those who take part receive a message."""

    EVERYBODY = "everybody"
    NOT_STARTED = "not_started"


class MessageState(StrEnum):
    """Where a message stands."""

    SCHEDULED = "scheduled"
    SENT = "released"
    CANCELLED = "cancelled"


class Model(StrEnum):
    """What a message starts from."""

    WELCOME = "welcome"
    HALFWAY = "halfway"
    LAST_DAYS = "last-days"
    THANKS = "thanks"
    REMINDER = "reminder"  # to those who have not started


AUDIENCE_OF = {
    model: MessageAudience.NOT_STARTED if model is Model.REMINDER else MessageAudience.EVERYBODY for model in Model
}
