"""A proposed role needs a second colleague: those who may be that one are told."""

from __future__ import annotations

from flask_babel import gettext as _

from app.accounts.events import MandateProposed
from app.notifications.kinds.kind import Link, NoticeKind, Subject
from app.notifications.queries.accounts import SeenProposal, second_colleagues_of, seen_proposals
from app.notifications.types import NoticeRow, SubjectType, Topic
from app.policy.actor import SYSTEM
from app.web.roles import ROLE_LABELS

PROPOSAL = Subject(
    SubjectType.PROPOSAL, seen_proposals, lambda: _("A role was proposed; your agreement is no longer needed.")
)


def _sentence(_row: NoticeRow, seen: SeenProposal) -> str:
    """Name the role; the person's name follows."""
    role = ROLE_LABELS[seen.role]
    if seen.waits:
        return _(
            "A role that is usually separate from another has been proposed: %(role)s. A second colleague must agree.",
            role=role,
        )
    return _(
        "A role that is usually separate from another was proposed: %(role)s. A decision has since been taken.",
        role=role,
    )


KIND = NoticeKind(
    name="mandate_to_confirm",
    topic=Topic.TASKS,
    events=(MandateProposed,),
    subject=PROPOSAL,
    subject_id=lambda event: event.mandate_id,
    recipients=lambda session, event: second_colleagues_of(session, SYSTEM, event.mandate_id),
    sentence=_sentence,
    mail_subject=lambda: _("A role is waiting for you to agree"),
    link=lambda _row, _seen: Link("accounts.mandates", {}, _("Open the mandates")),
    is_over=lambda seen: not seen.waits,
)
