"""What keeps a community going, as the demonstration shows it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from shutil import copy

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Mandate, Person
from app.core import clock
from app.demo.community import AWAY, FOR_ANA, ONCE_A_DAY, STANDS_IN
from app.demo.reader import people
from app.entities.models import Entity
from app.feedback.models import Feedback
from app.feedback.types import State
from app.jobs.models import Job
from app.notifications.models import FOR_DIGEST, Notice
from app.notifications.service import DIGEST_JOB, plan_digests
from app.on_behalf.models import OnBehalf
from app.policy.actor import SYSTEM, Role
from tests.demo.conftest import Loaded, opened, written

EMAILS = {person.key: person.email for person in people()}


@pytest.fixture
def own_world(loaded: Loaded, tmp_path: Path) -> Iterator[Session]:
    """Yield the demonstration to a test that writes."""
    with opened(f"sqlite:///{copy(loaded.path, tmp_path)}") as session:
        yield session


def person_of(world: Session, key: str) -> Person:
    return world.scalars(select(Person).where(Person.email == EMAILS[key])).one()


def test_the_team_says_where_it_works(world: Session) -> None:
    """Each entity's ambassadors are a team of marketing, human resources and communication."""
    rows = world.execute(
        select(Entity.code, Person.function)
        .join(Mandate, Mandate.person_id == Person.id)
        .join(Entity, Entity.id == Mandate.entity_id)
        .where(Mandate.role == Role.AMBASSADOR, Mandate.cover_of_id.is_(None))
    )
    teams: dict[str, set[str | None]] = {}
    for code, function in rows:
        teams.setdefault(code, set()).add(function)
    assert set(teams) == {"lusocredito", "kreditwerk"}
    assert all(team == {"marketing", "human_resources", "communication"} for team in teams.values())


def test_somebody_stands_in_for_an_ambassador_today(world: Session, loaded: Loaded) -> None:
    cover = world.scalars(select(Mandate).where(Mandate.cover_of_id.is_not(None))).one()
    covered = world.get_one(Mandate, cover.cover_of_id)
    assert (cover.person_id, covered.person_id) == (person_of(world, STANDS_IN).id, person_of(world, AWAY).id)
    assert cover.ends_on is not None
    assert cover.starts_on < loaded.at.date() < cover.ends_on


def test_one_contribution_waits_for_its_author_and_one_was_confirmed(world: Session, loaded: Loaded) -> None:
    waiting = world.scalars(select(OnBehalf)).one()
    assert (waiting.person_id, waiting.title) == (person_of(world, "ana-rebelo").id, FOR_ANA.title)
    assert waiting.expires_on > loaded.at.date()
    titles = [entry["title"] for entry in written() if entry.get("written_by")]
    assert len(titles) == 1
    confirmed = world.scalars(select(Feedback).where(Feedback.title.in_(titles))).one()
    assert confirmed.state is State.PUBLISHED
    assert confirmed.author_id is not None


def test_digests_wait_for_the_next_working_day(own_world: Session, loaded: Loaded) -> None:
    """They are planned at the load where people work then; elsewhere, once the next working day has begun."""
    wanted = select(Notice.person_id).where(FOR_DIGEST).distinct()
    readers = set(own_world.scalars(wanted))
    assert {person_of(own_world, key).id for key in ONCE_A_DAY[:2]} <= readers
    planned = own_world.scalar(select(func.count()).where(Job.name == DIGEST_JOB)) or 0
    noon = loaded.at.replace(hour=11)
    for days in range(1, 8):
        with clock.set_to(noon + timedelta(days=days)):
            planned += plan_digests(own_world, SYSTEM)
    assert planned >= len(readers)
