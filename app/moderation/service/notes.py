"""What the team tells itself about a contribution: notes and labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.db.session import transaction
from app.feedback.models import Feedback
from app.feedback.queries.locked import feedback_for_update
from app.journal.record import record
from app.language.detect import detect
from app.moderation.errors import LabelTooLong, TooManyLabels
from app.moderation.models import CaseLabel, CaseNote
from app.moderation.types import NoteAudience
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action

NOTE_MAX_CHARS = 2000
LABEL_MAX_CHARS = 30
LABELS_EACH = 5  # of one contribution
LABELS_ALL = 30  # of an entity


@dataclass(frozen=True, slots=True)
class NoteInput:
    """What a note says, and who reads it."""

    body: str
    audience: NoteAudience = NoteAudience.TEAM


def write_note(session: Session, actor: Actor, feedback_id: int, data: NoteInput) -> CaseNote:
    """Write a note that its author never reads. The same words twice are one note."""
    with transaction(session):
        feedback, facts = feedback_for_update(session, actor, feedback_id)
        require(actor, Action.NOTE_WRITE, facts)
        newest = select(CaseNote).where(CaseNote.feedback_id == feedback.id).order_by(CaseNote.at.desc(), CaseNote.id)
        last = session.scalars(newest.limit(1)).first()
        if last is not None and (last.author_id, last.body, last.audience) == (
            actor.person_id, data.body, data.audience,
        ):  # fmt: skip
            return last
        note = CaseNote(
            feedback_id=feedback.id,
            author_id=actor.person_id,
            audience=data.audience,
            body=data.body,
            language=detect(data.body, (actor.language,)),
        )
        session.add(note)
        record(session, actor, "moderation.noted", ("feedback", feedback.id, facts), {"audience": data.audience.value})
    return note


def close_note(session: Session, actor: Actor, note_id: int) -> CaseNote:
    """Say that the central team has dealt with a note to it. Twice is the same as once.

    :raises NotFound: there is no such note
    """
    require(actor, Action.CENTRAL_NOTES_VIEW, NOTHING)
    with transaction(session):
        note = session.scalars(
            select(CaseNote)
            .where(CaseNote.id == note_id, CaseNote.audience == NoteAudience.CENTRAL)
            .with_for_update(key_share=True)
        ).first()
        if note is None:
            raise NotFound
        note.is_done = True
    return note


def label_case(session: Session, actor: Actor, feedback_id: int, names: Sequence[str]) -> None:
    """Give a contribution these labels, and no others. One that the entity has already keeps its spelling.

    :raises LabelTooLong, TooManyLabels: there is more than anybody would read
    """
    with transaction(session):
        feedback, facts = feedback_for_update(session, actor, feedback_id)
        require(actor, Action.NOTE_WRITE, facts)
        wanted = {name.casefold(): name for name in (" ".join(one.split()) for one in reversed(names)) if name}
        if any(len(name) > LABEL_MAX_CHARS for name in wanted.values()):
            raise LabelTooLong(LABEL_MAX_CHARS)
        known = _known(session, feedback)
        chosen = {known.get(folded, name) for folded, name in wanted.items()}
        if len(chosen) > LABELS_EACH or len(known.keys() | wanted.keys()) > LABELS_ALL:
            raise TooManyLabels(each=LABELS_EACH, all_of_them=LABELS_ALL)
        here = CaseLabel.feedback_id == feedback.id
        before = set(session.scalars(select(CaseLabel.name).where(here)))
        if before == chosen:
            return
        session.execute(delete(CaseLabel).where(here, CaseLabel.name.in_(before - chosen)))
        session.add_all(
            CaseLabel(feedback_id=feedback.id, name=name, entity_id=feedback.entity_id)
            for name in sorted(chosen - before)
        )
        record(session, actor, "moderation.labelled", ("feedback", feedback.id, facts))


def _known(session: Session, feedback: Feedback) -> dict[str, str]:
    """Return the labels of the entity, by their small letters."""
    others = select(CaseLabel.name).where(
        CaseLabel.entity_id == feedback.entity_id, CaseLabel.feedback_id != feedback.id
    )
    return {name.casefold(): name for name in session.scalars(others.distinct())}
