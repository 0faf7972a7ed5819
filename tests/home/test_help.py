"""The help: what each role does, and links to the pages its reader may open, and no others."""

from __future__ import annotations

import re
from http import HTTPStatus

import pytest
from sqlalchemy.orm import Session

from app.home.presenters.help import BY_ROLE
from app.policy.actor import Role
from tests.conftest import Browser
from tests.factories.accounts import make_entity, make_mandate, make_person


@pytest.mark.parametrize("role", [None, *Role])
def test_help_leads_only_where_its_reader_may_go(session: Session, browser: Browser, role: Role | None) -> None:
    entity = make_entity(session)
    person = make_person(session, entity=entity)
    if role is not None:
        is_of_group = role in {Role.CENTRAL_TEAM, Role.ADMINISTRATOR, Role.DPO, Role.PRODUCT_TEAM}
        make_mandate(session, person=person, role=role, entity=None if is_of_group else entity, languages=("en",))
    session.commit()
    reader = browser.as_(person)
    page = reader.get("/help").text
    shown = page[page.index('id="main"') : page.index("<footer")]
    links = re.findall(r'<a href="(/[^"]*)"', shown)
    assert links
    assert {reader.get(link).status_code for link in links} == {HTTPStatus.OK}
    first = shown.index("<h2")
    heading = re.search(r'<h2 id="([^"]+)"', shown[first:])
    assert heading is not None
    assert heading.group(1) == (role.value if role is not None else "everybody")
    own = shown[first : shown.index('id="everybody"')]
    steps = len(BY_ROLE[role].steps) if role is not None else 0
    assert own.count("<li") == len(re.findall(r'<a href="', own)) == steps, "each step of one's own leads somewhere"
    assert shown.count("<details") == len(Role) - (role is not None)
