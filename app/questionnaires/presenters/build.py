"""Questionnaires for who builds them: lists, the questions of one, where it is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.queries import CampaignRow
from app.core import idents
from app.i18n import formats
from app.i18n.locale import direction_of
from app.questionnaires.queries import (
    ListedQuestionnaire,
    QuestionnaireRow,
    QuestionRow,
    RetiredQuestion,
    TextProgressRow,
)
from app.questionnaires.types import Moment
from app.questions.kinds import KINDS
from app.questions.kinds.kind import QuestionKind
from app.texts.queries import EMPTY, ReadText
from app.web.parts import Passage, Row, passage_of, read_passage

Texts = Mapping[int, ReadText]


@dataclass(frozen=True, slots=True)
class KindCard:
    """A kind of question to choose."""

    label: str
    help: str
    url: str
    source: str  # of a published scale


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One question of the list, with what its buttons send."""

    place: int
    row: Row
    up: str  # "" for the first
    down: str  # "" for the last
    is_block: bool  # it asks nothing


@dataclass(frozen=True, slots=True)
class LanguageLine:
    """How far one language is, with the page on which it is translated."""

    locale: str
    name: str
    direction: str
    url: str
    status: str
    is_ready: bool


@dataclass(frozen=True, slots=True)
class BuiltQuestionnaire:
    """A questionnaire as who builds it sees it."""

    title: Passage
    intro: Passage | None
    version: int
    count_label: str
    lines: tuple[QuestionLine, ...]
    retired: tuple[Row, ...]


def locales_of(campaign: CampaignRow) -> tuple[str, ...]:
    """Return the languages a questionnaire is written in: those of its campaign."""
    return campaign.locales


def questionnaire_list(
    campaign: CampaignRow, listed: Sequence[ListedQuestionnaire], texts: Texts, locale: str
) -> list[Row]:
    """Return the questionnaires of a campaign, one line each."""
    return [
        Row(
            title=read_passage(texts.get(one.title_text_id, EMPTY)),
            url=url_for("questionnaires.questionnaire", slug=campaign.slug, questionnaire_id=one.id),
            details=tuple(Passage(words) for words in _details(campaign, one, locale)),
            status=translated_label(one.progress, locales_of(campaign), locale),
        )
        for one in listed
    ]


def _details(campaign: CampaignRow, one: ListedQuestionnaire, locale: str) -> Iterator[str]:
    yield questions_label(one.questions, locale)
    moments = dict.fromkeys(moment_label(wave.moment) for wave in one.waves)
    yield from moments or (_("Not asked yet"),)
    if one.responses is None:
        yield _("Fewer than %(num)s\u00a0responses", num=formats.number(locale, campaign.min_group))
    else:
        yield _("At least %(num)s\u00a0responses", num=formats.number(locale, one.responses))


def questions_label(count: int, locale: str) -> str:
    """Say how many questions there are."""
    return str(
        ngettext("%(count)s\u00a0question", "%(count)s\u00a0questions", count, count=formats.number(locale, count))
    )


def translated_label(progress: TextProgressRow, locales: Sequence[str], locale: str) -> str:
    """Say how far the translations are, in a few words."""
    missing = [each for each in locales if progress.missing_in(each)]
    if not missing:
        return str(_("Ready in every language"))
    names = formats.listed(locale, [formats.language_in_words(locale, each) for each in missing])
    return str(_("To be translated: %(languages)s", languages=names))


def moment_label(moment: Moment) -> str:
    """Return when a questionnaire is asked."""
    labels = {
        Moment.SCREENING: _("When applying"),
        Moment.START: _("At the start"),
        Moment.DATED: _("Between two days"),
        Moment.MISSION: _("In a mission"),
        Moment.END: _("At the end"),
    }
    return str(labels[moment])


def built_questionnaire(
    row: QuestionnaireRow,
    retired: Sequence[RetiredQuestion],
    answered: frozenset[int],
    texts: Texts,
    locale: str,
) -> BuiltQuestionnaire:
    """Return a questionnaire with its questions, as who builds it sees it."""
    places = {each.question.id: number for number, each in enumerate(row.rows, start=1)}
    count = len(row.rows)
    lines = tuple(
        QuestionLine(
            number,
            Row(
                title=_prompt(number, texts.get(each.prompt_text_id, EMPTY), locale),
                url=f"{row.id}/questions/{idents.encode(each.question.id)}",  # from this page: there may be 200
                details=tuple(Passage(words) for words in _about(each, places, locale)),
                status=_("Has answers") if each.question.id in answered else "",
            ),
            up=f"{idents.encode(each.question.id)}-{number - 1}" if number > 1 else "",
            down=f"{idents.encode(each.question.id)}-{number + 1}" if number < count else "",
            is_block=not kind_named(each.question.kind).asks,
        )
        for number, each in enumerate(row.rows, start=1)
    )
    return BuiltQuestionnaire(
        title=read_passage(texts.get(row.title_text_id, EMPTY)),
        intro=read_passage(texts.get(row.intro_text_id, EMPTY)) if row.intro_text_id else None,
        version=row.version,
        count_label=questions_label(count, locale),
        lines=lines,
        retired=tuple(
            Row(
                title=read_passage(texts.get(each.prompt_text_id, EMPTY)),
                url="",
                details=(Passage(_("Not asked since %(day)s", day=formats.day(locale, each.retired_on))),),
                status=_("Replaced") if each.replaced_by_id else "",
            )
            for each in retired
        ),
    )


def kind_named(name: str) -> QuestionKind:
    """Return a kind that is stored."""
    return KINDS[name]


@dataclass(frozen=True, slots=True)
class KindFacts:
    """What the page of a question says of its kind."""

    label: str
    help: str
    asks: bool
    source: str  # of a published scale
    items: tuple[str, ...]  # of a published scale
    not_worded_in: str  # says for which languages there is no published wording


def kind_facts(kind: QuestionKind, locale: str, locales: Sequence[str] = ()) -> KindFacts:
    """Return what to say of a kind; ``locales``: those a questionnaire is translated into."""
    published = kind.published
    others = [each for each in locales if published and each.split("-")[0] not in published.worded_in]
    names = formats.listed(locale, [formats.language_in_words(locale, each) for each in others]) if others else ""
    return KindFacts(
        _(kind.label),
        _(kind.help),
        kind.asks,
        published.source if published else "",
        tuple(_(item) for item in published.items.values()) if published else (),
        _("No published wording of this scale is used here in these languages: %(names)s.", names=names)
        if names
        else "",
    )


def kind_cards(slug: str, questionnaire_id: int) -> tuple[list[KindCard], list[KindCard], list[KindCard]]:
    """Return the kinds to choose from: questions, published scales, what asks nothing."""
    cards = {
        name: KindCard(
            _(kind.label),
            _(kind.help),
            url_for("questionnaires.add_one", slug=slug, questionnaire_id=questionnaire_id, kind_name=name),
            kind.published.source if kind.published else "",
        )
        for name, kind in KINDS.items()
    }
    published = [card for name, card in cards.items() if KINDS[name].published]
    blocks = [card for name, card in cards.items() if not KINDS[name].asks]
    others = [card for name, card in cards.items() if KINDS[name].asks and not KINDS[name].published]
    return others, published, blocks


def language_lines(progress: TextProgressRow, campaign: CampaignRow, locale: str) -> list[LanguageLine]:
    """Return the languages into which a questionnaire is translated, with how far each is."""
    return [
        LanguageLine(
            each,
            formats.language_name(locale, each),
            direction_of(each),
            url_for("translating.bench", slug=campaign.slug, locale=each),
            _missing_label(progress.missing_in(each)),
            is_ready=not progress.missing_in(each),
        )
        for each in locales_of(campaign)[1:]
    ]


def _missing_label(missing: int) -> str:
    if not missing:
        return str(_("Ready"))
    return str(ngettext("%(num)s\u00a0text to look at", "%(num)s\u00a0texts to look at", missing))


def _prompt(place: int, read: ReadText, locale: str) -> Passage:
    """Return the words of a question with its place; words in the language of the page need not say so."""
    words = f"{place}. {read.value}"
    return Passage(words) if read.locale == locale else passage_of(words, read.locale)


def _about(row: QuestionRow, places: Mapping[int, int], locale: str) -> Iterator[str]:
    """Say of a question what its line has to tell: kind, required, condition, correction."""
    question = row.question
    yield _(kind_named(question.kind).label)
    if question.is_required:
        yield _("Required")
    if question.show_if is not None:
        looked_at = sorted(
            {places[each.question_id] for each in question.show_if.conditions if each.question_id in places}
        )
        numbers = formats.listed(locale, [formats.number(locale, place) for place in looked_at])
        yield ngettext(
            "Depends on question\u00a0%(places)s", "Depends on questions %(places)s", len(looked_at), places=numbers
        )
    if row.corrected_on:
        yield _("Corrected on %(day)s", day=formats.day(locale, row.corrected_on))
