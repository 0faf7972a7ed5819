"""Pages of the decisions feature."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.errors import DomainError
from app.decisions.errors import AlreadyRecorded
from app.decisions.forms import DecisionForm
from app.decisions.presenters import decided_passages, decision_entries, decision_preview, verdict_descriptions
from app.decisions.queries import DecidedOn, decided_on, decisions_of
from app.decisions.service import record_decision
from app.feedback.presenters.progress import told_sentence
from app.policy.check import require
from app.policy.rules import Action
from app.web.context import current_actor, current_locale, current_session
from app.web.forms import draft_done

bp = Blueprint("decisions", __name__)


@bp.route("/feedback/<ident:feedback_id>/decision", methods=["GET", "POST"])
def record(feedback_id: int) -> ResponseReturnValue:
    """Show the form, or record what the sponsor decided."""
    session, actor = current_session(), current_actor()
    subject = decided_on(session, actor, feedback_id)
    require(actor, Action.DECISION_RECORD, subject.facts)
    form = DecisionForm()
    if not form.validate_on_submit():
        return _show(subject, form)
    try:
        record_decision(session, actor, feedback_id, form.to_input())
    except AlreadyRecorded:
        pass  # the same form twice is one decision
    except DomainError as error:
        form.accept(error)
        return _show(subject, form)
    draft_done()
    flash(_("The decision is recorded. The author and those who supported the contribution are notified."), "success")
    return redirect(url_for("feedback.feedback", feedback_id=feedback_id, _anchor="answer"))


def _show(subject: DecidedOn, form: DecisionForm) -> ResponseReturnValue:
    title, body = decided_passages(subject)
    actor, locale = current_actor(), current_locale()
    earlier = decisions_of(current_session(), actor, subject.id)
    html = render_template(
        "decisions/record.html",
        form=form,
        descriptions=verdict_descriptions(),
        title=title,
        body=body,
        earlier=decision_entries(earlier, actor, locale),
        preview=decision_preview(form.to_input()) if form.is_previewed else (),
        told=told_sentence(subject.audience, locale),
        back_url=url_for("feedback.feedback", feedback_id=subject.id),
        draft_key=url_for("decisions.record", feedback_id=subject.id),
    )
    return html, form.http_status
