"""What notifications refuse."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class MailStopUnknown(DomainError):
    """Nobody made that link to stop mails here, or its account is gone."""

    code = "mail_stop_unknown"
    message = N_(
        "This link does not work. If e-mails still reach you, sign in and choose in your notification settings which "
        "of them you want."
    )
    status = 410
