"""A results page ready to print, in one language."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import pgettext

from app.actions.presenters import EffectFacts, action_state_labels, effect_facts, made_rows, other_language
from app.actions.queries import PublicAction
from app.actions.types import ActionState
from app.campaigns.types import IdentityLevel
from app.core import idents
from app.core.languages import locale_ranks
from app.core.wording import clip
from app.decisions.presenters import DecisionCard, decision_cards
from app.decisions.queries import ListedDecision
from app.feedback.presenters.labels import author_label, verdict_labels
from app.feedback.types import Verdict
from app.i18n import formats
from app.i18n.words import isolated
from app.policy.actor import Actor
from app.results.queries import AimContributed, AimedCampaign, QuoteRow, ResultsVersionRow
from app.results.types import ResultsContent, ResultsEntry, Words
from app.texts.queries import EMPTY, ReadText
from app.web.parts import ChoiceLink, Passage, Row, passage_of, read_passage

QUOTE_SHOWN_CHARS = 600


@dataclass(frozen=True, slots=True)
class ResultsReader:
    """Who reads the page, in which language, and which one comes first where that is missing."""

    actor: Actor
    locale: str  # of the interface
    language: str  # of the page
    source: str


@dataclass(frozen=True, slots=True)
class Said:
    """Words of the page; ``fallback`` says in which language they are when it is not the one asked for."""

    passage: Passage
    fallback: str


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One action, without a person's name."""

    title: Passage
    fallback: str  # names the language when it is not the one asked for
    state: str
    due: str
    due_iso: str
    note: str
    effect: EffectFacts


@dataclass(frozen=True, slots=True)
class ResultsLine:
    """One row of the page: you said, we decided, where it stands."""

    card: DecisionCard
    said: Said | None
    stands: Said | None
    actions: tuple[ActionLine, ...]
    is_mine: bool
    is_replaced: bool


def said_in(words: Words, reader: ResultsReader) -> Said | None:
    """Return words in the page's language, else in the nearest there is, which is named."""
    ranks = locale_ranks(reader.language, reader.source)
    best = min(words, key=lambda locale: ranks.get(locale, len(ranks)), default=None)
    if best is None:
        return None
    return Said(passage_of(words[best], best), other_language(best, reader.language, reader.locale))


@dataclass(frozen=True, slots=True)
class PageParts:
    """What was read for a page."""

    decisions: Mapping[int, ListedDecision]
    actions: Sequence[PublicAction]
    texts: Mapping[int, ReadText]
    mine: Collection[int]
    replaced: Collection[int]


def results_lines(
    content: ResultsContent, parts: PageParts, reader: ResultsReader, *, is_current: bool
) -> tuple[ResultsLine, ...]:
    """Return the rows of a page; what readers can no longer open stays away."""
    shown = [(one, parts.decisions[one.decision_id]) for one in content.entries if one.decision_id in parts.decisions]
    cards = decision_cards([row for _one, row in shown], parts.texts, reader.actor, reader.locale)
    return tuple(
        ResultsLine(
            card=card,
            said=said_in(one.said, reader),
            stands=said_in(one.stands, reader),
            actions=_actions(one, parts.actions, reader, is_current=is_current),
            is_mine=bool({row.feedback_id, *(each[0] for each in row.linked)} & set(parts.mine)),
            is_replaced=row.id in parts.replaced,
        )
        for (one, row), card in zip(shown, cards, strict=True)
    )


def _actions(
    entry: ResultsEntry, actions: Iterable[PublicAction], reader: ResultsReader, *, is_current: bool
) -> tuple[ActionLine, ...]:
    """Return the actions as they stand; of an earlier version, as they stood that day."""
    lines = []
    for action in actions:
        state = action.state if is_current else _state(entry.states.get(str(action.id), ""))
        if action.decision_id != entry.decision_id or state is None:
            continue
        lines.append(
            ActionLine(
                title=passage_of(action.title, action.language),
                fallback=other_language(action.language, reader.language, reader.locale),
                state=action_state_labels()[state],
                due=formats.day(reader.locale, action.due_on),
                due_iso=action.due_on.isoformat(),
                note=action.note if is_current else "",
                effect=effect_facts(action, reader.locale) if is_current else EffectFacts("", "", "", "", ()),
            )
        )
    return tuple(lines)


def _state(stored: str) -> ActionState | None:
    return ActionState(stored) if stored in set(ActionState) else None


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """Words of a contribution, in the language in which they were written."""

    title: Passage
    body: Passage
    url: str
    author: str
    entity: str


def quote_lines(ids: Iterable[int], rows: Mapping[int, QuoteRow]) -> tuple[QuoteLine, ...]:
    """Return the quotations of a page in their order; without what its author no longer agrees to."""
    return tuple(
        QuoteLine(
            title=passage_of(row.title, row.language),
            body=quoted_words(row),
            url=url_for("feedback.feedback", feedback_id=row.id),
            author=quoted_author(row),
            entity=quoted_entity(row),
        )
        for row in (rows[number] for number in ids if number in rows)
    )


def quoted_words(row: QuoteRow) -> Passage:
    """Return what is quoted of a contribution."""
    return passage_of(clip(row.body, QUOTE_SHOWN_CHARS)[0], row.language)


def quoted_author(row: QuoteRow) -> str:
    """Return who is quoted: a name only where everybody may read it."""
    return author_label(row.identity, row.author_name, row.entity_name or "", is_imported=row.is_imported)


def quoted_entity(row: QuoteRow) -> str:
    """Return the entity of who is quoted by name; the others are called a colleague from there already."""
    return row.entity_name or "" if row.identity is IdentityLevel.NAMED else ""


def language_links(content: ResultsContent, reader: ResultsReader, url: str) -> list[ChoiceLink]:
    """Return the languages the page is written in, each a link; none where there is one."""
    locales = sorted({*content.intro, *(locale for one in content.entries for locale in (*one.said, *one.stands))})
    if len(locales) <= 1:  # two are a choice
        return []
    return [
        ChoiceLink(formats.language_name(locale, locale), f"{url}?language={locale}", locale == reader.language)
        for locale in locales
    ]


def version_rows(rows: Iterable[ResultsVersionRow], slug: str, locale: str, current: int) -> list[Row]:
    """Return the versions of a page, the last one first."""
    return [
        Row(
            title=Passage(_("Version %(number)s", number=formats.number(locale, row.number))),
            url=url_for("results.version", slug=slug, number=row.number),
            details=(passage_of(row.changes, row.language),) if row.changes else (),
            when=formats.day(locale, row.published_at.date()),
            when_iso=row.published_at.date().isoformat(),
            is_current=row.number == current,
        )
        for row in rows
    ]


def decision_labels(rows: Iterable[ListedDecision], cards: Iterable[DecisionCard]) -> list[tuple[int, str]]:
    """Return what an editor chooses among: number, verdict and title."""
    return [(row.id, f"{card.verdict_label} · {isolated(row.title)}") for row, card in zip(rows, cards, strict=True)]


@dataclass(frozen=True, slots=True)
class ServedAimLine:
    """One campaign in the table of an aim."""

    title: Passage
    url: str  # its decisions for this aim
    linked: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AimPage:
    """An aim, ready to print."""

    title: Passage
    status: str
    sentence: str
    headings: tuple[str, ...]
    lines: tuple[ServedAimLine, ...]
    made: tuple[Row, ...]
    decisions_url: str


def aim_page(found: AimContributed, texts: Mapping[int, ReadText], locale: str) -> AimPage:
    """Write what each campaign contributed to an aim; campaigns stand side by side, never ranked."""
    aim = idents.encode(found.aim.id)
    decisions = sum(each.decisions for each in found.campaigns)
    sentence = _(
        "Decisions that served it: %(decisions)s. Contributions they are about: %(contributions)s. "
        "Actions: %(actions)s; done: %(done)s; target reached: %(reached)s.",
        decisions=formats.number(locale, decisions),
        contributions=formats.number(locale, sum(each.contributions for each in found.campaigns)),
        actions=formats.number(locale, sum(each.actions for each in found.campaigns)),
        done=formats.number(locale, sum(each.done for each in found.campaigns)),
        reached=formats.number(locale, sum(each.reached for each in found.campaigns)),
    )
    return AimPage(
        title=passage_of(found.aim.words, found.aim.language),
        status=pgettext("aim", "Ended") if found.aim.has_ended else "",
        sentence=sentence if decisions else _("No decision has served it yet."),
        headings=(
            _("Campaign"), _("Decisions"), _("Contributions"), str(verdict_labels()[Verdict.GO]), _("Actions"),
            str(action_state_labels()[ActionState.DONE]), _("Target reached"),
        ),
        lines=tuple(_aim_line(each, aim, texts, locale) for each in found.campaigns),
        made=made_rows(found.made.rows, locale),
        decisions_url=url_for("decisions.decisions", aim=aim),
    )  # fmt: skip


def _aim_line(each: AimedCampaign, aim: str, texts: Mapping[int, ReadText], locale: str) -> ServedAimLine:
    numbers = (each.decisions, each.contributions, each.go, each.actions, each.done, each.reached)
    return ServedAimLine(
        title=read_passage(texts.get(each.title_text_id, EMPTY)),
        url=url_for("decisions.decisions", aim=aim, campaign=each.slug),
        linked=_("Chosen for this aim") if each.serves else "",
        cells=tuple(formats.number(locale, number) for number in numbers),
    )
