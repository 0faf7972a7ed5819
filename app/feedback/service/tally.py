"""Keep figures and counters in step with a contribution, inside the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import String, bindparam, insert, literal_column, select, type_coerce, update
from sqlalchemy import cast as cast_to
from sqlalchemy.orm import Session

from app.campaigns.models import Edition
from app.db.insert import values_of
from app.db.joined import joined
from app.db.read import read_rows
from app.enrolment.models import Enrolment
from app.feedback.events import FeedbackHandled
from app.feedback.models import Feedback
from app.feedback.types import COUNTED, DECIDED_STATES, Handling
from app.figures.record import Cell, Change, cells_in, cells_of, count_contribution, count_people
from app.figures.weeks import utc_day, week_number
from app.outbox.publish import publish

# Built once: they run with every contribution.
_OTHERS = (
    select(type_coerce(Feedback.kind, String).label("kind"), week_number(utc_day(Feedback.created_at)).label("week"))
    .where(
        Feedback.author_id == bindparam("of_author"),
        Feedback.edition_id == bindparam("of_edition"),
        Feedback.state.in_([literal_column(f"'{state.value}'") for state in sorted(COUNTED)]),  # written out once
        Feedback.id != bindparam("of_feedback"),
    )
    .distinct()
)
_each = _OTHERS.subquery()
_WRITE = insert(Feedback.__table__).returning(
    select(joined(_each.c.kind + ":" + cast_to(_each.c.week, String))).scalar_subquery()
)
_editions = Edition.__table__
_REACT = (
    update(_editions)
    .where(_editions.c.id == bindparam("of_edition"))
    .values(reaction_count=_editions.c.reaction_count + bindparam("reactions"))
)


@dataclass(frozen=True, slots=True)
class Tally:
    """The figures of one transaction."""

    session: Session

    @staticmethod
    def of(feedback: Feedback, sign: int = 1) -> Change:
        """Return what one counted contribution adds to its day (``sign`` -1: takes away)."""
        return Change(
            contribution_count=sign,
            answered_count=sign * (feedback.answered_at is not None),
            in_time_count=sign * feedback.is_answered_in_time,
            decided_count=sign * (feedback.handling in DECIDED_STATES),
            done_count=sign * (feedback.handling is Handling.DONE),
        )

    def hold_author(self, feedback: Feedback) -> None:
        """Lock the author's enrolment: two of their contributions cannot enter or leave at the same moment."""
        if feedback.author_id is not None:
            self.session.execute(
                select(Enrolment.id)
                .where(Enrolment.edition_id == feedback.edition_id, Enrolment.person_id == feedback.author_id)
                .with_for_update()
            )

    def write(self, feedback: Feedback) -> frozenset[Cell]:
        """Store a new contribution; return where its author is counted already, for ``enter``. The author is held.

        :raises sqlalchemy.exc.IntegrityError: it is stored already
        """
        self.session.flush()
        values = values_of(feedback) | _bounds(feedback)
        found = self.session.connection().execute(_WRITE, values).scalar_one() or ""
        pairs = (pair.split(":") for pair in found.split(",") if pair)
        return frozenset(cell for kind, week in pairs for cell in cells_in(kind, int(week)))

    def enter(self, feedback: Feedback, others: frozenset[Cell] | None = None) -> None:
        """Count a contribution that was not counted before. The author is held (``hold_author``, ``mark_active_at``).

        ``others``: where the author is counted already, when that is known.
        """
        self._count(feedback, self.of(feedback))
        known = self._cells_of_others(feedback) if others is None else others
        self._count_people(feedback, cells_of(feedback.kind, feedback.created_at) - known, 1)

    def leave(self, feedback: Feedback) -> None:
        """Stop counting a contribution. The author is held."""
        self._count(feedback, self.of(feedback, -1))
        gone = cells_of(feedback.kind, feedback.created_at) - self._cells_of_others(feedback)
        self._count_people(feedback, gone, -1)

    def change(self, feedback: Feedback, before: Change) -> None:
        """Move a counted contribution's day from ``before`` to what it is now."""
        if feedback.state not in COUNTED:
            return
        now = self.of(feedback)
        moved = Change(
            answered_count=now.answered_count - before.answered_count,
            in_time_count=now.in_time_count - before.in_time_count,
            decided_count=now.decided_count - before.decided_count,
            done_count=now.done_count - before.done_count,
        )
        if moved != Change():
            self._count(feedback, moved)

    def handle(self, feedback: Feedback, handling: Handling, reason: str, by_id: int) -> None:
        """Move the handling state of a locked contribution, with its figures and its event; the caller has asked."""
        if feedback.handling is handling and feedback.handling_reason == reason:
            return
        before = self.of(feedback)
        feedback.handling, feedback.handling_reason = handling, reason
        feedback.version += 1
        self.change(feedback, before)
        publish(self.session, FeedbackHandled(feedback_id=feedback.id, handling=handling.value, by_id=by_id))

    def react(self, feedback: Feedback, by: int) -> None:
        """Count comments and me-toos in the edition's live counter."""
        self.session.connection().execute(_REACT, {"of_edition": feedback.edition_id, "reactions": by})

    def _count(self, feedback: Feedback, change: Change) -> None:
        count_contribution(self.session, feedback.edition_id, feedback.created_at.date(), feedback.kind, change)

    def _count_people(self, feedback: Feedback, cells: frozenset[Cell], by: int) -> None:
        """An untraceable author counts for nobody; an imported contribution stands for its own author."""
        if feedback.author_id is None and feedback.source_key is None:
            return
        count_people(self.session, feedback.edition_id, cells, by)

    def _cells_of_others(self, feedback: Feedback) -> frozenset[Cell]:
        """Return where this author is counted already, by other contributions. The caller holds their lock."""
        if feedback.author_id is None:
            return frozenset()
        rows = read_rows(self.session, _OTHERS, _bounds(feedback))
        return frozenset(cell for kind, week in rows for cell in cells_in(kind, week))


def _bounds(feedback: Feedback) -> dict[str, int | None]:
    """Return which contributions are an author's others."""
    return {"of_author": feedback.author_id, "of_edition": feedback.edition_id, "of_feedback": feedback.id}
