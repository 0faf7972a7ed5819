"""Make the figures anew, and plan the monthly notes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, text, update
from sqlalchemy.orm import Session

from app.dashboards.queries.notes import note_readers
from app.dashboards.queries.recount import SOURCES
from app.db.session import transaction
from app.feedback.models import Feedback
from app.feedback.queries.counters import counter_differences
from app.figures.definitions import Cell
from app.figures.models import FigureCount
from app.jobs.queue import enqueue
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action

NOTE_JOB = "dashboards.mail_note"
FIRST_DAYS = 7  # of a month: a note that could not be planned or mailed is planned again


def plan_notes(session: Session, actor: Actor, now: datetime) -> int:
    """Plan the mail of each sponsor's note, in their working hours; return how many. A note is mailed once a month.

    :raises Forbidden: only the application itself writes notes
    """
    require(actor, Action.NOTICE_CREATE, NOTHING)
    if now.day > FIRST_DAYS:
        return 0
    with transaction(session):
        readers = note_readers(session, actor, now.date())
        for one in readers:
            place = {"person_id": one.person_id, "entity_id": one.entity_id, "written_on": now.date().isoformat()}
            enqueue(session, NOTE_JOB, place, one.working_time.next_moment(now))
    return len(readers)


def rebuild_figures(session: Session, actor: Actor) -> None:
    """Count every figure, and the counters they add up, from the rows they stand for.

    One transaction; who writes meanwhile waits.
    """
    require(actor, Action.FIGURES_REBUILD, NOTHING)
    with transaction(session):
        if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer anyway
            session.execute(text("LOCK TABLE figure_counts IN EXCLUSIVE MODE"))
        for one in counter_differences(session, actor):
            session.execute(update(Feedback).where(Feedback.id == one.feedback_id).values({one.name: one.expected}))
        session.execute(delete(FigureCount))
        for source in SOURCES:
            session.execute(insert(FigureCount).from_select([*Cell._fields, "count"], source.statement()))
        session.expire_all()  # what was read before is no longer what is stored
