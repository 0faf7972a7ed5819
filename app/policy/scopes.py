"""The rules of the table as SQL conditions, for lists. ``test_scopes.py`` proves that both agree."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, false, or_, true

from app.policy.actor import MODERATING_ROLES, Actor, Grant, Role

Column = SQLColumnExpression[Any]
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


def approval_sight(actor: Actor, entity: Column, campaign: Column) -> ColumnElement[bool]:
    """Rows of editions that the actor approves (``EDITION_APPROVE``)."""
    return grants_condition(_held(actor, frozenset({Role.SPONSOR})), entity, campaign)


def translation_sight(actor: Actor, entity: Column, campaign: Column) -> ColumnElement[bool]:
    """Rows of campaigns and their editions whose texts the actor translates (``TEXT_TRANSLATE``)."""
    return grants_condition(_held(actor, frozenset({Role.COMMUNITY_MANAGER, Role.CENTRAL_TEAM})), entity, campaign)


def answer_sight(actor: Actor, entity: Column, campaign: Column) -> ColumnElement[bool]:
    """Published rows the actor may answer, but for their own (``FEEDBACK_ANSWER``)."""
    return grants_condition(_held(actor, frozenset({Role.COMMUNITY_MANAGER, Role.CENTRAL_TEAM})), entity, campaign)


def decision_sight(actor: Actor, entity: Column, campaign: Column) -> ColumnElement[bool]:
    """Published rows the actor may decide on, but for their own (``DECISION_RECORD``)."""
    return grants_condition(_held(actor, frozenset({Role.SPONSOR})), entity, campaign)


def action_sight(actor: Actor, entity: Column) -> ColumnElement[bool]:
    """Rows of an entity whose actions the actor follows (``ACTION_VIEW``), but for their own."""
    roles = frozenset({Role.SPONSOR, Role.COMMUNITY_MANAGER, Role.CENTRAL_TEAM, Role.PRODUCT_TEAM})
    held = [grant for grant in _held(actor, roles) if grant.campaign_id is None]
    return grants_condition(held, entity, entity)


def recruiting_sight(actor: Actor, entity: Column, campaign: Column) -> ColumnElement[bool]:
    """Rows of editions that the actor recruits for (``RECRUIT``)."""
    roles = frozenset({Role.AMBASSADOR, Role.COMMUNITY_MANAGER})
    return grants_condition(_held(actor, roles), entity, campaign)


def somebody_elses(actor: Actor, author: Column, feedback: Column) -> ColumnElement[bool]:
    """Rows that are not the actor's own, by account or by code (``is_author``)."""
    theirs = or_(author.is_(None), author != actor.person_id)
    return theirs & feedback.not_in(sorted(actor.references)) if actor.references else theirs
