"""Reads of charters: what somebody is asked to accept, what they accepted, and what those who write it work on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, and_, column, false, literal_column, or_, select, table
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition
from app.charters.models import Charter, CharterAcceptance, CharterWording
from app.charters.types import CharterPlace
from app.core.errors import NotFound
from app.core.languages import locale_ranks
from app.entities.models import Entity
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.facts import Facts
from app.policy.rules import Action
from app.texts.queries import TextState, text_states

TEXTS = ("body", "confidentiality")


@dataclass(frozen=True, slots=True)
class CharterWords:
    """A charter's words in one language."""

    wording_id: int
    locale: str
    body: str
    confidentiality: str


@dataclass(frozen=True, slots=True)
class AskedCharter:
    """A charter in force somewhere, in the reader's language if it can be, and what the reader accepted before."""

    charter_id: int
    campaign_id: int
    is_local: bool  # what an edition adds
    version: int
    words: CharterWords
    is_fallback: bool
    is_accepted: bool
    former: CharterWords | None  # accepted earlier, in the language of ``words``


@dataclass(frozen=True, slots=True)
class OwedPlace:
    """A campaign the actor takes part in, whose charter they have not accepted as it is now."""

    place: CharterPlace
    slug: str
    title_text_id: int
    default_locale: str


@dataclass(frozen=True, slots=True)
class AcceptedRow:
    """What the actor agreed to one day."""

    id: int
    slug: str
    title_text_id: int
    entity_name: str  # of what an edition added; "" for a campaign's charter
    version: int
    accepted_on: date
    words: CharterWords


@dataclass(frozen=True, slots=True)
class CharterWork:
    """A charter as those who write it see it: its texts in every language, one after the other."""

    charter_id: int
    version: int
    saved: int
    source_locale: str
    is_in_force: bool
    locales: tuple[str, ...]  # its own first
    states: tuple[tuple[TextState, ...], ...]  # for each text, in the order of the languages
    in_force: frozenset[str]  # languages in which the version of today can be accepted

    def words_in(self, locale: str) -> dict[str, str]:
        """Return what is written in a language, by the name of the text."""
        return {
            name: next((state.value for state in states if state.locale == locale), "")
            for name, states in zip(TEXTS, self.states, strict=False)  # what an edition adds is one text
        }


def asked_in(
    session: Session, actor: Actor, places: Collection[CharterPlace], default_locale: str = ""
) -> tuple[AskedCharter, ...]:
    """Return the charters in force at these places, a campaign's before what an edition adds. Two statements.

    :raises Forbidden: the actor could take part in none of it
    """
    for place in places:
        require(actor, Action.CHARTER_ACCEPT, Facts(campaign_id=place.campaign_id, edition_id=place.edition_id))
    ranks = locale_ranks(actor.locale, default_locale)
    here = [
        and_(
            Charter.campaign_id == place.campaign_id,
            or_(Charter.edition_id.is_(None), Charter.edition_id == place.edition_id),
        )
        for place in places
    ]
    rows = session.execute(
        select(
            Charter.id, Charter.campaign_id, Charter.edition_id, Charter.version, CharterWording.version.label("of"),
            CharterWording.id.label("wording_id"), CharterWording.locale, CharterWording.body,
            CharterWording.confidentiality,
        )
        .join(CharterWording, CharterWording.charter_id == Charter.id)
        .where(
            or_(false(), *here), Charter.is_in_force,
            or_(CharterWording.locale.in_(list(ranks)), CharterWording.locale == Charter.source_locale),
        )
        .order_by(Charter.campaign_id, Charter.edition_id.is_not(None), Charter.id, CharterWording.revision)
    ).all()  # fmt: skip
    accepted = _accepted_versions(session, actor, {row.id for row in rows})
    return tuple(
        _asked([row for row in rows if row.id == charter_id], ranks, accepted.get(charter_id, frozenset()), actor)
        for charter_id in dict.fromkeys(row.id for row in rows)
    )


def owed_places(session: Session, actor: Actor) -> tuple[OwedPlace, ...]:
    """Return the campaigns whose charter the actor has to accept before their next act there. One statement."""
    require(actor, Action.CHARTER_READ, Facts(person_id=actor.person_id))
    rows = session.execute(
        select(Campaign.id, Edition.id, Campaign.slug, Campaign.title_text_id, Entity.default_locale)
        .join(Edition, Edition.campaign_id == Campaign.id)
        .join(Entity, Entity.id == Edition.entity_id)
        .join(_enrolments, _enrolments.c.edition_id == Edition.id)
        .where(
            _enrolments.c.person_id == actor.person_id,
            _enrolments.c.status == literal_column("'accepted'"),
            Campaign.id.in_(sorted(actor.charters_owed)),
        )
        .order_by(Campaign.id, Edition.id)
    )
    return tuple(
        OwedPlace(CharterPlace(campaign_id, edition_id), slug, title_text_id, locale)
        for campaign_id, edition_id, slug, title_text_id, locale in rows
    )


def accepted_by_me(session: Session, actor: Actor) -> tuple[AcceptedRow, ...]:
    """Return all that the actor agreed to, the last first, also where they have left since. One statement."""
    require(actor, Action.CHARTER_READ, Facts(person_id=actor.person_id))
    return tuple(map(_accepted_row, session.execute(_ACCEPTED.where(CharterAcceptance.person_id == actor.person_id))))


def acceptance_by_id(session: Session, actor: Actor, acceptance_id: int) -> AcceptedRow:
    """Return one thing the actor agreed to, in the very words. One statement.

    :raises NotFound: no such acceptance, or somebody else's
    """
    row = session.execute(_ACCEPTED.where(CharterAcceptance.id == acceptance_id)).first()
    if row is None:
        raise NotFound
    require_sight(actor, Action.CHARTER_READ, Facts(person_id=row[1]))
    return _accepted_row(row)


def charter_locales(session: Session, actor: Actor, place: CharterPlace) -> tuple[str, ...]:
    """Return the languages of a place: the one its text is written in first, then those its people read.

    :raises NotFound: no such campaign, or no such edition of it
    """
    require(actor, Action.CHARTER_WRITE, Facts(campaign_id=place.campaign_id, edition_id=place.edition_id))
    spoken = (
        select(Campaign.source_locale, Campaign.more_locales, Entity.default_locale, Entity.locales)
        .select_from(Campaign)
        .outerjoin(Edition, Edition.campaign_id == Campaign.id)
        .outerjoin(Entity, Entity.id == Edition.entity_id)
        .where(Campaign.id == place.campaign_id)
        .order_by(Entity.id)
    )
    if place.edition_id is not None:
        spoken = spoken.where(Edition.id == place.edition_id)
    rows = session.execute(spoken).all()
    if not rows:
        raise NotFound
    spoken_there = [locale for row in rows for locale in row.locales or ()]
    if place.edition_id is not None:
        return tuple(dict.fromkeys([rows[0].default_locale, *spoken_there]))
    return tuple(dict.fromkeys([rows[0].source_locale, *spoken_there, *rows[0].more_locales]))


def charter_work(session: Session, actor: Actor, place: CharterPlace) -> CharterWork | None:
    """Return a place's charter with its translations, or ``None`` while there is none. Five statements.

    :raises Forbidden: only who writes it works on it
    """
    locales = charter_locales(session, actor, place)
    of_edition = Charter.edition_id.is_(None) if place.edition_id is None else Charter.edition_id == place.edition_id
    charter = session.scalars(
        select(Charter)
        .where(Charter.campaign_id == place.campaign_id, of_edition)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if charter is None:
        return None
    ids = [text_id for text_id in (charter.body_text_id, charter.confidentiality_text_id) if text_id is not None]
    locales = tuple(dict.fromkeys([charter.source_locale, *locales]))
    states = text_states(session, actor, ids, locales)
    in_force = session.scalars(
        select(CharterWording.locale).where(
            CharterWording.charter_id == charter.id, CharterWording.version == charter.version
        )
    )
    return CharterWork(
        charter.id,
        charter.version,
        charter.saved,
        charter.source_locale,
        charter.is_in_force,
        locales,
        tuple(tuple(state for state in states if state.text_id == text_id) for text_id in ids),
        frozenset(in_force),
    )


# The table of enrolments belongs to a feature above: it is named, not imported.
_enrolments = table("enrolments", column("person_id"), column("edition_id"), column("status"))
_ACCEPTED = (
    select(
        CharterAcceptance.id, CharterAcceptance.person_id, Campaign.slug, Campaign.title_text_id, Entity.name,
        CharterAcceptance.version, CharterAcceptance.accepted_on, CharterWording.id, CharterWording.locale,
        CharterWording.body, CharterWording.confidentiality,
    )
    .join(CharterWording, CharterWording.id == CharterAcceptance.wording_id)
    .join(Charter, Charter.id == CharterAcceptance.charter_id)
    .join(Campaign, Campaign.id == Charter.campaign_id)
    .outerjoin(Edition, Edition.id == Charter.edition_id)
    .outerjoin(Entity, Entity.id == Edition.entity_id)
    .order_by(CharterAcceptance.accepted_on.desc(), Campaign.slug, Edition.id.is_not(None), CharterAcceptance.id)
)  # fmt: skip


def _accepted_row(row: Row[*tuple[Any, ...]]) -> AcceptedRow:
    acceptance_id, _person_id, slug, title_text_id, entity_name, version, accepted_on, *words = row
    return AcceptedRow(
        acceptance_id, slug, title_text_id, entity_name or "", version, accepted_on, CharterWords(*words)
    )


def _accepted_versions(session: Session, actor: Actor, charter_ids: set[int]) -> dict[int, frozenset[int]]:
    """Return which versions of these charters the actor accepted."""
    found: dict[int, set[int]] = {}
    rows = session.execute(
        select(CharterAcceptance.charter_id, CharterAcceptance.version).where(
            CharterAcceptance.person_id == actor.person_id, CharterAcceptance.charter_id.in_(charter_ids)
        )
    )
    for charter_id, version in rows:
        found.setdefault(charter_id, set()).add(version)
    return {charter_id: frozenset(versions) for charter_id, versions in found.items()}


def _asked(
    rows: list[Row[*tuple[Any, ...]]], ranks: dict[str, int], accepted: frozenset[int], actor: Actor
) -> AskedCharter:
    """Choose among the wordings of one charter; the last revision of a language stands last."""
    head = rows[0]
    by_locale = {row.locale: row for row in rows if row.of == head.version}
    shown = min(by_locale.values(), key=lambda row: ranks.get(row.locale, len(ranks)))
    last = max(accepted, default=0)
    before = [row for row in rows if row.of == last and row.locale == shown.locale]
    return AskedCharter(
        charter_id=head.id,
        campaign_id=head.campaign_id,
        is_local=head.edition_id is not None,
        version=head.version,
        words=_words(shown),
        is_fallback=shown.locale.split("-")[0] != actor.language,
        is_accepted=head.version in accepted,
        former=_words(before[-1]) if before and head.version not in accepted else None,
    )


def _words(row: Row[*tuple[Any, ...]]) -> CharterWords:
    return CharterWords(row.wording_id, row.locale, row.body, row.confidentiality)
