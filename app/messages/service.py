"""Write a message, cancel it, send it when its hour has come; read who has not started."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.campaigns.models import Edition
from app.campaigns.queries import edition_by_id_for_update
from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.wall_time import to_instant
from app.db.lock import locked_if_any
from app.db.session import transaction
from app.jobs.queue import enqueue
from app.journal.record import record
from app.messages.errors import (
    FunctionSwitchedOff,
    MessageEditionNotOpen,
    MessageGone,
    MessageSourceMissing,
    MessageTimePast,
    ReminderTooSoon,
)
from app.messages.events import MemberMessageSent
from app.messages.models import MemberMessage
from app.messages.queries import NotStarted, WritingPlace, message_by_id, names_not_started
from app.messages.types import AUDIENCE_OF, MessageAudience, MessageState, Model
from app.outbox.publish import publish
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.switches.queries import is_on
from app.switches.types import Switch
from app.texts.write import new_texts

SEND_JOB, TRIAL_JOB = "messages.send", "messages.trial"
LATEST = timedelta(days=92)
REMINDER_PAUSE = timedelta(days=14)
Words = Mapping[str, str]  # locale → words


@dataclass(frozen=True, slots=True)
class MemberMessageInput:
    """A message in each language; ``send_at`` is an hour of the entity, ``None`` at once."""

    model: Model
    subject: Words
    body: Words
    send_at: datetime | None
    submission_key: str


def write_message(session: Session, actor: Actor, place: WritingPlace, data: MemberMessageInput) -> int:
    """Plan a message to those who take part in an edition; return its number. The same form sent twice is one message.

    :raises NotFound: no such edition, or the actor does not write there
    :raises MessageEditionNotOpen: the edition is a draft, or closed
    :raises FunctionSwitchedOff: a reminder, while the entity's switch is off
    :raises ReminderTooSoon: another reminder of the edition is less than two weeks away
    :raises MessageSourceMissing: no words in the entity's own language
    :raises MessageTimePast: the hour is past, or too far away
    """
    with transaction(session):
        edition = edition_by_id_for_update(session, actor, place.edition_id)
        require_sight(actor, Action.MESSAGE_SEND, edition.facts)
        known = session.scalar(select(MemberMessage.id).where(MemberMessage.submission_key == data.submission_key))
        if known is not None:
            return known
        send_at = _hour_of(data.send_at, place)
        _check(session, edition, data, send_at)
        own = place.default_locale
        subject_id, body_id = new_texts(session, actor, own, [_written(data.subject), _written(data.body)])
        message = MemberMessage(
            edition_id=edition.id,
            sender_id=actor.person_id,
            model=data.model,
            audience=AUDIENCE_OF[data.model],
            subject_text_id=subject_id,
            body_text_id=body_id,
            send_at=send_at,
            submission_key=data.submission_key,
        )
        if not data.subject.get(own) or not data.body.get(own):
            raise MessageSourceMissing
        session.add(message)
        session.flush()
        details = {"audience": message.audience.value}
        record(session, actor, "messages.write", ("member_message", message.id, edition.facts), details)
        enqueue(session, SEND_JOB, {"message_id": message.id}, send_at)
    return message.id


def cancel_message(session: Session, actor: Actor, message_id: int) -> None:
    """Cancel a message that has not left yet.

    :raises NotFound: there is none, or the actor does not write there
    :raises MessageGone: it was sent, or cancelled
    """
    with transaction(session):
        facts = message_by_id(session, actor, message_id).facts
        require_sight(actor, Action.MESSAGE_SEND, facts)
        message = locked_if_any(session, MemberMessage, message_id)
        if message is None or message.state is not MessageState.SCHEDULED:
            raise MessageGone
        message.state = MessageState.CANCELLED
        record(session, actor, "messages.cancel", ("member_message", message.id, facts))


def send_message(session: Session, actor: Actor, message_id: int) -> bool:
    """Send a message whose hour has come; tell whether it left now. Twice is the same as once.

    A message of an edition that has closed since, or a reminder whose switch is off now, is cancelled.

    :raises Forbidden: the application itself does this
    """
    require(actor, Action.MESSAGE_DELIVER, NOTHING)
    with transaction(session):
        message = locked_if_any(session, MemberMessage, message_id)
        if message is None or message.state is not MessageState.SCHEDULED:
            return False
        edition = session.get_one(Edition, message.edition_id)
        may_leave = edition.status is EditionStatus.OPEN and _is_allowed(session, edition.entity_id, message.audience)
        message.state = MessageState.SENT if may_leave else MessageState.CANCELLED
        if may_leave:
            publish(session, MemberMessageSent(member_message_id=message.id))
    return may_leave


def try_message(session: Session, actor: Actor, place: WritingPlace, data: MemberMessageInput) -> int:
    """Mail the actor, and nobody else, what they are writing: once in each language; return how many mails.

    :raises NotFound: the actor does not write there
    """
    with transaction(session):
        require_sight(actor, Action.MESSAGE_SEND, place.facts)
        written = [locale for locale in place.languages if data.subject.get(locale) and data.body.get(locale)]
        for locale in written:
            words = {"locale": locale, "subject": data.subject[locale], "body": data.body[locale]}
            enqueue(session, TRIAL_JOB, {"person_id": actor.person_id, **words})
    return len(written)


def open_names_not_started(session: Session, actor: Actor, place: WritingPlace) -> NotStarted:
    """Return the names of those who have not started, where the entity's switch allows; the journal keeps that.

    :raises NotFound: the actor does not write there
    :raises FunctionSwitchedOff: the entity has not switched it on
    """
    with transaction(session):
        require_sight(actor, Action.MESSAGE_SEND, place.facts)
        if not is_on(session, place.entity_id, Switch.NOT_STARTED_NAMES):
            raise FunctionSwitchedOff
        record(session, actor, "messages.read_names", ("edition", place.edition_id, place.facts))
        return names_not_started(session, actor, place)


def _hour_of(local: datetime | None, place: WritingPlace) -> datetime:
    now = clock.now()
    if local is None:
        return now
    instant = to_instant(local, place.time_zone)[0]
    if not now - timedelta(minutes=1) <= instant <= now + LATEST:
        raise MessageTimePast
    return instant


def _check(session: Session, edition: Edition, data: MemberMessageInput, send_at: datetime) -> None:
    if edition.status is not EditionStatus.OPEN:
        raise MessageEditionNotOpen
    audience = AUDIENCE_OF[data.model]
    if not _is_allowed(session, edition.entity_id, audience):
        raise FunctionSwitchedOff
    near = exists().where(
        MemberMessage.edition_id == edition.id,
        MemberMessage.audience == MessageAudience.NOT_STARTED,
        MemberMessage.state != MessageState.CANCELLED,
        MemberMessage.send_at > send_at - REMINDER_PAUSE,
        MemberMessage.send_at < send_at + REMINDER_PAUSE,
    )
    if audience is MessageAudience.NOT_STARTED and session.scalar(select(near)):
        raise ReminderTooSoon


def _is_allowed(session: Session, entity_id: int, audience: MessageAudience) -> bool:
    return audience is MessageAudience.EVERYBODY or is_on(session, entity_id, Switch.NOT_STARTED_REMINDER)


def _written(words: Words) -> Words:
    return {locale: value for locale, value in words.items() if value}
