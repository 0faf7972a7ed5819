"""What all answers to a questionnaire say, ready to print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from app.charts.bars import Bar, Bars
from app.charts.types import Chart
from app.i18n import formats
from app.policy.masking import PERCENT_FROM, people_shown, share_percent
from app.questionnaires.presenters.build import moment_label
from app.questionnaires.presenters.former import FormerPart, former_parts
from app.questionnaires.presenters.wording import ReaderWording
from app.questionnaires.queries.beside import BesideWave
from app.questionnaires.queries.summary import (
    QuestionSummary,
    SummaryEdition,
    SummedWave,
    WaveSummary,
    WrittenAnswer,
)
from app.questionnaires.types import Moment
from app.questions.intervals import Interval
from app.questions.kinds import KINDS
from app.questions.kinds.kind import QuestionKind
from app.questions.summary import Score, SummaryBar, SummaryRow
from app.questions.types import WHOLE, PartRole
from app.texts.queries import EMPTY, ReadText
from app.web.parts import ChoiceLink, Passage, Row, passage_of, read_passage

Texts = Mapping[int, ReadText]
Changes = tuple[Moment, Mapping[int, Interval]]  # since when, and by how much, by question


@dataclass(frozen=True, slots=True)
class SummaryWording(ReaderWording):
    """Says parts and numbers of answers; what is worked out from several is rounded."""

    def number(self, value: float) -> str:
        """Write a number."""
        return formats.rounded(self.locale, value)


@dataclass(frozen=True, slots=True)
class ImagePart:
    """An image among the answers, as ``ui/components/images.html`` prints it."""

    url: str
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class QuestionPart:
    """One question of the page: its words, and what the answers say."""

    anchor: str
    prompt: Passage
    is_heading: bool  # of a section
    corrected: str
    former: Sequence[FormerPart]  # what it said before
    retired: str
    people: str  # who answered
    score: str
    score_note: str
    formula: str  # how the score is worked out, and who published it
    change: str  # since the first wave, among those who answered both
    charts: tuple[Chart, ...]
    words: tuple[Passage, ...]
    images: tuple[ImagePart, ...]
    note: str  # why something is not shown


@dataclass(frozen=True, slots=True)
class SummaryPage:
    """The page of one wave."""

    title: Passage
    eyebrow: str
    lead: str
    people: str
    is_masked: bool
    tabs: tuple[ChoiceLink, ...]
    questions: tuple[QuestionPart, ...]

    @property
    def charts(self) -> tuple[Chart, ...]:
        """All charts of the page."""
        return tuple(chart for question in self.questions for chart in question.charts)

    @property
    def has_words(self) -> bool:
        """Whether answers in words are quoted."""
        return any(question.words for question in self.questions)

    @property
    def has_images(self) -> bool:
        """Whether images are among the answers."""
        return any(question.images for question in self.questions)


def wave_rows(waves: list[SummedWave], texts: Texts, locale: str) -> list[Row]:
    """Return the list of what can be read."""
    return [
        Row(
            read_passage(texts.get(wave.title_text_id, EMPTY)),
            url_for("questionnaires.summary", slug=wave.campaign_slug, wave_id=wave.id),
            (Passage(when_asked(wave, locale)),),
        )
        for wave in waves
    ]


def summary_page(
    found: WaveSummary, since: Changes | None, texts: Texts, locale: str, *, with_links: bool = True
) -> SummaryPage:
    """Return the page of a wave; ``with_links``: to the other entities, which a sheet of paper does not have."""
    wave = found.wave
    questions = found.questions if found.people is not None else ()
    return SummaryPage(
        read_passage(texts.get(wave.title_text_id, EMPTY)),
        when_asked(wave, locale),
        _lead(found, locale),
        _people(found, locale),
        found.people is None,
        _tabs(found) if with_links else (),
        tuple(
            _question(each, found, since, SummaryWording(locale, texts, each.row.part_text_ids)) for each in questions
        ),
    )


def when_asked(wave: SummedWave | BesideWave, locale: str) -> str:
    """Say when a wave was asked."""
    if wave.opens_on and wave.closes_on:
        return formats.days_range(locale, wave.opens_on, wave.closes_on)
    return moment_label(wave.moment)


def _lead(found: WaveSummary, locale: str) -> str:
    if found.until is None:
        return str(
            ngettext(
                "Answers appear here once %(count)s\u00a0person has answered and the week is over.",
                "Answers appear here once %(count)s\u00a0people have answered and the week is over.",
                found.wave.threshold,
                count=formats.number(locale, found.wave.threshold),
            )
        )
    day = formats.day(locale, found.until + timedelta(days=6))
    return str(
        _(
            "As of %(day)s. New answers are added in groups, so that nobody’s answers can be singled out.",
            day=day,
        )
    )


def _people(found: WaveSummary, locale: str) -> str:
    shown = people_shown(found.people or 0, found.wave.threshold)
    if shown is None:
        return ""
    return str(
        ngettext(
            "%(count)s\u00a0person or more has answered.",
            "%(count)s\u00a0people or more have answered.",
            shown,
            count=formats.number(locale, shown),
        )
    )


def _tabs(found: WaveSummary) -> tuple[ChoiceLink, ...]:
    if len(found.editions) <= 1:  # nothing to choose from
        return ()

    def link(label: str, chosen: SummaryEdition | None) -> ChoiceLink:
        url = url_for(
            "questionnaires.summary",
            slug=found.wave.campaign_slug,
            wave_id=found.wave.id,
            entity=chosen.entity_code if chosen else None,
        )
        return ChoiceLink(label, url, is_current=found.chosen == chosen)

    return (
        link(_("All entities"), None),
        *(link(edition.entity_name, edition) for edition in found.editions),
    )


def _question(
    each: QuestionSummary, found: WaveSummary, since: Changes | None, wording: SummaryWording
) -> QuestionPart:
    row, summary, wave = each.row, each.summary, found.wave
    kind = KINDS[row.question.kind]
    score = summary.score if summary else None
    locale, texts = wording.locale, wording.texts
    return QuestionPart(
        f"q{row.question.id}",
        read_passage(texts.get(row.prompt_text_id, EMPTY)),
        not kind.asks,
        _("Wording corrected on %(day)s.", day=formats.day(locale, row.corrected_on)) if row.corrected_on else "",
        former_parts(each.former, locale),
        _("No longer asked since %(day)s.", day=formats.day(locale, row.retired_on)) if row.retired_on else "",
        _answered(summary.n, locale) if summary else "",
        _score(score, locale) if score else "",
        _("The range is where the score is expected to lie, at 95%.") if score else "",
        _formula(kind) if score else "",
        _change(since, row.question.id, locale) if since else "",
        tuple(_chart(each, bars, wording) for bars in summary.rows) if summary else (),
        tuple(passage_of(one.words, one.language) for one in each.words if one.file_id is None),
        tuple(_image(one, found) for one in each.words if one.file_id is not None),
        _note(each, wave, locale),
    )


def _image(one: WrittenAnswer, found: WaveSummary) -> ImagePart:
    url = url_for(
        "questionnaires.summary_picture",
        slug=found.wave.campaign_slug,
        wave_id=found.wave.id,
        code=found.chosen.entity_code if found.chosen else "-",
        file_id=one.file_id,
    )
    return ImagePart(url, one.words or _("One image"), one.words)


def _note(each: QuestionSummary, wave: SummedWave, locale: str) -> str:
    if not KINDS[each.row.question.kind].asks:
        return ""
    if each.summary is None:
        return str(_("Not shown: too few people have answered this question."))
    if each.waits_for_words:
        return str(
            ngettext(
                "What people wrote is shown once %(count)s\u00a0person has written something.",
                "What people wrote is shown once %(count)s\u00a0people have written something.",
                wave.threshold_words,
                count=formats.number(locale, wave.threshold_words),
            )
        )
    return ""


def _answered(n: int, locale: str) -> str:
    return str(ngettext("%(count)s\u00a0answer", "%(count)s\u00a0answers", n, count=formats.number(locale, n)))


def _score(score: Score, locale: str) -> str:
    value, low, high = (formats.rounded(locale, number) for number in (score.value, score.low, score.high))
    return str(
        _("%(name)s: %(value)s (between %(low)s and %(high)s)", name=_(score.name), value=value, low=low, high=high)
    )


def _formula(kind: QuestionKind) -> str:
    """Say how a score is worked out, and where the scale was published."""
    return " ".join(
        filter(
            None, (str(_(kind.formula)) if kind.formula else "", kind.published.source + "." if kind.published else "")
        )
    )


def _change(since: Changes, question_id: int, locale: str) -> str:
    """Say how the answers of those who answered both times moved."""
    moment, by_question = since
    moved = by_question.get(question_id)
    if moved is None:
        return ""
    value, low, high = (formats.signed(locale, number) for number in (moved.value, moved.low, moved.high))
    return str(
        ngettext(
            "Since “%(moment)s”: %(value)s on average (between %(low)s and %(high)s), from %(count)s\u00a0person who "
            "answered both times.",
            "Since “%(moment)s”: %(value)s on average (between %(low)s and %(high)s), from %(count)s\u00a0people who "
            "answered both times.",
            moved.n,
            moment=moment_label(moment),
            value=value,
            low=low,
            high=high,
            count=formats.number(locale, moved.n),
        )
    )


def _chart(each: QuestionSummary, bars: SummaryRow, wording: SummaryWording) -> Bars:
    most = max((bar.count for bar in bars.bars), default=0)
    n = each.summary.n if each.summary else 0
    rows = tuple(
        Bar(
            bar_label(each, bar, wording),
            _bar_value(bar.count, n, wording.locale),
            bar.count / (most or 1),
            number=bar.count,
        )
        for bar in bars.bars
    )
    kind = KINDS[each.row.question.kind]
    sentence = _middle(kind, bars, wording)
    few = _("No percentages under %(count)s\u00a0answers.", count=formats.number(wording.locale, PERCENT_FROM))
    return Bars(
        id=f"c{each.row.question.id}-{bars.part_id}",
        title=_row_label(each, bars, wording) or pgettext("questionnaire", "Answers"),
        sentence=str(sentence),
        description=" ".join(filter(None, (_ends(each, wording), str(few) if rows and n < PERCENT_FROM else ""))),
        label_heading=_("Answer"),
        value_heading=_("Number of answers"),
        rows=rows,
    )


def _middle(kind: QuestionKind, bars: SummaryRow, wording: SummaryWording) -> str:
    """Say the median of what the bars show, else between which two values it lies."""
    low, high = (bars.median, bars.median) if bars.middle is None else bars.middle
    if low is None or high is None:
        return ""
    if low == high:
        return str(_("Median: %(value)s", value=kind.said(low, wording)))
    said = {"low": kind.said(low, wording), "high": kind.said(high, wording)}
    return str(_("The median lies between %(low)s and %(high)s.", **said))


def _ends(each: QuestionSummary, wording: SummaryWording) -> str:
    """Say what stands at both ends of a scale."""
    kind, question = KINDS[each.row.question.kind], each.row.question
    own = [wording.part(part.id) for part in question.of(PartRole.END)]
    ends = [wording.sentence(end) for end in kind.ends] if kind.ends else own
    match ends:
        case [low, high]:
            return str(_("From “%(low)s” to “%(high)s”.", low=low, high=high))
    return ""


def _row_label(each: QuestionSummary, bars: SummaryRow, wording: SummaryWording) -> str:
    published = KINDS[each.row.question.kind].published
    if published and bars.part_id in published.items:
        return wording.sentence(published.items[bars.part_id])
    return "" if bars.part_id == WHOLE else wording.part(bars.part_id)


def bar_label(each: QuestionSummary, bar: SummaryBar, wording: SummaryWording) -> str:
    """Say what a bar is: a part that was chosen, or a number given for the row."""
    is_row = each.summary is not None and any(row.part_id == bar.part_id for row in each.summary.rows)
    if bar.number is None or not is_row:
        return wording.part(bar.part_id)
    return KINDS[each.row.question.kind].said(bar.number, wording)


def _bar_value(count: int, n: int, locale: str) -> str:
    percent = share_percent(count, n)
    shown = formats.number(locale, count)
    return shown if percent is None else f"{shown} ({formats.percent(locale, percent)})"
