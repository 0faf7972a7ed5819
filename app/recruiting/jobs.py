"""The mails of invitations, and what is forgotten on time. They run in an application context, without a request."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from flask import current_app
from sqlalchemy.orm import Session

from app.i18n import formats
from app.jobs.run import Task
from app.mail.deliver import Envelope, deliver_by_address
from app.mail.ledger import HandedOverBefore
from app.mail.sender import MailRefused, MailUnanswered, MailUnavailable
from app.mail.types import Purpose
from app.policy.actor import SYSTEM
from app.recruiting.credentials import invitation_token, stop_token
from app.recruiting.queries import invitation_to_mail
from app.recruiting.service import forget_invitations, note_not_sent, note_sent
from app.texts.queries import EMPTY, texts_of
from app.web.addresses import path_of
from config import Settings

NOBODY = 0  # the number of no person


def mail_invitation(session: Session, task: Task) -> None:
    """Send one invitation. What was handed over once is never sent again; what was not is, whoever died meanwhile."""
    settings: Settings = current_app.extensions["settings"]
    invitation_id, sending = int(task.payload["invitation_id"]), int(task.payload["sending"])
    mail = invitation_to_mail(session, SYSTEM, invitation_id, sending)
    if mail is None:
        return
    reader = replace(SYSTEM, locale=mail.locale)
    texts = texts_of(session, reader, [mail.title_text_id, mail.pitch_text_id], mail.locale)
    stop_url = settings.base_url + path_of("recruiting.stop", token=stop_token(settings.secret_key, mail.address_hash))
    envelope = Envelope(
        (f"invitation-{sending}", invitation_id),
        person_id=NOBODY,
        to=mail.email,
        locale=mail.locale,
        purpose=Purpose.ACCOUNT,
        headers={"List-Unsubscribe": f"<{stop_url}>"},
    )
    try:
        deliver_by_address(
            session,
            "recruiting/mail/invitation.html",
            envelope,
            partial(_hand_over, session, invitation_id, sending),
            name=mail.name,
            inviter=mail.invited_by,
            entity=mail.entity_name,
            title=texts.get(mail.title_text_id, EMPTY).value,
            pitch=texts.get(mail.pitch_text_id, EMPTY).value,
            until=formats.day(mail.locale, mail.expires_on),
            url=settings.base_url
            + path_of("recruiting.invitation", token=invitation_token(settings.secret_key, invitation_id)),
            stop_link=stop_url,
        )
    except (HandedOverBefore, MailUnanswered):  # it is not sent again
        return
    except MailRefused:
        note_not_sent(session, SYSTEM, invitation_id, sending, was_refused=True)
    except MailUnavailable:
        note_not_sent(session, SYSTEM, invitation_id, sending, was_refused=False)
        raise


def _hand_over(session: Session, invitation_id: int, sending: int) -> None:
    """Note that the mail server is about to have the whole mail. Of two attempts at once, one gets past here.

    :raises HandedOverBefore: the other one
    """
    if not note_sent(session, SYSTEM, invitation_id, sending):
        raise HandedOverBefore


def forget_expired(session: Session, _due_at: datetime) -> None:
    """Delete the invitations that nobody needs any more. A handler for ``PERIODIC``, once a day."""
    forget_invitations(session, SYSTEM)
