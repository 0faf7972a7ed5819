"""Reads of decisions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, false, literal, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Person
from app.campaigns.models import Edition
from app.core.errors import NotFound
from app.decisions.models import Decision
from app.feedback.models import Feedback, MeToo
from app.feedback.queries.audience import Audience
from app.feedback.queries.places import facts_of
from app.feedback.types import Handling, State, Verdict
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.facts import Facts
from app.policy.rules import Action
from app.policy.scopes import campaign_sight, somebody_elses

DECISIONS_MAX = 50
LINKABLE_MAX = 20


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One decision, as everybody who sees the contribution reads it."""

    verdict: Verdict
    reason: str
    language: str
    by_name: str  # "" where it would tell the entity of what hides it
    at: datetime
    id: int
    part_of_id: int | None
    reason_text_id: int | None


@dataclass(frozen=True, slots=True)
class DecidedOn:
    """The contribution a decision is about."""

    id: int
    title: str
    body: str
    language: str
    facts: Facts
    audience: Audience
    campaign_id: int
    shown_entity_id: int | None


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
    return DecidedOn(
        feedback.id,
        feedback.title,
        feedback.body,
        feedback.language,
        facts,
        audience,
        feedback.campaign_id,
        feedback.shown_entity_id,
    )


@dataclass(frozen=True, slots=True)
class Linkable:
    """A contribution that can be decided on together with another; ``is_linked``: it was, by what stands now."""

    id: int
    title: str
    is_linked: bool


def where_decided(session: Session, actor: Actor, feedback_id: int) -> int:
    """Return the contribution a decision is about: of one that was merged, where readers find it. One statement."""
    del actor  # the number says nothing; whoever decides is asked then
    shown_in = session.scalar(select(Feedback.shown_in_id).where(Feedback.id == feedback_id))
    return shown_in or feedback_id


def standing_among(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Return the decisions that stand on contributions: its number, and that of the first one it is a part of.

    One statement.
    """
    del actor  # inside a use case, which has asked
    rows = session.execute(
        select(Decision.feedback_id, Decision.id, Decision.part_of_id).where(
            Decision.feedback_id.in_(ids), ~is_replaced()
        )
    )
    return {feedback_id: (number, part_of or number) for feedback_id, number, part_of in rows}


def linkable(session: Session, actor: Actor, subject: DecidedOn, standing: DecisionRow | None) -> tuple[Linkable, ...]:
    """Return what can be decided on together with a contribution: what awaits a decision beside it, or was decided so.

    One statement.
    """
    require(actor, Action.DECISION_RECORD, subject.facts)
    linked = exists().where(
        Decision.feedback_id == Feedback.id,
        Decision.part_of_id == (standing.part_of_id or standing.id) if standing else false(),
        ~is_replaced(),
    )
    is_beside = (
        Feedback.shown_entity_id.is_(None)
        if subject.shown_entity_id is None
        else Feedback.shown_entity_id == subject.shown_entity_id
    )
    is_decided = exists().where(Decision.feedback_id == Feedback.id)
    rows = session.execute(
        select(Feedback.id, Feedback.title, linked)
        .where(
            Feedback.campaign_id == subject.campaign_id,
            is_beside,
            Feedback.id != subject.id,
            Feedback.state == State.PUBLISHED,
            or_(linked, and_(Feedback.handling == Handling.SELECTED, ~is_decided)),
            somebody_elses(actor, Feedback.author_id, Feedback.id),
        )
        .order_by(linked.desc(), Feedback.created_at, Feedback.id)
        .limit(LINKABLE_MAX)
    )
    return tuple(Linkable(*row) for row in rows)


def decisions_of(session: Session, actor: Actor, feedback_id: int) -> tuple[DecisionRow, ...]:
    """Return the decisions on a contribution, the last one first: it stands. Two statements.

    :raises NotFound: absent, or the actor may not know it exists
    """
    hides_entity = decided_on(session, actor, feedback_id).facts.wherever is not None
    rows = session.execute(
        select(
            Decision.verdict, Decision.reason, Decision.language, literal("") if hides_entity else Person.name,
            Decision.at, Decision.id, Decision.part_of_id, Decision.reason_text_id,
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
    rows = session.execute(
        select(
            Feedback.id, Feedback.title, Feedback.language, Decision.verdict, Decision.reason, Decision.language,
            Decision.at,
        )
        .join(Feedback, Feedback.id == Decision.feedback_id)
        .where(
            Feedback.state == State.PUBLISHED,
            in_sight(actor),
            ~is_replaced(),
            Decision.part_of_id.is_(None),
            *(() if campaign_id is None else (Feedback.campaign_id == campaign_id,)),
        )
        .order_by(Decision.at.desc(), Decision.id)
        .limit(limit)
    )  # fmt: skip
    return tuple(StandingDecision(*row) for row in rows)


def is_replaced() -> ColumnElement[bool]:
    """Return the condition "a later decision stands on the same contribution"."""
    later = aliased(Decision)
    return exists().where(
        later.feedback_id == Decision.feedback_id,
        or_(later.at > Decision.at, and_(later.at == Decision.at, later.id < Decision.id)),
    )


def in_sight(actor: Actor) -> ColumnElement[bool]:
    """Return the condition "the actor may read it": what is public is read in all of a campaign that they see."""
    return exists().where(
        Edition.campaign_id == Feedback.campaign_id, campaign_sight(actor, Edition.entity_id, Edition.campaign_id)
    )
