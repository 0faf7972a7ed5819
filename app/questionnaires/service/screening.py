"""Answers of those who apply: stored with the application, and gone with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.db.session import transaction
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.questionnaires.models import Response, Wave
from app.questionnaires.queries.screening import screenings_of
from app.questionnaires.service.respond import store_sent
from app.questionnaires.types import Moment
from app.questions.errors import AnswersNotReady
from app.questions.reading import Fields, problems_of, read_all

SCREENINGS = select(Wave.id).where(Wave.moment == Moment.SCREENING)


def answer_screening(
    session: Session,
    actor: Actor,
    facts: Facts,
    typed: Mapping[int, Fields],
    words: Mapping[tuple[int, int], str] | None = None,
) -> None:
    """Check and store what the actor answers when they apply to an edition, inside the caller's transaction.

    Answers given before are replaced. An edition that asks nothing stores nothing; nor does who leaves empty what may
    stay empty. ``words``: those to store in the place of what was typed, by the ids of the question and of its part.

    :raises AnswersNotReady: some are missing or refused; ``params["problems"]`` says which, by the question's id
    """
    require(actor, Action.ENROLMENT_USE, Facts(person_id=actor.person_id))
    with transaction(session):
        screening = screenings_of(session, actor, [facts]).get(facts.edition_id or 0)
        if screening is None:
            return
        reading = read_all(screening.questions, typed)
        problems = problems_of(reading)
        if problems:
            raise AnswersNotReady(problems=problems)
        if reading.answers:
            store_sent(session, actor, (screening.wave_id, screening.edition_id), reading.answers, words)


def drop_screening(session: Session, actor: Actor, edition_id: int, person_ids: Collection[int]) -> None:
    """Delete what people answered when they applied, inside the transaction in which their application ends.

    :raises Forbidden: only the application itself does
    """
    require(actor, Action.QUESTIONNAIRE_FORGET, NOTHING)
    with transaction(session):
        session.execute(
            delete(Response)
            .where(
                Response.edition_id == edition_id,
                Response.person_id.in_(person_ids),
                Response.wave_id.in_(SCREENINGS),
            )
            .execution_options(synchronize_session=False)
        )
