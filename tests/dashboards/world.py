"""A community as the pages of figures see it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.models import Edition
from app.campaigns.types import IdentityLevel
from app.dashboards.service import rebuild_figures
from app.entities.models import Entity
from app.feedback.types import OFFERED_KINDS, Handling, State
from app.policy.actor import SYSTEM, Role
from tests.factories.accounts import make_mandate, make_person
from tests.factories.campaigns import make_enrolment
from tests.factories.feedback import make_feedback

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)  # a Wednesday
STATES = [State.PUBLISHED] * 4 + [State.WAITING, State.SENT_BACK, State.HIDDEN, State.WITHDRAWN]


def populate(session: Session, edition: Edition, seed: int = 1, people: int = 14, size: int = 40) -> list[Person]:
    """Fill an edition with testers and contributions of eight weeks, in every state; return the testers."""
    random = Random(seed)  # a failure must happen again
    entity = session.get_one(Entity, edition.entity_id)
    testers = [make_person(session, entity=entity) for _ in range(people)]
    for tester in testers:
        enrolment = make_enrolment(session, person=tester, edition=edition)
        enrolment.enrolled_on = (NOW - timedelta(days=random.randrange(20, 60))).date()
        enrolment.active_since = (
            (NOW - timedelta(days=random.randrange(0, 60))).date() if random.random() < 0.7 else None
        )
    for _ in range(size):
        identity = random.choice(list(IdentityLevel))
        at = NOW - timedelta(days=random.randrange(56))
        author = random.choice(testers)
        feedback = make_feedback(
            session, edition=edition, identity=identity, created_at=at, kind=random.choice(OFFERED_KINDS),
            author=None if identity is IdentityLevel.UNTRACEABLE else author,
            state=random.choice(STATES), handling=random.choice(list(Handling)),
            shows_entity=identity is IdentityLevel.NAMED or random.random() < 0.5, me_too_count=random.randrange(3),
        )  # fmt: skip
        feedback.due_on = (at + timedelta(days=7)).date()
        if random.random() < 0.6:
            feedback.answered_at, feedback.is_answered_in_time = at, random.random() < 0.7
    session.flush()
    rebuild_figures(session, SYSTEM)
    return testers


def staff(session: Session, role: Role, entity: Entity | None = None) -> Person:
    """Save somebody with a mandate for an entity, or for the group."""
    person = make_person(session, entity=entity) if entity else make_person(session)
    make_mandate(session, person=person, role=role, entity=entity, languages=("en",))
    session.commit()
    return person
