"""What short links refuse."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class LinkGone(DomainError):
    """The code leads nowhere: there is none, it ended, or it is not for this person. All look alike on purpose."""

    code = "link_gone"
    message = N_(
        "This code no longer leads anywhere: it has expired, or the campaign is not available to you. Ask the "
        "person who put up the poster."
    )
    status = 410


class LinkDayPast(DomainError):
    """A link ends on a day to come, within a year."""

    code = "link_day_past"
    message = N_("Please choose a day from today on, within a year.")
    status = 422
    field = "ends_on"


class UnknownMissionOfLink(DomainError):
    """The mission is not one of the campaign's."""

    code = "link_mission_unknown"
    message = N_("Please choose one of the campaign’s missions.")
    status = 422
    field = "mission"


class EditionNotOpen(DomainError):
    """Nobody can scan anything: the edition has not opened, or is closed."""

    code = "link_edition_not_open"
    message = N_("The campaign is not open in this entity: a code would lead nowhere.")
