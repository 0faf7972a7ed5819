"""Deliver one mail: rendered in the reader's language, entered in the book of mails, never sent twice."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy.orm import Session

from app.mail.ledger import (
    HandedOverBefore,
    begin_mail,
    end_mail,
    forget_refused,
    hand_over,
    note_refused,
)
from app.mail.message import Message, message_id_for
from app.mail.render import render_mail
from app.mail.sender import MailRefused, MailUnanswered, MailUnavailable, Sender
from app.mail.types import MailFate, MailState, Purpose
from config import Settings

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who gets a mail, because of what: the same cause is mailed once.

    ``thread`` is what keeps the mails about one thing together, and says nothing of it: ``""`` for one by itself.
    ``stop_url`` is where a mail program unsubscribes with one click (RFC 8058): ``""`` where that is not offered.
    """

    cause: tuple[str, int]
    person_id: int
    to: str
    locale: str
    purpose: Purpose
    thread: str = ""
    stop_url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The cause as the book has it."""
        return f"{self.cause[0]}.{self.cause[1]}"


def deliver(session: Session, template: str, envelope: Envelope, **context: object) -> MailFate:
    """Render and send one mail; return what became of it. No transaction is open while the mail server is spoken to.

    :raises MailUnavailable: worth another attempt
    :raises MailRefused: not worth one; a job that raises it is dead at once
    """
    fate = begin_mail(session, envelope.name, envelope.person_id, envelope.to, envelope.purpose)
    session.close()
    if fate is not None:
        return fate
    message = _message(template, envelope, context)
    attempt = _Attempt(session, envelope.name)
    try:
        cast("Sender", current_app.extensions["mail_sender"]).send(message, attempt.hand_over)
    except HandedOverBefore:
        return MailFate.SENT
    except MailUnanswered:
        attempt.end(MailState.HANDED_OVER, "no answer")
        log.warning("the mail server took a mail and did not answer: it is not sent again")
        return MailFate.SENT
    except MailUnavailable as error:
        attempt.end(MailState.PLANNED, type(error.__cause__ or error).__name__)
        raise
    except MailRefused as error:
        attempt.end(MailState.REFUSED, str(error))
        if error.is_mailbox:
            note_refused(session, envelope.person_id, envelope.to, error.code)
        raise
    attempt.end(MailState.SENT)
    forget_refused(session, envelope.person_id)
    return MailFate.SENT


def deliver_by_address(
    session: Session, template: str, envelope: Envelope, before_last_line: Callable[[], None], **context: object
) -> None:
    """Render and send one mail to an address that is nobody's yet: the caller keeps the book, in ``before_last_line``.

    :raises MailUnavailable: the mail server has no mail; worth another attempt
    :raises MailRefused: not worth one
    :raises MailUnanswered: nobody knows whether the mail server has it
    """
    session.close()
    sender = cast("Sender", current_app.extensions["mail_sender"])
    sender.send(_message(template, envelope, context), before_last_line)


class _Attempt:
    """One attempt at one mail, and whether the mail server has had it from this one."""

    def __init__(self, session: Session, cause: str) -> None:
        self._session, self._cause = session, cause
        self._was_handed_over = False

    def hand_over(self) -> None:
        """Note that the mail server is about to have it.

        :raises HandedOverBefore: it has it already, from another attempt
        """
        hand_over(self._session, self._cause)
        self._session.close()  # no connection of the pool waits for the mail server
        self._was_handed_over = True

    def end(self, state: MailState, error: str = "") -> None:
        """Write down how it ended."""
        end_mail(self._session, self._cause, state, error, was_handed_over=self._was_handed_over)


def _message(template: str, envelope: Envelope, context: Mapping[str, object]) -> Message:
    settings: Settings = current_app.extensions["settings"]
    host = urlsplit(settings.base_url).hostname or "localhost"
    mail = render_mail(template, envelope.locale, stop_url=envelope.stop_url, **context)
    headers = dict(envelope.headers)
    if envelope.thread:
        headers |= dict.fromkeys(("In-Reply-To", "References"), f"<about.{envelope.thread}@{host}>")
    if envelope.stop_url:
        headers |= {
            "List-Unsubscribe": f"<{envelope.stop_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    return Message(
        to=envelope.to,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        message_id=message_id_for(*envelope.cause, host),
        locale=envelope.locale,
        headers=headers,
    )
