"""Campaigns as pages print them."""

from app.campaigns.presenters.head import (
    AnimatorLine,
    CampaignCard,
    CampaignHead,
    TimelineItem,
    View,
    animator_lines,
    shared_roles,
)

__all__ = ["AnimatorLine", "CampaignCard", "CampaignHead", "TimelineItem", "View", "animator_lines", "shared_roles"]
