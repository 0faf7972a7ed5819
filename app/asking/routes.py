"""Pages of private questions."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.asking.forms import MessageForm, NamelessMessageForm, message_label
from app.asking.presenters import kind_sentence, message_lines, thread_rows, thread_state_labels
from app.asking.queries import ThreadRow, ThreadView, thread_by_id, threads_about, threads_page
from app.asking.service import ask_author, ask_privately, close_thread, write_in_thread
from app.asking.types import Side, ThreadKind
from app.campaigns.presenters import LocalPart, local_part
from app.campaigns.queries import EditionRow, campaign_by_slug, local_of
from app.core import clock
from app.core.errors import DomainError, Forbidden
from app.feedback.queries.single import feedback_by_id
from app.policy.check import require
from app.policy.rules import Action
from app.texts.queries import texts_of
from app.web.context import current_actor, current_identity, current_locale, current_session
from app.web.limits import count_try
from app.web.parts import Row, passage_of

bp = Blueprint("asking", __name__)

MESSAGES = "30 per 1 hour"


@bp.get("/private")
def threads() -> ResponseReturnValue:
    """List the reader's private conversations."""
    page = threads_page(current_session(), current_actor(), request.args.get("after", ""))
    return render_template(
        "asking/threads.html",
        rows=_rows(list(page.rows)),
        newer_url=url_for("asking.threads") if request.args.get("after") else "",
        older_url=url_for("asking.threads", after=page.next_key) if page.next_key else "",
    )


@bp.route("/campaigns/<slug>/private/new", methods=["GET", "POST"])
def ask(slug: str) -> ResponseReturnValue:
    """Ask the community managers about a test."""
    session, actor = current_session(), current_actor()
    campaign = campaign_by_slug(session, actor, slug)
    if campaign.edition is None:
        raise Forbidden
    require(actor, Action.PRIVATE_ASK, campaign.edition.facts)
    form = MessageForm()
    if form.validate_on_submit():
        try:
            count_try(MESSAGES, "private", str(actor.person_id))
            thread_id = ask_privately(session, actor, campaign.id, form.to_input())
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("Your question has been sent. Only the community managers can read it."), "success")
            return redirect(url_for("asking.thread", thread_id=thread_id), 303)
    html = render_template(
        "asking/ask.html",
        form=form,
        back_url=url_for("home.campaign", slug=slug),
        about=None,
        local=_contact_of(campaign.edition),
    )
    return html, form.http_status


def _contact_of(edition: EditionRow) -> LocalPart | None:
    """Return whom the reader can ask beside the community managers; nobody is sent to themselves."""
    added = local_of(current_session(), current_actor(), edition)
    is_other = added.contact and added.contact_id != current_actor().person_id
    return local_part(edition, added, {}, current_locale()) if is_other else None


@bp.route("/feedback/<ident:feedback_id>/ask-author", methods=["GET", "POST"])
def ask_about(feedback_id: int) -> ResponseReturnValue:
    """Ask the author of a contribution, whoever that is."""
    session, actor = current_session(), current_actor()
    view = feedback_by_id(session, actor, feedback_id)
    require(actor, Action.FOLLOW_UP_ASK, view.facts)
    form = MessageForm()
    if form.validate_on_submit():
        try:
            count_try(MESSAGES, "private", str(actor.person_id))
            thread_id = ask_author(session, actor, feedback_id, form.to_input())
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("Your question has been sent to the author. You will not learn who answers."), "success")
            return redirect(url_for("asking.thread", thread_id=thread_id), 303)
    about = passage_of(view.feedback.title, view.feedback.language)
    back_url = url_for("feedback.feedback", feedback_id=feedback_id)
    return render_template("asking/ask.html", form=form, back_url=back_url, about=about), form.http_status


@bp.get("/feedback/<ident:feedback_id>/private")
def about(feedback_id: int) -> ResponseReturnValue:
    """List what the author of a contribution was asked about it; a reference code opens it too."""
    rows = threads_about(current_session(), current_actor(), feedback_id)
    return render_template("asking/threads.html", rows=_rows(rows), newer_url="", older_url="")


@bp.route("/private/<ident:thread_id>", methods=["GET", "POST"])
def thread(thread_id: int) -> ResponseReturnValue:
    """Show a conversation, or write in it."""
    session, actor = current_session(), current_actor()
    view = thread_by_id(session, actor, thread_id)
    form = _form(view)
    if form.validate_on_submit():
        try:
            count_try(MESSAGES, "private", _limited_by(view))
            write_in_thread(session, actor, thread_id, form.to_input())
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("Your message has been sent."), "success")
            return redirect(url_for("asking.thread", thread_id=thread_id), 303)
    return _show(view, form)


@bp.post("/private/<ident:thread_id>/close")
def close(thread_id: int) -> ResponseReturnValue:
    """Close a conversation one began."""
    close_thread(current_session(), current_actor(), thread_id)
    flash(_("The conversation is closed."), "success")
    return redirect(url_for("asking.thread", thread_id=thread_id), 303)


def _is_nameless(view: ThreadView) -> bool:
    return view.row.kind is ThreadKind.FOLLOW_UP and view.side is Side.ASKED


def _limited_by(view: ThreadView) -> str:
    """Count the answers of an author by their conversation: a count by person would remember who answered."""
    return f"thread {view.row.id}" if _is_nameless(view) else str(current_actor().person_id)


def _form(view: ThreadView) -> MessageForm:
    return NamelessMessageForm(current_identity().name) if _is_nameless(view) else MessageForm()


def _show(view: ThreadView, form: MessageForm) -> ResponseReturnValue:
    locale, now = current_locale(), clock.now()
    html = render_template(
        "asking/thread.html",
        title=kind_sentence(view.row),
        status=thread_state_labels()[view.row.state],
        about=passage_of(view.row.about, view.row.about_language or "") if view.row.about else None,
        about_url=url_for("feedback.feedback", feedback_id=view.feedback_id) if view.feedback_id else "",
        lines=message_lines(view, locale, now),
        form=form,
        label=message_label(is_author=view.side is Side.ASKED),
        may_write=view.may_write or form.is_submitted(),
        is_nameless=_is_nameless(view),
        close_url=url_for("asking.close", thread_id=view.row.id) if view.may_close else "",
    )
    return html, form.http_status


def _rows(rows: list[ThreadRow]) -> list[Row]:
    texts = texts_of(current_session(), current_actor(), {row.campaign_text_id for row in rows})
    return thread_rows(rows, texts, current_locale(), clock.now())
