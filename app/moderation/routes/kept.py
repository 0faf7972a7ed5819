"""What the pages of the queue carry from one to the next."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from app.core import idents
from app.moderation.types import QueueView

KEPT = ("view", "entity", "language", "campaign", "mission", "age", "assignee", "label", "after")


def kept_filters() -> dict[str, Any]:
    """Return the filters of the address; a decision carries them on too."""
    return {name: request.args[name] for name in KEPT if request.args.get(name)}


def kept_view() -> QueueView:
    """Return which part of the queue the address names; what waits where it names none."""
    named = request.args.get("view", "")
    return QueueView(named) if named in set(QueueView) else QueueView.WAITING


def following_url() -> str:
    """Return where the case is open that comes after the one that was dealt with."""
    found = request.args.get("then", None, idents.decode)
    return case_url(idents.encode(found) if found else "")


def case_url(public_id: str) -> str:
    """Return where a case is open; without one, the queue from its beginning."""
    if not public_id:
        return url_for("moderation.queue", **{**kept_filters(), "after": None})
    return url_for("moderation.queue", **kept_filters(), case=public_id, _anchor=f"case-{public_id}")
