"""What each role does, and where its pages are."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.home.presenters.help import help_parts
from app.home.routes.blueprint import bp
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.web.context import current_actor, current_identity


@bp.get("/help", endpoint="help")
def show() -> ResponseReturnValue:
    """Show what the reader does here in their roles, then what the other roles do."""
    actor = current_actor()
    require(actor, Action.HOME_VIEW, NOTHING)
    own, others = help_parts(actor, current_identity().entity_code)
    return render_template("home/help.html", own=own, others=others)
