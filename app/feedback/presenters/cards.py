"""The cards of the feed: words and addresses are made once a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from flask import url_for

from app.campaigns.types import IdentityLevel
from app.core import idents
from app.core.wording import clip
from app.feedback.presenters.labels import handling_labels, kind_labels, language_label, rating_label
from app.feedback.queries.feed import BODY_SHOWN_CHARS, FeedRow
from app.feedback.types import Handling, Kind, State
from app.i18n import formats
from app.i18n.words import gettext as _
from app.i18n.words import ngettext
from app.texts.queries import ReadText
from app.web.parts import tongue_of


@dataclass(frozen=True, slots=True)
class FeedCard:
    """One card of the feed; every field is printed as it is."""

    public_id: str
    url: str
    kind: Kind
    kind_label: str
    title: str
    body: str
    is_clipped: bool
    lang: str
    dir: str
    language_name: str
    author_label: str
    entity_name: str
    when_label: str
    when_iso: str
    mission_label: str
    step_label: str
    handling: Handling
    handling_label: str
    state: State
    state_label: str
    rating: int
    rating_label: str
    me_too_label: str
    me_too_pressed: bool
    me_too_url: str
    comments_label: str
    image_label: str
    image_url: str  # of the first one; empty when there is none
    image_alt: str
    is_mine: bool
    answer_body: str
    answer_lang: str
    answer_dir: str
    answer_label: str


@dataclass(frozen=True, slots=True)
class FeedReader:
    """Who reads, when, and what they may do: the same for every card of a page."""

    locale: str
    person_id: int
    now: datetime
    missions: Mapping[int, ReadText]
    steps: Mapping[int, ReadText]
    may_join_in: Mapping[int | None, bool]  # by edition; None: of what hides its entity


class _CardUrls(NamedTuple):
    """The addresses of a card, with ``{}`` for its identifier."""

    page: str
    me_too: str
    take_back: str
    image: str


@dataclass(frozen=True, slots=True)
class _CardLabels:
    """The words that the cards of a page repeat."""

    kinds: Mapping[Kind, str]
    handlings: Mapping[Handling, str]
    colleague: str
    someone: str
    nobody: str
    imported: str
    me_too: str
    answer: str
    comments: Mapping[int, str]  # by their number, as are images
    images: Mapping[int, str]
    image: str
    ratings: Mapping[int, str]  # by the stars given


def _words(rows: Sequence[FeedRow], locale: str) -> _CardLabels:
    """Return the words of these rows' cards."""
    return _CardLabels(
        kinds=kind_labels(),
        handlings={key: label for key, label in handling_labels().items() if key is not Handling.NEW},
        colleague=_("A colleague from %(entity)s"),
        someone=_("A colleague of the group"),
        nobody=_("Author known to nobody"),
        imported=_("Imported contribution"),
        me_too=_("Me too · %(count)s"),
        answer=_("The team’s answer"),
        comments={count: _comments_label(locale, count) for count in {row.comment_count for row in rows}},
        images={n: ngettext("%(num)d image", "%(num)d images", n) for n in {row.image_count for row in rows} if n},
        image=_("Image %(number)d, without a description", number=1),
        ratings={stars: rating_label(stars) for stars in {row.rating for row in rows} if stars},
    )


def _comments_label(locale: str, count: int) -> str:
    if count == 0:
        return _("Comment")
    return ngettext("%(count)s comment", "%(count)s comments", count, count=formats.number(locale, count))


def feed_cards(rows: Sequence[FeedRow], reading: FeedReader) -> list[FeedCard]:
    """Return the cards of a page."""
    words = _words(rows, reading.locale)
    places = _card_urls()
    return [_card(row, reading, words, places) for row in rows]


def _card_urls() -> _CardUrls:
    """Return the addresses around the identifier: building two per card would cost more than the card."""
    endpoints = ("feedback.feedback", "feedback.me_too", "feedback.take_back_me_too")
    addresses = [url_for(each, feedback_id=1) for each in endpoints] + [
        url_for("feedback.image", feedback_id=1, number=1)
    ]
    return _CardUrls(*(each.replace(idents.encode(1), "{}") for each in addresses))


def _card(row: FeedRow, reading: FeedReader, words: _CardLabels, places: _CardUrls) -> FeedCard:
    locale = reading.locale
    public_id = idents.encode(row.id)
    title, body, is_clipped = title_and_body(row.title, row.body)
    lang, direction = tongue_of(row.language)
    answer_lang, answer_direction = tongue_of(row.answer_language or "")
    is_mine = row.author_id == reading.person_id
    me_too = places.take_back if row.has_me_too else places.me_too
    return FeedCard(
        public_id=public_id,
        url=places.page.format(public_id),
        kind=row.kind,
        kind_label=words.kinds[row.kind],
        title=title,
        body=body,
        is_clipped=is_clipped,
        lang=lang,
        dir=direction,
        language_name=language_label(locale, row.language),
        author_label=_author(row, words),
        entity_name=(row.entity_name or "") if row.identity is IdentityLevel.NAMED or row.is_imported else "",
        when_label=_when(row, reading),
        when_iso=row.created_at.date().isoformat(),
        mission_label=_value(reading.missions, row.mission_id),
        step_label=_value(reading.steps, row.step_id),
        handling=row.handling,
        handling_label=words.handlings.get(row.handling, ""),
        state=State.PUBLISHED,
        state_label="",
        rating=row.rating or 0,
        rating_label=words.ratings.get(row.rating or 0, ""),
        me_too_label=words.me_too % {"count": formats.number(locale, row.me_too_count)},
        me_too_pressed=row.has_me_too,
        me_too_url=me_too.format(public_id) if reading.may_join_in.get(row.edition_id) and not is_mine else "",
        comments_label=words.comments[row.comment_count],
        image_label=words.images.get(row.image_count, ""),
        image_url=places.image.format(public_id) if row.image_count else "",
        image_alt=row.first_alt_text or words.image,
        is_mine=is_mine,
        answer_body=clip(row.answer_body, BODY_SHOWN_CHARS)[0] if row.answer_body else "",
        answer_lang=answer_lang,
        answer_dir=answer_direction,
        answer_label=words.answer,
    )


def title_and_body(title: str, body: str) -> tuple[str, str, bool]:
    """Return what a card prints; an imported title made of the first words is not printed twice."""
    start = title.removesuffix("…")
    if body.startswith(start):
        rest = body[len(start) :].lstrip()
        body = f"…{rest}" if rest and title.endswith("…") else rest
    shown, is_clipped = clip(body, BODY_SHOWN_CHARS)
    return title, shown, is_clipped


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


def _value(texts: Mapping[int, ReadText], key: int | None) -> str:
    text = texts.get(key) if key is not None else None
    return text.value if text else ""
