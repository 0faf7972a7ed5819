"""An author changes, resubmits or takes back a contribution. What follows stands in ``feedback/lifecycle.py``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.campaigns.types import IdentityLevel
from app.core import clock
from app.core.errors import ChangedMeanwhile
from app.core.event import Event
from app.db.session import leave_no_log, transaction
from app.drafts.service import forget_draft
from app.drafts.types import DraftAddress, DraftForm
from app.feedback.errors import (
    CannotBeEdited,
    EvidenceKept,
    LevelNotOffered,
    StepOfAnotherMission,
    TooManyImages,
)
from app.feedback.events import FeedbackResubmitted, FeedbackWithdrawn
from app.feedback.lifecycle import IN_QUEUE, WITH_CHANGE, Act, Step, Who, WhoIsTold, author_as, is_possible, step_of
from app.feedback.models import Comment, Feedback
from app.feedback.queries.figures import CONTRIBUTIONS
from app.feedback.queries.locked import feedback_for_update
from app.feedback.service.merged import lock_family
from app.feedback.service.sent import refuse_second_reply
from app.feedback.service.shown_entity import settle_shown_entity
from app.feedback.service.submit import MAX_IMAGES, ImageInput
from app.feedback.service.versions import Picture, Version, Versions
from app.feedback.types import CommentRole, Kind, State
from app.figures.counting import counting_changes
from app.files.storage import Storage
from app.files.store import store_image
from app.house_rules.queries import held_word
from app.journal.record import record
from app.language.detect import detect
from app.missions.models import Mission, MissionStep
from app.outbox.publish import publish
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.rules import Action


@dataclass(frozen=True, slots=True)
class RevisionInput:
    """What a contribution is to say, and the version it was written against."""

    title: str
    body: str
    version: int
    kind: str = ""  # "": as it is
    step_id: int | None = None
    rating: int | None = None  # stars, 1 to 5
    identity: str = ""  # "": as it is
    kept_images: Mapping[int, str] | None = None  # words of each by place, from 1, in their new order; None: all
    new_images: tuple[ImageInput, ...] = ()
    withholds_former: bool = False  # colleagues may not read what it said before

    def language_by(self, actor: Actor, former: str, language: str) -> str:
        """Return the language of the new words; that of the ``former`` ones, if somebody corrected it, stays."""
        likely = (actor.language,)
        if detect(former, likely) != language:
            return language
        return detect(f"{self.title}\n{self.body}", likely)


@dataclass(frozen=True, slots=True)
class ReplyInput:
    """What an author answers to a moderator."""

    body: str
    submission_key: str


def revise_feedback(
    session: Session, actor: Actor, feedback_id: int, data: RevisionInput, storage: Storage
) -> Feedback:
    """Change a contribution: at once, or once a moderator has read it, as the table of its life says.

    The former version is kept; readers go on reading the words they saw, unless the author withholds
    them. A name that everybody reads can be hidden, and that waits for nobody.

    :raises CannotBeEdited: nobody knows its author
    :raises ChangedMeanwhile: it changed since the form was shown
    :raises LevelNotOffered: the campaign does not offer that identity level, or more people would read the name
    :raises EvidenceKept: its mission was recalled: what was said of it stays as it is, or is taken back whole
    """
    with transaction(session):
        feedback, facts = feedback_for_update(session, actor, feedback_id)
        require(actor, Action.FEEDBACK_REVISE, facts)
        if feedback.identity is IdentityLevel.UNTRACEABLE:
            raise CannotBeEdited
        if feedback.version != data.version:
            raise ChangedMeanwhile
        _require_not_recalled(session, feedback)
        with counting_changes(session, CONTRIBUTIONS, feedback.id):
            _hide_name(session, feedback, data.identity)
            versions = Versions(session, feedback)
            former = versions.latest
            added = tuple(
                Picture(store_image(session, storage, item.image).id, item.alt_text) for item in data.new_images
            )
            new = _new_version(session, feedback, former, data)
            language = data.language_by(actor, f"{former.title}\n{former.body}", former.language)
            new = replace(new, language=language, pictures=new.pictures + added)
            if new == former and feedback.state is State.PUBLISHED:
                feedback.version += 1  # nothing to read anew
            else:
                feedback.held_word = held_word(
                    session, actor, (feedback.entity_id, feedback.campaign_id), new.written, language
                )
                step = step_of(feedback.stage, _author(session, actor, feedback), Act.CHANGE)
                (versions.propose if step.to in WITH_CHANGE else versions.replace)(new)
                _go_on(session, feedback, step)
            if data.withholds_former:
                versions.withhold()
        forget_draft(session, actor, DraftAddress(DraftForm.REVISION, feedback.id))
        record(session, actor, "feedback.revised", ("feedback", feedback.id, facts), {"version": feedback.version})
    return feedback


def _require_not_recalled(session: Session, feedback: Feedback) -> None:
    recalled_on = select(Mission.recalled_on).where(Mission.id == feedback.mission_id).with_for_update(read=True)
    if feedback.mission_id is not None and session.scalar(recalled_on) is not None:
        raise EvidenceKept


def _hide_name(session: Session, feedback: Feedback, identity: str) -> None:
    """Let fewer people read the author's name than before, never more."""
    if identity in {"", feedback.identity.value}:
        return
    offered = session.get_one(Campaign, feedback.campaign_id).identity_levels
    if (feedback.identity, identity) != (IdentityLevel.NAMED, IdentityLevel.CONFIDENTIAL) or identity not in offered:
        raise LevelNotOffered
    feedback.identity = IdentityLevel(identity)
    if feedback.state is State.PUBLISHED:
        settle_shown_entity(session, feedback)


def _new_version(session: Session, feedback: Feedback, former: Version, data: RevisionInput) -> Version:
    """Return what the contribution is to say, with those of its images that stay."""
    if data.step_id not in {None, former.step_id}:
        known = select(MissionStep.id).where(
            MissionStep.id == data.step_id, MissionStep.mission_id == feedback.mission_id
        )
        if session.scalar(known) is None:
            raise StepOfAnotherMission
    kept = former.pictures
    if data.kept_images is not None:
        pictures = dict(enumerate(former.pictures, start=1))
        kept = tuple(
            Picture(pictures[place].file_id, words) for place, words in data.kept_images.items() if place in pictures
        )
    if len(kept) + len(data.new_images) > MAX_IMAGES:
        raise TooManyImages
    return Version(
        kind=Kind(data.kind) if data.kind else former.kind,
        title=data.title,
        body=data.body,
        language=former.language,
        step_id=data.step_id,
        rating=data.rating,
        pictures=kept,
    )


def reply_to_question(session: Session, actor: Actor, feedback_id: int, data: ReplyInput) -> Comment:
    """Answer a moderator; the contribution waits again. Read by author and moderators only.

    :raises AlreadySent, FormUsed, SentBefore: it was sent before
    """
    with transaction(session):
        feedback, facts = feedback_for_update(session, actor, feedback_id)
        require(actor, Action.FEEDBACK_REVISE, facts)
        untraceable = feedback.identity is IdentityLevel.UNTRACEABLE
        reply = Comment(
            feedback_id=feedback.id,
            body=data.body,
            language=detect(data.body),
            role=CommentRole.REPLY_TO_QUESTION,
            author_id=None if untraceable else actor.person_id,
            submission_key=data.submission_key,
            created_at=_asked_at(session, feedback) if untraceable else clock.now(),
        )
        author = _author(session, actor, feedback)
        refuse_second_reply(session, reply, is_asked=is_possible(feedback.stage, author, Act.REPLY))
        step = step_of(feedback.stage, author, Act.REPLY)
        session.add(reply)
        with counting_changes(session, CONTRIBUTIONS, feedback.id):
            _go_on(session, feedback, step)
    return reply


def _asked_at(session: Session, feedback: Feedback) -> datetime:
    """Return the instant of the question that is answered: a nameless reply has none of its own.

    It stands right under the question (``feedback.queries`` sorts a question before its reply).
    """
    asked = select(func.max(Comment.created_at)).where(
        Comment.feedback_id == feedback.id, Comment.role == CommentRole.QUESTION
    )
    return session.scalar(asked) or feedback.created_at


def withdraw_feedback(session: Session, actor: Actor, feedback_id: int) -> Feedback:
    """Take a contribution back: nobody reads it any more, and no figure counts it.

    Merged with others, it goes alone: each of the others stands by itself again.

    :raises ChangedMeanwhile: it was merged, or taken out of a merge, at the same moment
    """
    with transaction(session):
        family = lock_family(session, [feedback_id])  # before its own lock, which comes in their order
        feedback, facts = feedback_for_update(session, actor, feedback_id)
        require(actor, Action.FEEDBACK_WITHDRAW, facts)
        step = step_of(feedback.stage, _author(session, actor, feedback), Act.WITHDRAW)
        with counting_changes(session, CONTRIBUTIONS, *family.rows):
            family.release(feedback)
            Versions(session, feedback).move(step.to)
        if feedback.author_id is not None:
            forget_draft(session, actor, DraftAddress(DraftForm.REVISION, feedback.id))
            record(session, actor, "feedback.withdrawn", ("feedback", feedback.id, facts))
        _publish(session, feedback, FeedbackWithdrawn(feedback_id=feedback.id))
    return feedback


def _author(session: Session, actor: Actor, feedback: Feedback) -> Who:
    return author_as(
        is_trusted=actor.is_trusted_in(feedback.entity_id, feedback.campaign_id),
        is_known=feedback.author_id is not None,
        timing=session.get_one(Campaign, feedback.campaign_id).moderation_timing,
        held_word=feedback.held_word,
    )


def _go_on(session: Session, feedback: Feedback, step: Step) -> None:
    """Let the contribution stand where the table says, and tell whom it says."""
    Versions(session, feedback).move(step.to)
    if step.told is WhoIsTold.MODERATORS:
        _publish(session, feedback, FeedbackResubmitted(feedback_id=feedback.id, waits=step.to in IN_QUEUE))


def _publish(session: Session, feedback: Feedback, event: Event) -> None:
    """Tell of an author's act; of one whom nobody may trace, by the day alone."""
    publish(session, event, day_only=feedback.author_id is None)
    if feedback.author_id is None:
        leave_no_log(session)
