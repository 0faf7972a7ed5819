"""The charts of a results page, from the numbers that its version keeps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _

from app.campaigns.presenters.figures import NO_VALUE, figure_labels, kept_promise_sentence, nowhere
from app.charts.bars import Bar, Bars
from app.charts.types import Chart
from app.core.languages import locale_ranks
from app.feedback.presenters.charts import (
    days_taken,
    kinds_chart,
    languages_chart,
    themes_chart,
    time_labels,
    times_note,
    weeks_chart,
    weeks_drawn,
)
from app.figures.types import FigureName
from app.i18n import formats
from app.results.types import KeptCounts, ResultsChart


def chart_labels() -> dict[ResultsChart, str]:
    """Return what each chart is called."""
    return {
        ResultsChart.WEEKS: _("Contributions by week"),
        ResultsChart.KINDS: _("Contributions by type"),
        ResultsChart.LANGUAGES: _("Contributions by language"),
        ResultsChart.THEMES: _("Contributions by theme"),
        ResultsChart.PROMISE: str(figure_labels()[FigureName.IN_TIME]),
        ResultsChart.TIMES: _("Time to publish, to answer and to decide"),
    }


def results_charts(kept: KeptCounts, locale: str, source: str) -> tuple[Chart, ...]:
    """Draw what a version keeps; ``source``: the language in which names of themes come first where one is missing.

    Nothing leads to the cards of today: they may be others than those that were counted.
    """
    words = _KeptDrawings(kept, locale, source)
    draw: Mapping[ResultsChart, Callable[[], Chart]] = {
        ResultsChart.WEEKS: words.weeks,
        ResultsChart.KINDS: words.kinds,
        ResultsChart.LANGUAGES: words.languages,
        ResultsChart.THEMES: words.themes,
        ResultsChart.PROMISE: words.promise,
        ResultsChart.TIMES: words.times,
    }
    as_of = _("As of %(day)s.", day=formats.day(locale, kept.as_of))
    charts = (draw[chart]() for chart in ResultsChart if chart in kept.counts)
    return tuple(replace(chart, as_of=as_of, sentence="" if chart.is_empty else chart.sentence) for chart in charts)


@dataclass(frozen=True, slots=True)
class _KeptDrawings:
    """What a version keeps, in the reader's language."""

    kept: KeptCounts
    locale: str
    source: str

    def weeks(self) -> Chart:
        weeks = {date.fromisoformat(day): count for day, count in self.kept.counts[ResultsChart.WEEKS].items()}
        return weeks_chart(self.locale, weeks_drawn(weeks, self.kept.as_of), self.kept.as_of, nowhere)

    def kinds(self) -> Chart:
        return kinds_chart(self.locale, self.kept.counts[ResultsChart.KINDS], self.kept.whole, nowhere)

    def languages(self) -> Chart:
        return languages_chart(self.locale, self.kept.counts[ResultsChart.LANGUAGES].items(), self.kept.whole, nowhere)

    def themes(self) -> Chart:
        ranks = locale_ranks(self.locale, self.source)
        found: list[tuple[str, int, Mapping[str, str]]] = []
        for theme, count in self.kept.counts[ResultsChart.THEMES].items():
            names = self.kept.names.get(theme, {})
            best = min(names, key=lambda locale: ranks.get(locale, len(ranks)), default="")
            found.append((names.get(best, NO_VALUE), count, {}))
        return themes_chart(self.locale, found, self.kept.whole, nowhere)

    def promise(self) -> Chart:
        counts, labels = self.kept.counts[ResultsChart.PROMISE], figure_labels()
        names = (FigureName.IN_TIME, FigureName.LATE)
        in_time, late = (counts.get(name.value, 0) for name in names)
        promised = in_time + late
        return Bars(
            id="promise",
            title=str(labels[FigureName.IN_TIME]),
            sentence=kept_promise_sentence(self.locale, in_time, promised),
            label_heading=_("Answers promised"),
            value_heading=_("Contributions"),
            rows=tuple(
                Bar(str(labels[name]), formats.number(self.locale, count), count / promised, number=count)
                for name, count in zip(names, (in_time, late), strict=True)
            )
            if promised
            else (),
        )

    def times(self) -> Chart:
        """Draw how long one half took at most; a time that could tell of a few people is not told."""
        counts = self.kept.counts[ResultsChart.TIMES]
        longest = max((time.median for time in self.kept.times.values()), default=0) or 1
        rows = []
        for stage, label in time_labels().items():
            time = self.kept.times.get(stage.value)
            if time is not None:
                days = time.median
                rows.append(Bar(label, days_taken(self.locale, days), days / longest, number=days))
            elif counts.get(stage.value):
                rows.append(Bar(label, _("Not shown"), 0, is_masked=True))
            else:
                rows.append(Bar(label, NO_VALUE, 0))
        is_masked = any(row.is_masked for row in rows)
        return Bars(
            id="times",
            title=chart_labels()[ResultsChart.TIMES],
            sentence=" ".join(
                _("%(label)s: %(value)s", label=row.label, value=row.shown) + "."
                for row in rows
                if row.shown != NO_VALUE
            ),
            description=_("Half of the contributions took at most this long."),
            n=times_note(self.locale, self.kept.settled_on),
            masked_note=_("Too few people: a number could tell who they are.") if is_masked else "",
            label_heading=_("Stage"),
            value_heading=_("At most"),
            rows=tuple(rows) if any(counts.values()) else (),
        )
