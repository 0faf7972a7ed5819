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
from app.notifications.kinds import feedback_waiting, see_notices
from app.notifications.presenters import NoticeMail, notice_mail
from app.notifications.queries.notices import notice_to_mail
from app.notifications.service import mark_mailed, tell_of_untraceable
from app.policy.actor import SYSTEM
from config import Settings


def mail_notice(session: Session, task: Task) -> None:
    """Mail one notice, in its reader's language, unless they may no longer see its subject, or it was dealt with.

    A crash between the mail server and the mark may send it twice; its ``Message-ID`` is the notice's, so most
    mail programs show it once.
    """
    settings: Settings = current_app.extensions["settings"]
    waiting = notice_to_mail(session, SYSTEM, task.payload["notice_id"])
    if waiting is None:
        return
    locale = best_match([waiting.reader.actor.locale], settings.locales) or settings.locales[0]
    notice = next(iter(see_notices(session, waiting.reader.actor, [waiting.notice])), None)
    if notice is None or notice.seen is None or notice.kind.is_over(notice.seen):
        return
    with language_of(locale):
        mail = notice_mail(notice, settings.base_url)
    message = _message(waiting.notice.id, mail, waiting.reader.email, locale)
    sender: Sender = current_app.extensions["mail_sender"]
    session.close()  # nothing stays open while the mail server takes its time
    try:
        sender.send(message)
    except MailRefused as error:
        raise Hopeless from error
    mark_mailed(session, SYSTEM, waiting.notice.id)


def tell_waiting(session: Session, due_at: datetime) -> None:
    """Tell moderators, every hour, of the untraceable contributions that wait."""
    del due_at
    tell_of_untraceable(session, SYSTEM, feedback_waiting.KIND.name)


def _message(notice_id: int, mail: NoticeMail, email: str, locale: str) -> Message:
    rendered = render_mail("notifications/mail/notice.html", locale, mail=mail)
    host = current_app.extensions["settings"].base_url.partition("://")[2].partition("/")[0].partition(":")[0]
    return Message(
        to=email,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        message_id=message_id_for("notice", notice_id, host),
        locale=locale,
    )
