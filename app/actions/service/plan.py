"""Plan an action, and change what is planned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.actions.errors import (
    ActionTitleMissing,
    DecisionReplaced,
    OwnerUnknown,
    ReferenceNotSafe,
    TargetMissing,
)
from app.actions.events import ActionGiven, OwnerMissing
from app.actions.models import ActionItem
from app.actions.queries import action_by_id, left_alone, owner_by_email
from app.actions.types import PERCENT
from app.core import clock
from app.core.errors import ChangedMeanwhile, FormUsed, NotFound
from app.db.lock import locked
from app.db.session import transaction
from app.decisions.models import Decision
from app.decisions.queries import decisions_by_id, is_replaced
from app.feedback.models import Feedback
from app.journal.record import record
from app.language.detect import detect
from app.outbox.publish import publish
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.texts.models import AuthoredText
from app.texts.write import change_text, new_text

TITLE_MAX_CHARS = 300


@dataclass(frozen=True, slots=True)
class ActionInput:
    """What is done by whom until when, and what will tell that it helped."""

    title: str
    owner: str  # e-mail address
    due_on: date
    reference: str = ""
    indicator: str = ""
    unit: str = ""
    baseline: float | None = None
    target: float | None = None
    titles: Mapping[str, str] = field(default_factory=dict)  # translations: locale → words
    indicators: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    version: int = 1  # that it was written against
    submission_key: str | None = None


def plan_action(session: Session, actor: Actor, decision_id: int, data: ActionInput) -> ActionItem:
    """Plan what follows from a decision; its owner is told. The same form sent again is one.

    :raises NotFound: no such decision, or none the actor may read
    :raises Forbidden: the entity's sponsor does, or the central team
    :raises DecisionReplaced: another decision stands
    :raises OwnerUnknown, ActionTitleMissing, ReferenceNotSafe, TargetMissing: a value cannot be
    :raises FormUsed: the same form was sent before with other words
    """
    with transaction(session):
        entity_id = _entity_of(session, actor, decision_id)
        require(actor, Action.ACTION_WRITE, Facts(entity_id=entity_id))
        sent = select(ActionItem).where(ActionItem.submission_key == data.submission_key)
        before = session.scalars(sent).one_or_none() if data.submission_key else None
        if before is not None:
            if (before.decision_id, before.title) != (decision_id, data.title):
                raise FormUsed
            return before
        standing = select(Decision.id).where(Decision.id == decision_id, ~is_replaced()).with_for_update(key_share=True)
        if session.scalar(standing) is None:
            raise DecisionReplaced
        made = ActionItem(
            decision_id=decision_id,
            entity_id=entity_id,
            title=data.title,
            language=detect(data.title, (actor.language,)),
            owner_id=None,
            due_on=data.due_on,
            submission_key=data.submission_key,
        )
        _fill(session, actor, made, data)
        _store_translations(session, actor, made, data)
        session.add(made)
        session.flush()
        record(session, actor, "actions.planned", ("action", made.id, made.facts), {"decision_id": decision_id})
        _tell_owner(session, actor, made)
    return made


def change_action(session: Session, actor: Actor, action_id: int, data: ActionInput) -> None:
    """Change what is planned, its owner included; a new owner is told.

    :raises NotFound: absent, or none of the actor's business
    :raises Forbidden: the entity's sponsor does, or the central team
    :raises ChangedMeanwhile: somebody saved it since the form was shown
    :raises OwnerUnknown, ActionTitleMissing, ReferenceNotSafe, TargetMissing: a value cannot be
    """
    with transaction(session):
        row = action_by_id(session, actor, action_id)
        require(actor, Action.ACTION_WRITE, row.facts)
        stored = locked(session, ActionItem, action_id)
        before = _shape(stored)
        owner_before = stored.owner_id
        is_stale = stored.version != data.version
        _fill(session, actor, stored, data)
        stored.title, stored.due_on = data.title, data.due_on
        if not _store_translations(session, actor, stored, data) and _shape(stored) == before:
            return  # the same form twice is one change
        if is_stale:
            raise ChangedMeanwhile
        stored.version += 1
        stored.changed_at = clock.now()
        record(session, actor, "actions.changed", ("action", stored.id, stored.facts))
        if stored.owner_id != owner_before:
            stored.asked_at = None
            _tell_owner(session, actor, stored)


def tell_of_missing_owners(session: Session, actor: Actor) -> int:
    """Ask the sponsors, once for each owner, to name another where one has left; return how many. Run every hour."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    with transaction(session):
        ids = left_alone(session, actor)
        rows = session.scalars(
            select(ActionItem)
            .where(ActionItem.id.in_(ids), ActionItem.asked_at.is_(None))
            .order_by(ActionItem.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        ).all()
        for row in rows:
            row.asked_at = clock.now()
            publish(session, OwnerMissing(action_id=row.id, owner_id=row.owner_id or 0))
    return len(rows)


def _entity_of(session: Session, actor: Actor, decision_id: int) -> int:
    """Return the entity that acts: the one the decision shows, else the actor's own."""
    if decision_id not in decisions_by_id(session, actor, [decision_id]):
        raise NotFound
    shown = session.scalar(
        select(Feedback.shown_entity_id)
        .join(Decision, Decision.feedback_id == Feedback.id)
        .where(Decision.id == decision_id)
    )
    entity_id = shown or actor.entity_id
    if entity_id is None:
        raise NotFound
    return entity_id


def _fill(session: Session, actor: Actor, row: ActionItem, data: ActionInput) -> None:
    """Check and set what a form says, but for title and day."""
    if not data.title.strip():
        raise ActionTitleMissing
    if data.reference and not _is_safe(data.reference):
        raise ReferenceNotSafe
    said = (bool(data.indicator), data.baseline is not None, data.target is not None)
    if any(said) and not all(said):
        raise TargetMissing
    owner = owner_by_email(session, actor, data.owner, row.entity_id)
    if owner is None:
        raise OwnerUnknown
    if row.owner_id != owner[0]:
        row.owner_id, row.owner_held_mandate = owner
    row.reference, row.indicator, row.unit = data.reference, data.indicator, _unit_of(data)
    row.baseline, row.target = data.baseline, data.target


def _unit_of(data: ActionInput) -> str:
    """A percentage in one language is one in all: too few answers are then told in each."""
    return PERCENT if PERCENT in {data.unit, *data.units.values()} else data.unit


def _store_translations(session: Session, actor: Actor, row: ActionItem, data: ActionInput) -> bool:
    """Store the words again with their translations, where there are any; tell whether something changed.

    Words and translations stand on one form: who changes the words has looked at the translations too.
    """
    units = {} if row.unit == PERCENT else data.units
    changed = []
    for column, words, translations in (
        ("title_text_id", row.title, data.titles),
        ("indicator_text_id", row.indicator, data.indicators),
        ("unit_text_id", row.unit, units),
    ):
        others = {locale: said for locale, said in translations.items() if locale != row.language and words}
        has_any, text_id = any(others.values()), getattr(row, column)
        if text_id is None:
            changed.append(has_any)
            setattr(
                row,
                column,
                new_text(session, actor, row.language, {row.language: words, **others}) if has_any else None,
            )
        elif has_any:
            changed.append(change_text(session, actor, text_id, {**others, row.language: words}, is_correction=True))
        else:
            changed.append(True)
            setattr(row, column, None)
            session.flush()  # nothing points to it any more
            session.execute(delete(AuthoredText).where(AuthoredText.id == text_id))
    return any(changed)


def _is_safe(address: str) -> bool:
    """An https address with a host and no name or password in it; it is shown, never fetched."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc and " " not in address


def _shape(row: ActionItem) -> tuple[object, ...]:
    return (
        row.title, row.owner_id, row.due_on, row.reference, row.indicator, row.unit, row.baseline, row.target,
    )  # fmt: skip


def _tell_owner(session: Session, actor: Actor, row: ActionItem) -> None:
    if row.owner_id is not None:
        publish(session, ActionGiven(action_id=row.id, owner_id=row.owner_id, by_id=actor.person_id))
