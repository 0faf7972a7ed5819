"""Charters as pages print them: to accept, accepted, and in work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.charters.queries import AcceptedRow, AskedCharter, CharterWork, OwedPlace
from app.core.differences import Passing, told_as_one
from app.core.idents import encode
from app.i18n import formats
from app.i18n.locale import direction_of
from app.texts.queries import EMPTY, ReadText
from app.web.markdown import words_of_markdown
from app.web.parts import Passage, passage_of, read_passage


@dataclass(frozen=True, slots=True)
class CharterText:
    """One text people agree to; ``changes`` when they agreed to an earlier one in the same language."""

    title: str
    body: Passage
    changes: tuple[Passing, ...] = ()


@dataclass(frozen=True, slots=True)
class AskedTexts:
    """All that is asked at once, ready to print."""

    texts: tuple[CharterText, ...]
    wordings: str  # what the form sends back: which words were read
    is_changed: bool  # some of it was accepted before
    fallback_label: str


@dataclass(frozen=True, slots=True)
class OwedCard:
    """A campaign whose charter waits for an answer."""

    slug: str
    title: Passage
    asked: AskedTexts


@dataclass(frozen=True, slots=True)
class AcceptedLine:
    """What the reader agreed to one day, in a list."""

    url: str
    title: Passage
    part_label: str
    when_label: str
    when_iso: str


@dataclass(frozen=True, slots=True)
class AcceptedPage:
    """The very words the reader agreed to, ready to print."""

    campaign: Passage
    part_label: str
    facts: tuple[tuple[str, str], ...]
    texts: tuple[CharterText, ...]


@dataclass(frozen=True, slots=True)
class CharterBench:
    """A charter in one language, beside the words it translates."""

    locale: str
    name: str
    direction: str
    url: str
    summary: str
    is_ready: bool
    sources: tuple[Passage, ...]  # what is translated, text by text


def asked_texts(asked: Iterable[AskedCharter], locale: str) -> AskedTexts | None:
    """Return what is asked at one place, or ``None`` where nothing is."""
    found = tuple(asked)
    if not found:
        return None
    fallback = next((each.words.locale for each in found if each.is_fallback), "")
    label = _("Shown in %(language)s", language=formats.language_in_words(locale, fallback)) if fallback else ""
    return AskedTexts(
        tuple(text for each in found for text in _texts(each)),
        ".".join(encode(each.words.wording_id) for each in found),
        any(each.former for each in found),
        str(label),
    )


def owed_cards(
    places: Iterable[OwedPlace], asked: Sequence[AskedCharter], titles: Mapping[int, ReadText], locale: str
) -> tuple[OwedCard, ...]:
    """Return the campaigns whose charter the reader has to accept, each with what changed."""
    cards = []
    for owed in places:
        here = [each for each in asked if each.campaign_id == owed.place.campaign_id and not each.is_accepted]
        texts = asked_texts(here, locale)
        if texts is not None:
            cards.append(OwedCard(owed.slug, read_passage(titles.get(owed.title_text_id, EMPTY)), texts))
    return tuple(cards)


def accepted_lines(
    rows: Iterable[AcceptedRow], titles: Mapping[int, ReadText], locale: str
) -> tuple[AcceptedLine, ...]:
    """Return all that the reader agreed to, one line each."""
    return tuple(
        AcceptedLine(
            url_for("charters.accepted", acceptance_id=row.id),
            read_passage(titles.get(row.title_text_id, EMPTY)),
            _part_label(row),
            str(_("Accepted on %(day)s", day=formats.day(locale, row.accepted_on))),
            row.accepted_on.isoformat(),
        )
        for row in rows
    )


def accepted_page(row: AcceptedRow, titles: Mapping[int, ReadText], locale: str, name: str) -> AcceptedPage:
    """Return one thing the reader agreed to, with what proves it."""
    local = bool(row.entity_name)
    bodies = [(_text_title(is_local=local), row.words.body)]
    if row.words.confidentiality:
        bodies.append((_("Confidentiality"), row.words.confidentiality))
    return AcceptedPage(
        campaign=read_passage(titles.get(row.title_text_id, EMPTY)),
        part_label=_part_label(row),
        facts=(
            (_("Accepted by"), name),
            (_("Accepted on"), formats.day(locale, row.accepted_on)),
            (_("Version"), formats.number(locale, row.version)),
            (_("Language"), formats.language_name(locale, row.words.locale)),
        ),
        texts=tuple(CharterText(title, passage_of(body, row.words.locale)) for title, body in bodies),
    )


def benches_of(work: CharterWork, urls: Mapping[str, str], locale: str) -> tuple[CharterBench, ...]:
    """Return the languages a charter is to be read in, except its own."""
    return tuple(
        CharterBench(
            locale=code,
            name=formats.language_name(locale, code),
            direction=direction_of(code),
            url=urls[code],
            summary=_summary(work, code),
            is_ready=code in work.in_force,
            sources=tuple(passage_of(states[0].value, work.source_locale) for states in work.states if states[0].value),
        )
        for code in work.locales[1:]
    )


def _summary(work: CharterWork, locale: str) -> str:
    """Say whether people can accept the text in that language, and how much is to look at."""
    if locale in work.in_force:
        return str(_("Ready"))
    wanted = [states for states in work.states if states[0].value]
    return str(ngettext("%(num)s\u00a0text to look at", "%(num)s\u00a0texts to look at", len(wanted)))


def _texts(asked: AskedCharter) -> tuple[CharterText, ...]:
    words, former = asked.words, asked.former
    pairs = [(_text_title(is_local=asked.is_local), words.body, former.body if former else "")]
    if words.confidentiality:
        pairs.append((str(_("Confidentiality")), words.confidentiality, former.confidentiality if former else ""))
    return tuple(
        CharterText(
            title,
            passage_of(body, words.locale),
            changes_between(before, body) if former is not None and before != body else (),
        )
        for title, body, before in pairs
    )


def changes_between(before: str, body: str) -> tuple[Passing, ...]:
    """Return what changed in the words; where only their marks did, these are shown too."""
    former, new = words_of_markdown(before), words_of_markdown(body)
    return told_as_one(former, new) if former != new else told_as_one(before, body)


def _text_title(*, is_local: bool) -> str:
    return str(_("In your entity") if is_local else _("Charter"))


def _part_label(row: AcceptedRow) -> str:
    if row.entity_name:
        return str(_("Added for %(entity)s, version %(number)s", entity=row.entity_name, number=row.version))
    return str(_("Charter, version %(number)s", number=row.version))
