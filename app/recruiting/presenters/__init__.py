"""Recruiting, ready to print: its pages, and the kit that leaves them."""

from app.recruiting.presenters.archive import kit_archive
from app.recruiting.presenters.kit import Kit, kit_of
from app.recruiting.presenters.pages import (
    PersonalLink,
    PreviewPage,
    count_labels,
    invitation_items,
    joined_label,
    personal_link,
    preview_page,
    recruited_rows,
    sent_sentence,
    state_tabs,
)

__all__ = [
    "Kit", "PersonalLink", "PreviewPage", "count_labels", "invitation_items", "joined_label",
    "kit_archive", "kit_of", "personal_link", "preview_page", "recruited_rows", "sent_sentence", "state_tabs",
]  # fmt: skip
