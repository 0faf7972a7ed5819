"""The feed of a campaign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.campaigns.queries import CampaignRow, campaign_by_slug, products_of
from app.core import clock, idents
from app.core.languages import UNDETERMINED
from app.feedback.forms.filters import FeedFilterForm
from app.feedback.presenters.cards import FeedReader, feed_cards, theme_passages
from app.feedback.presenters.labels import (
    count_label,
    handling_labels,
    kind_labels,
    language_label,
    outcome_labels,
)
from app.feedback.queries.feed import FeedFilters, feed_page
from app.feedback.queries.themes import ThemeOption, themes_of, themes_on
from app.feedback.routes.blueprint import bp
from app.feedback.routes.place import list_args
from app.feedback.types import Sort
from app.i18n import formats
from app.i18n.words import gettext as _
from app.missions.queries import MissionRow, missions_of
from app.policy.check import can
from app.policy.facts import Facts
from app.policy.rules import Action
from app.texts.queries import ReadText, texts_of
from app.web.context import current_actor, current_locale, current_session
from app.web.parts import ChoiceLink, Filter, chosen_links, filter_of, filters_label
from config import CONTENT_LANGUAGES

LANGUAGES = (*CONTENT_LANGUAGES, UNDETERMINED)


@bp.get("/campaigns/<slug>/feedback")
def feed(slug: str) -> ResponseReturnValue:
    """Show what colleagues say: fifty contributions a page. Eight statements at most, whatever the rows."""
    session, actor, locale = current_session(), current_actor(), current_locale()
    campaign = campaign_by_slug(session, actor, slug)
    missions = missions_of(session, actor, campaign.id)
    themes = themes_of(session, actor, campaign.facts)
    titles = [text_id for mission in missions for text_id in mission.text_ids]
    titles += [theme.name_text_id for theme in themes]
    texts = texts_of(session, actor, [campaign.title_text_id, *titles], campaign.default_locale)
    filters, asked = filters_asked(campaign, missions, themes), list_args()
    page = feed_page(session, actor, campaign.facts, filters)
    on_cards = themes_on(session, actor, [row.id for row in page.rows] if themes else ())
    reading = FeedReader(
        locale=locale,
        person_id=actor.person_id,
        now=clock.now(),
        may_join_in=may_join_in(campaign),
        query=urlencode(asked),
    )
    kinds = filter_of("kind", _("Type"), kind_labels().items(), filters.kind or "", everything=_("All types"))
    search = Filter("q", _("Search"), query=filters.search)
    choices = (*_choices(campaign, missions, texts, filters), *_theme_choice(themes, texts, filters))
    choices += _product_choice(campaign, missions, filters)
    chosen = [each for each in choices if each.chosen]
    return render_template(
        "feedback/feed.html",
        slug=slug,
        campaign_title=texts[campaign.title_text_id],
        total_label=count_label(page.total, locale),
        cards=feed_cards(page.rows, reading, theme_passages(on_cards, texts)),
        sort_url=_sort_url(campaign, asked),
        kinds=[ChoiceLink(kind.label, _url(asked, kind=kind.value), kind.is_selected) for kind in kinds.options],
        kept=(("kind", filters.kind.value),) if filters.kind else (),
        search=search,
        choices=choices,
        open_label=filters_label(choices, locale),
        chosen=chosen_links([search, *chosen], lambda name: _url(asked, **{name: ""})),
        is_filtered=filters != FeedFilters(sort=filters.sort, after=filters.after),
        older_url=_url(asked, after=page.next_key) if page.next_key else "",
        newer_url=_url(asked) if filters.after else "",
        submit_url=_submit_url(campaign, missions),
    )


def filters_asked(campaign: CampaignRow, missions: list[MissionRow], themes: list[ThemeOption]) -> FeedFilters:
    """Return the filters that the address names and that exist here."""
    if not request.args:  # most readers ask for nothing in particular
        return FeedFilters()
    form = FeedFilterForm(request.args)
    filters = form.to_filters(
        {mission.number: mission.id for mission in missions},
        {edition.entity_code: edition.entity_id for edition in campaign.editions},
        LANGUAGES,
        {idents.encode(theme.id): theme.id for theme in themes},
        {(mission.number, step.number): step.id for mission in missions for step in mission.steps},
    )
    return replace(filters, product_id=form.product_among(tested_in(missions)))


def may_join_in(campaign: CampaignRow) -> dict[int | None, bool]:
    """Ask the table once per edition, and once for all that hides its entity: not once per card."""
    places: dict[int | None, Facts] = {edition.id: edition.facts for edition in campaign.editions}
    places[None] = Facts(
        campaign_id=campaign.id,
        wherever=frozenset(edition.entity_id for edition in campaign.editions),
        is_live=any(edition.is_open for edition in campaign.editions),
    )
    actor = current_actor()
    return {
        place: can(actor, Action.FEEDBACK_JOIN_IN, replace(facts, is_published=True)) for place, facts in places.items()
    }


def _submit_url(campaign: CampaignRow, missions: list[MissionRow]) -> str:
    """Return where this reader may leave a contribution, or nothing: about the first mission not done and not over."""
    edition = campaign.edition
    if edition is None or not missions or not can(current_actor(), Action.FEEDBACK_SUBMIT, edition.facts):
        return ""
    today = clock.today(edition.time_zone)
    to_do = (mission for mission in missions if not mission.is_done and not mission.is_over_on(today))
    return url_for("feedback.submit", slug=campaign.slug, number=next(to_do, missions[0]).number)


def _url(asked: Mapping[str, str], **changed: str) -> str:
    """Return this list's address with its filters, some of them changed; from the beginning without ``after``."""
    kept = {name: value for name, value in {**asked, **changed}.items() if value}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def _choices(
    campaign: CampaignRow, missions: list[MissionRow], texts: Mapping[int, ReadText], filters: FeedFilters
) -> tuple[Filter, ...]:
    """Return the filters with what is chosen."""
    locale = current_locale()
    titles = {m.title_text_id: texts[m.title_text_id].value for m in missions if m.title_text_id in texts}
    numbers = {str(m.number): titles.get(m.title_text_id, str(m.number)) for m in missions}
    number = next((str(m.number) for m in missions if m.id == filters.mission_id), "")
    statuses = handling_labels()
    entities = {edition.entity_code: edition.entity_name for edition in campaign.editions}
    entity = next((e.entity_code for e in campaign.editions if e.entity_id == filters.entity_id), "")
    languages = {code: language_label(locale, code) for code in LANGUAGES}
    outcome = filters.outcome or ""
    return (
        filter_of("sort", _("Sort by"), sort_labels().items(), filters.sort.value),
        filter_of("mission", _("Mission"), numbers.items(), number, everything=_("All missions")),
        filter_of("entity", _("Entity"), entities.items(), entity, everything=_("All entities")),
        filter_of("language", _("Language"), languages.items(), filters.language, everything=_("All languages")),
        filter_of("state", _("Status"), statuses.items(), filters.handling or "", everything=_("All statuses")),
        filter_of("outcome", _("Outcome"), outcome_labels().items(), outcome, everything=_("All outcomes")),
        *_step(missions, texts, filters),
        *_highlighted(filters),
        *_week(filters),
        *_period(filters),
    )


def _theme_choice(themes: list[ThemeOption], texts: Mapping[int, ReadText], filters: FeedFilters) -> tuple[Filter, ...]:
    """Return the filter by theme, where the campaign has themes."""
    if not themes:
        return ()
    names = {idents.encode(theme.id): texts[theme.name_text_id].value for theme in themes}
    chosen = idents.encode(filters.theme_id) if filters.theme_id is not None else ""
    labels = sorted(names.items(), key=lambda each: each[1].casefold())
    return (filter_of("theme", _("Theme"), labels, chosen, everything=_("All themes")),)


def tested_in(missions: list[MissionRow]) -> list[int]:
    """Return the products that missions try, each once."""
    return sorted({mission.product_id for mission in missions if mission.product_id is not None})


def _product_choice(campaign: CampaignRow, missions: list[MissionRow], filters: FeedFilters) -> tuple[Filter, ...]:
    """Return the filter by product, where missions try several. One statement there."""
    tried = tested_in(missions)
    if len(tried) <= 1 and filters.product_id is None:  # nothing to choose from
        return ()
    products = products_of(current_session(), current_actor(), campaign.id)
    names = [(str(product.id), product.name) for product in products if product.id in tried]
    return (filter_of("product", _("Product"), names, str(filters.product_id or ""), everything=_("All products")),)


def _sort_url(campaign: CampaignRow, asked: Mapping[str, str]) -> str:
    """Return where this reader gives a theme to several of these contributions at once, or nothing."""
    places = frozenset(edition.entity_id for edition in campaign.editions)
    if not can(current_actor(), Action.THEME_WRITE, replace(campaign.facts, campaign_entities=places)):
        return ""
    return url_for("themes.sort", slug=campaign.slug) + (f"?{urlencode(asked)}" if asked else "")


def _highlighted(filters: FeedFilters) -> tuple[Filter, ...]:
    """Return the filter of what is highlighted, once a link led to it."""
    if not filters.is_highlighted:
        return ()
    return (
        filter_of("highlighted", _("Highlights"), (("1", _("Highlighted")),), "1", everything=_("All contributions")),
    )


def _week(filters: FeedFilters) -> tuple[Filter, ...]:
    """Return the week that a figure led to, so that it can be left again; nobody chooses one here."""
    if filters.monday is None:
        return ()
    week = formats.days_range(current_locale(), filters.monday, filters.monday + timedelta(days=6))
    chosen = filters.monday.isoformat()
    return (filter_of("week", _("Week"), ((chosen, week),), chosen, everything=_("All weeks")),)


def _step(missions: list[MissionRow], texts: Mapping[int, ReadText], filters: FeedFilters) -> tuple[Filter, ...]:
    """Return the step that a figure led to, likewise."""
    step = next((step for mission in missions for step in mission.steps if step.id == filters.step_id), None)
    if step is None:
        return ()
    title = texts[step.title_text_id].value if step.title_text_id in texts else str(step.number)
    chosen = str(step.number)
    return (filter_of("step", _("Step"), ((chosen, title),), chosen, everything=_("All steps")),)


def _period(filters: FeedFilters) -> tuple[Filter, ...]:
    """Return the first and the last week of the period that a figure led to, likewise."""
    found = []
    for name, label, day in (("since", _("From"), filters.since), ("until", _("Until"), filters.until)):
        if day is not None:
            chosen = day.isoformat()
            words = formats.day(current_locale(), day)
            found.append(filter_of(name, label, ((chosen, words),), chosen, everything=_("All weeks")))
    return tuple(found)


def sort_labels() -> dict[str, str]:
    """Return the words of each order."""
    return {
        Sort.NEWEST.value: _("Newest first"),
        Sort.ME_TOO.value: _("Most supported first"),
        Sort.UNANSWERED.value: _("Not answered yet"),
    }
