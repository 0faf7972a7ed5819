"""How people want to be mailed: by topic, and what they want no mail about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.campaigns.types import CampaignPurpose
from app.notifications.models import MailMute, MailWishes
from app.notifications.queries.campaigns import with_titles
from app.notifications.types import STOPPABLE, Cadence, NoticeRow, SeenSubject, SubjectType, Topic, WrittenWords
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action

CAMPAIGNS_OFFERED = 100  # the latest: whoever sees more mutes the others from a notification


@dataclass(frozen=True, slots=True)
class Wishes:
    """What one person wants. Of what they never said, every mail at once."""

    cadences: Mapping[Topic, Cadence] = field(default_factory=dict)
    muted: frozenset[tuple[SubjectType, int]] = frozenset()
    version: int = 0

    def cadence_of(self, topic: Topic) -> Cadence:
        """Return when mails about a topic are wanted. The account's are a duty: nobody sets them."""
        return self.cadences.get(topic, Cadence.AT_ONCE) if topic in STOPPABLE else Cadence.AT_ONCE

    def is_muted(self, topic: Topic, notice: NoticeRow, seen: SeenSubject) -> bool:
        """Tell whether no mail is wanted about a notice's subject, or about its campaign."""
        about = {(notice.subject_type, notice.subject_id), (SubjectType.CAMPAIGN, seen.campaign_id)}
        return topic in STOPPABLE and not about.isdisjoint(self.muted)


@dataclass(frozen=True, slots=True)
class CampaignOffered:
    """A campaign somebody may mute."""

    id: int
    title: WrittenWords


def wishes_of(session: Session, actor: Actor, people: Collection[int]) -> dict[int, Wishes]:
    """Return what people want, nobody missing. Two statements."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    return _wishes(session, people)


def my_wishes(session: Session, actor: Actor) -> Wishes:
    """Return what the actor wants. Two statements."""
    require(actor, Action.NOTICE_READ, Facts(person_id=actor.person_id))
    return _wishes(session, [actor.person_id])[actor.person_id]


def cadences_of(session: Session, actor: Actor, people: Collection[int], topic: Topic) -> dict[int, Cadence]:
    """Return when those people want mails about a topic who do not want them at once. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    if topic not in STOPPABLE:
        return {}
    rows = session.execute(select(MailWishes.person_id, MailWishes.cadences).where(MailWishes.person_id.in_(people)))
    return {row.person_id: Cadence(row.cadences[topic]) for row in rows if topic in row.cadences}


def campaigns_to_mute(session: Session, actor: Actor) -> list[CampaignOffered]:
    """Return the campaigns the actor may see, the latest first; nobody is told of a template. Two statements."""
    require(actor, Action.NOTICE_READ, Facts(person_id=actor.person_id))
    rows = session.execute(
        select(Campaign.id, Campaign.title_text_id)
        .where(Campaign.purpose == CampaignPurpose.CAMPAIGN)
        .order_by(Campaign.id.desc())
        .limit(CAMPAIGNS_OFFERED)
    )
    seen = with_titles(session, actor, rows, lambda row: Facts(actor.entity_id, row.id))
    return [CampaignOffered(row.id, title) for row, title in seen]


def _wishes(session: Session, people: Collection[int]) -> dict[int, Wishes]:
    stored = {row.person_id: row for row in session.scalars(select(MailWishes).where(MailWishes.person_id.in_(people)))}
    muted: dict[int, set[tuple[SubjectType, int]]] = {}
    mutes = session.execute(
        select(MailMute.person_id, MailMute.subject_type, MailMute.subject_id).where(MailMute.person_id.in_(people))
    )
    for person_id, subject_type, subject_id in mutes:
        muted.setdefault(person_id, set()).add((SubjectType(subject_type), subject_id))
    return {
        person_id: Wishes(
            cadences=_known(stored[person_id].cadences.items()) if person_id in stored else {},
            muted=frozenset(muted.get(person_id, ())),
            version=stored[person_id].version if person_id in stored else 0,
        )
        for person_id in people
    }


def _known(stored: Iterable[tuple[str, str]]) -> dict[Topic, Cadence]:
    """Leave out what another release stored."""
    return {Topic(topic): Cadence(cadence) for topic, cadence in stored if topic in STOPPABLE}
