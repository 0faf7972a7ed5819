"""Questions of any kind, and responses that were sent weeks ago."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from app.campaigns.models import Edition
from app.core import clock
from app.figures.weeks import monday_of
from app.policy.actor import SYSTEM, Actor, Role
from app.questionnaires.models import Questionnaire, Response, StoredCell, StoredQuestion, Wave
from app.questionnaires.queries import question_rows
from app.questionnaires.service import PartInput, QuestionInput, add_question
from app.questionnaires.types import ResponseState
from app.questions.types import Answer, AnswerCell, PartRole
from tests.factories.accounts import actor_for, make_entity, make_person
from tests.factories.campaigns import make_campaign, make_edition
from tests.factories.questionnaires import make_questionnaire, make_wave


def ask(
    session: Session, questionnaire: Questionnaire, kind: str, *parts: tuple[PartRole, str], prompt: str = "Why?"
) -> StoredQuestion:
    """Save and return a question with its parts."""
    made = tuple(PartInput(role, {"en": words}) for role, words in parts)
    return add_question(session, SYSTEM, questionnaire.id, QuestionInput({"en": prompt}, kind, parts=made))


def send_response(
    session: Session,
    where: tuple[Wave, Edition],
    answers: Mapping[int, Answer],
    *,
    weeks_ago: int = 1,
    pair: str | None = None,
) -> Response:
    """Save and return a response sent so many weeks ago, by nobody in particular; ``pair`` pairs waves."""
    wave, edition = where
    response = Response(
        wave_id=wave.id,
        edition_id=edition.id,
        state=ResponseState.SENT,
        locale="en",
        sent_week=monday_of(clock.today()) - timedelta(weeks=weeks_ago),
        pair_hash=pair,
    )
    session.add(response)
    session.flush()
    for question_id, cells in answers.items():
        for cell in cells:
            session.add(
                StoredCell(
                    response_id=response.id,
                    question_id=question_id,
                    part_id=cell.part_id,
                    number=cell.number,
                    words=cell.words,
                )
            )
    session.flush()
    return response


@dataclass(frozen=True, slots=True)
class Asked:
    """A wave of a scale, a choice and a text, in two entities, without a response."""

    slug: str
    wave: Wave
    here: Edition
    there: Edition
    scale: StoredQuestion
    choice: StoredQuestion
    text: StoredQuestion
    option_id: int  # the first of the choice
    central: Actor


def make_asked(session: Session) -> Asked:
    """Save and return it."""
    campaign = make_campaign(session)
    here, there = (make_edition(session, campaign=campaign, entity=make_entity(session)) for _ in range(2))
    questionnaire = make_questionnaire(session, campaign=campaign)
    ends = [(PartRole.END, "Not at all"), (PartRole.END, "Very much")]
    options = [(PartRole.OPTION, "At home"), (PartRole.OPTION, "In the branch")]
    scale = ask(session, questionnaire, "scale", *ends)
    choice = ask(session, questionnaire, "single", *options)
    text = ask(session, questionnaire, "long_text")
    option_id = question_rows(session, SYSTEM, questionnaire.id)[1].question.parts[0].id
    wave = make_wave(session, questionnaire=questionnaire)
    central = actor_for(make_person(session), Role.CENTRAL_TEAM)
    session.commit()
    return Asked(campaign.slug, wave, here, there, scale, choice, text, option_id, central)


def answer(session: Session, asked: Asked, count: int, *, weeks_ago: int = 1, words: str = "") -> None:
    """Let people of the first edition answer: 4 of 5, the first option, and perhaps words."""
    for _ in range(count):
        answers = {
            asked.scale.id: (AnswerCell(number=4),),
            asked.choice.id: (AnswerCell(asked.option_id),),
        }
        if words:
            answers[asked.text.id] = (AnswerCell(words=words),)
        send_response(session, (asked.wave, asked.here), answers, weeks_ago=weeks_ago)
    session.commit()
