"""The list of the queue ready to print, and what stands around it: filters, counts, who was first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core import clock, idents
from app.feedback.presenters.labels import language_label
from app.i18n import formats
from app.moderation.errors import AlreadyDecided
from app.moderation.queries import AGES_DAYS, COUNT_MAX, DeskRow, QueueCounts, QueueFilters, QueueOptions, QueueRow
from app.moderation.types import Assigned, QueueReason, QueueView
from app.web.parts import ChoiceLink, Filter, Passage, Row, filter_of, passage_of


@dataclass(frozen=True, slots=True)
class QueueReader:
    """Who reads the queue, and when; ``kept`` are the filters every address of the page carries on."""

    locale: str
    time_zone: str
    now: datetime
    kept: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class QueueList:
    """The list of what waits: its rows, and what stands around the open case; "" at either end."""

    rows: tuple[Row, ...]
    picks: tuple[str, ...]  # of each row, what selecting it sends: its number and the version that is read
    previous_url: str
    next_url: str
    following: str  # the case that is opened once the open one is decided


def queue_list(
    rows: Sequence[QueueRow], opened: QueueRow | None, reading: QueueReader, desks: Mapping[int, DeskRow]
) -> QueueList:
    """Return the list beside the open case."""
    before, after = _neighbours(rows, opened)
    lines = tuple(
        _line(row, reading, desks.get(row.id), is_open=opened is not None and row.id == opened.id) for row in rows
    )
    return QueueList(
        rows=lines,
        picks=tuple(f"{idents.encode(row.id)}.{row.version}" for row in rows),
        previous_url=_case_url(before, reading) if before else "",
        next_url=_case_url(after, reading) if after else "",
        following=idents.encode(after.id) if after else "",
    )


def _neighbours(rows: Sequence[QueueRow], opened: QueueRow | None) -> tuple[QueueRow | None, QueueRow | None]:
    """Return the cases before and after the open one; from one that is elsewhere, the first one follows."""
    place = next((number for number, row in enumerate(rows) if opened and row.id == opened.id), -1)
    before = rows[place - 1] if place > 0 else None
    after = rows[place + 1] if place + 1 < len(rows) else None
    return before, after


def _case_url(row: QueueRow, reading: QueueReader) -> str:
    public_id = idents.encode(row.id)
    return url_for("moderation.queue", **reading.kept, case=public_id, _anchor=f"case-{public_id}")


def _line(row: QueueRow, reading: QueueReader, desk: DeskRow | None, *, is_open: bool) -> Row:
    locale = reading.locale
    _due_on, is_late = due_of(row, reading)
    when, when_iso = age_of(row, reading)
    marks = (
        held_label(next((comment.held_word for comment in row.comments if comment.held_word), row.waits_for_word)),
        _("Not looked at yet") if row.reason is QueueReason.UNREAD else "",
    )
    return Row(
        title=passage_of(row.title, row.language),
        url=_case_url(row, reading),
        details=(
            *(Passage(mark) for mark in marks if mark),
            Passage(language_label(locale, row.language)),
            Passage(row.entity_name),
            *desk_details(desk, locale),
        ),
        kind=row.kind,
        status=_("Late") if is_late else "",
        tone="late" if is_late else "",
        when=when,
        when_iso=when_iso,
        is_current=is_open,
    )


def held_label(word: str) -> str:
    """Say for which listed word something waits."""
    return _("Waiting because of “%(word)s”", word=word) if word else ""


def claim_sentence(row: DeskRow) -> str:
    """Say who looks at it now."""
    if row.is_mine:
        return _("You are looking at it; other moderators see that.")
    return _("%(name)s is looking at it.", name=row.claimed_by) if row.claimed_by else ""


def assigned_sentence(row: DeskRow, locale: str) -> str:
    """Say who is asked to deal with it, and by which day."""
    if row.assignee_id is None:
        return ""
    if row.due_on is None:
        return _("Assigned to %(name)s.", name=row.assignee)
    return _("Assigned to %(name)s, by %(day)s.", name=row.assignee, day=formats.day(locale, row.due_on))


def desk_details(row: DeskRow | None, locale: str) -> tuple[Passage, ...]:
    """Return what the list says of it in few words."""
    if row is None:
        return ()
    said = (
        "" if row.is_mine else claim_sentence(row),
        assigned_sentence(row, locale),
        formats.listed(locale, row.labels),
    )
    return tuple(Passage(words) for words in said if words)


def age_of(row: QueueRow, reading: QueueReader) -> tuple[str, str]:
    """Return since when it waits, in words and as a date: nothing finer than the day when nobody knows its author."""
    if row.author_id is None:
        return formats.day(reading.locale, row.since.date()), row.since.date().isoformat()
    return formats.ago(reading.locale, row.since, reading.now), row.since.isoformat()


def due_of(row: QueueRow, reading: QueueReader) -> tuple[date | None, bool]:
    """Return the day by which an answer is promised, and whether it is over; no day once it is answered."""
    due_on = None if row.is_answered else row.due_on
    return due_on, due_on is not None and due_on < clock.today(reading.time_zone)


def counts_sentence(counts: QueueCounts, locale: str) -> str:
    """Say how much waits, and how much of it is late."""
    if not counts.waiting:
        return ""
    shown = formats.number(locale, min(counts.waiting, COUNT_MAX))
    if counts.is_more:
        return _("More than %(count)s\u00a0contributions are waiting.", count=shown)
    if not counts.late:
        return ngettext(
            "%(count)s\u00a0contribution is waiting.",
            "%(count)s\u00a0contributions are waiting.",
            counts.waiting,
            count=shown,
        )
    return ngettext(
        "%(count)s\u00a0contribution is waiting; late: %(late)s.",
        "%(count)s\u00a0contributions are waiting; late: %(late)s.",
        counts.waiting,
        count=shown,
        late=formats.number(locale, counts.late),
    )


def conflict_sentence(error: AlreadyDecided, locale: str, time_zone: str) -> str:
    """Say who decided first, and when on the reader's clock."""
    when = formats.moment(locale, error.at, time_zone)
    return _("Already decided by %(name)s, %(when)s. The list is up to date.", name=error.name, when=when)


def filter_choices(
    options: QueueOptions, languages: Iterable[str], filters: QueueFilters, locale: str, labels: Iterable[str]
) -> tuple[Filter, ...]:
    """Return the filters of the queue; a filter with nothing to choose is left out."""
    ages = {
        str(days): ngettext("More than %(num)d\u00a0day", "More than %(num)d\u00a0days", days) for days in AGES_DAYS
    }
    entities = {entity.code: entity.name for entity in options.entities}
    campaigns = {option.slug: option.title.value for option in options.campaigns}
    missions = {str(option.number): option.title.value for option in options.missions}
    names = {code: language_label(locale, code) for code in languages}
    age = str(filters.older_than_days or "")
    assigned = {Assigned.MINE: _("To me"), Assigned.NOBODY: _("To nobody")}
    used = sorted({*labels, *([filters.label] if filters.label else [])})
    choices = (
        filter_of("entity", _("Entity"), entities.items(), filters.entity, everything=_("All my entities")),
        filter_of("language", _("Language"), names.items(), filters.language, everything=_("All languages")),
        filter_of("campaign", _("Campaign"), campaigns.items(), filters.campaign, everything=_("All campaigns")),
        filter_of("mission", _("Mission"), missions.items(), str(filters.mission or ""), everything=_("All missions")),
        filter_of("age", _("Waiting time"), ages.items(), age, everything=_("Any length of time")),
        filter_of(
            "assignee", _("Assigned"), assigned.items(), filters.assigned or "", everything=_("To anybody, or nobody")
        ),
        filter_of("label", _("Label"), ((name, name) for name in used), filters.label, everything=_("All labels")),
    )
    all_and_one = 2
    always = {"label"} if used else set()
    return tuple(choice for choice in choices if len(choice.options) > all_and_one or choice.name in always)


def known_labels(desks: Iterable[DeskRow]) -> frozenset[str]:
    """Return the labels of the entities of these cases."""
    return frozenset(label for desk in desks for label in desk.known_labels)


def view_labels() -> dict[QueueView, str]:
    """Return the parts of the queue."""
    return {
        QueueView.WAITING: _("Waiting"),
        QueueView.REPORTED: _("Reported"),
        QueueView.SECOND_LOOK: _("Second look"),
        QueueView.LATE: _("Late"),
        QueueView.SENT_BACK: _("Sent back"),
        QueueView.UNANSWERED: _("No answer yet"),
    }


def view_heading(view: QueueView) -> str:
    """Return what stands above a part of the queue."""
    return _("Waiting to be read") if view is QueueView.WAITING else view_labels()[view]


def view_links(current: QueueView, url_of: Callable[[QueueView], str], *, may_answer: bool) -> tuple[ChoiceLink, ...]:
    """Return the parts of the queue as links; what has no answer yet, for those who answer."""
    return tuple(
        ChoiceLink(label, url_of(view), view is current)
        for view, label in view_labels().items()
        if may_answer or view is not QueueView.UNANSWERED
    )


def decided_sentence(count: int) -> str:
    """Say on how many contributions one decision was taken."""
    return ngettext("%(num)d\u00a0contribution is decided.", "%(num)d\u00a0contributions are decided.", count)


def left_sentence(count: int) -> str:
    """Say how many contributions were left as they are."""
    return ngettext(
        "%(num)d\u00a0contribution has changed, or somebody else has decided on it: it stays as it is.",
        "%(num)d\u00a0contributions have changed, or somebody else has decided on them: they stay as they are.",
        count,
    )
