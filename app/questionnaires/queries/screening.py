"""Reads of what is asked when people apply to an edition, and of what they answered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.core.errors import NotFound
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.questionnaires.models import Questionnaire, Response, StoredCell, Wave
from app.questionnaires.queries.read import QuestionRow, questions_of_each
from app.questionnaires.types import Moment
from app.questions.types import Answer, AnswerCell, Answers, Question


@dataclass(frozen=True, slots=True)
class OwnApplication:
    """A questionnaire that somebody answered when they applied; what they answered is read apart."""

    wave_id: int
    questionnaire_id: int
    slug: str
    source_locale: str
    title_text_id: int


@dataclass(frozen=True, slots=True)
class ScreeningRow:
    """What an edition asks of those who apply."""

    wave_id: int
    edition_id: int
    title_text_id: int
    intro_text_id: int | None
    rows: tuple[QuestionRow, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions without their texts."""
        return tuple(row.question for row in self.rows)

    @property
    def text_ids(self) -> tuple[int | None, ...]:
        """Every text that is shown."""
        return (self.title_text_id, self.intro_text_id, *(text_id for row in self.rows for text_id in row.text_ids))


def screenings_of(session: Session, actor: Actor, editions: Collection[Facts]) -> dict[int, ScreeningRow]:
    """Return what these editions ask of those who apply, by edition; an edition that asks nothing is left out.

    Two statements, whatever their number.

    :raises NotFound: the actor may not see one of them
    """
    for facts in editions:
        require_sight(actor, Action.CAMPAIGN_VIEW, facts)
    waves = session.execute(
        select(
            Wave.id, Wave.edition_id, Wave.questionnaire_id, Questionnaire.title_text_id, Questionnaire.intro_text_id
        )
        .join(Questionnaire, Questionnaire.id == Wave.questionnaire_id)
        .where(Wave.moment == Moment.SCREENING, Wave.edition_id.in_([facts.edition_id for facts in editions]))
        .order_by(Wave.id)
    ).all()
    if not waves:
        return {}
    rows = questions_of_each(session, actor, {wave.questionnaire_id for wave in waves})
    return {
        wave.edition_id: ScreeningRow(
            wave.id, wave.edition_id, wave.title_text_id, wave.intro_text_id, rows[wave.questionnaire_id]
        )
        for wave in waves
        if rows.get(wave.questionnaire_id)
    }


def application_answers(
    session: Session, actor: Actor, editions: Collection[Facts], person_ids: Collection[int]
) -> Mapping[tuple[int, int], Mapping[int, Answer]]:
    """Return what people answered when they applied, by edition and person, to those who decide. One statement.

    :raises Forbidden: the actor does not decide in one of the editions
    """
    for facts in editions:
        require(actor, Action.ENROLMENT_DECIDE, facts)
    found: dict[tuple[int, int], dict[int, Answer]] = {}
    if not person_ids:
        return found
    cells = session.execute(
        select(
            Response.edition_id, Response.person_id, StoredCell.question_id, StoredCell.part_id, StoredCell.number,
            StoredCell.words,
        )
        .join(Response, Response.id == StoredCell.response_id)
        .join(Wave, Wave.id == Response.wave_id)
        .where(
            Wave.moment == Moment.SCREENING, Response.person_id.in_(person_ids),
            Response.edition_id.in_([facts.edition_id for facts in editions]),
        )
        .order_by(StoredCell.question_id, StoredCell.part_id)
    )  # fmt: skip
    for edition_id, person_id, question_id, part_id, number, words in cells:
        answers = found.setdefault((edition_id, person_id or 0), {})
        answers[question_id] = (*answers.get(question_id, ()), AnswerCell(part_id, number, words))
    return found


def own_applications(session: Session, actor: Actor) -> list[OwnApplication]:
    """Return the questionnaires that the actor answered when they applied, the last one first. One statement.

    What was answered is deleted when an application ends: then there is nothing here.
    """
    require(actor, Action.HOME_VIEW, NOTHING)
    rows = session.execute(_OWN.where(Response.person_id == actor.person_id).order_by(Wave.id.desc()))
    return [OwnApplication(*row) for row in rows]


def own_application(session: Session, actor: Actor, slug: str, wave_id: int) -> tuple[OwnApplication, Answers]:
    """Return one of them, with what the actor answered. Two statements.

    :raises NotFound: they answered no such questionnaire
    """
    require(actor, Action.HOME_VIEW, NOTHING)
    mine = (Response.person_id == actor.person_id) & (Wave.id == wave_id)
    row = session.execute(_OWN.where(mine, Campaign.slug == slug)).one_or_none()
    if row is None:
        raise NotFound
    given: dict[int, Answer] = {}
    cells = session.execute(
        select(StoredCell.question_id, StoredCell.part_id, StoredCell.number, StoredCell.words)
        .join(Response, Response.id == StoredCell.response_id)
        .join(Wave, Wave.id == Response.wave_id)
        .where(mine)
        .order_by(StoredCell.question_id, StoredCell.part_id)
    )
    for question_id, part_id, number, words in cells:
        given[question_id] = (*given.get(question_id, ()), AnswerCell(part_id, number, words))
    return OwnApplication(*row), given


_OWN = (
    select(Wave.id, Wave.questionnaire_id, Campaign.slug, Campaign.source_locale, Questionnaire.title_text_id)
    .join(Response, Response.wave_id == Wave.id)
    .join(Questionnaire, Questionnaire.id == Wave.questionnaire_id)
    .join(Campaign, Campaign.id == Questionnaire.campaign_id)
    .where(Wave.moment == Moment.SCREENING)
)
