"""Trust that was given is withdrawn; the log of moderation leaves the application."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from app.accounts.service import distrust_author
from app.campaigns.types import IdentityLevel
from app.core.errors import Forbidden
from app.db.session import transaction
from app.feedback.queries.locked import feedback_for_update
from app.journal.record import record
from app.moderation.queries import LogRow, moderation_log
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action


def withdraw_trust(session: Session, actor: Actor, feedback_id: int, *, in_entity: bool = False) -> None:
    """Let the next contributions of who signed this one wait again, in its campaign.

    ``in_entity``: the trust that holds in the whole entity; that of one campaign stays. Twice is the same as once.

    :raises Forbidden: the actor does not moderate it, wrote it, or it is not signed: whether somebody unnamed is
        trusted, nobody learns
    """
    with transaction(session):
        feedback, facts = feedback_for_update(session, actor, feedback_id)
        require(actor, Action.AUTHOR_TRUST, replace(facts, campaign_id=None) if in_entity else facts)
        if feedback.identity is not IdentityLevel.NAMED or feedback.author_id is None:
            raise Forbidden
        distrust_author(session, actor, feedback.author_id, facts, in_entity=in_entity)


def export_log(session: Session, actor: Actor) -> tuple[LogRow, ...]:
    """Return the log of the actor's entities, and note in the journal that it was taken."""
    require(actor, Action.LOG_EXPORT, NOTHING)
    with transaction(session):
        rows = moderation_log(session, actor)
        record(session, actor, "moderation.log_exported", ("journal", None, NOTHING), {"entries": len(rows)})
    return rows
