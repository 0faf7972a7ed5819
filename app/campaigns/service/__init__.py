"""What can be done to campaigns and their editions."""

from app.campaigns.service.contract import (
    CampaignInput,
    TranslationInput,
    change_campaign,
    create_campaign,
    freeze_contract,
    set_moderation_timing,
    translate_campaign,
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

__all__ = [
    "CampaignInput",
    "ExceptionInput",
    "MovedHour",
    "PhaseInput",
    "PhasesResult",
    "TranslationInput",
    "add_edition",
    "change_campaign",
    "close_edition",
    "create_campaign",
    "freeze_contract",
    "give_opening_exception",
    "set_moderation_timing",
    "set_phases",
    "translate_campaign",
    "welcome_entities",
]
