"""What notices about somebody's own place in a campaign have in common."""

from __future__ import annotations

from typing import Protocol

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.notifications.kinds.kind import Link, Subject
from app.notifications.queries.enrolments import SeenEnrolment, person_asking, seen_enrolments
from app.notifications.types import NoticeRow, SubjectType
from app.policy.actor import SYSTEM

ENROLMENT = Subject(
    SubjectType.ENROLMENT,
    seen_enrolments,
    lambda: _("You asked to take part in a campaign; you no longer have access to it."),
)


class AboutEnrolment(Protocol):
    """An event about one enrolment."""

    @property
    def enrolment_id(self) -> int:
        """The enrolment."""


def person_of(session: Session, event: AboutEnrolment) -> frozenset[int]:
    """Return the person whose enrolment it is, and nobody else."""
    return person_asking(session, SYSTEM, event.enrolment_id)


def enrolment_link(_row: NoticeRow, seen: SeenEnrolment) -> Link:
    """Lead to the campaign."""
    return Link("home.campaign", {"slug": seen.slug}, _("See the campaign"))
