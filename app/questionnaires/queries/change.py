"""What changed between two waves of one questionnaire, in the answers of those who answered both.

Pairs of responses are told in blocks, question by question, as answers are (``summary.py``): only of answers that the
summaries of both waves count, from the week on in which the later one began to be counted. Of an entity's blocks of
pairs as many are told as leave nobody or enough others among those who answered a wave there: the answers of fewer
would follow from the change and the two summaries.

Of three waves or more, the changes since the first one are of groups that overlap: what is told of them and of the
first wave could be subtracted to a few. So the groups are formed in the order of the waves. Laid over those before it,
each leaves no part of fewer people than the minimum group; else it is of those alone who are in all of them; else it is
empty.

An untraceable response is paired by the code its author keeps, of which only a hash is stored; a code that several
people gave pairs nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, and_, case, func, or_, select
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
_first = aliased(Response)
_ORDER = (Moment.SCREENING, Moment.START, Moment.DATED, Moment.MISSION, Moment.END)


def changes_since(session: Session, actor: Actor, found: WaveSummary) -> tuple[Moment, Mapping[int, Interval]] | None:
    """Return the mean change since the first wave, by question, with its interval; ``None`` without an earlier wave.

    Only of what the reader already has before them: the same wave, and the same editions. Five statements.
    """
    waves = _waves_until(session, found.wave)
    if len(waves) <= 1:  # nothing came before
        return None
    edition_ids = [found.chosen.id] if found.chosen else [edition.id for edition in found.editions]
    wave_ids, threshold = [wave.id for wave in waves], found.wave.threshold
    answered = answered_by_week(session, actor, wave_ids, edition_ids, threshold)
    given = _given(session, wave_ids, edition_ids)
    shown = {}
    for question_id, by_edition in _moved(session, wave_ids, edition_ids).items():
        sides = [_Side(answered.get((each, question_id), {}), given.get((each, question_id), {})) for each in wave_ids]
        told: dict[float, int] = defaultdict(int)
        for edition_id, moved in by_edition.items():
            for weeks in _Groups(edition_id, moved, sides, threshold).last():
                for change, count in moved[weeks].items():
                    told[change or 0.0] += count
        shown[question_id] = mean_interval(told)
    return waves[0].moment, {question_id: interval for question_id, interval in shown.items() if interval is not None}


def _waves_until(session: Session, wave: SummedWave) -> Sequence[Wave]:
    """Return the waves of the same questionnaire that came before, the first one first, and this one."""
    waves = session.scalars(select(Wave).where(Wave.questionnaire_id == wave.questionnaire_id)).all()
    mine = next((each for each in waves if each.id == wave.id), None)
    if mine is None:
        return ()
    return (*sorted((each for each in waves if _place(each) < _place(mine)), key=_place), mine)


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


Trail = tuple[date | None, ...]  # Mondays of the weeks of somebody's responses, wave by wave; None: no number there
Moved = Mapping[Trail, Mapping[float | None, int]]  # weeks → difference between the first and the last wave → people


@dataclass(frozen=True, slots=True)
class _Side:
    """A question in one of the waves: who answered it, and who did with a number; by edition and week."""

    answered: Weeks
    given: Weeks

    def ends(self, edition_id: int, threshold: int) -> Mapping[date, date]:
        """Return when the weeks of an edition began to be told; none of those that are not told."""
        return block_ends(self.answered.get(edition_id, {}), threshold)

    def told(self, edition_id: int, threshold: int) -> int:
        """Return how many numbers of an edition the summary counts."""
        ends = self.ends(edition_id, threshold)
        return sum(count for week, count in self.given.get(edition_id, {}).items() if week in ends)


@dataclass(frozen=True, slots=True)
class _Groups:
    """Those of an edition who gave a number in the first wave and in a later one, as far as they are told."""

    edition_id: int
    moved: Moved
    sides: Sequence[_Side]
    threshold: int

    def last(self) -> frozenset[Trail]:
        """Return who is compared with the last wave, given who is with those before it."""
        groups: list[frozenset[Trail]] = []
        for place in range(1, len(self.sides)):
            groups.append(self._told(place, groups))
        return groups[-1]

    def _told(self, place: int, before: Sequence[frozenset[Trail]]) -> frozenset[Trail]:
        """Return as many full blocks of pairs with one wave as leave nobody or enough, in every part of the first."""
        first, ends = (self.sides[one].ends(self.edition_id, self.threshold) for one in (0, place))
        since = {}  # when a pair began to be known
        for trail in self.moved:
            begun, week = trail[0], trail[place]
            if begun in first and week in ends and begun is not None and week is not None:
                since[trail] = max(first[begun], ends[week])
        wholes = [self.sides[one].told(self.edition_id, self.threshold) for one in (0, place)]
        known = [group for group in before if group]
        for pool in (frozenset(since), frozenset(since).intersection(*known)):
            for group in self._blocks({trail: since[trail] for trail in pool}):
                people = self._people(group)
                if all(leaves_enough(people, whole, self.threshold) for whole in wholes) and self._parts(
                    first, (*known, group)
                ):
                    return group
        return frozenset()

    def _blocks(self, since: Mapping[Trail, date]) -> Iterator[frozenset[Trail]]:
        """Return the pairs in full blocks, then fewer and fewer blocks."""
        by_week: dict[date, int] = defaultdict(int)
        for trail, week in since.items():
            by_week[week] += self._people({trail})
        ends = block_ends(by_week, self.threshold)
        for last in sorted(set(ends.values()), reverse=True):
            yield frozenset(trail for trail, week in since.items() if week in ends and ends[week] <= last)

    def _parts(self, first: Mapping[date, date], groups: Sequence[frozenset[Trail]]) -> bool:
        """Tell whether no part of the first wave into which groups divide it is of a few people."""
        parts: dict[tuple[bool, ...], int] = defaultdict(int)
        for trail in self.moved:
            if trail[0] in first:
                parts[tuple(trail in group for group in groups)] += self._people({trail})
        return all(people >= self.threshold for people in parts.values())

    def _people(self, trails: Collection[Trail]) -> int:
        return sum(sum(self.moved[trail].values()) for trail in trails)


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


def _moved(
    session: Session, wave_ids: Sequence[int], edition_ids: Collection[int]
) -> Mapping[int, Mapping[int, Moved]]:
    """Return in which weeks people gave numbers, and how these differ, by question and edition. One statement.

    Of a scale, or of a published score.
    """
    old, responses, cells = aliased(StoredCell), [], []
    for _later in wave_ids[1:]:
        responses.append(aliased(Response))
        cells.append(aliased(StoredCell))
    is_over = monday_of(clock.today())
    shared = _shared_codes(wave_ids)
    weeks = [case((cell.number.is_not(None), each.sent_week)) for each, cell in zip(responses, cells, strict=True)]
    keys = (old.question_id, _first.edition_id, _first.sent_week, *weeks, cells[-1].number - old.number)
    statement = (
        select(*keys, func.count())
        .select_from(_first)
        .join(old, and_(old.response_id == _first.id, old.number.is_not(None)))
        .join(StoredQuestion, StoredQuestion.id == old.question_id)
    )
    for wave_id, response, cell in zip(wave_ids[1:], responses, cells, strict=True):
        statement = statement.outerjoin(
            response,
            and_(
                response.wave_id == wave_id, response.edition_id == _first.edition_id,
                response.state == ResponseState.SENT,
                response.sent_week >= _first.sent_week, response.sent_week < is_over,
                or_(
                    response.person_id == _first.person_id,
                    and_(response.pair_hash == _first.pair_hash, _first.pair_hash.not_in(shared)),
                ),
            ),
        ).outerjoin(
            cell,
            and_(
                cell.response_id == response.id, cell.question_id == old.question_id, cell.part_id == old.part_id,
                cell.number.is_not(None),
            ),
        )  # fmt: skip
    moved: dict[int, dict[int, dict[Trail, dict[float | None, int]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(dict))
    )
    for question_id, edition_id, *trail, change, count in session.execute(
        statement.where(
            _first.wave_id == wave_ids[0], _first.edition_id.in_(edition_ids), _first.state == ResponseState.SENT,
            _first.sent_week < is_over,
            or_(
                and_(StoredQuestion.kind.in_(_ON_SCALE), old.part_id == WHOLE),
                and_(StoredQuestion.kind.in_(_SCORED), old.part_id == SCORE),
            ),
        ).group_by(*keys)
    ):  # fmt: skip
        moved[question_id][edition_id][tuple(trail)][change] = count
    return moved
