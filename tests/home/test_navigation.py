"""The navigation says where its reader is, once."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from app.policy.actor import Role
from tests.conftest import Browser
from tests.factories.accounts import make_entity, make_mandate, make_person


def test_a_page_below_two_entries_marks_the_nearest(session: Session, browser: Browser) -> None:
    entity = make_entity(session)
    person = make_person(session, entity=entity)
    make_mandate(session, person=person, role=Role.SPONSOR, entity=entity)
    session.commit()
    place = f"/entities/{entity.code}/dashboard"
    page = browser.as_(person).get(place).text
    current = set(re.findall(r'<a href="([^"]+)"[^>]* aria-current="page"', page[: page.index('id="main"')]))
    assert current == {place}
