"""A script saves a draft, and its writer finds, goes on with or deletes their own."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.errors import DomainError
from app.drafts.errors import DraftChanged, DraftGone
from app.drafts.forms import DraftSentForm
from app.drafts.presenters import draft_rows
from app.drafts.queries import draft_at, drafts_of
from app.drafts.service import forget_draft, keep_draft
from app.texts.queries import texts_of
from app.web.context import current_actor, current_locale, current_session
from app.web.forms import sentence_of
from app.web.limits import count_try

bp = Blueprint("drafts", __name__)
SAVINGS = "1500 per 1 hour"  # every few seconds of rest, in two tabs


@bp.get("/drafts")
def drafts() -> ResponseReturnValue:
    """List what the reader has written and not sent yet."""
    session, actor = current_session(), current_actor()
    lines = drafts_of(session, actor)
    texts = texts_of(session, actor, [line.mission_title_id or line.campaign_title_id for line in lines])
    rows = draft_rows(lines, texts, current_locale(), actor.time_zone)
    return render_template("drafts/drafts.html", rows=rows)


@bp.post("/drafts")
def save() -> ResponseReturnValue:
    """Save what a script sends; the answer says which version it is now, or what another tab or device saved."""
    session, actor, form = current_session(), current_actor(), DraftSentForm()
    try:
        count_try(SAVINGS, "drafts", str(actor.person_id))
        saved = keep_draft(session, actor, form.address, form.to_draft())
    except DraftChanged as error:
        newer = draft_at(session, actor, form.address)
        newer_fields = {"version": newer.version, "fields": newer.fields} if newer else {"version": 0}
        return {"sentence": sentence_of(error), **newer_fields}, error.status
    except DraftGone as error:
        return {"sentence": sentence_of(error), "version": 0}, error.status
    except DomainError as error:
        return {"sentence": sentence_of(error)}, error.status
    return {"version": saved.version}


@bp.post("/drafts/delete")
def forget() -> ResponseReturnValue:
    """Delete a draft: asked for on the page of drafts, or by the script of its form."""
    forget_draft(current_session(), current_actor(), DraftSentForm().address)
    if request.accept_mimetypes.best == "application/json":
        return {"version": 0}
    flash(_("The draft has been deleted."), "success")
    return redirect(url_for("drafts.drafts"))
