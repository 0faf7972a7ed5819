"""What may be a duplicate of a contribution, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, literal_column, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.types import IdentityLevel
from app.core.errors import NotFound
from app.db.fulltext import matches_together
from app.entities.models import Entity
from app.feedback.models import Feedback
from app.feedback.queries.alike import nearest_published
from app.feedback.queries.names import author_name_shown
from app.feedback.queries.places import facts_of
from app.feedback.types import Handling, Kind, State
from app.language.stems import as_written, telling_words
from app.policy.actor import Actor
from app.policy.check import can, require, require_sight
from app.policy.facts import Facts
from app.policy.rules import Action
from app.policy.scopes import answer_sight, somebody_elses

SHOWN = 8
ELSEWHERE = 3  # in other languages
CANDIDATES = 80  # of those that share words, some
WORDS = 9  # of the contribution, the longest
LEAST_SHARED = 2


@dataclass(frozen=True, slots=True)
class MergeSubject:
    """The contribution for which a duplicate is looked for."""

    id: int
    title: str
    body: str
    language: str
    campaign_id: int
    facts: Facts


class DuplicateRow(NamedTuple):
    """A contribution that shares words with another one, or may say the same in another language.

    The author's name is there only where everybody may read it.
    """

    id: int
    kind: Kind
    title: str
    body: str
    language: str
    identity: IdentityLevel
    author_name: str | None
    entity_name: str | None  # None: readers may not know where it comes from
    handling: Handling
    is_answered: bool
    me_too_count: int
    stems: str
    shared: tuple[str, ...] = ()  # the words of the first one that this one holds too; none: it means nearly the same


def merge_subject(session: Session, actor: Actor, feedback_id: int) -> MergeSubject:
    """Return the contribution to merge with another one. Two statements.

    :raises NotFound: absent, or the actor may not know it exists
    :raises Forbidden: the actor does not merge it
    """
    feedback = session.get(Feedback, feedback_id)
    if feedback is None:
        raise NotFound
    facts = facts_of(session, feedback)
    require_sight(actor, Action.FEEDBACK_VIEW, facts)
    require(actor, Action.FEEDBACK_MERGE, facts)
    return MergeSubject(
        feedback.id, feedback.title, feedback.body, feedback.language, feedback.campaign_id, facts
    )  # fmt: skip


def may_merge(session: Session, actor: Actor, feedback_id: int) -> bool:
    """Tell whether the actor may merge a contribution. Two statements."""
    feedback = session.get(Feedback, feedback_id)
    if feedback is None:
        return False
    facts = facts_of(session, feedback)
    return can(actor, Action.FEEDBACK_VIEW, facts) and can(actor, Action.FEEDBACK_MERGE, facts)


def is_merged_for(session: Session, actor: Actor, feedback_id: int) -> bool:
    """Tell who may undo it whether a contribution is merged: a form was sent twice. Two statements."""
    feedback = session.get(Feedback, feedback_id)
    return feedback is not None and feedback.is_merged and can(actor, Action.MERGE_UNDO, facts_of(session, feedback))


def possible_duplicates(session: Session, actor: Actor, subject: MergeSubject) -> list[DuplicateRow]:
    """Return what shares most of the telling words of a contribution, and the words; the most alike first.

    Before them what may say the same in another language, where a model for meanings is installed. Of the same
    campaign, as far as the actor may merge it. Words are compared by their stems, so that two languages meet where
    they share them. Four statements at most.
    """
    elsewhere = _alike_elsewhere(session, actor, subject)
    known = {row.id for row in elsewhere}
    return [*elsewhere, *(row for row in _sharing_words(session, actor, subject) if row.id not in known)]


def _alike_elsewhere(session: Session, actor: Actor, subject: MergeSubject) -> list[DuplicateRow]:
    nearest = nearest_published(session, actor, subject.facts)
    if not nearest:
        return []
    rows = {row.id: row for row in _rows(session, actor, subject, Feedback.id.in_(nearest))}
    return [rows[number] for number in nearest if number in rows][:ELSEWHERE]


def _sharing_words(session: Session, actor: Actor, subject: MergeSubject) -> list[DuplicateRow]:
    text = f"{subject.title} {subject.body}"
    words = telling_words(text, subject.language, WORDS)
    if len(words) < LEAST_SHARED:
        return []
    columns = Feedback.__table__.c
    shares = matches_together(session.get_bind().dialect.name, columns.id, columns.stems, words, LEAST_SHARED)
    found = [_with_shared(row, words) for row in _rows(session, actor, subject, shares)]
    found.sort(key=lambda row: (len(row.shared), row.me_too_count, row.id), reverse=True)
    written = as_written(text, subject.language)
    return [row._replace(shared=tuple(written.get(word, word) for word in row.shared)) for row in found[:SHOWN]]


def _rows(session: Session, actor: Actor, subject: MergeSubject, which: ColumnElement[bool]) -> list[DuplicateRow]:
    """Return some of the contributions of the campaign that the actor may merge. One statement."""
    name = author_name_shown()
    rows = session.execute(
        select(
            Feedback.id, Feedback.kind, Feedback.title, Feedback.body, Feedback.language, Feedback.identity, name,
            Entity.name, Feedback.handling, Feedback.answered_at.is_not(None), Feedback.me_too_count, Feedback.stems,
        )
        .outerjoin(Person, Person.id == Feedback.author_id)
        .outerjoin(Entity, Entity.id == Feedback.shown_entity_id)
        .where(
            Feedback.campaign_id == subject.campaign_id,
            Feedback.state == literal_column(f"'{State.PUBLISHED}'"),
            Feedback.id != subject.id,
            answer_sight(actor, Feedback.entity_id, Feedback.campaign_id),
            somebody_elses(actor, Feedback.author_id, Feedback.id),
            which,
        )
        .limit(CANDIDATES)
    )  # fmt: skip
    return [DuplicateRow(*row) for row in rows]


def _with_shared(row: DuplicateRow, words: Sequence[list[str]]) -> DuplicateRow:
    held = set(row.stems.split())
    return row._replace(shared=tuple(max(forms, key=len) for forms in words if not held.isdisjoint(forms)))
