"""Answers of several waves at once, in the same blocks as the summary of each (``summary.py``).

Who shows waves or products side by side takes the numbers from here, and never counts anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import and_, false, func, or_, select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import N_
from app.figures.weeks import monday_of
from app.policy.actor import Actor
from app.policy.masking import blocks_until
from app.questionnaires.models import Response, StoredCell
from app.questionnaires.queries.summary import Until, Weeks, cells_of_responses, full_blocks, sent_until
from app.questionnaires.types import ResponseState
from app.questions.intervals import mean_interval
from app.questions.kinds import KINDS
from app.questions.summary import Score, Tally, score_of
from app.questions.types import Question

MEAN = N_("Mean")

Place = tuple[int, int]  # wave id, question id


def tallies_of(
    session: Session, actor: Actor, wave_ids: Collection[int], edition_ids: Collection[int], threshold: int
) -> tuple[Mapping[Place, Tally], date | None]:
    """Return what was given by wave and question, of full blocks alone, and the last week counted. Three statements.

    The caller has asked which editions the actor may see together.
    """
    del actor
    until = {
        wave_id: blocks_until(weeks, threshold) for wave_id, weeks in _weeks(session, wave_ids, edition_ids).items()
    }
    people, ends = full_blocks(_answered(session, until), threshold)
    cells: dict[Place, dict[tuple[int, float | None], int]] = defaultdict(dict)
    for wave_id, question_id, part_id, number, count in session.execute(
        cells_of_responses(
            Response.wave_id, StoredCell.question_id, StoredCell.part_id, StoredCell.number, func.count()
        )
        .where(
            or_(
                false(),
                *(
                    and_(Response.wave_id == wave_id, StoredCell.question_id == question_id, sent_until(*end))
                    for (wave_id, question_id), last in ends.items()
                    for end in last.items()
                ),
            )
        )
        .group_by(Response.wave_id, StoredCell.question_id, StoredCell.part_id, StoredCell.number)
    ):
        cells[wave_id, question_id][part_id, number] = count
    last_week = max((week for each in until.values() for week in each.values()), default=None)
    return {place: Tally(n, cells[place], threshold) for place, n in people.items() if n}, last_week


def tallies_by_edition(
    session: Session, actor: Actor, wave_id: int, edition_ids: Collection[int], threshold: int
) -> Mapping[tuple[int, int], Tally]:
    """Return what was given by question and edition, each in the blocks of its own summary. Three statements.

    The caller has asked which editions the actor may see together.
    """
    del actor
    until = blocks_until(_weeks(session, [wave_id], edition_ids).get(wave_id, {}), threshold)
    people: dict[tuple[int, int], int] = {}
    ends: dict[tuple[int, int], date] = {}
    for (_wave, question_id), weeks in _answered(session, {wave_id: until}).items():
        for edition_id, last in blocks_until(weeks, threshold).items():
            ends[question_id, edition_id] = last
            people[question_id, edition_id] = sum(count for week, count in weeks[edition_id].items() if week <= last)
    cells: dict[tuple[int, int], dict[tuple[int, float | None], int]] = defaultdict(dict)
    keys = (StoredCell.question_id, Response.edition_id, StoredCell.part_id, StoredCell.number)
    in_blocks = (and_(StoredCell.question_id == place[0], sent_until(place[1], last)) for place, last in ends.items())
    for question_id, edition_id, part_id, number, count in session.execute(
        cells_of_responses(*keys, func.count())
        .where(Response.wave_id == wave_id, or_(false(), *in_blocks))
        .group_by(*keys)
    ):
        cells[question_id, edition_id][part_id, number] = count
    return {place: Tally(n, cells[place], threshold) for place, n in people.items()}


def answered_by_week(
    session: Session, actor: Actor, wave_ids: Collection[int], edition_ids: Collection[int], threshold: int
) -> Mapping[Place, Weeks]:
    """Return who answered each question of each wave, by edition and week, of responses that are counted.

    The last weeks of a question may still wait for a full block of their own. Two statements; the caller has asked
    which editions the actor may see together.
    """
    del actor
    weeks = _weeks(session, wave_ids, edition_ids)
    return _answered(session, {wave_id: blocks_until(each, threshold) for wave_id, each in weeks.items()})


def _weeks(session: Session, wave_ids: Collection[int], edition_ids: Collection[int]) -> Mapping[int, Weeks]:
    """Return how many responses came in each week that is over, by wave and edition. One statement."""
    weeks: dict[int, dict[int, dict[date, int]]] = defaultdict(lambda: defaultdict(dict))
    for wave_id, edition_id, week, count in session.execute(
        select(Response.wave_id, Response.edition_id, Response.sent_week, func.count())
        .where(
            Response.wave_id.in_(wave_ids),
            Response.edition_id.in_(edition_ids),
            Response.state == ResponseState.SENT,
            Response.sent_week < monday_of(clock.today()),
        )
        .group_by(Response.wave_id, Response.edition_id, Response.sent_week)
    ):
        if week is not None:  # it is always there once sent
            weeks[wave_id][edition_id][week] = count
    return weeks


def _answered(session: Session, until: Mapping[int, Until]) -> Mapping[Place, Weeks]:
    """Return how many people answered each question, by week, of responses that are counted. One statement."""
    answered: dict[Place, dict[int, dict[date, int]]] = defaultdict(lambda: defaultdict(dict))
    for wave_id, question_id, edition_id, week, people in session.execute(
        cells_of_responses(
            Response.wave_id,
            StoredCell.question_id,
            Response.edition_id,
            Response.sent_week,
            func.count(StoredCell.response_id.distinct()),
        )
        .where(
            or_(
                false(),
                *(
                    and_(Response.wave_id == wave_id, sent_until(*end))
                    for wave_id, last in until.items()
                    for end in last.items()
                ),
            )
        )
        .group_by(Response.wave_id, StoredCell.question_id, Response.edition_id, Response.sent_week)
    ):
        answered[wave_id, question_id][edition_id][week] = people
    return answered


def number_of(question: Question, tally: Tally | None) -> Score | None:
    """Return the published score of a question, else its mean, with its interval; ``None`` of too few answers."""
    if tally is None or tally.n < tally.least:
        return None
    kind = KINDS[question.kind]
    score = kind.summary(question, tally).score
    if score is not None:
        return score
    numbers = kind.numbers(question)
    return score_of(MEAN, mean_interval(tally.numbers()), numbers[0], numbers[-1])
