"""The kit to recruit with: what to pass on to colleagues, filled in with the facts of an edition."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.campaigns.presenters import CampaignHead, PageReader
from app.campaigns.queries import CampaignRow, EditionRow
from app.core import clock
from app.i18n.formats import language_in_words
from app.i18n.locale import best_match, direction_of, language_of, native_name
from app.links.queries import own_links
from app.missions.queries import missions_of
from app.policy.check import can
from app.policy.rules import Action
from app.recruiting.presenters import Kit, kit_archive, kit_of, personal_link
from app.recruiting.routes.blueprint import bp, current_settings, edition_of, languages_spoken
from app.texts.queries import texts_of
from app.web.context import current_actor, current_locale, current_session
from app.web.parts import ChoiceLink


@bp.get("/recruiting/<slug>/<code>/kit")
def kit(slug: str, code: str) -> ResponseReturnValue:
    """Show what there is to pass on, in one of the entity's languages."""
    campaign, place = edition_of(slug, code, Action.KIT_READ)
    locales, first = languages_spoken(place)
    wanted = best_match([request.args.get("language", ""), current_locale()], locales) or first
    (chosen,) = _kits(campaign, place, [wanted])
    tabs = [
        ChoiceLink(
            native_name(one), url_for("recruiting.kit", slug=slug, code=code, language=one), is_current=one == wanted
        )
        for one in locales
    ]
    return render_template(
        "recruiting/kit.html",
        head=_head(campaign, place, current_locale()),
        edition=place,
        campaign_url=url_for("home.campaign", slug=slug),
        edition_url=url_for("recruiting.edition", slug=slug, code=code)
        if can(current_actor(), Action.RECRUIT, place.facts)
        else "",
        archive_url=url_for("recruiting.kit_archive_file", slug=slug, code=code),
        has_link=_own_address(place) != "",
        kit=chosen,
        fallback=language_in_words(current_locale(), chosen.facts.lang) if chosen.facts.lang != wanted else "",
        tabs=tabs,
        locale=current_locale(),
        dir=direction_of(current_locale()),
    )


@bp.get("/recruiting/<slug>/<code>/kit.zip")
def kit_archive_file(slug: str, code: str) -> ResponseReturnValue:
    """Return the kit in each language of the entity, as one archive."""
    campaign, place = edition_of(slug, code, Action.KIT_READ)
    answer = Response(kit_archive(_kits(campaign, place, languages_spoken(place)[0])), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="kit-{slug}-{code}.zip"'
    return answer


def _kits(campaign: CampaignRow, place: EditionRow, locales: list[str]) -> list[Kit]:
    """Return the kit in some languages. Two statements, and one for each language."""
    missions = missions_of(current_session(), current_actor(), campaign.id)
    join_url = f"{current_settings().base_url}{url_for('enrolment.join', slug=campaign.slug)}"
    address = _own_address(place) or join_url
    kits = []
    for locale in locales:
        with language_of(locale):
            kits.append(kit_of(_head(campaign, place, locale), place.entity_name, missions, locale, address))
    return kits


def _head(campaign: CampaignRow, place: EditionRow, locale: str) -> CampaignHead:
    actor = replace(current_actor(), locale=locale)
    texts = texts_of(current_session(), actor, campaign.text_ids, place.default_locale)
    return CampaignHead.of(campaign, texts, PageReader(locale, place.time_zone, clock.now()), place)


def _own_address(place: EditionRow) -> str:
    """Return the address of the reader's own link, when they recruit there and have one that works."""
    if not can(current_actor(), Action.RECRUIT, place.facts):
        return ""
    links = own_links(current_session(), current_actor(), place.facts)
    link = personal_link(links, current_locale(), current_settings().base_url)
    return link.address if link else ""
