"""Decide on a contribution, alone or with others like it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.aims.queries import current_aims
from app.core import clock
from app.core.errors import FormUsed
from app.db.session import transaction
from app.decisions.errors import (
    AimNotCurrent,
    AlreadyRecorded,
    AnotherDecisionStands,
    DecisionReasonMissing,
    LinkNotPossible,
)
from app.decisions.events import DecisionRecorded
from app.decisions.models import Decision
from app.decisions.queries import standing_among, where_decided
from app.decisions.types import HANDLING_OF
from app.feedback.models import Feedback
from app.feedback.queries.locked import several_for_update
from app.feedback.service.handle import move_handling
from app.feedback.types import Verdict
from app.journal.record import record
from app.language.detect import detect
from app.outbox.publish import publish
from app.policy.actor import Actor
from app.policy.check import can, require, require_sight
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.texts.write import new_text

__all__ = ["REASON_MAX_CHARS", "DecisionInput", "Verdict", "record_decision"]

REASON_MAX_CHARS = 2000
REMEMBERED = timedelta(days=1)  # the same decision later is a new one

Locked = tuple[Feedback, Facts]


@dataclass(frozen=True, slots=True)
class DecisionInput:
    """What the sponsor decides, and why."""

    verdict: Verdict
    reason: str  # plain text; everybody reads it
    submission_key: str  # hash of the form's single-use key
    replaces: int | None = None  # the decision that stood when this one was written
    linked: tuple[int, ...] = ()  # other contributions that it is about
    aim: int | None = None
    translations: Mapping[str, str] = field(default_factory=dict)  # of the reason: locale → words


def record_decision(session: Session, actor: Actor, feedback_id: int, data: DecisionInput) -> Decision:
    """Record a decision, and move the contributions' handling with it; the last decision stands.

    On a contribution that was merged it holds for the one that readers see. One that stands is replaced by naming it.

    :raises Forbidden: the actor is not the sponsor of its entity, or it is not published
    :raises DecisionReasonMissing: there is no reason
    :raises AlreadyRecorded: the same form was sent before, or the same decision stands for less than a day
    :raises FormUsed: the same form was sent before with another decision
    :raises AnotherDecisionStands: another decision stands than the one it names
    :raises LinkNotPossible: one of the others is elsewhere, not to be decided on, or decided already
    :raises AimNotCurrent: the entity has no such aim now
    """
    if not data.reason.strip():
        raise DecisionReasonMissing
    with transaction(session):
        feedback_id = where_decided(session, actor, feedback_id)
        locked = several_for_update(session, actor, {feedback_id, *data.linked})
        require_sight(actor, Action.FEEDBACK_VIEW, locked[feedback_id][1] if feedback_id in locked else NOTHING)
        first = locked[feedback_id]
        require(actor, Action.DECISION_RECORD, first[1])
        _refuse_second(session, actor, feedback_id, data)
        standing = standing_among(session, actor, locked)
        if standing.get(feedback_id, (None, None))[0] != data.replaces:
            raise AnotherDecisionStands
        others = [_other(actor, first[0], locked.get(one), standing, data) for one in data.linked if one != feedback_id]
        _check_aim(session, actor, first, data.aim)
        return _store(session, actor, (first, *others), standing, data)


def _other(
    actor: Actor,
    first: Feedback,
    locked: Locked | None,
    standing: Mapping[int, tuple[int, int]],
    data: DecisionInput,
) -> Locked:
    """Return another contribution to decide on together with the first: of the same campaign, shown in the same entity.

    Linked across entities, the decision would tell where one comes from that hides it.
    """
    if locked is None or not can(actor, Action.DECISION_RECORD, locked[1]):
        raise LinkNotPossible
    row = locked[0]
    if (row.campaign_id, row.shown_entity_id) != (first.campaign_id, first.shown_entity_id):
        raise LinkNotPossible
    if row.id in standing and (data.replaces is None or data.replaces not in standing[row.id]):
        raise LinkNotPossible
    return locked


def _check_aim(session: Session, actor: Actor, first: Locked, aim_id: int | None) -> None:
    """An aim names its entity: a decision on what hides its entity serves none."""
    if aim_id is not None and aim_id not in {aim.id for aim in current_aims(session, actor, first[0].shown_entity_id)}:
        raise AimNotCurrent


def _store(
    session: Session,
    actor: Actor,
    subjects: Iterable[Locked],
    standing: Mapping[int, tuple[int, int]],
    data: DecisionInput,
) -> Decision:
    """Store a row for each contribution, move it, and tell; return the first one's."""
    language = detect(data.reason, (actor.language,))
    translations = {locale: words for locale, words in data.translations.items() if words.strip()}
    words = {language: data.reason} | {each: said for each, said in translations.items() if each != language}
    text_id = new_text(session, actor, language, words) if translations else None
    at = clock.now()
    leading: Decision | None = None
    for feedback, facts in subjects:
        decision = Decision(
            feedback_id=feedback.id,
            verdict=data.verdict,
            reason=data.reason,
            language=language,
            by_id=actor.person_id,
            at=at,
            submission_key=data.submission_key if leading is None else None,
            reason_text_id=text_id,
            part_of_id=leading.id if leading else None,
            replaces_id=standing.get(feedback.id, (None, None))[0],
            aim_id=data.aim,
        )
        session.add(decision)
        session.flush()
        leading = leading or decision
        move_handling(session, actor, feedback, (HANDLING_OF[data.verdict], data.reason))
        details = {"decision_id": decision.id, "verdict": data.verdict.value}
        record(session, actor, "decisions.recorded", ("feedback", feedback.id, facts), details)
        publish(
            session,
            DecisionRecorded(
                feedback_id=feedback.id,
                decision_id=decision.id,
                verdict=data.verdict.value,
                by_id=actor.person_id,
            ),
        )
    assert leading is not None
    return leading


def _refuse_second(session: Session, actor: Actor, feedback_id: int, data: DecisionInput) -> None:
    """Refuse what was sent before; the contribution is locked, so that two clicks cannot both come here first."""
    decided = (data.verdict, data.reason)
    of_form = session.scalars(select(Decision).where(Decision.submission_key == data.submission_key)).one_or_none()
    if of_form is not None:
        raise AlreadyRecorded if (of_form.verdict, of_form.reason) == decided else FormUsed
    last = session.scalars(
        select(Decision).where(Decision.feedback_id == feedback_id).order_by(Decision.at.desc()).limit(1)
    ).one_or_none()
    if last is None or last.by_id != actor.person_id or last.at < clock.now() - REMEMBERED or data.linked:
        return
    if (last.verdict, last.reason) == decided:
        raise AlreadyRecorded
