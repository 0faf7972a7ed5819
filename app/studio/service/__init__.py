"""What can be done in the studio."""

from app.studio.service.copy import CopyInput, copy_campaign
from app.studio.service.framing import SharedDates, frame_people, set_shared_dates
from app.studio.service.templates import add_templates, offer_template, retire_template

__all__ = [
    "CopyInput",
    "SharedDates",
    "add_templates",
    "copy_campaign",
    "frame_people",
    "offer_template",
    "retire_template",
    "set_shared_dates",
]
