"""The bench, ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.presenters.prepare import progress_labels
from app.core import idents
from app.core.differences import Passing, told_as_one
from app.core.wording import clip
from app.i18n import formats
from app.tables.types import Table
from app.texts.queries import ReadText
from app.texts.types import TextProgress
from app.translating.file_format import FileUnit, Headings, table_of
from app.translating.queries import (
    SOURCE_OF,
    Bench,
    BenchText,
    LanguageProgress,
    PlaceToTranslate,
    TermRow,
    TextPlace,
    Whereabouts,
)
from app.translating.service import FileResult
from app.translating.types import AGREED_TO, OF_QUESTIONNAIRES
from app.web.parts import ChoiceLink, Passage, Row, passage_of, read_passage
from config import LOCALES

EXCERPT_CHARS = 90
MUCH_LONGER = 1.4  # a translation so many times as long as its source may not fit where the source does
SHORT_CHARS = 12  # of a source; below it, any translation looks long


@dataclass(frozen=True, slots=True)
class BenchLine:
    """A text of the list; ``ident`` is empty where there is nothing to confirm from the list."""

    row: Row
    ident: str


@dataclass(frozen=True, slots=True)
class TextSheet:
    """One text to translate; ``changes`` tells what its source said when it was translated last."""

    label: str
    state_label: str
    source: Passage
    changes: tuple[Passing, ...]
    length_note: str
    read_now: Passage | None  # what readers see while a draft is in work
    bench_page_url: str  # empty where the reader may not see that page


def kind_label(text: BenchText) -> str:
    """Return which text it is, in the reader's language."""
    return _(SOURCE_OF[text.kind].name, number=text.number)


def place_name(place: TextPlace, titles: Mapping[int, ReadText]) -> Passage:
    """Return what a place is called: a campaign's title, an entity's name, or the whole group."""
    if place.title_text_id is not None:
        return read_passage(titles[place.title_text_id])
    return Passage(place.name, dir="auto") if place.name else Passage(_("For everybody"))


def bench_lines(texts: Iterable[BenchText], bench: Bench, *, can_agree: bool) -> list[BenchLine]:
    """Return the texts of a page of the list; each leads to where it is translated.

    ``can_agree``: the reader writes charters too.
    """
    labels = progress_labels()
    return [_line(text, bench, labels, can_agree=can_agree) for text in texts]


def _line(text: BenchText, bench: Bench, labels: Mapping[TextProgress, str], *, can_agree: bool) -> BenchLine:
    is_agreed_to = text.kind in AGREED_TO
    can_confirm = bool(text.words) and text.state is not TextProgress.VALIDATED and not is_agreed_to
    whose = (Passage(bench.place.entities[text.entity_id].name, dir="auto"),) if text.entity_id else ()
    return BenchLine(
        Row(
            title=Passage(kind_label(text)),
            url=text_url(text, bench) if can_agree or not is_agreed_to else "",
            details=(
                *(whose if bench.place.campaign_id else ()),
                passage_of(_excerpt(text.source), text.source_locale),
                passage_of(_excerpt(text.words), bench.locale) if text.words else Passage(_("Not translated yet")),
            ),
            status=labels[text.state],
            tone="" if text.state is TextProgress.VALIDATED else "plain",
        ),
        idents.encode(text.text_id) if can_confirm else "",
    )


def text_url(text: BenchText, bench: Bench) -> str:
    """Return where a text is translated: on the bench, or on the page of the charter."""
    if text.kind in AGREED_TO:
        return bench_page_url(text, bench.place)
    return url_for("translating.text", slug=bench.place.slug, locale=bench.locale, text_id=text.text_id)


def bench_page_url(text: BenchText, place: TextPlace) -> str:
    """Return the page on which a text is met."""
    code = place.entities[text.entity_id].code if text.entity_id else ""
    endpoint, values = SOURCE_OF[text.kind].thing.page(Whereabouts(place.slug, code, text.owner_id, text.number))
    return url_for(endpoint, **values)


def text_sheet(text: BenchText, bench: Bench, *, sees_questionnaires: bool) -> TextSheet:
    """Return one text as its translator sees it; the page of a questionnaire is not for all who translate."""
    has_page = sees_questionnaires or text.kind not in OF_QUESTIONNAIRES
    longer = len(text.words) > MUCH_LONGER * max(len(text.source), SHORT_CHARS)
    return TextSheet(
        kind_label(text),
        progress_labels()[text.state],
        passage_of(text.source, text.source_locale),
        told_as_one(text.former_source, text.source) if text.former_source else (),
        _("The translation is much longer than its source: please look at the page on a phone.") if longer else "",
        passage_of(text.read_now, bench.locale) if text.read_now else None,
        bench_page_url(text, bench.place) if has_page else "",
    )


def bench_languages(progress: Iterable[LanguageProgress], slug: str, current: str, reader: str) -> list[ChoiceLink]:
    """Return the languages of a campaign, each with how far it is."""
    return [
        ChoiceLink(
            _(
                "%(language)s: %(ready)s of %(total)s",
                language=formats.language_name(reader, each.locale),
                ready=formats.number(reader, each.ready),
                total=formats.number(reader, each.total),
            ),
            url_for("translating.bench", slug=slug, locale=each.locale),
            each.locale == current,
        )
        for each in progress
    ]


def state_links(progress: LanguageProgress, slug: str, current: TextProgress | None, reader: str) -> list[ChoiceLink]:
    """Return the states a text can be in, each with how many are; the first link shows all."""
    labels = progress_labels()
    links = [
        ChoiceLink(_("All texts"), url_for("translating.bench", slug=slug, locale=progress.locale), current is None)
    ]
    for state in TextProgress:
        count = progress.counts.get(state, 0)
        if count or state is current:
            address = url_for("translating.bench", slug=slug, locale=progress.locale, state=state.value)
            label = _("%(state)s: %(number)s", state=labels[state], number=formats.number(reader, count))
            links.append(ChoiceLink(label, address, state is current))
    return links


def place_rows(
    places: Iterable[PlaceToTranslate], titles: Mapping[int, ReadText], reader: str
) -> list[tuple[Passage, list[ChoiceLink], str]]:
    """Return the places of the overview: name, languages, and how much is to be done in all of them."""
    return [
        (
            place_name(each.place, titles),
            bench_languages(each.progress, each.place.slug, "", reader),
            _to_do(sum(one.total - one.ready for one in each.progress), reader),
        )
        for each in places
    ]


def unit_of(text: BenchText) -> FileUnit:
    """Return a text as a file has it."""
    is_done = text.state is TextProgress.VALIDATED
    return FileUnit(idents.encode(text.text_id), text.source, text.words, is_done=is_done, kind=text.kind)


def bench_table(texts: Iterable[BenchText], bench: Bench, reader: str) -> Table:
    """Return the texts of a bench as a spreadsheet has them."""
    headings = Headings(
        _("Which text"),
        _("Written in"),
        _("Source"),
        _("Translation"),
        _("Checked"),
        _("Put an x where the translation has been checked: readers then see it at once. Without it, it is a draft."),
    )
    rows = [(unit_of(text), kind_label(text), formats.language_name(reader, text.source_locale)) for text in texts]
    return table_of(bench.place.slug, bench.languages, headings, rows)


def file_sentences(result: FileResult) -> list[str]:
    """Say what became of the texts of a file."""
    stored = ngettext(
        "%(num)s\u00a0translation has been stored.", "%(num)s\u00a0translations have been stored.", result.stored
    )
    sentences = [stored if result.stored else _("The file changes nothing.")]
    if result.outdated:
        sentences.append(
            ngettext(
                "%(num)s\u00a0text was left as it is: its source has changed since the file was downloaded.",
                "%(num)s\u00a0texts were left as they are: their source has changed since the file was downloaded.",
                result.outdated,
            )
        )
    if result.foreign:
        sentences.append(
            ngettext(
                "%(num)s\u00a0text of the file is not translated here.",
                "%(num)s\u00a0texts of the file are not translated here.",
                result.foreign,
            )
        )
    if result.broken:
        sentences.append(
            ngettext(
                "%(num)s\u00a0translation lacks something that Pépite fills in, and was not stored.",
                "%(num)s\u00a0translations lack something that Pépite fills in, and were not stored.",
                result.broken,
            )
        )
    if result.too_long:
        sentences.append(
            ngettext(
                "%(num)s\u00a0translation is too long for its place and was not stored.",
                "%(num)s\u00a0translations are too long for their place and were not stored.",
                result.too_long,
            )
        )
    return sentences


def term_rows(terms: Iterable[TermRow], reader: str, *, can_write: bool) -> list[Row]:
    """Return the terms of the glossary, each with its words in every language."""
    return [
        Row(
            title=passage_of(term.term, LOCALES[0]),
            url=url_for("translating.change_term_page", term_id=term.id) if can_write else "",
            details=tuple(Passage(said, dir="auto") for said in _said_of(term, reader)),
        )
        for term in terms
    ]


def _said_of(term: TermRow, reader: str) -> Iterator[str]:
    for locale, words in term.words.items():
        if locale != LOCALES[0]:
            yield _("%(language)s: %(words)s", language=formats.language_name(reader, locale), words=words)
    for locale, words in term.avoid.items():
        language = formats.language_name(reader, locale)
        yield _("%(language)s, to avoid: %(words)s", language=language, words=words)
    if term.note:
        yield term.note


def _to_do(count: int, reader: str) -> str:
    if not count:
        return _("Every text is ready")
    return ngettext(
        "%(count)s\u00a0text to look at", "%(count)s\u00a0texts to look at", count, count=formats.number(reader, count)
    )


def _excerpt(words: str) -> str:
    return clip(" ".join(words.split()), EXCERPT_CHARS)[0]
