"""Legal texts as pages print them: to read, published, and in work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app.charters.presenters import CharterText, changes_between
from app.core.idents import encode
from app.i18n import formats
from app.legal.queries import AskedText, LegalRow, LegalWork, PublishedText, ReadingRow
from app.legal.types import KIND_NAMES
from app.policy.actor import LegalKind
from app.web.parts import ChoiceLink, Passage, Row, passage_of


@dataclass(frozen=True, slots=True)
class AskedPage:
    """All that is asked at once, ready to print."""

    texts: tuple[CharterText, ...]
    wordings: str  # what the form sends back: which words were read
    fallback_label: str
    asks_agreement: bool


@dataclass(frozen=True, slots=True)
class LegalPage:
    """One version of a text, ready to print."""

    name: str
    text: CharterText
    status_label: str
    fallback_label: str
    versions: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class PublishPage:
    """A text before it is published, as its readers will see it in one language."""

    text: CharterText
    fallback_label: str
    languages: tuple[ChoiceLink, ...]
    missing: tuple[str, ...]  # a sentence for each language that is not ready


def kind_name(kind: LegalKind) -> str:
    """Return what a text is called."""
    return str(_(KIND_NAMES[kind]))


def asked_page(asked: Iterable[AskedText], locale: str) -> AskedPage | None:
    """Return what the reader is asked to read, or ``None`` when nothing is."""
    found = tuple(asked)
    if not found:
        return None
    fallback = next((each.words.locale for each in found if each.is_fallback), "")
    return AskedPage(
        tuple(
            CharterText(
                kind_name(each.kind),
                passage_of(each.words.body, each.words.locale),
                changes_between(each.former.body, each.words.body) if each.former else (),
            )
            for each in found
        ),
        ".".join(encode(each.words.wording_id) for each in found),
        shown_in(locale, fallback),
        any(each.kind is LegalKind.TERMS for each in found),
    )


def shown_in(locale: str, fallback: str) -> str:
    """Say in which language a text is read; "" where it is the reader's."""
    return str(_("Shown in %(language)s", language=formats.language_in_words(locale, fallback))) if fallback else ""


def legal_lines(rows: Iterable[LegalRow], code: str, locale: str, *, with_absent: bool) -> tuple[Row, ...]:
    """Return the texts of an entity, one line each; ``with_absent``: also what nobody has published."""
    return tuple(
        Row(
            Passage(kind_name(row.kind)),
            url=url_for("legal.text", code=code, text_name=row.kind.value) if row.version else "",
            details=(Passage(_standing(row, locale)),),
            status=_("Not in force") if row.version and not row.is_in_force else "",
            when_iso=row.since.isoformat() if row.since else "",
        )
        for row in rows
        if row.is_in_force or with_absent
    )


def legal_page(found: PublishedText, kind: LegalKind, code: str, locale: str) -> LegalPage:
    """Return one version of a text, with the list of all."""
    words, name = found.words, kind_name(kind)
    current = found.versions[0].version if found.versions else 0
    versions = tuple(
        Row(
            Passage(str(_("Version %(number)s", number=formats.number(locale, row.version)))),
            url=url_for("legal.text", code=code, text_name=kind.value, version=row.version),
            status=_("You are reading it") if row.version == found.version else "",
            when=formats.day(locale, row.since),
            when_iso=row.since.isoformat(),
            is_current=row.version == found.version,
        )
        for row in found.versions
    )
    since = next((row.since for row in found.versions if row.version == found.version), None)
    labels = [str(_("Version %(number)s", number=formats.number(locale, found.version)))]
    if since is not None:
        labels.append(str(_("published on %(day)s", day=formats.day(locale, since))))
    if found.version != current:
        labels.append(str(_("replaced since")))
    elif not found.is_in_force:
        labels.append(str(_("withdrawn")))
    return LegalPage(
        name,
        CharterText(
            name,
            passage_of(words.body, words.locale),
            changes_between(found.former.body, words.body) if found.former else (),
        ),
        " · ".join(labels),
        shown_in(locale, words.locale if found.is_fallback else ""),
        versions,
    )


def publish_page(work: LegalWork, kind: LegalKind, reading: str, page_url: str, locale: str) -> PublishPage:
    """Return what somebody who reads in ``reading`` will see, and which languages are not ready."""
    read_in, ready = work.read_in(reading), work.ready
    body, former = ready.get(read_in, ""), work.in_force.get(read_in, "")
    changes = changes_between(former, body) if former not in {"", body} else ()
    source = formats.language_in_words(locale, work.locales[0])
    return PublishPage(
        CharterText(kind_name(kind), passage_of(body, read_in), changes),
        shown_in(locale, read_in if read_in != reading else ""),
        tuple(
            ChoiceLink(formats.language_name(locale, code), f"{page_url}?locale={code}", is_current=code == reading)
            for code in work.locales
        ),
        tuple(
            str(
                _(
                    "In %(language)s it is missing or out of date: people who read that language will see it in "
                    "%(source)s.",
                    language=formats.language_in_words(locale, code),
                    source=source,
                )
            )
            for code in work.locales
            if code not in ready
        ),
    )


def reading_lines(rows: Iterable[ReadingRow], locale: str) -> tuple[Row, ...]:
    """Return all that the reader confirmed, one line each."""
    return tuple(
        Row(
            Passage(reading_title(row)),
            url=url_for("legal.reading", reading_id=row.id),
            details=(Passage(row.entity_name, dir="auto"),),
            when=formats.day(locale, row.read_on),
            when_iso=row.read_on.isoformat(),
        )
        for row in rows
    )


def reading_title(row: ReadingRow) -> str:
    """Return what was confirmed."""
    return str(_("%(text)s, version %(number)s", text=kind_name(row.kind), number=row.version))


def reading_facts(row: ReadingRow, locale: str, name: str) -> tuple[tuple[str, str], ...]:
    """Return what proves that somebody confirmed a text."""
    return (
        (_("Confirmed by"), name),
        (_("Confirmed on"), formats.day(locale, row.read_on)),
        (_("Version"), formats.number(locale, row.version)),
        (_("Language"), formats.language_name(locale, row.words.locale)),
    )


def reading_text(row: ReadingRow) -> CharterText:
    """Return the very words that were read."""
    return CharterText(kind_name(row.kind), passage_of(row.words.body, row.words.locale))


def _standing(row: LegalRow, locale: str) -> str:
    if row.since is None:
        return str(_("Not written yet, or not published"))
    return str(
        _(
            "Version %(number)s, published on %(day)s",
            number=formats.number(locale, row.version),
            day=formats.day(locale, row.since),
        )
    )
