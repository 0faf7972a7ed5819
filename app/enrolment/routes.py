"""Pages of the enrolment feature: joining a campaign and leaving it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.queries import campaign_by_slug
from app.core.errors import Forbidden
from app.enrolment import service
from app.enrolment.queries import enrolment_in
from app.web.context import current_actor, current_session

bp = Blueprint("enrolment", __name__)


@bp.post("/campaigns/<slug>/enrol")
def enrol(slug: str) -> ResponseReturnValue:
    """Join, in one click."""
    session, actor = current_session(), current_actor()
    found = campaign_by_slug(session, actor, slug)
    if found.edition is None:
        raise Forbidden
    service.enrol(session, actor, found.edition.id)
    flash(_("Welcome: you are now taking part. You can leave in one click, at any time."), "success")
    return redirect(url_for("home.campaign", slug=slug))


@bp.post("/campaigns/<slug>/leave")
def leave(slug: str) -> ResponseReturnValue:
    """Leave, in one click."""
    session, actor = current_session(), current_actor()
    found = campaign_by_slug(session, actor, slug)
    mine = enrolment_in(session, actor, found.id)
    if mine is not None:
        service.leave(session, actor, mine.enrolment_id)
    flash(_("You have left the campaign. Nobody has been told. You can join again from its page."), "success")
    is_still_seen = found.edition is not None
    return redirect(url_for("home.campaign", slug=slug) if is_still_seen else url_for("home.home"))
