"""The test of an edition opens, ends soon, or ends: who takes part and who animates it are told once."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.types import PersonStatus
from app.campaigns.events import EditionOpened
from app.campaigns.models import Edition, Phase
from app.campaigns.service import turn_phases
from app.campaigns.types import PhaseKind
from app.core import clock
from app.enrolment.types import EnrolmentStatus
from app.entities.models import Entity
from app.notifications.models import Notice
from app.outbox.publish import publish
from app.policy.actor import SYSTEM, Role
from tests.conftest import Browser
from tests.factories.accounts import make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign, make_edition, make_enrolment
from tests.notifications.conftest import Worker

DAY = timedelta(days=1)


def an_edition(session: Session, starts: timedelta, ends: timedelta | None) -> tuple[Entity, Edition]:
    """Return an entity and its open edition, whose test starts and ends so long after now; it may have no end."""
    entity = make_entity(session, time_zone="Europe/Lisbon")
    edition = make_edition(
        session, entity=entity, campaign=make_campaign(session, slug="own-app", title="The loan"), phase=None
    )
    now = clock.now()
    ends_at = now + ends if ends else None
    session.add(Phase(edition_id=edition.id, kind=PhaseKind.TEST, starts_at=now + starts, ends_at=ends_at))
    session.flush()
    return entity, edition


def told(session: Session, kind: str) -> list[int]:
    """Return who has a notice of a kind."""
    return sorted(session.scalars(select(Notice.person_id).where(Notice.kind == kind)))


def test_those_who_take_part_are_told_that_the_test_has_started(
    session: Session, browser: Browser, worker: Worker
) -> None:
    entity, edition = an_edition(session, -DAY, 20 * DAY)
    tester, waits, gone, _outside = (make_person(session, entity=entity) for _ in range(4))
    for person, status in (
        (tester, EnrolmentStatus.ACCEPTED), (waits, EnrolmentStatus.WAITING_LIST), (gone, EnrolmentStatus.ACCEPTED)
    ):  # fmt: skip
        make_enrolment(session, person=person, edition=edition, status=status)
    gone.status = PersonStatus.DISABLED
    session.commit()
    mails = []
    for _ in range(2):
        turn_phases(session, SYSTEM)
        mails += worker.work()
    assert [(mail.to, mail.subject) for mail in mails] == [(tester.email, "The test has started")]
    assert told(session, "test_opened") == [tester.id]
    assert told(session, "test_ends_soon") == told(session, "test_ended") == []
    page = browser.as_(tester).get("/notifications").text
    assert "The test has started. You can try the missions and say what you see until:" in page
    assert "(Lisbon)" in page


def test_a_test_without_a_last_day_says_so_when_it_starts_and_never_ends_soon(session: Session, worker: Worker) -> None:
    entity, edition = an_edition(session, -DAY, None)
    tester = make_person(session, entity=entity)
    make_enrolment(session, person=tester, edition=edition)
    session.commit()
    turn_phases(session, SYSTEM)
    [mail] = worker.work()
    assert "say what you see; there is no last day." in mail.text
    with clock.set_to(clock.now() + 400 * DAY):
        turn_phases(session, SYSTEM)
        assert worker.work() == []
    assert told(session, "test_ends_soon") == told(session, "test_ended") == []


def test_a_last_day_that_is_taken_away_after_the_reminder_is_said(
    session: Session, browser: Browser, worker: Worker
) -> None:
    entity, edition = an_edition(session, -10 * DAY, 2 * DAY)
    tester = make_person(session, entity=entity)
    make_enrolment(session, person=tester, edition=edition)
    session.commit()
    turn_phases(session, SYSTEM)
    worker.work()
    assert "The test ends soon." in browser.as_(tester).get("/notifications").text
    session.execute(update(Phase).values(ends_at=None))
    session.commit()
    assert "it has no last day any more" in browser.as_(tester).get("/notifications").text


def test_two_days_before_the_end_who_has_not_finished_is_reminded(session: Session, worker: Worker) -> None:
    entity, edition = an_edition(session, -10 * DAY, 2 * DAY)
    tester, finished = make_person(session, entity=entity), make_person(session, entity=entity)
    make_enrolment(session, person=tester, edition=edition)
    make_enrolment(session, person=finished, edition=edition, status=EnrolmentStatus.COMPLETED)
    session.commit()
    turn_phases(session, SYSTEM)
    mails = worker.work()
    assert [(mail.to, mail.subject) for mail in mails] == [(tester.email, "The test ends soon")]
    assert "You can contribute until:" in mails[0].text
    assert told(session, "test_ends_soon") == [tester.id]
    assert told(session, "test_opened") == [], "ten days ago: nobody is told of it now"


def test_the_community_manager_is_told_that_the_test_has_ended(
    session: Session, browser: Browser, worker: Worker
) -> None:
    entity, edition = an_edition(session, -10 * DAY, -timedelta(minutes=1))
    manager, elsewhere, tester = (make_person(session, entity=entity) for _ in range(3))
    make_mandate(session, person=manager, role=Role.COMMUNITY_MANAGER, entity=entity)
    make_mandate(session, person=elsewhere, role=Role.COMMUNITY_MANAGER, entity=make_entity(session))
    make_enrolment(session, person=tester, edition=edition)
    session.commit()
    turn_phases(session, SYSTEM)
    worker.work()
    assert told(session, "test_ended") == [manager.id]
    assert told(session, "test_ends_soon") == []
    assert "no more contributions can be sent" in browser.as_(manager).get("/notifications").text


def test_notices_of_one_edition_are_all_read_whatever_their_kinds(
    session: Session, browser: Browser, worker: Worker
) -> None:
    """Kinds with words of their own for what is gone speak of one sort of subject."""
    entity, edition = an_edition(session, -DAY, 20 * DAY)
    tester = make_person(session, entity=entity)
    make_enrolment(session, person=tester, edition=edition)
    publish(session, EditionOpened(edition.id, edition.campaign_id, entity.id))
    session.commit()
    turn_phases(session, SYSTEM)
    worker.deliver()
    page = browser.as_(tester).get("/notifications").text
    assert "A campaign has opened in your entity." in page
    assert "The test has started." in page
    assert "no longer" not in page
