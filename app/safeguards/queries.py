"""Reads of safeguards: what a tester has to confirm, and what those who write and approve sheets work on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Person
from app.campaigns.models import Campaign, Edition, campaign_products, edition_entities
from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.errors import NotFound
from app.core.languages import locale_ranks
from app.entities.models import Entity
from app.policy.actor import Actor, Role
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.products.models import Product
from app.products.types import Channel, Cost, Owner
from app.safeguards.models import SafeguardAttestation, SafeguardSheet, SafeguardWording
from app.safeguards.types import SheetStanding, SheetState

ENDS_SOON_DAYS = 21
HOLDING = frozenset({SheetStanding.IN_FORCE, SheetStanding.ENDS_SOON})
PLACES_MAX = 2_000  # products and countries of one list


class MissionProducts(NamedTuple):
    """What is tried in a mission: one product, or all that its campaign tests."""

    campaign_id: int
    product_id: int | None = None


class SheetPlace(NamedTuple):
    """Where a sheet belongs: a product's code, and a country."""

    code: str
    country: str


class SheetLack(NamedTuple):
    """A place without a sheet in force, and the product's name."""

    place: SheetPlace
    product_name: str


@dataclass(frozen=True, slots=True)
class SheetWords:
    """What a version says in one language, one sentence a line."""

    locale: str
    may: str
    may_not: str


@dataclass(frozen=True, slots=True)
class OwedSheet:
    """A competitor's product of a mission, with the sheet in force in the tester's country, if there is one."""

    product_id: int
    product_name: str
    channel: Channel
    link: str
    cost: Cost | None
    sheet_id: int | None  # ``None``: none is in force
    number: int
    approved_on: date | None
    approved_role: Role | None
    valid_until: date | None
    source_locale: str
    is_attested: bool


@dataclass(frozen=True, slots=True)
class SheetPlaceRow:
    """A competitor's product in a country of the group, and what it has there."""

    code: str
    name: str
    country: str
    standing: SheetStanding
    valid_until: date | None  # of the version in force, or of the last that was
    is_needed: bool  # an edition that is not over tests it there


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One version of a sheet."""

    id: int
    number: int
    source_locale: str
    state: SheetState
    saved: int
    written_by_id: int | None
    written_by: str
    written_on: date
    approved_by: str
    approved_role: Role | None
    approved_on: date | None
    valid_until: date | None
    withdrawn_on: date | None
    words: Mapping[str, SheetWords]  # by language
    entity_ids: frozenset[int]  # of the group, in its country

    @property
    def facts(self) -> Facts:
        """What the permission table may know about it."""
        return Facts(author_id=self.written_by_id, wherever=self.entity_ids)


@dataclass(frozen=True, slots=True)
class SheetsWork:
    """A product's sheet in a country, for who writes or approves it: every version, the newest first."""

    product_id: int
    place: SheetPlace
    product_name: str
    locales: tuple[str, ...]  # of the country; the one it is written in first comes first
    entity_ids: frozenset[int]
    versions: tuple[SheetRow, ...]

    @property
    def newest(self) -> SheetRow | None:
        """The version written last."""
        return self.versions[0] if self.versions else None


def owed_sheets(session: Session, actor: Actor, tried: MissionProducts) -> tuple[OwedSheet, ...]:
    """Return the competitors' products of a mission with what the actor has to confirm of each. One statement.

    The country is that of the entity where the actor works.
    """
    country = select(Entity.country).where(Entity.id == actor.entity_id).scalar_subquery()
    newest = aliased(SafeguardSheet)
    last = (
        select(func.max(newest.number))
        .where(newest.product_id == Product.id, newest.country == country, newest.state != SheetState.DRAFT)
        .correlate(Product)
        .scalar_subquery()
    )
    in_force = and_(
        SafeguardSheet.product_id == Product.id,
        SafeguardSheet.country == country,
        SafeguardSheet.number == last,
        SafeguardSheet.state == SheetState.APPROVED,
        SafeguardSheet.valid_until >= clock.today(actor.time_zone),
    )
    mine = and_(SafeguardAttestation.sheet_id == SafeguardSheet.id, SafeguardAttestation.person_id == actor.person_id)
    rows = session.execute(
        select(
            Product.id, Product.name, Product.channel, Product.link, Product.cost_cents, Product.cost_currency,
            Product.is_refunded, SafeguardSheet.id, SafeguardSheet.number, SafeguardSheet.approved_on,
            SafeguardSheet.approved_role, SafeguardSheet.valid_until, SafeguardSheet.source_locale,
            SafeguardAttestation.person_id,
        )
        .select_from(Product)
        .outerjoin(SafeguardSheet, in_force)
        .outerjoin(SafeguardAttestation, mine)
        .where(Product.owner == Owner.COMPETITOR, _is_tried(tried))
        .order_by(Product.name, Product.id)
    )  # fmt: skip
    return tuple(_owed(row) for row in rows)


def words_read(session: Session, actor: Actor, sheets: Collection[OwedSheet]) -> dict[int, SheetWords]:
    """Return the words of sheets in the actor's language, else in the one they were written in. One statement."""
    ranks = locale_ranks(actor.locale, "")
    ids = [sheet.sheet_id for sheet in sheets if sheet.sheet_id is not None]
    rows = session.execute(
        select(SafeguardWording.sheet_id, SafeguardWording.locale, SafeguardWording.may, SafeguardWording.may_not)
        .join(SafeguardSheet, SafeguardSheet.id == SafeguardWording.sheet_id)
        .where(
            SafeguardWording.sheet_id.in_(ids),
            or_(SafeguardWording.locale.in_(list(ranks)), SafeguardWording.locale == SafeguardSheet.source_locale),
        )
    ).all()
    best: dict[int, tuple[int, SheetWords]] = {}
    for sheet_id, locale, may, may_not in rows:
        rank = ranks.get(locale, len(ranks))
        if sheet_id not in best or rank < best[sheet_id][0]:
            best[sheet_id] = (rank, SheetWords(locale, may, may_not))
    return {sheet_id: words for sheet_id, (_rank, words) in best.items()}


def sheet_places(session: Session, actor: Actor) -> tuple[SheetPlaceRow, ...]:
    """Return every competitor's product in every country of the group, those that are needed first. Four statements.

    :raises Forbidden: only who writes or approves sheets
    """
    require(actor, Action.SAFEGUARD_VIEW, NOTHING)
    products = session.execute(
        select(Product.id, Product.code, Product.name)
        .where(Product.owner == Owner.COMPETITOR)
        .order_by(Product.name, Product.id)
        .limit(PLACES_MAX)
    ).all()
    countries = session.scalars(select(Entity.country).distinct().order_by(Entity.country)).all()
    needed = {(product_id, country) for product_id, country in session.execute(_needed())}
    sheets: dict[tuple[int, str], list[tuple[SheetState, date | None]]] = {}
    found = session.execute(
        select(SafeguardSheet.product_id, SafeguardSheet.country, SafeguardSheet.state, SafeguardSheet.valid_until)
        .order_by(SafeguardSheet.number.desc())
    )  # fmt: skip
    for product_id, country, state, until in found:
        sheets.setdefault((product_id, country), []).append((state, until))
    rows = [
        SheetPlaceRow(code, name, country, *standing_from(sheets.get(key, ())), key in needed)
        for product_id, code, name in products
        for country in dict.fromkeys((*countries, *(at for number, at in sheets if number == product_id)))
        for key in [(product_id, country)]
    ]
    return tuple(sorted(rows, key=lambda row: not row.is_needed))


def standing_from(versions: Collection[tuple[SheetState, date | None]]) -> tuple[SheetStanding, date | None]:
    """Tell what versions, the newest first, make of a place today, and up to which day."""
    told = next(((state, until) for state, until in versions if state is not SheetState.DRAFT), None)
    today = clock.today()
    if told is not None and told[0] is SheetState.APPROVED and told[1] is not None:
        if told[1] >= today:
            ends_soon = told[1] < today + timedelta(days=ENDS_SOON_DAYS)
            return (SheetStanding.ENDS_SOON if ends_soon else SheetStanding.IN_FORCE), told[1]
        return SheetStanding.EXPIRED, told[1]
    is_written = any(state is SheetState.DRAFT for state, _until in versions)
    return (SheetStanding.WAITING if is_written else SheetStanding.MISSING), None


def sheets_work(session: Session, actor: Actor, place: SheetPlace) -> SheetsWork:
    """Return a product's sheet in a country with every version. Four statements, whatever their number.

    :raises Forbidden: only who writes or approves sheets
    :raises NotFound: no such competitor's product, or no entity of the group is in that country
    """
    require(actor, Action.SAFEGUARD_VIEW, NOTHING)
    product = session.execute(
        select(Product.id, Product.name).where(Product.code == place.code, Product.owner == Owner.COMPETITOR)
    ).one_or_none()
    there = session.execute(
        select(Entity.id, Entity.default_locale, Entity.locales)
        .where(Entity.country == place.country)
        .order_by(Entity.id)
    ).all()
    if product is None or not there:
        raise NotFound
    entity_ids = frozenset(row.id for row in there)
    spoken = dict.fromkeys([there[0].default_locale, *(locale for row in there for locale in row.locales)])
    versions = _versions(session, _of_place(product.id, place.country), entity_ids)
    return SheetsWork(product.id, place, product.name, tuple(spoken), entity_ids, versions)


def place_of_sheet(session: Session, actor: Actor, sheet_id: int) -> SheetPlace:
    """Return where a version belongs. One statement.

    :raises Forbidden: only who writes or approves sheets
    :raises NotFound: there is none
    """
    require(actor, Action.SAFEGUARD_VIEW, NOTHING)
    found = session.execute(
        select(Product.code, SafeguardSheet.country)
        .join(Product, Product.id == SafeguardSheet.product_id)
        .where(SafeguardSheet.id == sheet_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    return SheetPlace(*found)


def sheets_lacking(session: Session, actor: Actor, edition_ids: Collection[int]) -> dict[int, tuple[SheetLack, ...]]:
    """Return, for each edition, the competitors' products and countries without a sheet in force. Two statements.

    Its own country counts, and those of the entities that it welcomes.
    """
    del actor  # who asks what keeps an edition closed may know it: the list has asked
    places = session.execute(
        _needed()
        .add_columns(Edition.id, Product.code, Product.name)
        .where(Edition.id.in_(edition_ids))
        .order_by(Product.code, Entity.country)
    ).all()
    sheets: dict[tuple[int, str], list[tuple[SheetState, date | None]]] = {}
    found = session.execute(
        select(SafeguardSheet.product_id, SafeguardSheet.country, SafeguardSheet.state, SafeguardSheet.valid_until)
        .where(SafeguardSheet.product_id.in_({row[0] for row in places}))
        .order_by(SafeguardSheet.number.desc())
    )  # fmt: skip
    for product_id, country, state, until in found:
        sheets.setdefault((product_id, country), []).append((state, until))
    lacking: dict[int, list[SheetLack]] = {edition_id: [] for edition_id in edition_ids}
    for product_id, country, edition_id, code, name in places:
        if standing_from(sheets.get((product_id, country), ()))[0] not in HOLDING:
            lacking[edition_id].append(SheetLack(SheetPlace(code, country), name))
    return {edition_id: tuple(found) for edition_id, found in lacking.items()}


def _is_tried(tried: MissionProducts) -> ColumnElement[bool]:
    if tried.product_id is not None:
        return Product.id == tried.product_id
    return Product.id.in_(
        select(campaign_products.c.product_id).where(campaign_products.c.campaign_id == tried.campaign_id)
    )


def _needed() -> Select[*tuple[Any, ...]]:
    """Return the statement of competitors' products and countries where an edition that is not over tests them."""
    welcome = exists().where(edition_entities.c.edition_id == Edition.id, edition_entities.c.entity_id == Entity.id)
    return (
        select(Product.id, Entity.country)
        .select_from(Product)
        .distinct()
        .join(campaign_products, campaign_products.c.product_id == Product.id)
        .join(Campaign, Campaign.id == campaign_products.c.campaign_id)
        .join(Edition, Edition.campaign_id == Campaign.id)
        .join(Entity, or_(Entity.id == Edition.entity_id, welcome))
        .where(Product.owner == Owner.COMPETITOR, Edition.status != EditionStatus.CLOSED)
    )


def _of_place(product_id: int, country: str) -> Select[Any]:
    return select(SafeguardSheet.id).where(SafeguardSheet.product_id == product_id, SafeguardSheet.country == country)


def _versions(session: Session, wanted: Select[Any], entity_ids: frozenset[int]) -> tuple[SheetRow, ...]:
    """Return versions, the newest first. Two statements."""
    writer, approver = aliased(Person), aliased(Person)
    rows = session.execute(
        select(
            SafeguardSheet.id, SafeguardSheet.number, SafeguardSheet.source_locale, SafeguardSheet.state,
            SafeguardSheet.saved, SafeguardSheet.written_by_id, func.coalesce(writer.name, ""),
            SafeguardSheet.written_on, func.coalesce(approver.name, ""), SafeguardSheet.approved_role,
            SafeguardSheet.approved_on, SafeguardSheet.valid_until, SafeguardSheet.withdrawn_on,
        )
        .outerjoin(writer, writer.id == SafeguardSheet.written_by_id)
        .outerjoin(approver, approver.id == SafeguardSheet.approved_by_id)
        .where(SafeguardSheet.id.in_(wanted))
        .order_by(SafeguardSheet.number.desc())
    ).all()  # fmt: skip
    words: dict[int, dict[str, SheetWords]] = {}
    found = session.execute(
        select(SafeguardWording.sheet_id, SafeguardWording.locale, SafeguardWording.may, SafeguardWording.may_not)
        .where(SafeguardWording.sheet_id.in_(wanted))
    )  # fmt: skip
    for sheet_id, locale, may, may_not in found:
        words.setdefault(sheet_id, {})[locale] = SheetWords(locale, may, may_not)
    values: list[tuple[Any, ...]] = [(*row, words.get(row.id, {}), entity_ids) for row in rows]
    return tuple(SheetRow(*each) for each in values)


def _owed(row: Row[*tuple[Any, ...]]) -> OwedSheet:
    product_id, name, channel, link, cents, currency, is_refunded, sheet_id, number, *approval, reader = row
    cost = None if cents is None else Cost(cents, currency, is_refunded)
    approved_on, role, until, source = approval
    return OwedSheet(
        product_id, name, channel, link, cost, sheet_id, number or 0, approved_on, role, until, source or "",
        is_attested=reader is not None,
    )  # fmt: skip
