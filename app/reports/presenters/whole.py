"""A whole report, from what was read to what every format prints."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from app.actions.types import ActionState
from app.campaigns.presenters.figures import nameless_note
from app.feedback.types import Verdict
from app.i18n import formats
from app.i18n.locale import direction_of
from app.policy.masking import PERCENT_FROM
from app.reports.presenters.answers import wave_parts
from app.reports.presenters.document import ReportDocument, ReportTable
from app.reports.presenters.outcome import (
    actions_table,
    decisions_table,
    dictionary_table,
    quotes_table,
    results_intro,
    results_table,
)
from app.reports.presenters.overview import overview_tables, report_tiles
from app.reports.queries.content import ReportContent
from app.web.parts import read_passage


def report_document(content: ReportContent) -> ReportDocument:
    """Write a report in its language; called in that language (``i18n.locale.language_of``)."""
    locale = content.place.locale
    overview = overview_tables(content, locale)
    waves, answers = wave_parts(content, locale)
    outcome = (
        decisions_table(content), actions_table(content, locale), results_table(content), quotes_table(content),
    )  # fmt: skip
    return ReportDocument(
        locale=locale,
        is_rtl=direction_of(locale) == "rtl",
        title=read_passage(content.title),
        pitch=read_passage(content.pitch),
        scope=content.entity_name or _("The whole campaign"),
        day=formats.day(locale, content.day),
        facts=_facts(content, locale),
        summary=_summary(content, locale, overview),
        tiles=report_tiles(content, locale),
        overview=overview,
        waves=waves,
        answers=answers,
        decisions=outcome[0],
        actions=outcome[1],
        results_intro=results_intro(content),
        results=outcome[2],
        quotes=outcome[3],
        method=_method(content, locale),
        dictionary=dictionary_table((*overview, *answers, *outcome)),
    )


def _facts(content: ReportContent, locale: str) -> tuple[tuple[str, str], ...]:
    return (
        (_("Scope"), content.entity_name or _("The whole campaign")),
        (_("As of"), formats.day(locale, content.day)),
        (_("Language"), formats.language_name(locale, locale)),
        (_("Masking"), _steps(content, locale)),
    )


def _summary(content: ReportContent, locale: str, overview: tuple[ReportTable, ...]) -> tuple[str, ...]:
    """Return what the report says, in sentences: closure first, then what was decided and done."""
    tiles = report_tiles(content, locale)
    cards = tiles[3]
    closure = [_("%(label)s: %(value)s", label=tile.label, value=f"{tile.value}. {tile.note}") for tile in tiles[:3]]
    brought = _("%(label)s: %(value)s", label=cards.label, value=f"{cards.value}.")
    kinds = next(table.sentence for table in overview if table.key == "kinds")
    return tuple(map(str, (*closure, f"{brought} {kinds}", _decided(content, locale), _done(content, locale))))


def _decided(content: ReportContent, locale: str) -> str:
    count = len(content.decisions)
    return str(
        ngettext(
            "%(count)s\u00a0decision is in force, with its reason; a yes: %(yes)s.",
            "%(count)s\u00a0decisions are in force, each with its reason; a yes: %(yes)s.",
            count,
            count=formats.number(locale, count),
            yes=formats.number(locale, sum(row.verdict is Verdict.GO for row in content.decisions)),
        )
    )


def _done(content: ReportContent, locale: str) -> str:
    count = len(content.actions)
    return str(
        ngettext(
            "%(count)s\u00a0action follows from them; %(done)s\u00a0of them done.",
            "%(count)s\u00a0actions follow from them; %(done)s\u00a0of them done.",
            count,
            count=formats.number(locale, count),
            done=formats.number(locale, sum(row.state is ActionState.DONE for row in content.actions)),
        )
    )


def _steps(content: ReportContent, locale: str) -> str:
    return str(
        ngettext(
            "Numbers of people are given in steps of %(count)s\u00a0person, rounded down; smaller ones are not shown.",
            "Numbers of people are given in steps of %(count)s\u00a0people, rounded down; smaller ones are not shown.",
            content.threshold,
            count=formats.number(locale, content.threshold),
        )
    )


def _names(content: ReportContent) -> str:
    if any(row.author_name for row in content.results.quotes):
        return str(
            _(
                "No name appears in this report but those of people who agreed to be quoted with theirs. Days are "
                "those of UTC."
            )
        )
    return str(_("No name appears in this report. Days are those of UTC."))


def _method(content: ReportContent, locale: str) -> tuple[str, ...]:
    words = ngettext(
        "What people wrote in questionnaires is shown once %(count)s\u00a0person wrote something, in an order that "
        "says nothing.",
        "What people wrote in questionnaires is shown once %(count)s\u00a0people wrote something, in an order that "
        "says nothing.",
        content.threshold_words,
        count=formats.number(locale, content.threshold_words),
    )
    promise = ngettext(
        "The campaign promises an answer within %(count)s\u00a0working day.",
        "The campaign promises an answer within %(count)s\u00a0working days.",
        content.promise_days,
        count=formats.number(locale, content.promise_days),
    )
    return tuple(
        filter(
            None,
            (
                _("Contributions are counted as far as readers of the campaign can open them."),
                nameless_note(locale, content.nameless),
                promise,
                _steps(content, locale),
                _("Answers are added in groups, week by week, so that nobody’s answers can be singled out."),
                words,
                _("No percentages under %(count)s\u00a0answers.", count=formats.number(locale, PERCENT_FROM)),
                _("The range of a score is where it is expected to lie, at 95%."),
                _names(content),
                _("All formats of this report hold the same figures, read at the same moment."),
            ),
        )
    )
