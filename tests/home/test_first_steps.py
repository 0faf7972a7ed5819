"""The first administrator of an installation, where nothing is there yet."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from sqlalchemy.orm import Session

from app.policy.actor import Role
from tests.conftest import Browser
from tests.factories.accounts import make_entity, make_mandate, make_person


@pytest.mark.parametrize(
    ("page", "leads_to"),
    [
        ("/", "/entities"),
        ("/campaigns", "/mandates/new"),
        ("/entities/here/team", "/mandates/new"),
        ("/legal", "/entities/here/legal"),
    ],
)
def test_an_empty_page_leads_an_administrator_to_what_comes_first(
    session: Session, browser: Browser, page: str, leads_to: str
) -> None:
    here = make_entity(session, code="here")
    administrator, colleague = make_person(session, entity=here), make_person(session, entity=here)
    make_mandate(session, person=administrator, role=Role.ADMINISTRATOR)
    desk = browser.as_(administrator)
    main = desk.get(page).text.partition("<main")[2].partition("</main>")[0]
    assert f'href="{leads_to}"' in main
    assert desk.get(leads_to).status_code == HTTPStatus.OK
    others = browser.as_(colleague).get(page).text.partition("<main")[2].partition("</main>")[0]
    assert f'href="{leads_to}"' not in others
