"""The test of an edition opens: everybody who takes part is told."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.campaigns.events import PhaseTurned
from app.campaigns.types import PhaseTurn
from app.notifications.kinds.kind import NoticeKind
from app.notifications.kinds.phase import NOBODY, TEST, campaign_link, end_of, is_test, otherwise
from app.notifications.queries.editions import SeenEdition, members_of
from app.notifications.types import NoticeRow, Topic
from app.policy.actor import SYSTEM


def _recipients(session: Session, event: PhaseTurned) -> frozenset[int]:
    if not is_test(event, PhaseTurn.OPENS):
        return NOBODY
    return members_of(session, SYSTEM, event.edition_id)


def _sentence(_row: NoticeRow, seen: SeenEdition) -> str:
    """Say how it stands today."""
    if not seen.is_in_test:
        return otherwise(seen)
    end = end_of(seen)
    if not end:
        return _("The test has started. You can try the missions and say what you see; there is no last day.")
    return _("The test has started. You can try the missions and say what you see until: %(moment)s.", moment=end)


KIND = NoticeKind(
    name="test_opened",
    topic=Topic.CAMPAIGNS,
    events=(PhaseTurned,),
    subject=TEST,
    subject_id=lambda event: event.edition_id,
    recipients=_recipients,
    sentence=_sentence,
    mail_subject=lambda: _("The test has started"),
    link=campaign_link,
    is_over=lambda seen: not (seen.has_joined and seen.is_in_test),
)
