"""Pages on which contributions are merged and taken apart."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.errors import DomainError, Forbidden, NotFound
from app.merging.errors import AlreadyMerged, OtherNotFound
from app.merging.forms import MergeForm
from app.merging.presenters import duplicate_lines, kept_labels
from app.merging.queries import DuplicateRow, MergeSubject, is_merged_for, may_merge, merge_subject, possible_duplicates
from app.merging.service import merge_feedback, undo_merge
from app.web.context import current_actor, current_locale, current_session
from app.web.parts import passage_of

bp = Blueprint("merging", __name__)


@bp.get("/feedback/<ident:feedback_id>/merge")
def merge(feedback_id: int) -> ResponseReturnValue:
    """Show what may be a duplicate, and why; the address may name the one to choose. Seven statements at most."""
    subject = merge_subject(current_session(), current_actor(), feedback_id)
    rows = possible_duplicates(current_session(), current_actor(), subject)
    form = _form(rows)
    form.other.data = request.args.get("other")
    return _show(subject, rows, form)


@bp.post("/feedback/<ident:feedback_id>/merge")
def merge_now(feedback_id: int) -> ResponseReturnValue:
    """Merge this contribution with another one."""
    session, actor = current_session(), current_actor()
    try:
        subject = merge_subject(session, actor, feedback_id)
    except (NotFound, Forbidden):
        if is_merged_for(session, actor, feedback_id):
            return redirect(url_for("feedback.feedback", feedback_id=feedback_id))
        raise
    rows = possible_duplicates(session, actor, subject)
    form = _form(rows)
    if form.validate_on_submit():
        try:
            duplicate_id, into_id = form.to_pair(feedback_id)
            _require_other(into_id if duplicate_id == feedback_id else duplicate_id)
            merge_feedback(session, actor, duplicate_id, into_id)
        except AlreadyMerged:
            return redirect(url_for("feedback.feedback", feedback_id=feedback_id))
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The contributions are merged. Everybody concerned is notified."), "success")
            return redirect(url_for("feedback.feedback", feedback_id=into_id, _anchor="merged"))
    return _show(subject, rows, form)


@bp.post("/feedback/<ident:feedback_id>/merge/undo")
def undo(feedback_id: int) -> ResponseReturnValue:
    """Let a duplicate stand by itself again."""
    undo_merge(current_session(), current_actor(), feedback_id)
    flash(_("The merge is undone. Both contributions stand by themselves again."), "success")
    return redirect(url_for("feedback.feedback", feedback_id=feedback_id))


def _form(rows: list[DuplicateRow]) -> MergeForm:
    return MergeForm([(row.id, row.title) for row in rows], kept_labels())


def _require_other(feedback_id: int) -> None:
    """Say beside the field that the other one is not there: another page would lose what was chosen.

    :raises OtherNotFound: absent, or not for the actor
    """
    if not may_merge(current_session(), current_actor(), feedback_id):
        raise OtherNotFound


def _show(subject: MergeSubject, rows: list[DuplicateRow], form: MergeForm) -> ResponseReturnValue:
    html = render_template(
        "merging/merge.html",
        form=form,
        lines=duplicate_lines(rows, subject, current_locale()),
        title=passage_of(subject.title, subject.language),
        body=passage_of(subject.body, subject.language),
        back_url=url_for("feedback.feedback", feedback_id=subject.id),
    )
    return html, form.http_status
