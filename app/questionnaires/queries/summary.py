"""What the people who answered say together. Every number passes here, and is masked here.

Responses are counted in blocks. Week by week, those of an edition are gathered until they come from at least the
campaign's minimum group of people; then they appear, all at once, and wait no longer. Between any two moments a page
therefore differs by a whole block, for each edition apart, and never by one person. Not everybody answers every
question: those who answered one are gathered in the same way, question by question and edition by edition, and so are
those who wrote words or gave an image, until they are as many as the minimum group for quotations. Words stand in an
order that says nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.campaigns.models import Campaign, Edition
from app.core import clock
from app.core.errors import NotFound
from app.entities.models import Entity
from app.figures.weeks import monday_of
from app.files.models import StoredFile
from app.language.detect import detect
from app.policy.actor import Actor
from app.policy.check import can
from app.policy.facts import Facts
from app.policy.masking import blocks_until, threshold_of
from app.policy.rules import Action
from app.questionnaires.models import Questionnaire, Response, ResponseImage, StoredCell, Wave
from app.questionnaires.queries.read import FormerWords, QuestionRow, former_words, question_rows
from app.questionnaires.types import Moment, ResponseState
from app.questions.kinds import KINDS
from app.questions.summary import Summary, Tally

Until = Mapping[int, date]  # edition id → Monday of the last week that is counted
Weeks = Mapping[int, Mapping[date, int]]  # edition id → Monday of a week → people

_Key = TypeVar("_Key")  # of a question, alone or in a wave
WORDS_SHOWN = 200  # answers in words on one page
_IS_SHOWN_ALONE = or_(
    StoredCell.words != "", ResponseImage.file_id.is_not(None)
)  # by the answer itself, not as a count


@dataclass(frozen=True, slots=True)
class SummedWave:
    """A wave whose summary may be read, in its campaign."""

    threshold: int  # people behind a figure
    threshold_words: int  # people behind words
    id: int
    questionnaire_id: int
    title_text_id: int
    moment: Moment
    is_untraceable: bool
    opens_on: date | None
    closes_on: date | None
    campaign_id: int
    campaign_slug: str
    campaign_title_text_id: int
    default_locale: str


@dataclass(frozen=True, slots=True)
class SummaryEdition:
    """An edition whose answers the reader may see together."""

    id: int
    entity_id: int
    entity_code: str
    entity_name: str


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """What somebody wrote, with its language by the words alone; or an image, with the words that replace it."""

    words: str
    language: str
    file_id: int | None = None


@dataclass(frozen=True, slots=True)
class QuestionSummary:
    """A question with what all answers say; ``None`` when too few people answered it."""

    row: QuestionRow
    summary: Summary | None
    words: tuple[WrittenAnswer, ...]  # none of too few
    waits_for_words: bool  # there are some, from too few people
    former: Sequence[FormerWords] = ()  # what it said before it was corrected


@dataclass(frozen=True, slots=True)
class WaveSummary:
    """All that can be told of a wave."""

    wave: SummedWave
    editions: tuple[SummaryEdition, ...]  # that the reader may choose from
    chosen: SummaryEdition | None  # None: all of them together
    people: int | None  # who are counted; None: too few so far
    until: date | None  # Monday of the last week that is counted
    questions: tuple[QuestionSummary, ...]

    @property
    def text_ids(self) -> tuple[int | None, ...]:
        """Every text of the page."""
        return (self.wave.title_text_id, *(text_id for each in self.questions for text_id in each.row.text_ids))


def campaign_waves(session: Session, actor: Actor, slug: str) -> list[SummedWave]:
    """Return the waves of a campaign whose summaries the actor may read; applications have a page of their own.

    Two statements.

    :raises NotFound: no such campaign, or nothing in it for the actor
    """
    rows = [
        _wave(values)
        for values in session.execute(
            _WAVES.where(Campaign.slug == slug, Wave.moment != Moment.SCREENING).order_by(Wave.id)
        )
    ]
    campaign_id = session.scalar(select(Campaign.id).where(Campaign.slug == slug))
    if campaign_id is None or not readable_editions(session, actor, campaign_id):
        raise NotFound
    return rows


def waves_in(session: Session, actor: Actor, campaign_ids: Collection[int], limit: int) -> tuple[SummedWave, ...]:
    """Return the latest waves of campaigns; the caller has asked in which the actor may read answers. One statement."""
    del actor
    if not campaign_ids:
        return ()
    of_campaigns = _WAVES.where(Campaign.id.in_(campaign_ids), Wave.moment != Moment.SCREENING)
    return tuple(_wave(values) for values in session.execute(of_campaigns.order_by(Wave.id.desc()).limit(limit)))


def wave_summary(session: Session, actor: Actor, slug: str, wave_id: int, entity_code: str = "") -> WaveSummary:
    """Return what all answers of a wave say, in one entity or in all the actor may read. Eight statements.

    Nine where a question was corrected.

    :raises NotFound: no such wave, campaign or entity, or not for the actor
    """
    found = session.execute(_WAVES.where(Campaign.slug == slug, Wave.id == wave_id)).one_or_none()
    if found is None:
        raise NotFound
    wave = _wave(found)
    editions = readable_editions(session, actor, wave.campaign_id)
    chosen = next((edition for edition in editions if edition.entity_code == entity_code), None)
    if not editions or (entity_code and chosen is None):
        raise NotFound
    looked_at = [chosen.id] if chosen else [edition.id for edition in editions]
    weeks = _weeks(session, wave.id, looked_at)
    until = blocks_until(weeks, wave.threshold)
    people = _people_until(weeks, until)
    answered, written = _weeks_of_questions(session, wave, until)
    tallies = _tallies(session, wave, answered)
    words = _words(session, wave, written)
    rows = question_rows(session, actor, wave.questionnaire_id, with_retired=True)
    former = former_words(session, actor, rows)
    questions = (_question(row, tallies.get(row.question.id), words.get(row.question.id, ()), wave) for row in rows)
    return WaveSummary(
        wave,
        editions,
        chosen,
        people or None,
        max(until.values(), default=None),
        tuple(replace(each, former=former.get(each.row.question.id, ())) for each in questions),
    )


def summary_image(session: Session, actor: Actor, where: tuple[str, int, str], file_id: int) -> tuple[str, str]:
    """Return the key and the media type of an image that a summary shows. Nine statements.

    ``where``: the campaign's slug, the wave's id, the entity's code (none: all).

    :raises NotFound: that summary does not show it to the actor
    """
    found = wave_summary(session, actor, *where)
    if not any(each.file_id == file_id for question in found.questions for each in question.words):
        raise NotFound
    stored = session.get_one(StoredFile, file_id)
    return stored.key, stored.media_type


def _question(
    row: QuestionRow, tally: Tally | None, words: Iterable[WrittenAnswer], wave: SummedWave
) -> QuestionSummary:
    kind = KINDS[row.question.kind]
    if not kind.asks or tally is None or tally.n < wave.threshold:
        return QuestionSummary(row, None, (), waits_for_words=False)
    summary = kind.summary(row.question, tally)
    listed = tuple(words) if summary.has_words else ()
    return QuestionSummary(row, summary, listed, waits_for_words=summary.has_words and not listed)


_WAVES = (
    select(
        Campaign.min_group,
        Campaign.min_group_verbatim,
        Wave.id,
        Wave.questionnaire_id,
        Questionnaire.title_text_id,
        Wave.moment,
        Wave.is_untraceable,
        Wave.opens_on,
        Wave.closes_on,
        Campaign.id,
        Campaign.slug,
        Campaign.title_text_id,
        Campaign.source_locale,
    )
    .join(Questionnaire, Questionnaire.id == Wave.questionnaire_id)
    .join(Campaign, Campaign.id == Questionnaire.campaign_id)
)


def _wave(values: Sequence[Any]) -> SummedWave:
    min_group, min_group_verbatim, *known = values
    return SummedWave(threshold_of(min_group), threshold_of(max(min_group, min_group_verbatim)), *known)


def readable_editions(session: Session, actor: Actor, campaign_id: int) -> tuple[SummaryEdition, ...]:
    """Return the editions of a campaign whose answers the actor may read together. One statement."""
    rows = session.execute(
        select(Edition.id, Entity.id, Entity.code, Entity.name)
        .join(Entity, Entity.id == Edition.entity_id)
        .where(Edition.campaign_id == campaign_id)
        .order_by(Entity.name)
    )
    return tuple(
        SummaryEdition(edition_id, entity_id, code, name)
        for edition_id, entity_id, code, name in rows
        if can(actor, Action.SUMMARY_VIEW, Facts(campaign_id=campaign_id, entity_id=entity_id, edition_id=edition_id))
    )


def _people_until(weeks: Weeks, until: Until) -> int:
    """Return how many people are in full blocks."""
    return sum(
        count
        for edition_id, by_week in weeks.items()
        for week, count in by_week.items()
        if edition_id in until and week <= until[edition_id]
    )


def _weeks(session: Session, wave_id: int, edition_ids: Collection[int]) -> Weeks:
    """Return how many responses came in each week that is over, by edition. One statement."""
    weeks: dict[int, dict[date, int]] = defaultdict(dict)
    for edition_id, week, count in session.execute(
        select(Response.edition_id, Response.sent_week, func.count())
        .where(
            Response.wave_id == wave_id,
            Response.edition_id.in_(edition_ids),
            Response.state == ResponseState.SENT,
            Response.sent_week < monday_of(clock.today()),
        )
        .group_by(Response.edition_id, Response.sent_week)
    ):
        if week is not None:  # it is always there once sent
            weeks[edition_id][week] = count
    return weeks


@dataclass(frozen=True, slots=True)
class _Blocks:
    """Those who answered each question, and up to which week their blocks are full, by edition."""

    people: Mapping[int, int]  # by the question's id
    until: Mapping[int, Until]


def _weeks_of_questions(session: Session, wave: SummedWave, until: Until) -> tuple[_Blocks, _Blocks]:
    """Return the full blocks of who answered each question, and of who wrote words. One statement.

    Only of responses that are counted themselves.
    """
    answered: dict[int, dict[int, dict[date, int]]] = defaultdict(lambda: defaultdict(dict))
    written: dict[int, dict[int, dict[date, int]]] = defaultdict(lambda: defaultdict(dict))
    writer = case((_IS_SHOWN_ALONE, StoredCell.response_id), else_=None)
    for question_id, edition_id, week, people, writers in session.execute(
        cells_of_responses(
            StoredCell.question_id,
            Response.edition_id,
            Response.sent_week,
            func.count(StoredCell.response_id.distinct()),
            func.count(writer.distinct()),
        )
        .where(_is_in(wave, or_(false(), *(sent_until(edition_id, week) for edition_id, week in until.items()))))
        .group_by(StoredCell.question_id, Response.edition_id, Response.sent_week)
    ):
        answered[question_id][edition_id][week] = people
        written[question_id][edition_id][week] = writers
    told = _blocks(answered, wave.threshold)
    for question_id, by_edition in written.items():  # words of somebody whose answer is not told would tell of it
        for edition_id, by_week in by_edition.items():
            last = told.until[question_id].get(edition_id, date.min)
            by_edition[edition_id] = {week: count for week, count in by_week.items() if week <= last}
    return told, _blocks(written, wave.threshold_words)


def _blocks(weeks: Mapping[int, Weeks], threshold: int) -> _Blocks:
    return _Blocks(*full_blocks(weeks, threshold))


def full_blocks(weeks: Mapping[_Key, Weeks], threshold: int) -> tuple[dict[_Key, int], dict[_Key, Until]]:
    """Return, of each question, how many people are in full blocks, and up to which week those are full."""
    until: dict[_Key, Until] = {each: blocks_until(by_edition, threshold) for each, by_edition in weeks.items()}
    return {each: _people_until(weeks[each], until[each]) for each in until}, until


def sent_until(edition_id: int, week: date) -> ColumnElement[bool]:
    """Tell, in SQL, whether a response of an edition was sent up to a week."""
    return and_(Response.edition_id == edition_id, Response.state == ResponseState.SENT, Response.sent_week <= week)


def _is_in(wave: SummedWave, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(Response.wave_id == wave.id, Response.state == ResponseState.SENT, condition)


def _is_counted(wave: SummedWave, blocks: _Blocks) -> ColumnElement[bool]:
    """Tell, in SQL, whether a cell is in a full block of its question; questions that end together are said once."""
    together: dict[tuple[int, date], list[int]] = defaultdict(list)
    for question_id, until in blocks.until.items():
        for place in until.items():
            together[place].append(question_id)
    ends = (and_(sent_until(*place), StoredCell.question_id.in_(ids)) for place, ids in together.items())
    return _is_in(wave, or_(false(), *ends))


def _tallies(session: Session, wave: SummedWave, blocks: _Blocks) -> Mapping[int, Tally]:
    """Return how often each cell was given, by question. One statement."""
    cells: dict[int, dict[tuple[int, float | None], int]] = defaultdict(dict)
    for question_id, part_id, number, count in session.execute(
        cells_of_responses(StoredCell.question_id, StoredCell.part_id, StoredCell.number, func.count())
        .where(_is_counted(wave, blocks))
        .group_by(StoredCell.question_id, StoredCell.part_id, StoredCell.number)
    ):
        cells[question_id][part_id, number] = count
    return {question_id: Tally(n, cells[question_id], wave.threshold) for question_id, n in blocks.people.items() if n}


def _words(session: Session, wave: SummedWave, blocks: _Blocks) -> Mapping[int, list[WrittenAnswer]]:
    """Return what was written or shown, by question, each in an order of its own: nobody's stand in one place.

    One statement; of very many answers, a part that nobody chose (identifiers are random).
    """
    place = func.row_number().over(partition_by=StoredCell.question_id, order_by=StoredCell.response_id)
    numbered = (
        cells_of_responses(
            StoredCell.question_id,
            StoredCell.response_id,
            StoredCell.words,
            ResponseImage.file_id,
            place.label("place"),
        )
        .where(_is_counted(wave, blocks), _IS_SHOWN_ALONE)
        .subquery()
    )
    shown = session.execute(select(numbered).where(numbered.c.place <= WORDS_SHOWN)).all()
    words: dict[int, list[WrittenAnswer]] = defaultdict(list)
    for question_id, _response_id, written, file_id, _place in sorted(shown, key=_mixed):
        language = detect(written)  # the form's language would tell of its author
        words[question_id].append(WrittenAnswer(written, language, file_id))
    return words


def _mixed(row: Sequence[Any]) -> bytes:
    question_id, response_id, *_rest = row
    return sha256(f"{question_id} {response_id}".encode()).digest()


def cells_of_responses(*columns: ColumnElement[Any] | InstrumentedAttribute[Any]) -> Select[*tuple[Any, ...]]:
    """Return a statement on the facts of answers, each with its response and its image."""
    return (
        select(*columns)
        .select_from(StoredCell)
        .join(Response, Response.id == StoredCell.response_id)
        .outerjoin(
            ResponseImage,
            and_(
                ResponseImage.response_id == StoredCell.response_id,
                ResponseImage.question_id == StoredCell.question_id,
            ),
        )
    )
