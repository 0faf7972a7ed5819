"""Reads of actions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.credentials import email_key
from app.accounts.models import Mandate, Person
from app.accounts.types import PersonStatus
from app.actions.models import ActionItem, ActionMeasure
from app.actions.types import GOES_ON, ActionState, Effect, Indicator, effect_of
from app.core import clock
from app.core.errors import NotFound
from app.core.pages import Page, join_key, read_key, read_number
from app.decisions.models import Decision
from app.decisions.queries import ListedDecision, decisions_by_id, in_sight
from app.entities.models import Entity
from app.feedback.models import Feedback
from app.feedback.types import State
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.policy.scopes import Column, action_sight
from app.texts.queries import texts_of

PAGE_SIZE = 50
MEASURES_MAX = 100
REMIND_BEFORE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ActionFilters:
    """What narrows the list; empty means everything."""

    entity: str = ""
    state: ActionState | None = None
    is_late: bool = False
    decision: int | None = None


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action with its last measured value, for who follows it."""

    id: int
    decision_id: int
    feedback_id: int
    subject: str  # title of the contribution; "" where readers cannot open it
    subject_language: str
    entity_id: int
    entity_code: str
    entity_name: str
    title: str
    language: str
    owner_id: int | None
    owner_name: str
    owner_email: str
    has_owner_left: bool
    due_on: date
    state: ActionState
    note: str
    reference: str
    indicator: str
    unit: str
    baseline: float | None
    target: float | None
    version: int
    title_text_id: int | None
    indicator_text_id: int | None
    unit_text_id: int | None
    value: float | None = None
    answers: int | None = None
    measured_on: date | None = None

    @property
    def facts(self) -> Facts:
        """What the permission table may know about it."""
        return Facts(entity_id=self.entity_id, person_id=self.owner_id)

    @property
    def effect(self) -> Effect:
        """What was measured, in a word."""
        return effect_of(Indicator(self.unit, self.baseline, self.target), self.value, self.answers)

    def is_late(self, today: date) -> bool:
        """Tell whether its day is over and it goes on."""
        return self.state in GOES_ON and self.due_on < today


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measured value."""

    value: float
    measured_on: date
    answers: int | None
    source: str


@dataclass(frozen=True, slots=True)
class PublicAction:
    """An action as testers read it: no name of a person in it."""

    id: int
    decision_id: int
    title: str
    language: str
    state: ActionState
    due_on: date
    note: str
    note_language: str
    indicator: str
    unit: str
    baseline: float | None
    target: float | None
    title_text_id: int | None
    indicator_text_id: int | None
    unit_text_id: int | None
    value: float | None
    answers: int | None
    measured_on: date | None

    @property
    def effect(self) -> Effect:
        """What was measured, in a word."""
        return effect_of(Indicator(self.unit, self.baseline, self.target), self.value, self.answers)


@dataclass(frozen=True, slots=True)
class ChangeMade:
    """An action that is done, and the decision it follows from."""

    action: PublicAction
    decision: ListedDecision


Worded = TypeVar("Worded", ActionRow, PublicAction)


def in_words_of_reader(session: Session, actor: Actor, rows: Iterable[Worded]) -> list[Worded]:
    """Return actions in the actor's language, as far as they were said in it. One statement at most.

    A percentage has no translated unit, so that too few answers are told in every language.
    """
    given = list(rows)
    ids = [each for row in given for each in (row.title_text_id, row.indicator_text_id, row.unit_text_id)]
    texts = texts_of(session, actor, ids)
    worded = []
    for row in given:
        title = texts.get(row.title_text_id or 0)
        indicator, unit = texts.get(row.indicator_text_id or 0), texts.get(row.unit_text_id or 0)
        worded.append(
            replace(
                row,
                title=title.value if title else row.title,
                language=title.locale if title else row.language,
                indicator=indicator.value if indicator else row.indicator,
                unit=unit.value if unit else row.unit,
            )
        )
    return worded


def actions_page(session: Session, actor: Actor, filters: ActionFilters, after: str = "") -> Page[ActionRow]:
    """Return a page of the actions the actor follows or owns, the first due first. Two statements."""
    require(actor, Action.ACTIONS_LIST, NOTHING)
    statement = (
        _statement()
        .where(_in_sight(actor), *_narrowed(filters))
        .order_by(ActionItem.due_on, ActionItem.id)
        .limit(PAGE_SIZE + 1)
    )
    place = read_key(after, date.fromisoformat, read_number)
    if place is not None:
        day, number = place
        later = and_(ActionItem.due_on == day, ActionItem.id > number)
        statement = statement.where(or_(ActionItem.due_on > day, later))
    rows = [ActionRow(*row) for row in session.execute(statement)]
    shown = rows[:PAGE_SIZE]
    more = len(rows) > PAGE_SIZE
    next_key = join_key(shown[-1].due_on.isoformat(), shown[-1].id) if more else ""
    return Page(in_words_of_reader(session, actor, shown), next_key)


def action_entities(session: Session, actor: Actor) -> dict[str, str]:
    """Return the entities whose actions the actor reads, by code. One statement."""
    require(actor, Action.ACTIONS_LIST, NOTHING)
    rows = session.execute(
        select(Entity.code, Entity.name)
        .where(exists().where(ActionItem.entity_id == Entity.id, _in_sight(actor)))
        .order_by(Entity.name)
    )
    return {row.code: row.name for row in rows}


def action_by_id(session: Session, actor: Actor, action_id: int) -> ActionRow:
    """Return one action as it was written. One statement.

    :raises NotFound: absent, or none of the actor's business
    """
    row = session.execute(_statement().where(ActionItem.id == action_id)).one_or_none()
    if row is None:
        raise NotFound
    found = ActionRow(*row)
    require_sight(actor, Action.ACTION_VIEW, found.facts)
    return found


def actions_seen(session: Session, actor: Actor, ids: Collection[int]) -> list[ActionRow]:
    """Return, of these actions, those the actor follows or owns. Two statements."""
    require(actor, Action.ACTIONS_LIST, NOTHING)
    rows = session.execute(_statement().where(ActionItem.id.in_(ids), _in_sight(actor)))
    return in_words_of_reader(session, actor, [ActionRow(*row) for row in rows])


def measures_of(session: Session, actor: Actor, action_id: int) -> list[MeasureRow]:
    """Return what was measured, the last day first. Two statements.

    :raises NotFound: absent, or none of the actor's business
    """
    action_by_id(session, actor, action_id)
    rows = session.execute(
        select(ActionMeasure.value, ActionMeasure.measured_on, ActionMeasure.answers, ActionMeasure.source)
        .where(ActionMeasure.action_id == action_id)
        .order_by(ActionMeasure.measured_on.desc(), ActionMeasure.id)
        .limit(MEASURES_MAX)
    )
    return [MeasureRow(*row) for row in rows]


def public_actions(session: Session, actor: Actor, decision_ids: Collection[int]) -> list[PublicAction]:
    """Return what follows from decisions, as testers read it; the caller has read the decisions. Two statements."""
    require(actor, Action.DECISIONS_READ, NOTHING)
    return _public(session, actor, ActionItem.decision_id.in_(decision_ids))


def _public(session: Session, actor: Actor, condition: ColumnElement[bool]) -> list[PublicAction]:
    last = _last_measure()
    statement: Select[*tuple[Any, ...]] = (
        select(
            ActionItem.id, ActionItem.decision_id, ActionItem.title, ActionItem.language, ActionItem.state,
            ActionItem.due_on, ActionItem.note, ActionItem.language, ActionItem.indicator, ActionItem.unit,
            ActionItem.baseline, ActionItem.target, ActionItem.title_text_id, ActionItem.indicator_text_id,
            ActionItem.unit_text_id, ActionMeasure.value, ActionMeasure.answers, ActionMeasure.measured_on,
        )
        .outerjoin(ActionMeasure, ActionMeasure.id == last)
        .where(condition)
        .order_by(ActionItem.due_on, ActionItem.id)
    )  # fmt: skip
    return in_words_of_reader(session, actor, [PublicAction(*row) for row in session.execute(statement)])


def changes_made(session: Session, actor: Actor, limit: int) -> list[ChangeMade]:
    """Return the actions that are done after decisions the actor reads, the last one first. Five statements."""
    require(actor, Action.DECISIONS_READ, NOTHING)
    ids = session.scalars(
        select(ActionItem.id)
        .join(Decision, Decision.id == ActionItem.decision_id)
        .join(Feedback, Feedback.id == Decision.feedback_id)
        .where(ActionItem.state == ActionState.DONE, Feedback.state == State.PUBLISHED, in_sight(actor))
        .order_by(ActionItem.changed_at.desc(), ActionItem.id)
        .limit(limit)
    ).all()
    found = _public(session, actor, ActionItem.id.in_(ids))
    decisions = decisions_by_id(session, actor, {row.decision_id for row in found})
    made = [ChangeMade(row, decisions[row.decision_id]) for row in found if row.decision_id in decisions]
    return sorted(made, key=lambda each: ids.index(each.action.id))


def owner_by_email(session: Session, actor: Actor, email: str, entity_id: int) -> tuple[int, bool] | None:
    """Return the account in use with that address in the entity, and whether it holds a mandate there."""
    require(actor, Action.ACTION_WRITE, Facts(entity_id=entity_id))
    row = session.execute(
        select(Person.id, _holds_mandate(Person.id, Person.entity_id)).where(
            Person.email_key == email_key(email),
            Person.entity_id == entity_id,
            Person.status == PersonStatus.ACTIVE,
        )
    ).one_or_none()
    return None if row is None else (row[0], bool(row[1]))


def reminders_due(session: Session, actor: Actor, today: date) -> list[tuple[int, int, date]]:
    """Return actions of which to remind their owners: number, owner and day, a week before it and after it.

    One statement.
    """
    require(actor, Action.NOTICE_CREATE, NOTHING)
    rows = session.execute(
        select(ActionItem.id, ActionItem.owner_id, ActionItem.due_on).where(
            ActionItem.state.in_(GOES_ON),
            ActionItem.due_on <= today + REMIND_BEFORE,
            ActionItem.owner_id.is_not(None),
        )
    )
    return [(number, owner_id, due_on) for number, owner_id, due_on in rows if owner_id is not None]


def left_alone(session: Session, actor: Actor) -> Sequence[int]:
    """Return the actions whose owner has left and of which no sponsor was told yet. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    return session.scalars(
        select(ActionItem.id)
        .outerjoin(Person, Person.id == ActionItem.owner_id)
        .where(ActionItem.state.in_(GOES_ON), ActionItem.asked_at.is_(None), _has_left())
    ).all()


def _has_left() -> ColumnElement[bool]:
    """The owner's account is closed or elsewhere, or the mandate they held there when they were named has ended."""
    return or_(
        Person.id.is_(None),
        Person.status != PersonStatus.ACTIVE,
        Person.entity_id != ActionItem.entity_id,
        and_(ActionItem.owner_held_mandate, ~_holds_mandate(ActionItem.owner_id, ActionItem.entity_id)),
    )


def _holds_mandate(person: Column, entity: Column) -> ColumnElement[bool]:
    return exists().where(
        Mandate.person_id == person,
        or_(Mandate.entity_id.is_(None), Mandate.entity_id == entity),
        Mandate.in_force_on(clock.today()),
    )


def _last_measure() -> ScalarSelect[int]:
    return (
        select(ActionMeasure.id)
        .where(ActionMeasure.action_id == ActionItem.id)
        .order_by(ActionMeasure.measured_on.desc(), ActionMeasure.id)
        .limit(1)
        .correlate(ActionItem)
        .scalar_subquery()
    )


def _statement() -> Select[*tuple[Any, ...]]:
    # Beside an action, which names its entity, one that hides its entity stays away.
    is_open = and_(Feedback.state == State.PUBLISHED, Feedback.shown_entity_id.is_not(None))
    return (
        select(
            ActionItem.id, ActionItem.decision_id, Feedback.id, case((is_open, Feedback.title), else_=""),
            case((is_open, Feedback.language), else_=""), ActionItem.entity_id, Entity.code, Entity.name,
            ActionItem.title, ActionItem.language, ActionItem.owner_id, func.coalesce(Person.name, ""),
            func.coalesce(Person.email, ""), _has_left(), ActionItem.due_on, ActionItem.state, ActionItem.note,
            ActionItem.reference, ActionItem.indicator, ActionItem.unit, ActionItem.baseline, ActionItem.target,
            ActionItem.version, ActionItem.title_text_id, ActionItem.indicator_text_id, ActionItem.unit_text_id,
            ActionMeasure.value, ActionMeasure.answers, ActionMeasure.measured_on,
        )
        .join(Decision, Decision.id == ActionItem.decision_id)
        .join(Feedback, Feedback.id == Decision.feedback_id)
        .join(Entity, Entity.id == ActionItem.entity_id)
        .outerjoin(Person, Person.id == ActionItem.owner_id)
        .outerjoin(ActionMeasure, ActionMeasure.id == _last_measure())
    )  # fmt: skip


def _in_sight(actor: Actor) -> ColumnElement[bool]:
    return or_(action_sight(actor, ActionItem.entity_id), ActionItem.owner_id == actor.person_id)


def _narrowed(filters: ActionFilters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.entity:
        conditions.append(Entity.code == filters.entity)
    if filters.state is not None:
        conditions.append(ActionItem.state == filters.state)
    if filters.is_late:
        conditions.append(and_(ActionItem.state.in_(GOES_ON), ActionItem.due_on < clock.today()))
    if filters.decision is not None:
        conditions += [ActionItem.decision_id == filters.decision, Feedback.shown_entity_id.is_not(None)]
    return conditions
