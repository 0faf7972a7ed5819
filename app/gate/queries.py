"""Reads of the gate: who is in place in an entity, what was ticked, and whether it still holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, String, and_, cast, literal, null, select, union_all
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Mandate, Person
from app.accounts.types import FUNCTIONS_NEEDED, Function, PersonStatus
from app.barriers.models import BarrierContact
from app.core import clock
from app.core.languages import base_language
from app.db.json_rows import JsonRows
from app.entities.models import Entity
from app.gate.models import GateTick, GateTickPerson
from app.gate.types import GateItem, ItemStanding
from app.policy.actor import MODERATING_ROLES, Actor, Role
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action

_CONTACT = "contact"
HISTORY_MAX = 50


@dataclass(frozen=True, slots=True)
class InPlace:
    """Somebody who has a part in an entity today."""

    entity_id: int | None  # None: in every one
    part: str  # a role, or the contact
    person_id: int
    name: str
    function: Function | None
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TickRow:
    """A tick in force: who, when, and on whom it rests."""

    by: str | None  # None: the account is gone
    at: datetime
    people: frozenset[int]
    names: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item of an entity's gate, today."""

    item: GateItem
    standing: ItemStanding
    names: tuple[str, ...]  # who covers it today
    can_tick: bool
    tick: TickRow | None = None
    gone: tuple[str, ...] = ()  # on whom the tick rests, and who no longer covers it


@dataclass(frozen=True, slots=True)
class GateRow:
    """The gate of an entity."""

    entity_id: int
    items: tuple[ItemRow, ...]

    @property
    def open_items(self) -> tuple[ItemRow, ...]:
        """What is not whole."""
        return tuple(each for each in self.items if each.standing is not ItemStanding.WHOLE)

    @property
    def is_whole(self) -> bool:
        """Whether editions may open there."""
        return not self.open_items


@dataclass(slots=True)
class _Ground:
    locales: tuple[str, ...]
    ticks: dict[GateItem, TickRow] = field(default_factory=dict)


def gates_of(session: Session, actor: Actor, places: Collection[Facts]) -> Mapping[int, GateRow]:
    """Return the gates of the places' entities as they stand today, by entity.

    Two statements, whatever their number; none for none.

    :raises Forbidden: not the actor's to read
    """
    for place in places:
        require(actor, Action.GATE_VIEW, place)
    entity_ids = {place.entity_id for place in places if place.entity_id is not None}
    if not entity_ids:
        return {}
    grounds = _grounds(session, entity_ids)
    in_place = _in_place(session, entity_ids)
    return {
        entity_id: GateRow(
            entity_id,
            tuple(
                _item(item, ground, [each for each in in_place if each.entity_id in {None, entity_id}])
                for item in GateItem
            ),
        )
        for entity_id, ground in grounds.items()
    }


def people_behind(session: Session, actor: Actor, entity_id: int, item: GateItem) -> frozenset[int]:
    """Return who covers an item today. One statement.

    :raises Forbidden: not the actor's to read
    """
    require(actor, Action.GATE_VIEW, Facts(entity_id=entity_id))
    return frozenset(each.person_id for each in _who_covers(item, _in_place(session, [entity_id])))


def lock_gate(session: Session, actor: Actor, entity_id: int) -> None:
    """Hold an entity's stage, its ticks and whom they rest on until the transaction ends. Four statements."""
    del actor  # for the use case that opens an edition, which has asked
    session.execute(select(Entity.id).where(Entity.id == entity_id).with_for_update(read=True))
    session.execute(
        select(GateTick.id)
        .where(GateTick.entity_id == entity_id, GateTick.ended_at.is_(None))
        .order_by(GateTick.id)
        .with_for_update(read=True)
    )
    session.execute(
        select(Mandate.id)
        .join(Person, Person.id == Mandate.person_id)
        .where(_covers_whole_entity([entity_id]))
        .order_by(Mandate.id)
        .with_for_update(read=True, of=[Mandate, Person])
    )
    contact = select(BarrierContact.entity_id).where(BarrierContact.entity_id == entity_id)
    session.execute(contact.with_for_update(read=True))


def tick_history(session: Session, actor: Actor, entity_id: int) -> list[tuple[GateItem, datetime, str | None, str]]:
    """Return what was unticked, newest first: the item, when, by whom and why. One statement.

    :raises Forbidden: not the actor's to read
    """
    require(actor, Action.GATE_VIEW, Facts(entity_id=entity_id))
    rows = session.execute(
        select(GateTick.item, GateTick.ended_at, Person.name, GateTick.reason)
        .outerjoin(Person, Person.id == GateTick.ended_by_id)
        .where(GateTick.entity_id == entity_id, GateTick.ended_at.is_not(None), GateTick.reason != "")
        .order_by(GateTick.ended_at.desc(), GateTick.id)
        .limit(HISTORY_MAX)
    )
    return [(item, at, name, reason) for item, at, name, reason in rows if at is not None]


def _grounds(session: Session, entity_ids: Collection[int]) -> dict[int, _Ground]:
    named, giver = aliased(Person), aliased(Person)
    people = (
        select(JsonRows(named.id, named.name))
        .select_from(GateTickPerson)
        .join(named, named.id == GateTickPerson.person_id)
        .where(GateTickPerson.tick_id == GateTick.id)
        .correlate(GateTick)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Entity.id, Entity.locales, GateTick.item, giver.name, GateTick.ticked_at, people)
        .outerjoin(GateTick, (GateTick.entity_id == Entity.id) & GateTick.ended_at.is_(None))
        .outerjoin(giver, giver.id == GateTick.ticked_by_id)
        .where(Entity.id.in_(entity_ids))
    )
    grounds: dict[int, _Ground] = {}
    for entity_id, locales, item, by, at, found in rows:
        ground = grounds.setdefault(entity_id, _Ground(tuple(locales)))
        if item is not None:
            names = {int(person_id): name for person_id, name in found or ()}
            ground.ticks[item] = TickRow(by, at, frozenset(names), names)
    return grounds


def _covers_whole_entity(entity_ids: Collection[int]) -> ColumnElement[bool]:
    """Somebody holds a role today for all of an entity, or of the group, and stands in for nobody."""
    return and_(
        Mandate.in_force_on(clock.today()),
        Mandate.campaign_id.is_(None),
        Mandate.cover_of_id.is_(None),
        Mandate.entity_id.is_(None) | Mandate.entity_id.in_(entity_ids),
        Person.status == PersonStatus.ACTIVE,
    )


def _in_place(session: Session, entity_ids: Collection[int]) -> list[InPlace]:
    mandates = (
        select(
            Mandate.entity_id, cast(Mandate.role, String).label("part"), Person.id, Person.name, Person.function,
            Mandate.languages,
        )
        .join(Person, Person.id == Mandate.person_id)
        .where(_covers_whole_entity(entity_ids))
    )  # fmt: skip
    contacts = (
        select(
            BarrierContact.entity_id, literal(_CONTACT), Person.id, Person.name, Person.function,
            cast(null(), Mandate.languages.type),
        )
        .join(Person, Person.id == BarrierContact.person_id)
        .where(BarrierContact.entity_id.in_(entity_ids), Person.status == PersonStatus.ACTIVE)
    )  # fmt: skip
    rows = session.execute(union_all(mandates, contacts))
    found = [
        InPlace(entity_id, part, person_id, name, function, tuple(languages or ()))
        for entity_id, part, person_id, name, function, languages in rows
    ]
    return sorted(found, key=lambda each: (each.name, each.person_id))


_PARTS: Mapping[GateItem, frozenset[str]] = {
    GateItem.SPONSOR: frozenset({Role.SPONSOR}),
    GateItem.COMMUNITY_MANAGER: frozenset({Role.COMMUNITY_MANAGER}),
    GateItem.COVER: frozenset(MODERATING_ROLES),
    GateItem.AMBASSADORS: frozenset({Role.AMBASSADOR}),
    GateItem.LANGUAGES: frozenset({Role.AMBASSADOR}),
    GateItem.REPRESENTATIVES: frozenset({Role.REPRESENTATIVE}),
    GateItem.DPO: frozenset({Role.DPO}),
    GateItem.ACCESSIBILITY: frozenset({_CONTACT}),
}


def _who_covers(item: GateItem, in_place: Sequence[InPlace]) -> list[InPlace]:
    """Return who has the part an item asks for; of those who stand in, not the first community manager."""
    found = [each for each in in_place if each.part in _PARTS[item]]
    if item is GateItem.COVER:
        first = next((each.person_id for each in found if each.part == Role.COMMUNITY_MANAGER), None)
        found = [each for each in found if each.person_id != first] if first is not None else []
    return found


def _is_covered(item: GateItem, people: Sequence[InPlace], locales: Collection[str]) -> bool:
    """Tell whether those people are all an item needs."""
    match item:
        case GateItem.AMBASSADORS:
            return {each.function for each in people} >= set(FUNCTIONS_NEEDED)
        case GateItem.LANGUAGES:
            read = {language for each in people for language in each.languages}
            return read >= {base_language(locale) for locale in locales}
        case _:
            return bool(people)


def _item(item: GateItem, ground: _Ground, in_place: Sequence[InPlace]) -> ItemRow:
    people, tick = _who_covers(item, in_place), ground.ticks.get(item)
    names = tuple(dict.fromkeys(each.name for each in people))
    can_tick = _is_covered(item, people, ground.locales)
    if tick is None:
        return ItemRow(item, ItemStanding.OPEN, names, can_tick)
    still = [each for each in people if each.person_id in tick.people]
    if _is_covered(item, still, ground.locales):
        return ItemRow(item, ItemStanding.WHOLE, names, can_tick, tick)
    there = {each.person_id for each in still}
    gone = tuple(sorted(name for person_id, name in tick.names.items() if person_id not in there))
    return ItemRow(item, ItemStanding.BROKEN, names, can_tick, tick, gone)
