"""Reads of legal texts: what somebody is asked to read, what is in force, what was, and what is in work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Row, and_, func, or_, select
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.core.languages import base_language, locale_ranks
from app.entities.models import Entity
from app.legal.models import LegalReading, LegalText, LegalWording
from app.legal.types import LegalPlace
from app.policy.actor import Actor, LegalKind
from app.policy.check import require, require_sight
from app.policy.facts import Facts
from app.policy.rules import Action
from app.texts.queries import TextState, text_states
from app.texts.types import TextProgress

VERSIONS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class LegalWords:
    """A version's words in one language."""

    wording_id: int
    locale: str
    body: str


@dataclass(frozen=True, slots=True)
class AskedText:
    """A text in force that the reader has not confirmed, in their language if it can be."""

    kind: LegalKind
    version: int
    words: LegalWords
    is_fallback: bool
    former: LegalWords | None  # confirmed earlier, in the language of ``words``
    is_changed: bool  # an earlier version was confirmed


@dataclass(frozen=True, slots=True)
class LegalRow:
    """How one text of an entity stands; version 0: never published."""

    kind: LegalKind
    version: int = 0
    is_in_force: bool = False
    since: date | None = None  # of the version


@dataclass(frozen=True, slots=True)
class LegalVersion:
    """One version of a text."""

    version: int
    since: date


@dataclass(frozen=True, slots=True)
class PublishedText:
    """A text as it was published: one version in the reader's language if it can be, and the words before it."""

    version: int
    words: LegalWords
    is_fallback: bool
    former: LegalWords | None  # of the version before, in the language of ``words``
    is_in_force: bool
    versions: tuple[LegalVersion, ...]  # the last first


@dataclass(frozen=True, slots=True)
class LegalWork:
    """A text as those who write it see it, in each language of its entity; version 0: never published."""

    locales: tuple[str, ...]  # the one it is written in first comes first
    states: Mapping[str, TextState] = field(default_factory=dict)
    text_id: int | None = None  # of the legal text
    version: int = 0
    saved: int = 0
    is_in_force: bool = False
    in_force: Mapping[str, str] = field(default_factory=dict)  # the words of the version of today, by language

    @property
    def ready(self) -> dict[str, str]:
        """What would be published now: the words by language, the first language first."""
        return {
            locale: self.states[locale].value
            for locale in self.locales
            if locale in self.states and self.states[locale].state is TextProgress.VALIDATED
        }

    @property
    def is_published(self) -> bool:
        """Whether people read all that is ready."""
        return self.is_in_force and all(self.in_force.get(locale) == body for locale, body in self.ready.items())

    @property
    def changes_meaning(self) -> bool:
        """Whether the words in the first language are others than those in force."""
        return not self.is_in_force or self.in_force.get(self.locales[0]) != self.ready.get(self.locales[0])

    def read_in(self, locale: str) -> str:
        """Return the language in which somebody would read the text."""
        ready = self.ready
        return next((code for code in (locale, base_language(locale)) if code in ready), self.locales[0])


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """What somebody confirmed one day."""

    id: int
    kind: LegalKind
    entity_name: str
    version: int
    read_on: date
    words: LegalWords


def asked_of_me(session: Session, actor: Actor) -> tuple[AskedText, ...]:
    """Return the texts of the actor's entity that they have to read. Two statements."""
    require(actor, Action.LEGAL_CONFIRM, Facts(person_id=actor.person_id))
    ranks = locale_ranks(actor.locale, "")
    rows = session.execute(
        select(
            LegalText.id, LegalText.kind, LegalText.version, LegalWording.version.label("of"),
            LegalWording.id.label("wording_id"), LegalWording.locale, LegalWording.body,
        )
        .join(LegalWording, LegalWording.legal_text_id == LegalText.id)
        .where(
            LegalText.entity_id == actor.entity_id, LegalText.is_in_force,
            or_(LegalWording.locale.in_(list(ranks)), LegalWording.locale == LegalText.source_locale),
        )
        .order_by(LegalText.kind, LegalWording.revision)
    ).all()  # fmt: skip
    confirmed: dict[int, set[int]] = {}
    for text_id, version in session.execute(
        select(LegalReading.legal_text_id, LegalReading.version).where(LegalReading.person_id == actor.person_id)
    ):
        confirmed.setdefault(text_id, set()).add(version)
    asked = []
    for text_id in dict.fromkeys(row.id for row in rows):
        own, before = [row for row in rows if row.id == text_id], confirmed.get(text_id, set())
        if own[0].version not in before:
            asked.append(_asked(own, ranks, max(before, default=0), actor))
    return tuple(asked)


def legal_rows(session: Session, actor: Actor, entity_id: int) -> tuple[LegalRow, ...]:
    """Return how each text of an entity stands, also those that nobody has written. One statement.

    :raises NotFound: none of the actor's business
    """
    require_sight(actor, Action.LEGAL_READ, Facts(entity_id=entity_id))
    since = (
        select(func.min(LegalWording.published_on))
        .where(LegalWording.legal_text_id == LegalText.id, LegalWording.version == LegalText.version)
        .correlate(LegalText)
        .scalar_subquery()
    )
    rows = session.execute(
        select(LegalText.kind, LegalText.version, LegalText.is_in_force, since).where(LegalText.entity_id == entity_id)
    )
    found = {row[0]: LegalRow(*row) for row in rows}
    return tuple(found.get(kind, LegalRow(kind)) for kind in LegalKind)


def published_text(session: Session, actor: Actor, place: LegalPlace, version: int | None = None) -> PublishedText:
    """Return one version of a text, that of today unless another is asked for. Three statements.

    :raises NotFound: none of the actor's business, never published, or no such version
    """
    require_sight(actor, Action.LEGAL_READ, place.facts)
    text = session.execute(
        select(LegalText.id, LegalText.version, LegalText.is_in_force, LegalText.source_locale).where(
            LegalText.entity_id == place.entity_id, LegalText.kind == place.kind, LegalText.version > 0
        )
    ).first()
    if text is None:
        raise NotFound
    shown = text.version if version is None else version
    ranks = locale_ranks(actor.locale, "")
    wordings = session.execute(
        select(LegalWording.version, LegalWording.id, LegalWording.locale, LegalWording.body)
        .where(
            LegalWording.legal_text_id == text.id, LegalWording.version.in_((shown, shown - 1)),
            or_(LegalWording.locale.in_(list(ranks)), LegalWording.locale == text.source_locale),
        )
        .order_by(LegalWording.revision)
    ).all()  # fmt: skip
    by_locale = {row.locale: _words(row[1:]) for row in wordings if row.version == shown}
    if not by_locale:
        raise NotFound
    words = min(by_locale.values(), key=lambda each: ranks.get(each.locale, len(ranks)))
    former = [_words(row[1:]) for row in wordings if row.version == shown - 1 and row.locale == words.locale]
    days = session.execute(
        select(LegalWording.version, func.min(LegalWording.published_on))
        .where(LegalWording.legal_text_id == text.id)
        .group_by(LegalWording.version)
        .order_by(LegalWording.version.desc())
        .limit(VERSIONS_SHOWN)
    )
    return PublishedText(
        shown,
        words,
        base_language(words.locale) != actor.language,
        former[-1] if former else None,
        text.is_in_force and shown == text.version,
        tuple(LegalVersion(*row) for row in days),
    )


def legal_work(session: Session, actor: Actor, place: LegalPlace) -> LegalWork:
    """Return a text in work with its translations. Five statements at most.

    :raises NotFound: none of the actor's business, or no such entity
    :raises Forbidden: only who writes it works on it
    """
    require_sight(actor, Action.LEGAL_READ, place.facts)
    require(actor, Action.LEGAL_WRITE, place.facts)
    entity = session.execute(
        select(Entity.locales, Entity.default_locale).where(Entity.id == place.entity_id)
    ).one_or_none()
    if entity is None:
        raise NotFound
    text = session.scalars(
        select(LegalText)
        .where(LegalText.entity_id == place.entity_id, LegalText.kind == place.kind)
        .execution_options(populate_existing=True)
    ).one_or_none()
    source = text.source_locale if text else entity.default_locale
    locales = tuple(dict.fromkeys((source, entity.default_locale, *entity.locales)))
    if text is None:
        return LegalWork(locales)
    states = text_states(session, actor, [text.text_id], locales)
    in_force = session.execute(
        select(LegalWording.locale, LegalWording.body)
        .where(LegalWording.legal_text_id == text.id, LegalWording.version == text.version)
        .order_by(LegalWording.revision)  # the last one of each language stays
    )
    return LegalWork(
        locales,
        {state.locale: state for state in states},
        text.id,
        text.version,
        text.saved,
        text.is_in_force,
        dict(in_force.all()),
    )


def my_readings(session: Session, actor: Actor) -> tuple[ReadingRow, ...]:
    """Return all that the actor confirmed, the last first, also of entities they left. One statement."""
    require(actor, Action.LEGAL_CONFIRM, Facts(person_id=actor.person_id))
    rows = session.execute(_READINGS.where(LegalReading.person_id == actor.person_id))
    return tuple(_reading(row) for row in rows)


def reading_by_id(session: Session, actor: Actor, reading_id: int) -> ReadingRow:
    """Return one thing the actor confirmed, in the very words. One statement.

    :raises NotFound: no such reading, or somebody else's
    """
    row = session.execute(_READINGS.where(LegalReading.id == reading_id)).first()
    if row is None:
        raise NotFound
    require_sight(actor, Action.LEGAL_CONFIRM, Facts(person_id=row[1]))
    return _reading(row)


_READINGS = (
    select(
        LegalReading.id, LegalReading.person_id, LegalText.kind, Entity.name, LegalReading.version,
        LegalReading.read_on, LegalWording.id, LegalWording.locale, LegalWording.body,
    )
    .join(LegalWording, LegalWording.id == LegalReading.wording_id)
    .join(LegalText, and_(LegalText.id == LegalReading.legal_text_id, LegalText.id == LegalWording.legal_text_id))
    .join(Entity, Entity.id == LegalText.entity_id)
    .order_by(LegalReading.read_on.desc(), LegalReading.version.desc(), LegalReading.id)
)  # fmt: skip


def _reading(row: Row[*tuple[Any, ...]]) -> ReadingRow:
    reading_id, _person_id, kind, entity_name, version, read_on, *words = row
    return ReadingRow(reading_id, kind, entity_name, version, read_on, _words(words))


def _asked(rows: Sequence[Row[*tuple[Any, ...]]], ranks: Mapping[str, int], last: int, actor: Actor) -> AskedText:
    """Choose among the wordings of one text; the last revision of a language stands last."""
    head = rows[0]
    by_locale = {row.locale: row for row in rows if row.of == head.version}
    shown = min(by_locale.values(), key=lambda row: ranks.get(row.locale, len(ranks)))
    before = [row for row in rows if row.of == last and row.locale == shown.locale]
    return AskedText(
        kind=head.kind,
        version=head.version,
        words=_words(shown[4:]),
        is_fallback=base_language(shown.locale) != actor.language,
        former=_words(before[-1][4:]) if before else None,
        is_changed=last > 0,
    )


def _words(columns: Sequence[Any]) -> LegalWords:
    return LegalWords(*columns)
