"""Pages of the enrolment feature: joining a campaign and leaving it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.presenters import CampaignHead, PageReader
from app.campaigns.queries import CampaignRow, EditionRow, campaign_by_slug
from app.charters.errors import CharterChanged, CharterNotAccepted
from app.charters.presenters import asked_texts
from app.charters.queries import asked_in
from app.charters.types import CharterPlace
from app.core import clock
from app.core.errors import DomainError, Forbidden
from app.enrolment import service
from app.enrolment.forms import JoinForm
from app.enrolment.queries import enrolment_in
from app.missions.presenters import TodoContext, effort_label, mission_todos
from app.missions.queries import missions_of
from app.texts.queries import texts_of
from app.web.addresses import safe_path
from app.web.context import current_actor, current_locale, current_session

bp = Blueprint("enrolment", __name__)


@bp.route("/campaigns/<slug>/join", methods=["GET", "POST"])
def join(slug: str) -> ResponseReturnValue:
    """Show all that taking part means on one page, and take people in."""
    session, actor = current_session(), current_actor()
    found = campaign_by_slug(session, actor, slug)
    if found.edition is None:
        raise Forbidden
    form = JoinForm()
    afterwards = safe_path(request.args.get("next")) if "next" in request.args else url_for("home.campaign", slug=slug)
    if found.id in actor.enrolled_in:
        return redirect(afterwards)
    if form.validate_on_submit():
        try:
            _join(found, found.edition, form)
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("Welcome: you are now taking part. You can leave in one click, at any time."), "success")
            return redirect(afterwards)
    return _join_page(found, found.edition, form), form.http_status


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


def _join(found: CampaignRow, edition: EditionRow, form: JoinForm) -> None:
    """Send what the form holds; a charter that is asked for has to be agreed to."""
    session, actor = current_session(), current_actor()
    asked = asked_in(session, actor, [CharterPlace(found.id, edition.id)], edition.default_locale)
    if not form.agrees.data and any(not each.is_accepted for each in asked) and edition.facts.is_open_to_enrol:
        raise CharterNotAccepted
    service.enrol(session, actor, edition.id, form.to_input())


def _join_page(found: CampaignRow, edition: EditionRow, form: JoinForm) -> str:
    session, actor = current_session(), current_actor()
    missions = missions_of(session, actor, found.id)
    ids = [*found.text_ids, *(mission.title_text_id for mission in missions)]
    texts = texts_of(session, actor, ids, found.default_locale)
    view = PageReader(current_locale(), actor.time_zone, clock.now())
    asked = asked_in(session, actor, [CharterPlace(found.id, edition.id)], edition.default_locale)
    if isinstance(form.refusal, CharterChanged):
        form.agrees.data = False
    return render_template(
        "enrolment/join.html",
        slug=found.slug,
        form=form,
        head=CampaignHead.of(found, texts, view),
        todos=mission_todos(missions, texts, TodoContext.of(found, view, takes_part=False)),
        effort=effort_label(view.locale, missions),
        asked=asked_texts([each for each in asked if not each.is_accepted], view.locale),
        is_open=edition.facts.is_open_to_enrol,
        next_path=request.args.get("next"),
    )
