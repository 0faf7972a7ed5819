"""Contributions that say the same, read as one: what follows a duplicate into the other, and what comes back.

A duplicate keeps its own row, supporters and answer; what the other one shows of them is made from these rows and can
be made again (``_settle``). Comments move, and each remembers where it was written. For the use cases, inside their
transaction, with the family locked; they keep the figures.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, case, delete, func, or_, select, update
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import ChangedMeanwhile, NotFound
from app.db.insert import insert_for
from app.entities.models import Entity
from app.feedback.models import Comment, Feedback, MeToo, OfficialAnswer
from app.feedback.types import CommentRole, CommentState, State


class Family:
    """Contributions that are read as one, locked: those asked for, where they are shown, and all shown there."""

    def __init__(self, session: Session, rows: Mapping[int, Feedback]) -> None:
        self.session, self.rows = session, rows

    def __getitem__(self, feedback_id: int) -> Feedback:
        """Return one of them."""
        return self.rows[feedback_id]

    def below(self, feedback_id: int) -> list[Feedback]:
        """Return what was merged into one of them, and into these again, the first merged first."""
        found: list[Feedback] = []
        wanted = {feedback_id}
        while wanted:
            next_ones = [row for row in self.rows.values() if row.merged_into_id in wanted]
            found += next_ones
            wanted = {row.id for row in next_ones}
        return sorted(found, key=_order)

    def children(self, feedback_id: int) -> list[Feedback]:
        """Return what was merged into one of them directly."""
        return sorted((row for row in self.rows.values() if row.merged_into_id == feedback_id), key=_order)

    def attach(self, duplicate: Feedback, into: Feedback) -> None:
        """Let readers find a published contribution, and all that is shown in it, in another published one."""
        shown = self.below(duplicate.id)
        duplicate.merged_into_id = duplicate.shown_in_id = into.id
        duplicate.merged_at = clock.now()
        duplicate.state = State.HIDDEN
        for row in shown:
            row.shown_in_id = into.id
        self.session.flush()
        _move_comments(self.session, Comment.feedback_id == duplicate.id, into.id, origin=duplicate.id)
        self._settle(duplicate, into)

    def detach(self, duplicate: Feedback) -> None:
        """Let a duplicate stand by itself again, as it stood, with what was merged into it."""
        shown, root = self.below(duplicate.id), self[duplicate.shown_in_id or 0]
        duplicate.merged_into_id = duplicate.shown_in_id = duplicate.merged_at = None
        duplicate.state = State.PUBLISHED
        for row in shown:
            row.shown_in_id = duplicate.id
        self.session.flush()
        came = (Comment.feedback_id == root.id) & Comment.origin_id.in_([duplicate.id, *(row.id for row in shown)])
        _move_comments(self.session, came, duplicate.id)
        self._settle(duplicate, root)

    def release(self, feedback: Feedback) -> None:
        """Take a contribution out of all merges: what is to be withdrawn or deleted takes nobody else's words along."""
        if feedback.is_merged:
            self.detach(feedback)
        for child in self.children(feedback.id):
            self.detach(child)

    def _settle(self, *rows: Feedback) -> None:
        for row in rows:
            row.version += 1
            _settle(self.session, row, [one for one in self.below(row.id) if one.shown_in_id == row.id])


def _order(row: Feedback) -> tuple[datetime, int]:
    return row.merged_at or row.created_at, row.id


def lock_family(session: Session, feedback_ids: Iterable[int]) -> Family:
    """Lock contributions with all that is read as one with them, in the order of their numbers, as who leaves does.

    :raises NotFound: one of them is not there
    :raises ChangedMeanwhile: another merge came between
    """
    asked = set(feedback_ids)
    ids = set(_family_ids(session, asked))
    if not asked <= ids:
        raise NotFound
    rows = session.scalars(
        select(Feedback)
        .where(Feedback.id.in_(ids))
        .order_by(Feedback.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    if set(_family_ids(session, asked)) != ids:
        raise ChangedMeanwhile
    return Family(session, {row.id: row for row in rows})


def _family_ids(session: Session, asked: Collection[int]) -> Sequence[int]:
    return session.scalars(select(Feedback.id).where(family_of(Feedback.id.in_(asked)))).all()


def family_of(those: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition "one of those, or read as one with one of them"."""
    roots = select(func.coalesce(Feedback.shown_in_id, Feedback.id)).where(those)
    return or_(Feedback.id.in_(roots), Feedback.shown_in_id.in_(roots))


def _move_comments(session: Session, which: ColumnElement[bool], to: int, *, origin: int | None = None) -> None:
    """Move what colleagues said; what author and moderators say to each other stays where it was said.

    ``origin``: where they were written, unless they came there from another one; without, those of ``to`` are at home.
    """
    came_from = (
        func.coalesce(Comment.origin_id, origin)
        if origin is not None
        else case((Comment.origin_id == to, None), else_=Comment.origin_id)
    )
    session.execute(
        update(Comment)
        .where(which, Comment.role == CommentRole.COMMENT)
        .values(feedback_id=to, origin_id=came_from)
        .execution_options(synchronize_session=False)
    )


def _settle(session: Session, feedback: Feedback, merged: Sequence[Feedback]) -> None:
    """Make anew what a contribution shows of those that are merged into it. The same rows give the same result."""
    _settle_support(session, feedback, merged)
    _settle_answer(session, feedback, merged)
    feedback.merged_count = len(merged)
    feedback.comment_count = session.scalars(
        select(func.count()).where(
            Comment.feedback_id == feedback.id,
            Comment.role == CommentRole.COMMENT,
            Comment.state == CommentState.PUBLISHED,
        )
    ).one()
    session.flush()


def _settle_support(session: Session, feedback: Feedback, merged: Sequence[Feedback]) -> None:
    """Count each person once: who supported one of them, and who wrote a duplicate; never who wrote this one."""
    here = MeToo.feedback_id == feedback.id
    session.execute(delete(MeToo).where(here, MeToo.via_id.is_not(None)))
    found: dict[int, dict[str, object]] = {}
    places = {row.id: place for place, row in enumerate(merged)}
    said = session.execute(
        select(MeToo.feedback_id, MeToo.person_id, MeToo.said_on).where(
            MeToo.feedback_id.in_(places), MeToo.via_id.is_(None)
        )
    ).all()
    for feedback_id, person_id, said_on in sorted(said, key=lambda row: (places[row.feedback_id], row.person_id)):
        found.setdefault(person_id, _supporter(feedback, person_id, said_on, feedback_id))
    for row in merged:
        if row.author_id is not None:
            found.setdefault(row.author_id, _supporter(feedback, row.author_id, row.created_at.date(), row.id))
    found.pop(feedback.author_id or 0, None)
    if found:
        insert = insert_for(session.get_bind().dialect.name)
        session.execute(insert(MeToo.__table__).values(list(found.values())).on_conflict_do_nothing())
    supporters = session.scalars(select(func.count()).where(here)).one()
    feedback.me_too_count = supporters + feedback.imported_votes + sum(row.imported_votes for row in merged)


def _supporter(feedback: Feedback, person_id: int, said_on: object, via_id: int) -> dict[str, object]:
    return {"feedback_id": feedback.id, "person_id": person_id, "said_on": said_on, "via_id": via_id}


def _settle_answer(session: Session, feedback: Feedback, merged: Sequence[Feedback]) -> None:
    """Show the answer to the first duplicate that has one, where this one has none of its own."""
    shown = session.get(OfficialAnswer, feedback.id, populate_existing=True)
    if shown is not None and shown.via_id is None:
        return
    if shown is not None:
        session.delete(shown)
        session.flush()
        feedback.answered_at, feedback.is_answered_in_time = None, False
    for row in merged:
        own = session.get(OfficialAnswer, row.id)
        if own is not None and own.via_id is None:
            session.add(
                OfficialAnswer(
                    feedback_id=feedback.id, body=own.body, language=own.language, author_id=own.author_id,
                    created_at=own.created_at, via_id=row.id, stems=own.stems,
                )
            )  # fmt: skip
            zone = "UTC" if feedback.hides_entity else session.get_one(Entity, feedback.entity_id).time_zone
            day = own.created_at.astimezone(ZoneInfo(zone)).date()
            feedback.answered_at = own.created_at
            feedback.is_answered_in_time = feedback.due_on is not None and day <= feedback.due_on
            return
