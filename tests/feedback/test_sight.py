"""What the feed shows is what opens, whoever reads: the cards of one campaign in two entities."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.models import Edition
from app.campaigns.queries import campaign_by_slug
from app.core.errors import NotFound
from app.decisions.queries import latest_decisions
from app.decisions.service import DecisionInput, record_decision
from app.feedback.models import Feedback
from app.feedback.queries.feed import FeedFilters, feed_page
from app.feedback.queries.single import feedback_by_id
from app.feedback.types import State, Verdict
from app.notifications.queries.contributions import seen_contributions
from app.policy.actor import Actor, Role
from tests.factories.accounts import actor_for, make_person
from tests.factories.feedback import make_feedback
from tests.policy.test_scopes import NAMES, World, cast, world

__all__ = ["world"]  # the fixture


@pytest.mark.parametrize("name", NAMES)
def test_feed_pages_decisions_and_notices_agree(session: Session, world: World, name: str) -> None:
    author, sponsor = make_person(session), actor_for(make_person(session), Role.SPONSOR)
    for edition in session.scalars(select(Edition)):
        for shows_entity in (True, False):
            card = make_feedback(session, edition=edition, author=author, shows_entity=shows_entity)
            session.commit()
            record_decision(session, sponsor, card.id, DecisionInput(Verdict.GO, "We do it.", f"key {card.id}"))
    actor = cast(world)[name]
    public = session.scalars(select(Feedback.id).where(Feedback.state == State.PUBLISHED)).all()
    assert len(public) == 8
    listed = in_feeds(session, actor, world)
    assert {card for card in public if opens(session, actor, card)} == listed
    assert {row.feedback_id for row in latest_decisions(session, actor, 100)} == listed
    assert seen_contributions(session, actor, public).keys() == listed


def test_staff_of_one_entity_read_the_whole_campaign(session: Session, world: World) -> None:
    """Of the campaigns that are there; and no more of what waits than before."""
    for edition in session.scalars(select(Edition)):
        make_feedback(session, edition=edition, author=make_person(session))
    actors = cast(world)
    assert len(in_feeds(session, actors["campaign_manager"], world)) == 2
    assert len(in_feeds(session, actors["sponsor"], world)) == 4
    assert in_feeds(session, actors["dpo"], world) == set()
    waiting = session.scalars(select(Feedback).where(Feedback.state == State.WAITING)).all()
    here = {row.id for row in waiting if row.entity_id == world.home.id}
    assert {row.id for row in waiting if opens(session, actors["manager"], row.id)} == here


def in_feeds(session: Session, actor: Actor, world: World) -> set[int]:
    found: set[int] = set()
    for campaign in (world.campaign, world.other):
        try:
            facts = campaign_by_slug(session, actor, campaign.slug).facts
        except NotFound:
            continue
        found |= {row.id for row in feed_page(session, actor, facts, FeedFilters()).rows}
    return found


def opens(session: Session, actor: Actor, feedback_id: int) -> bool:
    try:
        feedback_by_id(session, actor, feedback_id)
    except NotFound:
        return False
    return True
