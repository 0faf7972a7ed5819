"""Reports of barriers as notices speak of them: who is told, and what a reader may see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.barriers.models import BarrierReport
from app.barriers.queries import contacts_of
from app.barriers.types import BarrierState
from app.core.wording import clip
from app.notifications.types import SeenSubject, WrittenWords
from app.policy.actor import Actor
from app.policy.check import can, require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action

TITLE_CHARS = 90


@dataclass(frozen=True, slots=True)
class SeenBarrier(SeenSubject):
    """A report, for who wrote or receives it; its title is how it begins."""

    words: WrittenWords
    state: BarrierState
    answer: WrittenWords


def reporter_of(session: Session, actor: Actor, report_id: int) -> frozenset[int]:
    """Return who reported a barrier. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    return frozenset(session.scalars(select(BarrierReport.reporter_id).where(BarrierReport.id == report_id)))


def receivers_of(session: Session, actor: Actor, report_id: int) -> frozenset[int]:
    """Return who receives a report today. Three statements at most."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    entity_id = session.scalar(select(BarrierReport.entity_id).where(BarrierReport.id == report_id))
    return frozenset() if entity_id is None else contacts_of(session, actor, entity_id)


def seen_barriers(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, SeenBarrier]:
    """Return, of these reports, those the actor wrote or receives. Two statements more for each entity."""
    require(actor, Action.NOTICE_READ, Facts(person_id=actor.person_id))
    rows = session.scalars(select(BarrierReport).where(BarrierReport.id.in_(ids))).all()
    entities = {row.entity_id for row in rows if row.reporter_id != actor.person_id}
    contacts = {entity_id: contacts_of(session, actor, entity_id) for entity_id in entities}
    facts = {
        row.id: Facts(row.entity_id, person_id=row.reporter_id, contacts=contacts.get(row.entity_id)) for row in rows
    }
    return {
        row.id: SeenBarrier(
            WrittenWords(clip(row.body, TITLE_CHARS)[0], row.language), WrittenWords(row.body, row.language), row.state,
            WrittenWords(row.answer, row.answer_language),
        )
        for row in rows
        if can(actor, Action.BARRIER_VIEW, facts[row.id])
    }  # fmt: skip
