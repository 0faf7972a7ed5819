"""How long the digests of a day take: planned, read from each reader's own sight, rendered and entered in the book.

Usage: python -m benchmarks.digests [PEOPLE]   (10,000 unless told; SQLite; nothing leaves the machine)
Goal: a minute for 10,000 on two cores, so two minutes of one core's work, and no growing memory.
Everybody has three notifications about contributions; every second reader reads another language than English.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import time_machine
from sqlalchemy import insert, select
from sqlalchemy.orm import Session, sessionmaker

from app import create_app
from app.core.idents import new_id
from app.db.base import Base
from app.jobs.models import Job
from app.jobs.run import Task
from app.mail.message import Message
from app.notifications.jobs import mail_digest
from app.notifications.models import Notice
from app.notifications.service import DIGEST_JOB, plan_digests
from app.notifications.types import Cadence, SubjectType
from app.policy.actor import SYSTEM
from app.web.database import engine_of
from benchmarks.figures import Figure, print_table
from benchmarks.world import database, settings_of
from tests.factories.accounts import make_entity, make_person
from tests.factories.campaigns import make_campaign, make_edition
from tests.factories.feedback import make_feedback

PEOPLE = 10_000
NOTICES = 3  # of each
SECONDS, CORES = 60, 2  # workers share the jobs
GROWTH_MB = 40
MORNING = datetime(2026, 11, 23, 10, tzinfo=UTC)  # a Monday
LOCALES = ("en", "fr", "en", "de", "en", "pt-PT", "en", "ar")


class _Nowhere:
    """Takes mails and forgets them."""

    def __init__(self) -> None:
        self.count = 0

    def send(self, _message: Message, before_last_line: Callable[[], None]) -> None:
        """Count the mail."""
        before_last_line()
        self.count += 1


def main() -> int:
    """Measure; return 1 when a goal is missed."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    with database() as (url, folder), time_machine.travel(MORNING, tick=True):
        app = create_app(replace(settings_of(url, folder), base_url="http://localhost"))
        engine = engine_of(app)
        Base.metadata.create_all(engine)
        make_session = sessionmaker(engine, expire_on_commit=False)
        with make_session() as session:
            _tell(session, people)
        sender = _Nowhere()
        app.extensions["mail_sender"] = sender
        began, worked = time.perf_counter(), time.process_time()
        with make_session() as session:
            planned = plan_digests(session, SYSTEM)
        plan_seconds, before = time.perf_counter() - began, _peak_mb()
        with app.app_context():
            for number, payload in enumerate(_jobs(make_session)):
                with make_session() as session:
                    mail_digest(session, Task(number, DIGEST_JOB, payload, 1))
                if number == people // 10:
                    before = _peak_mb()
        seconds, work = time.perf_counter() - began, time.process_time() - worked
        after = _peak_mb()
    goal = CORES * SECONDS * people / PEOPLE
    assert planned == sender.count == people
    print_table(
        [
            Figure(f"planning {people:,} digests", plan_seconds, "s"),
            Figure(f"planning and rendering {people:,}, one worker", seconds, "s"),
            Figure("work of one core", work, "s", at_most=goal),
            Figure("memory after a tenth", before, "MB"),
            Figure("growth until the end", after - before, "MB", at_most=GROWTH_MB),
        ]
    )
    return 0 if work <= goal and after - before <= GROWTH_MB else 1


def _tell(session: Session, people: int) -> None:
    """Make people and what each of them was told."""
    entity = make_entity(session)
    edition = make_edition(session, campaign=make_campaign(session), entity=entity)
    author = make_person(session, entity=entity)
    cases = [make_feedback(session, edition=edition, author=author, title=f"Number {n}") for n in range(50)]
    readers = [make_person(session, entity=entity, locale=LOCALES[n % len(LOCALES)]) for n in range(people)]
    rows = [
        {
            "id": new_id(), "event_id": new_id(), "person_id": reader.id, "kind": "feedback_answered",
            "subject_type": SubjectType.CONTRIBUTION, "subject_id": cases[(n + k) % len(cases)].id, "params": {},
            "created_at": MORNING, "is_mailed": False, "cadence": Cadence.DAILY,
        }
        for n, reader in enumerate(readers)
        for k in range(NOTICES)
    ]  # fmt: skip
    session.execute(insert(Notice), rows)
    session.commit()


def _jobs(make_session: Callable[[], Session]) -> Iterator[dict[str, object]]:
    with make_session() as session:
        payloads = session.scalars(select(Job.payload).where(Job.name == DIGEST_JOB)).all()
    yield from payloads


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
