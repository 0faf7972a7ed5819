"""Use cases of safeguards: writing a sheet, approving it, withdrawing it, confirming it before a mission."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import ChangedMeanwhile, NotFound
from app.core.states import check_move
from app.db.insert import insert_for
from app.db.lock import locked
from app.db.session import transaction, unique
from app.entities.models import Entity
from app.journal.record import record
from app.policy.actor import Actor
from app.policy.check import require, role_for
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.products.models import Product
from app.products.types import Owner
from app.safeguards.errors import (
    ApprovalTooLong,
    HalfTranslated,
    OnlyCompetitors,
    SafeguardsChanged,
    SafeguardsMissing,
    SafeguardsNotAttested,
    SheetSourceMissing,
)
from app.safeguards.models import SafeguardAttestation, SafeguardSheet, SafeguardWording
from app.safeguards.queries import MissionProducts, SheetPlace, owed_sheets, words_read
from app.safeguards.types import APPROVED_AT_MOST_DAYS, SHEET_TRANSITIONS, SheetState

Words = Mapping[str, str]  # locale → lines


@dataclass(frozen=True, slots=True)
class SheetInput:
    """What testers may and may not do, by language, one sentence a line; ``saved``: what it was written against."""

    may: Words
    may_not: Words
    saved: int = 0  # of the newest version; 0: there was none yet


def write_sheet(session: Session, actor: Actor, place: SheetPlace, data: SheetInput) -> SafeguardSheet:
    """Write what testers may and may not do with a product in a country. What is approved stays, and in force.

    New words make a new version, which waits for its approval; a version that waits already is changed.

    :raises Forbidden: only the central team does
    :raises NotFound: no such product, or no entity of the group is there
    :raises OnlyCompetitors: it is the group's own
    :raises SheetSourceMissing, HalfTranslated: people would confirm half
    :raises ChangedMeanwhile: somebody saved it since the form was shown
    """
    require(actor, Action.SAFEGUARD_WRITE, NOTHING)
    with transaction(session):
        product, source = _place(session, place)
        words = _checked(data, source)
        newest = _newest(session, product.id, place.country)
        if newest is not None and _words_of(session, newest.id) == words and newest.state is not SheetState.WITHDRAWN:
            return newest  # the same form twice is one change
        if data.saved != (newest.saved if newest else 0):
            raise ChangedMeanwhile
        author = None if actor.is_system else actor.person_id
        if newest is None or newest.state is not SheetState.DRAFT:
            number = newest.number + 1 if newest else 1
            sheet = SafeguardSheet(
                product_id=product.id, country=place.country, number=number, source_locale=source, written_by_id=author
            )
            with unique(session, ChangedMeanwhile):
                session.add(sheet)
        else:
            sheet = newest
            sheet.saved += 1
            sheet.written_by_id, sheet.written_on = author, clock.today()
            session.execute(delete(SafeguardWording).where(SafeguardWording.sheet_id == sheet.id))
        session.add_all(
            SafeguardWording(sheet_id=sheet.id, locale=locale, may=may, may_not=may_not)
            for locale, (may, may_not) in words.items()
        )
        details = {"product": place.code, "country": place.country, "version": sheet.number}
        record(session, actor, "safeguards.write", ("safeguard_sheet", sheet.id, NOTHING), details)
    return sheet


def approve_sheet(session: Session, actor: Actor, sheet_id: int, until: date, saved: int) -> SafeguardSheet:
    """Approve a version up to a day; of one that is in force, say up to which day it goes on.

    Whoever wrote it does not approve it. From then on it replaces the one before, and testers confirm it anew.

    :raises NotFound: no such version
    :raises Forbidden: neither data protection for that country nor the central team; or they wrote it themselves
    :raises ApprovalTooLong: the day is past, or more than a year ahead
    :raises ChangedMeanwhile: somebody saved it since it was read
    :raises NotPossibleNow: it was withdrawn
    """
    with transaction(session):
        sheet, facts = _locked(session, sheet_id)
        require(actor, Action.SAFEGUARD_APPROVE, facts)
        today = clock.today(actor.time_zone)
        if not today <= until <= today + timedelta(days=APPROVED_AT_MOST_DAYS):
            raise ApprovalTooLong
        state = check_move(SHEET_TRANSITIONS, sheet.state, SheetState.APPROVED)
        if sheet.state is SheetState.APPROVED and sheet.valid_until == until:
            return sheet  # the same form twice is one approval
        if sheet.saved != saved:
            raise ChangedMeanwhile
        sheet.state, sheet.valid_until, sheet.approved_on = state, until, today
        sheet.approved_by_id = None if actor.is_system else actor.person_id
        sheet.approved_role = role_for(actor, Action.SAFEGUARD_APPROVE, facts)
        sheet.saved += 1
        details = {"country": sheet.country, "version": sheet.number, "until": until.isoformat()}
        record(session, actor, "safeguards.approve", ("safeguard_sheet", sheet.id, NOTHING), details)
    return sheet


def withdraw_sheet(session: Session, actor: Actor, sheet_id: int) -> None:
    """Take an approval back: from now on the missions of that country cannot be started. Twice is once.

    :raises NotFound: no such version
    :raises Forbidden: neither data protection for that country nor the central team
    :raises NotPossibleNow: it was never approved
    """
    with transaction(session):
        sheet, facts = _locked(session, sheet_id)
        require(actor, Action.SAFEGUARD_WITHDRAW, facts)
        if sheet.state is SheetState.WITHDRAWN:
            return
        sheet.state = check_move(SHEET_TRANSITIONS, sheet.state, SheetState.WITHDRAWN)
        sheet.withdrawn_on = clock.today(actor.time_zone)
        sheet.saved += 1
        details = {"country": sheet.country, "version": sheet.number}
        record(session, actor, "safeguards.withdraw", ("safeguard_sheet", sheet.id, NOTHING), details)


def attest_sheets(
    session: Session, actor: Actor, facts: Facts, tried: MissionProducts, sheet_ids: Collection[int]
) -> None:
    """Note that the actor confirms what they may and may not do in a mission; ``sheet_ids`` are what they read.

    Twice is the same as once.

    :raises Forbidden: the actor does not take part, or the edition is not open
    :raises SafeguardsMissing: none is in force for one of the products
    :raises SafeguardsChanged: what is in force is not what was read
    """
    require(actor, Action.SAFEGUARD_ATTEST, facts)
    with transaction(session):
        ids = select(SafeguardSheet.id).where(SafeguardSheet.id.in_(sheet_ids)).order_by(SafeguardSheet.id)
        session.execute(ids.with_for_update(read=True))  # none is withdrawn while it is confirmed
        sheets = owed_sheets(session, actor, tried)
        for sheet in sheets:
            if sheet.sheet_id is None:
                raise SafeguardsMissing(product=sheet.product_name)
        waiting = [sheet for sheet in sheets if not sheet.is_attested]
        if any(sheet.sheet_id not in sheet_ids for sheet in waiting):
            raise SafeguardsChanged
        words = words_read(session, actor, waiting)
        insert = insert_for(session.get_bind().dialect.name)
        today = clock.today(actor.time_zone)
        for sheet in waiting:
            values = {
                "person_id": actor.person_id,
                "sheet_id": sheet.sheet_id,
                "locale": words[sheet.sheet_id].locale if sheet.sheet_id in words else sheet.source_locale,
                "attested_on": today,
            }
            session.execute(insert(SafeguardAttestation).values(values).on_conflict_do_nothing())


def require_safeguards(session: Session, actor: Actor, tried: MissionProducts) -> None:
    """Stop here unless the actor has confirmed what they may and may not do in a mission. One statement.

    :raises SafeguardsMissing: none is in force for one of its products in the actor's country
    :raises SafeguardsNotAttested: one is, and the actor has not confirmed it
    """
    for sheet in owed_sheets(session, actor, tried):
        if sheet.sheet_id is None:
            raise SafeguardsMissing(product=sheet.product_name)
        if not sheet.is_attested:
            raise SafeguardsNotAttested(product=sheet.product_name)


def _place(session: Session, place: SheetPlace) -> tuple[Product, str]:
    """Return the product, locked, and the language in which its sheet is written first."""
    product = session.scalars(
        select(Product).where(Product.code == place.code).with_for_update(key_share=True)
    ).one_or_none()
    source = session.scalars(
        select(Entity.default_locale).where(Entity.country == place.country).order_by(Entity.id).limit(1)
    ).one_or_none()
    if product is None or source is None:
        raise NotFound
    if product.owner is not Owner.COMPETITOR:
        raise OnlyCompetitors
    return product, source


def _checked(data: SheetInput, source: str) -> dict[str, tuple[str, str]]:
    """Return both parts of each language that has any."""
    words = {
        locale: (data.may.get(locale, "").strip(), data.may_not.get(locale, "").strip())
        for locale in {*data.may, *data.may_not}
    }
    if not all(words.get(source, ("", ""))):
        raise SheetSourceMissing
    for locale, both in words.items():
        if any(both) and not all(both):
            raise HalfTranslated(language=locale)
    return {locale: both for locale, both in words.items() if all(both)}


def _newest(session: Session, product_id: int, country: str) -> SafeguardSheet | None:
    return session.scalars(
        select(SafeguardSheet)
        .where(SafeguardSheet.product_id == product_id, SafeguardSheet.country == country)
        .order_by(SafeguardSheet.number.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).one_or_none()


def _words_of(session: Session, sheet_id: int) -> dict[str, tuple[str, str]]:
    rows = session.execute(
        select(SafeguardWording.locale, SafeguardWording.may, SafeguardWording.may_not)
        .where(SafeguardWording.sheet_id == sheet_id)
    )  # fmt: skip
    return {locale: (may, may_not) for locale, may, may_not in rows}


def _locked(session: Session, sheet_id: int) -> tuple[SafeguardSheet, Facts]:
    """Return a version as it is now, locked after its product, and what the permission table may know of it."""
    product_id = select(SafeguardSheet.product_id).where(SafeguardSheet.id == sheet_id).scalar_subquery()
    session.execute(select(Product.id).where(Product.id == product_id).with_for_update(key_share=True))
    sheet = locked(session, SafeguardSheet, sheet_id)
    there = session.scalars(select(Entity.id).where(Entity.country == sheet.country))
    return sheet, Facts(author_id=sheet.written_by_id, wherever=frozenset(there))
