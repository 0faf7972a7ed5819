"""What is read as a part of a contribution since it was merged into it, and where a merged one is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.types import IdentityLevel
from app.core.errors import NotFound
from app.entities.models import Entity
from app.feedback.models import Feedback
from app.feedback.queries.names import author_name_shown
from app.feedback.queries.places import facts_of
from app.feedback.types import Kind
from app.policy.actor import Actor
from app.policy.check import can
from app.policy.rules import Action

SHOWN = 50


@dataclass(frozen=True, slots=True)
class MergedRow:
    """A duplicate, as readers saw it; the author's name only where everybody may read it."""

    id: int
    kind: Kind
    title: str
    body: str
    language: str
    identity: IdentityLevel
    author_name: str | None
    entity_name: str | None  # None: readers may not know where it comes from
    is_imported: bool
    created_at: datetime  # midnight of the day when untraceable
    may_open: bool  # the reader wrote it, or moderates it
    may_undo: bool


@dataclass(frozen=True, slots=True)
class ReadElsewhere:
    """Where a merged contribution is read, and what it was called."""

    title: str
    shown_in_id: int


def merged_rows(session: Session, actor: Actor, feedback: Feedback) -> tuple[MergedRow, ...]:
    """Return what was merged into a contribution that the actor may see, the first first. One statement, or none."""
    if not feedback.merged_count:
        return ()
    name = author_name_shown()
    rows = session.execute(
        select(Feedback, name, Entity.name)
        .outerjoin(Person, Person.id == Feedback.author_id)
        .outerjoin(Entity, Entity.id == Feedback.shown_entity_id)
        .where(Feedback.shown_in_id == feedback.id)
        .order_by(Feedback.merged_at, Feedback.id)
        .limit(SHOWN)
    )
    return tuple(
        MergedRow(
            id=row.id, kind=row.kind, title=row.title, body=row.body, language=row.language, identity=row.identity,
            author_name=author, entity_name=entity, is_imported=row.source_key is not None, created_at=row.created_at,
            may_open=can(actor, Action.FEEDBACK_VIEW, row.facts), may_undo=can(actor, Action.MERGE_UNDO, row.facts),
        )
        for row, author, entity in rows
    )  # fmt: skip


def read_elsewhere(session: Session, actor: Actor, feedback_id: int) -> ReadElsewhere:
    """Return where a merged contribution is read, if the actor may read it there. Three statements at most.

    :raises NotFound: it is not merged, or what it was merged into is out of the actor's sight
    """
    row = session.execute(
        select(Feedback.title, Feedback.shown_in_id).where(
            Feedback.id == feedback_id, Feedback.shown_in_id.is_not(None)
        )
    ).first()
    shown_in = session.get(Feedback, row.shown_in_id) if row is not None else None
    if row is None or shown_in is None or not can(actor, Action.FEEDBACK_VIEW, facts_of(session, shown_in)):
        raise NotFound
    return ReadElsewhere(row.title, shown_in.id)
