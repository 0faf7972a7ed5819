"""The page of the search. What is looked for is stored and logged nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.languages import UNDETERMINED
from app.feedback.presenters.labels import handling_labels, kind_labels, language_label, outcome_labels
from app.i18n import formats
from app.i18n.words import gettext as _
from app.language.finding import read_wanted
from app.search.forms import SEARCH_MAX_CHARS, SearchForm
from app.search.presenters import found_label, no_search_label, questions_part, result_cards
from app.search.queries.find import Scope
from app.search.queries.questionnaires import FoundQuestions, questions_found
from app.search.queries.results import FoundPage, results_like, results_page, subject_of
from app.search.queries.scope import SearchedPlace, SearchFilters, places_in_sight
from app.texts.queries import ReadText, texts_of
from app.web.context import current_actor, current_locale, current_session
from app.web.parts import ChoiceLink, Filter, chosen_links, filter_of, filters_label, passage_of
from config import CONTENT_LANGUAGES, LOCALES

bp = Blueprint("search", __name__)
LANGUAGES = (*CONTENT_LANGUAGES, UNDETERMINED)
ARGS = ("q", "campaign", "entity", "language", "kind", "state", "outcome", "since", "until")


@bp.get("/search")
def search() -> ResponseReturnValue:
    """Show what holds some words, or is like a contribution, in every campaign the reader sees.

    Eleven statements at most, whatever is found.
    """
    session, actor, locale = current_session(), current_actor(), current_locale()
    form = SearchForm(request.args)
    places = places_in_sight(session, actor)
    texts = texts_of(session, actor, {place.title_text_id for place in places})
    campaigns = {place.slug: place.campaign_id for place in places}
    filters = form.to_filters(
        campaigns,
        {place.entity_code: place.entity_id for place in places if place.entity_code and place.entity_id},
        LANGUAGES,
    )
    scope = _scope(campaigns, filters)
    titles = {place.campaign_id: texts[place.title_text_id] for place in places if place.title_text_id in texts}
    if form.like_id is not None:
        return _like_page(form.like_id, scope, titles)
    words = form.words
    wanted = read_wanted(words, [filters.language] if filters.language else [locale, *LOCALES])
    why_not = no_search_label(words, wanted)
    is_asked = bool(words) and not why_not
    page = results_page(session, actor, scope, wanted) if is_asked else FoundPage([])
    questions = questions_found(session, actor, scope, wanted) if is_asked else FoundQuestions()
    asked = {name: value[:SEARCH_MAX_CHARS] for name in ARGS if (value := request.args.get(name, ""))}
    choices = _choices(places, texts, filters)
    is_whole = not filters.after and not wanted.phrases
    return render_template(
        "search/search.html",
        field=Filter("q", _("Search"), query=words),
        choices=choices,
        open_label=filters_label(choices, locale),
        chosen=(*chosen_links(choices[:-2], lambda name: _url({**asked, name: ""})), *_period(filters, asked)),
        clear_url=_url({"q": words}),
        is_asked=is_asked,
        why_not=why_not,
        is_cut=form.is_long or wanted.is_cut,
        cards=result_cards(page.rows, wanted, titles, locale, clock.now()),
        questions=questions_part(questions, words, wanted, titles, locale),
        found_label=found_label(None if filters.after else page.total, locale, is_whole=is_whole),
        newer_url=_url(asked) if filters.after else "",
        older_url=_url({**asked, "after": page.next_key}) if page.next_key else "",
    )


def _like_page(feedback_id: int, scope: Scope, titles: Mapping[int, ReadText]) -> ResponseReturnValue:
    """Show what is like one contribution."""
    session, actor = current_session(), current_actor()
    everything = replace(scope, filters=SearchFilters())
    subject = subject_of(session, actor, scope.campaign_ids, feedback_id)
    results, wanted = results_like(session, actor, everything, subject)
    return render_template(
        "search/like.html",
        subject=passage_of(subject.title, subject.language),
        subject_url=url_for("feedback.feedback", feedback_id=subject.id),
        cards=result_cards(results, wanted, titles, current_locale(), clock.now()),
    )


def _scope(campaigns: Mapping[str, int], filters: SearchFilters) -> Scope:
    chosen = filters.campaign_id
    return Scope((chosen,) if chosen else tuple(sorted(campaigns.values())), filters)


def _choices(
    places: Sequence[SearchedPlace], texts: Mapping[int, ReadText], filters: SearchFilters
) -> tuple[Filter, ...]:
    """Return the filters with what is chosen; the two days last."""
    locale = current_locale()
    campaigns = {place.slug: texts[place.title_text_id].value for place in places if place.title_text_id in texts}
    campaign = next((place.slug for place in places if place.campaign_id == filters.campaign_id), "")
    entities = {place.entity_code: place.entity_name or "" for place in places if place.entity_code}
    entity = next((place.entity_code or "" for place in places if place.entity_id == filters.entity_id), "")
    by_name = sorted(entities.items(), key=lambda pair: pair[1].casefold())
    languages = {code: language_label(locale, code) for code in LANGUAGES}
    statuses, outcomes = handling_labels(), outcome_labels()
    return (
        filter_of("campaign", _("Campaign"), campaigns.items(), campaign, everything=_("All campaigns")),
        filter_of("entity", _("Entity"), by_name, entity if filters.entity_id else "", everything=_("All entities")),
        filter_of("language", _("Language"), languages.items(), filters.language, everything=_("All languages")),
        filter_of("kind", _("Type"), kind_labels().items(), filters.kind or "", everything=_("All types")),
        filter_of("state", _("Status"), statuses.items(), filters.handling or "", everything=_("All statuses")),
        filter_of("outcome", _("Outcome"), outcomes.items(), filters.outcome or "", everything=_("All outcomes")),
        Filter("since", _("First day"), query=filters.since.isoformat() if filters.since else "", is_day=True),
        Filter("until", _("Last day"), query=filters.until.isoformat() if filters.until else "", is_day=True),
    )


def _period(filters: SearchFilters, asked: Mapping[str, str]) -> tuple[ChoiceLink, ...]:
    """Return the two days, each as a link to the search without it."""
    locale, days = current_locale(), []
    if filters.since:
        label = _("From %(day)s", day=formats.short_day(locale, filters.since))
        days.append(ChoiceLink(label, _url({**asked, "since": ""})))
    if filters.until:
        label = _("Until %(day)s", day=formats.short_day(locale, filters.until))
        days.append(ChoiceLink(label, _url({**asked, "until": ""})))
    return tuple(days)


def _url(asked: Mapping[str, str]) -> str:
    kept = {name: value for name, value in asked.items() if value}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path
