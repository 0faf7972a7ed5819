"""Reads of results pages."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.models import Campaign, Edition
from app.campaigns.queries import CampaignRow
from app.core.errors import NotFound
from app.decisions.models import Decision
from app.decisions.queries import DecidedFilters, ListedDecision, decided_page, in_sight, is_replaced
from app.feedback.models import Feedback, MeToo
from app.feedback.types import Handling, State
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.policy.scopes import campaign_sight
from app.results.models import ResultsPage, ResultsVersion
from app.results.types import ResultsContent, read_content

CHANGED_MAX = 10
PAGES_MAX = 10


@dataclass(frozen=True, slots=True)
class ResultsDraft:
    """What is being written, and the version it is."""

    content: ResultsContent
    version: int  # 0: nothing yet


@dataclass(frozen=True, slots=True)
class ResultsVersionRow:
    """One published version."""

    number: int
    content: ResultsContent
    changes: str
    language: str
    published_at: datetime
    by_name: str


@dataclass(frozen=True, slots=True)
class ChangedThing:
    """Something that was done, thanks to what testers said."""

    feedback_id: int
    title: str
    language: str
    reason: str


@dataclass(frozen=True, slots=True)
class PublishedPage:
    """A campaign whose results can be read."""

    slug: str
    title_text_id: int
    number: int
    published_at: datetime


def page_facts(found: CampaignRow) -> Facts:
    """Return what the permission table may know of a campaign's results page."""
    entities = frozenset(each.entity_id for each in found.editions)
    return Facts(campaign_id=found.id, entity_id=found.facts.entity_id, campaign_entities=entities)


def results_draft(session: Session, actor: Actor, found: CampaignRow) -> ResultsDraft:
    """Return the draft. One statement.

    :raises Forbidden: the actor writes no results there
    """
    require(actor, Action.RESULTS_WRITE, page_facts(found))
    row = session.execute(
        select(ResultsPage.draft, ResultsPage.version).where(ResultsPage.campaign_id == found.id)
    ).one_or_none()
    return ResultsDraft(ResultsContent(), 0) if row is None else ResultsDraft(read_content(row.draft), row.version)


def results_versions(session: Session, actor: Actor, found: CampaignRow) -> list[ResultsVersionRow]:
    """Return what was published, the last version first. One statement.

    :raises NotFound: the actor may not see the campaign
    """
    require_sight(actor, Action.RESULTS_READ, found.facts)
    rows = session.execute(
        select(
            ResultsVersion.number, ResultsVersion.content, ResultsVersion.changes, ResultsVersion.language,
            ResultsVersion.published_at, func.coalesce(Person.name, ""),
        )
        .outerjoin(Person, Person.id == ResultsVersion.by_id)
        .where(ResultsVersion.campaign_id == found.id)
        .order_by(ResultsVersion.number.desc())
    )  # fmt: skip
    return [ResultsVersionRow(number, read_content(content), *rest) for number, content, *rest in rows]


def results_version(session: Session, actor: Actor, found: CampaignRow, number: int) -> ResultsVersionRow:
    """Return one version.

    :raises NotFound: it was never published, or the actor may not see the campaign
    """
    row = next((each for each in results_versions(session, actor, found) if each.number == number), None)
    if row is None:
        raise NotFound
    return row


def campaign_decisions(session: Session, actor: Actor, found: CampaignRow) -> list[ListedDecision]:
    """Return the decisions that stand in a campaign, the first page of them. Two statements."""
    require_sight(actor, Action.RESULTS_READ, found.facts)
    return list(decided_page(session, actor, DecidedFilters(campaign=found.slug)).rows)


def replaced_among(session: Session, actor: Actor, ids: Collection[int]) -> frozenset[int]:
    """Return which of these decisions no longer stand. One statement."""
    require(actor, Action.DECISIONS_READ, NOTHING)
    return frozenset(session.scalars(select(Decision.id).where(Decision.id.in_(ids), is_replaced())))


def my_share(session: Session, actor: Actor, ids: Collection[int]) -> frozenset[int]:
    """Return which of these contributions the actor wrote or supported; nobody else learns it. One statement."""
    require(actor, Action.HOME_VIEW, NOTHING)
    supported = exists().where(MeToo.feedback_id == Feedback.id, MeToo.person_id == actor.person_id)
    return frozenset(
        session.scalars(
            select(Feedback.id).where(Feedback.id.in_(ids), (Feedback.author_id == actor.person_id) | supported)
        )
    )


def changed_thanks(session: Session, actor: Actor) -> list[ChangedThing]:
    """Return what was done last after a decision, of what the actor reads. One statement."""
    require(actor, Action.DECISIONS_READ, NOTHING)
    rows = session.execute(
        select(Feedback.id, Feedback.title, Feedback.language, Feedback.handling_reason)
        .join(Decision, Decision.feedback_id == Feedback.id)
        .where(Feedback.state == State.PUBLISHED, Feedback.handling == Handling.DONE, in_sight(actor), ~is_replaced())
        .order_by(Decision.at.desc(), Decision.id)
        .limit(CHANGED_MAX)
    )
    return [ChangedThing(*row) for row in rows]


def published_pages(session: Session, actor: Actor) -> list[PublishedPage]:
    """Return the results that were published last, of campaigns the actor sees. One statement."""
    require(actor, Action.CAMPAIGN_LIST, NOTHING)
    last = (
        select(ResultsVersion.campaign_id, func.max(ResultsVersion.number).label("number"))
        .group_by(ResultsVersion.campaign_id)
        .subquery()
    )
    rows = session.execute(
        select(Campaign.slug, Campaign.title_text_id, ResultsVersion.number, ResultsVersion.published_at)
        .join(Campaign, Campaign.id == ResultsVersion.campaign_id)
        .join(last, (last.c.campaign_id == Campaign.id) & (last.c.number == ResultsVersion.number))
        .where(
            exists().where(
                Edition.campaign_id == Campaign.id, campaign_sight(actor, Edition.entity_id, Edition.campaign_id)
            )
        )
        .order_by(ResultsVersion.published_at.desc(), Campaign.id)
        .limit(PAGES_MAX)
    )
    return [PublishedPage(*row) for row in rows]
