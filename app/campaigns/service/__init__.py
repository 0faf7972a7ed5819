"""What can be done to campaigns and their editions."""

from app.campaigns.service.contract import (
    CampaignInput,
    TranslationInput,
    change_campaign,
    create_campaign,
    freeze_contract,
    translate_campaign,
)
from app.campaigns.service.editions import (
    MovedHour,
    PhaseInput,
    PhasesResult,
    add_edition,
    close_edition,
    open_edition,
    set_phases,
    welcome_entities,
)

__all__ = [
    "CampaignInput",
    "MovedHour",
    "PhaseInput",
    "PhasesResult",
    "TranslationInput",
    "add_edition",
    "change_campaign",
    "close_edition",
    "create_campaign",
    "freeze_contract",
    "open_edition",
    "set_phases",
    "translate_campaign",
    "welcome_entities",
]
