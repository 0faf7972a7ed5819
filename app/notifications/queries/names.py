"""Openings of a confidential name as notices speak of them: the author's own to know."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.feedback.models import Feedback, NameOpening
from app.feedback.types import State
from app.notifications.types import SeenSubject, WrittenWords
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action


@dataclass(frozen=True, slots=True)
class SeenNameOpening(SeenSubject):
    """A moderator read the reader's own name; ``by_name`` is ``None`` when that account is gone."""

    feedback_id: int
    is_withdrawn: bool
    by_name: str | None
    reason: str


def author_of_opening(session: Session, actor: Actor, opening_id: int) -> frozenset[int]:
    """Return whose name was read. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    author = (
        select(Feedback.author_id)
        .join(NameOpening, NameOpening.feedback_id == Feedback.id)
        .where(NameOpening.id == opening_id, Feedback.author_id.is_not(None))
    )
    return frozenset(session.scalars(author))


def seen_name_openings(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, SeenNameOpening]:
    """Return, of these openings, those of the actor's own name. One statement."""
    require(actor, Action.NOTICE_READ, Facts(person_id=actor.person_id))
    rows = session.execute(
        select(
            NameOpening.id, NameOpening.feedback_id, NameOpening.reason, Feedback.title, Feedback.language,
            Feedback.state,
            Person.name.label("by_name"),
        )
        .join(Feedback, Feedback.id == NameOpening.feedback_id)
        .outerjoin(Person, Person.id == NameOpening.by_id)
        .where(NameOpening.id.in_(ids), Feedback.author_id == actor.person_id)
    )  # fmt: skip
    return {
        row.id: SeenNameOpening(
            title=WrittenWords(row.title, row.language),
            feedback_id=row.feedback_id,
            is_withdrawn=row.state is State.WITHDRAWN,
            by_name=row.by_name,
            reason=row.reason,
        )
        for row in rows
    }
