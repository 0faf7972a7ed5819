"""Write what an entity adds to a campaign; the shared part stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.campaigns.errors import LocalSourceMissing, NoContactThere
from app.campaigns.models import EditionLocal
from app.campaigns.queries import contacts_offered, edition_by_id_for_update
from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.errors import ChangedMeanwhile, NotPossibleNow
from app.db.session import transaction
from app.journal.record import record
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.rules import Action
from app.texts.models import AuthoredText
from app.texts.write import change_text, new_text


@dataclass(frozen=True, slots=True)
class LocalInput:
    """Words by language, the variant tested there and who is to be asked; version 0: nothing was there."""

    words: Mapping[str, str]
    variant: str = ""
    contact_id: int | None = None
    version: int = 0
    is_correction: bool = False  # the words mean what they meant: their translations stay valid


def write_local(session: Session, actor: Actor, edition_id: int, data: LocalInput) -> bool:
    """Write what an entity adds to a campaign; tell whether that changed anything. Twice is the same as once.

    :raises NotFound: no such edition, or out of the actor's sight
    :raises Forbidden: only the central team does
    :raises NotPossibleNow: the edition is closed
    :raises LocalSourceMissing: it is written in another language, and not in the entity's first one
    :raises NoContactThere: the person holds no function there
    :raises ChangedMeanwhile: somebody saved it since the form was shown
    """
    with transaction(session):
        edition = edition_by_id_for_update(session, actor, edition_id)
        facts = edition.facts_at(clock.now())
        require(actor, Action.EDITION_WRITE, facts)
        if edition.status is EditionStatus.CLOSED:
            raise NotPossibleNow
        entity = edition.entity
        words = {
            locale: data.words.get(locale, "").strip()
            for locale in dict.fromkeys((entity.default_locale, *entity.locales))
        }
        row = session.get(EditionLocal, edition_id, populate_existing=True)
        row = row or EditionLocal(edition_id=edition_id, version=0)
        source = _source_of(session, row, entity.default_locale)
        if any(words.values()) and not words.get(source):
            raise LocalSourceMissing
        if data.contact_id not in {None, row.contact_id} and data.contact_id not in contacts_offered(
            session, actor, edition.entity_id, edition.campaign_id
        ):
            raise NoContactThere
        has_changed = (row.variant, row.contact_id) != (data.variant, data.contact_id)
        seen = row.version
        row.variant, row.contact_id = data.variant, data.contact_id
        has_changed |= _write_words(session, actor, (row, source), words, data)
        if not has_changed:
            return False
        if seen != data.version:
            raise ChangedMeanwhile
        row.version = seen + 1
        session.add(row)
        record(session, actor, "campaigns.set_local", ("edition", edition.id, facts))
    return True


def _source_of(session: Session, row: EditionLocal, first: str) -> str:
    """Return the language in which the words are written first."""
    return first if row.text_id is None else session.get_one(AuthoredText, row.text_id).source_locale


def _write_words(
    session: Session, actor: Actor, where: tuple[EditionLocal, str], words: Mapping[str, str], data: LocalInput
) -> bool:
    """Store, change or delete the words; tell whether anything changed."""
    row, source = where
    if row.text_id is None:
        if any(words.values()):
            row.text_id = new_text(session, actor, source, words)
        return any(words.values())
    if any(words.values()):
        return change_text(session, actor, row.text_id, words, is_correction=data.is_correction)
    text_id, row.text_id = row.text_id, None
    session.flush()  # the text is no longer pointed to
    session.delete(session.get_one(AuthoredText, text_id))
    return True
