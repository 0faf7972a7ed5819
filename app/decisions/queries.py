"""Reads of decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Person
from app.core.errors import NotFound
from app.decisions.models import Decision
from app.feedback.models import Feedback
from app.feedback.types import State, Verdict
from app.policy.actor import Actor
from app.policy.check import require_sight
from app.policy.facts import Facts
from app.policy.rules import Action
from app.policy.scopes import campaign_sight

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


@dataclass(frozen=True, slots=True)
class StandingDecision:
    """The decision that stands on a published contribution."""

    feedback_id: int
    title: str
    title_language: str
    verdict: Verdict
    reason: str
    language: str
    at: datetime


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


def latest_decisions(session: Session, actor: Actor, limit: int) -> tuple[StandingDecision, ...]:
    """Return what was decided last in the campaigns the actor sees; one that was replaced stays away. One statement."""
    later = aliased(Decision)
    replaced = exists().where(
        later.feedback_id == Decision.feedback_id,
        or_(later.at > Decision.at, and_(later.at == Decision.at, later.id < Decision.id)),
    )
    rows = session.execute(
        select(
            Feedback.id, Feedback.title, Feedback.language, Decision.verdict, Decision.reason, Decision.language,
            Decision.at,
        )
        .join(Feedback, Feedback.id == Decision.feedback_id)
        .where(
            Feedback.state == State.PUBLISHED,
            campaign_sight(actor, Feedback.entity_id, Feedback.campaign_id),
            ~replaced,
        )
        .order_by(Decision.at.desc(), Decision.id)
        .limit(limit)
    )  # fmt: skip
    return tuple(StandingDecision(*row) for row in rows)
