"""The questionnaires of a campaign, the waves of each side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.policy.actor import Actor
from app.policy.masking import threshold_of
from app.questionnaires.models import Questionnaire, Wave
from app.questionnaires.queries.read import QuestionRow, question_rows_of_each
from app.questionnaires.queries.several import number_of, tallies_of
from app.questionnaires.queries.summary import SummaryEdition
from app.questionnaires.types import Moment
from app.questions.kinds import KINDS
from app.questions.summary import Score, Summary

WAVES_MAX = 60  # of a campaign, on one page


@dataclass(frozen=True, slots=True)
class BesideWave:
    """One moment at which a questionnaire was asked."""

    id: int
    questionnaire_id: int
    title_text_id: int
    moment: Moment
    mission_id: int | None
    opens_on: date | None
    closes_on: date | None


@dataclass(frozen=True, slots=True)
class BesideRow:
    """A question, and what was answered in each wave; ``None``: too few people answered it there."""

    row: QuestionRow
    summaries: tuple[Summary | None, ...]
    numbers: tuple[Score | None, ...]  # its score, else its mean, where it has one


@dataclass(frozen=True, slots=True)
class BesideQuestionnaire:
    """A questionnaire with its waves in their order."""

    waves: tuple[BesideWave, ...]
    rows: tuple[BesideRow, ...]

    @property
    def title_text_id(self) -> int:
        """The text of its title."""
        return self.waves[0].title_text_id


@dataclass(frozen=True, slots=True)
class WavesBeside:
    """All questionnaires of a campaign, in one entity or in all the reader may see together."""

    threshold: int
    until: date | None  # Monday of the last week that is counted
    questionnaires: tuple[BesideQuestionnaire, ...]

    @property
    def text_ids(self) -> tuple[int | None, ...]:
        """Every text of it."""
        titles = (each.title_text_id for each in self.questionnaires)
        asked = (text_id for each in self.questionnaires for row in each.rows for text_id in row.row.text_ids)
        return (*titles, *asked)


def waves_beside(
    session: Session, actor: Actor, campaign: tuple[int, int], editions: Sequence[SummaryEdition]
) -> WavesBeside:
    """Return what each questionnaire gives, wave by wave. Six statements, whatever their number.

    ``campaign``: its id and its minimum group. ``editions``: those that the reader may see together.

    :raises NotFound: there is nothing the reader may see
    """
    if not editions:
        raise NotFound
    campaign_id, min_group = campaign
    waves = _waves(session, campaign_id)
    asked = question_rows_of_each(session, actor, list(waves))
    threshold = threshold_of(min_group)
    ids = [wave.id for several in waves.values() for wave in several]
    tallies, until = tallies_of(session, actor, ids, [edition.id for edition in editions], threshold)

    def row(question: QuestionRow, several: Sequence[BesideWave]) -> BesideRow:
        found = [tallies.get((wave.id, question.question.id)) for wave in several]
        kind = KINDS[question.question.kind]
        told = [tally if tally is not None and tally.n >= tally.least else None for tally in found]
        has_number = kind.compared_by is not None
        return BesideRow(
            question,
            tuple(kind.summary(question.question, tally) if tally else None for tally in told),
            tuple(number_of(question.question, tally) if has_number else None for tally in told),
        )

    return WavesBeside(
        threshold,
        until,
        tuple(
            BesideQuestionnaire(
                several,
                tuple(row(each, several) for each in asked.get(number, ()) if KINDS[each.question.kind].asks),
            )
            for number, several in waves.items()
        ),
    )


def _waves(session: Session, campaign_id: int) -> Mapping[int, tuple[BesideWave, ...]]:
    """Return the waves of each questionnaire; applications have a page of their own. One statement."""
    found: dict[int, tuple[BesideWave, ...]] = {}
    for values in session.execute(
        select(
            Wave.id, Wave.questionnaire_id, Questionnaire.title_text_id, Wave.moment, Wave.mission_id, Wave.opens_on,
            Wave.closes_on,
        )
        .join(Questionnaire, Questionnaire.id == Wave.questionnaire_id)
        .where(Questionnaire.campaign_id == campaign_id, Wave.moment != Moment.SCREENING)
        .order_by(Wave.id)
        .limit(WAVES_MAX)
    ):  # fmt: skip
        wave = BesideWave(*values)
        found[wave.questionnaire_id] = (*found.get(wave.questionnaire_id, ()), wave)
    return found
