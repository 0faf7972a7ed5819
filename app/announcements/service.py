"""Use cases of announcements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.announcements.errors import AnnouncementEndsFirst, AnnouncementSourceMissing, UnknownAudience
from app.announcements.events import AnnouncementShown
from app.announcements.models import Announcement
from app.announcements.queries import AudienceRow, audiences_of, writable_announcement
from app.announcements.types import Addressees, Showing
from app.core import clock
from app.core.errors import ChangedMeanwhile, FormUsed
from app.core.wall_time import to_instant, to_wall
from app.db.lock import locked
from app.db.session import transaction, unique
from app.journal.record import record
from app.outbox.publish import publish
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.texts.models import AuthoredText
from app.texts.write import are_source_words, change_texts, new_texts

Words = Mapping[str, str]  # locale → words


@dataclass(frozen=True, slots=True)
class AnnouncementInput:
    """An announcement as it should be; hours are those of the clock where it is read (naive)."""

    audience: Addressees
    source_locale: str
    title: Words
    body: Words
    starts: datetime | None = None  # None: at once
    ends: datetime | None = None  # not included; None: until it is ended
    is_pinned: bool = False
    submission_key: str | None = None
    version: int = 1  # that it was written against
    is_correction: bool = False  # the words mean what they meant: translations stay right


def announce(session: Session, actor: Actor, data: AnnouncementInput) -> Announcement:
    """Write an announcement; its readers are told when it begins to show. The same form sent again is one.

    :raises Forbidden: who manages the community there does; to everybody, the central team alone
    :raises UnknownAudience: there is nobody of that kind
    :raises AnnouncementSourceMissing: a text is not written in the first language
    :raises AnnouncementEndsFirst: it would end before it shows
    :raises FormUsed: the same form was sent before with other words
    """
    with transaction(session):
        place = _place(session, actor, data.audience)
        require(actor, Action.ANNOUNCEMENT_WRITE, place.facts)
        _check_words(data, data.source_locale)
        sent = _sent_before(session, data)
        if sent is not None:
            return sent
        shows_from = to_instant(data.starts, place.time_zone)[0] if data.starts else clock.now()
        shows_until = _end(data, place.time_zone, shows_from)
        title_id, body_id = new_texts(session, actor, data.source_locale, [data.title, data.body])
        made = Announcement(
            entity_id=data.audience.entity_id,
            edition_id=data.audience.edition_id,
            title_text_id=title_id,
            body_text_id=body_id,
            shows_from=shows_from,
            shows_until=shows_until,
            is_pinned=data.is_pinned,
            submission_key=data.submission_key,
        )
        with unique(session, FormUsed):
            session.add(made)
        record(session, actor, "announcements.write", ("announcement", made.id, place.facts))
        if shows_from <= clock.now():
            _tell(session, made)
    return made


def change_announcement(session: Session, actor: Actor, announcement_id: int, data: AnnouncementInput) -> None:
    """Change the words, the end and the place of an announcement; its beginning too, until its readers were told.

    :raises NotFound, Forbidden: as ``writable_announcement``
    :raises AnnouncementSourceMissing: a text is not written in the first language
    :raises AnnouncementEndsFirst: it would end before it shows
    :raises ChangedMeanwhile: somebody saved it since the form was shown
    """
    with transaction(session):
        row = writable_announcement(session, actor, announcement_id)
        require(actor, Action.ANNOUNCEMENT_WRITE, row.facts)
        stored = locked(session, Announcement, announcement_id)
        zone = row.time_zone or actor.time_zone
        source = session.get_one(AuthoredText, stored.title_text_id).source_locale
        _check_words(data, source)
        shows_from = stored.shows_from
        if stored.told_at is None:
            # The form shows whole minutes: what was not touched stays as it is.
            kept = data.starts == to_wall(shows_from, zone).replace(second=0, microsecond=0)
            shows_from = shows_from if kept else to_instant(data.starts, zone)[0] if data.starts else clock.now()
        shows_until = _end(data, zone, shows_from)
        before = (stored.shows_from, stored.shows_until, stored.is_pinned)
        after = (shows_from, shows_until, data.is_pinned)
        words = {stored.title_text_id: data.title, stored.body_text_id: data.body}
        changed = change_texts(session, actor, words, is_correction=data.is_correction)
        if before == after and not changed:
            return  # the same form twice is one change
        if stored.version != data.version:
            raise ChangedMeanwhile
        stored.shows_from, stored.shows_until, stored.is_pinned = after
        stored.version += 1
        record(session, actor, "announcements.change", ("announcement", stored.id, row.facts))
        if stored.told_at is None and shows_from <= clock.now():
            _tell(session, stored)


def end_announcement(session: Session, actor: Actor, announcement_id: int) -> None:
    """Show an announcement no longer; one that is over is left alone.

    :raises NotFound, Forbidden: as ``writable_announcement``
    """
    with transaction(session):
        row = writable_announcement(session, actor, announcement_id)
        require(actor, Action.ANNOUNCEMENT_WRITE, row.facts)
        if row.showing is Showing.OVER:
            return
        stored = locked(session, Announcement, announcement_id)
        stored.shows_from = min(stored.shows_from, clock.now())
        stored.shows_until = clock.now()
        stored.told_at = stored.told_at or clock.now()  # nobody is told of it any more
        stored.version += 1
        record(session, actor, "announcements.end", ("announcement", stored.id, row.facts))


def show_scheduled(session: Session, actor: Actor) -> int:
    """Tell the readers of what has begun to show since; return how many there were. Run every few minutes."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    now = clock.now()
    with transaction(session):
        due = session.scalars(
            select(Announcement)
            .where(Announcement.told_at.is_(None), Announcement.shows_from <= now)
            .order_by(Announcement.shows_from, Announcement.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        ).all()
        for each in due:
            _tell(session, each)
    return len(due)


def _tell(session: Session, announcement: Announcement) -> None:
    announcement.told_at = clock.now()
    publish(session, AnnouncementShown(announcement.id))


def _place(session: Session, actor: Actor, audience: Addressees) -> AudienceRow:
    found = next((row for row in audiences_of(session, actor) if row.audience == audience), None)
    if found is None:
        if audience == Addressees():
            require(actor, Action.ANNOUNCEMENT_WRITE, NOTHING)
        raise UnknownAudience
    return found


def _check_words(data: AnnouncementInput, source: str) -> None:
    if not data.title.get(source) or not data.body.get(source):
        raise AnnouncementSourceMissing


def _end(data: AnnouncementInput, zone: str, shows_from: datetime) -> datetime | None:
    if data.ends is None:
        return None
    shows_until = to_instant(data.ends, zone)[0]
    if shows_until <= shows_from:
        raise AnnouncementEndsFirst
    return shows_until


def _sent_before(session: Session, data: AnnouncementInput) -> Announcement | None:
    if not data.submission_key:
        return None
    sent = select(Announcement).where(Announcement.submission_key == data.submission_key)
    found = session.scalars(sent).one_or_none()
    if found is None:
        return None
    source = data.source_locale
    if not are_source_words(session, {found.title_text_id: data.title[source], found.body_text_id: data.body[source]}):
        raise FormUsed
    return found
