"""What moderators leave beside a case for each other, ready to print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core import clock
from app.i18n import formats
from app.moderation.presenters.lists import QueueReader, assigned_sentence, claim_sentence
from app.moderation.queries import CentralNote, DeskRow, NoteRow
from app.moderation.types import NoteAudience
from app.web.parts import Passage, passage_of, read_passage


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note: its words, and who wrote it when, for whom."""

    words: Passage
    author: str
    when: str
    when_iso: str
    audience_label: str  # "": who moderates there


@dataclass(frozen=True, slots=True)
class CaseDesk:
    """What stands beside the open case; "" where there is nothing to say."""

    claim: str
    assigned: str
    is_late: bool
    labels: tuple[str, ...]
    notes: tuple[NoteLine, ...]
    assign_url: str
    notes_url: str
    labels_url: str
    stay_url: str


@dataclass(frozen=True, slots=True)
class CentralNoteLine:
    """A note to the central team."""

    note: NoteLine
    entity_name: str
    campaign: Passage
    url: str  # of the contribution, where it may be named
    done_url: str  # "": it is dealt with


def case_desk(feedback_id: int, row: DeskRow, notes: Iterable[NoteRow], reading: QueueReader) -> CaseDesk:
    """Return what stands beside the open case."""

    def url(endpoint: str) -> str:
        return url_for(endpoint, feedback_id=feedback_id, **reading.kept)

    return CaseDesk(
        claim=claim_sentence(row),
        assigned=assigned_sentence(row, reading.locale),
        is_late=row.due_on is not None and row.due_on < clock.today(reading.time_zone),
        labels=row.labels,
        notes=note_lines(notes, reading),
        assign_url=url("moderation.assign"),
        notes_url=url("moderation.notes"),
        labels_url=url("moderation.labels"),
        stay_url=url("moderation.stay"),
    )


def note_lines(notes: Iterable[NoteRow], reading: QueueReader) -> tuple[NoteLine, ...]:
    """Return the notes, oldest first."""
    return tuple(_note(note, reading, is_central=note.audience is NoteAudience.CENTRAL) for note in notes)


def central_note_lines(notes: Iterable[CentralNote], reading: QueueReader) -> tuple[CentralNoteLine, ...]:
    """Return the notes to the central team."""
    return tuple(
        CentralNoteLine(
            note=_note(note, reading, is_central=False),
            entity_name=note.entity_name,
            campaign=read_passage(note.campaign),
            url=url_for("feedback.feedback", feedback_id=note.feedback_id) if note.feedback_id else "",
            done_url="" if note.is_done else url_for("moderation.close_central_note", note_id=note.id),
        )
        for note in notes
    )


def _note(note: NoteRow | CentralNote, reading: QueueReader, *, is_central: bool) -> NoteLine:
    return NoteLine(
        words=passage_of(note.body, note.language),
        author=note.author or _("Somebody who has left"),
        when=formats.ago(reading.locale, note.at, reading.now),
        when_iso=note.at.isoformat(),
        audience_label=_("For the central team too") if is_central else "",
    )


def labels_hint(*, each: int) -> str:
    """Say how labels are written."""
    return ngettext(
        "%(num)d\u00a0label at most, a word or two.",
        "%(num)d\u00a0labels at most, each a word or two, with commas between them.",
        each,
    )


def labels_used(known: Iterable[str], locale: str) -> str:
    """Say which labels there are; "" when there are none."""
    used = tuple(known)
    return _("In use here: %(labels)s.", labels=formats.listed(locale, used)) if used else ""


def central_counts(lines: Iterable[CentralNoteLine]) -> str:
    """Say how many are still open."""
    count = sum(bool(line.done_url) for line in lines)
    return ngettext("%(num)d\u00a0note is open.", "%(num)d\u00a0notes are open.", count) if count else ""
