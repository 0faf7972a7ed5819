"""Whom a preview is read as, and how wide it is."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class PreviewReader(StrEnum):
    """Somebody who does not exist, of the entity whose edition is shown."""

    COLLEAGUE = "not_yet_in"
    TESTER = "takes_part"
    AMBASSADOR = "is_ambassador"
    COMMUNITY_MANAGER = "is_manager"
    SPONSOR = "is_sponsor"


class PreviewWidth(StrEnum):
    """How wide the page is shown."""

    HERE = "this_page"  # as wide as the page around it
    PHONE = "phone"
    DESKTOP = "desktop"


# Width and height of the frame, in CSS pixels. The second is as wide as a page leaves room for.
FRAMES: Mapping[PreviewWidth, tuple[int, int]] = {PreviewWidth.PHONE: (390, 844), PreviewWidth.DESKTOP: (1152, 800)}
