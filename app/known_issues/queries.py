"""Reads of known issues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from app.campaigns.models import Edition, campaign_products
from app.campaigns.queries import languages_written
from app.known_issues.models import IssueSupport, KnownIssue
from app.known_issues.types import IssueState
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.facts import Facts
from app.policy.rules import Action
from app.policy.scopes import campaign_sight
from app.products.models import Product
from app.texts.queries import TextState, text_states


@dataclass(frozen=True, slots=True)
class IssueRow:
    """A known issue, without its words."""

    id: int
    campaign_id: int
    product_id: int | None
    product_name: str | None
    title_text_id: int
    body_text_id: int
    state: IssueState
    version: int
    supporters: int
    is_supported: bool  # by the reader


@dataclass(frozen=True, slots=True)
class IssueTexts:
    """The words of an issue in each language of its campaign."""

    locales: tuple[str, ...]  # the campaign's own first
    title: Mapping[str, TextState]
    body: Mapping[str, TextState]


def issues_of(
    session: Session, actor: Actor, facts: Facts, states: frozenset[IssueState] = frozenset(IssueState)
) -> tuple[IssueRow, ...]:
    """Return the known issues of a campaign, open ones first, then the newest. One statement, whatever their number.

    Open ones of the same products come along from other campaigns, as far as the actor may see those.

    :raises NotFound: the campaign is out of sight
    """
    require_sight(actor, Action.CAMPAIGN_VIEW, facts)
    supporters = (
        select(func.count()).where(IssueSupport.issue_id == KnownIssue.id).correlate(KnownIssue).scalar_subquery()
    )
    mine = exists().where(and_(IssueSupport.issue_id == KnownIssue.id, IssueSupport.person_id == actor.person_id))
    rows = session.execute(
        select(
            KnownIssue.id, KnownIssue.campaign_id, KnownIssue.product_id, Product.name, KnownIssue.title_text_id,
            KnownIssue.body_text_id, KnownIssue.state, KnownIssue.version, supporters, mine,
        )
        .outerjoin(Product, Product.id == KnownIssue.product_id)
        .where(or_(KnownIssue.campaign_id == facts.campaign_id, _elsewhere(actor, facts)), KnownIssue.state.in_(states))
        .order_by(
            (KnownIssue.state == IssueState.FIXED), KnownIssue.campaign_id != facts.campaign_id,
            KnownIssue.published_at.desc(), KnownIssue.id,
        )
    )  # fmt: skip
    return tuple(IssueRow(*row) for row in rows)


def _elsewhere(actor: Actor, facts: Facts) -> ColumnElement[bool]:
    """Tell, in SQL, whether an issue is an open one of a product that the campaign tests too, of one in sight."""
    tested = select(campaign_products.c.product_id).where(campaign_products.c.campaign_id == facts.campaign_id)
    in_sight = exists().where(
        Edition.campaign_id == KnownIssue.campaign_id, campaign_sight(actor, Edition.entity_id, Edition.campaign_id)
    )
    return and_(KnownIssue.product_id.in_(tested), KnownIssue.state == IssueState.OPEN, in_sight)


def issue_locales(session: Session, actor: Actor, campaign_id: int) -> tuple[str, ...]:
    """Return the languages an issue is written in: the campaign's own first, then its entities'. Two statements.

    :raises Forbidden: only who publishes issues asks
    """
    require(actor, Action.KNOWN_ISSUE_WRITE, Facts(campaign_id=campaign_id))
    return languages_written(session, actor, campaign_id)


def issue_texts(session: Session, actor: Actor, row: IssueRow) -> IssueTexts:
    """Return the words of an issue in each language. Four statements, whatever their number."""
    locales = issue_locales(session, actor, row.campaign_id)
    states: dict[int, dict[str, TextState]] = {}
    for state in text_states(session, actor, [row.title_text_id, row.body_text_id], locales):
        states.setdefault(state.text_id, {})[state.locale] = state
    return IssueTexts(locales, states[row.title_text_id], states[row.body_text_id])
