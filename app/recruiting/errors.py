"""What recruiting refuses."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class RecruitingClosed(DomainError):
    """Nobody can join: the edition has not opened, or is closed."""

    code = "recruiting_closed"
    message = N_("The campaign is not open in this entity: nobody could join it now.")


class PersonalLinkDayPast(DomainError):
    """A personal link ends on a day to come, within a year."""

    code = "personal_link_day_past"
    message = N_("Please choose a day from today on, within a year.")
    status = 422
    field = "ends_on"


class ListTooLong(DomainError):
    """A list has more lines than one sending takes."""

    code = "list_too_long"
    message = N_("This list is too long: at most %(maximum)d\u00a0lines at a time. Please send it in parts.")
    status = 422
    field = "pasted"


class ListUnreadable(DomainError):
    """A file is neither text nor a spreadsheet that can be read."""

    code = "list_unreadable"
    message = N_("This file cannot be read. Please save it as CSV or XLSX, or paste the list.")
    status = 422
    field = "file"


class ListEmpty(DomainError):
    """There is nothing in a list."""

    code = "list_empty"
    message = N_("There is no address here. Please paste a list, or choose a file.")
    status = 422
    field = "pasted"


class SentEnough(DomainError):
    """Somebody has sent as many invitations as one sends in a day."""

    code = "invitations_sent_enough"
    message = N_("You have sent all the invitations of one day. Please go on tomorrow.")


class RemindedEnough(DomainError):
    """An invitation was sent as often as it may be, or only just."""

    code = "invitation_reminded_enough"
    message = N_("This invitation was sent only recently, or often enough. Please do not put pressure on anybody.")


class InvitationGone(DomainError):
    """An invitation leads nowhere: it expired, was never made, or its campaign is not open. All look alike."""

    code = "invitation_gone"
    message = N_(
        "This invitation is no longer valid. If you would like to take part, ask the person who invited you for a "
        "new one."
    )
    status = 410


class InvitedElse(DomainError):
    """Somebody is signed in with another account than the one that was invited."""

    code = "invitation_of_another"
    message = N_(
        "This invitation was sent to another e-mail address than that of your account. Sign out first, then follow "
        "the link again."
    )
    status = 403
