"""Where to recruit, and what there is to recruit with."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.presenters import CampaignHead, PageReader
from app.campaigns.queries import figures_of
from app.core import clock
from app.core.errors import DomainError
from app.figures.shown import Figures
from app.figures.types import FigureName
from app.links.queries import own_links
from app.policy.masking import threshold_of
from app.recruiting.forms import PersonalLinkForm
from app.recruiting.presenters import count_labels, joined_label, personal_link, recruited_rows
from app.recruiting.queries import editions_to_recruit, invitation_counts, joined_by_links
from app.recruiting.routes.blueprint import bp, current_settings, edition_of
from app.recruiting.service import create_personal_link
from app.texts.queries import texts_of
from app.web.context import current_actor, current_locale, current_session

WEEKS_OFFERED = timedelta(weeks=4)


@bp.get("/recruiting")
def recruiting() -> ResponseReturnValue:
    """List the campaigns to recruit for."""
    session, actor = current_session(), current_actor()
    editions = editions_to_recruit(session, actor)
    texts = texts_of(session, actor, [one.title_text_id for one in editions], current_locale())
    return render_template("recruiting/recruiting.html", rows=recruited_rows(editions, texts))


@bp.route("/recruiting/<slug>/<code>", methods=["GET", "POST"])
def edition(slug: str, code: str) -> ResponseReturnValue:
    """Show what there is to recruit with, and make a personal link."""
    session, actor = current_session(), current_actor()
    campaign, place = edition_of(slug, code)
    form = PersonalLinkForm(clock.today() + WEEKS_OFFERED)
    if form.validate_on_submit():
        try:
            create_personal_link(session, actor, place.id, form.to_input())
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("Your link is ready. Pass it on."), "success")
            return redirect(url_for("recruiting.edition", slug=slug, code=code), 303)
    texts = texts_of(session, actor, campaign.text_ids, campaign.default_locale)
    threshold = threshold_of(campaign.min_group)
    figures = figures_of(session, actor, [campaign])[campaign.id].entities.get(place.entity_id, Figures())
    came = joined_by_links(session, actor, place.facts, figures.of_people(FigureName.JOINED), threshold)
    page = render_template(
        "recruiting/edition.html",
        form=form,
        head=CampaignHead.of(campaign, texts, PageReader(current_locale(), actor.time_zone, clock.now()), place),
        edition=place,
        slug=slug,
        link=personal_link(own_links(session, actor, place.facts), current_locale(), current_settings().base_url),
        counts=count_labels(invitation_counts(session, actor, place.facts), current_locale()),
        joined=joined_label(came, threshold, current_locale()),
    )
    return page, form.http_status
