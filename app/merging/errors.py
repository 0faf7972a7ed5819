"""Rules of this feature that can say no."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class AlreadyMerged(DomainError):
    """The same two were merged before: a second click."""

    code = "merging.already_merged"
    message = N_("These contributions have already been merged.")


class OtherNotFound(DomainError):
    """No contribution has that address, or not for the actor."""

    code = "merging.other_not_found"
    message = N_("No contribution you can merge has this address. Please copy it from the contribution’s page.")
    status = 422
    field = "address"


class NothingToMerge(DomainError):
    """The two are the same one, or already read as one."""

    code = "merging.nothing_to_merge"
    message = N_("This is the same contribution. Please choose another one.")
    status = 422
    field = "address"


class OfOtherCampaign(DomainError):
    """Contributions of two campaigns stay apart."""

    code = "merging.of_other_campaign"
    message = N_("Only contributions of the same campaign can be merged.")
    status = 422
    field = "address"


class ChangeIsWaiting(DomainError):
    """The author changed the duplicate, and a moderator has not read it yet."""

    code = "merging.change_is_waiting"
    message = N_("A change of this contribution is waiting for a moderator. Decide on the change first, then merge.")


class DecidedAlready(DomainError):
    """A sponsor decided on the duplicate: their decision would be out of sight."""

    code = "merging.decided_already"
    message = N_("A decision has been recorded on this contribution, so it has to be the one that stays.")
    field = "keep"


class NotMerged(DomainError):
    """It stands by itself, or does so again."""

    code = "merging.not_merged"
    message = N_("This contribution is no longer merged with another one.")
