"""Reads of chat channels and of their posts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.core.errors import NotFound
from app.entities.models import Entity
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.webhooks.models import ChatChannel, ChatPost
from app.webhooks.types import ChatFormat, PostFault, PostKind, PostState

POSTS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """An entity's channel; ``host`` is all that is told of its address, and empty while there is none."""

    entity_id: int
    entity_name: str
    entity_code: str
    format: ChatFormat
    host: str
    is_on: bool

    @property
    def facts(self) -> Facts:
        """What the permission table may know about it."""
        return Facts(entity_id=self.entity_id)


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post of the list."""

    kind: PostKind
    state: PostState
    fault: PostFault | None
    planned_at: datetime
    campaign_title_id: int | None


@dataclass(frozen=True, slots=True)
class PostToSend:
    """All that a post needs to leave."""

    kind: PostKind
    format: ChatFormat
    url: str
    is_on: bool
    locale: str  # of the entity
    entity_name: str
    slug: str | None
    campaign_title_id: int | None


def channel_of(session: Session, actor: Actor, code: str) -> ChannelRow:
    """Return the channel of an entity, also one that nobody has named yet. One statement.

    :raises NotFound: no such entity, or the actor may not see it
    :raises Forbidden: the channel is not the actor's business
    """
    found = session.execute(
        select(Entity.id, Entity.name, Entity.code, ChatChannel.format, ChatChannel.url, ChatChannel.is_on)
        .outerjoin(ChatChannel, ChatChannel.entity_id == Entity.id)
        .where(Entity.code == code)
    ).one_or_none()
    if found is None:
        raise NotFound
    number, name, code, chat, url, is_on = found
    row = ChannelRow(number, name, code, chat or ChatFormat.TEAMS, urlsplit(url or "").hostname or "", bool(is_on))
    require_sight(actor, Action.ENTITY_VIEW, row.facts)
    require(actor, Action.WEBHOOK_MANAGE, row.facts)
    return row


def posts_of(session: Session, actor: Actor, channel: ChannelRow) -> list[PostRow]:
    """Return the last posts to a channel, the newest first. One statement.

    :raises Forbidden: the channel is not the actor's business
    """
    require(actor, Action.WEBHOOK_MANAGE, channel.facts)
    rows = session.execute(
        select(ChatPost.kind, ChatPost.state, ChatPost.fault, ChatPost.planned_at, Campaign.title_text_id)
        .outerjoin(Campaign, Campaign.id == ChatPost.campaign_id)
        .where(ChatPost.entity_id == channel.entity_id)
        .order_by(ChatPost.planned_at.desc(), ChatPost.id)
        .limit(POSTS_SHOWN)
    )
    return [PostRow(*row) for row in rows]


def post_to_send(session: Session, actor: Actor, post_id: int) -> PostToSend | None:
    """Return a post with its channel; ``None`` when one of them is gone. One statement.

    :raises Forbidden: only the application itself posts
    """
    require(actor, Action.NOTICE_CREATE, NOTHING)
    found = session.execute(
        select(
            ChatPost.kind, ChatChannel.format, ChatChannel.url, ChatChannel.is_on, Entity.default_locale, Entity.name,
            Campaign.slug, Campaign.title_text_id,
        )
        .join(ChatChannel, ChatChannel.entity_id == ChatPost.entity_id)
        .join(Entity, Entity.id == ChatPost.entity_id)
        .outerjoin(Campaign, Campaign.id == ChatPost.campaign_id)
        .where(ChatPost.id == post_id)
    ).one_or_none()  # fmt: skip
    return PostToSend(*found) if found is not None else None
