"""What is shown of a contribution with its author's agreement: the table belongs to a feature above."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement, column, or_, select, table
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.feedback.models import Feedback
from app.feedback.types import Agreement, ShowingKind
from app.policy.actor import Actor
from app.policy.check import can
from app.policy.facts import Facts
from app.policy.rules import Action

_showings = table(
    "showings", column("id"), column("feedback_id"), column("kind"), column("consent"), column("words"),
    column("language"), column("asked_by_id"), column("asked_on"),
)  # fmt: skip


class ShowingRow(NamedTuple):
    """What the team asked of an author, or thanked them for."""

    id: int
    kind: ShowingKind
    consent: Agreement
    words: str
    language: str
    asked_by: str | None


def has_author() -> ColumnElement[bool]:
    """Return the contributions for which somebody can still agree: by account, or by reference code."""
    return or_(Feedback.author_id.is_not(None), Feedback.reference_hash.is_not(None))


def is_highlighted() -> ColumnElement[bool]:
    """Return the contributions that are highlighted with their author's agreement, as long as they can withdraw it."""
    agreed = select(_showings.c.feedback_id).where(
        _showings.c.kind == ShowingKind.HIGHLIGHT.value, _showings.c.consent == Agreement.AGREED.value
    )
    return has_author() & Feedback.id.in_(agreed)


def showings_on(session: Session, actor: Actor, feedback_id: int, facts: Facts) -> list[ShowingRow]:
    """Return what is shown of a contribution that the actor may see; its author also reads what was asked.

    One statement. ``facts``: of the contribution; the caller has asked.
    """
    statement = (
        select(
            _showings.c.id, _showings.c.kind, _showings.c.consent, _showings.c.words, _showings.c.language, Person.name
        )
        .join(Feedback, Feedback.id == _showings.c.feedback_id)
        .outerjoin(Person, Person.id == _showings.c.asked_by_id)
        .where(has_author(), _showings.c.feedback_id == feedback_id, _showings.c.consent != Agreement.TAKEN_BACK.value)
        .order_by(_showings.c.asked_on, _showings.c.id)
    )
    if not can(actor, Action.SHOWING_ANSWER, facts):
        statement = statement.where(_showings.c.consent == Agreement.AGREED.value)
    return [
        ShowingRow(row.id, ShowingKind(row.kind), Agreement(row.consent), row.words, row.language, row.name)
        for row in session.execute(statement)
    ]
