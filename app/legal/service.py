"""Use cases of legal texts: writing, publishing and withdrawing them, and confirming that one has read them.

Whoever publishes a text and whoever confirms it both lock its row: nobody confirms a text that is no longer in force.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import ChangedMeanwhile, NotFound
from app.db.insert import insert_for, values_of
from app.db.lock import locked
from app.db.session import transaction
from app.entities.models import Entity
from app.journal.record import record
from app.legal.errors import LegalSourceMissing, LegalTextChanged, TermsNotAccepted
from app.legal.models import LegalReading, LegalText, LegalWording
from app.legal.queries import legal_work
from app.legal.types import LegalPlace
from app.policy.actor import Actor, LegalKind
from app.policy.check import require, require_sight
from app.policy.facts import Facts
from app.policy.rules import Action
from app.texts.write import change_text, confirm_texts, new_text


@dataclass(frozen=True, slots=True)
class LegalInput:
    """A text by language; ``confirmed`` names translations that stay right though the source changed."""

    words: Mapping[str, str]
    confirmed: tuple[str, ...] = ()
    saved: int = 0  # what it was written against; 0: there was none yet


@dataclass(frozen=True, slots=True)
class PublishInput:
    """``is_correction``: it means what it meant, and nobody is asked again; ``saved``: which words were looked at."""

    is_correction: bool = False
    saved: int = 0


def write_legal_text(session: Session, actor: Actor, place: LegalPlace, data: LegalInput) -> bool:
    """Write a text in the languages of its entity; tell whether that changed anything. Nobody reads it yet.

    :raises NotFound: no such entity, or none of the actor's business
    :raises Forbidden: the data protection officer, the central team and administrators do
    :raises LegalSourceMissing: it is not written in its first language
    :raises ChangedMeanwhile: somebody saved it since the form was shown
    """
    _require_may_write(actor, place)
    with transaction(session):
        entity = _lock_entity(session, place)
        text = _locked(session, place)
        source = text.source_locale if text else entity.default_locale
        spoken = {source, entity.default_locale, *entity.locales}
        words = {locale: body.strip() for locale, body in data.words.items() if locale in spoken}
        if not words.get(source):
            raise LegalSourceMissing
        if text is None:
            if data.saved:
                raise ChangedMeanwhile
            text_id = new_text(session, actor, source, words)
            text = LegalText(entity_id=place.entity_id, kind=place.kind, source_locale=source, text_id=text_id)
            session.add(text)
            session.flush()
        else:
            has_changed = change_text(session, actor, text.text_id, words)
            has_changed |= confirm_texts(session, actor, [text.text_id], data.confirmed)
            if not has_changed:
                return False  # the same form twice is one change
            if text.saved != data.saved:
                raise ChangedMeanwhile
            text.saved += 1
        record(session, actor, "legal.write", ("legal_text", text.id, place.facts), {"kind": place.kind.value})
    return True


def publish_legal_text(session: Session, actor: Actor, place: LegalPlace, data: PublishInput) -> bool:
    """Let people read a text, in every language that is ready; unless it is a correction they are asked again.

    Tell whether that changed anything: the same form twice is one publication.

    :raises NotFound: no such text, or none of the actor's business
    :raises Forbidden: the data protection officer, the central team and administrators do
    :raises ChangedMeanwhile: somebody saved it since it was looked at
    """
    _require_may_write(actor, place)
    with transaction(session):
        _lock_entity(session, place)
        text = _locked(session, place)
        if text is None:
            raise NotFound
        work = legal_work(session, actor, place)
        if work.is_published:
            return False
        if text.saved != data.saved:
            raise ChangedMeanwhile
        is_correction = data.is_correction and text.is_in_force
        text.saved += 1
        text.is_in_force = True
        if not is_correction:
            text.version += 1
        revisions = _revisions(session, text) if is_correction else {}
        session.add_all(
            LegalWording(
                legal_text_id=text.id,
                version=text.version,
                locale=locale,
                revision=revisions.get(locale, 0) + 1,
                body=body,
            )
            for locale, body in work.ready.items()
            if not is_correction or work.in_force.get(locale) != body
        )
        details = {"kind": place.kind.value, "version": text.version, "is_correction": is_correction}
        record(session, actor, "legal.publish", ("legal_text", text.id, place.facts), details)
    return True


def withdraw_legal_text(session: Session, actor: Actor, place: LegalPlace) -> None:
    """Ask for a text no longer; what people read stays theirs to read. Twice is the same as once.

    :raises NotFound: no such text, or none of the actor's business
    :raises Forbidden: the data protection officer, the central team and administrators do
    """
    _require_may_write(actor, place)
    with transaction(session):
        _lock_entity(session, place)
        text = _locked(session, place)
        if text is None:
            raise NotFound
        if text.is_in_force:
            text.is_in_force = False
            text.saved += 1
            record(session, actor, "legal.withdraw", ("legal_text", text.id, place.facts), {"kind": place.kind.value})


def confirm_legal_texts(session: Session, actor: Actor, wording_ids: Collection[int], *, agrees: bool) -> None:
    """Note that the actor read what their entity asks them to; ``wording_ids`` are the words they read.

    Nothing is asked where there is no text. Confirming twice is the same as once.

    :raises LegalTextChanged: what is in force is not what was read
    :raises TermsNotAccepted: terms of use are agreed to, not only read
    """
    require(actor, Action.LEGAL_CONFIRM, Facts(person_id=actor.person_id))
    with transaction(session):
        texts = session.scalars(
            select(LegalText)
            .where(LegalText.entity_id == actor.entity_id, LegalText.is_in_force)
            .order_by(LegalText.id)
            .with_for_update(read=True)
            .execution_options(populate_existing=True)
        ).all()
        read = {
            (wording.legal_text_id, wording.version): wording.id
            for wording in session.scalars(select(LegalWording).where(LegalWording.id.in_(wording_ids)))
        }
        there = select(LegalReading.legal_text_id, LegalReading.version).where(
            LegalReading.person_id == actor.person_id
        )
        confirmed = {(text_id, version) for text_id, version in session.execute(there)}
        waiting = [text for text in texts if (text.id, text.version) not in confirmed]
        if any((text.id, text.version) not in read for text in waiting):
            raise LegalTextChanged
        if not agrees and any(text.kind is LegalKind.TERMS for text in waiting):
            raise TermsNotAccepted
        for text in waiting:
            _note_reading(session, actor, text, read[text.id, text.version])


def _note_reading(session: Session, actor: Actor, text: LegalText, wording_id: int) -> None:
    reading = LegalReading(
        person_id=actor.person_id, legal_text_id=text.id, version=text.version, wording_id=wording_id
    )
    insert = insert_for(session.get_bind().dialect.name)
    session.execute(insert(LegalReading).values(values_of(reading)).on_conflict_do_nothing())


def _revisions(session: Session, text: LegalText) -> dict[str, int]:
    """Return how often the version of today was put right, by language."""
    rows = session.execute(
        select(LegalWording.locale, LegalWording.revision)
        .where(LegalWording.legal_text_id == text.id, LegalWording.version == text.version)
        .order_by(LegalWording.revision)
    )
    return {row.locale: row.revision for row in rows}


def _require_may_write(actor: Actor, place: LegalPlace) -> None:
    require_sight(actor, Action.LEGAL_READ, place.facts)
    require(actor, Action.LEGAL_WRITE, place.facts)


def _lock_entity(session: Session, place: LegalPlace) -> Entity:
    """Return the entity, locked until the transaction ends: two first texts of one kind wait for each other."""
    return locked(session, Entity, place.entity_id)


def _locked(session: Session, place: LegalPlace) -> LegalText | None:
    """Return the text as it is now, locked until the transaction ends: the bench locks it too."""
    return session.scalars(
        select(LegalText)
        .where(LegalText.entity_id == place.entity_id, LegalText.kind == place.kind)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
