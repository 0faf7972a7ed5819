"""Pages of the moderation feature: the queue, and the four decisions on each of its cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock, idents
from app.core.errors import DomainError, Forbidden, NotFound
from app.core.languages import UNDETERMINED
from app.feedback.queries.single import feedback_by_id
from app.moderation.errors import AlreadyDecided
from app.moderation.forms import (
    HideForm,
    PublishForm,
    QueueFilterForm,
    RefuseForm,
    SendBackForm,
    case_forms,
)
from app.moderation.presenters import QueueReader, case_cards, conflict_sentence, counts_sentence, filter_choices
from app.moderation.queries import QueueRow, case_by_id, queue_counts, queue_options, queue_page
from app.moderation.service import (
    hide_case,
    publish_and_trust_case,
    publish_case,
    refuse_case_change,
    send_back_case,
)
from app.policy.check import require
from app.policy.rules import Action
from app.web.context import current_actor, current_locale, current_session
from config import CONTENT_LANGUAGES

KEPT = ("entity", "language", "age", "after")  # carried from page to page, and through a decision

bp = Blueprint("moderation", __name__)


@dataclass(frozen=True, slots=True)
class Refusal:
    """How an act ended that did not go through: what to say, and the words to give back."""

    status: HTTPStatus = HTTPStatus.OK
    refused: dict[int, PublishForm] = field(default_factory=dict)
    conflict: str = ""
    unsent: str = ""  # written for a case that somebody else has decided


@bp.get("/moderation")
def queue() -> ResponseReturnValue:
    """Show what waits, oldest first, twenty cases a page."""
    return _show(Refusal())


@bp.get(
    "/moderation/<ident:feedback_id>/<any('publish', 'publish-and-trust', 'send-back', 'hide', 'refuse-change'):act>"
)
def back_to_queue(feedback_id: int, act: str) -> ResponseReturnValue:
    """Lead back to the queue who reloads, or changes the language of, a page shown after a refusal."""
    del feedback_id, act
    return redirect(url_for("moderation.queue", **_kept()))


@bp.post("/moderation/<ident:feedback_id>/publish")
def publish(feedback_id: int) -> ResponseReturnValue:
    """Let everybody read the contribution."""
    session, actor, form = current_session(), current_actor(), PublishForm()
    return _decide(
        feedback_id,
        form,
        lambda: publish_case(session, actor, feedback_id, form.seen),
        _("The contribution is published. Its author is told, unless nobody knows them."),
    )


@bp.post("/moderation/<ident:feedback_id>/publish-and-trust")
def publish_and_trust(feedback_id: int) -> ResponseReturnValue:
    """Let everybody read the contribution, and its author's next ones at once."""
    session, actor, form = current_session(), current_actor(), PublishForm()
    return _decide(
        feedback_id,
        form,
        lambda: publish_and_trust_case(session, actor, feedback_id, form.seen),
        _("The contribution is published, and its author’s next ones will appear at once."),
    )


@bp.post("/moderation/<ident:feedback_id>/send-back")
def send_back(feedback_id: int) -> ResponseReturnValue:
    """Give the contribution back with a question."""
    session, actor, form = current_session(), current_actor(), SendBackForm()
    return _decide(
        feedback_id,
        form,
        lambda: send_back_case(session, actor, feedback_id, form.seen, form.text),
        _("The contribution is back with its author. It returns to the queue with the reply."),
    )


@bp.post("/moderation/<ident:feedback_id>/hide")
def hide(feedback_id: int) -> ResponseReturnValue:
    """Hide the contribution, with a reason."""
    session, actor, form = current_session(), current_actor(), HideForm()
    return _decide(
        feedback_id,
        form,
        lambda: hide_case(session, actor, feedback_id, form.seen, form.text),
        _("The contribution is hidden. Its author reads your reason."),
    )


@bp.post("/moderation/<ident:feedback_id>/refuse-change")
def refuse_change(feedback_id: int) -> ResponseReturnValue:
    """Let readers go on with the former version, with a reason."""
    db, actor, form = current_session(), current_actor(), RefuseForm()
    return _decide(
        feedback_id,
        form,
        lambda: refuse_case_change(db, actor, feedback_id, form.seen, form.text),
        _("The former version stays. The author reads your reason."),
    )


def _decide(feedback_id: int, form: PublishForm, act: Callable[[], object], said: str) -> ResponseReturnValue:
    """Take the decision, or show the queue again with what was written."""
    if not form.validate_on_submit():
        return _refuse(feedback_id, form)
    try:
        act()
    except AlreadyDecided as error:
        sentence = conflict_sentence(error, current_locale(), current_actor().time_zone)
        return _show(Refusal(HTTPStatus.CONFLICT, conflict=sentence, unsent=form.text))
    except Forbidden:
        raise  # the queue would not hold the case
    except DomainError as error:
        form.accept(error)
        return _refuse(feedback_id, form)
    flash(said, "success")
    if _is_from_page():
        return redirect(url_for("feedback.feedback", feedback_id=feedback_id))
    return redirect(url_for("moderation.queue", **_kept(), done=idents.encode(feedback_id)))


def _is_from_page() -> bool:
    """Tell whether the decision was taken on the contribution's own page."""
    return request.args.get("from") == "page"


def _refuse(feedback_id: int, form: PublishForm) -> ResponseReturnValue:
    """Show what was refused with its words: in the queue, or by itself when it is not there."""
    if form.words is None:
        return _show(Refusal(form.http_status, {feedback_id: form}))
    view = feedback_by_id(current_session(), current_actor(), feedback_id)
    if view.feedback.waiting_since is not None:
        return _show(Refusal(form.http_status, {feedback_id: form}))
    require(current_actor(), Action.FEEDBACK_MODERATE, view.facts)
    title, text, button = (
        (_("Send back with a question"), _("The author and the moderators read it."), _("Send the question"))
        if isinstance(form, SendBackForm)
        else (
            _("Hide from others"),
            _("Others no longer read it. Its author is told the reason."),
            _("Hide with this reason"),
        )
    )
    html = render_template(
        "moderation/decide.html", form=form, item=view.feedback, title=title, text=text, button=button
    )
    return html, form.http_status


def _show(outcome: Refusal) -> ResponseReturnValue:
    session, actor, locale = current_session(), current_actor(), current_locale()
    options = queue_options(session, actor)
    languages = [
        code for code in (*CONTENT_LANGUAGES, UNDETERMINED) if options.languages is None or code in options.languages
    ]
    filters = QueueFilterForm(request.args).to_filters({entity.code for entity in options.entities}, set(languages))
    after = request.args.get("after", "")
    page = queue_page(session, actor, filters, after)
    rows = _with_refused(page.rows, outcome)
    kept = _kept()
    cards = case_cards(rows, QueueReader(locale, actor.time_zone, clock.now(), kept))
    forms = [case_forms(idents.encode(row.id), outcome.refused.get(row.id)) for row in rows]
    html = render_template(
        "moderation/queue.html",
        cases=list(zip(cards, forms, strict=True)),
        choices=filter_choices(options, languages, filters, locale),
        summary=counts_sentence(queue_counts(session, actor), locale),
        is_narrowed=bool(filters.entity or filters.language or filters.older_than_days),
        next_url=url_for("moderation.queue", **{**kept, "after": page.next_key}) if page.next_key else "",
        first_url=url_for("moderation.queue", **{**kept, "after": None}) if after else "",
        outcome=outcome,
        undo_url=_undo_url(),
    )
    return html, outcome.status


def _undo_url() -> str:
    """Return the page of the contribution that was just decided on: what was decided can be taken back there."""
    done = request.args.get("done", None, idents.decode)
    return url_for("feedback.feedback", feedback_id=done, _anchor="moderation") if done else ""


def _with_refused(rows: Sequence[QueueRow], outcome: Refusal) -> list[QueueRow]:
    """Put the case that was refused first when the page does not hold it: its words must be found again."""
    missing = outcome.refused.keys() - {row.id for row in rows}
    found = []
    for feedback_id in missing:
        try:
            found.append(case_by_id(current_session(), current_actor(), feedback_id))
        except NotFound:
            continue  # decided, or taken back, meanwhile
    return [*found, *rows]


def _kept() -> dict[str, Any]:
    return {name: request.args[name] for name in KEPT if request.args.get(name)}
