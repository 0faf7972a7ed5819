"""The rules of the table as SQL conditions, for lists. ``test_scopes.py`` proves that both agree."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, false, or_, true
from sqlalchemy.orm import InstrumentedAttribute

from app.core.languages import UNDETERMINED
from app.policy.actor import Actor, Role

Column = InstrumentedAttribute[Any]
STAFF = frozenset({Role.CENTRAL_TEAM, Role.PRODUCT_TEAM, Role.COMMUNITY_MANAGER, Role.AMBASSADOR, Role.SPONSOR})


def _reach(actor: Actor, roles: frozenset[Role], entity: Column, campaign: Column) -> list[ColumnElement[bool]]:
    """Return one condition per mandate in ``roles``: the rows it covers."""
    conditions: list[ColumnElement[bool]] = []
    for grant in actor.grants:
        if grant.role not in roles:
            continue
        condition: ColumnElement[bool] = true()
        if grant.entity_id is not None:
            condition = condition & (entity == grant.entity_id)
        if grant.campaign_id is not None:
            condition = condition & (campaign == grant.campaign_id)
        conditions.append(condition)
    return conditions


def campaign_sight(actor: Actor, entity: Column, campaign: Column) -> ColumnElement[bool]:
    """Rows of editions whose campaign the actor may see (``sees_campaign``)."""
    mine = actor.campaigns_open | actor.enrolled_in
    conditions = _reach(actor, STAFF, entity, campaign)
    if mine:
        conditions.append(campaign.in_(mine))
    return or_(false(), *conditions)


def moderation_sight(actor: Actor, entity: Column, campaign: Column, language: Column) -> ColumnElement[bool]:
    """Rows the actor may moderate (``moderator``): a community manager's all, an ambassador's in their languages."""
    conditions = _reach(actor, frozenset({Role.COMMUNITY_MANAGER}), entity, campaign)
    for grant in actor.grants:
        if grant.role is not Role.AMBASSADOR:
            continue
        condition: ColumnElement[bool] = language.in_([*sorted(grant.languages), UNDETERMINED])
        if grant.entity_id is not None:
            condition = condition & (entity == grant.entity_id)
        if grant.campaign_id is not None:
            condition = condition & (campaign == grant.campaign_id)
        conditions.append(condition)
    return or_(false(), *conditions)


def figures_sight(actor: Actor, entity: Column, campaign: Column) -> ColumnElement[bool]:
    """Rows whose figures the actor may read (``DASHBOARD_ENTITY``)."""
    roles = frozenset({Role.SPONSOR, Role.COMMUNITY_MANAGER, Role.CENTRAL_TEAM})
    return or_(false(), *_reach(actor, roles, entity, campaign))
