"""What moderators leave beside a case for each other: who looks at it, who deals with it, notes and labels."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock, idents
from app.core.errors import DomainError, NotFound
from app.feedback.queries.single import FeedbackView, feedback_by_id
from app.feedback.service.handle import AnswerInput, answer_feedback
from app.moderation.forms import AssignForm, LabelsForm, NoteForm, TeamAnswerForm
from app.moderation.presenters import QueueReader
from app.moderation.presenters.desk import central_counts, central_note_lines, labels_hint, labels_used, note_lines
from app.moderation.queries import case_by_id, central_notes, desks_of, notes_of, possible_assignees
from app.moderation.routes.blueprint import bp
from app.moderation.routes.kept import case_url, following_url, kept_filters, kept_view
from app.moderation.service import (
    LABELS_EACH,
    assign_case,
    claim_case,
    close_note,
    label_case,
    write_note,
)
from app.moderation.types import QueueView
from app.policy.check import can, require
from app.policy.rules import Action
from app.web.context import current_actor, current_locale, current_session
from app.web.forms import BaseForm
from app.web.parts import passage_of


@bp.post("/moderation/<ident:feedback_id>/stay")
def stay(feedback_id: int) -> ResponseReturnValue:
    """Say that one looks at a case, for a few minutes: the script of its page asks for it while it is in sight."""
    session, actor = current_session(), current_actor()
    view = feedback_by_id(session, actor, feedback_id)
    claim_case(session, actor, feedback_id, view.facts)
    return redirect(_case_url(feedback_id), 303)


@bp.route("/moderation/<ident:feedback_id>/assign", methods=["GET", "POST"])
def assign(feedback_id: int) -> ResponseReturnValue:
    """Ask a moderator to deal with a case."""
    session, actor = current_session(), current_actor()
    view = feedback_by_id(session, actor, feedback_id)
    require(actor, Action.FEEDBACK_MODERATE, view.facts)
    desk = desks_of(session, actor, [feedback_id])[feedback_id]
    chosen = idents.encode(desk.assignee_id) if desk.assignee_id is not None else ""
    people = possible_assignees(session, actor, view.facts)
    form = AssignForm(people, data={"assignee": chosen, "due_on": desk.due_on})
    return _answer(
        view,
        form,
        lambda: assign_case(session, actor, feedback_id, form.to_input()),
        _("Assigned.") if form.assignee.data else _("Nobody in particular deals with it now."),
        "moderation/assign.html",
    )


@bp.route("/moderation/<ident:feedback_id>/notes", methods=["GET", "POST"])
def notes(feedback_id: int) -> ResponseReturnValue:
    """Read the notes beside a contribution, and write one."""
    session, actor = current_session(), current_actor()
    view = feedback_by_id(session, actor, feedback_id)
    require(actor, Action.NOTE_READ, view.facts)
    form = NoteForm()
    return _answer(
        view,
        form,
        lambda: write_note(session, actor, feedback_id, form.to_input()),
        _("Noted."),
        "moderation/notes.html",
        notes=note_lines(notes_of(session, actor, feedback_id, view.facts), _reader()),
        may_write=can(actor, Action.NOTE_WRITE, view.facts),
    )


@bp.route("/moderation/<ident:feedback_id>/answer", methods=["GET", "POST"])
def answer(feedback_id: int) -> ResponseReturnValue:
    """Answer for the team what is published, and go on with the next case."""
    session, actor = current_session(), current_actor()
    view = feedback_by_id(session, actor, feedback_id)
    require(actor, Action.FEEDBACK_ANSWER, view.facts)
    form = TeamAnswerForm()
    return _answer(
        view,
        form,
        lambda: answer_feedback(session, actor, feedback_id, AnswerInput(form.body.data or "")),
        _("The answer is published. The author and those who supported the contribution are notified."),
        "moderation/answer.html",
    )


@bp.route("/moderation/<ident:feedback_id>/labels", methods=["GET", "POST"])
def labels(feedback_id: int) -> ResponseReturnValue:
    """Give a contribution its labels."""
    session, actor = current_session(), current_actor()
    view = feedback_by_id(session, actor, feedback_id)
    require(actor, Action.NOTE_WRITE, view.facts)
    desk = desks_of(session, actor, [feedback_id])[feedback_id]
    form = LabelsForm(data={"labels": ", ".join(desk.labels)})
    return _answer(
        view,
        form,
        lambda: label_case(session, actor, feedback_id, form.names()),
        _("Labels saved."),
        "moderation/labels.html",
        hint=labels_hint(each=LABELS_EACH),
        used=labels_used(desk.known_labels, current_locale()),
    )


@bp.get("/moderation/central")
def central() -> str:
    """Show the central team what moderators ask it to look at."""
    lines = central_note_lines(central_notes(current_session(), current_actor()), _reader())
    return render_template("moderation/central.html", lines=lines, summary=central_counts(lines))


@bp.post("/moderation/central/<ident:note_id>/done")
def close_central_note(note_id: int) -> ResponseReturnValue:
    """Say that the central team has dealt with a note."""
    close_note(current_session(), current_actor(), note_id)
    flash(_("Marked as dealt with."), "success")
    return redirect(url_for("moderation.central"), 303)


def _answer(
    view: FeedbackView, form: BaseForm, act: Callable[[], object], said: str, template: str, **words: object
) -> ResponseReturnValue:
    """Carry the form out and go back to the case, or show it again with what was written."""
    feedback = view.feedback
    if form.validate_on_submit():
        try:
            act()
        except DomainError as error:
            form.accept(error)
        else:
            flash(said, "success")
            return redirect(_case_url(feedback.id), 303)
    title = passage_of(feedback.title, feedback.language)
    page = render_template(template, form=form, title=title, feedback_id=feedback.id, kept=kept_filters(), **words)
    return page, form.http_status


def _case_url(feedback_id: int) -> str:
    """Return where the case is open in the queue; else, once it is answered there, the next one, or its own page."""
    try:
        case_by_id(current_session(), current_actor(), feedback_id, kept_view())
    except (DomainError, NotFound):
        if kept_view() is QueueView.UNANSWERED:
            return following_url()
        return url_for("feedback.feedback", feedback_id=feedback_id)
    return case_url(idents.encode(feedback_id))


def _reader() -> QueueReader:
    return QueueReader(current_locale(), current_actor().time_zone, clock.now(), kept_filters())
