"""The same question in several entities: of each what its own summary tells, never ranked."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from app.policy.actor import Actor
from app.questionnaires.queries.several import number_of, tallies_by_edition
from app.questionnaires.queries.summary import SummaryEdition, WaveSummary
from app.questions.kinds import KINDS
from app.questions.summary import Score

InEntities = Mapping[int, tuple[tuple[SummaryEdition, Score | None], ...]]  # by question; None: too few answered there


def numbers_in_entities(session: Session, actor: Actor, found: WaveSummary) -> InEntities:
    """Return each question's number in each entity that the reader may choose. Three statements, none for one entity.

    ``found`` was read for the same actor: nothing is told here that the summary of an entity does not tell.
    """
    if found.chosen is not None or len(found.editions) <= 1 or found.people is None:
        return {}
    ids = [edition.id for edition in found.editions]
    tallies = tallies_by_edition(session, actor, found.wave.id, ids, found.wave.threshold)
    questions = [each.row.question for each in found.questions]
    numbers = {
        question.id: tuple(
            (edition, number_of(question, tallies.get((question.id, edition.id)))) for edition in found.editions
        )
        for question in questions
        if KINDS[question.kind].compared_by is not None
    }
    return {number: several for number, several in numbers.items() if any(score for _edition, score in several)}
