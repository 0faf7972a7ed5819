"""The rules of the table as SQL conditions, for lists. ``test_scopes.py`` proves that both agree."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, false, or_, true
from sqlalchemy.orm import InstrumentedAttribute

from app.policy.actor import MODERATING_ROLES, Actor, Grant, Role

Column = InstrumentedAttribute[Any]
STAFF = frozenset({Role.CENTRAL_TEAM, Role.PRODUCT_TEAM, Role.COMMUNITY_MANAGER, Role.AMBASSADOR, Role.SPONSOR})


def grants_condition(
    grants: Iterable[Grant], entity: Column, campaign: Column, language: Column | None = None
) -> ColumnElement[bool]:
    """Return the rows that these mandates reach; with ``language``, those their holder moderates there."""
    return or_(false(), *(_reach(grant, entity, campaign, language) for grant in grants))


def _reach(grant: Grant, entity: Column, campaign: Column, language: Column | None) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = true()
    if grant.entity_id is not None:
        condition = condition & (entity == grant.entity_id)
    if grant.campaign_id is not None:
        condition = condition & (campaign == grant.campaign_id)
    if language is not None and grant.languages_moderated is not None:
        condition = condition & language.in_(sorted(grant.languages_moderated))
    return condition


def _held(actor: Actor, roles: frozenset[Role]) -> list[Grant]:
    return [grant for grant in actor.grants if grant.role in roles]


def campaign_sight(actor: Actor, entity: Column, campaign: Column) -> ColumnElement[bool]:
    """Rows of editions whose campaign the actor may see (``sees_campaign``)."""
    mine = actor.campaigns_open | actor.enrolled_in
    reached = grants_condition(_held(actor, STAFF), entity, campaign)
    return reached | campaign.in_(mine) if mine else reached


def moderation_sight(actor: Actor, entity: Column, campaign: Column, language: Column) -> ColumnElement[bool]:
    """Rows the actor may moderate (``moderator``)."""
    return grants_condition(_held(actor, MODERATING_ROLES), entity, campaign, language)


def figures_sight(actor: Actor, entity: Column, campaign: Column) -> ColumnElement[bool]:
    """Rows whose figures the actor may read (``DASHBOARD_ENTITY``)."""
    roles = frozenset({Role.SPONSOR, Role.COMMUNITY_MANAGER, Role.CENTRAL_TEAM})
    return grants_condition(_held(actor, roles), entity, campaign)
