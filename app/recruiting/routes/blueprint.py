"""The blueprint, and what several pages need."""

from __future__ import annotations

from flask import Blueprint, current_app

from app.campaigns.queries import CampaignRow, EditionRow, campaign_by_slug
from app.core.errors import NotFound
from app.i18n.locale import best_match
from app.policy.check import require
from app.policy.rules import Action
from app.web.context import current_actor, current_session
from config import Settings

bp = Blueprint("recruiting", __name__)


def current_settings() -> Settings:
    """Return the installation's settings."""
    settings: Settings = current_app.extensions["settings"]
    return settings


def edition_of(slug: str, code: str, action: Action = Action.RECRUIT) -> tuple[CampaignRow, EditionRow]:
    """Return a campaign, and the edition for which the actor may do ``action``.

    :raises NotFound: there is none, or it is out of the actor's sight
    :raises Forbidden: it is not for the actor there
    """
    campaign = campaign_by_slug(current_session(), current_actor(), slug)
    found = next((row for row in campaign.editions if row.entity_code == code), None)
    if found is None:
        raise NotFound
    require(current_actor(), action, found.facts)
    return campaign, found


def languages_spoken(place: EditionRow) -> tuple[list[str], str]:
    """Return the languages of the entity in which the interface can write, and the one to begin with."""
    settings = current_settings()
    offered = [one for one in settings.locales if best_match(place.locales, [one])] or list(settings.locales)
    return offered, best_match([place.default_locale], offered) or offered[0]
