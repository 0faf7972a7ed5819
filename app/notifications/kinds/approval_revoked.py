"""A sponsor took the approval of an edition back: the central team is told, with the reason as it was written."""

from __future__ import annotations

from flask_babel import gettext as _

from app.notifications.kinds.kind import NoticeKind
from app.notifications.kinds.preparation import PREPARATION, readiness_link
from app.notifications.queries.preparing import SeenPreparation, holders_for
from app.notifications.types import NoticeRow, Topic
from app.policy.actor import SYSTEM, Role
from app.readiness.events import ApprovalRevoked


def _sentence(_row: NoticeRow, seen: SeenPreparation) -> str:
    """Say it, or that the edition has been approved since."""
    if seen.is_approved:
        return _(
            "An approval had been taken back in %(entity)s; the edition is approved again.", entity=seen.entity_name
        )
    return _(
        "The approval of a campaign in preparation has been taken back in %(entity)s, for the reason below.",
        entity=seen.entity_name,
    )


KIND = NoticeKind(
    name="approval_revoked",
    topic=Topic.TASKS,
    events=(ApprovalRevoked,),
    subject=PREPARATION,
    subject_id=lambda event: event.edition_id,
    recipients=lambda session, event: holders_for(
        session, SYSTEM, Role.CENTRAL_TEAM, event.entity_id, event.campaign_id
    ),
    sentence=_sentence,
    mail_subject=lambda: _("An approval has been taken back"),
    link=readiness_link,
    quote=lambda seen: None if seen.is_approved else seen.reason,
    is_over=lambda seen: seen.is_approved or not seen.is_draft,
)
