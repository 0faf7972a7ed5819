"""What changed for an aim is read a page at a time."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.actions.models import ActionItem
from app.actions.types import ActionState
from app.core import clock
from app.decisions.service import record_decision
from app.results.queries import MADE_SIZE
from tests.conftest import Browser, CountQueries
from tests.decisions.test_linked import Served, choice, selected, served_aim

NEXT, FIRST = re.compile(r'rel="next" href="([^"]+)"'), re.compile(r'rel="prev" href="([^"]+)"')
TITLE = re.compile(r"Changed (\d+) of")


def done(session: Session, it: Served, decision_id: int, count: int, first: int = 0) -> None:
    """Let so many actions be done, three due on the same day."""
    session.add_all(
        ActionItem(
            decision_id=decision_id,
            entity_id=it.world.entity.id,
            title=f"Changed {number} of many",
            language="en",
            owner_id=it.world.colleague.id,
            due_on=clock.today() + timedelta(days=number // 3),
            state=ActionState.DONE,
            note="It is there.",
        )
        for number in range(first, first + count)
    )
    session.commit()


def test_what_changed_is_read_a_page_at_a_time(session: Session, browser: Browser) -> None:
    it = served_aim(session)
    decision = record_decision(session, it.sponsor, selected(session, it.world, "One").id, choice(aim=it.aim_id))
    count = 2 * MADE_SIZE + 1
    done(session, it, decision.id, count)
    client = browser.as_(it.world.colleague)
    address = it.address
    seen: list[int] = []
    lengths: list[int] = []
    while address:
        page = client.get(address).text
        assert f"done: {count};" in page, "what is counted is all of it, on every page"
        assert bool(FIRST.search(page)) is bool(lengths)
        numbers = [int(number) for number in TITLE.findall(page)]
        lengths.append(len(numbers))
        seen += numbers
        following = NEXT.search(page)
        address = following.group(1).split("#")[0] if following else ""
    assert lengths == [MADE_SIZE, MADE_SIZE, 1]
    assert sorted(seen) == list(range(count)), "each once"
    assert [number // 3 for number in seen] == sorted((number // 3 for number in seen), reverse=True), "the last first"


@pytest.mark.parametrize("after", ["2000-01-01~1", "9999-12-31~1", "nothing", "2000-01-01~-1", "~"])
def test_a_place_that_there_is_not_leads_back_to_the_first(session: Session, browser: Browser, after: str) -> None:
    it = served_aim(session)
    decision = record_decision(session, it.sponsor, selected(session, it.world, "One").id, choice(aim=it.aim_id))
    done(session, it, decision.id, 1)
    shown = browser.as_(it.world.colleague).get(it.address, query_string={"after": after})
    assert shown.status_code == 200
    assert bool(TITLE.search(shown.text)) is not after.startswith("2000-01-01~1")
    back = FIRST.search(shown.text)
    assert back
    assert back.group(1).split("#")[0] == it.address


def test_many_actions_cost_no_more_statements(session: Session, browser: Browser, queries: CountQueries) -> None:
    it = served_aim(session)
    decision = record_decision(session, it.sponsor, selected(session, it.world, "One").id, choice(aim=it.aim_id))
    client, costs = browser.as_(it.world.colleague), []
    client.get(it.address)
    for turn in range(2):
        done(session, it, decision.id, MADE_SIZE, first=turn * MADE_SIZE)
        with queries() as statements:
            assert client.get(it.address).status_code == 200
        costs.append(len(statements))
    assert costs[0] == costs[1]
