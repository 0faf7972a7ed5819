"""The group's glossary, and which of its terms a text has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.policy.actor import Actor
from app.policy.check import require_sight
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.translating.models import GlossaryTerm
from app.translating.types import TERMS_MAX
from config import LOCALES


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term with its words in all languages, its own among them."""

    id: int
    words: Mapping[str, str]
    avoid: Mapping[str, str]
    note: str
    version: int

    @property
    def term(self) -> str:
        """The term itself."""
        return self.words[LOCALES[0]]


@dataclass(frozen=True, slots=True)
class TermHint:
    """A term that stands in a source: how the other language says it, what it avoids; empty where nobody said."""

    term: str
    words: str
    avoid: str
    note: str


def glossary(session: Session, actor: Actor) -> tuple[TermRow, ...]:
    """Return the terms by their alphabet. One statement.

    :raises NotFound: the actor translates nothing anywhere
    """
    require_sight(actor, Action.BENCH_VIEW, NOTHING)
    rows = session.scalars(select(GlossaryTerm).order_by(GlossaryTerm.term).limit(TERMS_MAX))
    return tuple(_row(row) for row in rows)


def term_by_id(session: Session, actor: Actor, term_id: int) -> TermRow:
    """Return one term. One statement.

    :raises NotFound: no such term, or the actor translates nothing anywhere
    """
    require_sight(actor, Action.BENCH_VIEW, NOTHING)
    row = session.get(GlossaryTerm, term_id, populate_existing=True)
    if row is None:
        raise NotFound
    return _row(row)


def hints_for(session: Session, actor: Actor, words: tuple[str, str], locale: str) -> list[TermHint]:
    """Return the terms of a source, given with its language, as another language has them. One statement."""
    source, source_locale = words
    return [
        TermHint(term, row.words.get(locale, ""), row.avoid.get(locale, ""), row.note)
        for row in glossary(session, actor)
        if (term := row.words.get(source_locale, "")) and _stands_in(term, source)
    ]


def _stands_in(term: str, source: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(term)}(?:e?s|e?n)?(?!\w)", source, re.IGNORECASE) is not None


def _row(stored: GlossaryTerm) -> TermRow:
    words = {LOCALES[0]: stored.term, **stored.words}
    return TermRow(stored.id, words, stored.avoid, stored.note, stored.version)
