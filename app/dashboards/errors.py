"""What dashboards refuse."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class NoteGone(DomainError):
    """The address opens no note: made by nobody, too old, or its reader decides there no longer. All look alike."""

    code = "note_gone"
    message = N_("This note can no longer be opened: its link has expired, or it is not for you.")
    status = 410
