"""Questionnaires wave by wave, and missions with the minutes people declared, ready to print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.presenters.figures import people_value
from app.dashboards.presenters.pages import Line, TextCell
from app.dashboards.queries.answers import AnswersBoard
from app.i18n import formats
from app.missions.queries import MissionRow
from app.policy.masking import share_percent
from app.questionnaires.presenters.grid import Criterion, GridFigure, count_of_answers, figure_of, scale_label
from app.questionnaires.presenters.summary import SummaryWording, bar_label, when_asked
from app.questionnaires.queries.beside import BesideQuestionnaire, BesideRow, BesideWave
from app.questionnaires.queries.summary import QuestionSummary
from app.questions.summary import Summary
from app.texts.queries import EMPTY
from app.web.parts import ChoiceLink, Passage, read_passage


@dataclass(frozen=True, slots=True)
class WaveHeading:
    """A moment above its column, and where all its answers are."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class AskedPart:
    """A questionnaire with its waves side by side."""

    title: Passage
    waves: tuple[WaveHeading, ...]
    lines: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class AnswersPage:
    """Questionnaires and minutes, of a campaign or of an entity in it."""

    title: Passage
    scope: str
    tabs: tuple[ChoiceLink, ...]
    lead: str
    parts: tuple[AskedPart, ...]
    headings: tuple[str, ...]
    missions: tuple[Line, ...]
    missions_note: str
    dashboard_url: str


def answers_page(board: AnswersBoard, locale: str) -> AnswersPage:
    """Write the page: questionnaires as they were asked, missions in their order, nothing ranked."""
    words = _AnswersWriter(board, locale)
    entity = board.entity.code if board.entity else None
    return AnswersPage(
        title=read_passage(board.title),
        scope=words.scope(),
        tabs=words.tabs(),
        lead=words.lead(),
        parts=tuple(words.part(each) for each in board.waves.questionnaires),
        headings=(_("Mission"), _("Began"), _("Could not go on"), _("Finished"), _("Minutes declared, in all")),
        missions=tuple(words.mission(row) for row in board.missions),
        missions_note=words.missions_note(),
        dashboard_url=url_for("dashboards.campaign", slug=board.slug, entity=entity),
    )


@dataclass(frozen=True, slots=True)
class _AnswersWriter:
    """The page in the reader's language."""

    board: AnswersBoard
    locale: str

    def scope(self) -> str:
        day = formats.day(self.locale, self.board.settled_on)
        if self.board.entity is not None:
            return _("Answers in %(entity)s, as of %(day)s", entity=self.board.entity.name, day=day)
        return _("Answers in all entities, as of %(day)s", day=day)

    def tabs(self) -> tuple[ChoiceLink, ...]:
        if len(self.board.entities) <= 1:  # nothing to choose from
            return ()

        def link(label: str, code: str | None) -> ChoiceLink:
            url = url_for("dashboards.answers", slug=self.board.slug, entity=code)
            chosen = self.board.entity.code if self.board.entity else None
            return ChoiceLink(label, url, is_current=code == chosen)

        return (link(_("All entities"), None), *(link(each.name, each.code) for each in self.board.entities))

    def lead(self) -> str:
        if self.board.waves.until is None:
            return ngettext(
                "Answers appear here once %(count)s\u00a0person has answered and the week is over.",
                "Answers appear here once %(count)s\u00a0people have answered and the week is over.",
                self.board.threshold,
                count=formats.number(self.locale, self.board.threshold),
            )
        day = formats.day(self.locale, self.board.waves.until + timedelta(days=6))
        return _(
            "As of %(day)s. New answers are added in groups, so that nobody’s answers can be singled out.",
            day=day,
        )

    def part(self, each: BesideQuestionnaire) -> AskedPart:
        title = read_passage(self.board.texts.get(each.title_text_id, EMPTY))
        headings = tuple(WaveHeading(self._when(wave), self._summary(wave)) for wave in each.waves)
        return AskedPart(title, headings, tuple(self._line(row, each.waves) for row in each.rows))

    def _when(self, wave: BesideWave) -> str:
        mission = next((row for row in self.board.missions if row.id == wave.mission_id), None)
        if mission is None:
            return when_asked(wave, self.locale)
        return _("Mission %(number)s", number=formats.number(self.locale, mission.number))

    def _summary(self, wave: BesideWave, anchor: str | None = None) -> str:
        entity = self.board.entity.code if self.board.entity else None
        return url_for("questionnaires.summary", slug=self.board.slug, wave_id=wave.id, entity=entity, _anchor=anchor)

    def _line(self, row: BesideRow, waves: Iterable[BesideWave]) -> Criterion:
        known = next(filter(None, row.numbers), None)
        urls = [self._summary(wave, f"q{row.row.question.id}") for wave in waves]
        if known is not None:
            figures = tuple(figure_of(number, url, self.locale) for number, url in zip(row.numbers, urls, strict=True))
        else:
            figures = tuple(self._counted(row, summary, url) for summary, url in zip(row.summaries, urls, strict=True))
        return Criterion(
            read_passage(self.board.texts.get(row.row.prompt_text_id, EMPTY)),
            scale_label(known, self.locale) if known else "",
            figures,
        )

    def _counted(self, row: BesideRow, summary: Summary | None, url: str) -> GridFigure:
        """Say of a question without a number what was answered most; of words and of several lines, how many wrote."""
        if summary is None:
            return GridFigure(_("Not shown"), "", "", is_masked=True)
        said = _("All answers")
        if len(summary.rows) == 1 and summary.rows[0].bars:
            most = max(summary.rows[0].bars, key=lambda bar: bar.count)
            wording = SummaryWording(self.locale, self.board.texts, row.row.part_text_ids)
            label = bar_label(QuestionSummary(row.row, summary, (), waits_for_words=False), most, wording)
            percent = share_percent(most.count, summary.n)
            count = formats.number(self.locale, most.count)
            share = count if percent is None else formats.percent(self.locale, percent)
            said = _("Most: %(answer)s (%(share)s)", answer=label, share=share) if most.count else said
        return GridFigure(said, count_of_answers(summary.n, self.locale), url, is_masked=False)

    def mission(self, row: MissionRow) -> Line:
        counts = self.board.counts.get(row.id)
        told = (counts.started, counts.blocked, counts.done) if counts else (None, None, None)
        entity = self.board.entity.code if self.board.entity else None
        title = read_passage(self.board.texts.get(row.title_text_id, EMPTY))
        minutes = counts.minutes if counts else None
        said = people_value(self.locale, None)
        if minutes is not None:
            said = ngettext(
                "%(count)s\u00a0minute",
                "%(count)s\u00a0minutes",
                minutes,
                count=formats.number(self.locale, minutes),
            )
        return Line(
            title,
            url_for("feedback.feed", slug=self.board.slug, mission=row.number, entity=entity),
            (*(TextCell(people_value(self.locale, number)) for number in told), TextCell(said)),
        )

    def missions_note(self) -> str:
        return _(
            "People are counted in whole groups, as of %(day)s, and so are the minutes: the average of what they say, "
            "in steps of five, times the people shown.",
            day=formats.day(self.locale, self.board.settled_on),
        )
