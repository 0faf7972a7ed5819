"""Reads of recruiting."""

from app.recruiting.queries.editions import RecruitedEdition, editions_to_recruit, joined_by_links
from app.recruiting.queries.invitations import (
    FollowedInvitation,
    InvitationMail,
    InvitationRow,
    followed_invitation,
    invitation_counts,
    invitation_facts,
    invitation_to_mail,
    invitations_page,
)
from app.recruiting.queries.preview import Candidate, Preview, RefusedLine, asked_today, preview_list

__all__ = [
    "Candidate", "FollowedInvitation", "InvitationMail", "InvitationRow", "Preview", "RecruitedEdition",
    "RefusedLine", "asked_today", "editions_to_recruit", "followed_invitation", "invitation_counts",
    "invitation_facts", "invitation_to_mail", "invitations_page", "joined_by_links", "preview_list",
]  # fmt: skip
