"""An edition that asks two questions of those who apply; who has the phone is asked a third."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition
from app.policy.actor import Actor
from app.questionnaires.models import StoredPart, StoredQuestion, Wave
from app.questionnaires.types import Moment
from app.questions.types import field_name
from tests.factories.accounts import actor_for, make_person
from tests.factories.questionnaires import make_wave
from tests.questionnaires.asked import Asking, make_questionnaire, show_if

PHONE = Asking("single", "Which phone do you use?", options=("A small one", "A large one"), is_required=True)
SINCE = Asking("short_text", "Since when do you use the large one?")
WHY = Asking("short_text", "Why would you like to take part?", is_required=True)


@dataclass(frozen=True, slots=True)
class Screening:
    """The questions, and what people send."""

    edition: Edition
    wave: Wave
    phone: StoredQuestion
    since: StoredQuestion
    why: StoredQuestion
    small: StoredPart
    large: StoredPart

    def typed(self, part: StoredPart, why: str = "I am curious.") -> dict[int, dict[str, list[str]]]:
        """Return what was typed, as the use case takes it."""
        fields = {self.phone.id: [str(part.id)], self.why.id: [why] if why else []}
        return {each: {field_name(each): values} for each, values in fields.items() if values}

    def form(self, *shown: StoredQuestion, **answers: str) -> dict[str, str | list[str]]:
        """Return what a browser sends: ``phone``, ``since`` and ``why`` as their fields hold them."""
        sent: dict[str, str | list[str]] = {
            field_name(getattr(self, name).id): value for name, value in answers.items()
        }
        return sent | {"shown": [str(question.id) for question in shown or (self.phone, self.why)]}

    def employee(self, session: Session) -> Actor:
        """Save somebody who works where the edition takes place."""
        person = make_person(session)
        person.entity_id = self.edition.entity_id
        session.flush()
        return actor_for(person, open_campaigns=(self.edition.campaign_id,))


def make_screening(session: Session, edition: Edition) -> Screening:
    """Save and return the screening of an edition."""
    campaign = session.get_one(Campaign, edition.campaign_id)
    questionnaire = make_questionnaire(session, campaign=campaign, asks=(PHONE, SINCE, WHY))
    wave = make_wave(session, questionnaire=questionnaire, moment=Moment.SCREENING, edition=edition)
    phone, since, why = session.scalars(
        select(StoredQuestion)
        .where(StoredQuestion.questionnaire_id == questionnaire.id)
        .order_by(StoredQuestion.position)
    ).all()
    small, large = session.scalars(
        select(StoredPart).where(StoredPart.question_id == phone.id).order_by(StoredPart.position)
    ).all()
    since.show_if = show_if(phone, "chosen", large.id)
    session.flush()
    return Screening(edition, wave, phone, since, why, small, large)
