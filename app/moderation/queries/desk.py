"""What moderators leave beside a case for each other: claims, assignments, labels, notes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, ScalarSelect, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.accounts.models import Person
from app.accounts.queries import MandateHolder, holders_of
from app.campaigns.models import Campaign
from app.core import clock
from app.entities.models import Entity
from app.feedback.models import Feedback
from app.feedback.types import State
from app.moderation.models import CaseAssignment, CaseClaim, CaseLabel, CaseNote
from app.moderation.types import Assigned, NoteAudience
from app.policy.actor import MODERATING_ROLES, Actor
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.texts.queries import EMPTY, ReadText, texts_of

NOTES_SHOWN = 50  # of a contribution
CENTRAL_NOTES_SHOWN = 100
_SEPARATOR = ","  # no label holds one


@dataclass(frozen=True, slots=True)
class DeskRow:
    """What stands beside one case. Empty names: nobody, or whoever has left."""

    claimed_by: str = ""  # somebody else than the actor
    is_mine: bool = False  # the actor looks at it
    assignee_id: int | None = None
    assignee: str = ""
    due_on: date | None = None
    labels: tuple[str, ...] = ()
    note_count: int = 0
    known_labels: tuple[str, ...] = ()  # of the entities of these cases


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note, and who wrote it."""

    id: int
    body: str
    language: str
    audience: NoteAudience
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CentralNote:
    """A note to the central team; ``feedback_id`` only of what it may read without learning where it comes from."""

    id: int
    body: str
    language: str
    author: str
    at: datetime
    is_done: bool
    entity_name: str
    feedback_id: int | None
    campaign: ReadText = EMPTY


def desks_of(session: Session, actor: Actor, feedback_ids: list[int]) -> dict[int, DeskRow]:
    """Return what stands beside cases, by contribution. One statement."""
    require(actor, Action.QUEUE_VIEW, NOTHING)
    claimer, assignee = _person(CaseClaim.by_id), _person(CaseAssignment.assignee_id)
    rows = session.execute(
        select(
            Feedback.id, CaseClaim.by_id, claimer, CaseAssignment.assignee_id, assignee,
            CaseAssignment.due_on, _labels(), _note_count(),
            _labels_around(feedback_ids),
        )
        .select_from(Feedback)
        .outerjoin(CaseClaim, (CaseClaim.feedback_id == Feedback.id) & (CaseClaim.until > clock.now()))
        .outerjoin(CaseAssignment, CaseAssignment.feedback_id == Feedback.id)
        .where(Feedback.id.in_(feedback_ids))
    )  # fmt: skip
    found = {}
    for feedback_id, by_id, name, assignee_id, assignee_name, due_on, labels, notes, known in rows:
        is_own = by_id == actor.person_id  # says nothing where there is no claim
        found[feedback_id] = DeskRow(
            claimed_by="" if is_own else name or "",
            is_mine=is_own,
            assignee_id=assignee_id,
            assignee=assignee_name or "",
            due_on=due_on,
            labels=_names(labels),
            note_count=notes,
            known_labels=_names(known),
        )
    return found


def possible_assignees(session: Session, actor: Actor, facts: Facts) -> dict[int, str]:
    """Return who moderates a contribution's place in its language, by number, in the order of their names.

    One statement. Its author is among them if they moderate there: leaving them out would tell who wrote it.
    """
    require(actor, Action.QUEUE_VIEW, NOTHING)
    if facts.entity_id is None:
        return {}
    return moderators_among(holders_of(session, actor, MODERATING_ROLES, clock.today(), {facts.entity_id}), facts)


def moderators_among(holders: Iterable[MandateHolder], facts: Facts) -> dict[int, str]:
    """Return those of the holders who moderate there, as ``possible_assignees`` does. It reads nothing."""
    return {
        each.person_id: each.name
        for each in sorted(holders, key=lambda each: (each.name, each.person_id))
        if each.grant.moderates(facts.entity_id, facts.campaign_id, facts.language)
        and each.person_id != facts.first_decider_id
    }


def is_assigned(actor: Actor, asked: Assigned) -> ColumnElement[bool]:
    """Return the condition "it is assigned to the actor", or to nobody. For other reads: it reads nothing."""
    here = select(literal(1)).where(CaseAssignment.feedback_id == Feedback.id).correlate(Feedback)
    if asked is Assigned.NOBODY:
        return ~here.exists()
    return here.where(CaseAssignment.assignee_id == actor.person_id).exists()


def has_label(name: str) -> ColumnElement[bool]:
    """Return the condition "moderators gave it this label". For other reads: it reads nothing."""
    here = (CaseLabel.feedback_id == Feedback.id, CaseLabel.name == name)
    return select(literal(1)).select_from(CaseLabel).where(*here).correlate(Feedback).exists()


def notes_of(session: Session, actor: Actor, feedback_id: int, facts: Facts) -> tuple[NoteRow, ...]:
    """Return the notes beside a contribution, oldest first, but for the last few only. One statement.

    ``facts``: of the contribution.

    :raises Forbidden: they are not for the actor
    """
    require(actor, Action.NOTE_READ, facts)
    rows = session.execute(
        select(CaseNote.id, CaseNote.body, CaseNote.language, CaseNote.audience, Person.name, CaseNote.at)
        .outerjoin(Person, Person.id == CaseNote.author_id)
        .where(CaseNote.feedback_id == feedback_id)
        .order_by(CaseNote.at.desc(), CaseNote.id)
        .limit(NOTES_SHOWN)
    ).all()
    return tuple(NoteRow(*row[:4], row[4] or "", row[5]) for row in reversed(rows))


def central_notes(session: Session, actor: Actor) -> tuple[CentralNote, ...]:
    """Return what moderators ask the central team to look at, what is open first. Two statements.

    What waits, and what hides its entity, is not named: the note's entity would tell where it comes from.
    """
    require(actor, Action.CENTRAL_NOTES_VIEW, NOTHING)
    rows = session.execute(
        select(
            CaseNote.id, CaseNote.body, CaseNote.language, Person.name, CaseNote.at, CaseNote.is_done, Entity.name,
            Campaign.title_text_id, Feedback.id, Feedback.state, Feedback.shown_entity_id,
        )
        .join(Feedback, Feedback.id == CaseNote.feedback_id)
        .join(Entity, Entity.id == Feedback.entity_id)
        .join(Campaign, Campaign.id == Feedback.campaign_id)
        .outerjoin(Person, Person.id == CaseNote.author_id)
        .where(CaseNote.audience == NoteAudience.CENTRAL, Feedback.state != State.WITHDRAWN)
        .order_by(CaseNote.is_done, CaseNote.at.desc(), CaseNote.id)
        .limit(CENTRAL_NOTES_SHOWN)
    ).all()  # fmt: skip
    texts = texts_of(session, actor, [row[7] for row in rows])
    return tuple(
        CentralNote(
            id=row.id,
            body=row.body,
            language=row.language,
            author=row[3] or "",
            at=row.at,
            is_done=row.is_done,
            entity_name=row[6],
            feedback_id=row[8] if row.state is State.PUBLISHED and row.shown_entity_id is not None else None,
            campaign=texts.get(row.title_text_id, EMPTY),
        )
        for row in rows
    )


def _person(column: InstrumentedAttribute[int]) -> ScalarSelect[str]:
    return select(Person.name).where(Person.id == column).scalar_subquery()


def _labels() -> ScalarSelect[str]:
    here = CaseLabel.feedback_id == Feedback.id
    return select(func.aggregate_strings(CaseLabel.name, _SEPARATOR)).where(here).scalar_subquery()


def _labels_around(feedback_ids: list[int]) -> ScalarSelect[str]:
    """Return all labels of the entities of these contributions."""
    theirs = aliased(Feedback)
    entities = select(theirs.entity_id).where(theirs.id.in_(feedback_ids))
    names = select(CaseLabel.name).where(CaseLabel.entity_id.in_(entities)).distinct().subquery()
    return select(func.aggregate_strings(names.c.name, _SEPARATOR)).scalar_subquery()


def _names(joined: str | None) -> tuple[str, ...]:
    return tuple(sorted(joined.split(_SEPARATOR))) if joined else ()


def _note_count() -> ScalarSelect[int]:
    return select(func.count(CaseNote.id)).where(CaseNote.feedback_id == Feedback.id).scalar_subquery()
