"""What people are told when something happens. Who is concerned is read now, not copied from the event."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from app.notifications.kinds.kind import NoticeKind
from app.notifications.service import NoticeInput, tell
from app.outbox.deliver import Delivery, Handler
from app.policy.actor import SYSTEM


def notify(kind: NoticeKind[Any, Any]) -> Handler:
    """Return the handler that tells the people a kind of notice is for."""
    return partial(tell_people, kind)


def tell_people(kind: NoticeKind[Any, Any], session: Session, delivery: Delivery) -> None:
    """Tell everybody concerned once, whatever the number of deliveries."""
    event = next(each for each in kind.events if delivery.name == each.NAME)(**delivery.payload)
    notice = NoticeInput(
        cause=f"{kind.name} {kind.once(event) or delivery.message_id}",
        kind=kind.name,
        subject_type=kind.subject.type,
        subject_id=kind.subject_id(event),
        topic=kind.topic,
        params={name: getattr(event, name) for name in kind.keeps},
    )
    tell(session, SYSTEM, kind.recipients(session, event), notice)
