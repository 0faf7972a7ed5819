"""The texts of a questionnaire, one by one, for who translates them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app.core import idents
from app.questionnaires.queries import QuestionnaireRow, QuestionRow
from app.questionnaires.types import PART_NAMES
from app.texts.queries import TextState
from app.texts.types import TextProgress
from app.web.parts import ChoiceLink

QUESTIONS_A_PAGE = 10


@dataclass(frozen=True, slots=True)
class ShownText:
    """A text to translate: its name, its source, and how far it is."""

    text_id: int
    label: str
    source: str
    state_label: str
    is_ready: bool


def texts_on(row: QuestionnaireRow, number: int) -> Iterator[tuple[int, str]]:
    """Yield the texts of a page, each with its name; title and introduction stand on the first."""
    if number == 1:
        yield row.title_text_id, _("Title")
        if row.intro_text_id:
            yield row.intro_text_id, _("Introduction")
    first = (number - 1) * QUESTIONS_A_PAGE
    for place, each in enumerate(row.rows[first : first + QUESTIONS_A_PAGE], start=first + 1):
        yield from _texts_of(place, each)


def _texts_of(place: int, row: QuestionRow) -> Iterator[tuple[int, str]]:
    yield row.prompt_text_id, _("Question %(place)s", place=place)
    if row.help_text_id:
        yield row.help_text_id, _("Question %(place)s: explanation", place=place)
    numbers: dict[str, int] = {}
    for part in row.question.parts:
        numbers[part.role] = numbers.get(part.role, 0) + 1
        name = _(PART_NAMES[part.role][1], number=numbers[part.role])
        yield row.part_text_ids[part.id], _("Question %(place)s: %(part)s", place=place, part=name)


def shown_texts(
    row: QuestionnaireRow, number: int, states: Sequence[tuple[TextState, TextState]]
) -> dict[str, ShownText]:
    """Return the texts of a page by the identifier that stands in its form."""
    labels = {
        TextProgress.MISSING: _("Missing"),
        TextProgress.DRAFT: _("Draft"),
        TextProgress.MACHINE: _("Machine translation"),
        TextProgress.VALIDATED: _("Validated"),
        TextProgress.OUTDATED: _("Out of date"),
    }
    return {
        idents.encode(text_id): ShownText(
            text_id, label, source.value, labels[translated.state], translated.state is TextProgress.VALIDATED
        )
        for (text_id, label), (source, translated) in zip(texts_on(row, number), states, strict=True)
    }


def page_links(slug: str, questionnaire_id: int, locale: str, pages: tuple[int, int]) -> tuple[ChoiceLink, ...]:
    """Return the pages of a translation; ``pages``: the one that is open, and how many there are."""
    here, count = pages
    if count == 1:
        return ()
    return tuple(
        ChoiceLink(
            str(number),
            url_for(
                "questionnaires.translation", slug=slug, questionnaire_id=questionnaire_id, locale=locale, page=number
            ),
            number == here,
        )
        for number in range(1, count + 1)
    )
