"""What dashboards refuse."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class NoteGone(DomainError):
    """The address opens no note: made by nobody, too old, or its reader decides there no longer. All look alike."""

    code = "note_gone"
    message = N_("This note can no longer be opened: its link has expired, or it is not for you.")
    status = 410


class ViewNameTaken(DomainError):
    """One of the person's views of the campaign has that name."""

    code = "view_name_taken"
    message = N_("One of your views has this name already.")
    field = "name"


class TooManyViews(DomainError):
    """Nobody finds anything in so many."""

    code = "too_many_views"
    message = N_("You have as many views of this campaign as can be saved. Please delete one first.")
    field = "name"
