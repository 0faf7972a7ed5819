"""What changed thanks to testers, on the dashboard of the group."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.actions.service import MeasureInput, ProgressInput, measure_action, plan_action, report_action
from app.actions.types import ActionState
from app.core import clock
from app.dashboards.service import rebuild_figures
from app.feedback.service.revise import withdraw_feedback
from app.policy.actor import SYSTEM, Role
from tests.actions.test_actions import decided, plan
from tests.conftest import Browser, CountQueries
from tests.dashboards.test_pages import words
from tests.dashboards.world import staff
from tests.moderation.world import make_world


def test_the_group_lists_what_changed(session: Session, browser: Browser, queries: CountQueries) -> None:
    world = make_world(session)
    rebuild_figures(session, SYSTEM)
    sponsor, central = world.actor(world.sponsor), staff(session, Role.CENTRAL_TEAM)
    assert 'id="changes"' not in browser.as_(central).get("/dashboard").text
    costs = []
    for key in "abc":
        case, decision = decided(session, world, key)
        data = plan(world, title=f"Change {key}", submission_key=key * 64)
        action = plan_action(session, sponsor, decision.id, data)
        if key == "b":
            continue  # it goes on
        measure_action(session, sponsor, action.id, MeasureInput(40.0, clock.today(), "Calls", None, f"m{key}" * 32))
        report_action(session, sponsor, action.id, ProgressInput(ActionState.DONE, "It is in version 4.13.", 1))
        session.commit()
        with queries() as seen:
            page = browser.as_(central).get("/dashboard").text
        costs.append(len(seen))
    shown = words(page[page.index('id="changes"') :])
    assert shown.index("Change c") < shown.index("Change a"), "the last one first"
    assert "Change b" not in shown
    assert "Title a" in shown
    assert "Calls each week: Target reached" in shown
    assert costs[0] == costs[1]
    withdraw_feedback(session, world.actor(world.author), case.id)
    assert "Change c" not in browser.as_(central).get("/dashboard").text
