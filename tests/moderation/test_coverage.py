"""Who can moderate which language this week: who is named, what is a gap, and at which cost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Mandate
from app.core import clock
from app.core.errors import Forbidden
from app.feedback.types import State
from app.moderation.queries import coverage
from app.policy.actor import Role
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import make_entity, make_mandate
from tests.factories.feedback import make_feedback
from tests.moderation.world import make_world


def test_languages_spoken_and_those_that_wait_are_listed_with_their_ambassadors(session: Session) -> None:
    world = make_world(session, locale="pt-PT")
    make_feedback(session, edition=world.edition, author=world.author, state=State.WAITING, language="de")
    make_feedback(session, edition=world.edition, author=world.author, state=State.PUBLISHED, language="fr")
    rows = {row.language: row for row in coverage(session, world.actor(world.manager))}
    assert set(rows) == {"pt", "de"}
    assert (rows["pt"].readers, rows["pt"].is_gap, rows["pt"].waits) == ((world.ambassador.name,), False, False)
    assert (rows["de"].is_gap, rows["de"].is_open, rows["de"].waits) == (True, True, True)


def test_a_mandate_that_ends_this_week_covers_no_week(session: Session) -> None:
    world = make_world(session, locale="pt-PT")
    mandate = session.scalars(select(Mandate).where(Mandate.role == Role.AMBASSADOR)).one()
    mandate.ends_on = clock.today() + timedelta(days=2)
    session.flush()
    assert [row.is_gap for row in coverage(session, world.actor(world.manager))] == [True]


def test_only_who_runs_a_community_reads_it(session: Session) -> None:
    world = make_world(session)
    for person in (world.ambassador, world.sponsor, world.colleague):
        with pytest.raises(Forbidden):
            coverage(session, world.actor(person))


def test_the_page_says_where_nobody_reads(session: Session, browser: Browser, queries: CountQueries) -> None:
    world = make_world(session, locale="de")
    client = browser.as_(world.manager)
    assert "/moderation/languages" in client.get("/moderation").text
    page = client.get("/moderation/languages").text
    assert "Some languages have no ambassador this week." in page
    assert "No ambassador; the community manager reads it" in page
    with queries() as few:
        client.get("/moderation/languages")
    for code in ("fr", "pt", "it"):
        make_feedback(session, edition=world.edition, author=world.author, state=State.WAITING, language=code)
    make_mandate(session, person=world.manager, role=Role.COMMUNITY_MANAGER, entity=make_entity(session))
    session.commit()
    with queries() as many:
        client.get("/moderation/languages")
    assert len(many) == len(few)
