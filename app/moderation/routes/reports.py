"""Pages on which readers report, authors ask for a second look, and moderators hide a comment."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import idents
from app.core.errors import DomainError
from app.feedback.queries.single import feedback_by_id
from app.feedback.types import CommentState
from app.moderation.forms import HideCommentForm, ReportForm
from app.moderation.presenters import report_reason_labels
from app.moderation.presenters.lists import held_label
from app.moderation.queries import comment_case, reported_words
from app.moderation.routes.blueprint import bp
from app.moderation.service import ask_comment_look, ask_second_look, hide_comment, report_content, show_comment
from app.policy.check import require
from app.policy.rules import Action
from app.web.context import current_actor, current_session
from app.web.forms import sentence_of
from app.web.parts import passage_of


@bp.route("/feedback/<ident:feedback_id>/report", methods=["GET", "POST"])
def report(feedback_id: int) -> ResponseReturnValue:
    """Report a contribution, or one of its comments, to the moderators."""
    session, actor = current_session(), current_actor()
    view = feedback_by_id(session, actor, feedback_id)
    comment_id = request.values.get("comment", None, idents.decode)
    words = reported_words(session, actor, view.feedback, comment_id)
    facts = view.facts if comment_id is None else replace(view.facts, author_id=None, person_id=words.author_id)
    require(actor, Action.CONTENT_REPORT, facts)
    form = ReportForm(report_reason_labels(), idents.encode(comment_id) if comment_id else "")
    if form.validate_on_submit():
        try:
            report_content(session, actor, feedback_id, form.to_input())
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("Thank you. A moderator will look at it, and you are told what becomes of it."), "success")
            return redirect(url_for("feedback.feedback", feedback_id=feedback_id), 303)
    title = passage_of(view.feedback.title, view.feedback.language)
    page = render_template(
        "moderation/report.html",
        form=form,
        title=title,
        words=passage_of(words.body, words.language) if comment_id else None,
        feedback_id=feedback_id,
    )
    return page, form.http_status


@bp.post("/feedback/<ident:feedback_id>/second-look")
def second_look(feedback_id: int) -> ResponseReturnValue:
    """Ask that another moderator look at what was hidden."""
    try:
        ask_second_look(current_session(), current_actor(), feedback_id)
    except DomainError as error:
        if error.status != HTTPStatus.CONFLICT:  # a conflict is said on the page itself
            raise
        flash(sentence_of(error), "warning")
    else:
        flash(_("Another moderator will look at it. You are told the outcome."), "success")
    return redirect(url_for("feedback.feedback", feedback_id=feedback_id), 303)


@bp.post("/moderation/comments/<ident:comment_id>/second-look")
def comment_look(comment_id: int) -> ResponseReturnValue:
    """Ask that another moderator look at a comment that was hidden."""
    comment = ask_comment_look(current_session(), current_actor(), comment_id)
    flash(_("Another moderator will look at it. You are told the outcome."), "success")
    place = url_for("feedback.feedback", feedback_id=comment.feedback_id, _anchor=f"c-{idents.encode(comment_id)}")
    return redirect(place, 303)


@bp.route("/moderation/comments/<ident:comment_id>", methods=["GET", "POST"])
def comment(comment_id: int) -> ResponseReturnValue:
    """Hide one comment with a reason, or show it: again, or for the first time."""
    session, actor = current_session(), current_actor()
    case = comment_case(session, actor, comment_id)
    back = redirect(
        url_for("feedback.feedback", feedback_id=case.feedback_id, _anchor=f"c-{idents.encode(comment_id)}")
    )
    form = HideCommentForm()
    if request.method == "POST" and "show" in request.form:
        show_comment(session, actor, comment_id)
        flash(_("Others can see the comment now."), "success")
        return back
    if form.validate_on_submit():
        try:
            hide_comment(session, actor, comment_id, form.reason.data or "")
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("Hidden. The person who wrote it is told why."), "success")
            return back
    page = render_template(
        "moderation/comment.html",
        form=form,
        title=passage_of(case.title, case.title_language),
        words=passage_of(case.body, case.language),
        is_hidden=case.state is CommentState.HIDDEN,
        held_label=held_label(case.held_word),
        look_reason=case.reason,
        feedback_id=case.feedback_id,
    )
    return page, form.http_status
