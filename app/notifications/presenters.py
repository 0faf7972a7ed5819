"""Notices ready to print: on the site and in mails. Their words are those of ``notifications/kinds``."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.core import clock, idents
from app.i18n import formats
from app.i18n.locale import current_code, language_of
from app.notifications.kinds import SeenNotice, SubjectSeen
from app.notifications.kinds.kind import Link
from app.notifications.queries.mails import FailedMail, MailCounts, RefusedAddress
from app.notifications.types import STOPPABLE, Cadence, MailSort, SubjectType, Topic, WrittenWords
from app.web.addresses import path_of
from app.web.parts import Passage, Row, passage_of


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """What a notice says. ``title`` and ``url`` are missing when the reader may no longer see its subject."""

    text: str
    title: Passage | None = None
    words: Passage | None = None  # addressed to the reader
    url: str = ""
    action_label: str = ""


@dataclass(frozen=True, slots=True)
class NoticeGroup:
    """What was told of one thing, as one row: the latest first."""

    row: Row
    subject_type: SubjectType
    subject_id: int  # 0: of things the reader may no longer open
    unread: str  # identifiers of those not read yet, as the form sends them
    mute_name: str  # of the subject, as the form sends it; "": there is nothing to mute
    is_muted: bool

    @property
    def is_contribution(self) -> bool:
        """Whether the subject is a contribution."""
        return self.subject_type == SubjectType.CONTRIBUTION


@dataclass(frozen=True, slots=True)
class NoticeMail:
    """What the mail of a notice says; its link is a whole address."""

    subject: str
    said: NoticeWords
    settings_url: str


def notice_groups(
    notices: Iterable[SeenNotice], locale: str, muted: Collection[tuple[SubjectType, int]] = ()
) -> list[NoticeGroup]:
    """Return notices, the latest first, in a language: those of one subject together, where the latest of them is."""
    by_subject: dict[tuple[SubjectType, int], list[SeenNotice]] = {}
    for notice in notices:
        subject_id = notice.row.subject_id if notice.seen is not None else 0
        by_subject.setdefault((notice.row.subject_type, subject_id), []).append(notice)
    with language_of(locale):
        return [
            _group(subject, together, locale, is_muted=subject in muted) for subject, together in by_subject.items()
        ]


def _group(
    subject: tuple[SubjectType, int], notices: Sequence[SeenNotice], locale: str, *, is_muted: bool
) -> NoticeGroup:
    latest, said = notices[0], [_said(notice) for notice in notices]
    at, by_day = latest.row.created_at, latest.kind.by_day
    sentences = tuple(dict.fromkeys(passage for words in said for passage in _passages(words)))
    title = said[0].title or sentences[0]
    unread = [idents.encode(notice.row.id) for notice in notices if not notice.row.is_read]
    row = Row(
        title=title,
        url=said[0].url,
        details=tuple(passage for passage in sentences if passage != title),
        when=formats.day(locale, at.date()) if by_day else formats.ago(locale, at, clock.now()),
        when_iso=at.date().isoformat() if by_day else at.isoformat(),
        new_label=_("Not read yet:") if unread else "",
    )
    can_be_muted = subject[1] and any(notice.kind.topic in STOPPABLE for notice in notices)
    mute_name = _mute_name(*subject) if can_be_muted else ""
    return NoticeGroup(row, *subject, unread=" ".join(unread), mute_name=mute_name, is_muted=is_muted)


def _mute_name(subject_type: SubjectType, subject_id: int) -> str:
    return f"{subject_type}.{idents.encode(subject_id)}"


def _passages(said: NoticeWords) -> Iterable[Passage]:
    yield Passage(said.text)
    if said.words:
        yield said.words


def notice_mail(notice: SeenNotice, base_url: str) -> NoticeMail:
    """Return the words of a mail in the language of the work at hand; its link leads to ``base_url``."""
    said, kind = _said(notice, base_url), notice.kind
    if kind.mail_sentence is not None:
        said = NoticeWords(kind.mail_sentence(), url=said.url, action_label=said.action_label)
    return NoticeMail(kind.mail_subject(), said, settings_url(base_url))


@dataclass(frozen=True, slots=True)
class DigestPart:
    """What a digest says of one thing: the latest first, each sentence once."""

    title: Passage | None
    sentences: tuple[Passage, ...]
    url: str
    action_label: str


@dataclass(frozen=True, slots=True)
class DigestMail:
    """What a digest says; its links are whole addresses."""

    subject: str
    parts: list[DigestPart]
    has_more: bool
    notices_url: str
    settings_url: str


def digest_mail(notices: Iterable[SeenNotice], day: date, locale: str, base_url: str, *, has_more: bool) -> DigestMail:
    """Return the words of a digest in the language of the work at hand."""
    by_subject: dict[tuple[SubjectType, int], list[NoticeWords]] = {}
    for notice in notices:
        subject = (notice.row.subject_type, notice.row.subject_id)
        by_subject.setdefault(subject, []).append(notice_mail(notice, base_url).said)
    return DigestMail(
        subject=_("What is new for you on Pépite, %(day)s", day=formats.day(locale, day)),
        parts=[
            DigestPart(
                title=said[0].title,
                sentences=tuple(dict.fromkeys(passage for words in said for passage in _passages(words))),
                url=said[0].url,
                action_label=said[0].action_label,
            )
            for said in by_subject.values()
        ],
        has_more=has_more,
        notices_url=base_url + _path(Link("notifications.notices", {}, "")),
        settings_url=settings_url(base_url),
    )


def settings_url(base_url: str) -> str:
    """Return where somebody chooses their mails, as a whole address."""
    return base_url + _path(Link("notifications.settings", {}, ""))


def _said(notice: SeenNotice, base_url: str = "") -> NoticeWords:
    kind, seen = notice.kind, notice.seen
    if seen is None:
        return NoticeWords(kind.subject.gone())
    link = kind.link(notice.row, seen)
    return NoticeWords(
        text=kind.sentence(notice.row, seen),
        title=_passage(seen.title),
        words=_passage(kind.quote(seen)),
        url=base_url + _path(link),
        action_label=link.label,
    )


def _passage(written: WrittenWords | None) -> Passage | None:
    return passage_of(written.text, written.language) if written and written.text else None


def _path(link: Link) -> str:
    return path_of(link.endpoint, **link.values)


# --- how one wants to be mailed ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MutedLine:
    """A thing about which no mail is wanted."""

    row: Row
    mute_name: str


def cadence_labels() -> Mapping[str, str]:
    """Return when mails may be wanted, as the form offers it."""
    return {
        Cadence.AT_ONCE.value: _("At once, during working hours"),
        Cadence.DAILY.value: _("Once a day, together"),
        Cadence.WEEKLY.value: _("Once a week, together"),
        Cadence.NEVER.value: _("Never"),
    }


def topic_label(topic: Topic | None) -> str:
    """Return what the mails of a topic are about, for who stops them; ``None``: all of them."""
    labels = {
        Topic.CONTRIBUTIONS: _("What becomes of your contributions, and of those you supported"),
        Topic.CONVERSATIONS: _("Comments, private messages and your reports"),
        Topic.CAMPAIGNS: _("Campaigns: openings, places and promises"),
        Topic.TEAM: _("Messages from your team, and announcements"),
        Topic.TASKS: _("What is waiting for you"),
    }
    return _("All e-mails that can be stopped") if topic is None else labels[topic]


def muted_lines(subjects: Iterable[SubjectSeen]) -> list[MutedLine]:
    """Return the things about which no mail is wanted, as their reader may see them today."""
    return [
        MutedLine(
            Row(title=(_passage(each.seen.title) if each.seen else None) or Passage(each.gone), url=""),
            _mute_name(each.type, each.id),
        )
        for each in subjects
    ]


# --- mails, for who runs the site -------------------------------------------------------------------

_SERVER_CODE = re.compile(r"\((\d{3})\)$")


@dataclass(frozen=True, slots=True)
class MailLine:
    """A mail that was given up, or an address that was refused. ``job``: what is tried again; ``""``: nothing."""

    row: Row
    job: str


def count_lines(counts: MailCounts) -> list[tuple[str, str]]:
    """Return how many mails stand where, each with its label."""
    code = current_code()
    return [
        (_("Waiting for their turn, or for working hours"), formats.number(code, counts.waiting)),
        (_("Tried again, as the e-mail service did not take them"), formats.number(code, counts.retried)),
        (_("Given up"), formats.number(code, counts.given_up)),
        (_("Not confirmed in the last week: they may have arrived"), formats.number(code, counts.unanswered)),
    ]


def failed_lines(mails: Iterable[FailedMail], retried: Collection[MailSort]) -> list[MailLine]:
    """Return the mails that were given up."""
    labels = {
        MailSort.NOTICE: _("Notification"),
        MailSort.DIGEST: _("Digest"),
        MailSort.INVITATION: _("Invitation"),
        MailSort.SIGN_IN_LINK: _("Link to sign in"),
        MailSort.LOCK_OUT: _("Warning about attempts to sign in"),
        MailSort.SPONSOR_NOTE: _("Monthly note"),
        MailSort.TRIAL: _("Test of a message"),
    }
    return [
        MailLine(
            Row(
                title=Passage(mail.masked_address or _("An account that was deleted"), dir="auto"),
                url="",
                details=(Passage(_mail_reason(mail.error)),),
                status=labels[mail.sort],
            ),
            idents.encode(mail.job_id) if mail.sort in retried else "",
        )
        for mail in mails
    ]


def refused_lines(addresses: Iterable[RefusedAddress], locale: str) -> list[MailLine]:
    """Return the addresses that were refused."""
    return [
        MailLine(
            Row(
                title=Passage(each.masked_address or _("An address that was changed since"), dir="auto"),
                url="",
                details=(Passage(_("The e-mail service refused it (%(code)s).", code=each.code)),),
                when=formats.day(locale, each.day),
                when_iso=each.day.isoformat(),
            ),
            idents.encode(each.person_id),
        )
        for each in addresses
    ]


def _mail_reason(error: str) -> str:
    said = _SERVER_CODE.search(error)
    if said:
        return _("The e-mail service refused it (%(code)s).", code=said.group(1))
    return _("It could not be sent (%(error)s).", error=error)
