"""The counters that a page left open reads again: the same figures, as short as can be."""

from __future__ import annotations

import hashlib

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from app.campaigns.presenters.figures import nowhere
from app.campaigns.queries import CampaignRow, campaign_by_slug, campaigns_page, figures_of
from app.figures.shown import Figures
from app.home.presenters.live import live_tiles, live_values
from app.home.routes.blueprint import bp
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.questionnaires.queries.counted import responses_shown
from app.web.context import current_actor, current_locale, current_session


@bp.get("/campaigns/<slug>/counter")
def counter(slug: str) -> ResponseReturnValue:
    """Return the figures of a campaign's counter. Three statements."""
    return _values([campaign_by_slug(current_session(), current_actor(), slug)])


@bp.get("/counter")
def all_counters() -> ResponseReturnValue:
    """Return the figures of the counter on the home page. Four statements."""
    require(current_actor(), Action.HOME_VIEW, NOTHING)
    return _values([item.campaign for item in campaigns_page(current_session(), current_actor()).rows])


def _values(campaigns: list[CampaignRow]) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    figures = Figures.sum(each.whole for each in figures_of(session, actor, campaigns).values())
    tiles = live_tiles(current_locale(), figures, responses_shown(session, actor, campaigns), nowhere)
    answer = jsonify(values=live_values(tiles))
    answer.set_etag(hashlib.sha256(answer.get_data()).hexdigest()[:32])
    return answer.make_conditional(request)
