"""The bench, ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.presenters.prepare import progress_labels
from app.core import idents
from app.core.differences import Passing, told_as_one
from app.i18n import formats
from app.texts.queries import ReadText
from app.texts.types import TextProgress
from app.translating.queries import BenchText, CampaignToTranslate, LanguageProgress
from app.translating.service import FileResult
from app.translating.types import OF_QUESTIONNAIRES, TextKind
from app.web.parts import ChoiceLink, Passage, Row, passage_of, read_passage

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


def kind_label(text: BenchText) -> str:
    """Return which text it is, in the reader's language."""
    number = text.number
    labels = {
        TextKind.CAMPAIGN_TITLE: _("Campaign: title"),
        TextKind.CAMPAIGN_PITCH: _("Campaign: in one sentence"),
        TextKind.CAMPAIGN_DESCRIPTION: _("Campaign: description"),
        TextKind.MISSION_TITLE: _("Mission %(number)s: title", number=number),
        TextKind.MISSION_BODY: _("Mission %(number)s: description", number=number),
        TextKind.MISSION_STEP: _("Mission %(number)s: a step", number=number),
        TextKind.THEME: _("Theme"),
        TextKind.QUESTIONNAIRE_TITLE: _("Questionnaire: title"),
        TextKind.QUESTIONNAIRE_INTRO: _("Questionnaire: introduction"),
        TextKind.QUESTION: _("Questionnaire: question"),
        TextKind.QUESTION_HELP: _("Questionnaire: explanation"),
        TextKind.QUESTION_PART: _("Questionnaire: answer to choose"),
    }
    return labels[text.kind]


def bench_lines(texts: Iterable[BenchText], slug: str, locale: str) -> list[BenchLine]:
    """Return the texts of a page of the list; each leads to where it is translated."""
    labels = progress_labels()
    return [_line(text, slug, locale, labels) for text in texts]


def _line(text: BenchText, slug: str, locale: str, labels: Mapping[TextProgress, str]) -> BenchLine:
    can_confirm = bool(text.words) and text.state is not TextProgress.VALIDATED and text.kind not in OF_QUESTIONNAIRES
    return BenchLine(
        Row(
            title=Passage(kind_label(text)),
            url=text_url(text, slug, locale),
            details=(
                passage_of(_excerpt(text.source), text.source_locale),
                passage_of(_excerpt(text.words), locale) if text.words else Passage(_("Not translated yet")),
            ),
            status=labels[text.state],
            tone="" if text.state is TextProgress.VALIDATED else "plain",
        ),
        idents.encode(text.text_id) if can_confirm else "",
    )


def text_url(text: BenchText, slug: str, locale: str) -> str:
    """Return where a text is translated: on the bench, or on the page of its questionnaire."""
    if text.kind in OF_QUESTIONNAIRES:
        return url_for("questionnaires.translation", slug=slug, questionnaire_id=text.owner_id, locale=locale)
    return url_for("translating.text", slug=slug, locale=locale, text_id=text.text_id)


def text_sheet(text: BenchText) -> TextSheet:
    """Return one text as its translator sees it."""
    longer = len(text.words) > MUCH_LONGER * max(len(text.source), SHORT_CHARS)
    return TextSheet(
        kind_label(text),
        progress_labels()[text.state],
        passage_of(text.source, text.source_locale),
        told_as_one(text.former_source, text.source) if text.former_source else (),
        _("The translation is much longer than its source: please look at the page on a phone.") if longer else "",
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


def campaign_rows(
    campaigns: Iterable[CampaignToTranslate], titles: Mapping[int, ReadText], reader: str
) -> list[tuple[Passage, list[ChoiceLink], str]]:
    """Return the campaigns of the overview: title, languages, and how much is to be done in all of them."""
    return [
        (
            read_passage(titles[each.title_text_id]),
            bench_languages(each.progress, each.slug, "", reader),
            _to_do(sum(one.total - one.ready for one in each.progress), reader),
        )
        for each in campaigns
    ]


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
    if result.too_long:
        sentences.append(
            ngettext(
                "%(num)s\u00a0translation is too long for its place and was not stored.",
                "%(num)s\u00a0translations are too long for their place and were not stored.",
                result.too_long,
            )
        )
    return sentences


def _to_do(count: int, reader: str) -> str:
    if not count:
        return _("Every text is ready")
    return ngettext(
        "%(count)s\u00a0text to look at", "%(count)s\u00a0texts to look at", count, count=formats.number(reader, count)
    )


def _excerpt(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= EXCERPT_CHARS else flat[: EXCERPT_CHARS - 1].rstrip() + "…"
