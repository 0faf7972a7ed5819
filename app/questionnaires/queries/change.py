"""What changed between two waves of one questionnaire, in the answers of those who answered both.

Pairs of responses are told in blocks, question by question, as answers are (``summary.py``); a pair counts in the week
of its later one. An untraceable response is paired by the code its author keeps, of which only a hash is stored; a code
that several people gave pairs nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.core import clock
from app.figures.weeks import monday_of
from app.policy.actor import Actor
from app.policy.masking import blocks_until
from app.questionnaires.models import Response, StoredCell, StoredQuestion, Wave
from app.questionnaires.queries.summary import SummedWave, WaveSummary
from app.questionnaires.types import Moment, ResponseState
from app.questions.intervals import Interval, mean_interval
from app.questions.kinds import KINDS
from app.questions.types import SCORE, WHOLE

_ON_SCALE = [kind.name for kind in KINDS.values() if kind.compared_by == WHOLE]
_SCORED = [kind.name for kind in KINDS.values() if kind.compared_by == SCORE]
_before, _after = aliased(Response), aliased(Response)
_ORDER = (Moment.SCREENING, Moment.START, Moment.DATED, Moment.MISSION, Moment.END)


def changes_since(session: Session, actor: Actor, found: WaveSummary) -> tuple[Moment, Mapping[int, Interval]] | None:
    """Return the mean change since the first wave, by question, with its interval; ``None`` without an earlier wave.

    Only of what the reader already has before them: the same wave, and the same editions. Two statements.
    """
    del actor  # the summary was read for them
    earlier = _first_wave(session, found.wave)
    if earlier is None:
        return None
    edition_ids = [found.chosen.id] if found.chosen else [edition.id for edition in found.editions]
    pairs = and_(
        _before.wave_id == earlier.id,
        _after.wave_id == found.wave.id,
        _after.edition_id.in_(edition_ids),
        _before.state == ResponseState.SENT,
        _after.state == ResponseState.SENT,
        or_(
            _before.person_id == _after.person_id,
            and_(
                _before.pair_hash == _after.pair_hash,
                _before.pair_hash.not_in(_shared_codes((earlier.id, found.wave.id))),
            ),
        ),
        _before.sent_week <= _after.sent_week,
        _after.sent_week < monday_of(clock.today()),
    )
    shown = {
        question_id: mean_interval(_counted(by_edition, found.wave.threshold))
        for question_id, by_edition in _moved(session, pairs).items()
    }
    return earlier.moment, {question_id: interval for question_id, interval in shown.items() if interval is not None}


def _first_wave(session: Session, wave: SummedWave) -> Wave | None:
    """Return the earliest other wave of the same questionnaire, if it came before."""
    waves = session.scalars(select(Wave).where(Wave.questionnaire_id == wave.questionnaire_id)).all()
    first = min(waves, key=_place, default=None)
    mine = next((each for each in waves if each.id == wave.id), None)
    return first if first is not None and mine is not None and _place(first) < _place(mine) else None


def _place(wave: Wave) -> tuple[int, date]:
    return _ORDER.index(wave.moment), wave.opens_on or date.min


def _shared_codes(wave_ids: Collection[int]) -> Select[str | None]:
    """Return the codes that several responses of one wave gave."""
    return (
        select(Response.pair_hash)
        .where(Response.wave_id.in_(wave_ids), Response.pair_hash.is_not(None))
        .group_by(Response.wave_id, Response.pair_hash)
        .having(func.count() > 1)
    )


Moved = Mapping[int, Mapping[date, Mapping[float, int]]]  # edition id → Monday of a week → difference → pairs


def _counted(moved: Moved, threshold: int) -> Mapping[float, int]:
    """Return how often each difference occurs in full blocks of pairs."""
    weeks = {
        edition_id: {week: sum(counts.values()) for week, counts in by_week.items()}
        for edition_id, by_week in moved.items()
    }
    until = blocks_until(weeks, threshold)
    told: dict[float, int] = defaultdict(int)
    for edition_id, last in until.items():
        for week, counts in moved[edition_id].items():
            for change, count in counts.items() if week <= last else ():
                told[change] += count
    return told


def _moved(session: Session, pairs: ColumnElement[bool]) -> Mapping[int, Moved]:
    """Return how often each difference of numbers occurs, by question, edition and week.

    Of a scale, or of a published score.
    """
    old, new = aliased(StoredCell), aliased(StoredCell)
    difference = new.number - old.number
    moved: dict[int, dict[int, dict[date, dict[float, int]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(dict))
    )
    for question_id, edition_id, week, change, count in session.execute(
        select(new.question_id, _after.edition_id, _after.sent_week, difference, func.count())
        .select_from(_after)
        .join(_before, pairs)
        .join(new, and_(new.response_id == _after.id, new.number.is_not(None)))
        .join(old, and_(old.response_id == _before.id, old.number.is_not(None)))
        .join(StoredQuestion, StoredQuestion.id == new.question_id)
        .where(
            old.question_id == new.question_id,
            old.part_id == new.part_id,
            or_(
                and_(StoredQuestion.kind.in_(_ON_SCALE), new.part_id == WHOLE),
                and_(StoredQuestion.kind.in_(_SCORED), new.part_id == SCORE),
            ),
        )
        .group_by(new.question_id, _after.edition_id, _after.sent_week, difference)
    ):
        if change is not None and week is not None:
            moved[question_id][edition_id][week][change] = count
    return moved
