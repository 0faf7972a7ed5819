"""A small world that records its figures as the use cases do: row by row, change by change."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.models import Edition
from app.core import clock
from app.enrolment.models import Enrolment
from app.enrolment.types import EnrolmentStatus
from app.feedback.models import Feedback
from app.feedback.types import COUNTED, DECIDED_STATES, Handling, Kind, State
from app.figures.record import Cell, Change, cells_of, count_contribution, count_joined, count_people
from tests.factories.accounts import make_person
from tests.factories.campaigns import make_enrolment
from tests.factories.feedback import make_feedback

FORMED = [kind for kind in Kind if kind is not Kind.UNSORTED]


@dataclass
class Simulation:
    """Contributions come, go and are answered; the figures follow in the same transaction."""

    session: Session
    edition: Edition
    random: Random
    start: datetime
    people: list[Person] = field(default_factory=list)
    contributions: list[Feedback] = field(default_factory=list)

    def recruit(self, count: int, weeks: int = 1) -> None:
        """Accept people, on any day of the first weeks."""
        for _ in range(count):
            person = make_person(self.session)
            enrolment = make_enrolment(self.session, person=person, edition=self.edition)
            enrolment.enrolled_on = (self.start + timedelta(days=self.random.randrange(7 * weeks))).date()
            count_joined(self.session, self.edition.id, enrolment.enrolled_on, recruited=1)
            self.edition.participant_count += 1
            self.people.append(person)

    def leave(self) -> None:
        """Somebody goes."""
        enrolment = self._enrolment(self.random.choice(self.people))
        if enrolment.status is EnrolmentStatus.LEFT:
            return
        enrolment.status = EnrolmentStatus.LEFT
        count_joined(self.session, self.edition.id, enrolment.enrolled_on, recruited=-1)
        if enrolment.active_since:
            count_joined(self.session, self.edition.id, enrolment.active_since, active=-1)
        self.edition.participant_count -= 1

    def submit(self, weeks: int, author: Person | None = None, kind: Kind | None = None) -> Feedback:
        """Somebody contributes, on any day of the weeks."""
        at = self.start + timedelta(minutes=self.random.randrange(weeks * 7 * 24 * 60))
        feedback = make_feedback(
            self.session,
            edition=self.edition,
            author=author or self.random.choice(self.people),
            kind=kind or self.random.choice(FORMED),
            state=self.random.choice([State.WAITING, State.PUBLISHED]),
            created_at=at,
        )
        self._count(feedback, 1)
        self._note_activity(feedback)
        self.contributions.append(feedback)
        return feedback

    def submit_untraceable(self, weeks: int) -> None:
        """Somebody contributes, and nobody can know who."""
        day = (self.start + timedelta(days=self.random.randrange(weeks * 7))).date()
        at = datetime(day.year, day.month, day.day, tzinfo=UTC)
        feedback = make_feedback(self.session, edition=self.edition, author=None, created_at=at)
        self._count(feedback, 1)
        self.contributions.append(feedback)

    def bring(self, weeks: int) -> None:
        """A contribution is imported: one person of its own."""
        at = self.start + timedelta(hours=self.random.randrange(weeks * 7 * 24))
        feedback = make_feedback(self.session, edition=self.edition, author=None, kind=Kind.UNSORTED, created_at=at)
        feedback.source_key = f"item-{len(self.contributions)}"
        self._count(feedback, 1)
        self.contributions.append(feedback)

    def move(self) -> None:
        """A contribution is hidden, withdrawn, sent back or shown again."""
        feedback = self.random.choice(self.contributions)
        state = self.random.choice([State.HIDDEN, State.WITHDRAWN, State.PUBLISHED, State.SENT_BACK])
        was, is_now = feedback.state in COUNTED, state in COUNTED
        if was and not is_now:
            self._count(feedback, -1)
        feedback.state = state
        if is_now and not was:
            self._count(feedback, 1)

    def answer(self) -> None:
        """The team answers, in time or not."""
        feedback = self.random.choice(self.contributions)
        if feedback.answered_at is None:
            feedback.answered_at, feedback.is_answered_in_time = clock.now(), self.random.random() < 0.7
            self._add(feedback, Change(answered_count=1, in_time_count=int(feedback.is_answered_in_time)))

    def handle(self) -> None:
        """The team decides, or what was decided is done."""
        feedback = self.random.choice(self.contributions)
        was, feedback.handling = feedback.handling, self.random.choice(list(Handling))
        feedback.handling_reason = "It helps everybody." if feedback.handling in DECIDED_STATES else ""
        decided = (feedback.handling in DECIDED_STATES) - (was in DECIDED_STATES)
        done = (feedback.handling is Handling.DONE) - (was is Handling.DONE)
        self._add(feedback, Change(decided_count=decided, done_count=done))

    def _add(self, feedback: Feedback, change: Change) -> None:
        if feedback.state in COUNTED:
            count_contribution(self.session, self.edition.id, feedback.created_at.date(), feedback.kind, change)

    def _count(self, feedback: Feedback, sign: int) -> None:
        is_decided, is_done = feedback.handling in DECIDED_STATES, feedback.handling is Handling.DONE
        is_answered = feedback.answered_at is not None
        counts = (1, is_answered, is_answered and feedback.is_answered_in_time, is_decided, is_done)
        change = Change(*(sign * int(count) for count in counts))
        count_contribution(self.session, self.edition.id, feedback.created_at.date(), feedback.kind, change)
        count_people(self.session, self.edition.id, self._cells(feedback), sign)

    def _cells(self, feedback: Feedback) -> frozenset[Cell]:
        """Return where the author is counted because of this contribution only."""
        cells = cells_of(feedback.kind, feedback.created_at)
        if feedback.source_key is not None:
            return cells
        if feedback.author_id is None:
            return frozenset()
        others = self.session.execute(
            select(Feedback.kind, Feedback.created_at).where(
                Feedback.edition_id == self.edition.id,
                Feedback.author_id == feedback.author_id,
                Feedback.state.in_(COUNTED),
                Feedback.id != feedback.id,
            )
        )
        return cells.difference(*(cells_of(kind, at) for kind, at in others))

    def _note_activity(self, feedback: Feedback) -> None:
        enrolment = self._enrolment(next(person for person in self.people if person.id == feedback.author_id))
        if enrolment.active_since is None:
            enrolment.active_since = feedback.created_at.date()
            if enrolment.status is EnrolmentStatus.ACCEPTED:
                count_joined(self.session, self.edition.id, enrolment.active_since, active=1)

    def _enrolment(self, person: Person) -> Enrolment:
        return self.session.scalars(
            select(Enrolment).where(Enrolment.edition_id == self.edition.id, Enrolment.person_id == person.id)
        ).one()
