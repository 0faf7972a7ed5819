"""What the rules of writing for a colleague refuse."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class UnknownColleague(DomainError):
    """Nobody of the entity has that address, or it is the writer's own."""

    code = "on_behalf_unknown_colleague"
    message = N_(
        "No colleague of this entity has an active account with this e-mail address. Invite them first; they can then "
        "confirm what you write for them."
    )
    status = 422
    field = "email"


class MissionMissing(DomainError):
    """The mission is none of the campaign's."""

    code = "on_behalf_mission_missing"
    message = N_("This choice is not offered here. Please choose again.")
    status = 422
    field = "mission"


class NoNamedLevel(DomainError):
    """The campaign offers only contributions whose author nobody can know."""

    code = "on_behalf_no_level"
    message = N_(
        "In this campaign nobody can know who wrote. What you write for a colleague would be known to come from them, "
        "so it cannot be written here."
    )


class TooManyWaiting(DomainError):
    """So much waits for confirmation already."""

    code = "on_behalf_too_many"
    message = N_("Too much is still waiting to be confirmed. Please wait until colleagues have looked at it.")
