"""What drafts refuse."""

from __future__ import annotations

from app.core.errors import N_, ChangedMeanwhile, DomainError, Unprocessable


class DraftTooLong(Unprocessable):
    """There is more text than a draft holds."""

    code = "draft_too_long"
    message = N_("This text is too long to be saved for later. Shorten it, or keep a copy of it elsewhere.")


class DraftStaysHere(Unprocessable):
    """Nobody may know the author: the server keeps no words under their name."""

    code = "draft_stays_here"
    message = N_(
        "What nobody can trace to you is not saved under your account. It stays on this device until you send it."
    )
    field = "identity"


class DraftLevelOpen(Unprocessable):
    """The author may still choose that nobody knows them."""

    code = "draft_level_open"
    message = N_(
        "First choose who may know that it comes from you: what nobody can trace is never saved under your account."
    )
    field = "identity"


class DraftToLookAt(Unprocessable):
    """Something in it looks like data of a customer or of a person, which is pointed out before anything is stored."""

    code = "draft_to_look_at"
    message = N_(
        "Something in this text looks like an account number, a telephone number or an address. It is not saved for "
        "later: take it out, or keep the text on this device until you send it."
    )
    field = "body"


class DraftChanged(ChangedMeanwhile):
    """Another tab or device saved a newer text."""

    code = "draft_changed"
    message = N_("You have changed this text in another tab or on another device. Neither version is lost.")


class DraftGone(DomainError):
    """The draft was sent or deleted elsewhere."""

    code = "draft_gone"
    message = N_("This draft was sent or deleted in another tab or on another device.")
