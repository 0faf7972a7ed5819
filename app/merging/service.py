"""Merge duplicates, and take them apart again."""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.core.errors import ChangedMeanwhile
from app.db.session import transaction
from app.decisions.models import Decision
from app.feedback.lifecycle import LifeStage
from app.feedback.models import Feedback
from app.feedback.queries.figures import CONTRIBUTIONS
from app.feedback.queries.places import facts_of
from app.feedback.service.merged import Family, lock_family
from app.figures.counting import counting_changes
from app.journal.record import record
from app.merging.errors import (
    AlreadyMerged,
    ChangeIsWaiting,
    DecidedAlready,
    NothingToMerge,
    NotMerged,
    OfOtherCampaign,
)
from app.merging.events import FeedbackMerged, MergeUndone
from app.outbox.publish import publish
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.facts import Facts
from app.policy.rules import Action


def merge_feedback(session: Session, actor: Actor, duplicate_id: int, into_id: int) -> None:
    """Let a duplicate be read as a part of another contribution, with all that was merged into it.

    Its supporters, comments and answer follow; its author is told, as are those who supported it or commented.

    :raises NotFound: one of them is absent, or out of the actor's sight
    :raises Forbidden: the actor does not answer for both, or wrote one of them
    :raises NothingToMerge, OfOtherCampaign, ChangeIsWaiting, DecidedAlready: they cannot be merged
    :raises AlreadyMerged: they are; :raises ChangedMeanwhile: one of them was merged elsewhere in the meantime
    """
    if duplicate_id == into_id:
        raise NothingToMerge
    with transaction(session):
        family = lock_family(session, [duplicate_id, into_id])
        duplicate, into = family[duplicate_id], family[into_id]
        facts = _facts_to_merge(session, actor, family, duplicate, into)
        _check(session, duplicate, into)
        with counting_changes(session, CONTRIBUTIONS, *family.rows):
            family.attach(duplicate, into)
        record(session, actor, "merging.merged", ("feedback", duplicate.id, facts), {"into": into.id})
        publish(
            session, FeedbackMerged(feedback_id=into.id, duplicate_id=duplicate.id, by_id=actor.person_id)
        )  # fmt: skip


def _facts_to_merge(session: Session, actor: Actor, family: Family, duplicate: Feedback, into: Feedback) -> Facts:
    """Ask the policy for both; return the facts of the duplicate."""
    facts = {row.id: facts_of(session, row) for row in (duplicate, into)}
    for row in (duplicate, into):
        if row.is_merged:  # only who may see that it is learns more than that it is not there
            require_sight(actor, Action.MERGE_UNDO, facts[row.id])
            raise AlreadyMerged if duplicate.merged_into_id == into.id else ChangedMeanwhile
        require_sight(actor, Action.FEEDBACK_VIEW, facts[row.id])
        require(actor, Action.FEEDBACK_MERGE, facts[row.id])
    if duplicate in family.below(into.id) or into in family.below(duplicate.id):
        raise NothingToMerge
    return facts[duplicate.id]


def _check(session: Session, duplicate: Feedback, into: Feedback) -> None:
    """Refuse what would put something out of sight."""
    if duplicate.campaign_id != into.campaign_id:
        raise OfOtherCampaign
    if duplicate.stage is not LifeStage.PUBLISHED:
        raise ChangeIsWaiting
    if session.scalar(select(exists().where(Decision.feedback_id == duplicate.id))):
        raise DecidedAlready


def undo_merge(session: Session, actor: Actor, duplicate_id: int) -> int:
    """Let a duplicate stand by itself again; return where it was shown. What came since stays where it came.

    :raises NotFound: absent, or not for the actor
    :raises NotMerged: it stands by itself already
    """
    with transaction(session):
        family = lock_family(session, [duplicate_id])
        duplicate = family[duplicate_id]
        facts = facts_of(session, duplicate)
        require_sight(actor, Action.MERGE_UNDO, facts)
        if duplicate.shown_in_id is None:
            raise NotMerged
        shown_in_id = duplicate.shown_in_id
        with counting_changes(session, CONTRIBUTIONS, *family.rows):
            family.detach(duplicate)
        record(session, actor, "merging.undone", ("feedback", duplicate.id, facts), {"from": shown_in_id})
        publish(session, MergeUndone(feedback_id=duplicate.id, by_id=actor.person_id, shown_in_id=shown_in_id))
    return shown_in_id
