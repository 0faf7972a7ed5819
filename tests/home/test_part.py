"""What a group changed, and one person's own part in it, at the end of a campaign."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.campaigns.types import EditionStatus
from app.core import clock
from app.decisions.models import Decision
from app.feedback.models import Comment, MeToo
from app.feedback.types import Handling, State, Verdict
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import make_person
from tests.factories.feedback import make_feedback
from tests.feedback.scene import Scene, make_colleague, make_scene


@pytest.fixture
def scene(session: Session) -> Scene:
    """Return a campaign that has closed."""
    scene = make_scene(session)
    scene.edition.status = EditionStatus.CLOSED
    return scene


def place_of(scene: Scene) -> str:
    return f"/mine/campaigns/{scene.campaign.slug}"


def test_ones_own_part_is_marked_and_seen_by_that_person_alone(
    session: Session, browser: Browser, scene: Scene
) -> None:
    colleague, _ = make_colleague(session, scene)
    mine = make_feedback(session, edition=scene.edition, author=scene.person, title="Mine", handling=Handling.DONE)
    seen, said, other = (
        make_feedback(session, edition=scene.edition, author=colleague, title=title, handling=Handling.DECIDED)
        for title in ("Supported", "Commented", "Of others")
    )
    make_feedback(session, edition=scene.edition, author=colleague, title="Not decided")
    make_feedback(
        session, edition=scene.edition, author=scene.person, title="Hidden", handling=Handling.DONE, state=State.HIDDEN
    )
    session.add(MeToo(feedback_id=seen.id, person_id=scene.person.id, said_on=clock.today()))
    session.add(Comment(feedback_id=said.id, body="Yes.", language="en", author_id=scene.person.id))
    sponsor = make_person(session, entity=scene.entity)
    session.add(Decision(feedback_id=mine.id, verdict=Verdict.GO, reason="It helps.", language="en", by_id=sponsor.id))
    page = browser.as_(scene.person).get(place_of(scene)).text
    own, _, rest = page.partition("Thanks to everybody who took part")
    for words in (
        "Mine",
        "You contributed this.",
        "It helps.",
        "Supported",
        "You saw the same.",
        "You commented on it.",
    ):
        assert words in own, words
    assert other.title in rest
    assert "Not decided" not in page
    assert "Hidden" not in page
    theirs = browser.as_(colleague).get(place_of(scene)).text
    assert theirs.count("You contributed this.") == 3
    for words in ("You saw the same", "You commented on it", scene.person.name):
        assert words not in theirs.partition("<main")[2].partition("</main>")[0]


def test_before_the_end_it_is_the_campaigns_page(session: Session, browser: Browser, scene: Scene) -> None:
    scene.edition.status = EditionStatus.OPEN
    session.commit()
    answer = browser.as_(scene.person).get(place_of(scene))
    assert answer.status_code == 302
    assert answer.location.endswith(f"/campaigns/{scene.campaign.slug}")


def test_with_nothing_decided_it_says_so(browser: Browser, scene: Scene) -> None:
    client = browser.as_(scene.person)
    assert "Nothing has been decided yet" in client.get(place_of(scene)).text
    assert place_of(scene) in client.get(f"/campaigns/{scene.campaign.slug}").text


@pytest.mark.parametrize("number", [2, 4])
def test_it_costs_the_same_whatever_it_holds(
    session: Session, browser: Browser, scene: Scene, queries: CountQueries, number: int
) -> None:
    for _ in range(number):
        make_feedback(session, edition=scene.edition, author=scene.person, handling=Handling.DONE)
    client = browser.as_(scene.person)
    with queries() as seen:
        client.get(place_of(scene))
    assert len(seen) == 4, "\n".join(seen.seen)
