"""A questionnaire: its title and its introduction."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.core.errors import ChangedMeanwhile, FormUsed
from app.db.lock import locked
from app.db.session import transaction
from app.journal.record import record
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action
from app.questionnaires.errors import ConditionsBroken, QuestionSourceMissing
from app.questionnaires.models import Questionnaire
from app.questionnaires.queries import question_rows
from app.questions.flow import faulty_conditions
from app.texts.models import AuthoredText
from app.texts.write import Words, are_source_words, change_texts, new_texts


@dataclass(frozen=True, slots=True)
class QuestionnaireInput:
    """The words of a questionnaire as they should be; a language that is not given stays as it is."""

    title: Words
    intro: Words = field(default_factory=dict)
    submission_key: str | None = None  # of the form that creates it
    version: int = 1  # that it was written against


def create_questionnaire(session: Session, actor: Actor, campaign_id: int, data: QuestionnaireInput) -> Questionnaire:
    """Begin a questionnaire without questions; the same form sent again gives the same questionnaire.

    :raises NotFound: there is no such campaign
    :raises FormUsed: the same form was sent before with other words
    :raises QuestionSourceMissing: the title is not written in the campaign's own language
    """
    facts = Facts(campaign_id=campaign_id)
    require(actor, Action.QUESTIONNAIRE_WRITE, facts)
    with transaction(session):
        campaign = locked(session, Campaign, campaign_id)
        source = campaign.source_locale
        if not data.title.get(source):
            raise QuestionSourceMissing
        known = _made_before(session, data, source)
        if known is not None:
            return known
        texts = new_texts(session, actor, source, [data.title, *([data.intro] if data.intro.get(source) else [])])
        made = Questionnaire(
            campaign_id=campaign_id,
            title_text_id=texts[0],
            intro_text_id=texts[1] if texts[1:] else None,
            submission_key=data.submission_key,
        )
        session.add(made)
        session.flush()
        record(session, actor, "questionnaires.created", ("questionnaire", made.id, facts))
        return made


def change_questionnaire(
    session: Session, actor: Actor, questionnaire_id: int, data: QuestionnaireInput
) -> Questionnaire:
    """Change the title and the introduction; an introduction emptied goes.

    :raises NotFound: there is no such questionnaire
    :raises QuestionSourceMissing: the title is not written in the campaign's own language
    :raises ChangedMeanwhile: somebody saved it since the form was shown
    """
    with transaction(session):
        found = locked_questionnaire(session, actor, questionnaire_id)
        source = source_of(session, actor, found)
        if not data.title.get(source):
            raise QuestionSourceMissing
        has_changed = bool(change_texts(session, actor, {found.title_text_id: data.title}))
        intro_id, has_new_intro = change_optional_text(session, actor, found.intro_text_id, (source, data.intro))
        gone, found.intro_text_id = found.intro_text_id, intro_id
        if intro_id is None and gone is not None:
            session.flush()
            session.execute(delete(AuthoredText).where(AuthoredText.id == gone))
        if not (has_changed or has_new_intro):
            return found  # the same form twice is one change
        if found.version != data.version:
            raise ChangedMeanwhile
        found.version += 1
        record(session, actor, "questionnaires.changed", ("questionnaire", found.id, found.facts))
        return found


def locked_questionnaire(session: Session, actor: Actor, questionnaire_id: int) -> Questionnaire:
    """Return a questionnaire that the actor may write, as it is now, locked until the use case ends.

    :raises NotFound: there is no such questionnaire
    """
    with transaction(session):
        found = locked(session, Questionnaire, questionnaire_id)
        require(actor, Action.QUESTIONNAIRE_WRITE, found.facts)
        return found


def source_of(session: Session, actor: Actor, questionnaire: Questionnaire) -> str:
    """Return the language in which a questionnaire is written first: its campaign's."""
    del actor  # a part of use cases, which have asked
    return session.get_one(Campaign, questionnaire.campaign_id).source_locale


def change_optional_text(
    session: Session, actor: Actor, text_id: int | None, words: tuple[str, Words]
) -> tuple[int | None, bool]:
    """Store the words of a text that need not be there, with the language they are written in first.

    Return its id, ``None`` of one without words there any more, and whether something changed.
    """
    source, values = words
    if source not in values:
        return text_id, bool(text_id and change_texts(session, actor, {text_id: values}))
    if not values[source]:
        return None, text_id is not None
    if text_id is None:
        return new_texts(session, actor, source, [values])[0], True
    return text_id, bool(change_texts(session, actor, {text_id: values}))


def refuse_broken_conditions(session: Session, actor: Actor, questionnaire: Questionnaire) -> None:
    """Look whether every condition still looks at an earlier question and at something that is there.

    :raises ConditionsBroken: one does not; says in which places these questions stand
    """
    session.flush()
    questions = [row.question for row in question_rows(session, actor, questionnaire.id)]
    broken = {fault.question_id for fault in faulty_conditions(questions)}
    if broken:
        places = [str(place) for place, question in enumerate(questions, start=1) if question.id in broken]
        raise ConditionsBroken(places=", ".join(places))


def _made_before(session: Session, data: QuestionnaireInput, source: str) -> Questionnaire | None:
    """Return the questionnaire that this very form made already."""
    if not data.submission_key:
        return None
    known = session.scalars(
        select(Questionnaire).where(Questionnaire.submission_key == data.submission_key)
    ).one_or_none()
    if known is not None and not are_source_words(session, {known.title_text_id: data.title[source]}):
        raise FormUsed
    return known
