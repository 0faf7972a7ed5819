"""Messages as notices speak of them: who receives one, and what a reader may see of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.types import PersonStatus
from app.campaigns.models import Campaign, Edition
from app.core import clock
from app.enrolment.models import Enrolment
from app.enrolment.types import EnrolmentStatus
from app.messages.models import MemberMessage
from app.messages.types import MessageAudience, MessageState
from app.notifications.models import Notice
from app.notifications.queries.campaigns import with_titles
from app.notifications.types import SeenSubject, WrittenWords
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.texts.queries import EMPTY, texts_of

MESSAGE_KIND = "member_message"
MESSAGES_A_WEEK = 2  # to one person, whatever the campaigns
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class SeenMessage(SeenSubject):
    """A message, in the language its reader reads; no sender when the account is gone."""

    words: WrittenWords
    sender: str | None
    slug: str


def members_written_to(session: Session, actor: Actor, message_id: int) -> frozenset[int]:
    """Return who receives a message now: those it is for who received fewer than two in seven days. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    had_enough = (
        select(Notice.person_id)
        .where(Notice.kind == MESSAGE_KIND, Notice.created_at > clock.now() - WEEK)
        .group_by(Notice.person_id)
        .having(func.count() >= MESSAGES_A_WEEK)
    )
    return frozenset(
        session.scalars(
            select(Enrolment.person_id)
            .join(MemberMessage, MemberMessage.edition_id == Enrolment.edition_id)
            .join(Person, Person.id == Enrolment.person_id)
            .where(
                MemberMessage.id == message_id,
                MemberMessage.state == MessageState.SENT,
                Enrolment.status == EnrolmentStatus.ACCEPTED,
                Person.status == PersonStatus.ACTIVE,
                (MemberMessage.audience == MessageAudience.EVERYBODY) | Enrolment.active_since.is_(None),
                Person.id.not_in(had_enough),
            )
        )
    )


def seen_messages(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, SeenMessage]:
    """Return, of these messages, those whose campaign the actor may see. Three statements."""
    require(actor, Action.NOTICE_READ, Facts(person_id=actor.person_id))
    rows = session.execute(
        select(
            MemberMessage.id, MemberMessage.subject_text_id.label("title_text_id"), MemberMessage.body_text_id,
            Edition.id.label("edition_id"), Edition.entity_id, Campaign.id.label("campaign_id"), Campaign.slug,
            Person.name,
        )
        .join(Edition, Edition.id == MemberMessage.edition_id)
        .join(Campaign, Campaign.id == Edition.campaign_id)
        .outerjoin(Person, Person.id == MemberMessage.sender_id)
        .where(MemberMessage.id.in_(ids), MemberMessage.state == MessageState.SENT)
    )  # fmt: skip
    seen = with_titles(session, actor, rows, lambda row: Facts(row.entity_id, row.campaign_id, row.edition_id))
    bodies = texts_of(session, actor, [row.body_text_id for row, _title in seen])
    found = {}
    for row, title in seen:
        body = bodies.get(row.body_text_id, EMPTY)
        words = WrittenWords(body.value, body.locale)
        found[row.id] = SeenMessage(title, words, row.name, row.slug, campaign_id=row.campaign_id)
    return found
