"""The test of an edition ends in two days: who takes part and has not finished everything is told."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.campaigns.events import PhaseTurned
from app.campaigns.types import PhaseTurn
from app.enrolment.types import EnrolmentStatus
from app.notifications.kinds.kind import NoticeKind
from app.notifications.kinds.phase import NOBODY, TEST, campaign_link, end_of, is_test, otherwise
from app.notifications.queries.editions import SeenEdition, members_of
from app.notifications.types import NoticeRow, Topic
from app.policy.actor import SYSTEM


def _recipients(session: Session, event: PhaseTurned) -> frozenset[int]:
    if not is_test(event, PhaseTurn.ENDS_SOON):
        return NOBODY
    return members_of(session, SYSTEM, event.edition_id, {EnrolmentStatus.ACCEPTED})


def _sentence(_row: NoticeRow, seen: SeenEdition) -> str:
    """Say how it stands today."""
    if not seen.is_in_test:
        return otherwise(seen)
    end = end_of(seen)
    if not end:
        return _("The dates of the test have changed: it has no last day any more.")
    return _("The test ends soon. You can contribute until: %(moment)s.", moment=end)


KIND = NoticeKind(
    name="test_ends_soon",
    topic=Topic.CAMPAIGNS,
    events=(PhaseTurned,),
    subject=TEST,
    subject_id=lambda event: event.edition_id,
    recipients=_recipients,
    sentence=_sentence,
    mail_subject=lambda: _("The test ends soon"),
    link=campaign_link,
    is_over=lambda seen: not (seen.has_joined and seen.is_in_test and seen.test and seen.test.ends_at),
)
