"""Pages of announcements: read by those they are for, written by who manages the community."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.presenters import saved_last
from app.accounts.queries import last_change
from app.announcements.forms import AnnouncementForm, announcement_form, stored_data
from app.announcements.presenters import announcement_lines, audience_labels
from app.announcements.queries import (
    WRITERS,
    AnnouncementRow,
    announcement_texts,
    announcements_list,
    audiences_of,
    writable_announcement,
)
from app.announcements.service import announce, change_announcement, end_announcement
from app.announcements.types import Showing
from app.core.errors import ChangedMeanwhile, DomainError, Forbidden
from app.policy.check import can
from app.policy.facts import Facts
from app.policy.rules import Action
from app.texts.queries import texts_of
from app.web.context import current_actor, current_identity, current_locale, current_session
from config import Settings

bp = Blueprint("announcements", __name__)


@bp.get("/announcements")
def announcements() -> ResponseReturnValue:
    """List what shows for the reader; to who writes, also what is to come and what is over."""
    session, actor = current_session(), current_actor()
    rows = announcements_list(session, actor)
    texts = texts_of(session, actor, [text_id for row in rows for text_id in row.text_ids])
    lines = announcement_lines(rows, texts, actor, current_locale())
    shown = [line for row, line in zip(rows, lines, strict=True) if row.showing is Showing.CURRENT]
    others = [line for row, line in zip(rows, lines, strict=True) if row.showing is not Showing.CURRENT]
    return render_template(
        "announcements/announcements.html",
        lines=shown,
        others=others,
        can_write=actor.has_anywhere(*WRITERS),
        chat_url=_chat_url(),
    )


def _chat_url() -> str:
    """Return the page of the chat channel of the reader's entity, if it is theirs to look after."""
    if not can(current_actor(), Action.WEBHOOK_MANAGE, Facts(entity_id=current_actor().entity_id)):
        return ""
    return url_for("webhooks.channel", code=current_identity().entity_code)


@bp.route("/announcements/new", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    """Write an announcement."""
    session, actor = current_session(), current_actor()
    form = announcement_form(current_locale(), _locales())
    _offer(form)
    if form.validate_on_submit():
        try:
            announce(session, actor, form.to_input())
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The announcement has been saved."), "success")
            return redirect(url_for("announcements.announcements"), 303)
    return render_template("announcements/form.html", form=form, sections=form.sections(), end_url=""), form.http_status


@bp.route("/announcements/<ident:announcement_id>/edit", methods=["GET", "POST"])
def edit(announcement_id: int) -> ResponseReturnValue:
    """Change an announcement."""
    session, actor = current_session(), current_actor()
    row = writable_announcement(session, actor, announcement_id)
    form = _filled(row)
    if form.validate_on_submit():
        try:
            change_announcement(session, actor, announcement_id, form.to_input())
        except ChangedMeanwhile:
            row = writable_announcement(session, actor, announcement_id)
            by = last_change(session, actor, ("announcement", announcement_id), "announcements.change")
            form.show_beside(_filled(row, sent=False), saved_last(by, current_locale(), actor.time_zone))
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The announcement has been saved."), "success")
            return redirect(url_for("announcements.announcements"), 303)
    ends = row.showing is not Showing.OVER
    page = render_template(
        "announcements/form.html",
        form=form,
        sections=form.sections(),
        end_url=url_for("announcements.end", announcement_id=announcement_id) if ends else "",
    )
    return page, form.http_status


@bp.post("/announcements/<ident:announcement_id>/end")
def end(announcement_id: int) -> ResponseReturnValue:
    """Show an announcement no longer."""
    end_announcement(current_session(), current_actor(), announcement_id)
    flash(_("The announcement is no longer shown."), "success")
    return redirect(url_for("announcements.announcements"), 303)


def _filled(row: AnnouncementRow, *, sent: bool = True) -> AnnouncementForm:
    """Return the form of what is there; whom it is for stays."""
    session, actor = current_session(), current_actor()
    source, states = announcement_texts(session, actor, row, _locales())
    data = stored_data(row, states, row.time_zone or actor.time_zone)
    form = announcement_form(source, _locales(), data, sent=sent)
    form.keep(row.audience)
    return form


def _offer(form: AnnouncementForm) -> None:
    """Offer whom the actor may write to."""
    session, actor = current_session(), current_actor()
    offered = audiences_of(session, actor)
    if not offered:
        raise Forbidden(roles=tuple(sorted(WRITERS)))
    ids = [each.campaign_title_id for each in offered if each.campaign_title_id is not None]
    form.offer(audience_labels(offered, texts_of(session, actor, ids)))


def _locales() -> tuple[str, ...]:
    settings: Settings = current_app.extensions["settings"]
    return tuple(settings.locales)
