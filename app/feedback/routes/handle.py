"""The community manager answers, and moves the handling state."""

from __future__ import annotations

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.presenters import saved_last
from app.accounts.queries import last_change
from app.core import clock
from app.core.errors import ChangedMeanwhile, DomainError
from app.feedback.forms.single import ResponseForm
from app.feedback.presenters.labels import handling_labels
from app.feedback.presenters.single import SinglePage
from app.feedback.queries.single import FeedbackView
from app.feedback.routes.blueprint import bp
from app.feedback.routes.place import page_url
from app.feedback.routes.single import refused, response_form, seen, show, stored_response
from app.feedback.service.handle import answer_feedback, handle_feedback
from app.policy.check import require
from app.policy.rules import Action
from app.ready_answers.queries import words_for
from app.web.context import current_actor, current_locale, current_session


@bp.post("/feedback/<ident:feedback_id>/answer")
def answer(feedback_id: int) -> ResponseReturnValue:
    """Write the official answer, or write it anew, and say what becomes of the contribution."""
    session, actor = current_session(), current_actor()
    view = seen(feedback_id)
    require(actor, Action.FEEDBACK_ANSWER, view.facts)
    form = ResponseForm(handling_labels(), data=stored_response(_page(view)))
    if form.is_inserting:
        return _insert(view, form)
    if not form.validate_on_submit():
        return show(view, form)
    try:
        answer_feedback(session, actor, feedback_id, form.to_input())
    except ChangedMeanwhile:
        return _beside(feedback_id, form)
    except DomainError as error:
        return refused(feedback_id, form, error)
    flash(_("The answer is published. The author and those who supported the contribution are notified."), "success")
    return redirect(page_url(feedback_id, anchor="answer"))


@bp.post("/feedback/<ident:feedback_id>/handling")
def handling(feedback_id: int) -> ResponseReturnValue:
    """Say what becomes of the contribution, and nothing more."""
    session, actor = current_session(), current_actor()
    view = seen(feedback_id)
    require(actor, Action.FEEDBACK_HANDLE, view.facts)
    form = ResponseForm(handling_labels(), needs_words=False, data=stored_response(_page(view)))
    if not form.validate_on_submit():
        return show(view, form)
    try:
        handle_feedback(session, actor, feedback_id, form.to_handling())
    except ChangedMeanwhile:
        return _beside(feedback_id, form)
    except DomainError as error:
        return refused(feedback_id, form, error)
    flash(
        _("The status has been changed. The author and those who supported the contribution are notified."), "success"
    )
    return redirect(page_url(feedback_id, anchor="answer"))


def _insert(view: FeedbackView, form: ResponseForm) -> ResponseReturnValue:
    """Show the form again with the words of a ready answer below what was typed; nothing is published."""
    session, actor = current_session(), current_actor()
    form.add_words(words_for(session, actor, view.facts, form.ready_id, view.feedback.language))
    return show(view, form)


def _page(view: FeedbackView) -> SinglePage:
    return SinglePage.of(view, current_actor(), current_locale(), clock.now())


def _beside(feedback_id: int, form: ResponseForm) -> ResponseReturnValue:
    """Show the form again beside what a colleague saved, with who did it last."""
    view, session, actor = seen(feedback_id), current_session(), current_actor()
    stored = response_form(_page(view))
    is_answered = stored.written_against != form.written_against
    action = "feedback.answered" if is_answered else "feedback.handled"
    by = last_change(session, actor, ("feedback", feedback_id), action)
    form.show_beside(stored, saved_last(by, current_locale(), actor.time_zone))
    return show(view, form)
