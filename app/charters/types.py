"""Where a charter belongs."""

from __future__ import annotations

from typing import NamedTuple

BODY_MAX_CHARS = 12_000


class CharterPlace(NamedTuple):
    """A campaign, whose charter it is, or one of its editions, which adds a text."""

    campaign_id: int
    edition_id: int | None = None
