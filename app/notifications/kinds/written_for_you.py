"""A colleague wrote a contribution down: whom it is for is asked to confirm it."""

from __future__ import annotations

from flask_babel import gettext as _

from app.notifications.kinds.kind import Link, NoticeKind, Subject
from app.notifications.queries.on_behalf import SeenOnBehalf, seen_on_behalf, written_for
from app.notifications.types import NoticeRow, SubjectType, Topic
from app.on_behalf.events import OnBehalfWritten
from app.policy.actor import SYSTEM

ON_BEHALF = Subject(
    SubjectType.ON_BEHALF,
    seen_on_behalf,
    lambda: _("A colleague wrote something down for you; it is no longer waiting."),
)


def _link(row: NoticeRow, _seen: SeenOnBehalf) -> Link:
    """Lead to where it is confirmed."""
    return Link("on_behalf.confirm", {"on_behalf_id": row.subject_id}, _("Read and confirm"))


KIND = NoticeKind(
    name="written_for_you",
    topic=Topic.CONTRIBUTIONS,
    events=(OnBehalfWritten,),
    subject=ON_BEHALF,
    subject_id=lambda event: event.on_behalf_id,
    recipients=lambda session, event: written_for(session, SYSTEM, event.on_behalf_id),
    sentence=lambda _row, seen: _(
        "%(name)s wrote a contribution down for you. It counts once you confirm it; otherwise it is deleted.",
        name=seen.writer,
    ),
    mail_subject=lambda: _("A colleague wrote something down for you"),
    link=_link,
    once=lambda event: str(event.on_behalf_id),
)
