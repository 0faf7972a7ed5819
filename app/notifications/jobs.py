"""What notifications do later, and every hour."""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from sqlalchemy.orm import Session

from app.i18n.locale import best_match, language_of
from app.jobs.run import Hopeless, Task
from app.mail.message import Message, message_id_for
from app.mail.render import render_mail
from app.mail.sender import MailRefused, Sender
from app.notifications.presenters import mail_text
from app.notifications.queries import NoticeMail, notice_mail
from app.notifications.service import mark_mailed, tell_of_untraceable
from app.policy.actor import SYSTEM
from config import Settings


def mail_notice(session: Session, task: Task) -> None:
    """Mail one notice, in its reader's language.

    A crash between the mail server and the mark may send it twice; its ``Message-ID`` is the notice's, so most
    mail programs show it once.
    """
    mail = notice_mail(session, SYSTEM, task.payload["notice_id"])
    if mail is None:
        return
    sender: Sender = current_app.extensions["mail_sender"]
    message = _message(mail, current_app.extensions["settings"])
    session.close()  # nothing stays open while the mail server takes its time
    try:
        sender.send(message)
    except MailRefused as error:
        raise Hopeless from error
    mark_mailed(session, SYSTEM, mail.notice.id)


def tell_waiting(session: Session, due_at: datetime) -> None:
    """Tell moderators, every hour, of the untraceable contributions that wait."""
    del due_at
    tell_of_untraceable(session, SYSTEM)


def _message(mail: NoticeMail, settings: Settings) -> Message:
    locale = best_match([mail.locale], settings.locales) or settings.locales[0]
    with language_of(locale):
        text = mail_text(mail.notice, settings.base_url)
    rendered = render_mail("notifications/mail/notice.html", locale, mail=text)
    host = settings.base_url.partition("://")[2].partition("/")[0].partition(":")[0]
    return Message(
        to=mail.email,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        message_id=message_id_for("notice", mail.notice.id, host),
        locale=locale,
    )
