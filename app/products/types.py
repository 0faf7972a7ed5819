"""Owners and channels of a product."""

from __future__ import annotations

from enum import StrEnum


class Owner(StrEnum):
    """Whose product it is."""

    OWN = "own"
    COMPETITOR = "competitor"


class Channel(StrEnum):
    """Where customers use it."""

    APP = "app"
    WEB = "web"
    BRANCH = "branch"
