"""What has become of one contribution, as dated entries: sent, published, answered, decided, done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from operator import attrgetter
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.types import IdentityLevel
from app.feedback.presenters.labels import handling_labels, verdict_labels
from app.feedback.queries.audience import Audience
from app.feedback.queries.single import FeedbackView
from app.feedback.service.handle import AnswerInput
from app.feedback.types import Handling, State, Verdict
from app.i18n import formats
from app.policy.actor import Actor
from app.web.parts import Passage, passage_of


class Mark(StrEnum):
    """How an entry is marked: what happened, what the team said, what is still to come."""

    PAST = "past"
    SAID = "said"
    NEXT = "next"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class ProgressEntry:
    """One entry, ready to print; ``when`` is empty where no day is kept."""

    mark: Mark
    label: str
    chip: str = ""
    handling: Handling | None = None  # that the chip says
    by: str = ""
    passage: Passage | None = None
    note: str = ""
    when: str = ""
    when_iso: str = ""


@dataclass(frozen=True, slots=True)
class _Dated:
    """An entry, and when it happened."""

    at: datetime
    entry: ProgressEntry


def progress_of(view: FeedbackView, actor: Actor, locale: str, now: datetime) -> tuple[ProgressEntry, ...]:
    """Return what happened to a contribution, the first first; what is still to come stands last."""
    happened = sorted(_happened(view), key=attrgetter("at"))
    dated = [_with_day(view, actor, locale, each) for each in happened]
    return (*dated, *_undated_status(view), *_to_come(view, locale, now))


def _with_day(view: FeedbackView, actor: Actor, locale: str, dated: _Dated) -> ProgressEntry:
    """Give an entry its day as the reader's calendar shows it; one that nobody can trace has a day of its own."""
    is_bare_day = view.feedback.identity is IdentityLevel.UNTRACEABLE and dated.at == view.feedback.created_at
    day = dated.at.date() if is_bare_day else dated.at.astimezone(ZoneInfo(actor.time_zone)).date()
    return replace(dated.entry, when=formats.day(locale, day), when_iso=day.isoformat())


def _happened(view: FeedbackView) -> Iterator[_Dated]:
    feedback = view.feedback
    published_at = feedback.published_at if _shows_publication(view) else None
    is_at_once = published_at is not None and published_at.date() == feedback.created_at.date()
    yield _Dated(
        feedback.created_at,
        ProgressEntry(Mark.PAST, _("Sent and published") if is_at_once else _("Sent")),
    )
    if published_at is not None and not is_at_once:
        yield _Dated(published_at, ProgressEntry(Mark.PAST, _("Published")))
    yield from _answer(view)
    yield from _decisions(view)
    yield from _status(view)


def _shows_publication(view: FeedbackView) -> bool:
    """Whether its day may be read: of who hides their name, it would tell whether a moderator trusts them."""
    is_named = view.feedback.identity is IdentityLevel.NAMED
    is_dated = view.feedback.identity is not IdentityLevel.UNTRACEABLE and view.feedback.state is State.PUBLISHED
    return is_dated and (is_named or view.is_close)


def _answer(view: FeedbackView) -> Iterator[_Dated]:
    answer = view.answer
    if answer is None:
        return
    by = "" if view.feedback.hides_entity else view.answer_by or ""
    passage = passage_of(answer.body, answer.language)
    note = _("Its text was replaced later.") if answer.version > 1 else ""
    entry = ProgressEntry(Mark.SAID, _("The team’s answer"), by=by, passage=passage, note=note)
    yield _Dated(view.feedback.answered_at or answer.created_at, entry)


def _decisions(view: FeedbackView) -> Iterator[_Dated]:
    for place, row in enumerate(view.decisions):  # the last one first: it stands
        by = "" if view.feedback.hides_entity else row.by_name
        entry = decision_entry(row.verdict, passage_of(row.reason, row.language), by, is_replaced=place > 0)
        yield _Dated(row.at, entry)


def decision_entry(verdict: Verdict, reason: Passage, by: str = "", *, is_replaced: bool = False) -> ProgressEntry:
    """Return a decision of the sponsor, as readers see it."""
    return ProgressEntry(
        Mark.SAID,
        _("The sponsor’s decision"),
        chip=verdict_labels()[verdict],
        by=by,
        passage=reason,
        note=_("A later decision has replaced it.") if is_replaced else "",
    )


def _status(view: FeedbackView) -> Iterator[_Dated]:
    """Yield the status that the team set by hand; one that came with a decision is told by the decision."""
    at = view.handled_at
    if at is not None and not any(row.at >= at for row in view.decisions):
        for entry in _status_entry(view):
            yield _Dated(at, entry)


def _undated_status(view: FeedbackView) -> Iterator[ProgressEntry]:
    """Yield a status that came from elsewhere, with no day of its own."""
    if view.handled_at is None and not view.decisions:
        yield from _status_entry(view)


def _status_entry(view: FeedbackView) -> Iterator[ProgressEntry]:
    feedback = view.feedback
    if feedback.handling is Handling.NEW:
        return
    reason = feedback.handling_reason
    is_said = reason in {*(row.reason for row in view.decisions), view.answer.body if view.answer else ""}
    passage = passage_of(reason, "") if reason and not is_said else None
    yield _status_said(feedback.handling, passage)


def _to_come(view: FeedbackView, locale: str, now: datetime) -> Iterator[ProgressEntry]:
    feedback = view.feedback
    if feedback.answered_at is not None or feedback.state in {State.SENT_BACK, State.HIDDEN}:
        return  # it came, or it is its author's turn, or nobody's
    if feedback.due_on is None or feedback.source_key is not None:
        yield ProgressEntry(Mark.NEXT, _("There is no answer yet."))
        return
    day = formats.day(locale, feedback.due_on)
    if feedback.due_on < now.date():
        yield ProgressEntry(Mark.LATE, _("An answer was promised by %(day)s; it is late.", day=day))
    else:
        yield ProgressEntry(Mark.NEXT, _("An answer is promised by %(day)s.", day=day))


def response_preview(data: AnswerInput, *, is_moved: bool) -> tuple[ProgressEntry, ...]:
    """Return an answer, and a status that moves with it, as readers will see them."""
    entries = [ProgressEntry(Mark.SAID, _("The team’s answer"), passage=passage_of(data.body, ""))]
    if data.handling is not None and is_moved:
        reason = passage_of(data.handling.reason, "") if data.handling.reason else None
        entries.append(_status_said(data.handling.handling, reason))
    return tuple(entries)


def _status_said(handling: Handling, reason: Passage | None) -> ProgressEntry:
    return ProgressEntry(Mark.SAID, _("Status"), chip=handling_labels()[handling], handling=handling, passage=reason)


def told_sentence(audience: Audience, locale: str) -> str:
    """Say whom something will be told to, before it is published."""
    if audience.has_author and audience.supporters:
        people = audience.supporters + 1
        return ngettext(
            "This tells %(count)s\N{NO-BREAK SPACE}person: the author and everybody who supported it. "
            "Those who commented are told too.",
            "This tells %(count)s\N{NO-BREAK SPACE}people: the author and everybody who supported it. "
            "Those who commented are told too.",
            people,
            count=formats.number(locale, people),
        )
    if audience.has_author:
        return _("This tells the author, and those who commented.")
    if audience.supporters:
        return ngettext(
            "This tells %(count)s\N{NO-BREAK SPACE}person who supported it, and those who commented.",
            "This tells %(count)s\N{NO-BREAK SPACE}people who supported it, and those who commented.",
            audience.supporters,
            count=formats.number(locale, audience.supporters),
        )
    return _("Nobody knows the author, so only those who commented are told.")
