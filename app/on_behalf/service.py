"""Write for a colleague; confirm or refuse what was written for oneself; forget what nobody confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.accounts.credentials import email_key
from app.accounts.models import Person
from app.accounts.types import PersonStatus
from app.campaigns.models import Edition
from app.campaigns.types import IdentityLevel
from app.core import clock
from app.core.errors import FormUsed, NotFound
from app.db.session import transaction
from app.feedback.errors import FeedbackClosed, LevelNotOffered, StepOfAnotherMission
from app.feedback.service.submit import FeedbackInput, ImageInput, submit_feedback
from app.feedback.types import Kind
from app.files.storage import Storage
from app.journal.record import record
from app.language.detect import detect
from app.missions.models import Mission, MissionStep
from app.missions.queries import MissionAddress
from app.on_behalf.errors import MissionMissing, NoNamedLevel, TooManyWaiting, UnknownColleague
from app.on_behalf.events import OnBehalfWritten
from app.on_behalf.models import OnBehalf
from app.on_behalf.queries import on_behalf_by_id
from app.on_behalf.types import confirmed_key
from app.outbox.publish import publish
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.facts import NOTHING
from app.policy.rules import Action

CONFIRM_WITHIN_DAYS = 14
WAITING_OF_WRITER_MAX = 30
WAITING_FOR_PERSON_MAX = 5  # whoever wrote them: nobody is flooded


@dataclass(frozen=True, slots=True)
class OnBehalfInput:
    """What an ambassador writes down, and for whom."""

    email: str
    mission: int  # its number
    kind: Kind
    title: str
    body: str
    submission_key: str
    step_id: int | None = None
    rating: int | None = None  # stars, 1 to 5


@dataclass(frozen=True, slots=True)
class ConfirmInput:
    """What the author confirms, as corrected, and who may know that it comes from them."""

    kind: Kind
    title: str
    body: str
    identity: IdentityLevel
    step_id: int | None = None
    rating: int | None = None  # stars, 1 to 5
    images: tuple[ImageInput, ...] = ()


def write_on_behalf(session: Session, actor: Actor, edition_id: int, data: OnBehalfInput) -> None:
    """Keep words for a colleague of the edition's entity, who is told. The same form twice is one.

    :raises NotFound: no such edition, or the actor writes for nobody there
    :raises FeedbackClosed: it takes no contributions
    :raises FormUsed: the form was sent before with other words
    :raises NoNamedLevel: the campaign lets nobody know who wrote
    :raises MissionMissing: the campaign has no such mission
    :raises StepOfAnotherMission: the mission has no such step
    :raises UnknownColleague: no such colleague there, or the actor
    :raises TooManyWaiting: so much waits already, of the actor or for the colleague
    """
    language = detect(f"{data.title}\n{data.body}", (actor.language,))
    with transaction(session):
        edition = _edition_for_update(session, actor, edition_id)
        if _is_written(session, data):
            return
        if not set(edition.campaign.identity_levels) - {IdentityLevel.UNTRACEABLE}:
            raise NoNamedLevel
        mission_id = _mission(session, edition.campaign_id, data.mission)
        row = OnBehalf(
            edition_id=edition.id,
            mission_id=mission_id,
            writer_id=actor.person_id,
            person_id=_colleague(session, actor, edition.entity_id, data.email),
            kind=data.kind,
            title=data.title,
            body=data.body,
            language=language,
            step_id=_step(session, mission_id, data.step_id),
            rating=data.rating,
            written_on=clock.today(),
            expires_on=clock.today() + timedelta(days=CONFIRM_WITHIN_DAYS),
            submission_key=data.submission_key,
        )
        _refuse_too_many(session, row)
        session.add(row)
        session.flush()
        record(session, actor, "on_behalf.write", ("on_behalf", row.id, edition.facts))
        publish(session, OnBehalfWritten(on_behalf_id=row.id))


def _edition_for_update(session: Session, actor: Actor, edition_id: int) -> Edition:
    """Return the edition, locked; there the actor may write for a colleague today."""
    edition = session.scalars(
        select(Edition)
        .where(Edition.id == edition_id)
        .options(joinedload(Edition.campaign), selectinload(Edition.phases))
        .execution_options(populate_existing=True)
        .with_for_update(of=Edition, key_share=True)
    ).one_or_none()
    if edition is None:
        raise NotFound
    facts = edition.facts_at(clock.now())
    require_sight(actor, Action.RECRUIT, facts)
    if not facts.accepts_feedback:
        raise FeedbackClosed
    require(actor, Action.ON_BEHALF_WRITE, facts)
    return edition


def _is_written(session: Session, data: OnBehalfInput) -> bool:
    """Tell whether the same form was sent before; with other words, it is refused."""
    known = session.scalars(select(OnBehalf).where(OnBehalf.submission_key == data.submission_key)).one_or_none()
    if known is None:
        return False
    if (known.title, known.body, known.rating) != (data.title, data.body, data.rating):
        raise FormUsed
    return True


def confirm_on_behalf(session: Session, actor: Actor, on_behalf_id: int, data: ConfirmInput, storage: Storage) -> int:
    """Send, as one's own, what a colleague wrote down; return the contribution. It becomes like any other.

    :raises NotFound: it waits for somebody else, or no longer
    :raises LevelNotOffered: the campaign does not offer the level, or nobody could trace it
    :raises NotEnrolled: the actor does not take part; see also ``submit_feedback``
    """
    if data.identity is IdentityLevel.UNTRACEABLE:  # who wrote it down knows
        raise LevelNotOffered
    with transaction(session):
        require(actor, Action.ON_BEHALF_CONFIRM, _held(session, actor, on_behalf_id).facts)
        view = on_behalf_by_id(session, actor, on_behalf_id)
        sent = FeedbackInput(
            kind=data.kind,
            title=data.title,
            body=data.body,
            identity=data.identity,
            submission_key=confirmed_key(on_behalf_id),
            step_id=data.step_id,
            rating=data.rating,
            images=data.images,
            is_on_behalf=True,
        )
        feedback_id = submit_feedback(session, actor, MissionAddress(view.slug, view.mission_number), sent, storage)
        session.execute(delete(OnBehalf).where(OnBehalf.id == on_behalf_id))
    return feedback_id


def refuse_on_behalf(session: Session, actor: Actor, on_behalf_id: int) -> None:
    """Delete what a colleague wrote down for oneself. Nobody is told.

    :raises NotFound: it waits for somebody else, or no longer
    """
    with transaction(session):
        row = _held(session, actor, on_behalf_id)
        require(actor, Action.ON_BEHALF_CONFIRM, row.facts)
        session.delete(row)


def forget_unconfirmed(session: Session, actor: Actor) -> int:
    """Delete what nobody confirmed in time; return how many."""
    require(actor, Action.ON_BEHALF_FORGET, NOTHING)
    with transaction(session):
        old = session.scalars(select(OnBehalf.id).where(OnBehalf.expires_on < clock.today())).all()
        session.execute(delete(OnBehalf).where(OnBehalf.id.in_(old)))
    return len(old)


def _held(session: Session, actor: Actor, on_behalf_id: int) -> OnBehalf:
    row = session.scalars(
        select(OnBehalf)
        .where(OnBehalf.id == on_behalf_id, OnBehalf.person_id == actor.person_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


def _mission(session: Session, campaign_id: int, number: int) -> int:
    found = session.scalar(select(Mission.id).where(Mission.campaign_id == campaign_id, Mission.number == number))
    if found is None:
        raise MissionMissing
    return found


def _step(session: Session, mission_id: int, step_id: int | None) -> int | None:
    is_there = select(MissionStep.id).where(MissionStep.id == step_id, MissionStep.mission_id == mission_id)
    if step_id is not None and session.scalar(is_there) is None:
        raise StepOfAnotherMission
    return step_id


def _colleague(session: Session, actor: Actor, entity_id: int, email: str) -> int:
    found = session.scalar(
        select(Person.id).where(
            Person.email_key == email_key(email),
            Person.entity_id == entity_id,
            Person.status == PersonStatus.ACTIVE,
            Person.id != actor.person_id,
        )
    )
    if found is None:
        raise UnknownColleague
    return found


def _refuse_too_many(session: Session, row: OnBehalf) -> None:
    mine, theirs = OnBehalf.writer_id == row.writer_id, OnBehalf.person_id == row.person_id
    counted = session.execute(
        select(func.count().filter(mine), func.count().filter(theirs)).select_from(OnBehalf).where(or_(mine, theirs))
    ).one()
    if counted[0] >= WAITING_OF_WRITER_MAX or counted[1] >= WAITING_FOR_PERSON_MAX:
        raise TooManyWaiting
