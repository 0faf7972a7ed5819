"""Draft the results page of a campaign, and publish it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.queries import public_actions
from app.campaigns.models import Campaign
from app.campaigns.queries import CampaignRow, campaign_by_slug
from app.core.errors import ChangedMeanwhile, NotFound
from app.db.lock import locked
from app.db.session import transaction
from app.decisions.queries import decisions_by_id
from app.journal.record import record
from app.language.detect import detect
from app.outbox.publish import publish
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.rules import Action
from app.results.errors import (
    ChangesMissing,
    DecisionElsewhere,
    ResultsEmpty,
    ResultsIntroMissing,
    ResultsUnchanged,
)
from app.results.events import ResultsPublished
from app.results.models import ResultsPage, ResultsVersion
from app.results.queries import page_facts
from app.results.types import ResultsContent, ResultsEntry, Words, read_content, stored_content

INTRO_MAX_CHARS, SENTENCE_MAX_CHARS, CHANGES_MAX_CHARS = 2000, 600, 600


@dataclass(frozen=True, slots=True)
class ResultsInput:
    """The introduction by language, the decisions in their order, and the version this was written against."""

    intro: Words
    decisions: tuple[int, ...]
    shows_figures: bool
    version: int


@dataclass(frozen=True, slots=True)
class EntryInput:
    """The words of one entry by language, and the version of the draft they were written against."""

    said: Words
    stands: Words
    version: int


def draft_results(session: Session, actor: Actor, slug: str, data: ResultsInput) -> None:
    """Save the draft; the words of entries that stay are kept.

    :raises NotFound: no such campaign, or out of sight
    :raises Forbidden: a community manager there drafts, or the central team
    :raises DecisionElsewhere: a decision is not of this campaign
    :raises ChangedMeanwhile: somebody saved it since the form was shown
    """
    with transaction(session):
        found, page = _locked(session, actor, slug)
        before = read_content(page.draft)
        _check_decisions(session, actor, found, data.decisions)
        entries = tuple(before.entry(number) or ResultsEntry(number) for number in dict.fromkeys(data.decisions))
        content = ResultsContent(_said(data.intro), entries, data.shows_figures)
        _save(session, actor, (found, page), content, data.version)


def draft_entry(session: Session, actor: Actor, slug: str, decision_id: int, data: EntryInput) -> None:
    """Save the words of one entry.

    :raises NotFound: no such campaign, or the draft holds no such entry
    :raises Forbidden, ChangedMeanwhile: as ``draft_results``
    """
    with transaction(session):
        found, page = _locked(session, actor, slug)
        before = read_content(page.draft)
        entry = before.entry(decision_id)
        if entry is None:
            raise NotFound
        content = before.with_entry(replace(entry, said=_said(data.said), stands=_said(data.stands)))
        _save(session, actor, (found, page), content, data.version)


def publish_results(session: Session, actor: Actor, slug: str, version: int, changes: str) -> ResultsVersion:
    """Publish the draft as a new version; all who took part are told.

    :raises NotFound: no such campaign, or out of sight
    :raises Forbidden: the central team does
    :raises ChangedMeanwhile: the draft is no longer the one that was read
    :raises ResultsEmpty, ResultsIntroMissing: there is too little to read
    :raises ChangesMissing: a later version does not say what changed
    :raises ResultsUnchanged: it is the version that is there
    """
    with transaction(session):
        found, page = _locked(session, actor, slug)
        require(actor, Action.RESULTS_PUBLISH, page_facts(found))
        content = read_content(page.draft)
        last = session.scalars(
            select(ResultsVersion)
            .where(ResultsVersion.campaign_id == found.id)
            .order_by(ResultsVersion.number.desc())
            .limit(1)
        ).one_or_none()
        if last is not None and _without_states(read_content(last.content)) == content:
            raise ResultsUnchanged
        if page.version != version:
            raise ChangedMeanwhile
        if not content.entries:
            raise ResultsEmpty
        if not content.intro.get(found.source_locale):
            raise ResultsIntroMissing
        if last is not None and not changes.strip():
            raise ChangesMissing
        made = ResultsVersion(
            campaign_id=found.id,
            number=last.number + 1 if last else 1,
            content=stored_content(_with_states(session, actor, content)),
            changes=changes,
            language=detect(changes, (actor.language,)) if changes else "und",
            by_id=actor.person_id,
        )
        session.add(made)
        session.flush()
        record(session, actor, "results.published", ("campaign", found.id, found.facts), {"number": made.number})
        publish(session, ResultsPublished(campaign_id=found.id, number=made.number, by_id=actor.person_id))
    return made


def _locked(session: Session, actor: Actor, slug: str) -> tuple[CampaignRow, ResultsPage]:
    """Return the campaign, locked with its draft: two editors wait for each other, the first save included."""
    found = campaign_by_slug(session, actor, slug)
    require(actor, Action.RESULTS_WRITE, page_facts(found))
    locked(session, Campaign, found.id)
    page = session.get(ResultsPage, found.id, populate_existing=True)
    if page is None:
        page = ResultsPage(campaign_id=found.id, draft={}, version=0)
        session.add(page)
    return found, page


def _save(
    session: Session, actor: Actor, locked: tuple[CampaignRow, ResultsPage], content: ResultsContent, version: int
) -> None:
    found, page = locked
    stored = stored_content(content)
    if page.draft == stored:
        return  # the same form twice is one change
    if page.version != version:
        raise ChangedMeanwhile
    page.draft = stored
    page.version += 1
    record(session, actor, "results.drafted", ("campaign", found.id, found.facts), {"version": page.version})


def _check_decisions(session: Session, actor: Actor, found: CampaignRow, ids: Collection[int]) -> None:
    rows = decisions_by_id(session, actor, ids)
    if any(number not in rows or rows[number].campaign_id != found.id for number in ids):
        raise DecisionElsewhere


def _said(words: Words) -> dict[str, str]:
    return {locale: said for locale, said in words.items() if said.strip()}


def _with_states(session: Session, actor: Actor, content: ResultsContent) -> ResultsContent:
    """Keep where the actions stood that day."""
    ids = [one.decision_id for one in content.entries]
    states: dict[int, dict[str, str]] = {}
    for action in public_actions(session, actor, ids):
        states.setdefault(action.decision_id, {})[str(action.id)] = action.state.value
    entries = tuple(replace(one, states=states.get(one.decision_id, {})) for one in content.entries)
    return replace(content, entries=entries)


def _without_states(content: ResultsContent) -> ResultsContent:
    return replace(content, entries=tuple(replace(one, states={}) for one in content.entries))
