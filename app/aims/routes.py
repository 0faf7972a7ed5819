"""The aims of an entity."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.aims.forms import AimForm
from app.aims.presenters import aim_lines
from app.aims.queries import aims_of
from app.aims.service import end_aim, write_aim
from app.core.errors import DomainError
from app.entities.queries import entity_place
from app.policy.check import can, require
from app.policy.rules import Action
from app.web.context import current_actor, current_session

bp = Blueprint("aims", __name__)


@bp.route("/entities/<code>/aims", methods=["GET", "POST"])
def aims(code: str) -> ResponseReturnValue:
    """List the aims of an entity; its sponsor adds one."""
    session, actor = current_session(), current_actor()
    place = entity_place(session, actor, code, Action.AIM_VIEW)
    if request.method == "POST":
        require(actor, Action.AIM_WRITE, place.facts)
    form = AimForm()
    if form.validate_on_submit():
        try:
            write_aim(session, actor, code, form.to_input())
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The aim is saved. Decisions can now refer to it."), "success")
            return redirect(url_for("aims.aims", code=code), 303)
    writes = can(actor, Action.AIM_WRITE, place.facts)
    lines = aim_lines(aims_of(session, actor, place), code, writes=writes)
    html = render_template(
        "aims/aims.html",
        entity_name=place.name,
        current=[line for line in lines if not line.row.status],
        ended=[line for line in lines if line.row.status],
        form=form if writes else None,
    )
    return html, form.http_status


@bp.post("/entities/<code>/aims/<ident:aim_id>/end")
def end(code: str, aim_id: int) -> ResponseReturnValue:
    """End an aim."""
    end_aim(current_session(), current_actor(), code, aim_id)
    flash(_("The aim has ended. Decisions that served it keep it."), "success")
    return redirect(url_for("aims.aims", code=code), 303)
