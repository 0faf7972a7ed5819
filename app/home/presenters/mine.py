"""All that the reader sent, as its own page lists it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from app.campaigns.presenters import PageReader
from app.core.wording import clip
from app.feedback.presenters.labels import handling_labels, state_labels, verdict_labels
from app.feedback.types import Handling, Verdict
from app.home.presenters.home import ContributionLine, contribution_line
from app.home.queries import MyWhole
from app.i18n import formats
from app.web.parts import Passage, passage_of

WORDS_SHOWN_CHARS = 400  # of an answer or a reason; the rest is on the contribution's page


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


def mine_cards(rows: Iterable[MyWhole], view: PageReader) -> list[MineCard]:
    """Return all that the reader sent, as its own page lists it."""
    labels, handlings, verdicts = state_labels(), handling_labels(), verdict_labels()
    return [
        _mine_card(row, contribution_line(row.contribution, labels, view), handlings, verdicts, view) for row in rows
    ]


def _mine_card(
    row: MyWhole,
    line: ContributionLine,
    handlings: Mapping[Handling, str],
    verdicts: Mapping[Verdict, str],
    view: PageReader,
) -> MineCard:
    sent = row.contribution
    return MineCard(
        line=line,
        when_label=formats.ago(view.locale, sent.created_at, view.now),
        when_iso=sent.created_at.isoformat(),
        handling=sent.handling,
        handling_label="" if sent.handling is Handling.NEW else handlings[sent.handling],
        change_note=_("A moderator still has to read your change; the previous version stays visible.")
        if row.has_change
        else "",
        answer=passage_of(clip(row.answer, WORDS_SHOWN_CHARS)[0], row.answer_language or "") if row.answer else None,
        verdict_label=verdicts[row.verdict] if row.verdict else "",
        reason=passage_of(clip(row.reason, WORDS_SHOWN_CHARS)[0], row.reason_language or "") if row.reason else None,
    )
