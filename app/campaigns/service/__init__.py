"""What can be done to campaigns and their editions."""

from app.campaigns.service.contract import (
    CampaignInput,
    change_campaign,
    create_campaign,
    free_slug,
    freeze_contract,
    set_moderation_timing,
)
from app.campaigns.service.editions import (
    MovedHour,
    PhaseInput,
    PhasesResult,
    add_edition,
    close_edition,
    set_phases,
    welcome_entities,
)
from app.campaigns.service.exceptions import ExceptionInput, give_opening_exception
from app.campaigns.service.local import LocalInput, write_local
from app.campaigns.service.turns import turn_phases

__all__ = [
    "CampaignInput",
    "ExceptionInput",
    "LocalInput",
    "MovedHour",
    "PhaseInput",
    "PhasesResult",
    "add_edition",
    "change_campaign",
    "close_edition",
    "create_campaign",
    "free_slug",
    "freeze_contract",
    "give_opening_exception",
    "set_moderation_timing",
    "set_phases",
    "turn_phases",
    "welcome_entities",
    "write_local",
]
