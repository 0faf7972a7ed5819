"""What a mail is for, and how far it has come."""

from __future__ import annotations

from enum import StrEnum


class Purpose(StrEnum):
    """Why a mail is written: what may hold it back."""

    ACCOUNT = "account"  # signing in and the safety of an account: at any hour, and never held back
    NEWS = "news"  # one thing that happened, or a reminder: within the week's allowance
    DIGEST = "digest"  # what was not mailed by itself: the last place of the allowance is kept for it


class MailState(StrEnum):
    """How far a mail has come."""

    PLANNED = "planned"  # not handed over: it is tried now, or again later
    HANDED_OVER = "handed_over"  # the mail server has all of it, and has not answered; never sent again
    SENT = "mailed"
    REFUSED = "refused"  # the mail server said no for good


class MailFate(StrEnum):
    """What became of a mail that a feature asked for."""

    SENT = "mailed"  # now, or by an earlier attempt
    OVER_ALLOWANCE = "over_allowance"  # the reader has had their mails of this week
    REFUSED = "refused"  # the mail server said no for good: to this mail, or lately to the address
