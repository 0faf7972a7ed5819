"""What somebody answered, said back in words and images."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.questionnaires.presenters.former import FormerPart, corrected_label, former_parts
from app.questionnaires.presenters.question import QuestionReader
from app.questionnaires.queries.read import FormerWords, QuestionRow
from app.questions.kinds import KINDS
from app.questions.types import Answer
from app.web.parts import Passage


@dataclass(frozen=True, slots=True)
class GivenImage:
    """An image that somebody gave, as ``ui/components/images.html`` prints it."""

    url: str
    alt: str


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One question with the answer that was sent."""

    prompt: Passage
    lines: tuple[str, ...]
    images: tuple[GivenImage, ...] = ()
    corrected: str = ""  # when its wording was corrected last
    former: Sequence[FormerPart] = ()  # what it said before


def given_answers(
    rows: Sequence[QuestionRow],
    given: Mapping[int, Answer],
    reader: QuestionReader,
    former: Mapping[int, Sequence[FormerWords]] | None = None,
) -> list[GivenAnswer]:
    """Return what somebody sent: each question with its answer in words, and what it said before a correction."""
    return [
        _given(row, given[row.question.id], reader, (former or {}).get(row.question.id, ()))
        for row in rows
        if row.question.id in given
    ]


def _given(row: QuestionRow, answer: Answer, reader: QuestionReader, former: Sequence[FormerWords]) -> GivenAnswer:
    kind = KINDS[row.question.kind]
    lines = tuple(kind.lines(row.question, answer, reader.wording(row)))
    url = reader.image_url(row.question.id, "") if kind.takes_file else ""
    return GivenAnswer(
        reader.text(row.prompt_text_id),
        lines,
        (GivenImage(url, " ".join(lines)),) if url else (),
        corrected_label(row, reader.locale),
        former_parts(former, reader.locale),
    )
