"""The community manager answers, and moves the handling state."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.presenters import saved_last
from app.accounts.queries import last_change
from app.core import clock
from app.core.errors import ChangedMeanwhile, DomainError
from app.feedback.forms.single import AnswerForm, HandlingForm
from app.feedback.presenters.labels import handling_labels
from app.feedback.presenters.single import SinglePage
from app.feedback.queries.single import feedback_by_id
from app.feedback.routes.blueprint import bp
from app.feedback.routes.single import answer_form, refused, seen, show
from app.feedback.service.handle import answer_feedback, handle_feedback
from app.policy.check import require
from app.policy.rules import Action
from app.web.context import current_actor, current_locale, current_session


@bp.post("/feedback/<ident:feedback_id>/answer")
def answer(feedback_id: int) -> ResponseReturnValue:
    """Write the official answer, or write it anew."""
    session, actor = current_session(), current_actor()
    view = feedback_by_id(session, actor, feedback_id)
    require(actor, Action.FEEDBACK_ANSWER, view.facts)
    form = AnswerForm()
    if not form.validate_on_submit():
        return show(view, form)
    try:
        answer_feedback(session, actor, feedback_id, form.to_input())
    except ChangedMeanwhile:
        view = seen(feedback_id)
        by = last_change(session, actor, ("feedback", feedback_id), "feedback.answered")
        stored = answer_form(SinglePage.of(view, actor, current_locale(), clock.now()))
        form.show_beside(stored, saved_last(by, current_locale(), actor.time_zone))
        return show(view, form)
    except DomainError as error:
        return refused(feedback_id, form, error)
    flash(_("The answer is published. The author and those who supported the contribution are notified."), "success")
    return redirect(url_for("feedback.feedback", feedback_id=feedback_id) + "#answer")


@bp.post("/feedback/<ident:feedback_id>/handling")
def handling(feedback_id: int) -> ResponseReturnValue:
    """Say what becomes of the contribution."""
    session, actor = current_session(), current_actor()
    view = feedback_by_id(session, actor, feedback_id)
    require(actor, Action.FEEDBACK_HANDLE, view.facts)
    form = HandlingForm(handling_labels())
    if not form.validate_on_submit():
        return show(view, form)
    try:
        handle_feedback(session, actor, feedback_id, form.to_input())
    except DomainError as error:
        return refused(feedback_id, form, error)
    flash(
        _("The status has been changed. The author and those who supported the contribution are notified."), "success"
    )
    return redirect(url_for("feedback.feedback", feedback_id=feedback_id))
