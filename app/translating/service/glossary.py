"""Write the group's glossary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.errors import ChangedMeanwhile
from app.db.lock import locked
from app.db.session import transaction, unique
from app.journal.record import record
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.translating.errors import TermTaken, TooManyTerms
from app.translating.models import GlossaryTerm
from app.translating.types import TERMS_MAX
from config import LOCALES

Words = Mapping[str, str]  # locale → words


@dataclass(frozen=True, slots=True)
class TermInput:
    """A term as it should be; its own language is that of the interface's source."""

    words: Words
    avoid: Words
    note: str = ""
    version: int = 1  # that it was written against


def write_term(session: Session, actor: Actor, data: TermInput) -> GlossaryTerm:
    """Add a term. The same words sent again are one term.

    :raises Forbidden: the central team does
    :raises TermTaken: the glossary has the term, with other words
    :raises TooManyTerms: there is no room
    """
    require(actor, Action.GLOSSARY_WRITE, NOTHING)
    with transaction(session):
        made = GlossaryTerm(term="")
        _fill(made, data)
        known = session.scalars(select(GlossaryTerm).where(GlossaryTerm.term == made.term)).one_or_none()
        if known is not None:
            if _said(known) != _said(made):
                raise TermTaken
            return known
        if (session.scalar(select(func.count(GlossaryTerm.id))) or 0) >= TERMS_MAX:
            raise TooManyTerms(maximum=TERMS_MAX)
        with unique(session, TermTaken):
            session.add(made)
        record(session, actor, "translating.write_term", ("glossary_term", made.id, NOTHING))
    return made


def change_term(session: Session, actor: Actor, term_id: int, data: TermInput) -> None:
    """Change a term.

    :raises Forbidden: the central team does
    :raises NotFound: there is none
    :raises TermTaken: the glossary has the term already
    :raises ChangedMeanwhile: somebody saved it since the form was shown
    """
    require(actor, Action.GLOSSARY_WRITE, NOTHING)
    with transaction(session):
        stored, before = _locked(session, term_id)
        with unique(session, TermTaken):
            _fill(stored, data)
        if _said(stored) == before:
            return  # the same form twice is one change
        if stored.version != data.version:
            raise ChangedMeanwhile
        stored.version += 1
        record(session, actor, "translating.change_term", ("glossary_term", stored.id, NOTHING))


def remove_term(session: Session, actor: Actor, term_id: int) -> None:
    """Remove a term.

    :raises Forbidden: the central team does
    :raises NotFound: there is none
    """
    require(actor, Action.GLOSSARY_WRITE, NOTHING)
    with transaction(session):
        stored, _said_before = _locked(session, term_id)
        session.delete(stored)
        record(session, actor, "translating.remove_term", ("glossary_term", term_id, NOTHING))


_Said = tuple[str, Words, Words, str]


def _locked(session: Session, term_id: int) -> tuple[GlossaryTerm, _Said]:
    found = locked(session, GlossaryTerm, term_id)
    return found, _said(found)


def _fill(term: GlossaryTerm, data: TermInput) -> None:
    words = {locale: each.strip() for locale, each in data.words.items() if each.strip()}
    term.term = words.pop(LOCALES[0], "")
    term.words = words
    term.avoid = {locale: each.strip() for locale, each in data.avoid.items() if each.strip()}
    term.note = data.note.strip()


def _said(term: GlossaryTerm) -> _Said:
    return term.term, dict(term.words), dict(term.avoid), term.note
