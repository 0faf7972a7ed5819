"""Pages of recognitions: one's own, and what an entity reached together."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.errors import DomainError
from app.entities.queries import entity_place
from app.policy.rules import Action
from app.recognitions.forms import ShownForm
from app.recognitions.presenters import milestone_sentences, recognition_label, recognition_rows, shown_rows
from app.recognitions.queries import milestones_of, own_recognitions, shown_recognitions
from app.recognitions.service import choose_shown
from app.switches.queries import is_on
from app.switches.types import Switch
from app.web.context import current_actor, current_identity, current_locale, current_session

bp = Blueprint("recognitions", __name__)


@bp.route("/mine/recognitions", methods=["GET", "POST"])
def own() -> ResponseReturnValue:
    """Show the reader what they reached, and let them choose what colleagues may read."""
    session, actor, code = current_session(), current_actor(), current_identity().entity_code
    rows = own_recognitions(session, actor)
    form = ShownForm(
        [(one.recognition, recognition_label(one.recognition)) for one in rows if one.may_show],
        [one.recognition for one in rows if one.is_shown],
    )
    if form.validate_on_submit():
        try:
            choose_shown(session, actor, form.to_input())
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("recognitions.own"), 303)
    return render_template(
        "recognitions/own.html",
        form=form,
        rows=recognition_rows(rows),
        is_allowed=actor.entity_id is not None and is_on(session, actor.entity_id, Switch.RECOGNITIONS_SHOWN),
        switch_url=url_for("switches.switch", code=code, switch_name=Switch.RECOGNITIONS_SHOWN.value),
        milestones_url=url_for("recognitions.milestones", code=code),
    ), form.http_status


@bp.get("/entities/<code>/milestones")
def milestones(code: str) -> ResponseReturnValue:
    """Show what an entity reached together, and what colleagues chose to show."""
    session, actor = current_session(), current_actor()
    place = entity_place(session, actor, code, Action.MILESTONES_VIEW)
    return render_template(
        "recognitions/milestones.html",
        entity_name=place.name,
        sentences=milestone_sentences(milestones_of(session, actor, place), current_locale()),
        people=shown_rows(shown_recognitions(session, actor, place)),
    )
