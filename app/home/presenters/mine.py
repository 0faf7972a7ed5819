"""All that the reader sent, as its own page lists it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.campaigns.presenters import PageReader
from app.core.wording import clip
from app.feedback.presenters.labels import handling_labels, state_labels, verdict_labels
from app.feedback.presenters.notes import delay_sentence
from app.feedback.queries.delays import UsualDelay
from app.feedback.types import CommentState, Handling, State, Verdict
from app.home.presenters.home import ContributionLine, contribution_line
from app.home.queries import GOES_ON, MyComment, MyWhole
from app.i18n import formats
from app.web.parts import Filter, Passage, Row, filter_of, passage_of

COMMENT_SHOWN_CHARS = 160
WORDS_SHOWN_CHARS = 280  # of an answer or a reason; the rest is on the contribution's page


@dataclass(frozen=True, slots=True)
class MineCard:
    """One of the reader's own contributions: its state, what comes next, the answer and the decision."""

    line: ContributionLine
    when_label: str
    when_iso: str
    handling: Handling
    handling_label: str  # "": nothing became of it yet
    change_note: str
    answer: Passage | None
    verdict_label: str
    reason: Passage | None
    history: tuple[str, ...]  # what happened, each with its day, the first first
    usual_delay: str  # of one that waits; "": too few waited to say so


def mine_cards(rows: Iterable[MyWhole], delays: Mapping[int, UsualDelay], view: PageReader) -> list[MineCard]:
    """Return all that the reader sent, as its own page lists it."""
    labels, handlings, verdicts = state_labels(), handling_labels(), verdict_labels()
    return [
        _mine_card(row, contribution_line(row.contribution, labels, view), _Labels(handlings, verdicts, delays), view)
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class _Labels:
    handlings: Mapping[Handling, str]
    verdicts: Mapping[Verdict, str]
    delays: Mapping[int, UsualDelay]  # by edition


def _mine_card(row: MyWhole, line: ContributionLine, labels: _Labels, view: PageReader) -> MineCard:
    sent = row.contribution
    return MineCard(
        line=line,
        when_label=formats.ago(view.locale, sent.created_at, view.now),
        when_iso=sent.created_at.isoformat(),
        handling=sent.handling,
        handling_label="" if sent.handling is Handling.NEW else labels.handlings[sent.handling],
        change_note=_("A moderator still has to read your change; the previous version stays visible.")
        if row.has_change
        else "",
        answer=passage_of(clip(row.answer, WORDS_SHOWN_CHARS)[0], row.answer_language or "") if row.answer else None,
        verdict_label=labels.verdicts[row.verdict] if row.verdict else "",
        reason=passage_of(clip(row.reason, WORDS_SHOWN_CHARS)[0], row.reason_language or "") if row.reason else None,
        history=_history(row, view),
        usual_delay=delay_sentence(labels.delays.get(row.edition_id)) if sent.state is State.WAITING else "",
    )


def _history(row: MyWhole, view: PageReader) -> tuple[str, ...]:
    """Return what happened to a contribution, each with its day where the reader is, the first first."""
    sent = row.contribution
    steps = [
        (sent.created_at, _l("Sent on %(day)s")),
        (row.sent_back_at, _l("Sent back on %(day)s")),
        (row.hidden_at, _l("Hidden on %(day)s")),
        (row.published_at, _l("Published on %(day)s")),
        (sent.answered_at, _l("Answered on %(day)s")),
        (row.decided_at, _l("Decided on %(day)s")),
        (row.done_at, _l("Done on %(day)s")),
    ]
    zone = ZoneInfo(view.time_zone)
    known = [(at, words) for at, words in steps if at is not None]
    known.sort(key=lambda step: step[0])
    this_year = view.now.astimezone(zone).year
    history = []
    for at, words in known:
        day = at.astimezone(zone).date()
        label = formats.short_day(view.locale, day) if day.year == this_year else formats.day(view.locale, day)
        history.append(str(words) % {"day": label})
    return tuple(history)


def comment_rows(rows: Iterable[MyComment], view: PageReader) -> list[Row]:
    """Return the reader's own comments: the words, what they are about, when, and whether they wait or are hidden."""
    labels = state_labels()
    states = {CommentState.WAITING: labels[State.WAITING], CommentState.HIDDEN: labels[State.HIDDEN]}
    return [
        Row(
            title=passage_of(clip(row.body, COMMENT_SHOWN_CHARS)[0], row.language),
            url=url_for("feedback.feedback", feedback_id=row.feedback_id) if row.title else "",
            details=(
                Passage(_("Reply") if row.is_reply else _("Comment")),
                passage_of(row.title, row.title_language or "")
                if row.title
                else Passage(_("The contribution is no longer there.")),
            ),
            when=formats.ago(view.locale, row.created_at, view.now),
            status=states.get(row.state, ""),
            tone="late" if row.state in states else "",
            when_iso=row.created_at.isoformat(),
        )
        for row in rows
    ]


def mine_filters(
    titles: Iterable[tuple[str, str]], slug: str, state: State | None, *, with_state: bool
) -> list[Filter]:
    """Return what narrows the page: the campaigns the reader said something in, and the states."""
    filters = [filter_of("campaign", _("Campaign"), titles, slug, everything=_("All campaigns"))]
    if with_state:
        labels = state_labels()
        states = [(one.value, labels[one]) for one in GOES_ON]
        filters.append(filter_of("state", _("Status"), states, state or "", everything=_("Every status")))
    return filters
