"""The cards of the feed: words and addresses are made once a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from flask import url_for

from app.campaigns.types import IdentityLevel
from app.core import idents
from app.core.wording import clip
from app.feedback.presenters.labels import handling_labels, kind_labels, promise_label, rating_label
from app.feedback.queries.feed import ANSWER_SHOWN_CHARS, BODY_SHOWN_CHARS, FeedRow
from app.feedback.queries.themes import ThemeOption
from app.feedback.types import Handling, Kind
from app.i18n import formats
from app.i18n.words import gettext as _
from app.i18n.words import ngettext
from app.texts.queries import ReadText
from app.web.parts import Passage, lang_and_dir, read_passage
from app.web.support import support_label, supported_by

NO_THEMES: Mapping[int, tuple[Passage, ...]] = {}


class FeedCard(NamedTuple):
    """One card of the feed; every field is printed as it is."""

    public_id: str
    url: str
    kind: Kind
    kind_label: str
    handling: Handling
    handling_label: str
    promise_label: str
    is_late: bool
    title: str
    body: str
    lang: str
    dir: str
    author_label: str
    entity_name: str
    when_label: str
    rating_label: str
    me_too_label: str
    me_too_pressed: bool
    me_too_url: str
    supporters_label: str  # said where there is no button
    comments_label: str  # nothing where there is none
    image_url: str  # of the first one; empty when there is none
    image_alt: str
    is_mine: bool
    answer_body: str
    answer_lang: str
    answer_dir: str
    answer_label: str
    themes: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedReader:
    """Who reads, when, and what they may do: the same for every card of a page."""

    locale: str
    person_id: int
    now: datetime
    may_join_in: Mapping[int | None, bool]  # by edition; None: of what hides its entity
    query: str = ""  # of the list, for the pages that its cards lead to


class _CardUrls(NamedTuple):
    """The addresses of a card, with ``{}`` for its identifier."""

    page: str
    me_too: str
    take_back: str
    image: str


@dataclass(frozen=True, slots=True)
class _CardLabels:
    """The words that the cards of a page repeat: each is looked up once a page."""

    kinds: Mapping[Kind, str]
    handlings: Mapping[Handling, str]
    colleague: str
    someone: str
    nobody: str
    imported: str
    answer: str
    image: str
    me_too: Mapping[int, str]  # by their number, as are comments
    comments: Mapping[int, str]
    promises: Mapping[date | None, str]  # by the day promised
    ratings: Mapping[int | None, str]  # by the stars given
    lang_and_dir: Mapping[str | None, tuple[str, str]]


def _words(rows: Sequence[FeedRow], locale: str, today: date) -> _CardLabels:
    """Return the words of these rows' cards."""
    days = {None, *(row.due_on for row in rows if not row.answer_body)}
    languages = {*(row.language for row in rows), *(row.answer_language for row in rows)}
    return _CardLabels(
        kinds=kind_labels(),
        handlings={key: label for key, label in handling_labels().items() if key is not Handling.NEW},
        colleague=_("A colleague from %(entity)s"),
        someone=_("A colleague of the group"),
        nobody=_("Author known to nobody"),
        imported=_("Imported contribution"),
        answer=_("The team’s answer"),
        image=_("Image %(number)d, without a description", number=1),
        me_too={count: support_label(locale, count) for count in {row.me_too_count for row in rows}},
        comments={count: _comments_label(locale, count) for count in {row.comment_count for row in rows}},
        ratings={stars: rating_label(stars) if stars else "" for stars in {row.rating for row in rows}},
        promises={day: promise_label(locale, day, is_late=day is not None and day < today) for day in days},
        lang_and_dir={language: lang_and_dir(language or "") for language in languages},
    )


def _comments_label(locale: str, count: int) -> str:
    if not count:
        return ""
    return ngettext("%(count)s\u00a0comment", "%(count)s\u00a0comments", count, count=formats.number(locale, count))


def feed_cards(
    rows: Sequence[FeedRow], reading: FeedReader, themes: Mapping[int, tuple[Passage, ...]] = NO_THEMES
) -> list[FeedCard]:
    """Return the cards of a page; ``themes``: by contribution."""
    words = _words(rows, reading.locale, reading.now.date())
    places = _card_urls(reading.query)
    cards = [_card(row, reading, words, places) for row in rows]
    if not themes:
        return cards
    return [
        card._replace(themes=themes[row.id]) if row.id in themes else card
        for row, card in zip(rows, cards, strict=True)
    ]


def theme_passages(
    themes: Mapping[int, Sequence[ThemeOption]], texts: Mapping[int, ReadText]
) -> dict[int, tuple[Passage, ...]]:
    """Return the names of themes by contribution, in the language each was found in."""
    return {
        feedback_id: tuple(read_passage(texts[each.name_text_id]) for each in each_of if each.name_text_id in texts)
        for feedback_id, each_of in themes.items()
    }


def _card_urls(query: str) -> _CardUrls:
    """Return the addresses around the identifier: building two per card would cost more than the card."""
    endpoints = ("feedback.feedback", "feedback.me_too", "feedback.take_back_me_too")
    addresses = [url_for(each, feedback_id=1) for each in endpoints] + [
        url_for("feedback.image", feedback_id=1, number=1)
    ]
    page, *acts = (each.replace(idents.encode(1), "{}") for each in addresses)
    return _CardUrls(f"{page}?{query}" if query else page, *acts)


def _card(row: FeedRow, reading: FeedReader, words: _CardLabels, places: _CardUrls) -> FeedCard:
    public_id = idents.encode(row.id)
    body = _rest_of(row.title, row.body) if row.is_imported else row.body
    lang, direction = words.lang_and_dir[row.language]
    answer_lang, answer_direction = words.lang_and_dir[row.answer_language]
    is_mine = row.author_id == reading.person_id
    may_support = not is_mine and reading.may_join_in.get(row.edition_id, False)
    me_too = places.take_back if row.has_me_too else places.me_too
    due_on = None if row.answer_body or row.is_imported else row.due_on
    return FeedCard(
        public_id=public_id,
        url=places.page.format(public_id),
        kind=row.kind,
        kind_label=words.kinds[row.kind],
        handling=row.handling,
        handling_label=words.handlings.get(row.handling, ""),
        promise_label=words.promises[due_on],
        is_late=due_on is not None and due_on < reading.now.date(),
        title=row.title,
        body=clip(body, BODY_SHOWN_CHARS)[0],
        lang=lang,
        dir=direction,
        author_label=_author(row, words),
        entity_name=(row.entity_name or "") if row.identity is IdentityLevel.NAMED or row.is_imported else "",
        when_label=_when(row, reading),
        rating_label=words.ratings[row.rating],
        me_too_label=words.me_too[row.me_too_count],
        me_too_pressed=row.has_me_too,
        me_too_url=me_too.format(public_id) if may_support else "",
        supporters_label="" if may_support else supported_by(reading.locale, row.me_too_count),
        comments_label=words.comments[row.comment_count],
        image_url=places.image.format(public_id) if row.image_count else "",
        image_alt=row.first_alt_text or words.image,
        is_mine=is_mine,
        answer_body=clip(row.answer_body, ANSWER_SHOWN_CHARS)[0] if row.answer_body else "",
        answer_lang=answer_lang,
        answer_dir=answer_direction,
        answer_label=words.answer,
    )


def _rest_of(title: str, body: str) -> str:
    """Return a body without an imported title that is made of its first words."""
    start = title.removesuffix("…")
    if not body.startswith(start):
        return body
    rest = body[len(start) :].lstrip()
    return f"…{rest}" if rest and title.endswith("…") else rest


def _author(row: FeedRow, words: _CardLabels) -> str:
    if row.is_imported:
        return words.imported
    if row.author_name:
        return row.author_name
    if row.identity is IdentityLevel.CONFIDENTIAL:
        return words.colleague % {"entity": row.entity_name} if row.entity_name else words.someone
    return words.nobody


def _when(row: FeedRow, reading: FeedReader) -> str:
    """An untraceable contribution shows its day; the others how long ago they came."""
    if row.identity is IdentityLevel.UNTRACEABLE:
        return formats.short_day(reading.locale, row.created_at.date())
    return formats.ago(reading.locale, row.created_at, reading.now)
