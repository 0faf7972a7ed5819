"""Reads of known issues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from app.campaigns.models import Edition, campaign_products, takes_in
from app.campaigns.queries import languages_written
from app.campaigns.types import EditionStatus
from app.core.errors import NotFound
from app.core.pages import Page, join_key, read_instant, read_key, read_number
from app.known_issues.models import IssueSupport, KnownIssue
from app.known_issues.types import Hindrance, IssueState
from app.policy.actor import Actor
from app.policy.check import can, require, require_sight
from app.policy.facts import Facts
from app.policy.rules import Action
from app.policy.scopes import campaign_sight
from app.products.models import Product
from app.texts.queries import TextState, text_states

PAGE_SIZE = 20


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
    published_at: datetime
    is_live: bool  # its campaign is open in the reader's entity
    supporters: int
    is_supported: bool  # by the reader

    def hindrance(self, actor: Actor) -> Hindrance | None:
        """Return what keeps the actor from supporting it; ``None``: nothing does."""
        if can(actor, Action.KNOWN_ISSUE_SUPPORT, Facts(campaign_id=self.campaign_id, is_live=self.is_live)):
            return None
        if not self.is_live:
            return Hindrance.NOT_OPEN
        if self.campaign_id not in actor.enrolled_in:
            return Hindrance.NOT_ENROLLED
        return Hindrance.CHARTER_OWED if self.campaign_id in actor.charters_owed else Hindrance.TERMS_OWED


@dataclass(frozen=True, slots=True)
class NewestIssues:
    """The first open issues of a list, and how many there are in all."""

    rows: tuple[IssueRow, ...] = ()
    count: int = 0

    @property
    def text_ids(self) -> list[int]:
        """The texts that are read with them."""
        return [text_id for row in self.rows for text_id in (row.title_text_id, row.body_text_id)]


@dataclass(frozen=True, slots=True)
class IssueTexts:
    """The words of an issue in each language of its campaign."""

    locales: tuple[str, ...]  # the campaign's own first
    title: Mapping[str, TextState]
    body: Mapping[str, TextState]


def issues_of(session: Session, actor: Actor, facts: Facts, after: str = "") -> Page[IssueRow]:
    """Return a page of the known issues of a campaign, open ones first, then the newest. One statement.

    Open ones of the same products come along from other campaigns, as far as the actor may see those.

    :raises NotFound: the campaign is out of sight
    """
    require_sight(actor, Action.CAMPAIGN_VIEW, facts)
    query = _issues(actor).where(_listed(actor, facts)).order_by(*_order(facts)).limit(PAGE_SIZE + 1)
    if key := read_key(after, read_number, read_number, read_instant, read_number):
        query = query.where(_comes_after(facts, key))
    rows = [IssueRow(*row) for row in session.execute(query)]
    if len(rows) <= PAGE_SIZE:
        return Page(rows)
    last = rows[PAGE_SIZE - 1]
    is_fixed, is_elsewhere = last.state is IssueState.FIXED, last.campaign_id != facts.campaign_id
    return Page(rows[:PAGE_SIZE], join_key(int(is_fixed), int(is_elsewhere), last.published_at.isoformat(), last.id))


def newest_issues(session: Session, actor: Actor, facts: Facts, most: int) -> NewestIssues:
    """Return the first open known issues of a campaign, and how many there are. One statement.

    :raises NotFound: the campaign is out of sight
    """
    require_sight(actor, Action.CAMPAIGN_VIEW, facts)
    query = (
        _issues(actor)
        .add_columns(func.count().over())
        .where(_listed(actor, facts), KnownIssue.state == IssueState.OPEN)
        .order_by(*_order(facts))
        .limit(most)
    )
    found = session.execute(query).all()
    return NewestIssues(tuple(IssueRow(*row[:-1]) for row in found), found[0][-1] if found else 0)


def issue_of(session: Session, actor: Actor, facts: Facts, issue_id: int) -> IssueRow:
    """Return one known issue of a campaign. One statement.

    :raises NotFound: the campaign is out of sight, or has no such issue
    """
    require_sight(actor, Action.CAMPAIGN_VIEW, facts)
    query = _issues(actor).where(KnownIssue.id == issue_id, KnownIssue.campaign_id == facts.campaign_id)
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return IssueRow(*row)


def _issues(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Return the statement of ``IssueRow``."""
    supporters = (
        select(func.count()).where(IssueSupport.issue_id == KnownIssue.id).correlate(KnownIssue).scalar_subquery()
    )
    mine = exists().where(and_(IssueSupport.issue_id == KnownIssue.id, IssueSupport.person_id == actor.person_id))
    is_live = exists().where(
        Edition.campaign_id == KnownIssue.campaign_id,
        Edition.status == EditionStatus.OPEN,
        takes_in(literal(actor.entity_id)),
    )
    return select(
        KnownIssue.id, KnownIssue.campaign_id, KnownIssue.product_id, Product.name, KnownIssue.title_text_id,
        KnownIssue.body_text_id, KnownIssue.state, KnownIssue.version, KnownIssue.published_at, is_live, supporters,
        mine,
    ).outerjoin(Product, Product.id == KnownIssue.product_id)  # fmt: skip


def _listed(actor: Actor, facts: Facts) -> ColumnElement[bool]:
    return or_(KnownIssue.campaign_id == facts.campaign_id, _elsewhere(actor, facts))


def _places(facts: Facts) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """Return whether an issue is fixed, and whether it is of another campaign, as 0 and 1."""
    return (
        case((KnownIssue.state == IssueState.FIXED, 1), else_=0),
        case((KnownIssue.campaign_id != facts.campaign_id, 1), else_=0),
    )


def _order(facts: Facts) -> tuple[SQLColumnExpression[Any], ...]:
    return (*_places(facts), KnownIssue.published_at.desc(), KnownIssue.id)


def _comes_after(facts: Facts, key: tuple[int, int, datetime, int]) -> ColumnElement[bool]:
    """Tell, in SQL, whether an issue follows the last one of the page before."""
    is_fixed, is_elsewhere, at, issue_id = key
    fixed, elsewhere = _places(facts)
    is_same = and_(fixed == is_fixed, elsewhere == is_elsewhere)
    return or_(
        fixed > is_fixed,
        and_(fixed == is_fixed, elsewhere > is_elsewhere),
        and_(is_same, KnownIssue.published_at < at),
        and_(is_same, KnownIssue.published_at == at, KnownIssue.id > issue_id),
    )


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
