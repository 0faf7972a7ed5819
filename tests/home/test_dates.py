"""The dates of a campaign, for one's own calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar, Component
from sqlalchemy.orm import Session

from app.campaigns.models import Phase
from app.campaigns.types import EditionStatus, PhaseKind
from tests.conftest import Browser
from tests.factories.accounts import make_entity, make_person
from tests.factories.campaigns import make_campaign, make_edition
from tests.feedback.scene import Scene, make_scene

STARTS, ENDS = datetime(2026, 11, 2, 9, tzinfo=UTC), datetime(2026, 11, 27, 17, tzinfo=UTC)  # ends on a Friday
TITLE = "Loan, card; and a long word: Verbraucherdarlehensantragsformular \u2013 قرض شخصي جديد"


@pytest.fixture
def scene(session: Session) -> Scene:
    """Return a campaign that promises answers within two working days, and decisions on a day."""
    scene = make_scene(session, phase=None, answer_within_days=2)
    scene.entity.holidays = ["2026-11-30"]
    scene.campaign.decide_by = date(2026, 12, 18)
    session.add(Phase(edition_id=scene.edition.id, kind=PhaseKind.TEST, starts_at=STARTS, ends_at=ENDS))
    session.flush()
    session.refresh(scene.edition, ["phases"])
    session.commit()
    return scene


def entries(content: bytes) -> dict[str, Component]:
    return {str(entry["SUMMARY"]).rpartition(" · ")[2]: entry for entry in Calendar.from_ical(content).walk("VEVENT")}


def test_a_calendar_program_reads_phases_and_the_days_of_the_promise(browser: Browser, scene: Scene) -> None:
    answer = browser.as_(scene.person).get(f"/campaigns/{scene.campaign.slug}/dates.ics")
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    found = entries(answer.data)
    assert set(found) == {"Test", "Last day for answers", "Last day for decisions"}
    assert (found["Test"].decoded("DTSTART"), found["Test"].decoded("DTEND")) == (STARTS, ENDS)
    # The weekend, and a holiday of the entity, are not worked.
    assert found["Last day for answers"].decoded("DTSTART") == date(2026, 12, 2)
    decisions = found["Last day for decisions"]
    assert decisions.decoded("DTEND") - decisions.decoded("DTSTART") == timedelta(days=1)
    assert {str(entry["TRANSP"]) for entry in found.values()} == {"TRANSPARENT"}


def test_dates_read_again_replace_those_of_before(session: Session, browser: Browser, scene: Scene) -> None:
    client, address = browser.as_(scene.person), f"/campaigns/{scene.campaign.slug}/dates.ics"
    before = entries(client.get(address).data)["Test"]
    scene.edition.phases[0].ends_at = ENDS + timedelta(days=7)
    scene.edition.version += 1
    session.commit()
    after = entries(client.get(address).data)["Test"]
    assert after["UID"] == before["UID"]
    assert int(str(after["SEQUENCE"])) > int(str(before["SEQUENCE"]))
    assert after.decoded("DTEND") == ENDS + timedelta(days=7)


def test_any_title_stays_one_line_of_the_file(session: Session, browser: Browser) -> None:
    campaign = make_campaign(session, title=TITLE)
    entity = make_entity(session)
    make_edition(session, campaign=campaign, entity=entity)
    reader = make_person(session, entity=entity)
    content = browser.as_(reader).get(f"/campaigns/{campaign.slug}/dates.ics").data
    assert str(entries(content)["Test"]["SUMMARY"]) == f"{TITLE} · Test"
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))


def test_who_may_not_see_the_campaign_gets_no_dates(session: Session, browser: Browser, scene: Scene) -> None:
    stranger = make_person(session, entity=make_entity(session))
    assert browser.as_(stranger).get(f"/campaigns/{scene.campaign.slug}/dates.ics").status_code == 404
    scene.edition.status = EditionStatus.DRAFT
    colleague = make_person(session, entity=scene.entity)
    assert browser.as_(colleague).get(f"/campaigns/{scene.campaign.slug}/dates.ics").status_code == 404


def test_the_page_leads_to_the_file(browser: Browser, scene: Scene) -> None:
    page = browser.as_(scene.person).get(f"/campaigns/{scene.campaign.slug}").text
    assert f'href="/campaigns/{scene.campaign.slug}/dates.ics"' in page
