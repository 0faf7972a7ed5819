"""The scene in which questionnaires are answered: a tester, and two questions of which one depends on the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.questionnaires.models import Questionnaire, StoredPart, StoredQuestion, Wave
from app.questionnaires.service.respond import TypedInput
from app.questionnaires.types import Moment
from app.questions.types import field_name
from tests.factories.questionnaires import make_wave
from tests.feedback.scene import Scene, make_scene
from tests.questionnaires.asked import Asking, make_questionnaire, show_if

USES = Asking("single", "Do you use it?", options=("Yes", "No"), is_required=True)
WHY = Asking("long_text", "What do you like?")
MARK = Asking("scale", "How easy was it?", ends=("Hard", "Easy"), is_required=True)


@dataclass(frozen=True, slots=True)
class Questions:
    """A wave with its questions: who says yes to the first is asked the second."""

    scene: Scene
    questionnaire: Questionnaire
    wave: Wave
    uses: StoredQuestion
    why: StoredQuestion
    mark: StoredQuestion
    yes: StoredPart
    no: StoredPart

    @property
    def url(self) -> str:
        """Where it is answered."""
        return f"/campaigns/{self.scene.campaign.slug}/questionnaires/{self.wave.id}/answer"

    def typed(self, version: int = 0, **answers: str) -> TypedInput:
        """Return what a page sends: ``uses``, ``why`` and ``mark`` as their fields hold them."""
        fields = {}
        for name, value in answers.items():
            question: StoredQuestion = getattr(self, name)
            fields[question.id] = {field_name(question.id): [value]} if value else {}
        return TypedInput(fields, version)

    def form(self, version: int = 0, go: str = "next", **answers: str) -> Mapping[str, str | Sequence[str]]:
        """Return the same as a browser sends it."""
        ids = {name: getattr(self, name).id for name in answers}
        sent = {field_name(ids[name]): value for name, value in answers.items() if value}
        return {"version": str(version), "go": go, "shown": [str(each) for each in ids.values()], **sent}


def make_questions(
    session: Session, *, untraceable: bool = False, moment: Moment = Moment.START, scene: Scene | None = None
) -> Questions:
    """Save and return a questionnaire that is asked now."""
    place = scene or make_scene(session)
    questionnaire = make_questionnaire(session, campaign=place.campaign, asks=(USES, WHY, MARK))
    uses, why, mark = session.scalars(
        select(StoredQuestion)
        .where(StoredQuestion.questionnaire_id == questionnaire.id)
        .order_by(StoredQuestion.position)
    ).all()
    yes, no = session.scalars(
        select(StoredPart).where(StoredPart.question_id == uses.id).order_by(StoredPart.position)
    ).all()
    why.show_if = show_if(uses, "chosen", yes.id)
    wave = make_wave(session, questionnaire=questionnaire, untraceable=untraceable, moment=moment)
    session.commit()
    return Questions(place, questionnaire, wave, uses, why, mark, yes, no)
