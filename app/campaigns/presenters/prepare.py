"""A campaign as the central team prepares it: its languages, its entities, what is still missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.presenters.figures import people_value
from app.campaigns.presenters.head import PageReader, local_day, phase_label, phase_last_day
from app.campaigns.queries import (
    LATE,
    TEXTS,
    CampaignFigures,
    CampaignRow,
    EditionRow,
    ExceptionRow,
    Missing,
    ProductOfCampaign,
    Readiness,
)
from app.campaigns.service import MovedHour
from app.campaigns.types import EditionStatus, PhaseKind
from app.figures.shown import Figures
from app.figures.types import FigureName
from app.i18n import formats
from app.i18n.locale import direction_of
from app.products.forms import channel_labels, owner_labels
from app.texts.queries import TextState
from app.texts.types import TextProgress
from app.web.parts import ChoiceLink, Passage, Row


@dataclass(frozen=True, slots=True)
class TextLine:
    """One text beside its translation: what the source says, and how far the translation is."""

    label: str
    source: str
    state_label: str
    name: str  # of the form's field
    is_ready: bool


@dataclass(frozen=True, slots=True)
class LanguageBench:
    """The texts of a campaign in one language."""

    locale: str
    name: str
    direction: str
    url: str
    lines: tuple[TextLine, ...]
    summary: str
    has_outdated: bool
    is_ready: bool


@dataclass(frozen=True, slots=True)
class MissingLine:
    """One thing to do before an edition can open, and where."""

    text: str
    url: str
    action_label: str


def tabs_of(campaign: CampaignRow, current: str) -> tuple[ChoiceLink, ...]:
    """Return the pages on which a campaign is prepared; ``current`` is the endpoint's last word."""
    pages = {
        "campaigns.edit": _("Campaign"),
        "missions.missions": _("Missions"),
        "questionnaires.questionnaires": _("Questionnaires"),
        "campaigns.products": _("Products"),
        "known_issues.issues": _("Known issues"),
        "campaigns.translations": _("Languages"),
        "charters.edit_charter": _("Charter"),
        "house_rules.of_campaign": _("Moderation"),
        "campaigns.editions": _("Entities"),
    }
    return tuple(
        ChoiceLink(str(label), url_for(endpoint, slug=campaign.slug), endpoint.endswith(f".{current}"))
        for endpoint, label in pages.items()
    )


def bench_of(campaign: CampaignRow, states: Sequence[TextState], view: PageReader) -> tuple[LanguageBench, ...]:
    """Return the texts to translate: one part for each language of the campaign's entities, except its own."""
    sources = _by_locale(states, campaign.source_locale)
    return tuple(
        _language(campaign, sources, _by_locale(states, locale), view)
        for locale in dict.fromkeys(state.locale for state in states)
        if locale != campaign.source_locale
    )


def product_rows(products: Sequence[ProductOfCampaign]) -> tuple[Row, ...]:
    """Return what a campaign tests, one line each."""
    owners, channels = owner_labels(), channel_labels()
    return tuple(
        Row(
            Passage(product.name, dir="auto"),
            url="",
            details=(Passage(owners[product.owner]), Passage(channels[product.channel])),
        )
        for product in products
    )


def edition_rows(
    campaign: CampaignRow, figures: CampaignFigures, readiness: Mapping[int, Readiness], view: PageReader
) -> tuple[tuple[Mapping[str, str] | str, ...], ...]:
    """Return the entities that take part, as rows of a table: name, state, dates, participants."""
    return tuple(
        (
            {
                "label": edition.entity_name,
                "url": url_for("campaigns.edition", slug=campaign.slug, code=edition.entity_code),
            },
            _progress_label(edition, readiness.get(edition.id)),
            _dates(edition, view),
            _participants(figures.entities.get(edition.entity_id, Figures()), view),
        )
        for edition in campaign.editions
    )


def _participants(figures: Figures, view: PageReader) -> str:
    return people_value(view.locale, figures.of_people(FigureName.JOINED))


def _progress_label(edition: EditionRow, readiness: Readiness | None) -> str:
    """Return where an edition stands and, while it is prepared, how much is left to do."""
    if readiness is None:
        return status_label(edition)
    if readiness.is_ready:
        return str(_("In preparation, ready to open"))
    left = len(readiness.missing)
    return str(
        ngettext("In preparation, %(num)d\u00a0thing missing", "In preparation, %(num)d\u00a0things missing", left)
    )


def status_label(edition: EditionRow) -> str:
    """Return whether an edition is being prepared, open or closed."""
    labels = {
        EditionStatus.DRAFT: _("In preparation"),
        EditionStatus.OPEN: _("Open"),
        EditionStatus.CLOSED: _("Closed"),
    }
    return str(labels[edition.status])


def missing_lines(
    campaign: CampaignRow, readiness: Readiness, view: PageReader, *, code: str
) -> tuple[MissingLine, ...]:
    """Return what an edition still lacks, one sentence each, with the page that mends it."""
    return tuple(
        _late_line(one.number, code, view) if one.what == LATE else _missing_line(campaign, one, readiness.locale, view)
        for one in readiness.missing
    )


def moved_sentence(moved: MovedHour, locale: str) -> str:
    """Say that an hour does not exist on the day clocks change, and which one was kept."""
    return str(
        _(
            "%(phase)s: clocks go forward that night and %(asked)s does not exist. %(kept)s was saved instead.",
            phase=phase_label(moved.kind),
            asked=formats.wall_moment(locale, moved.asked),
            kept=formats.wall_moment(locale, moved.kept),
        )
    )


def text_label(name: str) -> str:
    """Return the name of one of the campaign's texts."""
    labels = {"title": _("Title"), "pitch": _("The campaign in one sentence"), "description": _("Description")}
    return str(labels[name])


def _by_locale(states: Sequence[TextState], locale: str) -> tuple[TextState, ...]:
    return tuple(state for state in states if state.locale == locale)


def progress_labels() -> dict[TextProgress, str]:
    """Return how far a text can be in a language."""
    return {
        TextProgress.MISSING: str(_("Missing")),
        TextProgress.DRAFT: str(_("Draft")),
        TextProgress.MACHINE: str(_("Machine translation")),
        TextProgress.VALIDATED: str(_("Validated")),
        TextProgress.OUTDATED: str(_("Out of date")),
    }


def _language(
    campaign: CampaignRow, sources: Sequence[TextState], states: Sequence[TextState], view: PageReader
) -> LanguageBench:
    labels = progress_labels()
    locale = states[0].locale
    lines = tuple(
        TextLine(text_label(name), source.value, labels[state.state], name, is_ready=_is_ready(state))
        for name, source, state in zip(TEXTS, sources, states, strict=True)
    )
    left = sum(not _is_ready(state) for state in states)
    return LanguageBench(
        locale=locale,
        name=formats.language_name(view.locale, locale),
        direction=direction_of(locale),
        url=url_for("campaigns.translate", slug=campaign.slug, locale=locale, _anchor=f"language-{locale}"),
        lines=lines,
        summary=str(
            ngettext("%(num)s\u00a0text to look at", "%(num)s\u00a0texts to look at", left) if left else _("Ready")
        ),
        has_outdated=any(state.state is TextProgress.OUTDATED for state in states),
        is_ready=not left,
    )


def _is_ready(state: TextState) -> bool:
    return state.state is TextProgress.VALIDATED


def _dates(edition: EditionRow, view: PageReader) -> str:
    if not edition.phases:
        return str(_("No dates yet"))
    first, last = edition.phases[0], max(edition.phases, key=lambda phase: phase.ends_at)
    return formats.days_range(view.locale, local_day(first.starts_at, edition), phase_last_day(last, edition))


def _missing_line(campaign: CampaignRow, missing: Missing, locale: str, view: PageReader) -> MissingLine:
    language = formats.language_in_words(view.locale, locale)
    if missing.what in TEXTS:
        sentence = _("“%(text)s” is not ready in %(language)s.", text=text_label(missing.what), language=language)
        is_source = locale == campaign.source_locale
        page = "campaigns.edit" if is_source else "campaigns.translations"
        url = url_for(page, slug=campaign.slug, _anchor=None if is_source else f"language-{locale}")
        return MissingLine(str(sentence), url, str(_("Create it")))
    if missing.what == "mission_text":
        sentence = _("Mission %(number)s is not ready in %(language)s.", number=missing.number, language=language)
        url = url_for("missions.edit", slug=campaign.slug, number=missing.number)
        return MissingLine(str(sentence), url, str(_("Translate it")))
    return _missing_thing(campaign, missing.what)


def _late_line(late: int, code: str, view: PageReader) -> MissingLine:
    sentence = ngettext(
        "%(count)s\u00a0answer is late in this entity: what was promised comes first.",
        "%(count)s\u00a0answers are late in this entity: what was promised comes first.",
        late,
        count=formats.number(view.locale, late),
    )
    return MissingLine(sentence, url_for("feedback.answers", entity=code, promise="overdue"), _("See the late answers"))


def exception_sentence(given: ExceptionRow, locale: str) -> str:
    """Say who let the entity open in spite of late answers, and up to which day; the reason stands after it."""
    until = formats.day(locale, given.until)
    if given.given_by is None:
        return _("This entity may open editions until %(day)s although answers are late.", day=until)
    return _(
        "%(name)s lets this entity open editions until %(day)s although answers are late.",
        name=given.given_by,
        day=until,
    )


def _missing_thing(campaign: CampaignRow, what: str) -> MissingLine:
    things = {
        "mission": (_("No mission has a step yet."), _("Create a mission"), "missions.create"),
        "product": (_("No product has been chosen for the test."), _("Choose a product"), "campaigns.edit"),
        PhaseKind.RECRUIT: (_("Recruitment has no dates."), _("Set the dates"), ""),
        PhaseKind.TEST: (_("The test has no dates."), _("Set the dates"), ""),
    }
    sentence, action, page = things[what]
    url = url_for(page, slug=campaign.slug) if page else "#phases"
    return MissingLine(str(sentence), url, str(action))
