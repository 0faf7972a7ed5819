"""Accounts made, mandates given and ended, editions opened: the person concerned is told."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.service import MandateInput, PersonInput, create_person, end_mandate, give_mandate
from app.accounts.types import PersonStatus
from app.campaigns.events import EditionOpened
from app.core import clock
from app.enrolment.service import enrol
from app.jobs.models import Job
from app.notifications.models import Notice
from app.notifications.queries.enrolments import DECIDING_ROLES
from app.notifications.service import MAILS_A_MINUTE
from app.outbox.publish import publish
from app.policy.actor import SYSTEM, Role
from tests.conftest import Browser
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign, make_edition, make_enrolment
from tests.factories.places import make_places
from tests.notifications.conftest import Worker


def test_who_gets_an_account_is_mailed_the_way_to_sign_in(session: Session, worker: Worker) -> None:
    entity = make_entity(session, locales=("pt-PT",))
    administrator = actor_for(make_person(session, entity=entity), Role.ADMINISTRATOR)
    create_person(session, administrator, PersonInput("new@example.test", "New Person", entity.id))
    create_person(session, SYSTEM, PersonInput("console@example.test", "By Console", entity.id))
    (mail,) = worker.work()
    assert (mail.to, mail.locale) == ("new@example.test", "pt-PT")
    assert "http://localhost/sign-in/link" in mail.text


def test_who_gets_or_loses_a_mandate_is_told(session: Session, browser: Browser, worker: Worker) -> None:
    entity = make_entity(session, name="Lusocrédito")
    person = make_person(session, entity=entity)
    administrator = actor_for(make_person(session, entity=entity), Role.ADMINISTRATOR)
    give_mandate(session, administrator, MandateInput(person.id, Role.SPONSOR, entity.id))
    (mail,) = worker.work()
    assert (mail.to, mail.subject) == (person.email, "You have a new role on Pépite")
    assert "Sponsor" in mail.text
    assert "Lusocrédito" in mail.text
    held = make_mandate(
        session, person=person, role=Role.COMMUNITY_MANAGER, entity=entity, starts_on=clock.today() - timedelta(days=9)
    )
    session.commit()
    end_mandate(session, administrator, held.id)
    (mail,) = worker.work()
    assert "One of your roles has been ended: Community manager." in mail.text
    page = browser.as_(person).get("/").text
    assert "You have been given a role: Sponsor." in page


def test_those_who_work_there_are_told_once_of_an_edition_that_opened(
    session: Session, browser: Browser, worker: Worker
) -> None:
    entity = make_entity(session)
    campaign = make_campaign(session, slug="own-app", title="The loan")
    edition = make_edition(session, campaign=campaign, entity=entity)
    employee, joined = make_person(session, entity=entity, locale="fr"), make_person(session, entity=entity)
    make_enrolment(session, person=joined, edition=edition)
    make_person(session, entity=entity, status=PersonStatus.DISABLED)
    make_person(session, entity=make_entity(session))
    for _ in range(2):
        publish(session, EditionOpened(edition.id, campaign.id, entity.id))
    session.commit()
    (mail,) = worker.work()
    assert (mail.to, mail.locale) == (employee.email, "fr")
    assert "The loan" in mail.text
    assert "http://localhost/campaigns/own-app" in mail.text
    told = session.scalars(select(Notice.person_id).where(Notice.kind == "edition_opened")).all()
    assert sorted(told) == sorted([employee.id, joined.id])
    assert "A campaign has opened in your entity." in browser.as_(joined).get("/").text


def test_the_mails_of_a_large_entity_leave_some_at_a_time(session: Session, worker: Worker) -> None:
    entity = make_entity(session)
    edition = make_edition(session, entity=entity)
    for _ in range(MAILS_A_MINUTE + 2):
        make_person(session, entity=entity)
    publish(session, EditionOpened(edition.id, edition.campaign_id, entity.id))
    session.commit()
    worker.deliver()
    later = session.scalars(select(Job).where(Job.run_at > clock.now() + timedelta(seconds=30))).all()
    assert len(later) == 2


def test_who_asks_to_take_part_is_told_to_those_who_decide_once_a_day(
    session: Session, browser: Browser, worker: Worker
) -> None:
    """No name leaves the page on which the application is answered."""
    entity = make_entity(session)
    edition = make_edition(session, campaign=make_campaign(session, slug="own-app"), entity=entity)
    make_places(session, edition, 5, asks_first=True)
    deciders = [make_person(session, entity=entity, name=role.value) for role in DECIDING_ROLES]
    for person in deciders:
        make_mandate(session, person=person, role=Role(person.name), entity=entity)
    make_mandate(session, person=make_person(session, entity=entity), role=Role.SPONSOR, entity=entity)
    make_mandate(session, person=make_person(session), role=Role.COMMUNITY_MANAGER, entity=make_entity(session))
    asking = [make_person(session, entity=entity, name=f"Asks {number}") for number in range(3)]
    session.commit()
    for person in asking[:2]:
        enrol(session, actor_for(person, open_campaigns=(edition.campaign_id,)), edition.id)
        worker.work()
    told = select(Notice.person_id).where(Notice.kind == "application_to_decide")
    assert sorted(session.scalars(told)) == sorted(person.id for person in deciders)
    page = browser.as_(deciders[0]).get("/notifications").text
    assert "People are asking to take part" in page
    assert "Asks 0" not in page
    with clock.set_to(clock.now() + timedelta(days=1)):
        enrol(session, actor_for(asking[2], open_campaigns=(edition.campaign_id,)), edition.id)
        mails = worker.work()
    assert len(list(session.scalars(told))) == 4
    assert {mail.to for mail in mails} == {person.email for person in (*deciders, asking[2])}
    assert all("Asks 2" not in mail.text + mail.subject for mail in mails if mail.to != asking[2].email)


def test_who_asks_decides_on_nothing_of_their_own(session: Session, worker: Worker) -> None:
    entity = make_entity(session)
    edition = make_edition(session, entity=entity)
    make_places(session, edition, 5, asks_first=True)
    manager = make_person(session, entity=entity)
    make_mandate(session, person=manager, role=Role.COMMUNITY_MANAGER, entity=entity)
    session.commit()
    enrol(session, actor_for(manager, open_campaigns=(edition.campaign_id,)), edition.id)
    worker.work()
    assert list(session.scalars(select(Notice.kind))) == ["application_received"]
