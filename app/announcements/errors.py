"""What the rules of announcements refuse."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class AnnouncementEndsFirst(DomainError):
    """It would end before it shows."""

    code = "announcement_ends_first"
    message = N_("An announcement must end after it begins.")
    status = 422
    field = "ends"


class AnnouncementSourceMissing(DomainError):
    """A title and some words are needed in the language it is written in first."""

    code = "announcement_source_missing"
    message = N_("Please write the title and the text in the first language.")
    status = 422


class UnknownAudience(DomainError):
    """Nobody can be addressed so."""

    code = "announcement_audience_unknown"
    message = N_("Please choose who reads this announcement.")
    status = 422
    field = "audience"
