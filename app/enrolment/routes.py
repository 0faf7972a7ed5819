"""Pages of the enrolment feature: a campaign as a tester sees it, joining and leaving it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.presenters import CampaignHead, View, animator_lines, shared_roles
from app.campaigns.presenters.figures import closure_tiles, nameless_note, volume_tiles
from app.campaigns.presenters.promise import promise_change_lines
from app.campaigns.queries import (
    CampaignFigures,
    CampaignRow,
    animators_of,
    campaign_by_slug,
    figures_of,
    promise_changes_of,
    shared_roles_of,
)
from app.core import clock
from app.core.errors import Forbidden
from app.enrolment import presenters, service
from app.enrolment.queries import enrolment_in
from app.enrolment.types import Participation
from app.figures.shown import Figures
from app.missions.presenters import TodoContext, mission_todos
from app.missions.queries import missions_of
from app.policy.check import can
from app.policy.rules import Action
from app.texts.queries import texts_of
from app.web.context import current_actor, current_locale, current_session

bp = Blueprint("enrolment", __name__)


@bp.get("/campaigns/<slug>")
def campaign(slug: str) -> ResponseReturnValue:
    """Show a campaign: what is left to do first, then what is promised, and what has come in."""
    session, actor = current_session(), current_actor()
    found = campaign_by_slug(session, actor, slug)
    mine = enrolment_in(session, actor, found.id)
    missions = missions_of(session, actor, found.id)
    ids = [*found.text_ids, *(mission.title_text_id for mission in missions)]
    texts = texts_of(session, actor, ids, found.default_locale)
    view = View(current_locale(), actor.time_zone, clock.now())
    part = presenters.participation_of(actor, found, mine)
    todos = mission_todos(missions, texts, TodoContext.of(found, view, takes_part=part is Participation.ENROLLED))
    figures = figures_of(session, actor, [found])[found.id]

    def feed(outcome: str | None = None) -> str:
        return url_for("feedback.feed", slug=slug, outcome=outcome)

    animators = animators_of(session, actor, found.edition) if found.edition else ()
    shared = shared_roles_of(session, actor, found.edition) if found.edition else ()
    return render_template(
        "enrolment/campaign.html",
        slug=slug,
        part=part,
        Participation=Participation,
        is_enrolled=mine is not None,
        head=CampaignHead.of(found, texts, view),
        todos=todos,
        next_todo=next((todo for todo in todos if todo.is_next), None),
        effort=presenters.effort_label(view.locale, missions),
        progress=presenters.progress_label(missions),
        closure=closure_tiles(view.locale, figures.whole, feed),
        volume=volume_tiles(view.locale, figures.whole, feed, nameless_note(view.locale, figures.nameless)),
        animators_shown=animator_lines(animators),
        shared_roles=shared_roles(shared, view.locale),
        promise_changes=promise_change_lines(promise_changes_of(session, actor, found), view),
        people=presenters.people_sentences(view.locale, _people(found, figures)),
        feed_url=feed(),
        can_write=can(actor, Action.CAMPAIGN_WRITE, found.facts),
    )


@bp.post("/campaigns/<slug>/enrol")
def enrol(slug: str) -> ResponseReturnValue:
    """Join, in one click."""
    session, actor = current_session(), current_actor()
    found = campaign_by_slug(session, actor, slug)
    if found.edition is None:
        raise Forbidden
    service.enrol(session, actor, found.edition.id)
    flash(_("Welcome: you are now taking part. You can leave in one click, at any time."), "success")
    return redirect(url_for("enrolment.campaign", slug=slug))


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
    return redirect(url_for("enrolment.campaign", slug=slug) if is_still_seen else url_for("home.home"))


def _people(found: CampaignRow, figures: CampaignFigures) -> Figures | None:
    """Return the figures of the reader's own entity, to its local team."""
    if found.edition is None or not can(current_actor(), Action.ENROLMENT_COUNT, found.edition.facts):
        return None
    return figures.entities.get(found.edition.entity_id, Figures())
