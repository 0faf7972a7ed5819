"""The sponsor decided: the author and those who supported it are told."""

from __future__ import annotations

from flask_babel import gettext as _

from app.decisions.events import DecisionRecorded
from app.feedback.presenters.labels import verdict_labels
from app.feedback.types import Verdict
from app.notifications.kinds.contribution import CONTRIBUTION, open_link, subject_id, tell_readers
from app.notifications.kinds.kind import NoticeKind
from app.notifications.queries.contributions import SeenContribution, audience_of
from app.notifications.types import NoticeRow, Topic


def _sentence(row: NoticeRow, _seen: SeenContribution) -> str:
    """Name the verdict."""
    label = verdict_labels()[Verdict(row.params["verdict"])]
    return _(
        "The sponsor has decided on a contribution you wrote or supported: %(verdict)s. The reason is on its page.",
        verdict=label,
    )


KIND = NoticeKind(
    name="decision_recorded",
    topic=Topic.CONTRIBUTIONS,
    events=(DecisionRecorded,),
    subject=CONTRIBUTION,
    subject_id=subject_id,
    recipients=tell_readers(audience_of),
    sentence=_sentence,
    mail_subject=lambda: _("A decision on a contribution you wrote or supported"),
    link=open_link,
    keeps=("verdict",),
)
