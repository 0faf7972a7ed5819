"""Views that somebody saves of a dashboard: theirs alone, opened, renamed, deleted, gone with their account."""

from __future__ import annotations

import re
from html import unescape

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core.errors import NotFound
from app.dashboards.errors import TooManyViews, ViewNameTaken
from app.dashboards.models import SavedView
from app.dashboards.queries.views import views_of
from app.dashboards.service import delete_view, rename_view, save_view
from app.dashboards.types import VIEWS_MAX
from app.policy.actor import Role
from tests.conftest import Browser
from tests.dashboards.world import staff
from tests.factories.accounts import actor_for, make_person
from tests.feedback.scene import make_scene
from tests.parallel import together
from tests.refusals import refused


def test_a_view_is_saved_opened_renamed_and_deleted_on_its_page(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    client = browser.as_(staff(session, Role.CENTRAL_TEAM))
    board = f"/campaigns/{scene.campaign.slug}/dashboard"
    assert "Save these filters" in client.get(f"{board}?kind=idea").text
    assert "No view yet" in client.get(f"{board}/views").text
    assert client.post(f"{board}/views?kind=idea&nonsense=1", data={"name": " "}).status_code == 422
    assert client.post(f"{board}/views?kind=idea&nonsense=1", data={"name": "<b>Ideas</b>"}).status_code == 303
    page = client.get(f"{board}/views").text
    assert "&lt;b&gt;Ideas&lt;/b&gt;" in page
    assert unescape(re.findall(rf'href="({board}\?[^"]*)"', page)[0]) == f"{board}?kind=idea"
    rename = re.findall(rf'action="({board}/views/[^"/]+)"', page)[0]
    assert client.post(f"{board}/views?kind=praise", data={"name": "Praise"}).status_code == 303
    taken = client.post(rename, data={"name": "Praise"})
    assert taken.status_code == 409
    assert "One of your views has this name already." in taken.text
    assert client.post(rename, data={"name": "All ideas"}).status_code == 303
    assert "All ideas" in client.get(f"{board}/views").text
    assert client.post(f"{rename}/delete").status_code == 303
    assert "All ideas" not in client.get(f"{board}/views").text


def test_it_is_nobody_elses(session: Session) -> None:
    scene = make_scene(session)
    mine, other = (actor_for(make_person(session), Role.CENTRAL_TEAM) for _ in range(2))
    save_view(session, mine, scene.campaign.slug, "Ideas", {"kind": "idea"})
    save_view(session, mine, scene.campaign.slug, "Ideas", {"kind": "idea"})
    (row,) = views_of(session, mine, scene.campaign.slug)[1]
    assert views_of(session, other, scene.campaign.slug)[1] == ()
    with refused(session, ViewNameTaken):
        save_view(session, mine, scene.campaign.slug, "Ideas", {"kind": "praise"})
    with refused(session, NotFound):
        rename_view(session, other, row.id, "Yours")
    with refused(session, NotFound):
        delete_view(session, other, row.id)
    with refused(session, NotFound):
        save_view(session, scene.actor, scene.campaign.slug, "Ideas", {})
    session.execute(delete(Person).where(Person.id == mine.person_id))
    assert session.scalar(select(func.count()).select_from(SavedView)) == 0, "gone with the account"


def test_there_is_a_limit(session: Session) -> None:
    scene = make_scene(session)
    mine = actor_for(make_person(session), Role.CENTRAL_TEAM)
    session.add_all(
        SavedView(person_id=mine.person_id, campaign_id=scene.campaign.id, name=str(number), filters={})
        for number in range(VIEWS_MAX)
    )
    session.commit()
    with refused(session, TooManyViews):
        save_view(session, mine, scene.campaign.slug, "One more", {})


def test_two_tabs_save_one_view(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        scene = make_scene(session)
        mine = actor_for(make_person(session), Role.CENTRAL_TEAM)
        session.commit()

    def act(session: Session) -> None:
        save_view(session, mine, scene.campaign.slug, "Ideas", {"kind": "idea"})

    assert together(shared, [act] * 3) == [""] * 3
