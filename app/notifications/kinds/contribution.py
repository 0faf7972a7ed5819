"""What the notices about a contribution share: who is concerned, what is seen, where they lead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.notifications.kinds.kind import Link, Subject
from app.notifications.queries.contributions import (
    Contribution,
    SeenContribution,
    author_of,
    contribution_of,
    seen_contributions,
)
from app.notifications.types import NoticeRow, SubjectType
from app.policy.actor import SYSTEM, Actor

NOBODY = frozenset[int]()


class AboutContribution(Protocol):
    """An event that names a contribution."""

    @property
    def feedback_id(self) -> int:
        """The contribution."""


class DoneBySomebody(AboutContribution, Protocol):
    """An event that also names who caused it."""

    @property
    def by_id(self) -> int:
        """Who caused it."""


def gone() -> str:
    """Say that the contribution is no longer for the reader."""
    return _("Something happened to a contribution you can no longer see.")


CONTRIBUTION = Subject(SubjectType.CONTRIBUTION, seen_contributions, gone)


def subject_id(event: AboutContribution) -> int:
    """Return the contribution's number."""
    return event.feedback_id


def open_link(row: NoticeRow, _seen: SeenContribution) -> Link:
    """Lead to the contribution."""
    return Link("feedback.feedback", {"feedback_id": row.subject_id}, _("Open the contribution"))


def tell_author(session: Session, event: AboutContribution) -> frozenset[int]:
    """Tell the author, if anybody knows them."""
    contribution = contribution_of(session, SYSTEM, event.feedback_id)
    return NOBODY if contribution is None else author_of(session, SYSTEM, contribution)


def tell_readers(
    who: Callable[[Session, Actor, Contribution], frozenset[int]],
) -> Callable[[Session, DoneBySomebody], frozenset[int]]:
    """Tell those concerned but for who did it, as long as readers may see the contribution."""

    def recipients(session: Session, event: DoneBySomebody) -> frozenset[int]:
        contribution = contribution_of(session, SYSTEM, event.feedback_id)
        if contribution is None or not contribution.is_published:
            return NOBODY
        return who(session, SYSTEM, contribution) - {event.by_id}

    return recipients
