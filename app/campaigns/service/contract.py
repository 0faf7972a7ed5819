"""The campaign itself: its texts, what it promises to those who write, and when that promise is fixed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from app.campaigns.errors import (
    ContractFrozen,
    NoIdentityLevel,
    OutOfRange,
    SlugTaken,
    UnknownProduct,
    UnreadableSlug,
)
from app.campaigns.models import Campaign, campaign_products
from app.campaigns.service.promise import keep_promise_change
from app.campaigns.types import PROMISE_MAX_DAYS, SLUG_MAX_CHARS, IdentityLevel, ModerationTiming
from app.core import clock
from app.core.errors import ChangedMeanwhile, FormUsed
from app.core.slugs import latin_words
from app.core.wording import is_code
from app.db.lock import locked
from app.db.session import transaction, unique
from app.journal.record import record
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.masking import FLOOR
from app.policy.rules import Action
from app.products.models import Product
from app.texts.write import are_source_words, change_texts, new_text

TAKEN_WORDS = frozenset({"new"})  # addresses that mean something else


@dataclass(frozen=True, slots=True)
class CampaignInput:
    """A campaign as the central team writes it, its texts in the source language; no slug: made from the title."""

    slug: str
    source_locale: str
    title: str
    pitch: str
    description: str
    identity_levels: tuple[IdentityLevel, ...] = tuple(IdentityLevel)
    min_group: int = 5  # people behind a figure
    min_group_verbatim: int = 10  # people behind quoted words
    answer_within_days: int = 5  # working days
    decide_by: date | None = None
    product_ids: tuple[int, ...] = ()
    version: int = 1  # that it was written against
    promise_reason: str = ""  # why people who joined are promised less
    is_correction: bool = False  # the words mean what they meant: translations stay right
    submission_key: str | None = None  # sent twice, it is one campaign


@dataclass(frozen=True, slots=True)
class CampaignResult:
    """A campaign as it was saved; ``has_new_words``: in its own language, so that translations are out of date."""

    campaign: Campaign
    has_new_words: bool


def create_campaign(session: Session, actor: Actor, data: CampaignInput) -> Campaign:
    """Write a new campaign; no entity takes part yet. The same form sent twice gives the campaign again.

    :raises Forbidden: only the central team does
    :raises UnreadableSlug: the address would not read well; suggests another
    :raises SlugTaken: another campaign has the address
    :raises FormUsed: the same form was sent before with other words
    :raises NoIdentityLevel, OutOfRange, UnknownProduct: the contract cannot be kept
    """
    require(actor, Action.CAMPAIGN_WRITE, NOTHING)
    slug = free_slug(session, actor, data.slug, data.title)
    _check_contract(data)
    try:
        with transaction(session):
            campaign = _new_campaign(session, actor, slug, data)
            with unique(session, SlugTaken):  # or the key: the database decides between two clicks
                session.add(campaign)
            _set_products(session, campaign.id, data.product_ids)
            record(session, actor, "campaigns.create", ("campaign", campaign.id, campaign.facts), _settings(campaign))
    except SlugTaken:
        known = _by_key(session, data.submission_key)  # after the roll-back: no text of the second stays
        if known is None:
            raise
        if not are_source_words(session, dict(zip(_text_ids(known), _words(data), strict=True))):
            raise FormUsed from None
        return known
    return campaign


def change_campaign(session: Session, actor: Actor, campaign_id: int, data: CampaignInput) -> CampaignResult:
    """Change a campaign; its address and its source language stay. Changed words leave translations outdated.

    Once people have joined, what it promises them may hold less only with a reason; they are told.

    :raises NotFound: no such campaign
    :raises Forbidden: only the central team does
    :raises ContractFrozen: the first contribution has fixed the identity levels and the minimum groups
    :raises NoIdentityLevel, OutOfRange, UnknownProduct: the contract cannot be kept
    :raises ChangedMeanwhile: somebody saved it since the form was shown
    :raises PromiseNeedsReason: people joined under a promise that held more, and no reason is given
    """
    require(actor, Action.CAMPAIGN_WRITE, Facts(campaign_id=campaign_id))
    with transaction(session):
        campaign = locked(session, Campaign, campaign_id)
        _check_contract(data)
        before, promise = _settings(campaign), campaign.promise
        if campaign.frozen_at is not None and _contract(campaign) != _contract_of(data):
            raise ContractFrozen
        campaign.identity_levels = _levels(data)
        campaign.min_group, campaign.min_group_verbatim = data.min_group, data.min_group_verbatim
        campaign.answer_within_days, campaign.decide_by = data.answer_within_days, data.decide_by
        has_new_words = _change_words(session, actor, campaign, data)
        has_other_products = _set_products(session, campaign.id, data.product_ids)
        after = _settings(campaign)
        changed: dict[str, Any] = {
            name: {"before": before[name], "after": after[name]} for name in after if before[name] != after[name]
        }
        if not (changed or has_new_words or has_other_products):
            return CampaignResult(campaign, has_new_words=False)  # the same form twice is one change
        if campaign.version != data.version:
            raise ChangedMeanwhile
        campaign.version += 1
        keep_promise_change(session, actor, campaign, promise, data.promise_reason)
        record(session, actor, "campaigns.change", ("campaign", campaign.id, campaign.facts), changed)
    return CampaignResult(campaign, has_new_words and not data.is_correction)


def set_moderation_timing(session: Session, actor: Actor, campaign_id: int, timing: ModerationTiming) -> bool:
    """Say when moderators read what is sent to a campaign; tell whether that changed. It holds for what comes next.

    :raises NotFound: no such campaign
    :raises Forbidden: only the central team does
    """
    require(actor, Action.CAMPAIGN_WRITE, Facts(campaign_id=campaign_id))
    with transaction(session):
        campaign = locked(session, Campaign, campaign_id)
        before = campaign.moderation_timing
        if before is timing:
            return False
        campaign.moderation_timing = timing
        details = {"before": before.value, "after": timing.value}
        record(session, actor, "campaigns.set_moderation", ("campaign", campaign.id, campaign.facts), details)
    return True


def freeze_contract(session: Session, actor: Actor, campaign_id: int) -> None:
    """Fix what the campaign promises: its first contribution is being written. Harmless when it is fixed already.

    Only the day is kept, and the journal says nothing: an instant beside a contribution that nobody may
    trace, or the name of who wrote it, would undo what was promised. One statement.
    """
    action = Action.CAMPAIGN_WRITE if actor.is_system else Action.CAMPAIGN_VIEW
    require(actor, action, Facts(campaign_id=campaign_id))
    with transaction(session):
        session.execute(
            update(Campaign)
            .where(Campaign.id == campaign_id, Campaign.frozen_at.is_(None))
            .values(frozen_at=datetime.combine(clock.today(), time(), UTC))
            .execution_options(synchronize_session=False)
        )


def _suggest_slug(title: str) -> str:
    """Return an address made from a title, which may hold no letter an address can use."""
    slug = "-".join(latin_words(title))[:SLUG_MAX_CHARS].strip("-")
    return slug if slug and slug not in TAKEN_WORDS else f"campaign-{clock.today().isoformat()}"


def _new_campaign(session: Session, actor: Actor, slug: str, data: CampaignInput) -> Campaign:
    texts = [new_text(session, actor, data.source_locale, {data.source_locale: words}) for words in _words(data)]
    return Campaign(
        slug=slug,
        source_locale=data.source_locale,
        title_text_id=texts[0],
        pitch_text_id=texts[1],
        description_text_id=texts[2],
        identity_levels=_levels(data),
        min_group=data.min_group,
        min_group_verbatim=data.min_group_verbatim,
        answer_within_days=data.answer_within_days,
        decide_by=data.decide_by,
        created_by_id=None if actor.is_system else actor.person_id,
        submission_key=data.submission_key,
    )


def _by_key(session: Session, key: str | None) -> Campaign | None:
    """Return the campaign this very form made already."""
    return session.scalars(select(Campaign).where(Campaign.submission_key == key)).one_or_none() if key else None


def free_slug(session: Session, actor: Actor, asked: str, title: str) -> str:
    """Return the address asked for, or one made from the title that no campaign has yet.

    :raises UnreadableSlug: the address would not read well; suggests another
    """
    del actor  # a part of use cases, which have asked
    if not asked:
        made = _suggest_slug(title)
        there = set(session.scalars(select(Campaign.slug).where(Campaign.slug.startswith(made, autoescape=True))))
        others = (f"{made[: SLUG_MAX_CHARS - 1 - len(str(n))]}-{n}" for n in count(2))
        return made if made not in there else next(slug for slug in others if slug not in there)
    if not is_code(asked) or len(asked) > SLUG_MAX_CHARS or asked in TAKEN_WORDS:
        raise UnreadableSlug(suggestion=_suggest_slug(asked if asked not in TAKEN_WORDS else title))
    return asked


def _check_contract(data: CampaignInput) -> None:
    if not data.identity_levels:
        raise NoIdentityLevel
    large_enough = min(data.min_group, data.min_group_verbatim) >= FLOOR
    if not large_enough or not 1 <= data.answer_within_days <= PROMISE_MAX_DAYS:
        raise OutOfRange


def _levels(data: CampaignInput) -> list[str]:
    """Return the levels in their one order, whatever the order they were ticked in."""
    return [level.value for level in IdentityLevel if level in data.identity_levels]


def _contract(campaign: Campaign) -> tuple[list[str], int, int]:
    return campaign.identity_levels, campaign.min_group, campaign.min_group_verbatim


def _contract_of(data: CampaignInput) -> tuple[list[str], int, int]:
    return _levels(data), data.min_group, data.min_group_verbatim


def _settings(campaign: Campaign) -> Mapping[str, Any]:
    """Return what the journal keeps of a campaign: settings, never words."""
    return {"slug": campaign.slug, **campaign.promise.to_store()}


def _words(data: CampaignInput) -> tuple[str, str, str]:
    return data.title, data.pitch, data.description


def _text_ids(campaign: Campaign) -> tuple[int, int, int]:
    return campaign.title_text_id, campaign.pitch_text_id, campaign.description_text_id


def _change_words(session: Session, actor: Actor, campaign: Campaign, data: CampaignInput) -> bool:
    """Store the campaign's texts in its own language; tell whether any of them changed."""
    words = dict(zip(_text_ids(campaign), ({campaign.source_locale: each} for each in _words(data)), strict=True))
    return bool(change_texts(session, actor, words, is_correction=data.is_correction))


def _set_products(session: Session, campaign_id: int, product_ids: tuple[int, ...]) -> bool:
    """Let a campaign test these products; tell whether they are others than before."""
    wanted = list(dict.fromkeys(product_ids))
    known = session.scalar(select(func.count()).select_from(Product).where(Product.id.in_(wanted)))
    if known != len(wanted):
        raise UnknownProduct
    tested = select(campaign_products.c.product_id).where(campaign_products.c.campaign_id == campaign_id)
    has_others = set(session.scalars(tested)) != set(wanted)
    session.execute(delete(campaign_products).where(campaign_products.c.campaign_id == campaign_id))
    rows = [
        {"campaign_id": campaign_id, "product_id": product_id, "position": position}
        for position, product_id in enumerate(wanted)
    ]
    if rows:
        session.execute(insert(campaign_products), rows)
    return has_others
