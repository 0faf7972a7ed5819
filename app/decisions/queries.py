"""Reads of decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core.errors import NotFound
from app.decisions.models import Decision, Verdict
from app.feedback.models import Feedback
from app.policy.actor import Actor
from app.policy.check import require_sight
from app.policy.facts import Facts
from app.policy.rules import Action

DECISIONS_MAX = 50


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One decision, as everybody who sees the contribution reads it."""

    verdict: Verdict
    reason: str
    language: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DecidedOn:
    """The contribution a decision is about."""

    id: int
    title: str
    body: str
    language: str
    facts: Facts


def decided_on(session: Session, actor: Actor, feedback_id: int) -> DecidedOn:
    """Return the contribution to decide on. One statement.

    :raises NotFound: absent, or the actor may not know it exists
    """
    feedback = session.get(Feedback, feedback_id)
    if feedback is None:
        raise NotFound
    require_sight(actor, Action.FEEDBACK_VIEW, feedback.facts)
    return DecidedOn(feedback.id, feedback.title, feedback.body, feedback.language, feedback.facts)


def decisions_of(session: Session, actor: Actor, feedback_id: int) -> tuple[DecisionRow, ...]:
    """Return the decisions on a contribution, the last one first: it stands. Two statements.

    :raises NotFound: absent, or the actor may not know it exists
    """
    decided_on(session, actor, feedback_id)
    rows = session.execute(
        select(Decision.verdict, Decision.reason, Decision.language, Person.name, Decision.at)
        .join(Person, Person.id == Decision.by_id)
        .where(Decision.feedback_id == feedback_id)
        .order_by(Decision.at.desc(), Decision.id)
        .limit(DECISIONS_MAX)
    )
    return tuple(DecisionRow(*row) for row in rows)
