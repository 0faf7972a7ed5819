"""Pages on whom moderators trust, and on what they did."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.moderation.presenters.log import log_cells, log_columns, log_table, trusted_lines
from app.moderation.queries import moderation_log, trusted_people
from app.moderation.routes.blueprint import bp
from app.moderation.service import export_log, withdraw_trust
from app.moderation.types import IN_ENTITY
from app.tables.types import TableFormat
from app.web.context import current_actor, current_locale, current_session
from app.web.tables import table_file

SHOWN = 50


@bp.get("/moderation/trust")
def trust() -> str:
    """Show whose contributions appear at once."""
    lines = trusted_lines(trusted_people(current_session(), current_actor()), current_locale())
    return render_template("moderation/trust.html", lines=lines)


@bp.post("/moderation/<ident:feedback_id>/withdraw-trust")
def end_trust(feedback_id: int) -> ResponseReturnValue:
    """Let the next contributions of who signed this one wait again, in its campaign or in the whole entity."""
    in_entity = request.args.get("reach") == IN_ENTITY
    withdraw_trust(current_session(), current_actor(), feedback_id, in_entity=in_entity)
    flash(_("The trust is withdrawn: what they send next is read before others see it."), "success")
    return redirect(url_for("moderation.trust"), 303)


@bp.get("/moderation/log")
def log() -> str:
    """Show the latest decisions of the entities one manages."""
    rows = moderation_log(current_session(), current_actor())[:SHOWN]
    cells = log_cells(rows, current_locale(), current_actor().time_zone)
    return render_template("moderation/log.html", headings=[each.heading for each in log_columns()], cells=cells)


@bp.post("/moderation/log.<any(csv, xlsx):kind>")
def download_log(kind: str) -> Response:
    """Return all of them as a file."""
    rows = export_log(current_session(), current_actor())
    return table_file(log_table(rows, current_actor().time_zone), TableFormat(kind), "moderation")
