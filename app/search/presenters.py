"""Results of the search, ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from flask import url_for

from app.campaigns.types import IdentityLevel
from app.core import idents
from app.feedback.presenters.labels import handling_labels, kind_labels, language_label
from app.feedback.types import Handling, Kind
from app.i18n import formats
from app.i18n.words import gettext as _
from app.i18n.words import ngettext
from app.language.finding import Place, Wanted, places_of
from app.questionnaires.presenters.summary import when_asked
from app.search.queries.find import COUNT_MAX
from app.search.queries.questionnaires import FoundQuestions
from app.search.queries.results import PAGE_SIZE, Result
from app.search.types import FoundIn
from app.texts.queries import EMPTY, ReadText
from app.web.parts import Passage, Row, lang_and_dir, read_passage

SUMMARY = "questionnaires.summary"  # its page
SNIPPET_CHARS = 220
BEFORE_CHARS = 60  # of the snippet, before the first word found


class FoundPiece(NamedTuple):
    """A stretch of a text, and whether it is what was looked for."""

    text: str
    is_found: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """A text in pieces, in its language."""

    pieces: tuple[FoundPiece, ...]
    lang: str
    dir: str


@dataclass(frozen=True, slots=True)
class ResultCard:
    """One result; every field is printed as it is."""

    url: str
    kind: Kind
    kind_label: str
    handling: Handling
    handling_label: str
    title: Marked
    text: Marked
    source_label: str  # where the words were found, unless in the contribution itself
    campaign: Passage
    language_label: str
    when_label: str
    like_url: str


def result_cards(
    results: Sequence[Result], wanted: Wanted, campaigns: Mapping[int, ReadText], locale: str, now: datetime
) -> list[ResultCard]:
    """Return the cards of a page; ``campaigns``: their titles."""
    kinds = kind_labels()
    handlings = {**handling_labels(), Handling.NEW: ""}
    sources = {
        FoundIn.CONTRIBUTION: "",
        FoundIn.COMMENT: _("Found in a comment"),
        FoundIn.ANSWER: _("Found in the team’s answer"),
    }
    return [
        ResultCard(
            url=url_for("feedback.feedback", feedback_id=row.id),
            kind=row.kind,
            kind_label=kinds[row.kind],
            handling=row.handling,
            handling_label=handlings[row.handling],
            title=_marked(row.title, places_of(row.title, row.language, wanted), row.language),
            text=_snippet(text, language, wanted),
            source_label=sources[source],
            campaign=read_passage(campaigns[row.campaign_id]),
            language_label=language_label(locale, row.language),
            when_label=(
                formats.short_day(locale, row.created_at.date())
                if row.identity is IdentityLevel.UNTRACEABLE
                else formats.ago(locale, row.created_at, now)
            ),
            like_url=url_for("search.search", like=idents.encode(row.id)),
        )
        for row, source, text, language in results
    ]


@dataclass(frozen=True, slots=True)
class QuestionCard:
    """A question that holds the words, or a questionnaire whose title does."""

    url: str
    text: Marked
    help: Marked | None  # where the words are in it
    title: Passage  # of the questionnaire
    campaign: Passage


@dataclass(frozen=True, slots=True)
class QuestionsPart:
    """What questionnaires ask with these words, and where answers can be looked through."""

    label: str  # how many; "" for none
    cards: tuple[QuestionCard, ...]
    answers: tuple[Row, ...]  # to each questionnaire of the chosen campaign


def questions_part(
    found: FoundQuestions, words: str, wanted: Wanted, campaigns: Mapping[int, ReadText], locale: str
) -> QuestionsPart:
    """Return what was found in questionnaires; ``campaigns``: their titles."""
    count = formats.number(locale, found.total)
    label = ngettext(
        "Found in %(count)s\N{NO-BREAK SPACE}question or title of questionnaires",
        "Found in %(count)s\N{NO-BREAK SPACE}questions or titles of questionnaires",
        found.total,
        count=count,
    )
    cards = []
    for one in found.questions:
        places = places_of(one.help.value, one.help.locale, wanted)
        anchor = f"q{one.question_id}" if one.question_id else None
        cards.append(
            QuestionCard(
                url_for(SUMMARY, slug=one.wave.campaign_slug, wave_id=one.wave.id, _anchor=anchor),
                _marked(one.text.value, places_of(one.text.value, one.text.locale, wanted), one.text.locale),
                _marked(one.help.value, places, one.help.locale) if places else None,
                read_passage(one.title),
                read_passage(campaigns.get(one.wave.campaign_id, EMPTY)),
            )
        )
    answers = (
        Row(
            read_passage(title),
            url_for(SUMMARY, slug=wave.campaign_slug, wave_id=wave.id, q=words),
            (Passage(when_asked(wave, locale)),),
        )
        for wave, title in found.waves
    )
    return QuestionsPart(label if cards else "", tuple(cards), tuple(answers))


def _snippet(text: str, language: str, wanted: Wanted) -> Marked:
    """Return some of a text around the first word found, or its beginning."""
    places = places_of(text, language, wanted)
    start = max(0, places[0][0] - BEFORE_CHARS) if places else 0
    if start:
        start = text.find(" ", start, places[0][0]) + 1 or start
    end = start + SNIPPET_CHARS
    if end < len(text):
        end = max(text.rfind(" ", start, end), places[0][1] if places else 0, start + SNIPPET_CHARS // 2)
    seen = ((first, last) for first, last in places if start < last and first < end)
    shown = [(max(first, start) - start, min(last, end) - start) for first, last in seen]
    return _marked(text[start:end], shown, language, has_more=(start > 0, end < len(text)))


def _marked(
    text: str, places: Iterable[Place], language: str, *, has_more: tuple[bool, bool] = (False, False)
) -> Marked:
    """Return a text in pieces; ``has_more``: before it, and after it."""
    pieces: list[FoundPiece] = [FoundPiece("…")] if has_more[0] else []
    done = 0
    for start, end in places:
        pieces += [FoundPiece(text[done:start]), FoundPiece(text[start:end], is_found=True)]
        done = end
    pieces.append(FoundPiece(text[done:]))
    if has_more[1]:
        pieces.append(FoundPiece("…"))
    return Marked(tuple(piece for piece in pieces if piece.text), *lang_and_dir(language))


def found_label(total: int | None, locale: str, *, is_whole: bool) -> str:
    """Return how many there are, as far as they were counted; ``is_whole``: the first page, and no phrase."""
    if not is_whole:
        return _("Contributions") if total is None else _count(total, locale)
    if total is None or total > COUNT_MAX:
        least = PAGE_SIZE if total is None else COUNT_MAX
        return _("More than %(count)s\u00a0contributions, the newest first", count=formats.number(locale, least))
    return _count(total, locale)


def _count(total: int, locale: str) -> str:
    return ngettext(
        "%(count)s\N{NO-BREAK SPACE}contribution",
        "%(count)s\N{NO-BREAK SPACE}contributions",
        total,
        count=formats.number(locale, total),
    )


def no_search_label(words: str, wanted: Wanted) -> str:
    """Return why nothing was looked for; nothing where something was."""
    if not words:
        return ""
    if not wanted.words:
        return _("Your search holds no word. Please type at least one.")
    if wanted.is_too_short:
        return _("One letter is found nearly everywhere. Please type a whole word.")
    return ""
