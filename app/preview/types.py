"""Whom a preview is read as."""

from __future__ import annotations

from enum import StrEnum


class PreviewReader(StrEnum):
    """Somebody who does not exist, of the entity whose edition is shown."""

    COLLEAGUE = "not_yet_in"
    TESTER = "takes_part"
    AMBASSADOR = "is_ambassador"
    COMMUNITY_MANAGER = "is_manager"
    SPONSOR = "is_sponsor"
