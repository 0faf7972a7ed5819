"""What notifications do later, and every hour."""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from sqlalchemy.orm import Session

from app.i18n.locale import best_match, language_of
from app.jobs.run import Task
from app.mail.deliver import Envelope, deliver
from app.mail.types import MailFate, Purpose
from app.notifications.kinds import answer_due, feedback_waiting, mandate_ends, private_message, see_notices
from app.notifications.presenters import notice_mail
from app.notifications.queries.notices import notice_to_mail
from app.notifications.service import (
    mark_mailed,
    tell_of_due_answers,
    tell_of_ending_mandates,
    tell_of_follow_ups,
    tell_of_untraceable,
)
from app.policy.actor import SYSTEM
from config import Settings


def mail_notice(session: Session, task: Task) -> None:
    """Mail one notice, in its reader's language, unless they may no longer see its subject, or it was dealt with.

    Run twice, or cut short anywhere, it is never sent twice (``mail/ledger.py``).
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
    reader = waiting.reader
    envelope = Envelope(("notice", notice.row.id), reader.actor.person_id, reader.email, locale, Purpose.NEWS)
    if deliver(session, "notifications/mail/notice.html", envelope, mail=mail, name=reader.name) is MailFate.SENT:
        mark_mailed(session, SYSTEM, notice.row.id)


def tell_waiting(session: Session, due_at: datetime) -> None:
    """Tell moderators, every hour, of the untraceable contributions that wait."""
    del due_at
    tell_of_untraceable(session, SYSTEM, feedback_waiting.KIND.name)


def tell_ending(session: Session, due_at: datetime) -> None:
    """Tell holders of mandates, every hour, of a last day that has come."""
    del due_at
    tell_of_ending_mandates(session, SYSTEM, mandate_ends.KIND.name)


def tell_due(session: Session, due_at: datetime) -> None:
    """Warn, every hour, of the answers that are due on the next working day."""
    del due_at
    tell_of_due_answers(session, SYSTEM, answer_due.KIND.name)


def tell_answered(session: Session, due_at: datetime) -> None:
    """Tell, every hour, who asked the author of a contribution that an answer is there."""
    del due_at
    tell_of_follow_ups(session, SYSTEM, private_message.KIND.name)
