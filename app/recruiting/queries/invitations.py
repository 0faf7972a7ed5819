"""Reads of invitations: the list of who sent them, one by its link, and what its mail needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Person
from app.accounts.types import PersonStatus
from app.campaigns.models import Campaign, Edition
from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.pages import Page, join_key, split_key
from app.entities.models import Entity
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.recruiting.credentials import invitation_in
from app.recruiting.errors import InvitationGone
from app.recruiting.models import Invitation, InvitationStop
from app.recruiting.types import InvitationState

PAGE_SIZE = 50
SENDINGS_MAX = 3  # of one invitation
DAYS_BETWEEN = 3  # two mails of one invitation


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation as those who sent it see it."""

    id: int
    email: str
    name: str
    state: InvitationState
    asked_on: date
    expires_on: date
    send_count: int

    @property
    def can_be_sent_again(self) -> bool:
        """Whether its mail may be sent once more today."""
        is_open = self.state in {InvitationState.SENT, InvitationState.ACCEPTED}
        rested = (clock.today() - self.asked_on).days >= DAYS_BETWEEN
        return is_open and rested and self.send_count < SENDINGS_MAX


@dataclass(frozen=True, slots=True)
class FollowedInvitation:
    """An invitation as its link opens it. ``person_id``: who has an account with its address."""

    id: int
    email: str
    name: str
    locale: str
    slug: str
    title_text_id: int
    pitch_text_id: int
    entity_id: int
    entity_name: str
    invited_by: str | None
    person_id: int | None
    status: PersonStatus | None

    @property
    def can_sign_in(self) -> bool:
        """Whether the account is open."""
        return self.status is PersonStatus.ACTIVE


@dataclass(frozen=True, slots=True)
class InvitationMail:
    """What the mail of an invitation needs."""

    email: str
    name: str
    locale: str
    address_hash: str
    invited_by: str | None
    entity_name: str
    title_text_id: int
    pitch_text_id: int
    expires_on: date
    slug: str


def invitations_page(
    session: Session, actor: Actor, facts: Facts, state: InvitationState | None = None, after: str = ""
) -> Page[InvitationRow]:
    """Return the actor's own invitations to an edition, by address. One statement.

    :raises Forbidden: the actor does not recruit there
    """
    require(actor, Action.RECRUIT, facts)
    wanted = (
        select(
            Invitation.id, Invitation.email, Invitation.name, Invitation.state, Invitation.asked_on,
            Invitation.expires_on, Invitation.send_count, Invitation.email_key,
        )
        .where(Invitation.edition_id == facts.edition_id, Invitation.invited_by_id == actor.person_id)
        .order_by(Invitation.email_key)
        .limit(PAGE_SIZE + 1)
    )  # fmt: skip
    key = split_key(after, 1)
    if key:
        wanted = wanted.where(Invitation.email_key > key[0])
    if state is not None:
        wanted = wanted.where(Invitation.state == state)
    rows = session.execute(wanted).all()
    shown = rows[:PAGE_SIZE]
    more = join_key(shown[-1][-1]) if len(rows) > PAGE_SIZE else ""
    return Page([InvitationRow(*row[:-1]) for row in shown], next_key=more)


def invitation_counts(session: Session, actor: Actor, facts: Facts) -> Mapping[InvitationState, int]:
    """Return how many of the actor's own invitations stand where. One statement.

    :raises Forbidden: the actor does not recruit there
    """
    require(actor, Action.RECRUIT, facts)
    rows = session.execute(
        select(Invitation.state, func.count())
        .where(Invitation.edition_id == facts.edition_id, Invitation.invited_by_id == actor.person_id)
        .group_by(Invitation.state)
    )
    return {row[0]: row[1] for row in rows}


def invitation_facts(session: Session, actor: Actor, invitation_id: int) -> Facts:
    """Return what the permission table may know about an invitation; nothing where there is none. One statement."""
    del actor  # the caller asks
    row = session.execute(
        select(Edition.entity_id, Edition.campaign_id, Edition.id)
        .join(Invitation, Invitation.edition_id == Edition.id)
        .where(Invitation.id == invitation_id)
    ).one_or_none()
    return NOTHING if row is None else Facts(entity_id=row[0], campaign_id=row[1], edition_id=row[2])


def followed_invitation(session: Session, actor: Actor, secret: str, token: str) -> FollowedInvitation:
    """Return the invitation that a link was made for. One statement.

    :raises InvitationGone: none, or it has expired, or its campaign is not open
    """
    require(actor, Action.RECRUITING_KEEP, NOTHING)
    invitation_id = invitation_in(secret, token)
    if invitation_id is None:
        raise InvitationGone
    inviter = aliased(Person)
    row: Any = session.execute(
        select(
            Invitation.id, Invitation.email, Invitation.name, Invitation.locale, Campaign.slug,
            Campaign.title_text_id, Campaign.pitch_text_id, Entity.id, Entity.name, inviter.name, Person.id,
            Person.status,
        )
        .join(Edition, Edition.id == Invitation.edition_id)
        .join(Campaign, Campaign.id == Edition.campaign_id)
        .join(Entity, Entity.id == Edition.entity_id)
        .outerjoin(inviter, inviter.id == Invitation.invited_by_id)
        .outerjoin(Person, Person.email_key == Invitation.email_key)
        .where(
            Invitation.id == invitation_id,
            Invitation.expires_on >= clock.today(),
            Edition.status == EditionStatus.OPEN,
        )
    ).one_or_none()  # fmt: skip
    if row is None:
        raise InvitationGone
    return FollowedInvitation(*row)


def invitation_to_mail(session: Session, actor: Actor, invitation_id: int, sending: int) -> InvitationMail | None:
    """Return what a mail needs; ``None`` once it has left, or nobody waits for it any more. One statement.

    :raises Forbidden: only the application itself sends
    """
    require(actor, Action.RECRUITING_KEEP, NOTHING)
    stopped = exists().where(InvitationStop.address_hash == Invitation.address_hash)
    row: Any = session.execute(
        select(
            Invitation.email, Invitation.name, Invitation.locale, Invitation.address_hash, Person.name, Entity.name,
            Campaign.title_text_id, Campaign.pitch_text_id, Invitation.expires_on, Campaign.slug,
        )
        .join(Edition, Edition.id == Invitation.edition_id)
        .join(Campaign, Campaign.id == Edition.campaign_id)
        .join(Entity, Entity.id == Edition.entity_id)
        .outerjoin(Person, Person.id == Invitation.invited_by_id)
        .where(
            Invitation.id == invitation_id,
            ~stopped,
            Invitation.sent_count < sending,
            Invitation.state != InvitationState.JOINED,
            Edition.status == EditionStatus.OPEN,
        )
    ).one_or_none()  # fmt: skip
    return None if row is None else InvitationMail(*row)
