"""Propose groups over all languages of a campaign together, by what contributions mean, where a model is installed."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic

from sqlalchemy import Row, delete, func, insert, literal, select, update
from sqlalchemy.orm import Session

from app.core.languages import UNDETERMINED
from app.db.insert import insert_rows
from app.db.lock import locked_if_any
from app.db.session import transaction
from app.feedback.models import Feedback
from app.feedback.types import State
from app.jobs.queue import enqueue
from app.language import vectors
from app.language.meaning import group_meanings
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action
from app.themes.models import GroupMember, GroupRun, GroupVector, GroupWords, ProposedGroup
from app.themes.types import RunState

MEANING_JOB = "themes.group_by_meaning"
MEANINGS_MAX = 6_000  # contributions of a campaign, the newest: what a worker reads in ten minutes
STEP_SECONDS = 10  # then other work has its turn, and who stopped it is heard
STEP_MAX = 200


def begin_by_meaning(session: Session, actor: Actor, run_id: int) -> bool:
    """Let the run compare meanings; tell whether it does: a model is installed, and several languages are spoken."""
    require(actor, Action.THEME_WRITE, Facts())
    if not vectors.can_embed():
        return False
    with transaction(session):
        run = locked_if_any(session, GroupRun, run_id)
        if run is None or run.state is not RunState.RUNNING or run.texts > 0 or run.done > 0:
            return True  # nothing is left to begin
        spoken = (
            Feedback.campaign_id == run.campaign_id,
            Feedback.state == State.PUBLISHED,
            Feedback.language != UNDETERMINED,
        )
        languages = session.scalar(select(func.count(Feedback.language.distinct())).where(*spoken)) or 0
        if languages <= 1:
            return False
        newest = select(literal(run.id), Feedback.id).where(*spoken)
        newest = newest.order_by(Feedback.created_at.desc(), Feedback.id).limit(MEANINGS_MAX)
        session.execute(insert(GroupVector).from_select(["run_id", "feedback_id"], newest))
        run.texts = session.scalar(select(func.count()).where(GroupVector.run_id == run.id)) or 0
        enqueue(session, MEANING_JOB, {"run_id": run.id, "step": 0})
        return True


def group_by_meaning(session: Session, actor: Actor, run_id: int, step: int) -> None:
    """Read some contributions of a run, or make groups once all have been read. Done twice it is done once.

    Neither holds a transaction while the machine works. The vectors go with the end of the run.
    """
    require(actor, Action.THEME_WRITE, Facts())
    with transaction(session):
        if not _is_turn(session.get(GroupRun, run_id, populate_existing=True), step):
            return
        unread = session.execute(
            select(Feedback.id, Feedback.title, Feedback.body)
            .join(GroupVector, GroupVector.feedback_id == Feedback.id)
            .where(GroupVector.run_id == run_id, GroupVector.vector.is_(None))
            .order_by(Feedback.id)
            .limit(STEP_MAX)
        ).all()
    if unread:
        _read(session, run_id, step, unread)
    else:
        _group(session, run_id, step)


def _is_turn(run: GroupRun | None, step: int) -> bool:
    return run is not None and run.state is RunState.RUNNING and run.done == step


def _read(session: Session, run_id: int, step: int, unread: Sequence[Row[int, str, str]]) -> None:
    """Keep the vectors of as many contributions as a step has time for, one at least; the next step follows."""
    began, found = monotonic(), []
    for row, vector in zip(unread, vectors.embed(f"{row.title}\n{row.body}" for row in unread), strict=False):
        found.append({"run_id": run_id, "feedback_id": row.id, "vector": vector})
        if monotonic() - began > STEP_SECONDS:
            break
    with transaction(session):
        run = locked_if_any(session, GroupRun, run_id)
        if run is None or not _is_turn(run, step):
            return
        session.execute(update(GroupVector), found)
        run.done += len(found)
        enqueue(session, MEANING_JOB, {"run_id": run_id, "step": run.done})


def _group(session: Session, run_id: int, step: int) -> None:
    """Make the groups of what has been read, end the run, and forget the vectors."""
    with transaction(session):
        rows = session.execute(
            select(Feedback.id, Feedback.title, Feedback.body, Feedback.language, GroupVector.vector)
            .join(GroupVector, GroupVector.feedback_id == Feedback.id)
            .where(GroupVector.run_id == run_id, GroupVector.vector.is_not(None), Feedback.state == State.PUBLISHED)
            .order_by(Feedback.id)
        ).all()
    texts = [f"{row.title}\n{row.body}" for row in rows]
    groups = group_meanings([row.vector for row in rows], texts, [row.language for row in rows])
    with transaction(session):
        run = locked_if_any(session, GroupRun, run_id)
        if run is None or not _is_turn(run, step):
            return
        for group in groups:
            (language, words), *others = group.words
            proposed = ProposedGroup(run_id=run_id, words=" ".join(words), language=language)
            session.add(proposed)
            session.flush()
            members = [
                {"group_id": proposed.id, "feedback_id": rows[at].id, "rank": rank, "nearest_id": rows[nearest].id}
                for rank, (at, nearest) in enumerate(zip(group.members, group.nearest, strict=True))
            ]
            insert_rows(session, GroupMember, members)
            more = [{"group_id": proposed.id, "language": code, "words": " ".join(told)} for code, told in others]
            insert_rows(session, GroupWords, more)
        run.state = RunState.DONE
        session.execute(delete(GroupVector).where(GroupVector.run_id == run_id))
