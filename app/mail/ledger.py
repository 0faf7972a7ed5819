"""The steps of one mail in the book, each in a transaction of its own; what was handed over once is never sent again.

``HANDED_OVER`` is written after the mail server has taken every line and before the one dot that ends the mail. Killed
before, the server has no mail, and the next attempt sends it. Killed after, it may have it, and nobody sends it again.
See ``docs/decisions`` for what that can promise and what it cannot.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import BigInteger, CursorResult, column, delete, func, select, table, text, update
from sqlalchemy.orm import Session

from app.core import clock
from app.core.wording import fold_email
from app.db.insert import insert_for
from app.db.session import transaction
from app.mail.allowance import mails_left
from app.mail.models import Mail, RefusedMailbox
from app.mail.types import MailFate, MailState, Purpose

KEPT = timedelta(days=90)
REFUSED_FOR = timedelta(days=7)  # so long no other mail is sent to a refused address; then one is tried again
TOLD_FOR = timedelta(days=7)  # so long `pepite doctor` speaks of a mail that did not arrive
ERROR_CHARS = 120

# Written as in the partial index: with a parameter in its place, neither database would use it.
_TROUBLE = text("mails.state <> 'mailed'")

_PEOPLE = table("people", column("id", BigInteger))  # a higher feature: its table is named, not imported


class HandedOverBefore(Exception):
    """Another attempt has handed this mail over meanwhile: this one ends here, before its last line."""


def begin_mail(session: Session, cause: str, person_id: int, address: str, purpose: Purpose) -> MailFate | None:
    """Note that a mail is tried; return what became of it when it is not to be sent, else ``None``.

    Asked twice for the same cause, it is the same mail. The reader is locked, so that two mails of one person do not
    both take the last place of the week.
    """
    with transaction(session):
        session.execute(select(_PEOPLE.c.id).where(_PEOPLE.c.id == person_id).with_for_update(key_share=True))
        state = session.scalar(select(Mail.state).where(Mail.cause == cause))
        if state in {MailState.HANDED_OVER, MailState.SENT}:
            return MailFate.SENT
        if state is MailState.REFUSED:
            return MailFate.REFUSED
        if purpose is not Purpose.ACCOUNT and has_refused(session, person_id, address):
            return MailFate.REFUSED
        if state is None:
            if purpose is not Purpose.ACCOUNT and not mails_left(session, [person_id], purpose)[person_id]:
                return MailFate.OVER_ALLOWANCE
            session.add(Mail(cause=cause, person_id=person_id, purpose=purpose))
    return None


def hand_over(session: Session, cause: str) -> None:
    """Note that the mail server is about to have the whole mail. Of two attempts at once, one gets past here.

    :raises HandedOverBefore: the other one
    """
    with transaction(session):
        result = session.execute(
            update(Mail)
            .where(Mail.cause == cause, Mail.state == MailState.PLANNED)
            .values(state=MailState.HANDED_OVER, error="")
            .execution_options(synchronize_session=False)
        )
        assert isinstance(result, CursorResult)
        if result.rowcount != 1:
            raise HandedOverBefore


def end_mail(session: Session, cause: str, state: MailState, error: str = "", *, was_handed_over: bool) -> None:
    """Write down how an attempt ended; ``was_handed_over``: this one got past ``hand_over``.

    One that did not leaves alone what another attempt may have handed over meanwhile.
    """
    stood = Mail.state == MailState.HANDED_OVER if was_handed_over else Mail.state == MailState.PLANNED
    with transaction(session):
        session.execute(
            update(Mail)
            .where(Mail.cause == cause, stood)
            .values(state=state, error=error[:ERROR_CHARS])
            .execution_options(synchronize_session=False)
        )


def note_refused(session: Session, person_id: int, address: str, code: int) -> None:
    """Remember that a mail server refused somebody's address for good."""
    values = {"address_hash": _hash(address), "day": clock.today(), "code": code}
    insert = insert_for(session.get_bind().dialect.name)(RefusedMailbox.__table__).values(person_id=person_id, **values)
    with transaction(session):
        session.execute(insert.on_conflict_do_update(index_elements=["person_id"], set_=values))


def forget_refused(session: Session, *people: int) -> None:
    """Forget it, where it was noted: a mail to this person has just been taken, or is to be tried."""
    noted = RefusedMailbox.person_id.in_(people)
    if session.scalar(select(RefusedMailbox.person_id).where(noted).limit(1)) is None:
        return  # the usual case writes nothing
    with transaction(session):
        session.execute(delete(RefusedMailbox).where(noted).execution_options(synchronize_session=False))


def refused_mailboxes(session: Session, limit: int) -> Sequence[RefusedMailbox]:
    """Return the addresses refused for good in the last days, the latest first. One statement."""
    recent = select(RefusedMailbox).where(RefusedMailbox.day > clock.today() - REFUSED_FOR)
    return session.scalars(recent.order_by(RefusedMailbox.day.desc(), RefusedMailbox.person_id).limit(limit)).all()


def is_address_of(mailbox: RefusedMailbox, address: str) -> bool:
    """Tell whether an address is the one that was refused."""
    return mailbox.address_hash == _hash(address)


def plan_again(session: Session, causes: Collection[str]) -> None:
    """Let mails be tried again that a mail server refused. What it may have is left alone."""
    with transaction(session):
        session.execute(
            update(Mail)
            .where(Mail.cause.in_(causes), Mail.state == MailState.REFUSED)
            .values(state=MailState.PLANNED)
            .execution_options(synchronize_session=False)
        )


def has_refused(session: Session, person_id: int, address: str) -> bool:
    """Tell whether this address of theirs was refused for good in the last days ("bounced"). One statement."""
    refused = session.scalar(
        select(RefusedMailbox.address_hash).where(
            RefusedMailbox.person_id == person_id, RefusedMailbox.day > clock.today() - REFUSED_FOR
        )
    )
    return refused == _hash(address)


@dataclass(frozen=True, slots=True)
class MailTrouble:
    """How many mails of the last days did not simply arrive."""

    retried: int  # tried at least once, and tried again
    refused: int
    unanswered: int  # handed over, and no answer came: nobody knows


def mail_trouble(session: Session) -> MailTrouble:
    """Return how many mails of the last week did not simply arrive, for who runs the site. One statement."""
    rows = session.execute(
        select(Mail.state, func.count().label("number"))
        .where(_TROUBLE, Mail.day > clock.today() - TOLD_FOR, Mail.error != "")
        .group_by(Mail.state)
    )
    numbers = {row.state: row.number for row in rows}
    return MailTrouble(
        *(numbers.get(state, 0) for state in (MailState.PLANNED, MailState.REFUSED, MailState.HANDED_OVER))
    )


def forget_old_mails(session: Session) -> int:
    """Delete what the book says of mails older than three months; return how many."""
    with transaction(session):
        result = session.execute(
            delete(Mail).where(Mail.day < clock.today() - KEPT).execution_options(synchronize_session=False)
        )
    assert isinstance(result, CursorResult)
    return result.rowcount


def _hash(address: str) -> str:
    return hashlib.sha256(fold_email(address).encode()).hexdigest()
