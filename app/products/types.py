"""Owners and channels of a product, and what it costs who tries it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

LINK_MAX_CHARS = 300
COST_MAX_CENTS = 100_000_00


class Owner(StrEnum):
    """Whose product it is."""

    OWN = "own"
    COMPETITOR = "competitor"


class Channel(StrEnum):
    """Where customers use it."""

    APP = "app"
    WEB = "web"
    BRANCH = "branch"


@dataclass(frozen=True, slots=True)
class Cost:
    """What a product costs who tries it; ``cents`` are hundredths of the currency (ISO 4217)."""

    cents: int
    currency: str = ""
    is_refunded: bool = False
