"""Announcements as notices speak of them: who reads them, and what a reader may see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.types import PersonStatus
from app.announcements.models import Announcement
from app.announcements.queries import announcements_seen
from app.enrolment.models import Enrolment
from app.enrolment.types import EnrolmentStatus
from app.notifications.types import SeenSubject, WrittenWords
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.texts.queries import EMPTY, texts_of


@dataclass(frozen=True, slots=True)
class SeenAnnouncement(SeenSubject):
    """An announcement that shows for its reader now."""


def readers_of_announcement(session: Session, actor: Actor, announcement_id: int) -> frozenset[int]:
    """Return who has an open account and is told: everybody, an entity, or who takes part. Two statements."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    found = session.execute(
        select(Announcement.entity_id, Announcement.edition_id).where(Announcement.id == announcement_id)
    ).one_or_none()
    if found is None:
        return frozenset()
    people = select(Person.id).where(Person.status == PersonStatus.ACTIVE)
    if found.edition_id is not None:
        people = people.join(Enrolment, Enrolment.person_id == Person.id).where(
            Enrolment.edition_id == found.edition_id,
            Enrolment.status.in_([EnrolmentStatus.ACCEPTED, EnrolmentStatus.COMPLETED]),
        )
    elif found.entity_id is not None:
        people = people.where(Person.entity_id == found.entity_id)
    return frozenset(session.scalars(people))


def seen_announcements(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, SeenAnnouncement]:
    """Return, of these announcements, those that show for the actor now. Two statements."""
    require(actor, Action.NOTICE_READ, Facts(person_id=actor.person_id))
    rows = announcements_seen(session, actor, list(ids))
    texts = texts_of(session, actor, [row.title_text_id for row in rows])
    titles = {row.id: texts.get(row.title_text_id, EMPTY) for row in rows}
    return {number: SeenAnnouncement(WrittenWords(title.value, title.locale)) for number, title in titles.items()}
