"""Recruiting, ready to print: its pages."""

from app.recruiting.presenters.pages import (
    PersonalLink,
    PreviewPage,
    count_labels,
    invitation_items,
    invitation_path,
    joined_label,
    personal_link,
    preview_page,
    recruited_rows,
    sent_sentence,
    state_tabs,
    stop_path,
)

__all__ = [
    "PersonalLink", "PreviewPage", "count_labels", "invitation_items", "invitation_path", "joined_label",
    "personal_link", "preview_page", "recruited_rows", "sent_sentence", "state_tabs", "stop_path",
]  # fmt: skip
