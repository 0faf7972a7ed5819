"""Say how one wants to be mailed: by topic, by campaign, by one thing, or with the link of a mail."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core.errors import ChangedMeanwhile, NotFound
from app.db.lock import locked
from app.db.session import transaction
from app.notifications.models import MailMute, MailWishes, Notice
from app.notifications.queries.wishes import campaigns_to_mute
from app.notifications.types import STOPPABLE, Cadence, SubjectType, Topic
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action


@dataclass(frozen=True, slots=True)
class WishesInput:
    """When mails of each topic are wanted, and about which of the campaigns one sees none."""

    cadences: Mapping[Topic, Cadence]
    campaigns: Collection[int]
    version: int


def set_mail_wishes(session: Session, actor: Actor, data: WishesInput) -> None:
    """Store what the actor wants. Campaigns they no longer see stay as they are.

    :raises ChangedMeanwhile: another window saved first
    """
    require(actor, Action.MAIL_WISHES_SET, Facts(person_id=actor.person_id))
    with transaction(session):
        wishes = _locked(session, actor.person_id)
        if (wishes.version if wishes else 0) != data.version:
            raise ChangedMeanwhile
        _store(session, actor.person_id, wishes, data.cadences)
        offered = {campaign.id for campaign in campaigns_to_mute(session, actor)}
        session.execute(
            delete(MailMute)
            .where(
                MailMute.person_id == actor.person_id,
                MailMute.subject_type == SubjectType.CAMPAIGN,
                MailMute.subject_id.in_(offered),
            )
            .execution_options(synchronize_session=False)
        )
        for campaign_id in offered & set(data.campaigns):
            _add_mute(session, actor.person_id, SubjectType.CAMPAIGN, campaign_id)


def mute_subject(session: Session, actor: Actor, subject_type: SubjectType, subject_id: int) -> None:
    """Want no more mail about a thing one was told of; twice is the same as once.

    :raises NotFound: one was told nothing of it
    """
    require(actor, Action.MAIL_WISHES_SET, Facts(person_id=actor.person_id))
    with transaction(session):
        _locked(session, actor.person_id)
        told = select(Notice.id).where(
            Notice.person_id == actor.person_id,
            Notice.subject_type == subject_type,
            Notice.subject_id == subject_id,
        )
        if session.scalar(told.limit(1)) is None:
            raise NotFound
        if session.get(MailMute, (actor.person_id, subject_type, subject_id)) is None:
            _add_mute(session, actor.person_id, subject_type, subject_id)


def unmute_subject(session: Session, actor: Actor, subject_type: SubjectType, subject_id: int) -> None:
    """Want mails about a thing again."""
    require(actor, Action.MAIL_WISHES_SET, Facts(person_id=actor.person_id))
    with transaction(session):
        session.execute(
            delete(MailMute)
            .where(
                MailMute.person_id == actor.person_id,
                MailMute.subject_type == subject_type,
                MailMute.subject_id == subject_id,
            )
            .execution_options(synchronize_session=False)
        )


def stop_mails(session: Session, actor: Actor, person_id: int, topic: Topic | None) -> None:
    """Want no more mail about a topic, or about any that can be stopped; twice is the same as once.

    :raises NotFound: the account is gone
    """
    require(actor, Action.MAIL_WISHES_SET, Facts(person_id=person_id))
    with transaction(session):
        if session.scalar(select(Person.id).where(Person.id == person_id)) is None:
            raise NotFound
        wishes = _locked(session, person_id)
        stopped = dict.fromkeys(STOPPABLE if topic is None else (topic,), Cadence.NEVER)
        before = {Topic(one): Cadence(cadence) for one, cadence in wishes.cadences.items()} if wishes else {}
        if before | stopped != before:
            _store(session, person_id, wishes, before | stopped)


def _locked(session: Session, person_id: int) -> MailWishes | None:
    """Lock the person, as there may be no row yet, and return what they want."""
    locked(session, Person, person_id)
    return session.get(MailWishes, person_id, populate_existing=True)


def _store(session: Session, person_id: int, wishes: MailWishes | None, cadences: Mapping[Topic, Cadence]) -> None:
    stored = {topic.value: cadence.value for topic, cadence in cadences.items() if topic in STOPPABLE}
    if wishes is None:
        session.add(MailWishes(person_id=person_id, cadences=stored))
    else:
        wishes.cadences, wishes.version = stored, wishes.version + 1


def _add_mute(session: Session, person_id: int, subject_type: SubjectType, subject_id: int) -> None:
    session.add(MailMute(person_id=person_id, subject_type=subject_type, subject_id=subject_id))
