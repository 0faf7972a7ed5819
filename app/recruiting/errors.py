"""What recruiting refuses."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class RecruitingClosed(DomainError):
    """Nobody can join: the edition has not opened, or is closed."""

    code = "recruiting_closed"
    message = N_("The campaign is not open in this entity: nobody could join it now.")


class PersonalLinkDayPast(DomainError):
    """A personal link ends on a day to come, within a year."""

    code = "personal_link_day_past"
    message = N_("Please choose a day from today on, within a year.")
    status = 422
    field = "ends_on"
