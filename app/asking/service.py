"""Ask, answer and close private questions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time

from sqlalchemy import literal, select
from sqlalchemy.orm import Session, joinedload

from app.asking.errors import NotYourTurn, ThreadClosed
from app.asking.events import PrivateMessageSent
from app.asking.models import PrivateMessage, PrivateThread
from app.asking.queries import READS, ThreadSide, thread_side
from app.asking.types import Side, ThreadKind, ThreadState
from app.campaigns.models import Edition, takes_in
from app.core import clock
from app.core.errors import FormUsed, NotFound
from app.core.languages import UNDETERMINED
from app.db.lock import locked
from app.db.session import leave_no_log, transaction
from app.feedback.queries.locked import feedback_for_update
from app.language.detect import detect
from app.outbox.publish import publish
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.rules import Action


@dataclass(frozen=True, slots=True)
class MessageInput:
    """What somebody writes."""

    body: str  # plain text
    submission_key: str  # hash of the form's single-use key


def ask_privately(session: Session, actor: Actor, campaign_id: int, data: MessageInput) -> int:
    """Ask the community managers of one's edition; return the conversation. The same form twice is one question.

    :raises NotFound: no edition takes the actor in
    :raises Forbidden: the actor does not take part, or the edition is closed
    :raises FormUsed: the form was sent before with other words
    """
    with transaction(session):
        edition = (
            session.scalars(
                select(Edition)
                .where(Edition.campaign_id == campaign_id, takes_in(literal(actor.entity_id)))
                .options(joinedload(Edition.campaign), joinedload(Edition.phases), joinedload(Edition.entity))
                .with_for_update(of=Edition, key_share=True)
            )
            .unique()
            .first()
        )
        if edition is None:
            raise NotFound
        require(actor, Action.PRIVATE_ASK, edition.facts_at(clock.now()))
        sent = _sent_before(session, data)
        if sent is not None:
            return sent
        thread = PrivateThread(
            kind=ThreadKind.QUESTION, campaign_id=campaign_id, entity_id=edition.entity_id, asker_id=actor.person_id,
            submission_key=data.submission_key,
        )  # fmt: skip
        _begin(session, actor, thread, data)
    return thread.id


def ask_author(session: Session, actor: Actor, feedback_id: int, data: MessageInput) -> int:
    """Ask the author of a contribution, whoever that is; return the conversation.

    :raises NotFound: absent, or the actor may not know it exists
    :raises Forbidden: the actor does not ask there, wrote it, or the mailbox is closed
    :raises FormUsed: the form was sent before with other words
    """
    with transaction(session):
        feedback, facts = feedback_for_update(session, actor, feedback_id)
        require(actor, Action.FOLLOW_UP_ASK, facts)
        sent = _sent_before(session, data)
        if sent is not None:
            return sent
        thread = PrivateThread(
            kind=ThreadKind.FOLLOW_UP, campaign_id=feedback.campaign_id, entity_id=feedback.entity_id,
            asker_id=actor.person_id, feedback_id=feedback.id, moved_at=_day(clock.now()),
            submission_key=data.submission_key,
        )  # fmt: skip
        _begin(session, actor, thread, data)
    return thread.id


def write_in_thread(session: Session, actor: Actor, thread_id: int, data: MessageInput) -> None:
    """Write to the other side. The same form twice is one message.

    Of who answers a follow-up nothing is stored but the words and the day of the question.

    :raises NotFound: absent, or the actor is on neither side
    :raises ThreadClosed: it is closed, or the campaign is
    :raises NotYourTurn: the question of a follow-up is not answered yet
    :raises FormUsed: the form was sent before with other words
    """
    with transaction(session):
        thread, standing = _locked(session, actor, thread_id)
        side = standing.side
        used = session.scalars(
            select(PrivateMessage).where(PrivateMessage.submission_key == data.submission_key)
        ).first()
        if used is not None:
            if (used.thread_id, used.body) != (thread.id, data.body):
                raise FormUsed
            return
        _check_turn(thread, standing)
        is_nameless = thread.kind is ThreadKind.FOLLOW_UP and side is Side.ASKED
        thread.count += 1
        session.add(
            PrivateMessage(
                thread_id=thread.id,
                number=thread.count,
                side=side,
                body=data.body,
                language=UNDETERMINED if is_nameless else detect(data.body, (actor.language,)),
                author_id=None if is_nameless else actor.person_id,
                written_at=thread.moved_at if is_nameless else clock.now(),
                submission_key=data.submission_key,
            )
        )
        thread.state = ThreadState.OPEN if side is Side.ASKER else ThreadState.ANSWERED
        if not is_nameless:
            is_follow_up = thread.kind is ThreadKind.FOLLOW_UP
            thread.moved_at = _day(clock.now()) if is_follow_up else clock.now()
        if is_nameless:
            leave_no_log(session)  # nor an event: who asked is told by the hour, and nothing keeps the instant
        else:
            publish(session, PrivateMessageSent(thread_id=thread.id, number=thread.count, side=side.value))


def close_thread(session: Session, actor: Actor, thread_id: int) -> None:
    """Close a conversation one began; closed twice is closed once.

    :raises NotFound: absent, or the actor did not begin it
    """
    with transaction(session):
        thread, standing = _locked(session, actor, thread_id)
        if standing.side is not Side.ASKER:
            raise NotFound
        thread.state = ThreadState.CLOSED


def _locked(session: Session, actor: Actor, thread_id: int) -> tuple[PrivateThread, ThreadSide]:
    thread = locked(session, PrivateThread, thread_id)
    standing = thread_side(session, actor, thread)
    require_sight(actor, READS[thread.kind], standing.facts)
    return thread, standing


def _check_turn(thread: PrivateThread, standing: ThreadSide) -> None:
    if thread.state is ThreadState.CLOSED:
        raise ThreadClosed
    if standing.may_write:
        return
    is_asker = standing.side is Side.ASKER
    waits = thread.kind is ThreadKind.FOLLOW_UP and (thread.state is ThreadState.OPEN) is is_asker
    raise NotYourTurn if waits and standing.facts.is_live else ThreadClosed


def _sent_before(session: Session, data: MessageInput) -> int | None:
    """Return the conversation that the form began before.

    :raises FormUsed: with other words
    """
    row = session.execute(
        select(PrivateThread.id, PrivateMessage.body)
        .join(PrivateMessage, PrivateMessage.thread_id == PrivateThread.id)
        .where(PrivateThread.submission_key == data.submission_key, PrivateMessage.number == 1)
    ).first()
    if row is not None and row.body != data.body:
        raise FormUsed
    return row.id if row is not None else None


def _begin(session: Session, actor: Actor, thread: PrivateThread, data: MessageInput) -> None:
    session.add(thread)
    session.flush()
    session.add(
        PrivateMessage(
            thread_id=thread.id, number=1, side=Side.ASKER, body=data.body,
            language=detect(data.body, (actor.language,)), author_id=actor.person_id,
            written_at=thread.moved_at if thread.kind is ThreadKind.FOLLOW_UP else clock.now(),
        )
    )  # fmt: skip
    publish(session, PrivateMessageSent(thread_id=thread.id, number=1, side=Side.ASKER.value))


def _day(instant: datetime) -> datetime:
    return datetime.combine(instant.date(), time.min, tzinfo=UTC)
