"""What the pages of the queue carry from one to the next."""

from __future__ import annotations

from typing import Any

from flask import request

KEPT = ("view", "entity", "language", "campaign", "mission", "age", "assignee", "label", "after")


def kept_filters() -> dict[str, Any]:
    """Return the filters of the address; a decision carries them on too."""
    return {name: request.args[name] for name in KEPT if request.args.get(name)}
