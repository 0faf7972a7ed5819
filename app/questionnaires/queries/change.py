"""What changed between two waves of one questionnaire, in the answers of those who answered both.

Pairs of responses are told in blocks, question by question, as answers are (``summary.py``): only of answers that the
summaries of both waves count, from the week on in which the later one began to be counted. Of an entity's blocks of
pairs as many are told as leave nobody or enough others among those who answered a wave there: the answers of fewer
would follow from the change and the two summaries.

An untraceable response is paired by the code its author keeps, of which only a hash is stored; a code that several
people gave pairs nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.core import clock
from app.figures.weeks import monday_of
from app.policy.actor import Actor
from app.policy.masking import block_ends, leaves_enough
from app.questionnaires.models import Response, StoredCell, StoredQuestion, Wave
from app.questionnaires.queries.several import answered_by_week
from app.questionnaires.queries.summary import SummedWave, WaveSummary, Weeks, cells_of_responses
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

    Only of what the reader already has before them: the same wave, and the same editions. Five statements.
    """
    earlier = _first_wave(session, found.wave)
    if earlier is None:
        return None
    edition_ids = [found.chosen.id] if found.chosen else [edition.id for edition in found.editions]
    pairs = and_(
        _before.wave_id == earlier.id,
        _after.wave_id == found.wave.id,
        _after.edition_id.in_(edition_ids),
        _before.edition_id == _after.edition_id,
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
    threshold = found.wave.threshold
    answered = answered_by_week(session, actor, (earlier.id, found.wave.id), edition_ids, threshold)
    given = _given(session, (earlier.id, found.wave.id), edition_ids)
    shown = {}
    for question_id, by_edition in _moved(session, pairs).items():
        sides = [
            _Side(answered.get(place, {}), given.get(place, {}))
            for place in ((earlier.id, question_id), (found.wave.id, question_id))
        ]
        shown[question_id] = mean_interval(_counted(by_edition, sides, threshold))
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


Pair = tuple[date, date]  # the Mondays of the weeks of both responses
Moved = Mapping[int, Mapping[Pair, Mapping[float, int]]]  # edition id → weeks → difference → pairs


@dataclass(frozen=True, slots=True)
class _Side:
    """A question in one of the two waves: who answered it, and who did with a number; by edition and week."""

    answered: Weeks
    given: Weeks

    def ends(self, edition_id: int, threshold: int) -> Mapping[date, date]:
        """Return when the weeks of an edition began to be told; none of those that are not told."""
        return block_ends(self.answered.get(edition_id, {}), threshold)

    def told(self, edition_id: int, threshold: int) -> int:
        """Return how many numbers of an edition the summary counts."""
        ends = self.ends(edition_id, threshold)
        return sum(count for week, count in self.given.get(edition_id, {}).items() if week in ends)


def _counted(moved: Moved, sides: Sequence[_Side], threshold: int) -> Mapping[float, int]:
    """Return how often each difference occurs in full blocks of pairs."""
    told: dict[float, int] = defaultdict(int)
    for edition_id, by_weeks in moved.items():
        ends = [side.ends(edition_id, threshold) for side in sides]
        since: dict[date, dict[float, int]] = defaultdict(lambda: defaultdict(int))  # when a pair began to be known
        for weeks, counts in by_weeks.items():
            if all(week in known for week, known in zip(weeks, ends, strict=True)):
                known_since = since[max(known[week] for week, known in zip(weeks, ends, strict=True))]
                for change, count in counts.items():
                    known_since[change] += count
        wholes = [side.told(edition_id, threshold) for side in sides]
        for week in _last_told({week: sum(each.values()) for week, each in since.items()}, wholes, threshold):
            for change, count in since[week].items():
                told[change] += count
    return told


def _last_told(pairs: Mapping[date, int], wholes: Sequence[int], threshold: int) -> Sequence[date]:
    """Return the weeks of as many full blocks of pairs as leave nobody or enough of both wholes."""
    ends, shown = block_ends(pairs, threshold), list[date]()
    for last in sorted(set(ends.values())):
        weeks = [week for week, end in ends.items() if end <= last]
        part = sum(pairs[week] for week in weeks)
        if all(leaves_enough(part, whole, threshold) for whole in wholes):
            shown = weeks
    return shown


def _given(
    session: Session, wave_ids: Collection[int], edition_ids: Collection[int]
) -> Mapping[tuple[int, int], Weeks]:
    """Return how many numbers were given, by wave and question, edition and week. One statement."""
    given: dict[tuple[int, int], dict[int, dict[date, int]]] = defaultdict(lambda: defaultdict(dict))
    for wave_id, question_id, edition_id, week, count in session.execute(
        cells_of_responses(
            Response.wave_id, StoredCell.question_id, Response.edition_id, Response.sent_week, func.count()
        )
        .where(
            Response.wave_id.in_(wave_ids), Response.edition_id.in_(edition_ids),
            Response.state == ResponseState.SENT, StoredCell.number.is_not(None),
            StoredQuestion.kind.in_(_ON_SCALE) & (StoredCell.part_id == WHOLE)
            | StoredQuestion.kind.in_(_SCORED) & (StoredCell.part_id == SCORE),
        )
        .join(StoredQuestion, StoredQuestion.id == StoredCell.question_id)
        .group_by(Response.wave_id, StoredCell.question_id, Response.edition_id, Response.sent_week)
    ):  # fmt: skip
        if week is not None:  # it is always there once sent
            given[wave_id, question_id][edition_id][week] = count
    return given


def _moved(session: Session, pairs: ColumnElement[bool]) -> Mapping[int, Moved]:
    """Return how often each difference of numbers occurs, by question, edition and weeks.

    Of a scale, or of a published score.
    """
    old, new = aliased(StoredCell), aliased(StoredCell)
    difference = new.number - old.number
    moved: dict[int, dict[int, dict[Pair, dict[float, int]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(dict))
    )
    for question_id, edition_id, before, after, change, count in session.execute(
        select(new.question_id, _after.edition_id, _before.sent_week, _after.sent_week, difference, func.count())
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
        .group_by(new.question_id, _after.edition_id, _before.sent_week, _after.sent_week, difference)
    ):
        if change is not None and before is not None and after is not None:
            moved[question_id][edition_id][before, after][change] = count
    return moved
