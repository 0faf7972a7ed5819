"""Many themes: listed a page at a time, and those of a contribution in sight before all others."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session

from app.core import idents
from app.policy.actor import SYSTEM
from app.texts.write import new_text
from app.themes.forms import UNFOLDED_MAX
from app.themes.models import Theme
from app.themes.queries.lists import PAGE_SIZE, THEMES_MAX, themes_page
from tests.conftest import Browser, CountQueries
from tests.factories.campaigns import make_edition
from tests.merging.scene import published
from tests.moderation.world import World, make_world
from tests.themes.test_themes import at, give, given

NEXT, FIRST = re.compile(r'rel="next" href="([^"]+)"'), re.compile(r'rel="prev" href="([^"]+)"')
NAME = re.compile(r"Theme \d{3}")


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


def named(session: Session, campaign_id: int, *numbers: int) -> list[int]:
    """Add themes with numbers for names, in no order."""
    themes = [
        Theme(campaign_id=campaign_id, name_text_id=new_text(session, SYSTEM, "en", {"en": f"Theme {number:03}"}))
        for number in sorted(numbers, key=lambda number: number * 7 % 11)
    ]
    session.add_all(themes)
    session.commit()
    return [theme.id for theme in themes]


def test_themes_are_listed_a_page_at_a_time_by_campaign_and_name(
    session: Session, world: World, browser: Browser
) -> None:
    newer = make_edition(session, entity=world.entity).campaign_id
    assert newer > world.campaign.id
    named(session, world.campaign.id, *range(THEMES_MAX))
    named(session, newer, *range(200, 201 + PAGE_SIZE))
    client, address = browser.as_(world.colleague), "/themes"
    seen: list[str] = []
    lengths: list[int] = []
    while address:
        page = client.get(address).text
        assert bool(FIRST.search(page)) is bool(lengths)
        names = NAME.findall(re.sub(r'<span class="hidden".*?</span>', "", page))
        seen += names
        lengths.append(len(names))
        following = NEXT.search(page)
        address = following.group(1).replace("&amp;", "&") if following else ""
    expected = [*range(200, 201 + PAGE_SIZE), *range(THEMES_MAX)]
    assert seen == [f"Theme {number:03}" for number in expected]
    assert lengths == [PAGE_SIZE] * (len(expected) // PAGE_SIZE) + [len(expected) % PAGE_SIZE]


def test_themes_of_one_campaign_stay_its_own_on_every_page(session: Session, world: World, browser: Browser) -> None:
    newer = make_edition(session, entity=world.entity).campaign_id
    named(session, world.campaign.id, *range(PAGE_SIZE + 3))
    named(session, newer, 200)
    reader = world.actor(world.colleague)
    first = themes_page(session, reader, world.campaign.slug)
    last = themes_page(session, reader, world.campaign.slug, first.next_key)
    assert [row.name.value for row in last.rows] == [f"Theme {PAGE_SIZE + number:03}" for number in range(3)]
    assert last.next_key == ""
    path = f"/themes?campaign={world.campaign.slug}"
    following = NEXT.search(browser.as_(world.colleague).get(path).text)
    assert following
    shown = browser.as_(world.colleague).get(following.group(1).replace("&amp;", "&")).text
    back = FIRST.search(shown)
    assert back
    assert back.group(1) == path


@pytest.mark.parametrize("after", ["0~a~1", "1~zzz", "x~y~z", f"{2**70}~a~1", "~~"])
def test_a_place_that_there_is_not_leads_back_to_the_first(
    session: Session, world: World, browser: Browser, after: str
) -> None:
    named(session, world.campaign.id, 1)
    shown = browser.as_(world.colleague).get("/themes", query_string={"after": after})
    assert shown.status_code == 200
    assert bool(NAME.search(shown.text)) is (after != "0~a~1")
    assert "No themes yet" not in shown.text
    back = FIRST.search(shown.text)
    assert back
    assert back.group(1) == "/themes"


def test_more_campaigns_and_themes_cost_no_more_statements(
    session: Session, world: World, browser: Browser, queries: CountQueries
) -> None:
    client, costs = browser.as_(world.manager), []
    for turn in range(2):
        for number in range(3):
            named(session, make_edition(session, entity=world.entity).campaign_id, 10 * turn + number)
        client.get("/themes")
        with queries() as statements:
            assert len(set(NAME.findall(client.get("/themes").text))) == 3 * (turn + 1)
        costs.append(len(statements))
    assert costs[0] == costs[1]


def test_what_a_contribution_has_is_in_sight_and_the_rest_is_folded_where_there_are_many(
    session: Session, world: World, browser: Browser
) -> None:
    few = named(session, world.campaign.id, *range(UNFOLDED_MAX))
    subject = published(session, world)
    give(session, world, subject, few[0])
    manager = browser.as_(world.manager)
    assert '<details class="fold' not in manager.get(at(subject, "/themes")).text
    (more,) = named(session, world.campaign.id, 900)
    before, folded = manager.get(at(subject, "/themes")).text.split('<details class="fold', 1)
    assert re.findall(r'name="themes"[^>]*value="(\w+)"|value="(\w+)"[^>]*name="themes"', before)
    assert before.count('name="themes"') == 1
    assert idents.encode(few[0]) in before
    assert f"{UNFOLDED_MAX}\u00a0themes" in folded
    assert folded.count('name="themes"') == UNFOLDED_MAX
    sent = {"themes": idents.encode(more), "before": idents.encode(few[0])}
    assert manager.post(at(subject, "/themes"), data=sent).status_code == 302
    assert given(session) == {(more, subject.id)}
