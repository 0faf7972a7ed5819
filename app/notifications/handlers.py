"""What people are told when something happens. Each handler reads the state of now, not a copy in the event."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.notifications.queries import (
    Subject,
    audience_of,
    author_of,
    conversation_of,
    is_told_as_decision,
    moderators_of,
    subject_of,
)
from app.notifications.service import Telling, tell
from app.notifications.types import NoticeKind
from app.outbox.deliver import Delivery
from app.policy.actor import SYSTEM

WhoIsTold = Callable[..., frozenset[int]]


def tell_moderators(session: Session, delivery: Delivery) -> None:
    """A contribution waits: those who may read it are told. An untraceable one is told of by the hour instead."""
    subject = _subject(session, delivery)
    if subject is not None and subject.waits and not subject.is_untraceable:
        people = moderators_of(session, SYSTEM, subject)
        tell(session, SYSTEM, people, _telling(delivery, NoticeKind.FEEDBACK_WAITING))


def tell_author_published(session: Session, delivery: Delivery) -> None:
    """A moderator published what waited."""
    _tell_author(session, delivery, NoticeKind.FEEDBACK_PUBLISHED)


def tell_author_sent_back(session: Session, delivery: Delivery) -> None:
    """A moderator asks a question."""
    _tell_author(session, delivery, NoticeKind.FEEDBACK_SENT_BACK)


def tell_author_hidden(session: Session, delivery: Delivery) -> None:
    """A moderator hid the contribution, with a reason."""
    _tell_author(session, delivery, NoticeKind.FEEDBACK_HIDDEN)


def tell_conversation(session: Session, delivery: Delivery) -> None:
    """Somebody commented: the author and who commented before are told."""
    _tell_readers(session, delivery, NoticeKind.FEEDBACK_COMMENTED, conversation_of)


def tell_answered(session: Session, delivery: Delivery) -> None:
    """The official answer was written, or written anew."""
    _tell_readers(session, delivery, NoticeKind.FEEDBACK_ANSWERED, audience_of)


def tell_handled(session: Session, delivery: Delivery) -> None:
    """The handling moved, unless it did so with a decision: that one is told, once."""
    subject = _subject(session, delivery)
    if subject is None or is_told_as_decision(session, SYSTEM, subject, delivery.payload["by_id"]):
        return
    _tell_readers(session, delivery, NoticeKind.FEEDBACK_HANDLED, audience_of)


def tell_decided(session: Session, delivery: Delivery) -> None:
    """The sponsor recorded a decision."""
    _tell_readers(session, delivery, NoticeKind.DECISION_RECORDED, audience_of)


def _tell_author(session: Session, delivery: Delivery, kind: NoticeKind) -> None:
    subject = _subject(session, delivery)
    if subject is not None and not subject.is_untraceable:
        tell(session, SYSTEM, author_of(session, SYSTEM, subject), _telling(delivery, kind))


def _tell_readers(session: Session, delivery: Delivery, kind: NoticeKind, who: WhoIsTold) -> None:
    """Tell everybody concerned but who did it, as long as readers may see the contribution."""
    subject = _subject(session, delivery)
    if subject is None or not subject.is_published:
        return
    people = who(session, SYSTEM, subject) - {delivery.payload["by_id"]}
    tell(session, SYSTEM, people, _telling(delivery, kind))


def _subject(session: Session, delivery: Delivery) -> Subject | None:
    return subject_of(session, SYSTEM, delivery.payload["feedback_id"])


def _telling(delivery: Delivery, kind: NoticeKind) -> Telling:
    params = {name: delivery.payload[name] for name in ("handling", "verdict") if name in delivery.payload}
    return Telling(delivery.message_id, kind, delivery.payload["feedback_id"], params)
