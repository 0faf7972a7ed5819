"""Reads of decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, literal, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Person
from app.campaigns.models import Edition
from app.core.errors import NotFound
from app.decisions.models import Decision
from app.feedback.models import Feedback, MeToo
from app.feedback.queries.audience import Audience
from app.feedback.queries.places import facts_of
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
    by_name: str  # "" where it would tell the entity of what hides it
    at: datetime


@dataclass(frozen=True, slots=True)
class DecidedOn:
    """The contribution a decision is about."""

    id: int
    title: str
    body: str
    language: str
    facts: Facts
    audience: Audience


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
    """Return the contribution to decide on. Two statements at most.

    :raises NotFound: absent, or the actor may not know it exists
    """
    mine = and_(MeToo.feedback_id == Feedback.id, MeToo.person_id == actor.person_id)
    row = session.execute(
        select(Feedback, MeToo.person_id).outerjoin(MeToo, mine).where(Feedback.id == feedback_id)
    ).first()
    if row is None:
        raise NotFound
    feedback, me_too = row
    facts = facts_of(session, feedback)
    require_sight(actor, Action.FEEDBACK_VIEW, facts)
    audience = Audience.of(feedback, actor, has_me_too=me_too is not None)
    return DecidedOn(feedback.id, feedback.title, feedback.body, feedback.language, facts, audience)


def decisions_of(session: Session, actor: Actor, feedback_id: int) -> tuple[DecisionRow, ...]:
    """Return the decisions on a contribution, the last one first: it stands. Two statements.

    :raises NotFound: absent, or the actor may not know it exists
    """
    hides_entity = decided_on(session, actor, feedback_id).facts.wherever is not None
    rows = session.execute(
        select(
            Decision.verdict, Decision.reason, Decision.language, literal("") if hides_entity else Person.name,
            Decision.at,
        )
        .join(Person, Person.id == Decision.by_id)
        .where(Decision.feedback_id == feedback_id)
        .order_by(Decision.at.desc(), Decision.id)
        .limit(DECISIONS_MAX)
    )  # fmt: skip
    return tuple(DecisionRow(*row) for row in rows)


def latest_decisions(
    session: Session, actor: Actor, limit: int, campaign_id: int | None = None
) -> tuple[StandingDecision, ...]:
    """Return what was decided last in a campaign, or in all the actor sees. One statement.

    A decision that was replaced stays away.
    """
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
            _in_sight(actor),
            ~replaced,
            *(() if campaign_id is None else (Feedback.campaign_id == campaign_id,)),
        )
        .order_by(Decision.at.desc(), Decision.id)
        .limit(limit)
    )  # fmt: skip
    return tuple(StandingDecision(*row) for row in rows)


def _in_sight(actor: Actor) -> ColumnElement[bool]:
    """Return the condition "the actor may read it": what is public is read in all of a campaign that they see."""
    return exists().where(
        Edition.campaign_id == Feedback.campaign_id, campaign_sight(actor, Edition.entity_id, Edition.campaign_id)
    )
