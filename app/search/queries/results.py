"""A page of results, each with where its words were found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.types import IdentityLevel
from app.core.errors import NotFound
from app.core.pages import Page, join_key
from app.db.fulltext import matches_together
from app.db.read import read_rows
from app.feedback.models import Feedback
from app.feedback.types import Handling, Kind
from app.language.finding import Wanted, has_phrases, has_words
from app.language.stems import telling_words
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.search.queries.find import Found, Key, Scope, find_newest, texts_said, walk_newest
from app.search.queries.scope import is_read_by_all
from app.search.types import FoundIn

PAGE_SIZE = 20
PHRASE_CANDIDATES = 500  # contributions that hold the words of a phrase, looked at for one page
WORDS_ALIKE = 6  # of a contribution, the longest
LEAST_ALIKE, MOST_ALIKE = 2, 3  # words that are shared
ALIKE_READ = 200  # of those that share as many words, the newest


_COLUMNS = (
    Feedback.id, Feedback.campaign_id, Feedback.kind, Feedback.title, Feedback.body, Feedback.language,
    Feedback.identity, Feedback.handling, Feedback.created_at, Feedback.stems,
)  # fmt: skip


class FoundRow(NamedTuple):
    """One contribution that holds the words."""

    id: int
    campaign_id: int
    kind: Kind
    title: str
    body: str
    language: str
    identity: IdentityLevel
    handling: Handling
    created_at: datetime
    stems: str


class Result(NamedTuple):
    """A contribution with the text in which the words were found, and its language."""

    row: FoundRow
    source: FoundIn
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class FoundPage(Page[Result]):
    """A page; ``total`` counts up to one more than COUNT_MAX, ``None`` says that there are more than were counted."""

    total: int | None = None


def results_page(session: Session, actor: Actor, scope: Scope, wanted: Wanted) -> FoundPage:
    """Return the newest contributions that hold the words, twenty at a time. Five statements at most.

    ``scope``: of the campaigns that the actor sees (``places_in_sight``). A page with a phrase may hold fewer than
    twenty, and lead on all the same: only some of the contributions with its words are looked at for each.
    """
    require(actor, Action.CAMPAIGN_LIST, NOTHING)
    if not wanted.words or not scope.campaign_ids:
        return FoundPage([], total=0)
    if wanted.phrases:
        return _with_phrases(session, actor, scope, wanted)
    found = find_newest(session, actor, scope, wanted.words, PAGE_SIZE)
    keys = found.keys[:PAGE_SIZE]
    rows = _rows(session, [number for _at, number in keys])
    more = _written(keys[-1]) if len(found.keys) > PAGE_SIZE else ""
    return FoundPage(_results(session, actor, rows, wanted), more, found.total)


def _with_phrases(session: Session, actor: Actor, scope: Scope, wanted: Wanted) -> FoundPage:
    """Return a page of what holds the phrases too: the index knows words, not their order."""
    found = walk_newest(session, actor, scope, wanted.words, PHRASE_CANDIDATES)
    if found.edge is not None and len(found.keys) < PAGE_SIZE:  # rare words: the index has them all
        rest = find_newest(session, actor, scope, wanted.words, PHRASE_CANDIDATES)
        keys = rest.keys[:PHRASE_CANDIDATES]
        found = Found(keys, edge=keys[-1] if len(rest.keys) > PHRASE_CANDIDATES else None)
    results = _results(session, actor, _rows(session, found.ids), wanted)
    page, places = results[:PAGE_SIZE], {number: (at, number) for at, number in found.keys}
    if len(results) > PAGE_SIZE:
        return FoundPage(page, _written(places[page[-1].row.id]))
    is_counted = found.edge is None and scope.start is None
    return FoundPage(page, _written(found.edge) if found.edge else "", len(results) if is_counted else None)


def _rows(session: Session, ids: Sequence[int]) -> list[FoundRow]:
    """Return contributions in the order of their identifiers given. One statement."""
    rows = read_rows(session, select(*_COLUMNS).where(Feedback.id.in_(ids), is_read_by_all())) if ids else ()
    by_id = {row[0]: FoundRow(*row) for row in rows}
    return [by_id[number] for number in ids if number in by_id]


def _results(session: Session, actor: Actor, rows: Sequence[FoundRow], wanted: Wanted) -> list[Result]:
    """Return the rows with the text that holds words and phrases, without those that have none. One statement."""
    own = {row.id for row in rows if has_words(row.stems, wanted) and has_phrases((row.title, row.body), wanted)}
    said: dict[int, Result] = {}
    rest = {row.id: row for row in rows if row.id not in own}
    for feedback_id, is_answer, body, language in texts_said(session, actor, rest, wanted.words):
        if feedback_id not in said and has_phrases((body,), wanted):
            source = FoundIn.ANSWER if is_answer else FoundIn.COMMENT
            said[feedback_id] = Result(rest[feedback_id], source, body, language)
    return [
        Result(row, FoundIn.CONTRIBUTION, row.body, row.language) if row.id in own else said[row.id]
        for row in rows
        if row.id in own or row.id in said
    ]


def subject_of(session: Session, actor: Actor, campaign_ids: Sequence[int], feedback_id: int) -> FoundRow:
    """Return the contribution that others are to be like. One statement.

    :raises NotFound: absent, not published, or of a campaign that is not among those the actor sees
    """
    require(actor, Action.CAMPAIGN_LIST, NOTHING)
    row = next(iter(_rows(session, [feedback_id])), None)
    if row is None or row.campaign_id not in campaign_ids:
        raise NotFound
    return row


def results_like(session: Session, actor: Actor, scope: Scope, subject: FoundRow) -> tuple[list[Result], Wanted]:
    """Return what shares most of the longest words of a contribution, and these words. Three statements at most.

    Of as many shared words, the newest first. The words are compared by their stems.
    """
    require(actor, Action.CAMPAIGN_LIST, NOTHING)
    words = telling_words(f"{subject.title} {subject.body}", subject.language, WORDS_ALIKE)
    found: dict[int, FoundRow] = {}
    for shared in range(min(MOST_ALIKE, len(words)), LEAST_ALIKE - 1, -1):
        found |= {row.id: row for row in _alike(session, scope, words, shared) if row.id != subject.id}
        if len(found) >= PAGE_SIZE:
            break

    def likeness(row: FoundRow) -> tuple[int, datetime, int]:
        held = set(row.stems.split())
        return sum(not held.isdisjoint(forms) for forms in words), row.created_at, row.id

    best = sorted(found.values(), key=likeness, reverse=True)[:PAGE_SIZE]
    return [Result(row, FoundIn.CONTRIBUTION, row.body, row.language) for row in best], Wanted(words)


def _alike(session: Session, scope: Scope, words: Sequence[list[str]], shared: int) -> list[FoundRow]:
    """Return the newest contributions that share so many of the words. One statement."""
    columns = Feedback.__table__.c
    dialect = session.get_bind().dialect.name
    hits = (
        select(Feedback.id, Feedback.created_at)
        .where(
            is_read_by_all(),
            Feedback.campaign_id.in_(scope.campaign_ids),
            matches_together(dialect, columns.id, columns.stems, words, shared),
        )
        .cte("hits")
        .prefix_with("MATERIALIZED")
    )
    best = select(hits.c.id).order_by(hits.c.created_at.desc(), hits.c.id.desc()).limit(ALIKE_READ).subquery()
    statement = select(*_COLUMNS).where(Feedback.id.in_(select(best.c.id)))
    return [FoundRow(*row) for row in read_rows(session, statement)]


def _written(key: Key) -> str:
    """Write a key into an address."""
    return join_key(key[0].isoformat(), key[1])
