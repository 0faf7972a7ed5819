"""Draft the results page of a campaign, and publish it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.actions.queries import public_actions
from app.campaigns.models import Campaign
from app.campaigns.queries import CampaignRow, campaign_by_slug
from app.core.errors import ChangedMeanwhile, NotFound
from app.db.lock import locked, locked_if_any
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
    QuotationNotAgreed,
    ResultsEmpty,
    ResultsIntroMissing,
    ResultsUnchanged,
)
from app.results.events import ResultsPublished
from app.results.models import ResultsPage, ResultsVersion, ResultsWords
from app.results.queries import counted_today, drafted, page_facts, quotable
from app.results.types import (
    KeptCounts,
    ResultsChart,
    ResultsContent,
    ResultsEntry,
    Words,
    charts_in_order,
    read_content,
    stored_content,
)
from app.texts.models import AuthoredText
from app.texts.queries import words_by_text
from app.texts.write import change_text, new_text


@dataclass(frozen=True, slots=True)
class ResultsInput:
    """The introduction by language, the decisions in their order, and the version this was written against."""

    intro: Words
    decisions: tuple[int, ...]
    shows_figures: bool
    version: int
    charts: tuple[ResultsChart, ...] = ()
    quotes: tuple[int, ...] = ()  # contributions, in their order


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
    :raises QuotationNotAgreed: an author does not agree to be quoted, or no longer
    :raises ChangedMeanwhile: somebody saved it since the form was shown
    """
    with transaction(session):
        found, page = _locked(session, actor, slug)
        _check_decisions(session, actor, found, data.decisions)
        quotes = tuple(dict.fromkeys(data.quotes))
        if quotes and set(quotes) - set(quotable(session, actor, found, quotes)):
            raise QuotationNotAgreed
        entries = tuple(ResultsEntry(number) for number in dict.fromkeys(data.decisions))
        content = ResultsContent({}, entries, data.shows_figures, charts_in_order(data.charts), quotes)
        has_changed = read_content(page.draft).without_words() != content
        page.draft, former = stored_content(content), [page.intro_text_id]
        page.intro_text_id, is_new = _write(session, actor, page.intro_text_id, found.source_locale, data.intro)
        gone = select(ResultsWords).where(
            ResultsWords.campaign_id == found.id, ResultsWords.decision_id.not_in(data.decisions)
        )
        for row in session.scalars(gone).all():
            former += [row.said_text_id, row.stands_text_id]
            session.delete(row)
        _remove_texts(session, former, kept=[page.intro_text_id])
        _note(session, actor, (found, page), data.version, has_changed=has_changed or is_new)


def draft_entry(session: Session, actor: Actor, slug: str, decision_id: int, data: EntryInput) -> None:
    """Save the words of one entry.

    :raises NotFound: no such campaign, or the draft holds no such entry
    :raises Forbidden, ChangedMeanwhile: as ``draft_results``
    """
    with transaction(session):
        found, page = _locked(session, actor, slug)
        if read_content(page.draft).entry(decision_id) is None:
            raise NotFound
        row = session.get(ResultsWords, (found.id, decision_id), populate_existing=True)
        row = row or ResultsWords(campaign_id=found.id, decision_id=decision_id)
        session.add(row)
        source, former = found.source_locale, [row.said_text_id, row.stands_text_id]
        row.said_text_id, said_changed = _write(session, actor, row.said_text_id, source, data.said)
        row.stands_text_id, stands_changed = _write(session, actor, row.stands_text_id, source, data.stands)
        _remove_texts(session, former, kept=[row.said_text_id, row.stands_text_id])
        _note(session, actor, (found, page), data.version, has_changed=said_changed or stands_changed)


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
        content = drafted(session, actor, page, is_for_readers=True)
        if content.quotes:  # an agreement may have been taken back since the draft
            agreed = quotable(session, actor, found, content.quotes)
            content = replace(content, quotes=tuple(one for one in content.quotes if one in agreed))
        last = session.scalars(
            select(ResultsVersion)
            .where(ResultsVersion.campaign_id == found.id)
            .order_by(ResultsVersion.number.desc())
            .limit(1)
        ).one_or_none()
        kept = counted_today(session, actor, found, content.charts) if content.charts else None
        if last is not None and _is_same(read_content(last.content), content, kept):
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
            content=stored_content(replace(_with_states(session, actor, content), kept=kept)),
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
    page = locked_if_any(session, ResultsPage, found.id)  # translators save its words without asking the campaign
    if page is None:
        page = ResultsPage(campaign_id=found.id, draft=stored_content(ResultsContent()), version=0)
        session.add(page)
    return found, page


def _note(
    session: Session, actor: Actor, held: tuple[CampaignRow, ResultsPage], version: int, *, has_changed: bool
) -> None:
    """Move the version of a draft on, where it has changed; the same form twice is one change."""
    found, page = held
    if not has_changed:
        return
    if page.version != version:
        raise ChangedMeanwhile
    page.version += 1
    record(session, actor, "results.drafted", ("campaign", found.id, found.facts), {"version": page.version})


def _write(session: Session, actor: Actor, text_id: int | None, source: str, given: Words) -> tuple[int | None, bool]:
    """Store words as they are given, in all languages; return their text, none for no words, and whether any changed.

    They may be written in any language first; the campaign's own comes before the others.
    """
    words = {locale: said for locale, said in given.items() if said.strip()}
    if text_id is not None:
        stored = words_by_text(session, actor, [text_id], is_for_readers=False).get(text_id, {})
        if stored == words:
            return text_id, False
        text = session.get_one(AuthoredText, text_id)
        if text.source_locale in words and (text.source_locale == source or source not in words):
            return text_id, change_text(session, actor, text_id, dict.fromkeys(stored, "") | words)
    if not words:
        return None, text_id is not None
    return new_text(session, actor, source if source in words else next(iter(words)), words), True


def _remove_texts(session: Session, former: Iterable[int | None], *, kept: Collection[int | None]) -> None:
    """Delete texts that nothing says any more."""
    session.flush()  # nothing points to them now
    session.execute(delete(AuthoredText).where(AuthoredText.id.in_({*former} - {*kept, None})))


def _check_decisions(session: Session, actor: Actor, found: CampaignRow, ids: Collection[int]) -> None:
    rows = decisions_by_id(session, actor, ids)
    if any(number not in rows or rows[number].campaign_id != found.id for number in ids):
        raise DecisionElsewhere


def _with_states(session: Session, actor: Actor, content: ResultsContent) -> ResultsContent:
    """Keep where the actions stood that day."""
    ids = [one.decision_id for one in content.entries]
    states: dict[int, dict[str, str]] = {}
    for action in public_actions(session, actor, ids):
        states.setdefault(action.decision_id, {})[str(action.id)] = action.state.value
    entries = tuple(replace(one, states=states.get(one.decision_id, {})) for one in content.entries)
    return replace(content, entries=entries)


def _is_same(published: ResultsContent, content: ResultsContent, kept: KeptCounts | None) -> bool:
    """Tell whether a version says what would be published now; where actions stand, and the day, do not count."""
    entries = tuple(replace(one, states={}) for one in published.entries)
    if replace(published, entries=entries, kept=None) != content:
        return False
    return published.kept is None if kept is None else published.kept is not None and published.kept.told == kept.told
