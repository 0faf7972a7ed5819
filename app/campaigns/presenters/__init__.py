"""Campaigns as pages print them."""

from app.campaigns.presenters.head import (
    AnimatorLine,
    CampaignCard,
    CampaignHead,
    PageReader,
    TimelineItem,
    animator_lines,
    days_label,
    local_day,
    nearest_edition,
    phase_label,
    phase_last_day,
    phase_summary,
    shared_roles,
)
from app.campaigns.presenters.local import LocalPart, local_part

__all__ = [
    "AnimatorLine",
    "CampaignCard",
    "CampaignHead",
    "LocalPart",
    "PageReader",
    "TimelineItem",
    "animator_lines",
    "days_label",
    "local_day",
    "local_part",
    "nearest_edition",
    "phase_label",
    "phase_last_day",
    "phase_summary",
    "shared_roles",
]
