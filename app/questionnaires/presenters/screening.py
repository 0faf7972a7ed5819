"""The questions of those who apply, as a part of another form; and what they answered, for those who decide."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import gettext as _

from app.questionnaires.presenters.answer import Typed
from app.questionnaires.presenters.question import QuestionReader, QuestionView, question_view
from app.questionnaires.queries.screening import ScreeningRow
from app.questions.reading import problems_of, read_all
from app.web.parts import Passage


@dataclass(frozen=True, slots=True)
class ScreeningPart:
    """The questions with what was typed, ready to print inside a form."""

    title: Passage
    intro: Passage | None
    questions: tuple[QuestionView, ...]
    hidden: tuple[tuple[str, str], ...]  # typed for questions that are not asked after all: kept, and not sent on
    problems: tuple[tuple[str, Passage, str], ...]  # id in the page, the question, the sentence


def screening_part(
    screening: ScreeningRow, typed: Typed, reader: QuestionReader, shown: Collection[int] | None = None
) -> ScreeningPart:
    """Return the questions that are asked after these answers.

    ``shown``: those on the page from which somebody tried to send, who is told what is missing; ``None``: nobody did.
    """
    reading = read_all(screening.questions, typed)
    asked = {question.id for question in reading.asked}
    problems = {} if shown is None else {key: why for key, why in problems_of(reading).items() if key in shown}
    views = tuple(
        question_view(
            row,
            typed.get(row.question.id, {}),
            reader,
            (problems[row.question.id] or _("Please answer this question.")) if row.question.id in problems else "",
        )
        for row in screening.rows
        if row.question.id in asked
    )
    known = {row.question.id for row in screening.rows}
    return ScreeningPart(
        title=reader.text(screening.title_text_id),
        intro=reader.text(screening.intro_text_id) if screening.intro_text_id else None,
        questions=views,
        hidden=tuple(
            (name, value)
            for question_id, fields in typed.items()
            if question_id in known - asked
            for name, values in fields.items()
            for value in values
        ),
        problems=tuple((view.name, view.prompt, each) for view in views for each in view.errors),
    )
