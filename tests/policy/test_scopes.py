"""Lists agree with the table: a scope returns exactly the rows the rule allows, for each member of the cast."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition
from app.campaigns.types import EditionStatus
from app.entities.models import Entity
from app.feedback.models import Feedback
from app.feedback.types import State
from app.policy.actor import Actor, Grant, Role
from app.policy.check import can
from app.policy.facts import Facts
from app.policy.rules import Action
from app.policy.scopes import (
    answer_sight,
    approval_sight,
    campaign_sight,
    decision_sight,
    figures_sight,
    moderation_sight,
    recruiting_sight,
    somebody_elses,
    translation_sight,
)
from tests.factories.accounts import make_entity, make_person
from tests.factories.campaigns import make_campaign, make_edition
from tests.factories.feedback import make_feedback

NAMES = (
    "stranger", "employee", "tester", "ambassador", "ambassador_de", "campaign_ambassador", "manager",
    "campaign_manager", "group_manager", "sponsor", "abroad", "central", "product", "representative", "dpo",
    "administrator", "two_hats",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class World:
    """Two entities, two campaigns, and contributions in three languages waiting in each edition."""

    home: Entity
    abroad: Entity
    campaign: Campaign
    other: Campaign


@pytest.fixture
def world(session: Session) -> World:
    home, abroad = make_entity(session), make_entity(session)
    campaign, other = make_campaign(session), make_campaign(session)
    author = make_person(session, entity=home)
    for place in (home, abroad):
        for shared in (campaign, other):
            edition = make_edition(session, campaign=shared, entity=place, status=EditionStatus.OPEN)
            for language in ("pt", "de", "und"):
                make_feedback(session, edition=edition, author=author, state=State.WAITING, language=language)
    session.commit()
    return World(home, abroad, campaign, other)


def cast(world: World) -> dict[str, Actor]:
    """Return one of each, as ids of this world."""
    home, abroad, campaign = world.home.id, world.abroad.id, world.campaign.id

    def staff(role: Role, entity: int | None = home, only: int | None = None, *languages: str) -> Actor:
        grant = Grant(role, entity, only, frozenset(languages))
        return Actor(person_id=99, entity_id=home, grants=frozenset({grant}))

    employee = Actor(person_id=98, entity_id=home, campaigns_open=frozenset({campaign}))
    manager, pt = staff(Role.COMMUNITY_MANAGER), staff(Role.AMBASSADOR, home, None, "pt")
    return {
        "stranger": Actor(person_id=97, entity_id=0),
        "employee": employee,
        "tester": replace(employee, enrolled_in=frozenset({campaign})),
        "ambassador": pt,
        "ambassador_de": staff(Role.AMBASSADOR, home, None, "de"),
        "campaign_ambassador": staff(Role.AMBASSADOR, home, campaign, "pt", "de"),
        "manager": manager,
        "campaign_manager": staff(Role.COMMUNITY_MANAGER, abroad, campaign),
        "group_manager": staff(Role.COMMUNITY_MANAGER, None),
        "sponsor": staff(Role.SPONSOR),
        "abroad": staff(Role.COMMUNITY_MANAGER, abroad),
        "central": staff(Role.CENTRAL_TEAM, None),
        "product": staff(Role.PRODUCT_TEAM, None, campaign),
        "representative": staff(Role.REPRESENTATIVE),
        "dpo": staff(Role.DPO, None),
        "administrator": staff(Role.ADMINISTRATOR, None),
        "two_hats": replace(pt, grants=pt.grants | staff(Role.COMMUNITY_MANAGER, abroad).grants),
    }


@pytest.mark.parametrize("name", NAMES)
def test_the_queue_lists_what_may_be_moderated(session: Session, world: World, name: str) -> None:
    """What waits, and what changed: by the language of the change."""
    for edition in session.scalars(select(Edition)):
        make_feedback(session, edition=edition, author=make_person(session), language="pt", change_language="de")
    actor = cast(world)[name]
    scope = moderation_sight(actor, Feedback.entity_id, Feedback.campaign_id, Feedback.language_moderated)
    listed = set(session.scalars(select(Feedback.id).where(scope)))
    allowed = {row.id for row in session.scalars(select(Feedback)) if can(actor, Action.FEEDBACK_MODERATE, row.facts)}
    assert listed == allowed


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("sight", "action"),
    [
        (campaign_sight, Action.CAMPAIGN_VIEW),
        (figures_sight, Action.DASHBOARD_ENTITY),
        (approval_sight, Action.EDITION_APPROVE),
        (recruiting_sight, Action.RECRUIT),
        (translation_sight, Action.TEXT_TRANSLATE),
    ],
)
def test_editions_are_listed_where_the_rule_allows(
    session: Session, world: World, name: str, sight: Callable[..., ColumnElement[bool]], action: Action
) -> None:
    actor = cast(world)[name]
    listed = set(session.scalars(select(Edition.id).where(sight(actor, Edition.entity_id, Edition.campaign_id))))
    allowed = {edition.id for edition in session.scalars(select(Edition)) if can(actor, action, _facts(edition))}
    assert listed == allowed


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("sight", "action"), [(answer_sight, Action.FEEDBACK_ANSWER), (decision_sight, Action.DECISION_RECORD)]
)
def test_what_is_owed_lists_what_may_be_done(
    session: Session, world: World, name: str, sight: Callable[..., ColumnElement[bool]], action: Action
) -> None:
    actor = cast(world)[name]
    shown = {"state": State.PUBLISHED, "shown_entity_id": Feedback.entity_id, "waiting_since": None}
    session.execute(update(Feedback).where(Feedback.language != "de").values(shown))
    listed = set(
        session.scalars(
            select(Feedback.id).where(
                sight(actor, Feedback.entity_id, Feedback.campaign_id),
                somebody_elses(actor, Feedback.author_id, Feedback.id),
                Feedback.state == State.PUBLISHED,
            )
        )
    )
    allowed = {row.id for row in session.scalars(select(Feedback)) if can(actor, action, row.facts)}
    assert listed == allowed


def _facts(edition: Edition) -> Facts:
    return Facts(entity_id=edition.entity_id, campaign_id=edition.campaign_id, edition_id=edition.id)


def test_the_world_tells_the_cast_apart(session: Session, world: World) -> None:
    """A scope that returned nothing, or everything, would pass above: the sizes must differ."""
    sizes = set()
    for actor in cast(world).values():
        scope = moderation_sight(actor, Feedback.entity_id, Feedback.campaign_id, Feedback.language_moderated)
        sizes.add(len(session.scalars(select(Feedback.id).where(scope)).all()))
    assert {0, 4, 6, 12} <= sizes
