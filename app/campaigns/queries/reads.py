"""Reads of campaigns and of their editions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, exists, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from app.accounts.models import Mandate, Person
from app.accounts.queries import holders_of
from app.accounts.types import PersonStatus
from app.campaigns.models import (
    Campaign,
    Edition,
    Phase,
    PromiseChange,
    campaign_products,
    edition_entities,
    facts_in_time,
)
from app.campaigns.queries.rows import (
    AnimatorRow,
    CampaignRow,
    EditionRow,
    ListedCampaign,
    PhaseRow,
    ProductOfCampaign,
    PromiseChangeRow,
    SharedRolesRow,
)
from app.campaigns.types import CampaignPromise, CampaignPurpose, EditionStatus, IdentityLevel
from app.core import clock
from app.core.errors import NotFound
from app.core.pages import Page, join_key, split_key
from app.db.json_rows import JsonRows
from app.db.read import read_rows
from app.entities.models import Entity
from app.policy.actor import BOUND_TO_LANGUAGES, MODERATING_ROLES, Actor
from app.policy.apart import excluded_by
from app.policy.check import can, require, require_sight
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.policy.scopes import campaign_sight
from app.products.models import Product
from app.texts.queries import texts_of

PAGE_SIZE = 24


def campaign_by_slug(session: Session, actor: Actor, slug: str) -> CampaignRow:
    """Return a campaign with the editions the actor may see. One statement, whatever their number.

    :raises NotFound: no such campaign, or the actor may not see it
    """
    rows = read_rows(session, _BY_SLUG, {"slug": slug})
    if not rows:
        raise NotFound
    campaign = _gather(rows, actor)[0]
    require_sight(actor, Action.CAMPAIGN_VIEW, campaign.facts)
    return campaign


def campaigns_page(session: Session, actor: Actor, after: str = "", limit: int = PAGE_SIZE) -> Page[ListedCampaign]:
    """Return the campaigns the actor may see, newest first, ``limit`` at a time; templates are in the studio.

    Two statements, whatever the number of campaigns, editions and languages.
    """
    require(actor, Action.CAMPAIGN_LIST, NOTHING)
    seen = (
        select(Campaign.id)
        .outerjoin(Edition, Edition.campaign_id == Campaign.id)
        .where(campaign_sight(actor, Edition.entity_id, Campaign.id), Campaign.purpose == CampaignPurpose.CAMPAIGN)
    )
    key = split_key(after, 1)
    if key and key[0].isdecimal() and key[0].isascii():
        seen = seen.where(Campaign.id < min(int(key[0]), _BIGGEST_ID))
    wanted = seen.distinct().order_by(Campaign.id.desc()).limit(limit + 1).subquery()
    found = _gather(session.execute(_campaigns(Campaign.id.in_(select(wanted.c.id)))), actor)
    shown = found[:limit]
    ids = [text_id for row in shown for text_id in (row.title_text_id, row.pitch_text_id)]
    texts = texts_of(session, actor, ids, next((row.default_locale for row in shown if row.edition), ""))
    more = join_key(shown[-1].id) if len(found) > limit else ""
    return Page([ListedCampaign(row, texts) for row in shown], next_key=more)


def edition_by_id_for_update(session: Session, actor: Actor, edition_id: int) -> Edition:
    """Return an edition as it is now, locked until the transaction ends, with its phases. Two statements.

    :raises NotFound: no such edition, or the actor may not see its campaign
    """
    edition = session.scalars(
        select(Edition)
        .where(Edition.id == edition_id)
        .options(joinedload(Edition.entity), joinedload(Edition.campaign), selectinload(Edition.phases))
        .with_for_update(of=Edition, key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if edition is None:
        raise NotFound
    facts = edition.facts_at(clock.now())
    if not can(actor, Action.EDITION_WRITE, facts):  # the demonstration writes them for nobody, and sees none
        require_sight(actor, Action.CAMPAIGN_VIEW, facts)
    return edition


def welcomed_by(session: Session, actor: Actor, edition_id: int) -> frozenset[int]:
    """Return the other entities whose employees an edition welcomes. One statement."""
    del actor  # for the table of permissions, inside use cases
    welcomed = select(edition_entities.c.entity_id).where(edition_entities.c.edition_id == edition_id)
    return frozenset(session.scalars(welcomed))


def languages_written(session: Session, actor: Actor, campaign_id: int) -> tuple[str, ...]:
    """Return the languages a campaign is written in: its own first, its entities', others. Two statements.

    :raises NotFound: no such campaign
    """
    del actor  # whoever may write there may know: the caller has asked
    own = session.execute(
        select(Campaign.source_locale, Campaign.more_locales).where(Campaign.id == campaign_id)
    ).one_or_none()
    if own is None:
        raise NotFound
    spoken = session.scalars(
        select(Entity.locales)
        .join(Edition, Edition.entity_id == Entity.id)
        .where(Edition.campaign_id == campaign_id)
        .order_by(Entity.id)
    )
    return tuple(
        dict.fromkeys([own.source_locale, *(locale for locales in spoken for locale in locales), *own.more_locales])
    )


def products_of(session: Session, actor: Actor, campaign_id: int) -> tuple[ProductOfCampaign, ...]:
    """Return what a campaign tests, in its order; nothing when the campaign is out of sight. One statement."""
    seen = exists().where(
        Edition.campaign_id == campaign_id, campaign_sight(actor, Edition.entity_id, Edition.campaign_id)
    )
    rows = session.execute(
        select(Product.id, Product.name, Product.owner, Product.channel)
        .join(campaign_products, campaign_products.c.product_id == Product.id)
        .where(campaign_products.c.campaign_id == campaign_id, seen | _sees_all(actor, campaign_id))
        .order_by(campaign_products.c.position, Product.name)
    )
    return tuple(ProductOfCampaign(*row) for row in rows)


def animators_of(session: Session, actor: Actor, edition: EditionRow) -> tuple[AnimatorRow, ...]:
    """Return who animates an edition today: community managers first, then ambassadors, by name. One statement.

    :raises NotFound: the actor may not see the edition
    """
    require_sight(actor, Action.CAMPAIGN_VIEW, edition.facts)
    place = (edition.entity_id, edition.campaign_id)
    holders = holders_of(session, actor, MODERATING_ROLES, clock.today(), [edition.entity_id])
    found = {(holder.grant.role, holder.name) for holder in holders if holder.grant.covers(*place)}
    managers_first = sorted(found, key=lambda each: (each[0] in BOUND_TO_LANGUAGES, each[1]))
    return tuple(AnimatorRow(name, role) for role, name in managers_first)


def shared_roles_of(session: Session, actor: Actor, edition: EditionRow) -> tuple[SharedRolesRow, ...]:
    """Return who holds two roles there today that are usually kept apart, by name. One statement.

    :raises NotFound: the actor may not see the edition
    """
    require_sight(actor, Action.CAMPAIGN_VIEW, edition.facts)
    today = clock.today()  # as rights are
    other, giver, second = aliased(Mandate), aliased(Person), aliased(Person)

    def here(mandate: type[Mandate]) -> ColumnElement[bool]:
        return (
            mandate.in_force_on(today)
            & (mandate.entity_id.is_(None) | (mandate.entity_id == edition.entity_id))
            & (mandate.campaign_id.is_(None) | (mandate.campaign_id == edition.campaign_id))
        )

    rows = session.execute(
        select(Person.name, Mandate.role, other.role, Mandate.starts_on, giver.name, second.name, Mandate.reason)
        .join(Person, Person.id == Mandate.person_id)
        .join(other, (other.person_id == Mandate.person_id) & (other.id != Mandate.id))
        .outerjoin(giver, giver.id == Mandate.given_by_id)
        .outerjoin(second, second.id == Mandate.decided_by_id)
        .where(Mandate.reason.is_not(None), here(Mandate), here(other), Person.status == PersonStatus.ACTIVE)
        .order_by(Person.name, Mandate.starts_on, Mandate.id, other.id)
    )
    return tuple(SharedRolesRow(*row) for row in rows if row[2] in excluded_by(row[1]))


def promise_changes_of(session: Session, actor: Actor, campaign: CampaignRow) -> tuple[PromiseChangeRow, ...]:
    """Return how the promise changed since people joined, the last change first. One statement.

    :raises NotFound: the actor may not see the campaign
    """
    require_sight(actor, Action.CAMPAIGN_VIEW, campaign.facts)
    rows = session.execute(
        select(PromiseChange.before, PromiseChange.after, PromiseChange.reason, PromiseChange.role, PromiseChange.at)
        .where(PromiseChange.campaign_id == campaign.id)
        .order_by(PromiseChange.at.desc(), PromiseChange.id)
    )
    return tuple(
        PromiseChangeRow(CampaignPromise.of(row.before), CampaignPromise.of(row.after), row.reason, row.role, row.at)
        for row in rows
    )


_BIGGEST_ID = 2**31 - 1
_CAMPAIGN = (
    Campaign.id, Campaign.slug, Campaign.source_locale, Campaign.title_text_id, Campaign.pitch_text_id,
    Campaign.description_text_id, Campaign.identity_levels, Campaign.min_group, Campaign.min_group_verbatim,
    Campaign.answer_within_days, Campaign.moderation_timing, Campaign.decide_by, Campaign.purpose,
    Campaign.more_locales, Campaign.frozen_at, Campaign.created_at, Campaign.version,
)  # fmt: skip
_EDITION = (
    Edition.id, Edition.campaign_id, Edition.entity_id, Entity.name, Entity.code, Entity.default_locale,
    Entity.locales, Entity.time_zone, Entity.working_days, Entity.holidays, Edition.status, Edition.opened_at,
    Edition.version,
    select(JsonRows(edition_entities.c.entity_id))
    .where(edition_entities.c.edition_id == Edition.id)
    .correlate(Edition)
    .scalar_subquery(),
)  # fmt: skip
_PHASE = (Phase.kind, Phase.starts_at, Phase.ends_at)
_EDITION_AT = len(_CAMPAIGN)
_PHASE_AT = _EDITION_AT + len(_EDITION)
_CAMPAIGN_NAMES = tuple(column.name for column in fields(CampaignRow))[:_EDITION_AT]
_EDITION_NAMES = tuple(column.name for column in fields(EditionRow))[: len(_EDITION)]


def _campaigns(which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Return campaigns, each repeated for its editions, each repeated for its phases."""
    return (
        select(*_CAMPAIGN, *_EDITION, *_PHASE)
        .select_from(Campaign)
        .outerjoin(Edition, Edition.campaign_id == Campaign.id)
        .outerjoin(Entity, Entity.id == Edition.entity_id)
        .outerjoin(Phase, Phase.edition_id == Edition.id)
        .where(which)
        .order_by(Campaign.id.desc(), Entity.name, Edition.id, Phase.starts_at, Phase.id)
    )


_BY_SLUG = _campaigns(Campaign.slug == bindparam("slug"))  # built once: nearly every page asks


def _gather(rows: Iterable[Row[*tuple[Any, ...]]], actor: Actor) -> list[CampaignRow]:
    """Fold the repeated rows into campaigns, keeping the editions the actor may see."""
    campaigns: dict[int, tuple[Any, ...]] = {}
    editions: dict[int, dict[int, tuple[Any, ...]]] = {}
    phases: dict[int, list[PhaseRow]] = {}
    for row in rows:
        values = tuple(row)
        campaigns[values[0]] = values[:_EDITION_AT]
        of_campaign = editions.setdefault(values[0], {})
        edition_id = values[_EDITION_AT]
        if edition_id is not None:
            of_campaign[edition_id] = values[_EDITION_AT:_PHASE_AT]
            if values[_PHASE_AT] is not None:
                phases.setdefault(edition_id, []).append(PhaseRow(*values[_PHASE_AT:]))
    now = clock.now()
    by_mandate = replace(actor, enrolled_in=frozenset(), campaigns_open=frozenset())
    result = []
    for campaign_id, values in campaigns.items():
        every = [_edition(found, phases.get(number, []), now) for number, found in editions[campaign_id].items()]
        # What an entity prepares is its staff's affair until it opens.
        shown = tuple(
            edition
            for edition in every
            if can(by_mandate if edition.status is EditionStatus.DRAFT else actor, Action.CAMPAIGN_VIEW, edition.facts)
        )
        result.append(_campaign(values, shown, actor))
    return result


def _campaign(values: tuple[Any, ...], editions: tuple[EditionRow, ...], actor: Actor) -> CampaignRow:
    own = (edition for edition in editions if edition.entity_id == actor.entity_id)
    welcoming = (edition for edition in editions if actor.entity_id in edition.welcomes)
    mine = next(own, None) or next(welcoming, None)
    named: dict[str, Any] = dict(zip(_CAMPAIGN_NAMES, values, strict=True))
    named["more_locales"] = tuple(named["more_locales"])
    named["identity_levels"] = tuple(IdentityLevel(level) for level in named["identity_levels"])
    return CampaignRow(**named, edition=mine, editions=editions)


def _edition(values: tuple[Any, ...], phases: list[PhaseRow], now: datetime) -> EditionRow:
    named: dict[str, Any] = dict(zip(_EDITION_NAMES, values, strict=True))
    for name in ("locales", "working_days", "holidays"):
        named[name] = tuple(named[name])
    named["welcomes"] = frozenset(entity_id for (entity_id,) in named["welcomes"] or ())
    spans = [(phase.kind, phase.starts_at, phase.ends_at) for phase in phases]
    place = Facts(campaign_id=named["campaign_id"], entity_id=named["entity_id"], edition_id=named["id"])
    place = replace(place, welcomes=named["welcomes"])
    facts = facts_in_time(place, named["status"], spans, now)
    return EditionRow(**named, phases=tuple(phases), facts=facts)


def _sees_all(actor: Actor, campaign_id: int) -> bool:
    """Tell whether the actor sees the campaign whatever its editions."""
    return can(actor, Action.CAMPAIGN_VIEW, Facts(campaign_id=campaign_id))
