"""Inviting colleagues, once more too, and what follows: a mail, an account, no more mails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.service import PersonInput, create_person, open_session
from app.campaigns.models import Edition
from app.campaigns.queries import edition_by_id_for_update
from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.errors import NotFound
from app.db.insert import insert_for
from app.db.lock import locked, locked_if_any
from app.db.session import transaction
from app.enrolment.models import Enrolment
from app.figures.counting import counting_changes
from app.figures.weeks import monday_of
from app.jobs.queue import enqueue
from app.journal.record import record
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.recruiting.credentials import address_hash
from app.recruiting.errors import InvitationGone, RecruitingClosed, RemindedEnough, SentEnough
from app.recruiting.file_format import ListLine
from app.recruiting.models import Invitation, InvitationStop, InvitedWeek
from app.recruiting.queries.figures import INVITED
from app.recruiting.queries.invitations import DAYS_BETWEEN, SENDINGS_MAX, invitation_facts
from app.recruiting.queries.preview import Preview, asked_today, preview_list
from app.recruiting.types import InvitationState

INVITATION_LIFE_DAYS = 14
KEPT_DAYS = 30  # after an invitation has expired, or its campaign has closed
MAIL_INVITATION = "recruiting.mail_invitation"
_OPENED = (InvitationState.ACCEPTED, InvitationState.JOINED)


@dataclass(frozen=True, slots=True)
class InviteInput:
    """The lines of a list, the language of the mails, and how many mails one person sends in a day."""

    lines: Sequence[ListLine]
    locale: str
    mails_a_day: int


@dataclass(frozen=True, slots=True)
class AcceptInput:
    """How somebody without an account wants to be called, their language, and their browser."""

    name: str
    locale: str
    device: str


def invite_people(session: Session, actor: Actor, edition_id: int, data: InviteInput) -> Preview:
    """Invite whoever of a list can be; return what became of each line. The same list again invites nobody twice.

    A worker sends the mails: one job for each, saved with the invitation or not at all.

    :raises NotFound: no such edition, or out of the actor's sight
    :raises Forbidden: the actor does not recruit there
    :raises RecruitingClosed: the edition is a draft, or closed
    """
    with transaction(session):
        edition = edition_by_id_for_update(session, actor, edition_id)
        require(actor, Action.RECRUIT, edition.facts)
        if edition.status is not EditionStatus.OPEN:
            raise RecruitingClosed
        _wait_for_own_turn(session, actor)
        preview = preview_list(session, actor, edition.facts, data.lines, data.mails_a_day)
        for one in preview.ready:
            invitation = Invitation(
                edition_id=edition.id,
                email=one.address,
                email_key=one.key,
                address_hash=address_hash(one.key),
                name=one.name,
                locale=data.locale,
                invited_by_id=actor.person_id,
                last_asked_by_id=actor.person_id,
                expires_on=clock.today() + timedelta(days=INVITATION_LIFE_DAYS),
            )
            session.add(invitation)
            enqueue(session, MAIL_INVITATION, {"invitation_id": invitation.id, "sending": 1})
        if preview.ready:
            _count_invited(session, edition.id, len(preview.ready))
            details = {"count": len(preview.ready)}  # never to whom
            record(session, actor, "recruiting.invite", ("edition", edition.id, edition.facts), details)
    return preview


def _count_invited(session: Session, edition_id: int, people: int) -> None:
    """Count people in this week; the edition is locked."""
    added = insert_for(session.get_bind().dialect.name)(InvitedWeek).values(
        edition_id=edition_id, week=monday_of(clock.today()), people=people
    )
    with counting_changes(session, INVITED, edition_id):
        session.execute(
            added.on_conflict_do_update(
                index_elements=[InvitedWeek.edition_id, InvitedWeek.week],
                set_={"people": InvitedWeek.people + people},
            )
        )


def _wait_for_own_turn(session: Session, actor: Actor) -> None:
    """Let the actor's sendings come one after the other: two tabs do not send twice as many a day."""
    locked(session, Person, actor.person_id)


def send_again(session: Session, actor: Actor, invitation_id: int, mails_a_day: int) -> None:
    """Send an invitation once more; its link works for another fortnight.

    :raises NotFound: no such invitation, or the actor does not recruit there
    :raises RecruitingClosed: the edition is closed
    :raises RemindedEnough: it was sent only just or often enough, was used, or its reader wants no more
    :raises SentEnough: the actor has sent as many as one sends in a day
    """
    with transaction(session):
        facts = invitation_facts(session, actor, invitation_id)
        require_sight(actor, Action.RECRUIT, facts)
        _wait_for_own_turn(session, actor)
        invitation = locked_if_any(session, Invitation, invitation_id)
        if invitation is None or invitation.invited_by_id != actor.person_id:
            raise NotFound
        status = session.scalar(select(Edition.status).where(Edition.id == invitation.edition_id))
        if status is not EditionStatus.OPEN:
            raise RecruitingClosed
        rested = (clock.today() - invitation.asked_on).days >= DAYS_BETWEEN
        wants_none = session.get(InvitationStop, invitation.address_hash) is not None
        is_open = invitation.state in {InvitationState.SENT, InvitationState.ACCEPTED}
        if not (is_open and rested and invitation.send_count < SENDINGS_MAX) or wants_none:
            raise RemindedEnough
        if asked_today(session, actor) >= mails_a_day:
            raise SentEnough
        invitation.send_count += 1
        invitation.asked_on = clock.today()
        invitation.last_asked_by_id = actor.person_id
        invitation.expires_on = clock.today() + timedelta(days=INVITATION_LIFE_DAYS)
        enqueue(session, MAIL_INVITATION, {"invitation_id": invitation.id, "sending": invitation.send_count})
        record(session, actor, "recruiting.send_again", ("invitation", invitation.id, facts))


def note_sent(session: Session, actor: Actor, invitation_id: int, sending: int) -> bool:
    """Note that the mail server is about to have a mail; tell whether this call was the first to say so.

    :raises Forbidden: only the application itself does
    """
    require(actor, Action.RECRUITING_KEEP, NOTHING)
    with transaction(session):
        invitation = locked_if_any(session, Invitation, invitation_id)
        if invitation is None or invitation.sent_count >= sending:
            return False
        invitation.sent_count = sending
        if invitation.state not in _OPENED:
            invitation.state = InvitationState.SENT
        return True


def note_not_sent(session: Session, actor: Actor, invitation_id: int, sending: int, *, was_refused: bool) -> None:
    """Note that the mail server has no mail: it refused the address, or will be asked again.

    :raises Forbidden: only the application itself does
    """
    require(actor, Action.RECRUITING_KEEP, NOTHING)
    with transaction(session):
        invitation = locked_if_any(session, Invitation, invitation_id)
        if invitation is None:
            return
        invitation.sent_count = sending if was_refused else sending - 1
        if invitation.state not in _OPENED:
            waits = InvitationState.WAITING if sending == 1 else InvitationState.SENT
            invitation.state = InvitationState.BOUNCED if was_refused else waits


def note_joined(session: Session, actor: Actor, enrolment_id: int) -> None:
    """Note that somebody who was invited has joined; the invitation says so from now on, also if they leave.

    :raises Forbidden: only the application itself does
    """
    require(actor, Action.RECRUITING_KEEP, NOTHING)
    theirs = (
        select(Enrolment.edition_id, Person.email_key)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.id == enrolment_id)
    )
    with transaction(session):
        found = session.execute(theirs).one_or_none()
        if found is not None:
            session.execute(
                update(Invitation)
                .where(Invitation.edition_id == found[0], Invitation.email_key == found[1])
                .values(state=InvitationState.JOINED)
            )


def accept_invitation(session: Session, actor: Actor, invitation_id: int, data: AcceptInput) -> str:
    """Open the account of who was invited, in the entity that invited them, and return the token of their session.

    The link proves whose address it is. Two clicks open one account: the second finds the invitation used.

    :raises InvitationGone: it expired, was used, or its campaign is not open
    :raises EmailTaken: an account has the address, or one that reads the same
    :raises MistakableName: a word of the name mixes alphabets
    """
    require(actor, Action.RECRUITING_KEEP, NOTHING)
    with transaction(session):
        invitation = locked_if_any(session, Invitation, invitation_id)
        if invitation is None or invitation.state in _OPENED or invitation.expires_on < clock.today():
            raise InvitationGone
        edition = session.get_one(Edition, invitation.edition_id, populate_existing=True)
        if edition.status is not EditionStatus.OPEN:
            raise InvitationGone
        person = create_person(
            session, actor, PersonInput(invitation.email, data.name, edition.entity_id, locale=data.locale)
        )
        invitation.state = InvitationState.ACCEPTED
        record(session, actor, "recruiting.accept", ("invitation", invitation.id, edition.facts))
        return open_session(session, actor, person, data.device, by_link=True)


def stop_invitations(session: Session, actor: Actor, hashed: str) -> None:
    """Send an address no more invitations, from whatever campaign; twice is the same as once.

    Its invitations that led to no account are deleted: nobody reads in a list who said no.

    :raises Forbidden: only the application itself does
    """
    require(actor, Action.RECRUITING_KEEP, NOTHING)
    with transaction(session):
        added = insert_for(session.get_bind().dialect.name)(InvitationStop).values(
            address_hash=hashed, stopped_on=clock.today()
        )
        session.execute(added.on_conflict_do_nothing(index_elements=[InvitationStop.address_hash]))
        session.execute(delete(Invitation).where(Invitation.address_hash == hashed, Invitation.state.not_in(_OPENED)))


def forget_invitations(session: Session, actor: Actor) -> None:
    """Delete invitations a month after they expired unused, or their campaign closed.

    :raises Forbidden: only the application itself does
    """
    require(actor, Action.RECRUITING_KEEP, NOTHING)
    day, instant = clock.today() - timedelta(days=KEPT_DAYS), clock.now() - timedelta(days=KEPT_DAYS)
    closed = exists().where(Edition.id == Invitation.edition_id, Edition.closed_at < instant)
    unused = (Invitation.expires_on < day) & Invitation.state.not_in(_OPENED)
    with transaction(session):
        session.execute(delete(Invitation).where(or_(closed, unused)).execution_options(synchronize_session=False))
