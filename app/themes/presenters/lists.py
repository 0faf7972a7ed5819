"""Themes, ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core import idents
from app.core.wording import clip
from app.feedback.presenters.labels import count_label, kind_labels
from app.feedback.queries.feed import FeedRow
from app.i18n import formats
from app.texts.queries import ReadText
from app.themes.queries.lists import ThemeRow
from app.themes.queries.suggest import Suggestion
from app.web.parts import Passage, Row, passage_of, read_passage

BEGINNING_CHARS = 140


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """One theme: a row that leads to its contributions, and where it is changed."""

    row: Row
    said_url: str  # its contributions in a few sentences of theirs; "": it has none
    edit_url: str


@dataclass(frozen=True, slots=True)
class CampaignThemes:
    """The themes of one campaign."""

    slug: str
    title: Passage
    lines: tuple[ThemeLine, ...]
    can_write: bool


@dataclass(frozen=True, slots=True)
class SuggestionLine:
    """A theme that may suit, and why."""

    name: Passage
    why: str
    words: tuple[Passage, ...]
    accept_url: str
    refuse_url: str


def campaign_themes(
    rows: Iterable[ThemeRow], texts: Mapping[int, ReadText], writable: frozenset[int], locale: str
) -> list[CampaignThemes]:
    """Return themes by campaign, in their order; ``writable``: the campaigns whose themes the reader writes."""
    by_campaign: dict[int, list[ThemeRow]] = {}
    for row in rows:
        by_campaign.setdefault(row.campaign_id, []).append(row)
    return [
        CampaignThemes(
            slug=each[0].slug,
            title=read_passage(texts[each[0].title_text_id]),
            lines=tuple(_line(row, locale, can_write=campaign_id in writable) for row in each),
            can_write=campaign_id in writable,
        )
        for campaign_id, each in by_campaign.items()
    ]


def _line(row: ThemeRow, locale: str, *, can_write: bool) -> ThemeLine:
    return ThemeLine(
        Row(
            title=read_passage(row.name),
            url=url_for("feedback.feed", slug=row.slug, theme=idents.encode(row.id)),
            details=(Passage(count_label(row.cards, locale)),),
        ),
        url_for("themes.said", theme_id=row.id) if row.cards else "",
        url_for("themes.edit", theme_id=row.id) if can_write else "",
    )


def suggestion_lines(
    rows: Iterable[Suggestion],
    texts: Mapping[int, ReadText],
    names: Mapping[int, int],
    subject: tuple[int, str],
    locale: str,
) -> list[SuggestionLine]:
    """Return suggested themes; ``names``: the texts of their names; ``subject``: the contribution and its language."""
    feedback_id, language = subject
    return [
        SuggestionLine(
            name=read_passage(texts[names[row.theme_id]]),
            why=ngettext(
                "%(count)s\N{NO-BREAK SPACE}contribution with this theme shares words with it:",
                "%(count)s\N{NO-BREAK SPACE}contributions with this theme share words with it:",
                row.sharing,
                count=formats.number(locale, row.sharing),
            ),
            words=tuple(passage_of(word, language) for word in row.words),
            accept_url=url_for("themes.accept", feedback_id=feedback_id, theme_id=row.theme_id),
            refuse_url=url_for("themes.refuse", feedback_id=feedback_id, theme_id=row.theme_id),
        )
        for row in rows
    ]


def sort_rows(rows: Iterable[FeedRow], themes: Mapping[int, tuple[Passage, ...]]) -> list[tuple[str, Row]]:
    """Return contributions to choose from, each with its public number."""
    kinds = kind_labels()
    return [
        (
            idents.encode(row.id),
            Row(
                title=passage_of(row.title, row.language),
                url=url_for("feedback.feedback", feedback_id=row.id),
                details=(
                    Passage(kinds[row.kind]),
                    *themes.get(row.id, (Passage(_("No theme yet")),)),
                    passage_of(clip(row.body, BEGINNING_CHARS)[0], row.language),
                ),
                kind=row.kind,
            ),
        )
        for row in rows
    ]
