"""The monthly note: planned in the first week of a month, mailed once to each reader."""

from __future__ import annotations

from datetime import date, datetime

from flask import current_app
from sqlalchemy.orm import Session

from app.campaigns.presenters.figures import closure_tiles, nowhere
from app.core import clock
from app.dashboards.credentials import NoteAddress, note_token
from app.dashboards.errors import NoteGone
from app.dashboards.queries.notes import open_note
from app.dashboards.service import plan_notes
from app.i18n import formats
from app.i18n.locale import interface_language, language_of
from app.jobs.run import Task
from app.mail.deliver import Envelope, deliver
from app.mail.types import Purpose
from app.policy.actor import SYSTEM
from app.web.addresses import path_of
from config import Settings


def plan_monthly_notes(session: Session, due_at: datetime) -> None:
    """Plan the notes of a month."""
    plan_notes(session, SYSTEM, due_at)


def mail_note(session: Session, task: Task) -> None:
    """Mail one note. Planned again, run twice or cut short anywhere, it is never sent twice (``mail/ledger.py``)."""
    settings: Settings = current_app.extensions["settings"]
    written_on = date.fromisoformat(task.payload["written_on"])
    address = NoteAddress(int(task.payload["person_id"]), int(task.payload["entity_id"]), written_on)
    try:
        note = open_note(session, SYSTEM, address, clock.today())
    except NoteGone:
        return
    reader = note.reader
    locale = interface_language(reader.actor.locale, settings.locales)
    cause = (f"sponsor-note-{written_on:%Y-%m}-{address.entity_id}", address.person_id)
    with language_of(locale):
        tiles = closure_tiles(locale, note.summary.figures, nowhere)
    deliver(
        session,
        "dashboards/mail/note.html",
        Envelope(cause, address.person_id, reader.email, locale, Purpose.NEWS),
        name=reader.name,
        entity=note.summary.name,
        tiles=tiles,
        until=formats.day(locale, address.expires_on),
        url=settings.base_url + path_of("dashboards.note", token=note_token(settings.secret_key, address)),
    )
