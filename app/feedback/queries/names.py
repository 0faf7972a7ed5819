"""Names of authors: where everybody reads them, and who read that of a confidential one: the author's own to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Case, Select, case, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.types import IdentityLevel
from app.feedback.models import Feedback, NameOpening
from app.feedback.types import State
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action

SHOWN = 20  # on the home page


@dataclass(frozen=True, slots=True)
class NameOpeningRow:
    """A moderator read the actor's name; ``by_name`` is ``None`` when that account is gone."""

    feedback_id: int
    is_withdrawn: bool
    title: str
    by_name: str | None
    at: datetime
    reason: str


def author_name_shown() -> Case[Any]:
    """Return, in SQL, the author's name where everybody may read it, else NULL. ``Person`` is joined as the author."""
    return case((Feedback.identity == IdentityLevel.NAMED, Person.name))


def own_name_openings(session: Session, actor: Actor, feedback_id: int | None = None) -> tuple[NameOpeningRow, ...]:
    """Return who read the actor's own name, the latest first: on one contribution, or on any. One statement."""
    require(actor, Action.HOME_VIEW, NOTHING)
    columns: Select[*tuple[Any, ...]] = select(
        NameOpening.feedback_id, Feedback.state == State.WITHDRAWN, Feedback.title, Person.name, NameOpening.at,
        NameOpening.reason,
    )  # fmt: skip
    statement = (
        columns.join(Feedback, Feedback.id == NameOpening.feedback_id)
        .outerjoin(Person, Person.id == NameOpening.by_id)
        .where(Feedback.author_id == actor.person_id)
        .order_by(NameOpening.at.desc(), NameOpening.id)
    )
    if feedback_id is None:
        statement = statement.limit(SHOWN)
    else:  # all of them: nobody buries one under others
        statement = statement.where(NameOpening.feedback_id == feedback_id)
    return tuple(NameOpeningRow(*row) for row in session.execute(statement))
