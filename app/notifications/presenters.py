"""Notices in words: on the site and in mails, made when they are read. They name nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import current_app, url_for
from flask_babel import gettext as _

from app.core import clock, idents
from app.feedback.presenters.labels import handling_labels, verdict_labels
from app.feedback.types import Handling, Verdict
from app.i18n import formats
from app.notifications.queries import NoticeRow
from app.notifications.types import NoticeKind
from app.web.parts import tongue_of


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice, ready to print. ``title`` and ``url`` are empty when the reader may no longer see it."""

    public_id: str
    text: str
    title: str
    lang: str
    dir: str
    words: str
    words_lang: str
    words_dir: str
    url: str
    action_label: str
    when_label: str
    when_iso: str
    is_unread: bool


@dataclass(frozen=True, slots=True)
class MailText:
    """What the mail of a notice says."""

    subject: str
    sentence: str
    title: str
    lang: str
    dir: str
    words: str
    words_lang: str
    words_dir: str
    url: str
    action_label: str


def notice_lines(rows: Iterable[NoticeRow], locale: str) -> list[NoticeLine]:
    """Return notices in the reader's language, which is the request's."""
    return [_line(row, locale) for row in rows]


def _line(row: NoticeRow, locale: str) -> NoticeLine:
    by_day = row.kind is NoticeKind.FEEDBACK_WAITING  # nothing finer than the day may be told of what nobody can trace
    (lang, direction), (words_lang, words_dir) = tongue_of(row.language), tongue_of(row.words_language)
    return NoticeLine(
        public_id=idents.encode(row.id),
        text=_sentence(row),
        title=row.title,
        lang=lang,
        dir=direction,
        words=row.words,
        words_lang=words_lang,
        words_dir=words_dir,
        url=_url(row) if row.is_visible else "",
        action_label=_action(row),
        when_label=(
            formats.day(locale, row.created_at.date()) if by_day else formats.ago(locale, row.created_at, clock.now())
        ),
        when_iso=row.created_at.date().isoformat() if by_day else row.created_at.isoformat(),
        is_unread=not row.is_read,
    )


def mail_text(row: NoticeRow, base_url: str) -> MailText:
    """Return the words of a mail in the language of the work at hand; its link leads to ``base_url``."""
    (lang, direction), (words_lang, words_dir) = tongue_of(row.language), tongue_of(row.words_language)
    return MailText(
        subject=_subject(row),
        sentence=_sentence(row),
        title=row.title,
        lang=lang,
        dir=direction,
        words=row.words,
        words_lang=words_lang,
        words_dir=words_dir,
        url=base_url + _path(row),
        action_label=_action(row),
    )


def _subject(row: NoticeRow) -> str:
    """Return the subject of a mail: no title, since a subject shows on a locked telephone."""
    subjects = {
        NoticeKind.FEEDBACK_WAITING: _("A contribution waits for you to read it"),
        NoticeKind.FEEDBACK_PUBLISHED: _("Your contribution is published"),
        NoticeKind.FEEDBACK_SENT_BACK: _("A question about your contribution"),
        NoticeKind.FEEDBACK_HIDDEN: _("Your contribution has been hidden"),
        NoticeKind.FEEDBACK_COMMENTED: _("A new comment on a contribution you follow"),
        NoticeKind.FEEDBACK_ANSWERED: _("An official answer to a contribution you follow"),
        NoticeKind.FEEDBACK_HANDLED: _("News of a contribution you follow"),
        NoticeKind.DECISION_RECORDED: _("A decision on a contribution you follow"),
    }
    return subjects[row.kind]


def _sentence(row: NoticeRow) -> str:
    """Return what happened, as a whole sentence."""
    if not row.is_visible:
        return _("Something happened to a contribution that is no longer open to you.")
    if row.kind is NoticeKind.FEEDBACK_WAITING and not row.still_waits:
        return _("A contribution waited to be read; a moderator has since dealt with it.")
    sentences = {
        NoticeKind.FEEDBACK_WAITING: _("A contribution waits for a moderator to read it."),
        NoticeKind.FEEDBACK_PUBLISHED: _(
            "Your contribution has been read and is published. Your colleagues can see it now."
        ),
        NoticeKind.FEEDBACK_SENT_BACK: _(
            "A moderator has a question about your contribution. It will be read again once you have replied."
        ),
        NoticeKind.FEEDBACK_HIDDEN: _(
            "A moderator has hidden your contribution; others no longer see it. This is the reason:"
        ),
        NoticeKind.FEEDBACK_COMMENTED: _("A colleague has commented on a contribution you wrote or commented on."),
        NoticeKind.FEEDBACK_ANSWERED: _("The team has answered a contribution you wrote or joined in."),
        NoticeKind.FEEDBACK_HANDLED: _handled(row),
        NoticeKind.DECISION_RECORDED: _decided(row),
    }
    return sentences[row.kind]


def _handled(row: NoticeRow) -> str:
    label = handling_labels().get(row.params.get("handling", Handling.NEW), "")
    return _("A contribution you wrote or joined in has moved on. It now stands at: %(state)s.", state=label)


def _decided(row: NoticeRow) -> str:
    label = verdict_labels().get(row.params.get("verdict", Verdict.GO), "")
    return _(
        "The sponsor has decided on a contribution you wrote or joined in: %(verdict)s. The reason is on its page.",
        verdict=label,
    )


def _action(row: NoticeRow) -> str:
    if row.kind is NoticeKind.FEEDBACK_WAITING:
        return _("Open the queue")
    return _("Reply to the question") if row.kind is NoticeKind.FEEDBACK_SENT_BACK else _("Open the contribution")


def _url(row: NoticeRow) -> str:
    if row.kind is NoticeKind.FEEDBACK_WAITING:
        return url_for("moderation.queue")
    return url_for("feedback.feedback", feedback_id=row.feedback_id)


def _path(row: NoticeRow) -> str:
    """Return the same address where there is no request."""
    addresses = current_app.url_map.bind("")
    if row.kind is NoticeKind.FEEDBACK_WAITING:
        return addresses.build("moderation.queue")
    return addresses.build("feedback.feedback", {"feedback_id": row.feedback_id})
