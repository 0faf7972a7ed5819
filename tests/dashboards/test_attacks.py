"""Attacks by subtraction: figures against the cards they lead to, one page against another, before and after."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.models import Campaign, Edition
from app.campaigns.types import IdentityLevel
from app.dashboards.queries.recount import figure_differences
from app.enrolment.queries import enrolment_in
from app.enrolment.service import enrol, leave
from app.entities.models import Entity
from app.feedback.queries.figures import CONTRIBUTIONS
from app.feedback.service.submit import submit_feedback
from app.figures.counting import count_new
from app.files.storage import memory_storage
from app.missions.queries import MissionAddress
from app.policy.actor import SYSTEM, Actor, Role
from tests.conftest import Browser
from tests.dashboards.world import NOW, populate, staff
from tests.factories.accounts import actor_for, make_entity, make_person
from tests.factories.campaigns import make_campaign, make_edition, make_mission
from tests.factories.feedback import make_feedback
from tests.feedback.scene import make_input


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@dataclass(frozen=True, slots=True)
class Scene:
    """A campaign in two entities, seen from the first."""

    session: Session
    browser: Browser
    campaign: Campaign
    entity: Entity
    edition: Edition
    other: Entity
    readers: dict[Role, Person]  # everybody who reads figures

    def testers(self, **what: int) -> list[Person]:
        """Fill the first edition."""
        return populate(self.session, self.edition, **what)

    def pages(self) -> dict[str, str]:
        """Return what readers of figures see on every page that has some."""
        clients = {role: self.browser.as_(person) for role, person in self.readers.items()}
        sponsor, central = clients[Role.SPONSOR], clients[Role.CENTRAL_TEAM]
        dashboard = f"/entities/{self.entity.code}/dashboard"
        found = {
            "dashboard": words(main_of(sponsor, dashboard)),
            "group": words(main_of(central, "/dashboard")),
            "editions": words(main_of(central, "/campaigns/own-app/editions")),
            "home": words(main_of(sponsor, "/")),
        }
        for role, client in clients.items():
            page = words(main_of(client, "/campaigns/own-app"))
            found[role] = page[: page.index("About this campaign")]
        return found


@pytest.fixture
def scene(session: Session, browser: Browser) -> Scene:
    campaign = make_campaign(session, slug="own-app", title="Own app")
    campaign.frozen_at = NOW
    make_mission(session, campaign=campaign)
    entity, other = (make_entity(session, name=name) for name in ("Lusocrédito", "Kreditwerk"))
    populate(session, make_edition(session, campaign=campaign, entity=other), seed=2)
    edition = make_edition(session, campaign=campaign, entity=entity)
    local = (Role.SPONSOR, Role.COMMUNITY_MANAGER, Role.AMBASSADOR)
    readers = {role: staff(session, role, entity) for role in local}
    readers[Role.CENTRAL_TEAM] = staff(session, Role.CENTRAL_TEAM)
    return Scene(session, browser, campaign, entity, edition, other, readers)


def main_of(client: FlaskClient, place: str) -> str:
    html = client.get(place).text
    return html[html.index("<main") : html.index("</main>")]


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def cards(client: FlaskClient, place: str) -> int:
    """Count the cards of a feed, page after page."""
    found = 0
    while place:
        html = client.get(place).text
        found += html.count("<article")
        older = re.search(r'href="([^"]*[?&]after=[^"]*)"', html)
        place = unescape(older[1]) if older else ""
    return found


def number(text: str) -> int | None:
    """Return the first number of a figure in words: of "3 of 11", 3; of a percentage, none."""
    digits = re.search(r"\d+", text)
    return int(digits[0]) if digits and "%" not in text else None


READERS = (Role.SPONSOR, Role.COMMUNITY_MANAGER, Role.CENTRAL_TEAM)
LINKS = (  # address and number of a week, of a kind, of a cell
    r'<a class="column" href="([^"]+)"><span class="hidden">[^<]*: ([^<]*)</span>',
    r'<span class="label"><a href="([^"]+)">[^<]*</a></span>.*?<span class="shown">([^<]*)<',
    r'<td[^>]*><a href="([^"]+)">([^<]*)</a>',
)


@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize(("seed", "narrowed"), [(0, ""), (1, ""), (2, "?campaign=own-app")])
def test_each_figure_is_the_number_of_cards_it_leads_to(scene: Scene, role: Role, seed: int, narrowed: str) -> None:
    scene.testers(seed=seed)
    client = scene.browser.as_(scene.readers[role])
    page = main_of(client, f"/entities/{scene.entity.code}/dashboard{narrowed}")
    found = [link for pattern in LINKS for link in re.findall(pattern, page, re.DOTALL)]
    asked = {unescape(url): number(text) for url, text in found}
    assert len(asked) >= 12 + 4, "weeks and kinds"
    for url, shown in asked.items():
        assert shown == cards(client, url), url


@pytest.mark.parametrize("role", [None, *READERS])
def test_the_campaign_counts_what_its_feed_shows(scene: Scene, role: Role | None) -> None:
    tester = scene.testers()[0]
    client = scene.browser.as_(scene.readers[role] if role else tester)
    page, feed = main_of(client, "/campaigns/own-app"), "/campaigns/own-app/feedback"
    (shown,) = re.findall(rf'<a href="{feed}">Contributions</a></p>\s*<p class="value">(\d+)<', page)
    assert int(shown) == cards(client, feed)
    (nameless,) = re.findall(r"(\d+)\sof them do(?:es)? not show", page)
    parts = [cards(client, f"{feed}?entity={entity.code}") for entity in (scene.entity, scene.other)]
    assert int(shown) == sum(parts) + int(nameless)
    for outcome in ("in-time", "decided", "done"):
        assert f'href="{feed}?outcome={outcome}"' in page


def test_what_waits_is_counted_by_no_page(scene: Scene) -> None:
    actor = actor_for(scene.testers()[0], enrolled=(scene.campaign.id,))
    before = scene.pages()
    for identity in IdentityLevel:
        data = make_input(identity=identity.value, code="abcd-efgh-jkmn-pqrs")
        submit_feedback(scene.session, actor, MissionAddress("own-app", 1), data, memory_storage())
    scene.session.commit()
    assert scene.pages() == before


def test_an_untraceable_card_moves_nothing_of_its_entity(scene: Scene) -> None:
    scene.testers()
    manager = scene.browser.as_(scene.readers[Role.COMMUNITY_MANAGER])
    place = f"/entities/{scene.entity.code}/dashboard"
    before = main_of(manager, place), cards(manager, "/campaigns/own-app/feedback")
    feedback = make_feedback(scene.session, edition=scene.edition, author=None)
    count_new(scene.session, CONTRIBUTIONS, [feedback.id])
    scene.session.commit()
    assert (main_of(manager, place), cards(manager, "/campaigns/own-app/feedback")) == (before[0], before[1] + 1)


def leave_it(scene: Scene, actor: Actor) -> None:
    mine = enrolment_in(scene.session, actor, scene.campaign.id)
    assert mine is not None
    leave(scene.session, actor, mine.enrolment_id)


def leave_and_come_back(scene: Scene, actor: Actor) -> None:
    leave_it(scene, actor)
    enrol(scene.session, actor, scene.edition.id)


def join(scene: Scene, _actor: Actor) -> None:
    newcomer = make_person(scene.session, entity=scene.entity)
    enrol(scene.session, actor_for(newcomer, open_campaigns=(scene.campaign.id,)), scene.edition.id)


def begin(scene: Scene, actor: Actor) -> None:
    data = make_input(identity="confidential")
    submit_feedback(scene.session, actor, MissionAddress("own-app", 1), data, memory_storage())


@pytest.mark.parametrize("people", [4, 5, 14, 15])
@pytest.mark.parametrize("act", [leave_it, leave_and_come_back, join, begin])
def test_nothing_about_people_moves_before_the_week_has_ended(
    scene: Scene, clock: time_machine.Traveller, act: Callable[[Scene, Actor], None], people: int
) -> None:
    actor = actor_for(scene.testers(people=people, size=0)[0], enrolled=(scene.campaign.id,))
    before = scene.pages()
    act(scene, actor)
    scene.session.commit()
    assert scene.pages() == before
    clock.move_to(NOW + timedelta(days=4))  # Sunday
    sunday = scene.pages()
    assert [re.findall(r"(\d+) or more", sunday[page]) for page in before] == [
        re.findall(r"(\d+) or more", before[page]) for page in before
    ]
    assert figure_differences(scene.session, SYSTEM) == []


def test_a_week_later_the_leaver_is_gone(scene: Scene, clock: time_machine.Traveller) -> None:
    leave_it(scene, actor_for(scene.testers(people=15, size=0)[0], enrolled=(scene.campaign.id,)))
    scene.session.commit()
    assert "15 or more" in scene.pages()["dashboard"]
    clock.move_to(NOW + timedelta(days=7))
    after = scene.pages()["dashboard"]
    assert "10 or more" in after
    assert "15 or more" not in after


@pytest.mark.parametrize("weeks", [0, 1])
def test_who_comes_back_is_counted_as_if_they_came_then(
    scene: Scene, clock: time_machine.Traveller, weeks: int
) -> None:
    actor = actor_for(scene.testers(people=15, size=0)[0], enrolled=(scene.campaign.id,))
    leave_it(scene, actor)
    clock.move_to(NOW + timedelta(weeks=weeks))
    scene.session.commit()
    before = scene.pages()
    enrol(scene.session, actor, scene.edition.id)
    scene.session.commit()
    assert scene.pages() == before
    assert figure_differences(scene.session, SYSTEM) == []
    clock.move_to(NOW + timedelta(weeks=weeks + 1))
    assert "15 or more" in scene.pages()["dashboard"]
