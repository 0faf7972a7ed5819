"""Review sessions, ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext
from icalendar import STATUS, TRANSP, Calendar, Event

from app.core import idents
from app.core.wording import clip
from app.feedback.presenters.labels import kind_labels
from app.feedback.types import Verdict
from app.i18n import formats
from app.i18n.locale import direction_of_words
from app.policy.actor import Actor
from app.policy.check import can
from app.policy.rules import Action
from app.reviews.queries import AssessorRow, ListedReview, PairRow, ResultRow, ReviewRow, SubjectMarks, SubjectRow
from app.reviews.types import (
    MARK_MAX,
    MARK_MIN,
    PairChoice,
    ReviewKind,
    ReviewState,
    SubjectStanding,
    TieRule,
    mark_field,
    proposal_field,
    version_field,
)
from app.web.parts import Passage, Row, passage_of
from app.web.support import supported_by

EXCERPT_CHARS = 400
CALENDAR_PRODUCT = "-//Pepite//Review sessions//EN"


def reviews_calendar(rows: Iterable[ListedReview], locale: str, now: datetime, base_url: str) -> bytes:
    """Return the last day of each open session that asks for the reader's marks, as a file for their calendar."""
    calendar = Calendar.new(prodid=CALENDAR_PRODUCT, name=_("Reviews"), language=locale)
    for row in rows:
        if not row.is_assessor or row.state is not ReviewState.OPEN:
            continue
        entry = Event.new(
            uid=f"review.{idents.encode(row.id)}@{urlsplit(base_url).netloc}",
            summary=_("%(title)s · last day for marks", title=row.title),
            start=row.due_on,
            end=row.due_on + timedelta(days=1),
            stamp=now,
            sequence=row.version,
            transparency=TRANSP.TRANSPARENT,
            status=STATUS.CONFIRMED,
            location=row.entity_name or None,
            url=f"{base_url}{url_for('reviews.review', review_id=row.id)}",
        )
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


def kind_of_review_labels() -> dict[ReviewKind, str]:
    """Return the words of each way of marking."""
    return {
        ReviewKind.GRID: _("A weighted grid: marks from 1 to 5"),
        ReviewKind.PAIRS: _("Pairs: which of two comes first"),
    }


def tie_rule_labels() -> dict[TieRule, str]:
    """Return the words of each rule for ties."""
    return {
        TieRule.SHARED: _("They share the place."),
        TieRule.ME_TOOS: _("The one with more support comes first."),
        TieRule.AGREEMENT: _("The one on which the assessors agree more comes first."),
        TieRule.FIRST_CRITERION: _("The one with the higher mark on the first criterion comes first."),
    }


def tie_sentences() -> dict[TieRule, str]:
    """Return what each rule for ties means, in a sentence."""
    return {
        TieRule.SHARED: _("When two have the same result, they share the place."),
        TieRule.ME_TOOS: _("When two have the same result, the one with more support comes first."),
        TieRule.AGREEMENT: _("When two have the same result, the one on which the assessors agree more comes first."),
        TieRule.FIRST_CRITERION: _(
            "When two have the same result, the one with the higher mark on the first criterion comes first."
        ),
    }


def review_state_labels() -> dict[ReviewState, str]:
    """Return the words of each state."""
    return {
        ReviewState.PREPARING: _("In preparation"),
        ReviewState.OPEN: _("Marks are being given"),
        ReviewState.CLOSED: pgettext("review", "Closed"),
    }


def proposal_labels() -> dict[Verdict | None, str]:
    """Return the words of what minutes may propose."""
    return {
        None: _("No proposal"),
        Verdict.GO: _("Do it"),
        Verdict.NO_GO: _("Do not do it"),
        Verdict.LATER: _("Later"),
        Verdict.NOT_OURS: _("Somebody else decides"),
    }


def review_rows(rows: Iterable[ListedReview], locale: str) -> list[Row]:
    """Return the lines of the list."""
    states = review_state_labels()
    return [
        Row(
            title=Passage(row.title, dir="auto"),
            url=url_for("reviews.review", review_id=row.id),
            details=(
                Passage(row.entity_name, dir="auto") if row.entity_name else Passage(_("Central team")),
                Passage(_("Marks by %(day)s", day=formats.day(locale, row.due_on))),
            ),
            status=_("Your marks are expected") if row.is_asked else states[row.state],
            tone="late" if row.is_asked else "good" if row.state is ReviewState.CLOSED else "",
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """One subject: its words, or the sentence that replaces them, and why it does not count."""

    id: int
    public_id: str
    title: Passage
    excerpt: Passage
    is_clipped: bool
    kind: str
    kind_label: str
    support: str
    standing: str  # "": it counts
    url: str  # of the contribution
    subject_url: str


@dataclass(frozen=True, slots=True)
class ShortlistCandidate:
    """A published contribution that the shortlist may take."""

    public_id: str
    title: Passage
    kind: str
    kind_label: str
    support: str


def subject_line(review: ReviewRow, subject: SubjectRow, locale: str) -> SubjectLine:
    """Return a subject as its reader may see it."""
    excerpt, is_clipped = clip(subject.body, EXCERPT_CHARS)
    title = passage_of(subject.title, subject.language) if subject.is_readable else Passage(_unreadable(subject))
    return SubjectLine(
        id=subject.id,
        public_id=idents.encode(subject.id),
        title=title,
        excerpt=passage_of(excerpt, subject.language),
        is_clipped=is_clipped,
        kind=subject.kind.value if subject.kind else "",
        kind_label=kind_labels()[subject.kind] if subject.kind else "",
        support=supported_by(locale, subject.me_toos),
        standing=standing_label(subject.standing),
        url=url_for("feedback.feedback", feedback_id=subject.feedback_id) if subject.feedback_id else "",
        subject_url=url_for("reviews.subject", review_id=review.id, item_id=subject.id),
    )


def standing_label(standing: SubjectStanding) -> str:
    """Return why a subject is left out of the results; nothing for one that counts."""
    return {
        SubjectStanding.COUNTED: "",
        SubjectStanding.MERGED: _("Merged in the meantime: it counts where it was merged."),
        SubjectStanding.HIDDEN: _("Hidden in the meantime: it does not count. Its marks are kept."),
        SubjectStanding.WITHDRAWN: _("Withdrawn in the meantime: it does not count. Its marks are kept."),
        SubjectStanding.DELETED: _("Deleted in the meantime: it does not count. Its marks are kept."),
    }[standing]


def _unreadable(subject: SubjectRow) -> str:
    if subject.standing in {SubjectStanding.COUNTED, SubjectStanding.MERGED}:
        return _("A contribution that you cannot read")
    return _("A contribution that nobody can read any more")


@dataclass(frozen=True, slots=True)
class MarkCell:
    """The radio buttons of one mark."""

    name: str
    label: str  # of the criterion
    weight: str
    value: int | None


@dataclass(frozen=True, slots=True)
class MarkLine:
    """One subject in the grid of an assessor."""

    subject: SubjectLine
    version_name: str
    version: int
    cells: tuple[MarkCell, ...]  # empty where nothing is asked
    note: str  # why nothing is asked
    total: str  # "": not complete


SCALE = tuple(range(MARK_MIN, MARK_MAX + 1))


def mark_line(
    review: ReviewRow, subject: SubjectRow, own: SubjectMarks, locale: str, *, sent: Mapping[int, int] | None = None
) -> MarkLine:
    """Return a subject with one's own marks on it; ``sent``: those that were typed and not saved."""
    marks = {**own.marks, **(sent or {})}
    is_asked = subject.is_counted and subject.is_readable and not subject.is_own and not own.has_conflict
    cells = tuple(
        MarkCell(mark_field(subject.id, each.id), each.name, formats.number(locale, each.weight), marks.get(each.id))
        for each in review.criteria
    )
    return MarkLine(
        subject_line(review, subject, locale),
        version_field(subject.id),
        own.version,
        cells if is_asked else (),
        _why_not_asked(subject, own),
        formats.decimal(locale, round(own.total, 2)) if own.total is not None and is_asked else "",
    )


def _why_not_asked(subject: SubjectRow, own: SubjectMarks) -> str:
    if not subject.is_counted:
        return standing_label(subject.standing)
    if subject.is_own:
        return _("It is your own contribution: no marks are asked of you.")
    if own.has_conflict:
        return _("You declared a conflict of interest: your marks do not count.")
    return ""


def own_progress_label(review: ReviewRow, done: int, asked: int, locale: str) -> str:
    """Say how much of what is asked is done."""
    values = {"given": formats.number(locale, done), "count": formats.number(locale, asked)}
    if review.kind is ReviewKind.PAIRS:
        return _("%(given)s of %(count)s\u00a0pairs compared", **values)
    return _("%(given)s of %(count)s\u00a0contributions marked completely", **values)


def in_label(review: ReviewRow, locale: str) -> str:
    """Say how many assessors have handed in."""
    return _(
        "%(given)s of %(count)s\u00a0assessors have handed in.",
        given=formats.number(locale, review.in_count),
        count=formats.number(locale, len(review.assessors)),
    )


def assessor_status(review: ReviewRow, assessor: AssessorRow, took_part: frozenset[int]) -> str:
    """Say where one assessor stands; ``took_part``: those with marks, known once it is closed."""
    if assessor.handed_in_at is not None:
        return _("Handed in")
    if review.state is ReviewState.CLOSED and assessor.person_id in took_part:
        return _("Took part without handing in: complete marks count")
    if not assessor.is_active:
        return _("Their account is closed: their marks are no longer needed")
    if review.state is ReviewState.CLOSED:
        return _("Did not take part")
    return _("Not handed in yet") if review.state is ReviewState.OPEN else _("Told when the review opens")


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One subject with its result, in words."""

    subject: SubjectLine
    place: str
    mean: str
    low_high: str
    spread: str
    complete: str
    conflicts: str
    criteria: tuple[str, ...]
    notes: tuple[Passage, ...]
    proposal_name: str
    proposal: Verdict | None
    decide_url: str


def result_line(review: ReviewRow, row: ResultRow, actor: Actor, locale: str) -> ResultLine:
    """Return one line of the results."""
    score, subject = row.score, row.subject
    has_result = score.mean is not None and subject.is_counted
    mean = formats.decimal(locale, score.mean) if has_result and score.mean is not None else ""
    may_decide = subject.feedback_id is not None and can(actor, Action.DECISION_RECORD, subject.facts)
    return ResultLine(
        subject=subject_line(review, subject, locale),
        place=formats.number(locale, row.place) if row.place else "–",
        mean=mean or _("No result"),
        low_high=_(
            "from %(low)s to %(high)s", low=formats.decimal(locale, score.low), high=formats.decimal(locale, score.high)
        )
        if has_result and score.low is not None and score.high is not None
        else "",
        spread=formats.decimal(locale, score.spread) if has_result else "",
        complete=_complete(review, score.complete, locale),
        conflicts=_conflicts(score.conflicts, locale),
        criteria=tuple(
            formats.decimal(locale, round(score.by_criterion[each.id], 2))
            if each.id in score.by_criterion and has_result
            else "–"
            for each in review.criteria
        ),
        notes=tuple(Passage(note, dir=direction_of_words(note)) for note in row.notes) if subject.is_counted else (),
        proposal_name=proposal_field(subject.id),
        proposal=subject.proposal,
        decide_url=url_for("decisions.record", feedback_id=subject.feedback_id) if may_decide else "",
    )


def _complete(review: ReviewRow, count: int, locale: str) -> str:
    if review.kind is ReviewKind.PAIRS:
        return ngettext("%(n)s\u00a0comparison", "%(n)s\u00a0comparisons", count, n=formats.number(locale, count))
    return _(
        "Complete marks from %(n)s\u00a0of\u00a0%(count)s\u00a0assessors",
        n=formats.number(locale, count),
        count=formats.number(locale, len(review.assessors)),
    )


def _conflicts(count: int, locale: str) -> str:
    if not count:
        return ""
    return ngettext(
        "%(n)s\u00a0conflict of interest: those marks are left out",
        "%(n)s\u00a0conflicts of interest: those marks are left out",
        count,
        n=formats.number(locale, count),
    )


@dataclass(frozen=True, slots=True)
class PairLine:
    """Two subjects to compare."""

    first: SubjectLine
    second: SubjectLine
    label: str
    choice: str
    first_choice: str = PairChoice.FIRST.value
    second_choice: str = PairChoice.SECOND.value
    equal_choice: str = PairChoice.EQUAL.value


def pair_line(review: ReviewRow, pair: PairRow, place: int, count: int, locale: str) -> PairLine:
    """Return a pair as it is shown."""
    return PairLine(
        subject_line(review, pair.first, locale),
        subject_line(review, pair.second, locale),
        _("Pair %(number)s of %(count)s", number=formats.number(locale, place), count=formats.number(locale, count)),
        pair.choice.value if pair.choice else "",
    )


def closed_label(review: ReviewRow, actor: Actor, locale: str) -> str:
    """Say when a session was closed, and whether all were in."""
    if review.closed_at is None:
        return ""
    when = formats.moment(locale, review.closed_at, actor.time_zone)
    if review.in_count == len(review.assessors):
        return _("Closed on %(when)s, once all marks were in.", when=when)
    if review.closed_by:
        return _(
            "Closed on %(when)s by %(name)s; %(given)s of %(count)s\u00a0assessors had handed in.",
            when=when, name=review.closed_by, given=formats.number(locale, review.in_count),
            count=formats.number(locale, len(review.assessors)),
        )  # fmt: skip
    return _("Closed on %(when)s, once everybody with an open account had handed in.", when=when)
