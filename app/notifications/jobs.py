"""What notifications do later, and every hour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from flask import current_app
from sqlalchemy.orm import Session

from app.core import clock
from app.i18n.locale import interface_language, language_of
from app.jobs.periodic import PeriodicHandler
from app.jobs.run import Task
from app.mail.deliver import Envelope, deliver
from app.mail.types import MailFate, Purpose
from app.notifications.credentials import mail_stop_token, thread_name
from app.notifications.kinds import (
    SeenNotice,
    action_due,
    answer_due,
    approval_awaited,
    feedback_waiting,
    gate_broken,
    mandate_ends,
    not_started,
    private_message,
    review_due,
    see_notices,
)
from app.notifications.presenters import digest_mail, notice_mail
from app.notifications.queries.digests import IN_ONE_DIGEST, digest_notices
from app.notifications.queries.notices import notice_to_mail
from app.notifications.queries.readers import Reader, readers_of, working_time_of
from app.notifications.queries.wishes import Wishes, wishes_of
from app.notifications.service import (
    change_cadence,
    end_digest,
    forget_notices,
    mark_mailed,
    plan_digests,
    put_off_mail,
    tell_of_awaited_approvals,
    tell_of_broken_gates,
    tell_of_due_actions,
    tell_of_due_answers,
    tell_of_ending_mandates,
    tell_of_follow_ups,
    tell_of_marks_due,
    tell_of_not_started,
    tell_of_untraceable,
)
from app.notifications.types import Cadence, Telling, Topic
from app.policy.actor import SYSTEM, Actor
from app.web.addresses import path_of
from config import Settings


def mail_notice(session: Session, task: Task) -> None:
    """Mail one notice, in its reader's language, unless they may no longer see its subject, or it was dealt with.

    Run twice, or cut short anywhere, it is never sent twice (``mail/ledger.py``).
    """
    settings: Settings = current_app.extensions["settings"]
    waiting = notice_to_mail(session, SYSTEM, task.payload["notice_id"])
    if waiting is None:
        return
    reader = waiting.reader
    notice = next(iter(see_notices(session, reader.actor, [waiting.notice])), None)
    if notice is None or not _is_for_now(session, settings, reader, notice):
        return
    row, topic, person_id = notice.row, notice.kind.topic, reader.actor.person_id
    locale = interface_language(reader.actor.locale, settings.locales)
    with language_of(locale):
        mail = notice_mail(notice, settings.base_url)
    is_duty = topic is Topic.ACCOUNT
    stop_path = (
        "" if is_duty else path_of("notifications.stop", token=mail_stop_token(settings.secret_key, person_id, topic))
    )
    envelope = Envelope(
        ("notice", row.id), person_id, reader.email, locale, Purpose.ACCOUNT if is_duty else Purpose.NEWS,
        thread=thread_name(settings.secret_key, person_id, row.subject_type, row.subject_id),
        stop_url=stop_path and settings.base_url + stop_path,
    )  # fmt: skip
    fate = deliver(session, "notifications/mail/notice.html", envelope, mail=mail, name=reader.name)
    if fate is MailFate.SENT:
        mark_mailed(session, SYSTEM, row.id)
    elif fate is MailFate.OVER_ALLOWANCE:
        change_cadence(session, SYSTEM, row.id, Cadence.DAILY)


def _is_for_now(session: Session, settings: Settings, reader: Reader, notice: SeenNotice) -> bool:
    """Tell whether a notice is mailed now. Its reader's wishes of today decide; outside working hours it is put off."""
    topic, notice_id = notice.kind.topic, notice.row.id
    if notice.seen is None or notice.kind.is_over(notice.seen):
        return False
    if topic is Topic.ACCOUNT:
        return True
    wishes = wishes_of(session, SYSTEM, [reader.actor.person_id])[reader.actor.person_id]
    cadence = Cadence.NEVER if wishes.is_muted(topic, notice.row, notice.seen) else wishes.cadence_of(topic)
    if cadence is not Cadence.AT_ONCE:
        change_cadence(session, SYSTEM, notice_id, cadence)
        return False
    now = clock.now()
    moment = working_time_of(session, SYSTEM, reader).next_moment(now) if settings.quiet_hours else now
    if moment > now:
        put_off_mail(session, SYSTEM, notice_id, moment)
    return moment <= now


def plan_todays_digests(session: Session, due_at: datetime) -> None:
    """Plan, every half hour, the digests of entities whose working day has begun."""
    del due_at
    plan_digests(session, SYSTEM)


def mail_digest(session: Session, task: Task) -> None:
    """Mail what was planned for a digest, as its reader may see it now; nothing left is no mail.

    Once their working hours are over, or they had all the mails of a week, the next digest brings it.
    """
    settings: Settings = current_app.extensions["settings"]
    person_id, day = task.payload["person_id"], date.fromisoformat(task.payload["day"])
    reader = readers_of(session, SYSTEM, [person_id]).get(person_id)
    if reader is None:
        return
    if settings.quiet_hours and not working_time_of(session, SYSTEM, reader).is_working_time(clock.now()):
        return
    rows = digest_notices(session, SYSTEM, person_id, day)
    wishes = wishes_of(session, SYSTEM, [person_id])[person_id]
    brought = [each for each in see_notices(session, reader.actor, rows[:IN_ONE_DIGEST]) if _is_wanted(wishes, each)]
    if not brought:
        end_digest(session, SYSTEM, person_id, day, ())
        return
    locale = interface_language(reader.actor.locale, settings.locales)
    with language_of(locale):
        mail = digest_mail(brought, day, locale, settings.base_url, has_more=len(rows) > IN_ONE_DIGEST)
    stop_path = path_of("notifications.stop", token=mail_stop_token(settings.secret_key, person_id))
    envelope = Envelope(
        (f"digest.{day}", person_id), person_id, reader.email, locale, Purpose.DIGEST,
        stop_url=settings.base_url + stop_path,
    )  # fmt: skip
    if deliver(session, "notifications/mail/digest.html", envelope, mail=mail, name=reader.name) is MailFate.SENT:
        end_digest(session, SYSTEM, person_id, day, [each.row.id for each in brought])


def _is_wanted(wishes: Wishes, notice: SeenNotice) -> bool:
    """Tell whether a digest still brings a notice: not of what was dealt with, muted or stopped meanwhile."""
    topic = notice.kind.topic
    if notice.seen is None or notice.kind.is_over(notice.seen) or wishes.is_muted(topic, notice.row, notice.seen):
        return False
    return wishes.cadence_of(topic) is not Cadence.NEVER


def forget_old_notices(session: Session, due_at: datetime) -> None:
    """Delete, every day, notices that are old."""
    del due_at
    forget_notices(session, SYSTEM)


def _telling(tell: Callable[[Session, Actor, Telling], object], kind: Telling) -> PeriodicHandler:
    """Return the work of a tick that tells, as a kind of notice, of what became due since the last one."""

    def told_on_time(session: Session, due_at: datetime) -> None:
        del due_at
        tell(session, SYSTEM, kind)

    return told_on_time


tell_waiting = _telling(tell_of_untraceable, feedback_waiting.KIND)
tell_ending = _telling(tell_of_ending_mandates, mandate_ends.KIND)
tell_due = _telling(tell_of_due_answers, answer_due.KIND)
tell_marks_due = _telling(tell_of_marks_due, review_due.KIND)
tell_due_actions = _telling(tell_of_due_actions, action_due.KIND)
remind_not_started = _telling(tell_of_not_started, not_started.KIND)
tell_answered = _telling(tell_of_follow_ups, private_message.KIND)
tell_awaited = _telling(tell_of_awaited_approvals, approval_awaited.KIND)
tell_broken = _telling(tell_of_broken_gates, gate_broken.KIND)
