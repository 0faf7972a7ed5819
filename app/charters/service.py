"""Use cases of charters: writing them, translating them, withdrawing an addition, agreeing.

Whoever changes a charter and whoever accepts it both lock its row: nobody accepts a text that is no longer in force.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition
from app.charters.errors import CharterChanged, ConfidentialityUntranslated, UnknownCharterLanguage
from app.charters.models import Charter, CharterAcceptance, CharterWording
from app.charters.queries import charter_locales
from app.charters.types import CharterPlace
from app.core.errors import ChangedMeanwhile, NotFound
from app.db.insert import insert_for, values_of
from app.db.lock import locked
from app.db.session import transaction, unique
from app.entities.models import Entity
from app.journal.record import record
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action
from app.texts.write import change_text, confirm_texts, new_text


@dataclass(frozen=True, slots=True)
class CharterInput:
    """A charter in its own language; ``is_correction``: it means what it meant, and nobody is asked again."""

    body: str
    confidentiality: str = ""  # of a campaign's charter alone
    is_correction: bool = False
    saved: int = 0  # what it was written against; 0: there was none yet


@dataclass(frozen=True, slots=True)
class CharterTranslation:
    """A charter in another language; nothing in it: not translated yet."""

    locale: str
    body: str = ""
    confidentiality: str = ""
    saved: int = 0  # what it was written against


def write_charter(session: Session, actor: Actor, place: CharterPlace, data: CharterInput) -> Charter:
    """Write a charter, or change it. Unless only typing errors are put right, people are asked again.

    :raises NotFound: no such campaign, or no such edition of it
    :raises Forbidden: only the central team does
    :raises ChangedMeanwhile: somebody saved it since the form was shown
    """
    facts = Facts(campaign_id=place.campaign_id, edition_id=place.edition_id)
    require(actor, Action.CHARTER_WRITE, facts)
    with transaction(session):
        charter = _of_place(session, place)
        if charter is None:
            charter = _new_charter(session, actor, place, data)
        elif not _change(session, actor, charter, data):
            return charter  # the same form twice is one change
        _keep_wording(session, charter, charter.source_locale, (data.body, data.confidentiality))
        details = {"version": charter.version, "is_correction": data.is_correction}
        record(session, actor, "charters.write", ("charter", charter.id, facts), details)
    return charter


def translate_charter(session: Session, actor: Actor, charter_id: int, data: CharterTranslation) -> None:
    """Store a charter in one language; the same words again say that they are right for the version of today.

    :raises NotFound: no such charter
    :raises Forbidden: only the central team does
    :raises UnknownCharterLanguage: the language is its own, or nobody there reads it
    :raises ConfidentialityUntranslated: only half of it is translated
    :raises ChangedMeanwhile: somebody saved it since the form was shown
    """
    with transaction(session):
        charter = locked(session, Charter, charter_id)
        facts = Facts(campaign_id=charter.campaign_id, edition_id=charter.edition_id)
        require(actor, Action.CHARTER_WRITE, facts)
        place = CharterPlace(charter.campaign_id, charter.edition_id)
        if data.locale == charter.source_locale or data.locale not in charter_locales(session, actor, place):
            raise UnknownCharterLanguage
        if not data.body:
            return
        needs_both = bool(_words_in_force(session, charter, charter.source_locale)[1])
        if needs_both != bool(data.confidentiality):
            raise ConfidentialityUntranslated
        if _words_in_force(session, charter, data.locale) == (data.body, data.confidentiality):
            return  # the same form twice is one change
        if charter.saved != data.saved:
            raise ChangedMeanwhile
        charter.saved += 1
        words = (data.body, data.confidentiality)
        ids = _change_words(session, actor, charter, data.locale, words)
        confirm_texts(session, actor, ids, (data.locale,))
        _keep_wording(session, charter, data.locale, words)
        details = {"version": charter.version, "locale": data.locale}
        record(session, actor, "charters.translate", ("charter", charter.id, facts), details)


def withdraw_charter(session: Session, actor: Actor, charter_id: int) -> None:
    """Ask for a charter no longer; what people accepted stays theirs to read. Twice is the same as once.

    :raises NotFound: no such charter
    :raises Forbidden: only the central team does
    """
    with transaction(session):
        charter = locked(session, Charter, charter_id)
        facts = Facts(campaign_id=charter.campaign_id, edition_id=charter.edition_id)
        require(actor, Action.CHARTER_WRITE, facts)
        if charter.is_in_force:
            charter.is_in_force = False
            charter.saved += 1
            record(session, actor, "charters.withdraw", ("charter", charter.id, facts))


def accept_charters(session: Session, actor: Actor, place: CharterPlace, wording_ids: Collection[int]) -> None:
    """Note that the actor agrees to what is asked in an edition; ``wording_ids`` are the words they read.

    Nothing is asked where there is no charter. Accepting twice is the same as once.

    :raises Forbidden: the actor may not see the campaign
    :raises CharterChanged: what is in force is not what was read
    """
    require(actor, Action.CHARTER_ACCEPT, Facts(campaign_id=place.campaign_id, edition_id=place.edition_id))
    with transaction(session):
        asked = session.scalars(
            select(Charter)
            .where(
                Charter.campaign_id == place.campaign_id,
                Charter.edition_id.is_(None) | (Charter.edition_id == place.edition_id),
                Charter.is_in_force,
            )
            .order_by(Charter.id)
            .with_for_update(read=True)
            .execution_options(populate_existing=True)
        ).all()
        read = {
            (wording.charter_id, wording.version): wording.id
            for wording in session.scalars(select(CharterWording).where(CharterWording.id.in_(wording_ids)))
        }
        there = select(CharterAcceptance.charter_id, CharterAcceptance.version).where(
            CharterAcceptance.person_id == actor.person_id
        )
        accepted = {(charter_id, version) for charter_id, version in session.execute(there)}
        waiting = [charter for charter in asked if (charter.id, charter.version) not in accepted]
        if any((charter.id, charter.version) not in read for charter in waiting):
            raise CharterChanged
        for charter in waiting:
            _accept(session, actor, charter, read[charter.id, charter.version])


def _accept(session: Session, actor: Actor, charter: Charter, wording_id: int) -> None:
    acceptance = CharterAcceptance(
        person_id=actor.person_id, charter_id=charter.id, version=charter.version, wording_id=wording_id
    )
    insert = insert_for(session.get_bind().dialect.name)
    session.execute(insert(CharterAcceptance).values(values_of(acceptance)).on_conflict_do_nothing())


def _new_charter(session: Session, actor: Actor, place: CharterPlace, data: CharterInput) -> Charter:
    """Write the first text of a place, in the language of its campaign, or of its entity."""
    source = _source_of(session, place)
    if data.saved:
        raise ChangedMeanwhile
    charter = Charter(
        campaign_id=place.campaign_id,
        edition_id=place.edition_id,
        source_locale=source,
        body_text_id=new_text(session, actor, source, {source: data.body}),
    )
    if place.edition_id is None:
        charter.confidentiality_text_id = new_text(session, actor, source, {source: data.confidentiality})
    with unique(session, ChangedMeanwhile):
        session.add(charter)
    return charter


def _change(session: Session, actor: Actor, charter: Charter, data: CharterInput) -> bool:
    """Change a charter's own words; tell whether there was anything to change."""
    words = (data.body, data.confidentiality)
    if charter.is_in_force and _words_in_force(session, charter, charter.source_locale) == words:
        return False
    if charter.saved != data.saved:
        raise ChangedMeanwhile
    charter.saved += 1
    ids = _change_words(session, actor, charter, charter.source_locale, words)
    if data.is_correction and charter.is_in_force:
        confirm_texts(session, actor, ids, _translated_into(session, charter))  # what they mean has not moved
    else:
        charter.version += 1
    charter.is_in_force = True
    return True


def _change_words(session: Session, actor: Actor, charter: Charter, locale: str, words: tuple[str, str]) -> list[int]:
    """Store the words of one language; return the numbers of the texts."""
    ids = [text_id for text_id in (charter.body_text_id, charter.confidentiality_text_id) if text_id is not None]
    for text_id, value in zip(ids, words, strict=False):  # what an edition adds is one text
        change_text(session, actor, text_id, {locale: value})
    return ids


def _keep_wording(session: Session, charter: Charter, locale: str, words: tuple[str, str]) -> None:
    """Keep what can be accepted from now on."""
    revisions = select(func.max(CharterWording.revision)).where(
        CharterWording.charter_id == charter.id,
        CharterWording.version == charter.version,
        CharterWording.locale == locale,
    )
    body, confidentiality = words
    session.add(
        CharterWording(
            charter_id=charter.id,
            version=charter.version,
            locale=locale,
            revision=(session.scalar(revisions) or 0) + 1,
            body=body,
            confidentiality=confidentiality,
        )
    )


def _words_in_force(session: Session, charter: Charter, locale: str) -> tuple[str, str]:
    """Return the words of the version of today in a language; empty where there are none."""
    found = session.execute(
        select(CharterWording.body, CharterWording.confidentiality)
        .where(
            CharterWording.charter_id == charter.id,
            CharterWording.version == charter.version,
            CharterWording.locale == locale,
        )
        .order_by(CharterWording.revision.desc())
        .limit(1)
    ).first()
    return (found.body, found.confidentiality) if found else ("", "")


def _translated_into(session: Session, charter: Charter) -> frozenset[str]:
    """Return the languages in which the version of today can be accepted."""
    return frozenset(
        session.scalars(
            select(CharterWording.locale).where(
                CharterWording.charter_id == charter.id, CharterWording.version == charter.version
            )
        )
    )


def _source_of(session: Session, place: CharterPlace) -> str:
    """Return the language in which a place's text is written first."""
    source = select(Campaign.source_locale).where(Campaign.id == place.campaign_id)
    if place.edition_id is not None:
        source = (
            select(Entity.default_locale)
            .join(Edition, Edition.entity_id == Entity.id)
            .where(Edition.id == place.edition_id, Edition.campaign_id == place.campaign_id)
        )
    locale = session.scalar(source)
    if locale is None:
        raise NotFound
    return locale


def _of_place(session: Session, place: CharterPlace) -> Charter | None:
    """Return the charter of a place, locked until the transaction ends."""
    of_edition = Charter.edition_id.is_(None) if place.edition_id is None else Charter.edition_id == place.edition_id
    return session.scalars(
        select(Charter)
        .where(Charter.campaign_id == place.campaign_id, of_edition)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
