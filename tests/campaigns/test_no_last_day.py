"""A test without a last day stays open until somebody gives it one, or closes the edition; and every page says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.campaigns.errors import OnlyTestStaysOpen
from app.campaigns.jobs import tell_turns
from app.campaigns.models import Campaign, Edition, Phase
from app.campaigns.service import PhaseInput, close_edition, set_phases
from app.campaigns.types import EditionStatus, PhaseKind
from app.core import clock
from app.core.errors import DomainError
from app.feedback.service.submit import submit_feedback
from app.files.storage import memory_storage
from app.journal.models import JournalEntry
from app.outbox.models import OutboxMessage
from app.policy.actor import SYSTEM, Role
from app.questionnaires.models import Wave
from app.questionnaires.types import Moment
from app.readiness.queries import readiness_of
from app.readiness.types import Colour
from app.studio.service import CopyInput, copy_campaign
from tests.campaigns.test_editions import RECRUIT, TEST, opened
from tests.campaigns.test_turns import told, told_at
from tests.campaigns.world import central_team, ready_edition, wall
from tests.conftest import Browser
from tests.factories.accounts import make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign, make_edition
from tests.factories.questionnaires import make_questionnaire
from tests.feedback.scene import Scene, make_input, make_scene
from tests.refusals import refused

ENDLESS = PhaseInput(PhaseKind.TEST, wall(11), None)
DAY, YEAR = timedelta(days=1), timedelta(days=365)
TYPED = {
    "recruit_starts": "2030-03-01T09:00", "recruit_ends": "2030-03-10T18:00",
    "test_starts": "2030-03-11T09:00", "test_ends": "", "version": "1",
}  # fmt: skip


@pytest.fixture
def box(session: Session) -> Scene:
    """Return an open edition whose test has no last day."""
    scene = make_scene(session)
    session.execute(update(Phase).values(ends_at=None))
    session.commit()
    session.refresh(scene.edition, ["phases"])
    return scene


@pytest.fixture
def desk(session: Session, browser: Browser) -> FlaskClient:
    person = make_person(session)
    make_mandate(session, person=person, role=Role.CENTRAL_TEAM)
    return browser.as_(person)


def phase_of(session: Session, edition: Edition, kind: PhaseKind = PhaseKind.TEST) -> Phase:
    return session.scalars(select(Phase).where(Phase.edition_id == edition.id, Phase.kind == kind)).one()


def test_an_open_test_loses_its_last_day_and_gets_one_again(session: Session) -> None:
    edition, central = opened(session), central_team(session)
    result = set_phases(session, central, edition.id, [RECRUIT, ENDLESS], edition.version)
    assert [phase.ends_at is None for phase in result.phases] == [False, True]
    entry = session.scalars(select(JournalEntry).where(JournalEntry.actor_id == central.person_id)).one()
    assert entry.details["after"]["test"][1] is None
    set_phases(session, central, edition.id, [RECRUIT, TEST], edition.version)
    assert phase_of(session, edition).ends_at is not None


@pytest.mark.parametrize(
    "phases",
    [
        [RECRUIT, ENDLESS, PhaseInput(PhaseKind.VOTE, wall(29), wall(30))],
        [RECRUIT, ENDLESS, PhaseInput(PhaseKind.CLOSE, wall(29), wall(30))],
        [PhaseInput(PhaseKind.RECRUIT, wall(1), None)],
        [RECRUIT, TEST, PhaseInput(PhaseKind.VOTE, wall(29), None)],
        [RECRUIT, TEST, PhaseInput(PhaseKind.CLOSE, wall(29), None)],
    ],
)
def test_only_the_last_test_stays_open(session: Session, phases: list[PhaseInput]) -> None:
    central, edition = central_team(session), ready_edition(session)
    with refused(session, OnlyTestStaysOpen):
        set_phases(session, central, edition.id, phases, edition.version)


def test_the_database_knows_that_too(session: Session) -> None:
    edition = make_edition(session, phase=None)
    row = {"edition_id": edition.id, "starts_at": clock.now(), "ends_at": None}
    session.execute(insert(Phase).values(row | {"kind": PhaseKind.TEST}))
    with pytest.raises(IntegrityError):
        session.execute(insert(Phase).values(row | {"kind": PhaseKind.VOTE}))


def test_people_write_for_years_until_it_is_closed(session: Session, box: Scene) -> None:
    with clock.set_to(clock.now() + 9 * YEAR):
        submit_feedback(session, box.actor, box.address, make_input(), memory_storage())
        close_edition(session, SYSTEM, box.edition.id)
        with pytest.raises(DomainError):
            submit_feedback(session, box.actor, box.address, make_input(), memory_storage())


def test_a_worker_that_slept_finds_no_end_to_tell(session: Session, box: Scene) -> None:
    starts = phase_of(session, box.edition).starts_at
    assert told_at(session, starts) == [("test", "opens")]
    for later in (7 * DAY, 60 * DAY, 9 * YEAR):
        assert told_at(session, starts + later) == []


def test_an_end_that_is_given_later_is_warned_of_and_told_once(session: Session) -> None:
    """An edition of March 2030, on the wall of Lisbon: an hour of it is an instant of that name until the 31st."""
    edition, central = opened(session), central_team(session)
    session.execute(delete(OutboxMessage))

    def dated(ends: datetime | None) -> None:
        session.refresh(edition)
        phases = [RECRUIT, PhaseInput(PhaseKind.TEST, wall(11), ends)]
        set_phases(session, central, edition.id, phases, edition.version)

    dated(None)
    march = datetime(2030, 3, 1, 9, tzinfo=UTC)
    assert told_at(session, march + 20 * DAY) == [], "both phases opened a week ago, or more"
    end = march + 27 * DAY
    with clock.set_to(march + 20 * DAY):
        dated(wall(28))
    assert told_at(session, end - 2 * DAY) == [("test", "ends_soon")]
    assert told_at(session, end) == [("test", "closes")]
    with clock.set_to(end + timedelta(hours=1)):
        dated(None)
        dated(wall(28))
        tell_turns(session, clock.now())
    assert told(session) == [], "that end was told"


def test_an_end_that_is_given_in_the_past_is_told_at_once(session: Session, box: Scene) -> None:
    told_at(session, clock.now())
    phase_of(session, box.edition).ends_at = clock.now() - timedelta(minutes=1)
    session.commit()
    assert told_at(session, clock.now()) == [("test", "closes")]


def test_the_page_of_dates_takes_an_empty_end_and_says_what_it_means(session: Session, desk: FlaskClient) -> None:
    edition = make_edition(session, entity=make_entity(session, code="here"), status=EditionStatus.DRAFT, phase=None)
    slug = campaign_slug(session, edition)
    address = f"/campaigns/{slug}/editions/here"
    page = desk.get(address).text
    assert "Leave empty for an idea box that stays open." in page
    answer = desk.post(address, data=TYPED, follow_redirects=True)
    assert "The test has no last day: it stays open until you set one or close the edition." in answer.text
    assert "From 11\xa0Mar, no last day" in answer.text
    assert phase_of(session, edition).ends_at is None
    assert "From 1\xa0Mar, no last day" in desk.get(f"/campaigns/{slug}/editions").text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"vote_starts": "2030-04-01T09:00", "vote_ends": "2030-04-02T09:00"}, "so nothing can follow it"),
        ({"close_starts": "2030-04-01T09:00", "close_ends": "2030-04-02T09:00"}, "so nothing can follow it"),
        ({"recruit_ends": ""}, "Enter both the start and the end, or neither."),
        ({"test_starts": "", "test_ends": "2030-03-28T18:00"}, "Enter both the start and the end, or neither."),
    ],
    ids=str,
)
def test_what_cannot_follow_is_refused_beside_its_field(
    session: Session, desk: FlaskClient, typed: dict[str, str], sentence: str
) -> None:
    edition = make_edition(session, entity=make_entity(session, code="here"), status=EditionStatus.DRAFT, phase=None)
    answer = desk.post(f"/campaigns/{campaign_slug(session, edition)}/editions/here", data=TYPED | typed)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert answer.text.count(sentence) == 2, "above the form, and beside the field"
    assert session.scalars(select(Phase)).all() == []


def campaign_slug(session: Session, edition: Edition) -> str:
    session.commit()
    return session.get_one(Campaign, edition.campaign_id).slug


def test_the_assistant_takes_no_last_day_for_every_entity(session: Session, desk: FlaskClient) -> None:
    edition = make_edition(session, campaign=make_campaign(session, slug="box"), status=EditionStatus.DRAFT, phase=None)
    session.commit()
    assert "Leave empty for an idea box that stays open." in desk.get("/studio/box/dates").text
    form = {
        "edition_ids": [str(edition.id)], "recruit_from": "2030-03-01", "test_from": "2030-03-10", "test_until": "",
    }  # fmt: skip
    for follows in ("vote_until", "close_until"):
        answer = desk.post("/studio/box/dates", data=form | {follows: "2030-05-01"})
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "The test has no last day, so nothing can follow it." in answer.text
    answer = desk.post("/studio/box/dates", data=form, follow_redirects=True)
    assert "The test has no last day: it stays open until you set one" in answer.text
    assert phase_of(session, edition).ends_at is None


def test_readers_see_that_there_is_no_last_day(browser: Browser, box: Scene) -> None:
    client = browser.as_(box.person)
    page = client.get(f"/campaigns/{box.campaign.slug}").text
    assert "No last day: it stays open for the time being." in page
    assert ", no last day" in page
    assert "day left" not in page
    assert "days left" not in page
    for address in ("/", "/campaigns", "/mine", f"/campaigns/{box.campaign.slug}/missions/1"):
        assert client.get(address).status_code == HTTPStatus.OK


def test_a_calendar_has_the_start_and_no_day_for_answers(browser: Browser, box: Scene) -> None:
    content = browser.as_(box.person).get(f"/campaigns/{box.campaign.slug}/dates.ics").data
    [entry] = Calendar.from_ical(content).walk("VEVENT")
    assert str(entry["SUMMARY"]).endswith("Test: start, no last day")
    assert entry.decoded("DTSTART") == box.edition.phases[0].starts_at.replace(microsecond=0)
    assert "DTEND" not in entry


def test_the_calendar_of_the_group_shows_it_as_long_as_it_is_open(
    session: Session, desk: FlaskClient, box: Scene
) -> None:
    with clock.set_to(clock.now() + timedelta(hours=1)):
        assert ", no last day" in desk.get("/phases").text
    file = desk.get("/phases.ics")
    [entry] = Calendar.from_ical(file.data).walk("VEVENT")
    assert str(entry["SUMMARY"]).endswith("Test: start, no last day")
    close_edition(session, SYSTEM, box.edition.id)
    assert ", no last day" not in desk.get("/phases").text


def test_a_copy_has_no_last_day_either(session: Session, box: Scene) -> None:
    copy = copy_campaign(session, central_team(session), box.campaign.id, CopyInput("Once more"))
    edition = session.scalars(select(Edition).where(Edition.campaign_id == copy.id)).one()
    phase = phase_of(session, edition)
    assert phase.ends_at is None
    assert phase.starts_at > clock.now()


def test_readiness_says_so_and_warns_of_a_questionnaire_at_the_end(session: Session) -> None:
    edition, central = ready_edition(session), central_team(session)
    set_phases(session, central, edition.id, [RECRUIT, ENDLESS], edition.version)

    def said(colour: Colour) -> list[str]:
        found = readiness_of(session, SYSTEM, edition.id).of(colour)
        return [each.words.one for each in found if each.check == "phases"]

    assert said(Colour.GREEN) == ["Recruitment and test have dates. The test has no last day: it stays open."]
    questionnaire = make_questionnaire(session, campaign=session.get_one(Campaign, edition.campaign_id))
    session.add(Wave(questionnaire_id=questionnaire.id, moment=Moment.END))
    session.flush()
    assert said(Colour.ORANGE) == ["A questionnaire is asked at the end of the test, and the test has no last day."]
    session.refresh(edition)
    set_phases(session, central, edition.id, [RECRUIT, TEST], edition.version)
    assert said(Colour.ORANGE) == []
    assert said(Colour.GREEN) == ["Recruitment and test have dates."]
