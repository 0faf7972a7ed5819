"""A moderator reads a confidential author's name, on this page only."""

from __future__ import annotations

from http import HTTPStatus

from flask import render_template
from flask.typing import ResponseReturnValue

from app.core.errors import DomainError
from app.feedback.forms.single import NameForm
from app.feedback.queries.single import feedback_by_id
from app.feedback.routes.blueprint import bp
from app.feedback.service.names import show_name
from app.policy.check import require
from app.policy.rules import Action
from app.web.context import current_actor, current_session
from app.web.parts import passage_of


@bp.route("/feedback/<ident:feedback_id>/name", methods=["GET", "POST"])
def name(feedback_id: int) -> ResponseReturnValue:
    """Ask why, then show the name; opening the page again asks again."""
    db, actor = current_session(), current_actor()
    view = feedback_by_id(db, actor, feedback_id)
    require(actor, Action.FEEDBACK_SHOW_NAME, view.facts)
    form, shown = NameForm(), ""
    if form.validate_on_submit():
        try:
            shown = show_name(db, actor, feedback_id, form.reason.data or "")
        except DomainError as error:
            form.accept(error)
    title = passage_of(view.feedback.title, view.feedback.language)
    page = render_template("feedback/name.html", form=form, name=shown, title=title, feedback_id=feedback_id)
    return page, HTTPStatus.OK if shown else form.http_status
