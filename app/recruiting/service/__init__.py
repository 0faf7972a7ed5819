"""What can be done in recruiting."""

from app.recruiting.service.invite import (
    MAIL_INVITATION,
    AcceptInput,
    InviteInput,
    accept_invitation,
    forget_invitations,
    invite_people,
    note_joined,
    note_not_sent,
    note_sent,
    send_again,
    stop_invitations,
)
from app.recruiting.service.link import count_join, create_personal_link

__all__ = [
    "MAIL_INVITATION", "AcceptInput", "InviteInput", "accept_invitation", "count_join", "create_personal_link",
    "forget_invitations", "invite_people", "note_joined", "note_not_sent", "note_sent", "send_again",
    "stop_invitations",
]  # fmt: skip
