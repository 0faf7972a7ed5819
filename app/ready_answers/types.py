"""How long a ready answer may be."""

from __future__ import annotations

TITLE_MAX_CHARS = 80
BODY_MAX_CHARS = 4000
