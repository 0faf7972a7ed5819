"""Colleagues comment and say "me too"."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import idents
from app.core.errors import DomainError, NotFound
from app.feedback.errors import AlreadySent, SentBefore
from app.feedback.forms.single import CommentForm
from app.feedback.routes.blueprint import bp
from app.feedback.routes.place import page_url
from app.feedback.routes.single import refused, seen, show
from app.feedback.service.converse import comment_on_feedback, say_me_too, unsay_me_too
from app.web.addresses import safe_path
from app.web.context import current_actor, current_locale, current_session
from app.web.limits import count_try
from app.web.support import support_label

ME_TOOS = "120 per 1 hour"
COMMENTS = "60 per 1 hour"
JUST_SAID = "just_said"  # a message that the page prints beside the comment it names


@bp.post("/feedback/<ident:feedback_id>/me-too")
def me_too(feedback_id: int) -> ResponseReturnValue:
    """Say "me too"; however often it is pressed, it is said once."""
    _count_press()
    return _pressed(feedback_id, say_me_too(current_session(), current_actor(), feedback_id), is_said=True)


@bp.post("/feedback/<ident:feedback_id>/me-too/take-back")
def take_back_me_too(feedback_id: int) -> ResponseReturnValue:
    """Take one's "me too" back; however often it is pressed, it is taken back once."""
    _count_press()
    return _pressed(feedback_id, unsay_me_too(current_session(), current_actor(), feedback_id), is_said=False)


def _count_press() -> None:
    count_try(ME_TOOS, "me-too", str(current_actor().person_id))


def _pressed(feedback_id: int, count: int, *, is_said: bool) -> ResponseReturnValue:
    """Answer a script with what the button says and does next; a browser goes back where it was."""
    if request.accept_mimetypes.best == "application/json":
        return {
            "label": support_label(current_locale(), count),
            "pressed": is_said,
            "next": url_for("feedback.take_back_me_too" if is_said else "feedback.me_too", feedback_id=feedback_id),
        }
    place = safe_path(request.form.get("next"))
    return redirect(f"{place}#f-{idents.encode(feedback_id)}" if place != "/" else page_url(feedback_id))


@bp.post("/feedback/<ident:feedback_id>/comments")
def comment(feedback_id: int) -> ResponseReturnValue:
    """Add a comment, or a reply to one."""
    session, actor = current_session(), current_actor()
    view = seen(feedback_id)
    form = CommentForm()
    parent_id = _parent(request.form.get("parent", ""))
    if not form.validate_on_submit():
        return show(view, form, parent_id)
    try:
        count_try(COMMENTS, "comment", str(actor.person_id))
        sent_id = comment_on_feedback(session, actor, feedback_id, form.to_input(parent_id)).id
        flash(idents.encode(sent_id), JUST_SAID)
    except AlreadySent as error:
        sent_id = error.sent_id  # the same form twice is one comment
    except SentBefore as error:
        sent_id = error.sent_id
        flash(_("You have already sent this."), "info")
    except DomainError as error:
        return refused(feedback_id, form, error, parent_id)
    newest = 1 if view.is_newest_first else view.comments_pages
    return redirect(page_url(feedback_id, comments=newest, anchor=f"c-{idents.encode(sent_id)}"))


def _parent(raw: str) -> int | None:
    """Read which comment is replied to.

    :raises NotFound: not a comment's identifier
    """
    if not raw:
        return None
    try:
        return idents.decode(raw)
    except ValueError as error:
        raise NotFound from error
