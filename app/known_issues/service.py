"""Use cases of known issues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, exists, func, literal, select
from sqlalchemy.orm import Session, selectinload

from app.campaigns.models import Campaign, Edition, campaign_products, takes_in
from app.core import clock
from app.core.errors import ChangedMeanwhile, FormUsed, NotFound
from app.db.insert import insert_for
from app.db.lock import locked
from app.db.session import transaction
from app.journal.record import record
from app.known_issues.errors import IssueSourceMissing, ProductOfAnotherCampaign
from app.known_issues.models import IssueSupport, KnownIssue
from app.known_issues.types import IssueState
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.facts import Facts
from app.policy.rules import Action
from app.texts.models import AuthoredText
from app.texts.write import are_source_words, change_text, new_text

Words = Mapping[str, str]  # locale → words


@dataclass(frozen=True, slots=True)
class IssueInput:
    """A known issue as it should be."""

    title: Words
    body: Words
    state: IssueState = IssueState.OPEN
    product_id: int | None = None
    submission_key: str | None = None  # of the form that publishes it
    version: int = 1  # that it was written against
    is_correction: bool = False  # the words mean what they meant: translations stay right


def publish_issue(session: Session, actor: Actor, campaign_id: int, data: IssueInput) -> KnownIssue:
    """Tell those who take part in a campaign what is known already; the same form sent again gives the same issue.

    :raises Forbidden: only the product team and the central team do
    :raises NotFound: there is no such campaign
    :raises IssueSourceMissing: a text is not written in the campaign's own language
    :raises ProductOfAnotherCampaign: the campaign does not test that product
    :raises FormUsed: the same form was sent before with other words
    """
    facts = Facts(campaign_id=campaign_id)
    require(actor, Action.KNOWN_ISSUE_WRITE, facts)
    with transaction(session):
        campaign = locked(session, Campaign, campaign_id)
        _check(session, campaign_id, campaign.source_locale, data)
        known = _published_before(session, data, campaign.source_locale)
        if known is not None:
            return known
        issue = KnownIssue(
            campaign_id=campaign_id,
            product_id=data.product_id,
            title_text_id=new_text(session, actor, campaign.source_locale, _written(data.title)),
            body_text_id=new_text(session, actor, campaign.source_locale, _written(data.body)),
            state=data.state,
            submission_key=data.submission_key,
        )
        session.add(issue)
        record(session, actor, "known_issues.published", ("known_issue", issue.id, facts))
        return issue


def change_issue(session: Session, actor: Actor, issue_id: int, data: IssueInput) -> KnownIssue:
    """Change the words of an issue, or say that it is fixed.

    :raises NotFound: there is no such issue
    :raises ChangedMeanwhile: somebody saved it since the form was shown
    """
    issue = session.get(KnownIssue, issue_id)
    if issue is None:
        raise NotFound
    require(actor, Action.KNOWN_ISSUE_WRITE, issue.facts)
    with transaction(session):
        issue = locked(session, KnownIssue, issue_id)
        source = session.get_one(AuthoredText, issue.title_text_id).source_locale
        _check(session, issue.campaign_id, source, data)
        has_changed = (issue.state, issue.product_id) != (data.state, data.product_id)
        issue.state, issue.product_id = data.state, data.product_id
        has_changed |= change_text(session, actor, issue.title_text_id, data.title, is_correction=data.is_correction)
        has_changed |= change_text(session, actor, issue.body_text_id, data.body, is_correction=data.is_correction)
        if not has_changed:
            return issue  # the same form twice is one change
        if issue.version != data.version:
            raise ChangedMeanwhile
        issue.version += 1
        record(session, actor, "known_issues.changed", ("known_issue", issue.id, issue.facts))
        return issue


def support_issue(session: Session, actor: Actor, issue_id: int) -> int:
    """Say that the actor saw the same; return how many do now. Nothing happens when it was said: the key decides."""
    with transaction(session):
        _require_support(session, actor, issue_id)
        insert = insert_for(session.get_bind().dialect.name)
        row = {"issue_id": issue_id, "person_id": actor.person_id, "said_on": clock.today()}
        session.execute(insert(IssueSupport).values(row).on_conflict_do_nothing())
        return _supporters(session, issue_id)


def take_back_support(session: Session, actor: Actor, issue_id: int) -> int:
    """Take the actor's support back; return how many are left. Nothing happens when there was none."""
    with transaction(session):
        _require_support(session, actor, issue_id)
        session.execute(
            delete(IssueSupport).where(IssueSupport.issue_id == issue_id, IssueSupport.person_id == actor.person_id)
        )
        return _supporters(session, issue_id)


def _require_support(session: Session, actor: Actor, issue_id: int) -> None:
    issue = session.get(KnownIssue, issue_id)
    if issue is None:
        raise NotFound
    edition = session.scalars(
        select(Edition)
        .options(selectinload(Edition.phases))
        .where(Edition.campaign_id == issue.campaign_id, takes_in(literal(actor.entity_id)))
    ).one_or_none()
    facts = edition.facts_at(clock.now()) if edition else issue.facts
    require_sight(actor, Action.CAMPAIGN_VIEW, facts)
    require(actor, Action.KNOWN_ISSUE_SUPPORT, facts)


def _supporters(session: Session, issue_id: int) -> int:
    return session.scalar(select(func.count()).where(IssueSupport.issue_id == issue_id)) or 0


def _check(session: Session, campaign_id: int, source: str, data: IssueInput) -> None:
    if not data.title.get(source) or not data.body.get(source):
        raise IssueSourceMissing
    if data.product_id is None:
        return
    tested = exists().where(
        campaign_products.c.campaign_id == campaign_id, campaign_products.c.product_id == data.product_id
    )
    if not session.scalar(select(tested)):
        raise ProductOfAnotherCampaign


def _published_before(session: Session, data: IssueInput, source: str) -> KnownIssue | None:
    """Return what this very form published already."""
    if not data.submission_key:
        return None
    found = session.scalars(select(KnownIssue).where(KnownIssue.submission_key == data.submission_key)).one_or_none()
    if found is None:
        return None
    if not are_source_words(session, {found.title_text_id: data.title[source], found.body_text_id: data.body[source]}):
        raise FormUsed
    return found


def _written(words: Words) -> Words:
    return {locale: value for locale, value in words.items() if value}
