"""What has to be in place in an entity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import N_


class GateItem(StrEnum):
    """One line of the gate, in the order of the work."""

    SPONSOR = "sponsor"
    COMMUNITY_MANAGER = "community-manager"
    COVER = "cover"
    AMBASSADORS = "ambassadors"
    LANGUAGES = "languages"
    REPRESENTATIVES = "representatives"
    DPO = "dpo"
    ACCESSIBILITY = "accessibility"


class ItemStanding(StrEnum):
    """How an item stands today."""

    OPEN = "open"  # not ticked
    WHOLE = "whole"
    BROKEN = "broken"  # ticked, and who it rests on no longer covers it


@dataclass(frozen=True, slots=True)
class GateWords:
    """What people read about an item."""

    title: str  # msgid
    needed: str  # msgid: when it can be ticked


GATE_WORDS: Mapping[GateItem, GateWords] = {
    GateItem.SPONSOR: GateWords(N_("Sponsor"), N_("Somebody holds the role for the entity.")),
    GateItem.COMMUNITY_MANAGER: GateWords(N_("Community manager"), N_("Somebody holds the role for the entity.")),
    GateItem.COVER: GateWords(
        N_("Stand-in for the community manager"),
        N_("A second community manager, or an ambassador, can stand in when the first is away."),
    ),
    GateItem.AMBASSADORS: GateWords(
        N_("Ambassadors from several departments"),
        N_("The ambassadors come from marketing, human resources and communication, as their settings say."),
    ),
    GateItem.LANGUAGES: GateWords(N_("Languages"), N_("The ambassadors read every language of the entity.")),
    GateItem.REPRESENTATIVES: GateWords(
        N_("Employee representatives"), N_("Somebody holds the role for the entity or the group.")
    ),
    GateItem.DPO: GateWords(N_("Data protection officer"), N_("Somebody holds the role for the entity or the group.")),
    GateItem.ACCESSIBILITY: GateWords(
        N_("Accessibility contact"), N_("An administrator has named who receives the reports of barriers.")
    ),
}
