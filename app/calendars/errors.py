"""What the rules of calendars refuse."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class HoursTurnedRound(DomainError):
    """The working day would end before it starts."""

    code = "calendar_hours_turned_round"
    message = N_("The working day must end after it starts.")
    status = 422
    field = "ends"


class NoWorkingDay(DomainError):
    """A week without a working day: no promise could ever be kept."""

    code = "calendar_no_working_day"
    message = N_("Please choose at least one working day.")
    status = 422
    field = "days"


class UnknownPart(DomainError):
    """The country has no such part with holidays of its own."""

    code = "calendar_part_unknown"
    message = N_("This part of the country is not known.")
    status = 422
    field = "part"


class DayTooFar(DomainError):
    """Only the days that lie ahead, this year and the next two, are corrected."""

    code = "calendar_day_too_far"
    message = N_("Please choose a day from today to the end of the year after next.")
    status = 422
    field = "day"
