"""Pages of the dashboards feature."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.dashboards.presenters import campaign_page, entity_page, group_page
from app.dashboards.queries.summaries import entity_summary, group_summary
from app.web.context import current_actor, current_locale, current_session

bp = Blueprint("dashboards", __name__)


@bp.get("/entities/<code>/dashboard")
def entity(code: str) -> ResponseReturnValue:
    """Show the figures of an entity, in all its campaigns or in one."""
    campaign = request.args.get("campaign", "")
    summary = entity_summary(current_session(), current_actor(), code, campaign)
    page = campaign_page(summary, current_locale()) if campaign else entity_page(summary, current_locale())
    return render_template("dashboards/dashboard.html", page=page)


@bp.get("/dashboard")
def group() -> ResponseReturnValue:
    """Show the figures of the group."""
    summary = group_summary(current_session(), current_actor())
    return render_template("dashboards/dashboard.html", page=group_page(summary, current_locale()))
