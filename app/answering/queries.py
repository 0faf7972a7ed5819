"""What awaits an answer in a campaign, and what becomes of the lines of a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.answering.types import LINES_MAX, AnswerLine, LineFate
from app.core import idents
from app.core.wording import find_override, find_unreadable, normalise
from app.feedback.models import Feedback, OfficialAnswer
from app.feedback.service.handle import ANSWER_MAX_CHARS
from app.feedback.types import State
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.policy.scopes import answer_sight, somebody_elses
from app.ready_answers.queries import NamedWords, words_named


@dataclass(frozen=True, slots=True)
class UnansweredRow:
    """A contribution without an answer: its words, and nothing of who wrote it."""

    id: int
    title: str
    body: str
    language: str


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """A line of a file, with what publishing it would do."""

    fate: LineFate
    answer: str
    feedback_id: int | None = None
    title: str = ""
    language: str = ""


def unanswered_in(session: Session, actor: Actor, campaign_id: int) -> list[UnansweredRow]:
    """Return what the actor may answer in a campaign and nobody has answered, the first promised first. One statement.

    :raises Forbidden: the actor answers nowhere
    """
    require(actor, Action.ANSWERS_OWED_VIEW, NOTHING)
    rows = session.execute(
        select(Feedback.id, Feedback.title, Feedback.body, Feedback.language)
        .where(
            Feedback.campaign_id == campaign_id,
            Feedback.state == State.PUBLISHED,
            Feedback.answered_at.is_(None),
            answer_sight(actor, Feedback.entity_id, Feedback.campaign_id),
            somebody_elses(actor, Feedback.author_id, Feedback.id),
        )
        .order_by(Feedback.due_on, Feedback.id)
        .limit(LINES_MAX)
    )
    return [UnansweredRow(*row) for row in rows]


def check_lines(session: Session, actor: Actor, campaign_id: int, lines: Sequence[AnswerLine]) -> list[CheckedLine]:
    """Return what publishing the lines of a file would do, in their order. Three statements at most.

    The words of a ready answer stand below those of the line, in the language of the contribution where there are such.
    What is of another campaign, or not the actor's to answer, is as unknown as what does not exist.

    :raises Forbidden: the actor answers nowhere
    """
    require(actor, Action.ANSWERS_OWED_VIEW, NOTHING)
    numbers = [_number(line.number) for line in lines]
    rows = session.execute(
        select(Feedback, OfficialAnswer.body)
        .outerjoin(OfficialAnswer, OfficialAnswer.feedback_id == Feedback.id)
        .where(
            Feedback.id.in_([number for number in numbers if number]),
            Feedback.campaign_id == campaign_id,
            Feedback.state == State.PUBLISHED,
            answer_sight(actor, Feedback.entity_id, Feedback.campaign_id),
            somebody_elses(actor, Feedback.author_id, Feedback.id),
        )
    )
    known = {feedback.id: (feedback, stored) for feedback, stored in rows}
    asked = {
        place: _asked(known[number][0], line.ready)
        for place, (line, number) in enumerate(zip(lines, numbers, strict=True))
        if line.ready and number in known
    }
    ready = words_named(session, actor, asked.values())
    checked: list[CheckedLine] = []
    seen: set[int] = set()
    for place, (line, number) in enumerate(zip(lines, numbers, strict=True)):
        answer = normalise(line.answer)
        if number not in known:
            checked.append(CheckedLine(LineFate.UNKNOWN, answer or line.ready))
            continue
        feedback, stored = known[number]
        words = ready.get(asked[place], "") if line.ready else ""
        if line.ready and not words:
            fate, answer = LineFate.NO_SUCH_READY, line.ready
        else:
            answer = "\n\n".join(part for part in (answer, words) if part)
            fate = _fate(answer, stored, is_second=bool(answer) and number in seen)
            if answer:
                seen.add(number)
        checked.append(CheckedLine(fate, answer, number, feedback.title, feedback.language))
    return checked


def _asked(feedback: Feedback, name: str) -> NamedWords:
    """Return the ready answer of that name for a contribution, which may hide its entity."""
    facts = replace(feedback.facts, wherever=frozenset()) if feedback.hides_entity else feedback.facts
    return NamedWords(facts, name, feedback.language)


def _number(text: str) -> int:
    try:
        return idents.decode(text)
    except ValueError:
        return 0


def _fate(answer: str, stored: str | None, *, is_second: bool) -> LineFate:
    """Return what becomes of a line; the first reason that applies."""
    reasons = (
        (not answer, LineFate.EMPTY),
        (is_second, LineFate.TWICE),
        (stored == answer, LineFate.SAME),
        (stored is not None, LineFate.ANSWERED),
        (len(answer) > ANSWER_MAX_CHARS, LineFate.TOO_LONG),
        (find_unreadable(answer) is not None or find_override(answer) is not None, LineFate.UNREADABLE),
    )
    return next((fate for applies, fate in reasons if applies), LineFate.NEW)
