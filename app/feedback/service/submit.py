"""A tester leaves a contribution."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.campaigns.service import freeze_contract
from app.campaigns.types import IdentityLevel
from app.core import clock
from app.core.references import reference_hash
from app.core.working_time import add_working_days
from app.db.insert import insert_row, values_of
from app.db.session import leave_no_log, transaction, unique
from app.drafts.service import forget_draft
from app.drafts.types import DraftAddress, DraftForm
from app.enrolment.queries import MissionPlace, place_at
from app.enrolment.service import mark_active_at
from app.feedback.errors import AlreadySent, FeedbackClosed, LevelNotOffered, StepOfAnotherMission
from app.feedback.events import FeedbackSubmitted
from app.feedback.lifecycle import IN_QUEUE, STATES, Act, LifeStage, sender_as, step_of
from app.feedback.models import Feedback, FeedbackImage
from app.feedback.queries.figures import CONTRIBUTIONS
from app.feedback.service.sent import refuse_second_feedback
from app.feedback.service.shown_entity import settle_shown_entity
from app.feedback.types import Kind, State
from app.figures.counting import count_new
from app.files.storage import Storage
from app.files.store import store_image
from app.house_rules.queries import held_word
from app.journal.record import record
from app.language.detect import detect
from app.language.stems import stems
from app.missions.errors import MissionRecalled
from app.missions.queries import MissionAddress
from app.outbox.publish import publish
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.rules import Action

if TYPE_CHECKING:
    from app.files.images import CleanImage

MAX_IMAGES = 5


@dataclass(frozen=True, slots=True)
class ImageInput:
    """A cleaned image and the words that replace it."""

    image: CleanImage
    alt_text: str = ""


@dataclass(frozen=True, slots=True)
class FeedbackInput:
    """What a tester sends."""

    kind: Kind
    title: str
    body: str  # plain text
    identity: IdentityLevel
    submission_key: str  # hash of the form's single-use key
    step_id: int | None = None
    rating: int | None = None  # stars, 1 to 5
    images: tuple[ImageInput, ...] = ()
    language: str = ""  # what the author says; "": what the words tell
    is_on_behalf: bool = False  # a colleague wrote it down, and its author confirmed it
    reference_code: str = ""  # shown once to who stays untraceable; only its hash is stored

    @property
    def written(self) -> str:
        """All that its author typed."""
        return "\n".join((self.title, self.body, *(image.alt_text for image in self.images)))

    def language_by(self, actor: Actor) -> str:
        """Return the language of the words. What an untraceable author usually writes would tell of them."""
        likely = () if self.identity is IdentityLevel.UNTRACEABLE else (actor.language,)
        return self.language or detect(f"{self.title}\n{self.body}", likely)


def submit_feedback(
    session: Session, actor: Actor, address: MissionAddress, data: FeedbackInput, storage: Storage
) -> int:
    """Record a contribution with its figures, its journal entry and its event, together or not at all; return its id.

    It appears at once when its author is trusted; an untraceable one always waits, and nothing that is
    written with it tells who wrote it, or when beyond the day.

    :raises NotEnrolled: the actor does not take part; or there is no such mission
    :raises FeedbackClosed: the edition takes no contributions
    :raises MissionRecalled: nobody is to go on with the mission
    :raises AlreadySent: the same form was sent before (``feedback.queries`` finds what it made)
    :raises FormUsed: the same form was sent before with other words
    :raises SentBefore: the same person sent the same words for the same mission within a day
    """
    words = _read(actor, data)  # before the transaction: others wait until it ends
    with transaction(session):
        found = _open_place(session, actor, address, data)
        place = found.place
        held = held_word(session, actor, (place.entity_id, place.campaign_id), data.written, words.language)
        feedback = _new_feedback(actor, found, data, words, held)
        refuse_second_feedback(session, actor, feedback)
        if feedback.state is State.PUBLISHED:
            settle_shown_entity(session, feedback)
            feedback.published_at = feedback.created_at
        try:
            with unique(session, AlreadySent):
                insert_row(session, Feedback, values_of(feedback))
        except AlreadySent:  # two clicks at once, whose author nothing locks: the key has decided
            refuse_second_feedback(session, actor, feedback)
            raise
        if feedback.author_id is not None:
            record(session, actor, "feedback.submitted", ("feedback", feedback.id, feedback.facts))
            forget_draft(session, actor, DraftAddress(DraftForm.CONTRIBUTION, found.mission_id))
        _add_images(session, storage, feedback, data.images)
        if not place.is_frozen:
            freeze_contract(session, actor, place.campaign_id)
        is_nameless = feedback.author_id is None
        submitted = FeedbackSubmitted(feedback_id=feedback.id, waits=feedback.waiting_since is not None)
        publish(session, submitted, day_only=is_nameless)
        if is_nameless:
            leave_no_log(session)
        if feedback.state is State.PUBLISHED:  # last of all: every writer of the edition wants these rows
            count_new(session, CONTRIBUTIONS, [feedback.id])
    return feedback.id


@dataclass(frozen=True, slots=True)
class _ReadText:
    """What the text itself tells."""

    language: str
    stems: str


def _read(actor: Actor, data: FeedbackInput) -> _ReadText:
    language = data.language_by(actor)
    return _ReadText(language, stems(f"{data.title} {data.body}", language))


def _open_place(session: Session, actor: Actor, address: MissionAddress, data: FeedbackInput) -> MissionPlace:
    """Read, inside the transaction, what may have changed while the person was writing, and check it.

    Whose author nobody may know locks nothing that is theirs: PostgreSQL keeps the number of the transaction that locks
    a row inside that row, where it would join the person to the contribution. The mission is shared with all who send,
    and is named by the contribution anyway.
    """
    is_untraceable = data.identity is IdentityLevel.UNTRACEABLE
    find = place_at if is_untraceable else mark_active_at
    found = find(session, actor, address, data.step_id)
    place = found.place
    if not place.facts.accepts_feedback:
        raise FeedbackClosed
    require(actor, Action.FEEDBACK_SUBMIT, place.facts)
    if found.is_recalled:
        raise MissionRecalled
    if data.identity not in place.identity_levels:
        raise LevelNotOffered
    if data.step_id is not None and not found.has_step:
        raise StepOfAnotherMission
    return found


def _new_feedback(actor: Actor, found: MissionPlace, data: FeedbackInput, words: _ReadText, held: str) -> Feedback:
    place = found.place
    untraceable = data.identity is IdentityLevel.UNTRACEABLE
    now = clock.now()
    at = datetime.combine(now.date(), time.min, tzinfo=UTC) if untraceable else now
    sent_on = at.date() if untraceable else clock.today(place.time_zone)
    who = sender_as(
        is_trusted=actor.is_trusted_in(place.entity_id, place.campaign_id),
        is_known=not untraceable,
        timing=place.moderation_timing,
        held_word=held,
    )
    step = step_of(LifeStage.NOT_SENT, who, Act.SEND)
    waits = step.to in IN_QUEUE
    return Feedback(
        campaign_id=place.campaign_id,
        edition_id=place.edition_id,
        entity_id=place.entity_id,
        kind=data.kind,
        title=data.title,
        body=data.body,
        language=words.language,
        identity=data.identity,
        state=STATES[step.to],
        author_id=None if untraceable else actor.person_id,
        mission_id=found.mission_id,
        step_id=data.step_id,
        rating=data.rating,
        created_at=at,
        waiting_since=at if waits else None,
        due_on=add_working_days(sent_on, place.answer_within_days) if untraceable else place.answer_due_on(sent_on),
        image_count=len(data.images),
        held_word=held,
        is_on_behalf=data.is_on_behalf,
        submission_key=data.submission_key,
        reference_hash=reference_hash(data.reference_code) if untraceable else None,
        stems=words.stems,
    )


def _add_images(session: Session, storage: Storage, feedback: Feedback, images: tuple[ImageInput, ...]) -> None:
    for number, item in enumerate(images[:MAX_IMAGES], start=1):
        stored = store_image(session, storage, item.image)
        session.add(FeedbackImage(feedback_id=feedback.id, number=number, file_id=stored.id, alt_text=item.alt_text))
