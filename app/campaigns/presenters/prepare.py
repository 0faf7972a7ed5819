"""A campaign as the central team prepares it: its languages, its entities, what is still missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app.campaigns.presenters.figures import people_value
from app.campaigns.presenters.head import PageReader, days_label, local_day, phase_label, phase_last_day
from app.campaigns.queries import (
    CampaignFigures,
    CampaignRow,
    EditionRow,
    ExceptionRow,
    ProductOfCampaign,
)
from app.campaigns.service import MovedHour
from app.campaigns.types import EditionStatus
from app.figures.shown import Figures
from app.figures.types import FigureName
from app.i18n import formats
from app.products.forms import channel_labels, owner_labels
from app.texts.types import TextProgress
from app.web.parts import ChoiceLink, Passage, Row


@dataclass(frozen=True, slots=True)
class TabGroup:
    """Pages that belong together, under what they have in common."""

    label: str
    links: tuple[ChoiceLink, ...]


def tabs_of(campaign: CampaignRow, current: str) -> tuple[TabGroup, ...]:
    """Return the pages on which a campaign is prepared, in groups; ``current`` is the endpoint's last word."""
    seen = {
        "campaigns.edit": _("Campaign"),
        "missions.missions": _("Missions"),
        "questionnaires.questionnaires": _("Questionnaires"),
        "campaigns.products": _("Products"),
        "known_issues.issues": _("Known issues"),
        "charters.edit_charter": _("Charter"),
    }
    behind = {
        "studio.summary": _("Summary"),
        "campaigns.translations": _("Languages"),
        "house_rules.of_campaign": _("Moderation"),
        "campaigns.editions": _("Entities"),
        "readiness.readiness": _("Readiness"),
        "preview.preview": _("Preview"),
    }
    if campaign.is_template:  # it never opens
        for page in ("studio.summary", "campaigns.editions", "readiness.readiness", "preview.preview"):
            del behind[page]

    def links(pages: Mapping[str, str]) -> tuple[ChoiceLink, ...]:
        return tuple(
            ChoiceLink(str(label), url_for(endpoint, slug=campaign.slug), endpoint.endswith(f".{current}"))
            for endpoint, label in pages.items()
        )

    return TabGroup(_("What testers see"), links(seen)), TabGroup(_("How it runs"), links(behind))


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
    campaign: CampaignRow, figures: CampaignFigures, view: PageReader
) -> tuple[tuple[Mapping[str, str] | str, ...], ...]:
    """Return the entities that take part, as rows of a table: name, state, dates, participants."""
    return tuple(
        (
            {
                "label": edition.entity_name,
                "url": url_for("campaigns.edition", slug=campaign.slug, code=edition.entity_code),
            },
            status_label(edition),
            dates_of(edition, view),
            _participants(figures.entities.get(edition.entity_id, Figures()), view),
        )
        for edition in campaign.editions
    )


def _participants(figures: Figures, view: PageReader) -> str:
    return people_value(view.locale, figures.of_people(FigureName.JOINED))


def status_label(edition: EditionRow) -> str:
    """Return whether an edition is being prepared, open or closed."""
    labels = {
        EditionStatus.DRAFT: _("In preparation"),
        EditionStatus.OPEN: _("Open"),
        EditionStatus.CLOSED: _("Closed"),
    }
    return str(labels[edition.status])


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


def stays_open_sentence() -> str:
    """Say what was chosen with an empty end of the test."""
    return _("The test has no last day: it stays open until you set one or close the edition.")


def progress_labels() -> dict[TextProgress, str]:
    """Return how far a text can be in a language."""
    return {
        TextProgress.MISSING: str(_("Missing")),
        TextProgress.DRAFT: str(_("Draft")),
        TextProgress.MACHINE: str(_("Machine translation")),
        TextProgress.VALIDATED: str(_("Validated")),
        TextProgress.OUTDATED: str(_("Out of date")),
    }


def dates_of(edition: EditionRow, view: PageReader) -> str:
    """Return the first and the last day of an edition."""
    if not edition.phases:
        return str(_("No dates yet"))
    first, last = edition.phases[0], edition.phases[-1]  # they follow one another
    return days_label(view.locale, local_day(first.starts_at, edition), phase_last_day(last, edition))


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
