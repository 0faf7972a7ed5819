"""The rules of moderation, for everybody, in each language, where they are needed."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.core import idents
from app.moderation.service import hide_case
from config import LOCALES
from tests.conftest import Browser
from tests.moderation.world import make_world

PATH = "/moderation/rules"


@pytest.mark.parametrize("locale", LOCALES)
def test_everybody_reads_them_in_their_language(session: Session, browser: Browser, locale: str) -> None:
    world = make_world(session, locale=locale)
    world.colleague.locale = locale
    session.commit()
    answer = browser.as_(world.colleague, locale).get(PATH)
    assert answer.status_code == 200
    assert ("It is directed against a person." in answer.text) is (locale == "en")


def test_the_form_a_refusal_and_the_queue_lead_to_them(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case = world.send(session)
    hide_case(session, world.actor(world.manager), case.id, case.version, "It shows an account.")
    session.commit()
    author = browser.as_(world.author)
    form = f"/campaigns/{world.campaign.slug}/missions/{world.mission.number}/feedback/new"
    for page in (form, f"/feedback/{idents.encode(case.id)}"):
        assert f'href="{PATH}"' in author.get(page).text, page
    assert f'href="{PATH}"' in browser.as_(world.manager).get("/moderation").text
    assert "/sign-in" in browser.stranger().get(PATH).location
