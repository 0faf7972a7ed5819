"""Keep what contributions mean, as numbers, so that the same can be found in another language.

What is kept goes with the words: when these change, are hidden or withdrawn, and with the contribution.
"""

from __future__ import annotations

from time import monotonic

from sqlalchemy import ColumnElement, delete, exists, select, text
from sqlalchemy.orm import Session

from app.db.insert import insert_for
from app.db.session import transaction
from app.feedback.models import Feedback, FeedbackMeaning
from app.feedback.queries.alike import HAS_MEANING
from app.jobs.models import Job
from app.jobs.queue import enqueue
from app.language import vectors
from app.language.alike import halved
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action

READ_JOB = "feedback.read_meanings"
STEP_SECONDS = 10  # then other work has its turn
STEP_MAX = 200
_LIVE = text("state IN ('queued', 'running')")  # as in the index


def plan_meaning(session: Session, actor: Actor, feedback_id: int) -> None:
    """Have a contribution read soon.

    Not one whose author nobody knows: the job would keep its instant. Those are read by the hour.
    """
    require(actor, Action.SEARCH_REBUILD, NOTHING)
    if not vectors.can_embed():
        return
    known = select(Feedback.id).where(Feedback.id == feedback_id, Feedback.author_id.is_not(None), _is_unread())
    with transaction(session):
        if session.scalar(known) is not None:
            enqueue(session, READ_JOB, {"feedback_id": feedback_id})


def plan_meanings(session: Session, actor: Actor) -> None:
    """Have read what was not read yet; where no model is installed any more, forget what was."""
    require(actor, Action.SEARCH_REBUILD, NOTHING)
    with transaction(session):
        if not vectors.can_embed():
            session.execute(delete(FeedbackMeaning))
            return
        under_way = session.scalars(select(Job.payload).where(_LIVE, Job.name == READ_JOB)).all()
        if all("feedback_id" in payload for payload in under_way) and session.scalar(
            select(exists().where(_is_unread()))
        ):
            enqueue(session, READ_JOB, {})


def read_meanings(session: Session, actor: Actor, feedback_id: int | None = None) -> None:
    """Read the contribution, or as many of those not read yet as a step has time for; the next step follows.

    No transaction is held while the machine works. What changed meanwhile is left to the next step. Done twice it is
    done once.
    """
    require(actor, Action.SEARCH_REBUILD, NOTHING)
    if not vectors.can_embed():
        return
    wanted = _is_unread() if feedback_id is None else _is_unread() & (Feedback.id == feedback_id)
    columns = (Feedback.id, Feedback.title, Feedback.body)
    newest = (Feedback.created_at.desc(), Feedback.id)
    with transaction(session):
        unread = session.execute(select(*columns).where(wanted).order_by(*newest).limit(STEP_MAX)).all()
    began, found = monotonic(), {}
    for row, vector in zip(unread, vectors.embed(f"{row.title}\n{row.body}" for row in unread), strict=False):
        found[row.id] = (row.title, row.body, halved(vector))
        if monotonic() - began > STEP_SECONDS:
            break
    if not found:
        return
    with transaction(session):
        still = select(*columns).where(Feedback.id.in_(found), _is_unread()).order_by(Feedback.id)
        rows = [
            {"feedback_id": row.id, "vector": found[row.id][2]}
            for row in session.execute(still.with_for_update(key_share=True, of=Feedback)).all()
            if (row.title, row.body) == found[row.id][:2]
        ]
        if rows:
            insert = insert_for(session.get_bind().dialect.name)
            session.execute(insert(FeedbackMeaning.__table__).on_conflict_do_nothing(), rows)
        if feedback_id is None and (len(found) < len(unread) or len(unread) == STEP_MAX):
            enqueue(session, READ_JOB, {})


def _is_unread() -> ColumnElement[bool]:
    """Return the condition "its words are not hidden, and were not read yet"."""
    read = exists().where(FeedbackMeaning.feedback_id == Feedback.id)
    return Feedback.state.in_(HAS_MEANING) & ~read
