"""What the mission player refuses."""

from __future__ import annotations

from app.core.errors import N_, DomainError, Unprocessable


class MissionNotOpen(DomainError):
    """The edition has closed, or the person no longer takes part."""

    code = "mission_not_open"
    message = N_("This mission can no longer be done. What you have done in it is kept.")


class NoSuchStep(Unprocessable):
    """The mission has changed: it has fewer steps now."""

    code = "no_such_step"
    message = N_("This mission has changed in the meantime. Here is where you are now.")
