"""The views that somebody saved of a dashboard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.queries import campaign_by_slug
from app.dashboards.models import SavedView
from app.dashboards.queries.campaign import dashboard_facts
from app.policy.actor import Actor
from app.policy.check import require_sight
from app.policy.rules import Action
from app.texts.queries import EMPTY, ReadText, texts_of


@dataclass(frozen=True, slots=True)
class ViewRow:
    """One saved view."""

    id: int
    name: str
    filters: Mapping[str, str]


def views_of(session: Session, actor: Actor, slug: str) -> tuple[ReadText, tuple[ViewRow, ...]]:
    """Return the title of a campaign and the actor's own views of its dashboard, by name. Three statements.

    :raises NotFound: no such campaign, or its dashboard is not for the actor
    """
    campaign = campaign_by_slug(session, actor, slug)
    require_sight(actor, Action.DASHBOARD_CAMPAIGN, dashboard_facts(campaign))
    rows = session.execute(
        select(SavedView.id, SavedView.name, SavedView.filters)
        .where(SavedView.person_id == actor.person_id, SavedView.campaign_id == campaign.id)
        .order_by(SavedView.name, SavedView.id)
    )
    title = texts_of(session, actor, [campaign.title_text_id], campaign.default_locale)
    return title.get(campaign.title_text_id, EMPTY), tuple(ViewRow(*row) for row in rows)
