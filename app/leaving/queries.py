"""What somebody would leave behind."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.types import IdentityLevel
from app.enrolment.errors import NotEnrolled
from app.enrolment.queries import MyEnrolment, enrolment_in
from app.entities.models import Entity
from app.feedback.models import Comment, Feedback, FeedbackImage, OfficialAnswer
from app.feedback.queries.feed import FeedRow
from app.feedback.types import CommentRole, CommentState, State
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action

SHOWN_MAX = 200  # on one screen; the choice for all reaches the others
LEFT_BEHIND = (State.PUBLISHED, State.WAITING, State.SENT_BACK, State.HIDDEN)


@dataclass(frozen=True, slots=True)
class OwnWords:
    """One own contribution: its state, and its card as readers see it, or would."""

    id: int
    state: State
    card: FeedRow


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """All that somebody would leave behind in a campaign."""

    enrolment: MyEnrolment
    contributions: tuple[OwnWords, ...]
    comments: int


def left_behind(session: Session, actor: Actor, campaign_id: int) -> LeftBehind:
    """Return what the actor wrote in a campaign they take part in. Three statements.

    :raises NotEnrolled: they do not
    """
    require(actor, Action.ENROLMENT_LEAVE, Facts(person_id=actor.person_id))
    mine = enrolment_in(session, actor, campaign_id)
    if mine is None:
        raise NotEnrolled
    rows = session.execute(
        select(Feedback, Entity.name, Person.name, OfficialAnswer.body, OfficialAnswer.language, FeedbackImage.alt_text)
        .join(Person, Person.id == Feedback.author_id)
        .outerjoin(Entity, Entity.id == Feedback.shown_entity_id)
        .outerjoin(OfficialAnswer, OfficialAnswer.feedback_id == Feedback.id)
        .outerjoin(FeedbackImage, (FeedbackImage.feedback_id == Feedback.id) & (FeedbackImage.number == 1))
        .where(
            Feedback.author_id == actor.person_id,
            Feedback.edition_id == mine.edition_id,
            Feedback.state.in_(LEFT_BEHIND),
        )
        .order_by(Feedback.created_at.desc(), Feedback.id.desc())
        .limit(SHOWN_MAX)
    )
    comments = session.scalar(
        select(func.count())
        .select_from(Comment)
        .join(Feedback, Feedback.id == Comment.feedback_id)
        .where(
            Comment.author_id == actor.person_id,
            Feedback.campaign_id == campaign_id,
            Comment.role == CommentRole.COMMENT,
            Comment.state == CommentState.PUBLISHED,
        )
    )
    return LeftBehind(mine, tuple(_own_words(row) for row in rows), comments or 0)


def _own_words(row: Row[Feedback, str | None, str, str | None, str | None, str | None]) -> OwnWords:
    feedback, entity, name, answer, answer_language, alt_text = row
    is_named = feedback.identity is IdentityLevel.NAMED
    card = FeedRow(
        id=feedback.id, kind=feedback.kind, title=feedback.title, body=feedback.body, language=feedback.language,
        identity=feedback.identity, author_id=feedback.author_id, author_name=name if is_named else None,
        is_imported=feedback.source_key is not None, entity_name=entity, edition_id=feedback.edition_id,
        rating=feedback.rating, handling=feedback.handling, created_at=feedback.created_at, due_on=feedback.due_on,
        me_too_count=feedback.me_too_count, comment_count=feedback.comment_count, image_count=feedback.image_count,
        first_alt_text=alt_text, has_me_too=False, answer_body=answer, answer_language=answer_language,
    )  # fmt: skip
    return OwnWords(feedback.id, feedback.state, card)
