"""Questionnaires, their questions, and when they are asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.policy.actor import SYSTEM
from app.questionnaires.models import Questionnaire, StoredPart, StoredQuestion
from app.questions.types import PartRole
from app.texts.write import new_text


@dataclass(frozen=True, slots=True)
class Asking:
    """A question to be made: its kind, and the words of its parts."""

    kind: str = "long_text"
    prompt: str = ""
    options: Sequence[str] = ()
    rows: Sequence[str] = ()
    columns: Sequence[str] = ()
    ends: Sequence[str] = ()
    exclusive: Sequence[str] = ()  # the options that exclude the others
    other: Sequence[str] = ()  # the options that take words
    is_required: bool = False
    settings: Mapping[str, int] | None = None


def make_questionnaire(session: Session, *, campaign: Campaign, asks: Sequence[Asking]) -> Questionnaire:
    """Save and return a questionnaire with its questions."""
    made = Questionnaire(campaign_id=campaign.id, title_text_id=words(session, "How was it?"))
    session.add(made)
    session.flush()
    for position, one in enumerate(asks, start=1):
        make_question(session, questionnaire=made, asking=one, position=position)
    return made


def make_question(
    session: Session, *, questionnaire: Questionnaire, asking: Asking, position: int = 1
) -> StoredQuestion:
    """Save and return a question with its parts."""
    question = StoredQuestion(
        questionnaire_id=questionnaire.id,
        position=position,
        kind=asking.kind,
        prompt_text_id=words(session, asking.prompt or f"Question {position}?"),
        is_required=asking.is_required,
        settings=dict(asking.settings or {}),
    )
    session.add(question)
    session.flush()
    named = (
        (PartRole.OPTION, asking.options), (PartRole.ROW, asking.rows), (PartRole.COLUMN, asking.columns),
        (PartRole.END, asking.ends),
    )  # fmt: skip
    place = 0
    for role, said in named:
        for label in said:
            place += 1
            part = StoredPart(
                question_id=question.id, position=place, role=role, text_id=words(session, label),
                is_exclusive=label in asking.exclusive, takes_words=label in asking.other,
            )  # fmt: skip
            session.add(part)
    session.flush()
    return question


def show_if(question: StoredQuestion, relation: str, part: int = 0, number: float | None = None) -> dict[str, Any]:
    """Return the condition "when that question is answered so"."""
    condition = {"question": question.id, "relation": relation, "part": part, "number": number}
    return {"mode": "all", "conditions": [condition]}


def words(session: Session, english: str) -> int:
    """Save a text and return its id."""
    return new_text(session, SYSTEM, "en", {"en": english})
