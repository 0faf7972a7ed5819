"""Reads of questionnaires."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.policy.actor import Actor
from app.policy.check import require_sight
from app.policy.facts import Facts
from app.policy.rules import Action
from app.questionnaires.models import FormerWording, Questionnaire, StoredPart, StoredQuestion
from app.questions.types import Part, PartRole, Question, ShowIf


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question with the numbers of its texts."""

    question: Question
    prompt_text_id: int
    help_text_id: int | None
    part_text_ids: Mapping[int, int]  # part id → text id
    corrected_on: date | None  # its wording, after the first response
    version: int = 1
    retired_on: date | None = None  # asked no more

    @property
    def text_ids(self) -> tuple[int | None, ...]:
        """Every text of the question."""
        return (self.prompt_text_id, self.help_text_id, *self.part_text_ids.values())


@dataclass(frozen=True, slots=True)
class FormerWords:
    """Words of a question, of one of its parts or of its help, until the day on which they were corrected."""

    words: str
    locale: str
    corrected_on: date
    role: PartRole | None  # of a part
    is_prompt: bool  # neither: its help


@dataclass(frozen=True, slots=True)
class QuestionnaireRow:
    """A questionnaire with the questions it asks now, in their order."""

    id: int
    campaign_id: int
    title_text_id: int
    intro_text_id: int | None
    version: int
    rows: tuple[QuestionRow, ...]

    @property
    def facts(self) -> Facts:
        """What the permission table may know about this questionnaire."""
        return Facts(campaign_id=self.campaign_id)

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions without their texts."""
        return tuple(row.question for row in self.rows)

    @property
    def text_ids(self) -> tuple[int | None, ...]:
        """Every text of the questionnaire."""
        return (self.title_text_id, self.intro_text_id, *(text_id for row in self.rows for text_id in row.text_ids))


def questionnaire_by_id(session: Session, actor: Actor, questionnaire_id: int) -> QuestionnaireRow:
    """Return a questionnaire with its questions. Three statements, whatever their number.

    :raises NotFound: there is none, or the actor may not know its campaign
    """
    found = session.get(Questionnaire, questionnaire_id)
    if found is None:
        raise NotFound
    require_sight(actor, Action.CAMPAIGN_VIEW, found.facts)
    return QuestionnaireRow(
        found.id,
        found.campaign_id,
        found.title_text_id,
        found.intro_text_id,
        found.version,
        question_rows(session, actor, questionnaire_id),
    )


def question_rows(
    session: Session, actor: Actor, questionnaire_id: int, *, with_retired: bool = False
) -> tuple[QuestionRow, ...]:
    """Return the questions asked now, in their order, as they are stored now. Two statements, whatever their number.

    ``with_retired``: and those that are asked no more, whose answers stay.
    """
    del actor  # whoever may read the questionnaire may read them: the caller has asked
    which = StoredQuestion.questionnaire_id == questionnaire_id
    found = _stored_rows(session, which if with_retired else which & StoredQuestion.retired_on.is_(None))
    return found.get(questionnaire_id, ())


def question_rows_of_each(
    session: Session, actor: Actor, questionnaire_ids: Collection[int]
) -> Mapping[int, tuple[QuestionRow, ...]]:
    """Return all questions of several questionnaires, those asked no more too. Two statements, whatever their number.

    The caller has asked whether the actor may read them.
    """
    del actor
    return _stored_rows(session, StoredQuestion.questionnaire_id.in_(questionnaire_ids))


def _stored_rows(session: Session, which: ColumnElement[bool]) -> Mapping[int, tuple[QuestionRow, ...]]:
    """Return questions in their order, by questionnaire. Two statements."""
    stored = session.scalars(
        select(StoredQuestion)
        .where(which)
        .order_by(StoredQuestion.position, StoredQuestion.id)
        .execution_options(populate_existing=True)
    ).all()
    parts = _parts(session, [question.id for question in stored])
    found: dict[int, tuple[QuestionRow, ...]] = {}
    for question in stored:
        row = _row(question, parts.get(question.id, ()))
        found[question.questionnaire_id] = (*found.get(question.questionnaire_id, ()), row)
    return found


def asked_questions(
    session: Session, actor: Actor, questionnaire_id: int, ids: Collection[int] | None = None
) -> tuple[QuestionRow, ...]:
    """Return the questions of a questionnaire in their order, or those among ``ids``. One statement.

    The caller has asked whether the actor may answer them.
    """
    del actor
    mine = StoredQuestion.questionnaire_id == questionnaire_id
    grouped = _asked(session, mine if ids is None else mine & StoredQuestion.id.in_(ids))
    return tuple(_row(question, parts) for question, parts in grouped.items())


def questions_of_each(
    session: Session, actor: Actor, questionnaire_ids: Collection[int]
) -> dict[int, tuple[QuestionRow, ...]]:
    """Return the questions of several questionnaires in their order, by questionnaire. One statement.

    The caller has asked whether the actor may read them.
    """
    del actor
    found: dict[int, tuple[QuestionRow, ...]] = {}
    for question, parts in _asked(session, StoredQuestion.questionnaire_id.in_(questionnaire_ids)).items():
        before = found.get(question.questionnaire_id, ())
        found[question.questionnaire_id] = (*before, _row(question, parts))
    return found


def former_words(session: Session, actor: Actor, rows: Iterable[QuestionRow]) -> Mapping[int, Sequence[FormerWords]]:
    """Return what questions said before they were corrected, by their id, the last correction first.

    One statement, none where nothing was corrected. The caller has asked whether the actor may read the questions.
    """
    del actor
    corrected = {row.question.id: row for row in rows if row.corrected_on}
    if not corrected:
        return {}
    found: dict[int, list[FormerWords]] = {}
    for one in session.scalars(
        select(FormerWording).where(FormerWording.question_id.in_(corrected)).order_by(FormerWording.id.desc())
    ):
        row = corrected[one.question_id]
        role = next((part.role for part in row.question.parts if row.part_text_ids[part.id] == one.text_id), None)
        is_prompt = one.text_id == row.prompt_text_id
        found.setdefault(one.question_id, []).append(
            FormerWords(one.words, one.locale, one.corrected_on, role, is_prompt=is_prompt)
        )
    return found


def _asked(session: Session, which: ColumnElement[bool]) -> Mapping[StoredQuestion, Sequence[StoredPart]]:
    """Return the questions asked now, in their order, each with its parts. One statement."""
    grouped: dict[StoredQuestion, list[StoredPart]] = {}
    for question, part in session.execute(
        select(StoredQuestion, StoredPart)
        .outerjoin(StoredPart, StoredPart.question_id == StoredQuestion.id)
        .where(which, StoredQuestion.retired_on.is_(None))
        .order_by(StoredQuestion.position, StoredQuestion.id, StoredPart.position, StoredPart.id)
        .execution_options(populate_existing=True)
    ):
        parts = grouped.setdefault(question, [])
        if part is not None:
            parts.append(part)
    return grouped


def _parts(session: Session, question_ids: Iterable[int]) -> Mapping[int, Sequence[StoredPart]]:
    """Return the parts of questions, in their order. One statement."""
    grouped: dict[int, list[StoredPart]] = {}
    for part in session.scalars(
        select(StoredPart)
        .where(StoredPart.question_id.in_(list(question_ids)))
        .order_by(StoredPart.question_id, StoredPart.position, StoredPart.id)
        .execution_options(populate_existing=True)
    ):
        grouped.setdefault(part.question_id, []).append(part)
    return grouped


def _row(stored: StoredQuestion, parts: Sequence[StoredPart]) -> QuestionRow:
    question = Question(
        stored.id,
        stored.kind,
        stored.is_required,
        stored.settings,
        tuple(Part(part.id, part.role, part.is_exclusive, part.takes_words) for part in parts),
        ShowIf.from_store(stored.show_if),
    )
    text_ids = {part.id: part.text_id for part in parts}
    return QuestionRow(
        question,
        stored.prompt_text_id,
        stored.help_text_id,
        text_ids,
        stored.corrected_on,
        stored.version,
        stored.retired_on,
    )
