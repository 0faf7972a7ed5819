"""The pages of somebody who answers: one screen of questions, the review before sending."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Protocol

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.i18n import formats
from app.questionnaires.presenters.given import GivenImage
from app.questionnaires.presenters.question import QuestionReader, QuestionView, answer_lines, question_view
from app.questionnaires.presenters.wording import refusal_sentence
from app.questionnaires.queries.read import QuestionRow
from app.questionnaires.queries.waves import OwnWave, TypedAnswer
from app.questions.kinds import KINDS
from app.questions.reading import Fields, Reading, read_all, read_one
from app.questions.screens import Screen, asks, screen_with, screens
from app.questions.types import AnswerRefused, Question, field_name
from app.web.parts import Passage, Row

Typed = Mapping[int, Fields]
Problems = Mapping[int, AnswerRefused | None]  # by the question's id; None: it is not answered


@dataclass(frozen=True, slots=True)
class Sheet:
    """A questionnaire with all that was typed so far, read once for the whole page."""

    wave: OwnWave
    rows: Mapping[int, QuestionRow]
    typed: Typed
    reading: Reading
    screens: tuple[Screen, ...]
    reader: QuestionReader

    @property
    def asked(self) -> tuple[Question, ...]:
        """The questions that are asked, without headings."""
        return tuple(question for question in self.reading.asked if asks(question))

    @property
    def image_answers(self) -> tuple[int, ...]:
        """The questions that are answered with an image."""
        return tuple(each.id for each in self.asked if KINDS[each.kind].takes_file and each.id in self.reading.answers)

    @property
    def left_out(self) -> bool:
        """Whether something was answered that is no longer asked for, as its question was changed or withdrawn."""
        return any(fields and question_id not in self.rows for question_id, fields in self.typed.items())

    def first_open(self) -> int:
        """Return the place of the first screen with a question without an answer; the last one when there is none."""
        answered = set(self.reading.answers)
        for place, screen in enumerate(self.screens):
            if any(question.id not in answered for question in screen.asking):
                return place
        return max(0, len(self.screens) - 1)

    def after(self, shown: Sequence[int]) -> int | None:
        """Return the place of the screen after those questions; ``None`` after the last."""
        order = [question.id for question in self.asked]
        places = [order.index(each) for each in shown if each in order]
        following = [each for each in order[min(places, default=0) :] if each not in shown]
        return screen_with(self.screens, following[0]) if following else None

    def before(self, shown: Sequence[int]) -> int:
        """Return the place of the screen before those questions."""
        places = [screen_with(self.screens, each) for each in shown]
        return max(0, min((place for place in places if place is not None), default=1) - 1)


def sheet_of(
    wave: OwnWave, rows: Sequence[QuestionRow], typed: Typed, reader: QuestionReader, *, is_small: bool
) -> Sheet:
    """Read what was typed and cut the questions into screens."""
    questions = [row.question for row in rows]
    reading = read_all(questions, typed)
    cut = screens(questions, reading.answers, is_small=is_small)
    return Sheet(wave, {row.question.id: row for row in rows}, typed, reading, tuple(cut), reader)


@dataclass(frozen=True, slots=True)
class ScreenPage:
    """One screen, ready to print."""

    questions: tuple[QuestionView, ...]
    section: Passage | None
    shown: tuple[int, ...]
    progress_label: str
    minutes_label: str
    is_first: bool
    is_last: bool
    errors: tuple[tuple[str, Passage, str], ...]  # id in the page, its name, the sentence
    hidden: tuple[tuple[str, str], ...]  # of an untraceable wave: what the other screens hold

    @property
    def takes_images(self) -> bool:
        """Whether an image can be chosen on it."""
        return any(view.image for view in self.questions)


@dataclass(frozen=True, slots=True)
class Marks:
    """What is said beside the questions of a screen, by the question's id."""

    errors: Mapping[int, AnswerRefused | str] = field(default_factory=dict)
    stored: Mapping[int, TypedAnswer] = field(default_factory=dict)  # saved elsewhere in the meantime


def screen_page(sheet: Sheet, place: int, marks: Marks) -> ScreenPage:
    """Return a screen with what was typed on it."""
    screen = sheet.screens[place]
    views = tuple(
        question_view(
            sheet.rows[question.id],
            sheet.typed.get(question.id, {}),
            sheet.reader,
            marks.errors.get(question.id, ""),
            marks.stored[question.id].fields if question.id in marks.stored else None,
        )
        for question in screen.questions
    )
    shown = tuple(question.id for question in screen.asking)
    return ScreenPage(
        questions=views,
        section=sheet.reader.text(sheet.rows[screen.section.id].prompt_text_id) if screen.section else None,
        shown=shown,
        progress_label=_progress(sheet, shown),
        minutes_label=_minutes_left(sheet, shown),
        is_first=place == 0,
        is_last=place == len(sheet.screens) - 1,
        errors=tuple((view.name, view.prompt, each) for view in views for each in view.errors),
        hidden=hidden_fields(sheet, shown) if sheet.wave.is_untraceable else (),
    )


def refused_on(sheet: Sheet, shown: Sequence[int]) -> dict[int, AnswerRefused | str]:
    """Return why answers on a screen are not taken."""
    return {each: sheet.reading.refusals[each] for each in shown if each in sheet.reading.refusals}


def hidden_fields(sheet: Sheet, shown: Sequence[int] = ()) -> tuple[tuple[str, str], ...]:
    """Return what was typed on other screens, as hidden fields: nothing is stored before it is sent."""
    return tuple(
        (name, value)
        for question_id, fields in sheet.typed.items()
        if question_id not in shown and question_id in sheet.rows
        for name, values in fields.items()
        for value in values
    )


class AskedWords(Protocol):
    """Words about which something is to be chosen, as ``ui/components/cautions.html`` prints it."""

    id: str


class Asking(Protocol):
    """The form that asks about words before they are sent."""

    def asked_about(self, question_id: int) -> Sequence[AskedWords]:
        """Return the words of a question about which something is to be chosen."""


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One question with its answer, before sending."""

    id: int
    row: Row
    error: str
    asked_about: tuple[AskedWords, ...] = ()  # its words that look like somebody's data
    images: tuple[GivenImage, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """All answers before they are sent, and what becomes of them."""

    lines: tuple[ReviewLine, ...]
    promises: tuple[str, ...]
    hidden: tuple[tuple[str, str], ...]

    @property
    def has_images(self) -> bool:
        """Whether images are among the answers."""
        return any(line.images for line in self.lines)

    @property
    def has_errors(self) -> bool:
        """Whether something keeps it from being sent."""
        return any(line.error for line in self.lines)


def review_page(sheet: Sheet, problems: Problems | None, asking: Asking | None = None) -> ReviewPage:
    """Return all answers.

    ``problems``: of who tried to send them, and is told what is missing; ``asking``: what they choose first.
    """
    problems = sheet.reading.refusals if problems is None else problems
    return ReviewPage(
        lines=tuple(_review_line(sheet, question, problems, asking) for question in sheet.asked),
        promises=promises(sheet.wave, sheet.reader.locale),
        hidden=hidden_fields(sheet) if sheet.wave.is_untraceable else (),
    )


def promises(wave: OwnWave, locale: str) -> tuple[str, ...]:
    """Say who can read what, in the order in which people ask."""
    figures = ngettext(
        "Figures are shown once at least %(count)s\u00a0person has answered, and never beside a name.",
        "Figures are shown once at least %(count)s\u00a0people have answered, and never beside a name.",
        wave.min_group,
        count=formats.number(locale, wave.min_group),
    )
    words = ngettext(
        "Your own words are shown once at least %(count)s\u00a0person has answered, without your name.",
        "Your own words are shown once at least %(count)s\u00a0people have answered, without your name.",
        wave.min_group_verbatim,
        count=formats.number(locale, wave.min_group_verbatim),
    )
    if wave.is_untraceable:
        return (
            level_label(wave),
            figures,
            words,
            _(
                "We record that you have answered, so that nobody answers twice. Your answers are not linked to you: "
                "we cannot find them again."
            ),
        )
    return (
        level_label(wave),
        figures,
        words,
        _("Until you send, only you can read what is saved here."),
        _("If you leave the campaign, what you have sent stays in the figures; what you have not sent is deleted."),
    )


def level_label(wave: OwnWave) -> str:
    """Say who can know which answers are the reader's: the same for all who are asked (see docs/decisions)."""
    if wave.is_untraceable:
        return str(_("Nobody can know which answers are yours. Nothing is stored before you send."))
    return str(
        _(
            "Everybody answers in the same way: your answers are linked to your account, so that you can go on later, "
            "and no page shows them with your name."
        )
    )


def minutes_of(locale: str, seconds: int) -> str:
    """Say how long something takes."""
    minutes = max(1, ceil(seconds / 60))
    return str(
        ngettext(
            "About %(count)s\u00a0minute",
            "About %(count)s\u00a0minutes",
            minutes,
            count=formats.number(locale, minutes),
        )
    )


def _review_line(sheet: Sheet, question: Question, problems: Problems, asking: Asking | None) -> ReviewLine:
    row, wave = sheet.rows[question.id], sheet.wave
    view = question_view(row, sheet.typed.get(question.id, {}), sheet.reader, problems.get(question.id) or "")
    error = view.errors[0] if view.errors else ""
    if question.id in problems and not error:
        error = _("Please answer this question.")
    name = field_name(question.id)
    url = url_for("questionnaires.answer", slug=wave.slug, wave_id=wave.id, at=question.id, _anchor=name)
    lines = answer_lines(row, sheet.typed.get(question.id, {}), sheet.reader)
    return ReviewLine(
        question.id,
        Row(
            title=view.prompt,
            url="" if wave.is_untraceable else url,
            details=tuple(Passage(line) for line in lines),
            status=_("To look at") if error else "",
            tone="late" if error else "",
        ),
        error,
        tuple(asking.asked_about(question.id)) if asking else (),
        (GivenImage(view.image.url, " ".join(lines)),) if view.image and view.image.url else (),
    )


def _progress(sheet: Sheet, shown: Sequence[int]) -> str:
    order = [question.id for question in sheet.asked]
    total = formats.number(sheet.reader.locale, len(order))
    first, last = (formats.number(sheet.reader.locale, order.index(each) + 1) for each in (shown[0], shown[-1]))
    if len(shown) == 1:
        return str(_("Question %(place)s of %(total)s", place=first, total=total))
    return str(_("Questions %(first)s to %(last)s of %(total)s", first=first, last=last, total=total))


def _minutes_left(sheet: Sheet, shown: Sequence[int]) -> str:
    order = [question.id for question in sheet.asked]
    left = sheet.asked[order.index(shown[0]) :]
    return minutes_of(sheet.reader.locale, sum(KINDS[question.kind].seconds for question in left))


def refusals_of(rows: Sequence[QuestionRow], typed: Typed) -> dict[str, str]:
    """Return why answers that a script saves are not taken, by the question's id as text."""
    found = {}
    for row in rows:
        try:
            read_one(row.question, typed.get(row.question.id, {}))
        except AnswerRefused as refusal:
            found[str(row.question.id)] = refusal_sentence(refusal)
    return found
