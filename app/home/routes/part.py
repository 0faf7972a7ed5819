"""What changed through a campaign that ended, and the reader's own part in it."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.campaigns.presenters import CampaignHead, PageReader
from app.campaigns.queries import campaign_by_slug
from app.campaigns.types import EditionStatus
from app.core import clock
from app.home import queries
from app.home.presenters.part import part_page
from app.home.routes.blueprint import bp
from app.texts.queries import texts_of
from app.web.context import current_actor, current_locale, current_session


@bp.get("/mine/campaigns/<slug>")
def part(slug: str) -> ResponseReturnValue:
    """Show what a campaign changed once the edition of the reader's entity is closed; before, the campaign's page."""
    session, actor = current_session(), current_actor()
    campaign = campaign_by_slug(session, actor, slug)
    if campaign.edition is None or campaign.edition.status is not EditionStatus.CLOSED:
        return redirect(url_for("home.campaign", slug=slug))
    texts = texts_of(session, actor, campaign.text_ids, campaign.default_locale)
    view = PageReader(current_locale(), actor.time_zone, clock.now())
    return render_template(
        "home/part.html",
        slug=slug,
        head=CampaignHead.of(campaign, texts, view),
        page=part_page(queries.outcomes(session, actor, campaign.facts)),
    )
