"""The dashboard of a campaign, ready to print: what became of contributions, then what they are, then who and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.presenters.figures import (
    NO_VALUE,
    Address,
    closure_tiles,
    figure_labels,
    people_note,
    people_value,
    volume_tiles,
)
from app.charts.bars import Bar, Funnel
from app.charts.plots import Heat, HeatMap, HeatRow
from app.charts.types import Chart
from app.dashboards.presenters.filters import FilterBar, dashboard_args, feed_args, filter_bar, with_query
from app.dashboards.presenters.pages import Line, figure_cells, figure_headings, late_rows
from app.dashboards.presenters.product import tested_rows
from app.dashboards.presenters.score import SuccessPart, success_part
from app.dashboards.queries.campaign import CampaignDashboard
from app.dashboards.types import DashboardFilters
from app.feedback.presenters.charts import (
    Named,
    counted_bars,
    days_taken,
    kinds_chart,
    languages_chart,
    themes_chart,
    time_labels,
    times_note,
    weeks_chart,
    weeks_drawn,
)
from app.feedback.presenters.labels import kind_labels
from app.feedback.queries.times import TimedStage, TimeTaken
from app.feedback.types import Kind
from app.figures.cards import CardCounts
from app.figures.shown import Figures
from app.figures.types import Closure, FigureName
from app.i18n import formats
from app.web.parts import Passage, Row, Tile, read_passage

FUNNEL = (
    FigureName.INVITED, FigureName.JOINED, FigureName.ACTIVE, FigureName.CONTRIBUTED, FigureName.COMPLETED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CampaignPage:
    """The dashboard of a campaign, of an entity in it, or narrowed further."""

    title: Passage
    scope: str  # of what, and on which day: a printed page needs it
    bar: FilterBar
    attention: tuple[Row, ...]
    closure: tuple[Tile, ...]
    charts: tuple[Chart, ...]
    heat: Chart | None
    success: SuccessPart
    volume: tuple[Tile, ...]
    funnel: Chart | None
    times: tuple[Tile, ...]
    promise: str
    times_note: str
    left_out: str  # why people and times are not told; "" when they are
    answers_url: str = ""
    products: tuple[Row, ...] = ()  # that are tested
    headings: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()  # side by side

    @property
    def every_chart(self) -> tuple[Chart, ...]:
        """All charts of the page."""
        return (*self.charts, *(chart for chart in (self.success.chart, self.heat, self.funnel) if chart is not None))


def campaign_page(board: CampaignDashboard, locale: str) -> CampaignPage:
    """Write the dashboard of a campaign."""
    words = _Writer(board, locale)
    figures = board.cards.figures
    note = _("All that these filters let through.") if feed_args(board.filters) else ""
    volume = volume_tiles(locale, figures, words.address, note)
    return CampaignPage(
        title=read_passage(board.title),
        scope=words.scope(),
        bar=filter_bar(board, locale),
        attention=late_rows(locale, figures, (), words.address(outcome=Closure.LATE.value)),
        closure=closure_tiles(locale, figures, words.address),
        charts=words.charts() if figures.kinds else (),
        heat=words.heat(),
        success=success_part(figures.kinds, words.address, locale),
        volume=volume[:2],  # people stand in their own chart
        funnel=words.funnel(board.people) if board.people is not None else None,
        times=words.times(board.times) if board.times is not None else (),
        promise=words.promise(),
        times_note=times_note(locale, board.settled_on),
        left_out="" if board.filters.is_of_whole else words.left_out(),
        answers_url=url_for("dashboards.answers", slug=board.slug, entity=board.filters.entity or None),
        products=tested_rows(board.products),
        headings=(words.beside_heading(), *figure_headings()) if board.beside else (),
        lines=words.beside(),
    )


def both(cards: CardCounts, people: Figures | None) -> Figures:
    """Return the figures of cards and of people as one."""
    numbers = people.numbers if people is not None else {}
    told = {name: number for name, number in numbers.items() if name in FUNNEL}
    return Figures({**cards.figures.numbers, **told}, cards.figures.kinds)


@dataclass(frozen=True, slots=True)
class _Writer:
    """A dashboard in the reader's language."""

    board: CampaignDashboard
    locale: str

    def number(self, count: int) -> str:
        return formats.number(self.locale, count)

    def address(self, **more: str) -> str:
        """Return the list of the cards that a figure counts."""
        return _cards_of(self.board.slug, self.board.filters)(**more)

    def scope(self) -> str:
        day = formats.day(self.locale, self.board.as_of)
        if self.board.entity is not None:
            return _("Dashboard of %(entity)s, as of %(day)s", entity=self.board.entity.name, day=day)
        return _("Dashboard of all entities, as of %(day)s", day=day)

    def left_out(self) -> str:
        return _(
            "People and times are given for the campaign and for each entity as a whole. With these filters they are "
            "left out: two of them, one narrower than the other, could tell of a few people."
        )

    def promise(self) -> str:
        days = self.board.answer_within_days
        return ngettext(
            "An answer is promised within %(count)s\u00a0working day.",
            "An answer is promised within %(count)s\u00a0working days.",
            days,
            count=self.number(days),
        )

    # --- what contributions are ---------------------------------------------------------------------

    def charts(self) -> tuple[Chart, ...]:
        several = (self._weeks(), self._kinds(), self._missions(), self._languages(), self._themes())
        return tuple(chart for chart in several if not chart.is_empty)

    def _weeks(self) -> Chart:
        weeks = _weeks_shown(self.board.cards.weeks, self.board.filters, self.board.as_of)
        return weeks_chart(self.locale, weeks, self.board.as_of, self.address)

    def _kinds(self) -> Chart:
        return kinds_chart(self.locale, self.board.cards.figures.kinds, self._whole, self.address)

    def _languages(self) -> Chart:
        return languages_chart(self.locale, self.board.languages.items(), self._whole, self.address)

    def _missions(self) -> Chart:
        found = [
            (line.title.value or str(line.number), line.contributions, {"mission": str(line.number)})
            for line in self.board.missions
            if line.contributions
        ]
        named = Named("missions", _("Contributions by mission"), _("Mission"))
        return counted_bars(self.locale, named, found, self._whole, self.address)

    def _themes(self) -> Chart:
        found = [(line.name.value, line.contributions, {"theme": line.public_id}) for line in self.board.themes]
        return themes_chart(self.locale, found, self._whole, self.address)

    @property
    def _whole(self) -> int:
        return self.board.cards.figures.of_cards(FigureName.CONTRIBUTIONS)

    def heat(self) -> HeatMap | None:
        """Return where on the way through the missions which kinds were sent."""
        labels = kind_labels()
        steps = [(line, step) for line in self.board.missions for step in line.steps if step.kinds]
        if not steps:
            return None
        kinds = [kind for kind in Kind if any(kind in step.kinds for _line, step in steps)]
        sentence, most = "", 0
        rows = []
        for line, step in steps:
            cells = []
            for kind in kinds:
                count = step.kinds.get(kind, 0)
                if count > most:
                    most = count
                    sentence = _(
                        "Most often: %(kind)s at the step “%(step)s” (%(count)s).",
                        kind=labels[kind],
                        step=step.title.value,
                        count=self.number(count),
                    )
                url = self.address(mission=str(line.number), step=str(step.number), kind=kind.value) if count else ""
                cells.append(Heat(self.number(count), count, url))
            rows.append(HeatRow(f"{line.number}.{step.number} {step.title.value}", tuple(cells)))
        return HeatMap(
            id="steps",
            title=_("Along the missions, step by step"),
            sentence=sentence,
            description=_("Contributions that name a step of a mission."),
            label_heading=_("Step"),
            value_heading=_("Contributions"),
            columns=tuple(str(labels[kind]) for kind in kinds),
            rows=tuple(rows),
        )

    # --- who and when -------------------------------------------------------------------------------

    def funnel(self, people: Figures) -> Funnel:
        labels = figure_labels()
        numbers = {name: people.of_people(name) for name in FUNNEL}
        whole = max(filter(None, numbers.values()), default=1)
        is_masked = None in numbers.values()
        return Funnel(
            id="funnel",
            title=_("From the invitation to the last mission"),
            sentence=_(
                "Invited by e-mail: %(invited)s. Joined: %(joined)s. Took part at least once: %(active)s. "
                "Sent a contribution: %(contributed)s. Finished all missions: %(completed)s.",
                **{name.value: people_value(self.locale, number) for name, number in numbers.items()},
            ),
            description=people_note(self.locale),
            n=_("Links and posters reach whoever sees them: only invitations by e-mail are counted."),
            masked_note=_("Too few people: a number could tell who they are.") if is_masked else "",
            label_heading=_("People"),
            value_heading=_("At least"),
            rows=tuple(
                Bar(
                    labels[name], people_value(self.locale, number), (number or 0) / whole,
                    is_masked=number is None, number=number,
                )
                for name, number in numbers.items()
            ),
        )  # fmt: skip

    def times(self, taken: Mapping[TimedStage, TimeTaken]) -> tuple[Tile, ...]:
        labels = time_labels()
        nothing = {
            TimedStage.PUBLISHED: (FigureName.CONTRIBUTIONS, _("Nothing has been published yet.")),
            TimedStage.ANSWERED: (FigureName.ANSWERED, _("Nothing has been answered yet.")),
            TimedStage.DECIDED: (FigureName.DECIDED, _("Nothing has been decided yet.")),
        }
        tiles = []
        for stage, label in labels.items():
            name, sentence = nothing[stage]
            if stage not in taken and not self.board.cards.figures.of_cards(name):
                tiles.append(Tile(label, NO_VALUE, sentence))  # anybody can count as much on the cards
            else:
                tiles.append(self._time(label, taken.get(stage)))
        return tuple(tiles)

    def _time(self, label: str, time: TimeTaken | None) -> Tile:
        if time is None:
            return Tile(label, "", _("Too few people: a number could tell who they are."), is_masked=True)
        value = days_taken(self.locale, time.median)
        count = self.number(time.contributions)
        if time.low is None or time.high is None:
            note = ngettext(
                "Half of %(count)s\u00a0contribution took at most this long.",
                "Half of %(count)s\u00a0contributions took at most this long.",
                time.contributions,
                count=count,
            )
        else:
            note = ngettext(
                "Half of %(count)s\u00a0contribution took at most this long; the middle half took %(low)s to %(high)s.",
                "Half of %(count)s\u00a0contributions took at most this long; "
                "the middle half took %(low)s to %(high)s.",
                time.contributions,
                count=count,
                low=self.number(time.low),
                high=self.number(time.high),
            )
        return Tile(label, value, note)

    # --- side by side -------------------------------------------------------------------------------

    def beside_heading(self) -> str:
        return _("Entity") if self.board.filters.beside else _("Period")

    def beside(self) -> tuple[Line, ...]:
        """Return the figures of both sides, each with its cards; never ranked."""
        if self.board.beside is None:
            return ()
        here = (self.board.filters, self.board.cards, self.board.people)
        there = (self.board.beside.filters, self.board.beside.cards, self.board.beside.people)
        return tuple(
            Line(
                self._name(filters),
                with_query(url_for("dashboards.campaign", slug=self.board.slug), dashboard_args(filters)),
                figure_cells(self.locale, both(cards, people), _cards_of(self.board.slug, filters)),
            )
            for filters, cards, people in (here, there)
        )

    def _name(self, filters: DashboardFilters) -> Passage:
        if self.board.filters.beside:
            name = next(entity.name for entity in self.board.entities if entity.code == filters.entity)
            return Passage(name, dir="auto")
        if filters.since is None or filters.until is None:  # the other end is open
            day = formats.day(self.locale, filters.since or filters.until or date.max)
            return Passage(_("From %(day)s", day=day) if filters.since else _("Until %(day)s", day=day))
        return Passage(formats.days_range(self.locale, filters.since, filters.until))


def _cards_of(slug: str, filters: DashboardFilters) -> Address:
    asked, feed = feed_args(filters), url_for("feedback.feed", slug=slug)
    return lambda **more: with_query(feed, {**asked, **more})


def _weeks_shown(weeks: Mapping[date, int], filters: DashboardFilters, today: date) -> dict[date, int]:
    """Return the last weeks of the period, the empty ones too; nothing without a contribution."""
    last = min(filters.until, today) if filters.until else today
    return weeks_drawn(weeks, last, filters.since)
