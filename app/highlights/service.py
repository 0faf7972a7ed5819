"""Ask for an author's agreement, answer, take back; note what becomes of a nugget elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import FormUsed, NotFound
from app.db.lock import locked
from app.db.session import leave_no_log, transaction
from app.feedback.models import Feedback
from app.feedback.queries.locked import feedback_for_update
from app.feedback.types import Agreement, ShowingKind
from app.highlights.errors import (
    AdoptionReasonMissing,
    AlreadyAsked,
    AuthorCannotBeAsked,
    NoLongerAsked,
    OwnNugget,
    ThanksMissing,
)
from app.highlights.events import ShowingAsked
from app.highlights.models import Adoption, AskedShowing
from app.highlights.queries import is_shown
from app.highlights.types import Stance
from app.journal.record import record
from app.language.detect import detect
from app.outbox.publish import publish
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.facts import Facts
from app.policy.rules import Action

# What the author's yes or no makes of where it stands.
YES = {Agreement.ASKED: Agreement.AGREED, Agreement.REFUSED: Agreement.AGREED, Agreement.WITHDRAWN: Agreement.AGREED}
NO = {Agreement.ASKED: Agreement.REFUSED, Agreement.AGREED: Agreement.WITHDRAWN}


@dataclass(frozen=True, slots=True)
class ShowingInput:
    """What the team asks of an author, or thanks for."""

    kind: ShowingKind
    words: str  # plain text: why, or the thanks
    submission_key: str  # hash of the form's single-use key


@dataclass(frozen=True, slots=True)
class AdoptionInput:
    """What becomes of a nugget in an entity, and why."""

    stance: Stance
    reason: str  # plain text; everybody reads it
    submission_key: str


def ask_showing(session: Session, actor: Actor, feedback_id: int, data: ShowingInput) -> int:
    """Ask the author of a contribution, whoever that is, or thank them; return what was asked.

    :raises NotFound: absent, or out of sight; :raises Forbidden: the actor does not ask there, or wrote it
    :raises AuthorCannotBeAsked: nobody can agree; :raises ThanksMissing: a thank-you has no words
    :raises AlreadyAsked: the author was asked the same before
    :raises FormUsed: the form was sent before with other words
    """
    with transaction(session):
        feedback, facts = feedback_for_update(session, actor, feedback_id)
        require(actor, Action.SHOWING_ASK, facts)
        if feedback.author_id is None and feedback.reference_hash is None:
            raise AuthorCannotBeAsked
        if data.kind is ShowingKind.THANKS and not data.words.strip():
            raise ThanksMissing
        sent = session.scalars(select(AskedShowing).where(AskedShowing.submission_key == data.submission_key)).first()
        if sent is not None:
            if (sent.feedback_id, sent.kind, sent.words) != (feedback.id, data.kind, data.words):
                raise FormUsed
            return sent.id
        showing = _asked_before(session, feedback, data.kind)
        if showing is None:
            showing = AskedShowing(feedback_id=feedback.id, kind=data.kind, language="", asked_by_id=None)
            session.add(showing)
        elif showing.consent is not Agreement.TAKEN_BACK:
            raise AlreadyAsked
        showing.consent, showing.words, showing.asked_on = Agreement.ASKED, data.words, clock.today()
        showing.language = detect(data.words, (actor.language,))
        showing.asked_by_id, showing.submission_key = actor.person_id, data.submission_key
        session.flush()
        record(session, actor, "highlights.asked", ("feedback", feedback.id, facts), {"kind": data.kind.value})
        publish(session, ShowingAsked(feedback_id=feedback.id, kind=data.kind.value, by_id=actor.person_id))
    return showing.id


def answer_showing(session: Session, actor: Actor, showing_id: int, *, agrees: bool) -> None:
    """Agree, refuse, or take an agreement back: the author's word, at any time. Said twice it is said once.

    Neither an event nor an entry of the journal is written: they would keep who answered, and when.

    :raises NotFound: absent, or the actor is not its author
    :raises NoLongerAsked: the team took it back
    """
    with transaction(session):
        showing, facts = _locked(session, actor, showing_id)
        require_sight(actor, Action.SHOWING_ANSWER, facts)
        if showing.consent is Agreement.TAKEN_BACK:
            raise NoLongerAsked
        showing.consent = (YES if agrees else NO).get(showing.consent, showing.consent)
        leave_no_log(session)


def take_back_showing(session: Session, actor: Actor, showing_id: int) -> None:
    """Show the contribution no longer, or take the question to its author back; it can be asked again later.

    :raises NotFound: absent, or out of sight; :raises Forbidden: the actor does not ask there
    """
    with transaction(session):
        showing, facts = _locked(session, actor, showing_id)
        require(actor, Action.SHOWING_TAKE_BACK, facts)
        if showing.consent is Agreement.TAKEN_BACK:
            return
        showing.consent = Agreement.TAKEN_BACK
        record(
            session,
            actor,
            "highlights.taken_back",
            ("feedback", showing.feedback_id, facts),
            {"kind": showing.kind.value},
        )


def note_adoption(session: Session, actor: Actor, showing_id: int, entity_id: int, data: AdoptionInput) -> int:
    """Say what becomes of a nugget in an entity; what was said before stays readable. Return the note.

    :raises NotFound: absent, or not shown
    :raises Forbidden: the actor is no sponsor of that entity
    :raises OwnNugget: readers know that it comes from there
    :raises AdoptionReasonMissing: there is no reason; :raises FormUsed: the form was sent before with other words
    """
    facts = Facts(entity_id=entity_id)
    with transaction(session):
        require(actor, Action.NUGGET_ADOPT, facts)
        if not data.reason.strip():
            raise AdoptionReasonMissing
        showing = locked(session, AskedShowing, showing_id)
        feedback = session.get(Feedback, showing.feedback_id, populate_existing=True)
        if feedback is None or not is_shown(session, showing, feedback):
            raise NotFound
        if feedback.shown_entity_id == entity_id:
            raise OwnNugget
        sent = session.scalars(select(Adoption).where(Adoption.submission_key == data.submission_key)).first()
        if sent is not None:
            if (sent.showing_id, sent.entity_id, sent.stance, sent.reason) != (
                showing.id, entity_id, data.stance, data.reason,
            ):  # fmt: skip
                raise FormUsed
            return sent.id
        note = Adoption(
            showing_id=showing.id,
            entity_id=entity_id,
            stance=data.stance,
            reason=data.reason,
            language=detect(data.reason, (actor.language,)),
            by_id=actor.person_id,
            submission_key=data.submission_key,
        )
        session.add(note)
        session.flush()
        record(session, actor, "highlights.adopted", ("nugget", showing.id, facts), {"stance": data.stance.value})
    return note.id


def _asked_before(session: Session, feedback: Feedback, kind: ShowingKind) -> AskedShowing | None:
    """Return what was asked already; people are thanked as often as somebody wants to."""
    if kind is ShowingKind.THANKS:
        return None
    return session.scalars(
        select(AskedShowing).where(AskedShowing.feedback_id == feedback.id, AskedShowing.kind == kind)
    ).first()


def _locked(session: Session, actor: Actor, showing_id: int) -> tuple[AskedShowing, Facts]:
    """Return what was asked, and what rules may know of its contribution, both locked.

    :raises NotFound: absent, or out of sight
    """
    feedback_id = session.scalar(select(AskedShowing.feedback_id).where(AskedShowing.id == showing_id))
    if feedback_id is None:
        raise NotFound
    _feedback, facts = feedback_for_update(session, actor, feedback_id)
    return locked(session, AskedShowing, showing_id), facts
