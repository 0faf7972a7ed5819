"""In which language a contribution is written: told by its words, until its author or a moderator says it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.core.errors import NotPossibleNow
from app.db.session import transaction
from app.feedback.errors import LanguageNotOffered
from app.feedback.events import FeedbackLanguageCorrected
from app.feedback.models import Feedback
from app.feedback.queries.figures import CONTRIBUTIONS
from app.feedback.queries.locked import feedback_for_update
from app.feedback.service.shown_entity import settle_shown_entity
from app.feedback.service.versions import Versions
from app.feedback.types import State
from app.figures.counting import counting_changes
from app.journal.record import record
from app.language.stems import stems
from app.outbox.publish import publish
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.rules import Action
from config import CONTENT_LANGUAGES


def correct_language(session: Session, actor: Actor, feedback_id: int, language: str) -> Feedback:
    """Say in which language a contribution is written, or the change that waits; moderators who read that are told.

    :raises LanguageNotOffered: it is none of those the platform knows
    :raises NotPossibleNow: it was merged into another one
    """
    if language not in CONTENT_LANGUAGES:
        raise LanguageNotOffered
    with transaction(session):
        feedback, facts = feedback_for_update(session, actor, feedback_id)
        require(actor, Action.FEEDBACK_CORRECT_LANGUAGE, facts)
        if feedback.language_moderated == language:
            return feedback
        if feedback.is_merged:
            raise NotPossibleNow
        details = {"from": feedback.language_moderated, "to": language}
        if feedback.pending_version is not None:
            Versions(session, feedback).correct_proposal(language)
        else:
            _correct(session, feedback, language)
        if feedback_id not in actor.references:  # nobody knows who wrote it, and the journal must not
            record(session, actor, "feedback.language_corrected", ("feedback", feedback.id, facts), details)
        publish(session, FeedbackLanguageCorrected(feedback_id=feedback.id))
    return feedback


def _correct(session: Session, feedback: Feedback, language: str) -> None:
    with counting_changes(session, CONTRIBUTIONS, feedback.id):
        feedback.language = language
        feedback.stems = stems(f"{feedback.title} {feedback.body}", language)
        if feedback.state is State.PUBLISHED:
            settle_shown_entity(session, feedback)
