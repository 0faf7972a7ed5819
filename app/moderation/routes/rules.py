"""The page that says by which rules contributions are moderated."""

from __future__ import annotations

from flask import render_template

from app.moderation.forms import READY_REASONS
from app.moderation.routes.blueprint import bp
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.web.context import current_actor


@bp.get("/moderation/rules")
def rules() -> str:
    """Show the rules to everybody, with the reasons that moderators choose among."""
    require(current_actor(), Action.MODERATION_RULES_READ, NOTHING)
    reasons = [sentence for code, sentence in READY_REASONS if code]
    return render_template("moderation/rules.html", reasons=reasons)
