"""Name a channel, try it, plan what is told there, and mark what left."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.campaigns.models import Edition
from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.idents import new_id
from app.db.insert import insert_for
from app.db.session import transaction
from app.entities.queries import entity_for_update
from app.jobs.queue import enqueue
from app.journal.record import record
from app.outside.address import split_https, target_of
from app.outside.errors import AddressNotAllowed, NotReached
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.webhooks.errors import ChannelAddressMissing, ChannelOff, WebhooksOff
from app.webhooks.models import ChatChannel, ChatPost
from app.webhooks.types import ChatFormat, PostFault, PostKind, PostState

POST_JOB = "webhooks.post"
POSTS_KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Outside:
    """What the installation lets through."""

    is_on: bool
    internal_hosts: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class ChannelInput:
    """How a channel should be; ``url`` is empty where the one of before stays."""

    format: ChatFormat
    url: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class PostPlan:
    """What happened, in which campaign, for which entity; ``None``: wherever the campaign is open, or simply all."""

    kind: PostKind
    cause: str
    campaign_id: int | None = None
    entity_id: int | None = None


def set_channel(session: Session, actor: Actor, code: str, data: ChannelInput, outside: Outside) -> None:
    """Name the channel of an entity, switch it on or off.

    :raises NotFound: no such entity, or the actor may not see it
    :raises Forbidden: the channel is not the actor's business
    :raises WebhooksOff: the installation calls nothing outside
    :raises ChannelAddressMissing: it has no address
    :raises AddressNotAllowed: the address is no public one over HTTPS
    """
    if data.url and outside.is_on:
        _look_up(data.url, outside)  # before the transaction, which others wait for
    with transaction(session):
        entity = entity_for_update(session, actor, code, Action.ENTITY_VIEW)
        require(actor, Action.WEBHOOK_MANAGE, entity.facts)
        if not outside.is_on:
            raise WebhooksOff
        channel = session.get(ChatChannel, entity.id, populate_existing=True)
        url = data.url or (channel.url if channel else "")
        if not url:
            raise ChannelAddressMissing
        if channel is None:
            channel = ChatChannel(entity_id=entity.id, format=data.format, url=url)
            session.add(channel)
        channel.format, channel.url, channel.is_on = data.format, url, data.is_on
        details = {"format": data.format.value, "host": split_https(url)[0], "is_on": data.is_on}
        record(session, actor, "webhooks.set", ("entity", entity.id, entity.facts), details)


def try_channel(session: Session, actor: Actor, code: str, form_key: str, outside: Outside) -> None:
    """Post a trial to the channel of an entity. The same form sent twice is one post.

    :raises NotFound: no such entity, or the actor may not see it
    :raises Forbidden: the channel is not the actor's business
    :raises WebhooksOff: the installation calls nothing outside
    :raises ChannelOff: the channel is switched off, or has no address
    """
    with transaction(session):
        entity = entity_for_update(session, actor, code, Action.ENTITY_VIEW)
        require(actor, Action.WEBHOOK_MANAGE, entity.facts)
        if not outside.is_on:
            raise WebhooksOff
        channel = session.get(ChatChannel, entity.id, populate_existing=True)
        if channel is None or not channel.is_on:
            raise ChannelOff
        _plan(session, PostPlan(PostKind.TRIED, form_key), [entity.id])


def plan_posts(session: Session, actor: Actor, plan: PostPlan) -> None:
    """Plan a post to each channel that is on and concerned, in the caller's transaction. Twice is the same as once.

    :raises Forbidden: only the application itself does
    """
    require(actor, Action.NOTICE_CREATE, NOTHING)
    wanted = select(ChatChannel.entity_id).where(ChatChannel.is_on).order_by(ChatChannel.entity_id)
    if plan.entity_id is not None:
        wanted = wanted.where(ChatChannel.entity_id == plan.entity_id)
    elif plan.campaign_id is not None:
        wanted = wanted.join(Edition, Edition.entity_id == ChatChannel.entity_id).where(
            Edition.campaign_id == plan.campaign_id, Edition.status == EditionStatus.OPEN
        )
    with transaction(session):
        _plan(session, plan, list(session.scalars(wanted)))


def mark_left(session: Session, actor: Actor, post_id: int) -> bool:
    """Mark a post before it leaves; tell whether it may: it does so once, whoever dies in the meantime.

    :raises Forbidden: only the application itself does
    """
    require(actor, Action.NOTICE_CREATE, NOTHING)
    with transaction(session):
        return _move(session, post_id, PostState.PLANNED, PostState.LEFT, None)


def mark_not_left(session: Session, actor: Actor, post_id: int) -> None:
    """Let a post that reached nobody leave again later.

    :raises Forbidden: only the application itself does
    """
    require(actor, Action.NOTICE_CREATE, NOTHING)
    with transaction(session):
        _move(session, post_id, PostState.LEFT, PostState.PLANNED, PostFault.NOT_REACHED)


def note_outcome(session: Session, actor: Actor, post_id: int, fault: PostFault | None) -> None:
    """Note what became of a post that left.

    :raises Forbidden: only the application itself does
    """
    require(actor, Action.NOTICE_CREATE, NOTHING)
    with transaction(session):
        _move(session, post_id, PostState.LEFT, PostState.FAILED if fault else PostState.TAKEN, fault)


def forget_posts(session: Session, actor: Actor, now: datetime) -> None:
    """Delete old posts.

    :raises Forbidden: only the application itself does
    """
    require(actor, Action.NOTICE_CREATE, NOTHING)
    with transaction(session):
        session.execute(delete(ChatPost).where(ChatPost.planned_at < now - POSTS_KEPT))


def _look_up(url: str, outside: Outside) -> None:
    """Refuse what may not be called; a name that nobody knows is refused alike, and tells nothing.

    :raises AddressNotAllowed: it is no public address over HTTPS
    """
    try:
        target_of(url, outside.internal_hosts)
    except NotReached as error:
        raise AddressNotAllowed from error


def _plan(session: Session, plan: PostPlan, entity_ids: list[int]) -> None:
    insert = insert_for(session.get_bind().dialect.name)
    for entity_id in entity_ids:
        values = {
            "id": new_id(),
            "entity_id": entity_id,
            "campaign_id": plan.campaign_id,
            "kind": plan.kind,
            "cause": plan.cause,
            "state": PostState.PLANNED,
            "planned_at": clock.now(),
        }
        planned = session.scalar(
            insert(ChatPost)
            .values(values)
            .on_conflict_do_nothing(index_elements=[ChatPost.entity_id, ChatPost.cause])
            .returning(ChatPost.id)
        )
        if planned is not None:
            enqueue(session, POST_JOB, {"post_id": planned})


def _move(session: Session, post_id: int, before: PostState, after: PostState, fault: PostFault | None) -> bool:
    moved = session.execute(
        update(ChatPost)
        .where(ChatPost.id == post_id, ChatPost.state == before)
        .values(state=after, fault=fault)
        .returning(ChatPost.id)
    )
    return moved.first() is not None
