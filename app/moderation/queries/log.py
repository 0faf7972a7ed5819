"""What moderators did, for who answers for it; and whom they trust."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from app.accounts.models import AuthorTrust, Person
from app.campaigns.models import Campaign
from app.campaigns.types import IdentityLevel
from app.entities.models import Entity
from app.feedback.models import Feedback
from app.feedback.queries.single import OBJECT_TYPE
from app.feedback.types import State
from app.journal.models import JournalEntry
from app.moderation.models import ModerationDecision
from app.policy.actor import Actor, Role
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.policy.scopes import grants_condition, moderation_sight, somebody_elses
from app.texts.queries import EMPTY, ReadText, texts_of

LOG_MAX = 10_000  # entries of one file, the newest
TRUSTED_MAX = 500
SAID = ("published", "sent_back", "hidden", "change_refused", "undone")  # of the journal, without what is internal


@dataclass(frozen=True, slots=True)
class LogRow:
    """One act on one contribution. ``author`` is empty unless the contribution is signed."""

    at: datetime
    moderator: str
    action: str
    feedback_id: int
    author: str
    entity: str
    campaign: ReadText
    reason: str  # of the decision as it stands; "" when it was undone
    is_kept: bool  # who moderates there can open it: its author has not taken it back


@dataclass(frozen=True, slots=True)
class TrustedRow:
    """Somebody whose contributions appear at once there, and the signed contribution that earned it."""

    name: str
    entity: str
    campaign: ReadText | None  # None: in the whole entity
    since: datetime
    feedback_id: int


def moderation_log(session: Session, actor: Actor) -> tuple[LogRow, ...]:
    """Return what was decided on contributions of the actor's entities, newest first. Two statements.

    Not on their own. Who wrote a contribution is said only where its author shows it to everybody.
    """
    require(actor, Action.LOG_EXPORT, NOTHING)
    managed = [grant for grant in actor.grants if grant.role is Role.COMMUNITY_MANAGER]
    author, moderator = Person.__table__.alias("author"), Person.__table__.alias("moderator")
    is_signed = and_(Feedback.identity == IdentityLevel.NAMED, Feedback.state != State.WITHDRAWN)
    decided = and_(
        ModerationDecision.feedback_id == Feedback.id,
        ModerationDecision.by_id == JournalEntry.actor_id,
        ModerationDecision.outcome == _outcome(),
        ModerationDecision.at <= JournalEntry.at,
    )
    reason = (
        select(ModerationDecision.reason).where(decided).order_by(ModerationDecision.at.desc()).limit(1)
    ).scalar_subquery()
    rows = session.execute(
        select(
            JournalEntry.at, moderator.c.name, JournalEntry.action, Feedback.id,
            case((is_signed, author.c.name), else_=""), Entity.name, Campaign.title_text_id, func.coalesce(reason, ""),
            Feedback.state != State.WITHDRAWN,
        )
        .join(Feedback, Feedback.id == JournalEntry.object_id)
        .join(Entity, Entity.id == Feedback.entity_id)
        .join(Campaign, Campaign.id == Feedback.campaign_id)
        .outerjoin(author, author.c.id == Feedback.author_id)
        .outerjoin(moderator, moderator.c.id == JournalEntry.actor_id)
        .where(
            JournalEntry.object_type == OBJECT_TYPE,
            JournalEntry.action.in_([f"moderation.{said}" for said in SAID]),
            grants_condition(managed, Feedback.entity_id, Feedback.campaign_id),
            somebody_elses(actor, Feedback.author_id, Feedback.id),
        )
        .order_by(JournalEntry.at.desc(), JournalEntry.id)
        .limit(LOG_MAX)
    ).all()  # fmt: skip
    texts = texts_of(session, actor, {row[6] for row in rows})
    return tuple(
        LogRow(row[0], row[1] or "", row[2], row[3], row[4] or "", row[5], texts.get(row[6], EMPTY), row[7], row[8])
        for row in rows
    )


def _outcome() -> ColumnElement[str]:
    """Return which decision an entry is of: trust shows as publication."""
    return func.replace(JournalEntry.action, "moderation.", "")


def trusted_people(session: Session, actor: Actor) -> tuple[TrustedRow, ...]:
    """Return who is trusted where the actor moderates, by name. Two statements.

    Only through what they signed: the name of who was trusted for a confidential contribution would tell who wrote it.
    """
    require(actor, Action.TRUST_VIEW, NOTHING)
    rows = session.execute(
        select(
            AuthorTrust.person_id, AuthorTrust.entity_id, AuthorTrust.campaign_id,
            Person.name, Entity.name, Campaign.title_text_id, AuthorTrust.at, Feedback.id,
        )
        .join(Person, Person.id == AuthorTrust.person_id)
        .join(Entity, Entity.id == AuthorTrust.entity_id)
        .outerjoin(Campaign, Campaign.id == AuthorTrust.campaign_id)
        .join(ModerationDecision, ModerationDecision.id == AuthorTrust.decision_id)
        .join(Feedback, Feedback.id == ModerationDecision.feedback_id)
        .where(
            Feedback.identity == IdentityLevel.NAMED,
            Feedback.state != State.WITHDRAWN,
            # Trust in the whole entity has no campaign: a mandate for one campaign does not reach it.
            moderation_sight(actor, AuthorTrust.entity_id, AuthorTrust.campaign_id, Feedback.language_moderated),
            somebody_elses(actor, Feedback.author_id, Feedback.id),
        )
        .order_by(Person.name, Person.id, Entity.name, AuthorTrust.campaign_id, AuthorTrust.at.desc())
        .limit(TRUSTED_MAX)
    ).all()  # fmt: skip
    texts = texts_of(session, actor, {row[5] for row in rows})
    latest: dict[tuple[int, int, int | None], TrustedRow] = {}
    for row in rows:
        campaign = texts.get(row[5], EMPTY) if row[2] is not None else None
        latest.setdefault((row[0], row[1], row[2]), TrustedRow(row[3], row[4], campaign, row[6], row[7]))
    return tuple(latest.values())
