"""Deliver one mail: rendered in the reader's language, with an identifier that comes from its cause."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy.orm import Session

from app.mail.message import Message, message_id_for
from app.mail.render import render_mail
from app.mail.sender import Sender
from config import Settings


def deliver(
    session: Session, template: str, cause: tuple[str, int], *, to: str, locale: str, **context: object
) -> None:
    """Render and send one mail; the database is let go of first, as the mail server may be slow.

    :raises MailUnavailable: worth another attempt
    :raises MailRefused: not worth one; a job that raises it is dead at once
    """
    session.close()
    settings: Settings = current_app.extensions["settings"]
    mail = render_mail(template, locale, **context)
    host = urlsplit(settings.base_url).hostname or "localhost"
    cast("Sender", current_app.extensions["mail_sender"]).send(
        Message(
            to=to,
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
            message_id=message_id_for(*cause, host),
            locale=locale,
        )
    )
