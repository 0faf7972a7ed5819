"""The test of an edition is over: the community managers of its entity are told what remains."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.campaigns.events import PhaseTurned
from app.campaigns.types import PhaseTurn
from app.notifications.kinds.kind import NoticeKind
from app.notifications.kinds.phase import NOBODY, TEST, campaign_link, is_test
from app.notifications.queries.editions import SeenEdition, managers_of
from app.notifications.types import NoticeRow, Topic
from app.policy.actor import SYSTEM


def _recipients(session: Session, event: PhaseTurned) -> frozenset[int]:
    if not is_test(event, PhaseTurn.CLOSES):
        return NOBODY
    return managers_of(session, SYSTEM, event.entity_id, event.campaign_id)


def _sentence(_row: NoticeRow, seen: SeenEdition) -> str:
    """Say how it stands today."""
    if seen.is_in_test:
        return _("The test had ended. Its dates have changed, and it is open again.")
    return _(
        "The test has ended: no more contributions can be sent. Those that wait can still be moderated and answered."
    )


KIND = NoticeKind(
    name="test_ended",
    topic=Topic.TASKS,
    events=(PhaseTurned,),
    subject=TEST,
    subject_id=lambda event: event.edition_id,
    recipients=_recipients,
    sentence=_sentence,
    mail_subject=lambda: _("The test has ended"),
    link=campaign_link,
    is_over=lambda seen: seen.is_in_test,
)
