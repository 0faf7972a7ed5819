"""Highlights and nuggets, ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app.core.wording import clip
from app.feedback.presenters.labels import author_label, kind_labels, language_label
from app.feedback.types import Agreement, Kind, ShowingKind
from app.highlights.queries import BODY_SHOWN_CHARS, AdoptionRow, AskedRow, NuggetFilters, NuggetOption, NuggetRow
from app.highlights.types import Stance
from app.i18n import formats
from app.texts.queries import ReadText
from app.web.parts import Filter, Passage, filter_of, passage_of, read_passage


@dataclass(frozen=True, slots=True)
class AskedOfAuthorLine:
    """What was asked of an author, for the team."""

    title: str
    status: str
    words: Passage | None
    details: tuple[str, ...]
    take_back_url: str


@dataclass(frozen=True, slots=True)
class AdoptionLine:
    """What becomes of a nugget in an entity."""

    entity: str
    stance: str
    is_adopted: bool
    reason: Passage
    by: str
    when: str


@dataclass(frozen=True, slots=True)
class NuggetCard:
    """One nugget of the board."""

    url: str  # of its own page
    feedback_url: str  # "": the reader does not see its campaign
    kind: Kind
    kind_label: str
    title: Passage
    body: Passage
    author: str
    entity: str
    campaign: Passage
    language: str
    adoptions: tuple[AdoptionLine, ...]


def ask_labels() -> dict[ShowingKind, str]:
    """Return the words of each thing the team may ask."""
    return {
        ShowingKind.HIGHLIGHT: _("Highlight it on the page of its campaign"),
        ShowingKind.NUGGET: _("Show it to every entity, as a nugget"),
        ShowingKind.THANKS: _("Thank its author"),
    }


def stance_labels() -> dict[Stance, str]:
    """Return the words of what becomes of a nugget."""
    return {
        Stance.ADOPTED: _("Adopted"),
        Stance.LOOKING: _("Being looked at"),
        Stance.NOT_FOR_US: _("Not for us"),
    }


def asked_lines(rows: Iterable[AskedRow], locale: str) -> list[AskedOfAuthorLine]:
    """Return what was asked of an author, the first first."""
    states = {
        Agreement.ASKED: _("Not answered yet"),
        Agreement.AGREED: _("Agreed"),
        Agreement.REFUSED: _("Refused"),
        Agreement.WITHDRAWN: _("Agreement withdrawn"),
        Agreement.TAKEN_BACK: _("Taken back by the team"),
    }
    labels = ask_labels()
    return [
        AskedOfAuthorLine(
            title=labels[row.kind],
            status=states[row.consent],
            words=passage_of(row.words, row.language) if row.words else None,
            details=(row.asked_by or _("An account that was deleted"), formats.day(locale, row.asked_on)),
            take_back_url=""
            if row.consent is Agreement.TAKEN_BACK
            else url_for("highlights.take_back", showing_id=row.id),
        )
        for row in rows
    ]


def nugget_cards(
    rows: Iterable[NuggetRow],
    adoptions: Mapping[int, list[AdoptionRow]],
    texts: Mapping[int, ReadText],
    locale: str,
) -> list[NuggetCard]:
    """Return the cards of the board."""
    return [_card(row, adoptions.get(row.id, []), texts, locale) for row in rows]


def _card(row: NuggetRow, adoptions: list[AdoptionRow], texts: Mapping[int, ReadText], locale: str) -> NuggetCard:
    stances = stance_labels()
    return NuggetCard(
        url=url_for("highlights.nugget", showing_id=row.id),
        feedback_url=url_for("feedback.feedback", feedback_id=row.feedback_id) if row.may_open else "",
        kind=row.kind,
        kind_label=kind_labels()[row.kind],
        title=passage_of(row.title, row.language),
        body=passage_of(clip(row.body, BODY_SHOWN_CHARS)[0], row.language),
        author=author_label(row.identity, row.author_name, row.entity_name or "", is_imported=row.is_imported),
        entity=row.entity_name or "",
        campaign=read_passage(texts[row.campaign_title_id]),
        language=language_label(locale, row.language),
        adoptions=tuple(
            AdoptionLine(
                entity=each.entity_name,
                stance=stances[each.stance],
                is_adopted=each.stance is Stance.ADOPTED,
                reason=passage_of(each.reason, each.language),
                by=each.by_name or _("An account that was deleted"),
                when=formats.day(locale, each.at.date()),
            )
            for each in adoptions
        ),
    )


def nugget_filters(
    options: Iterable[NuggetOption], filters: NuggetFilters, texts: Mapping[int, ReadText], locale: str
) -> tuple[Filter, ...]:
    """Return the filters of the board, with what it holds."""
    found = list(options)
    entities = {each.entity_code: each.entity_name or "" for each in found if each.entity_code}
    campaigns = {each.campaign_slug: texts[each.campaign_title_id].value for each in found}
    languages = {each.language: language_label(locale, each.language) for each in found}
    entity = next((each.entity_code or "" for each in found if each.entity_id == filters.entity_id), "")
    campaign = next((each.campaign_slug for each in found if each.campaign_id == filters.campaign_id), "")
    entity = entity if filters.entity_id else ""
    return (
        filter_of("entity", _("Entity"), entities.items(), entity, everything=_("All entities")),
        filter_of("campaign", _("Campaign"), campaigns.items(), campaign, everything=_("All campaigns")),
        filter_of("language", _("Language"), languages.items(), filters.language, everything=_("All languages")),
    )
