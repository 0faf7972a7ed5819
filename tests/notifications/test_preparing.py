"""Who prepares an opening is told: the sponsor whose approval is missing, the central team of what no longer holds."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.types import PersonStatus
from app.campaigns.models import Edition, Phase
from app.core import clock
from app.core.errors import Forbidden
from app.entities.models import Entity
from app.gate.models import GateTickPerson
from app.notifications.jobs import tell_awaited, tell_broken
from app.notifications.kinds import approval_awaited, gate_broken
from app.notifications.models import Notice
from app.notifications.service import tell_of_awaited_approvals, tell_of_broken_gates
from app.policy.actor import Role
from app.readiness.models import EditionApproval
from app.readiness.service import approve_edition, revoke_approval
from tests.campaigns.world import central_team, ready_edition
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.notifications.conftest import Worker
from tests.refusals import refused


def told(session: Session, kind: str) -> list[int]:
    """Return who has a notice of a kind."""
    return sorted(session.scalars(select(Notice.person_id).where(Notice.kind == kind)))


def sponsor_of(session: Session, edition: Edition) -> Person:
    """Return a sponsor of the edition's entity, with a mandate."""
    entity = session.get_one(Entity, edition.entity_id)
    person = make_person(session, entity=entity, name="Teresa")
    make_mandate(session, person=person, role=Role.SPONSOR, entity=entity)
    return person


def awaiting(session: Session) -> tuple[Edition, Person]:
    """Return an edition that only its sponsor's approval keeps closed."""
    edition = ready_edition(session)
    session.execute(delete(EditionApproval))
    sponsor = sponsor_of(session, edition)
    session.commit()
    return edition, sponsor


def test_a_sponsor_is_told_once_that_an_approval_is_awaited(session: Session, worker: Worker, browser: Browser) -> None:
    edition, sponsor = awaiting(session)
    make_mandate(session, person=make_person(session), role=Role.SPONSOR, entity=make_entity(session))
    mails = []
    for _ in range(2):
        tell_awaited(session, clock.now())
        mails += worker.work()
    assert sponsor.id in told(session, "approval_awaited")
    assert {mail.subject for mail in mails if mail.to == sponsor.email} == {"A campaign is waiting for your approval"}
    assert len([mail for mail in mails if mail.to == sponsor.email]) == 1
    entity = session.get_one(Entity, edition.entity_id)
    page = browser.as_(sponsor).get("/notifications").text
    assert f"A campaign is ready for {entity.name}. It opens only once you approve it." in page
    approve_edition(session, actor_for(sponsor, Role.SPONSOR, entity=entity), edition.id)
    page = browser.as_(sponsor).get("/notifications").text
    assert f"A campaign was waiting for an approval in {entity.name}; it has been approved." in page


def test_nobody_is_asked_to_approve_what_is_not_ready(session: Session) -> None:
    edition, sponsor = awaiting(session)
    session.execute(delete(Phase).where(Phase.edition_id == edition.id))
    session.commit()
    tell_awaited(session, clock.now())
    assert told(session, "approval_awaited") == []
    with refused(session, Forbidden):
        tell_of_awaited_approvals(session, actor_for(sponsor, Role.SPONSOR), approval_awaited.KIND)


def test_looking_for_awaited_approvals_costs_the_same_whatever_is_in_preparation(
    session: Session, queries: CountQueries
) -> None:
    for _ in range(2):
        ready_edition(session)
    session.commit()
    with queries() as two:
        tell_awaited(session, clock.now())
    for _ in range(2):
        ready_edition(session)
    session.commit()
    with queries() as four:
        tell_awaited(session, clock.now())
    assert len(four) == len(two)


def test_the_central_team_is_told_why_an_approval_was_taken_back(
    session: Session, worker: Worker, browser: Browser
) -> None:
    edition = ready_edition(session)
    sponsor, central = sponsor_of(session, edition), make_person(session)
    make_mandate(session, person=central, role=Role.CENTRAL_TEAM)
    session.commit()
    entity = session.get_one(Entity, edition.entity_id)
    actor = actor_for(sponsor, Role.SPONSOR, entity=entity)
    revoke_approval(session, actor, edition.id, "The dates clash with the audit.")
    mails = worker.work()
    assert [mail.subject for mail in mails if mail.to == central.email] == ["An approval has been taken back"]
    assert told(session, "approval_revoked").count(central.id) == 1
    assert sponsor.id not in told(session, "approval_revoked")
    page = browser.as_(central).get("/notifications").text
    assert f"taken back in {entity.name}, for the reason below." in page
    assert "The dates clash with the audit." in page
    approve_edition(session, actor, edition.id)
    page = browser.as_(central).get("/notifications").text
    assert "the edition is approved again." in page
    assert "The dates clash with the audit." not in page


def test_the_central_team_is_told_once_that_a_gate_is_broken(
    session: Session, worker: Worker, browser: Browser
) -> None:
    edition = ready_edition(session)
    central = make_person(session)
    make_mandate(session, person=central, role=Role.CENTRAL_TEAM)
    session.commit()
    tell_broken(session, clock.now())
    assert told(session, "gate_broken") == []
    for person_id in session.scalars(select(GateTickPerson.person_id).distinct()):
        session.get_one(Person, person_id).status = PersonStatus.DISABLED
    session.commit()
    mails = []
    for hours in (0, 1):
        with clock.set_to(clock.now() + timedelta(hours=hours)):
            tell_broken(session, clock.now())
            mails += worker.work()
    mine = session.scalars(select(Notice).where(Notice.person_id == central.id, Notice.kind == "gate_broken")).all()
    assert len({notice.params["item"] for notice in mine}) == len(mine) > 0
    assert {mail.subject for mail in mails if mail.to == central.email} == {"A launch gate is no longer complete"}
    page = browser.as_(central).get("/notifications").text
    assert "is no longer complete, somebody has left." in page
    assert f"/entities/{session.get_one(Entity, edition.entity_id).code}/gate" in page
    actor = central_team(session)
    with refused(session, Forbidden):
        tell_of_broken_gates(session, actor, gate_broken.KIND)
