"""Rules of this feature that can say no."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class AuthorCannotBeAsked(DomainError):
    """The contribution was imported, or its author left it without them: nobody can agree any more."""

    code = "highlights.nobody_to_ask"
    message = N_("Nobody can agree for this contribution: it was imported, or goes on without its author.")


class AlreadyAsked(DomainError):
    """The author was asked the same before; a refusal holds."""

    code = "highlights.already_asked"
    message = N_("The author has already been asked this. An answer holds until the author changes it.")
    field = "kind"


class ThanksMissing(DomainError):
    """A thank-you without words says nothing."""

    code = "highlights.thanks_missing"
    message = N_("Please write what you thank for.")
    status = 422
    field = "words"


class NoLongerAsked(DomainError):
    """The team took it back meanwhile."""

    code = "highlights.no_longer_asked"
    message = N_("The team has taken this back. There is nothing to answer any more.")


class AdoptionReasonMissing(DomainError):
    """A note on a nugget needs its reason."""

    code = "highlights.reason_missing"
    message = N_("Please enter the reason. Everybody can read it.")
    status = 422
    field = "reason"


class OwnNugget(DomainError):
    """The nugget comes from that very entity."""

    code = "highlights.own_nugget"
    message = N_("This nugget comes from your own entity: decide on the contribution itself.")
    field = "stance"
