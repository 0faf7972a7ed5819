"""Charts of counted contributions, as dashboards draw them today and results pages keep them of one day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.presenters.figures import Address
from app.charts.bars import Bar, Bars, TimeBar, TimeBars
from app.feedback.presenters.labels import kind_labels, language_label
from app.feedback.queries.times import TimedStage
from app.feedback.types import Kind
from app.figures.weeks import monday_of
from app.i18n import formats

WEEKS_MAX = 26  # columns a phone has room for
BARS_MAX = 20


class Named(NamedTuple):
    """What a chart of counted contributions is called; ``note``: how they are counted."""

    id: str
    title: str
    heading: str
    note: str = ""


def weeks_drawn(weeks: Mapping[date, int], last_day: date, first: date | None = None) -> dict[date, int]:
    """Return the last weeks up to a day, the empty ones too; nothing without a contribution."""
    if not weeks:
        return {}
    last = monday_of(last_day)
    first = max(first or min(weeks), last - timedelta(weeks=WEEKS_MAX - 1))
    count = max((last - first).days // 7 + 1, 0)
    return {monday: weeks.get(monday, 0) for monday in (first + timedelta(weeks=n) for n in range(count))}


def weeks_chart(locale: str, weeks: Mapping[date, int], today: date, address: Address) -> TimeBars:
    """Return contributions by week, of the weeks that ``weeks_drawn`` gives."""
    most = max(weeks.values(), default=0) or 1
    busiest = next((monday for monday, count in weeks.items() if count == most), today)
    sentence = ngettext(
        "Most in the week of %(day)s: %(count)s\u00a0contribution.",
        "Most in the week of %(day)s: %(count)s\u00a0contributions.",
        most,
        day=formats.day(locale, busiest),
        count=formats.number(locale, most),
    )
    description = _("Weeks begin on Monday (UTC); at most the last 26 of the period are drawn.")
    return week_bars(locale, weeks, address, sentence, description)


def week_bars(locale: str, weeks: Mapping[date, int], address: Address, sentence: str, description: str) -> TimeBars:
    """Return a bar for each week, by its Monday, under a sentence of what it says."""
    most = max(weeks.values(), default=0) or 1
    rows, month = [], None
    for monday, count in weeks.items():
        rows.append(
            TimeBar(
                formats.days_range(locale, monday, monday + timedelta(days=6)),
                formats.number(locale, count),
                count / most,
                url=address(week=monday.isoformat()),
                tick=formats.day_of_month(locale, monday),
                month=formats.month(locale, monday) if monday.month != month else "",
                number=count,
            )
        )
        month = monday.month
    return TimeBars(
        id="weeks",
        title=_("Contributions by week"),
        sentence=sentence,
        description=description,
        label_heading=_("Weeks"),
        value_heading=_("Contributions"),
        rows=tuple(rows),
    )


def kinds_chart(locale: str, kinds: Mapping[str, int], whole: int, address: Address) -> Bars:
    """Return contributions by type, in the order of the types."""
    labels = kind_labels()
    found = [(str(labels[kind]), kinds[kind], {"kind": kind.value}) for kind in Kind if kind in kinds]
    return counted_bars(locale, Named("kinds", _("Contributions by type"), _("Type")), found, whole, address)


def languages_chart(locale: str, languages: Iterable[tuple[str, int]], whole: int, address: Address) -> Bars:
    """Return contributions by language, in the order given."""
    found = [(language_label(locale, code), count, {"language": code}) for code, count in languages]
    named = Named("languages", _("Contributions by language"), _("Language"))
    return counted_bars(locale, named, found, whole, address)


def themes_chart(
    locale: str, themes: Iterable[tuple[str, int, Mapping[str, str]]], whole: int, address: Address
) -> Bars:
    """Return contributions by theme: name, count and filter of each, in the order given."""
    note = _("A contribution with several themes counts for each of them.")
    named = Named("themes", _("Contributions by theme"), _("Theme"), note)
    return counted_bars(locale, named, list(themes), whole, address)


def counted_bars(
    locale: str, named: Named, found: Sequence[tuple[str, int, Mapping[str, str]]], whole: int, address: Address
) -> Bars:
    """Return bars, each with its label, its count, and the filter that shows its cards.

    No share is told in percent: the sentence says how many of how many.
    """
    most = max((count for _label, count, _filter in found), default=1)
    names = [label for label, count, _filter in found if count == most]
    sentence = _(
        "Most frequent: %(kinds)s (%(part)s\u00a0of\u00a0%(whole)s).",
        kinds=formats.listed(locale, names),
        part=formats.number(locale, most),
        whole=formats.number(locale, whole),
    )
    return Bars(
        id=named.id,
        title=named.title,
        sentence=sentence,
        description=named.note,
        label_heading=named.heading,
        value_heading=_("Contributions"),
        rows=tuple(
            Bar(
                label, formats.number(locale, count), count / most, args.get("kind", ""), address(**args), number=count
            )
            for label, count, args in found[:BARS_MAX]
        ),
    )  # fmt: skip


def time_labels() -> dict[TimedStage, str]:
    """Return what each time is called."""
    return {
        TimedStage.PUBLISHED: _("Time to publish"),
        TimedStage.ANSWERED: _("Time to answer"),
        TimedStage.DECIDED: _("Time to decide"),
    }


def days_taken(locale: str, days: int) -> str:
    """Write how long something took, in working days."""
    if not days:
        return str(_("The same day"))
    shown = formats.number(locale, days)
    return str(ngettext("%(count)s\u00a0working day", "%(count)s\u00a0working days", days, count=shown))


def times_note(locale: str, until: date) -> str:
    """Say what times are, and up to which day."""
    return str(
        _(
            "Times are working days of each entity, of the newest 500\u00a0contributions up to %(day)s.",
            day=formats.day(locale, until),
        )
    )
