"""Notices ready to print: on the site and in mails. Their words are those of ``notifications/kinds``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import current_app

from app.core import clock, idents
from app.i18n import formats
from app.i18n.locale import language_of
from app.notifications.kinds import SeenNotice
from app.notifications.kinds.kind import Link
from app.notifications.types import WrittenWords
from app.web.parts import tongue_of


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """What a notice says. ``title`` and ``url`` are empty when the reader may no longer see its subject."""

    text: str
    title: str = ""
    lang: str = ""
    dir: str = "auto"
    words: str = ""
    words_lang: str = ""
    words_dir: str = "auto"
    url: str = ""
    action_label: str = ""


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice of the site."""

    public_id: str
    said: NoticeWords
    when_label: str
    when_iso: str
    is_unread: bool


@dataclass(frozen=True, slots=True)
class NoticeMail:
    """What the mail of a notice says; its link is a whole address."""

    subject: str
    said: NoticeWords


def notice_lines(notices: Iterable[SeenNotice], locale: str) -> list[NoticeLine]:
    """Return notices in a language."""
    with language_of(locale):
        return [_line(notice, locale) for notice in notices]


def _line(notice: SeenNotice, locale: str) -> NoticeLine:
    at, by_day = notice.row.created_at, notice.kind.by_day
    return NoticeLine(
        public_id=idents.encode(notice.row.id),
        said=_said(notice),
        when_label=formats.day(locale, at.date()) if by_day else formats.ago(locale, at, clock.now()),
        when_iso=at.date().isoformat() if by_day else at.isoformat(),
        is_unread=not notice.row.is_read,
    )


def notice_mail(notice: SeenNotice, base_url: str) -> NoticeMail:
    """Return the words of a mail in the language of the work at hand; its link leads to ``base_url``."""
    said, kind = _said(notice, base_url), notice.kind
    if kind.mail_sentence is not None:
        said = NoticeWords(kind.mail_sentence(), url=said.url, action_label=said.action_label)
    return NoticeMail(kind.mail_subject(), said)


def _said(notice: SeenNotice, base_url: str = "") -> NoticeWords:
    kind, seen = notice.kind, notice.seen
    if seen is None:
        return NoticeWords(kind.subject.gone())
    quote = kind.quote(seen) or WrittenWords("")
    link = kind.link(notice.row, seen)
    (lang, direction), (words_lang, words_dir) = tongue_of(seen.title.language), tongue_of(quote.language)
    return NoticeWords(
        text=kind.sentence(notice.row, seen),
        title=seen.title.text,
        lang=lang,
        dir=direction,
        words=quote.text,
        words_lang=words_lang,
        words_dir=words_dir,
        url=base_url + _path(link),
        action_label=link.label,
    )


def _path(link: Link) -> str:
    """Return the path of a page, with or without a request."""
    return current_app.url_map.bind("").build(link.endpoint, dict(link.values))
