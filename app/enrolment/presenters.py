"""Where somebody stands, and who asked to take part, ready to print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.queries import EditionRow
from app.core import clock
from app.enrolment.queries import PlacesTaken, RecruitmentRow
from app.enrolment.queries.places import ApplicationRow, Segment
from app.enrolment.types import EnrolmentStatus
from app.figures.weeks import last_sunday
from app.i18n import formats
from app.policy.masking import people_shown, threshold_of
from app.questionnaires.presenters.given import GivenAnswer, given_answers
from app.questionnaires.presenters.question import QuestionReader
from app.questionnaires.queries.screening import ScreeningRow
from app.questions.types import Answer
from app.texts.queries import EMPTY, ReadText


@dataclass(frozen=True, slots=True)
class StandingCard:
    """Where the reader stands with a campaign they asked to join."""

    title: str
    sentence: str
    can_take_back: bool


@dataclass(frozen=True, slots=True)
class ApplicationLine:
    """Somebody who asked, with what can be decided."""

    enrolment_id: int
    name: str
    entity_name: str
    status_label: str
    can_accept: bool
    answers: tuple[GivenAnswer, ...] = ()  # a question, and the lines of what was answered


@dataclass(frozen=True, slots=True)
class AnswersSaid:
    """What people answered when they applied, to be said in the words of the questions."""

    screenings: Mapping[int, ScreeningRow]  # by edition
    given: Mapping[tuple[int, int], Mapping[int, Answer]]  # by edition and person
    reader: QuestionReader

    def lines(self, row: ApplicationRow) -> tuple[GivenAnswer, ...]:
        """Return the answers of somebody who asked, each under its question."""
        screening = self.screenings.get(row.edition_id)
        given = self.given.get((row.edition_id, row.person_id), {})
        return tuple(given_answers(screening.rows, given, self.reader)) if screening else ()


@dataclass(frozen=True, slots=True)
class PlacesBoard:
    """One edition: its places, and who asked."""

    edition_id: int
    entity_name: str
    entity_code: str
    rule: str
    rows: tuple[tuple[str, str, str, str], ...]  # segment, places, taken, on a list
    over: tuple[str, ...]
    as_of: str  # what the numbers of people are
    lines: tuple[ApplicationLine, ...]


def standing_of(status: EnrolmentStatus) -> StandingCard | None:
    """Return what the reader is told of what they asked; ``None`` where there is nothing to tell."""
    told = {
        EnrolmentStatus.APPLIED: (
            _("You have applied"),
            _("Thank you for asking. You will be told as soon as your application is answered."),
        ),
        EnrolmentStatus.WAITING_LIST: (
            _("You are on the waiting list"),
            _(
                "All places are taken for the moment. Places are given in the order in which people asked: when it is "
                "your turn, you get one and you are told. You do not have to do anything."
            ),
        ),
        EnrolmentStatus.DECLINED: (
            _("No place this time"),
            _(
                "No place could be offered to you in this campaign. It says nothing about you or your work, and other "
                "campaigns will be glad of you. Thank you for asking."
            ),
        ),
    }
    if status not in told:
        return None
    title, sentence = told[status]
    return StandingCard(str(title), str(sentence), status is not EnrolmentStatus.DECLINED)


def joined_sentence(status: EnrolmentStatus) -> str:
    """Say what follows from the press of the button."""
    if status is EnrolmentStatus.ACCEPTED:
        return str(_("Welcome: you are now taking part. You can leave in one click, at any time."))
    if status is EnrolmentStatus.APPLIED:
        return str(_("Your application has been sent. You will be told as soon as it is answered."))
    return str(_("All places are taken for the moment: you are on the waiting list, and you will be told."))


def segment_label(segment: Segment, texts: Mapping[int, ReadText]) -> str:
    """Return the name of those a quota is for: an entity, or an answer."""
    return segment.name or texts.get(segment.text_id or 0, EMPTY).value


@dataclass(frozen=True, slots=True)
class BoardReader:
    """What a board is printed with: the language, the segments' names, the group under which no figure is shown."""

    locale: str
    labels: Mapping[tuple[int | None, int | None], str]
    min_group: int
    said: AnswersSaid | None = None


@dataclass(frozen=True, slots=True)
class _Limit:
    """The places of a segment, and how many are taken."""

    name: str
    places: int | None
    taken: int
    is_of_answer: bool = False


def places_board(
    edition: EditionRow,
    recruitment: RecruitmentRow,
    taken: PlacesTaken,
    rows: Sequence[ApplicationRow],
    reader: BoardReader,
) -> PlacesBoard:
    """Return how the places of an edition stand. What is taken is told in steps, as every number of people.

    Of those who gave an answer it is not told whether their places are taken: beside the name of who was accepted
    last, it would tell what they answered.
    """
    limits = [
        _Limit(_("In all"), recruitment.places, taken.total),
        *(
            _Limit(
                reader.labels.get((quota.entity_id, quota.part_id), ""),
                quota.places,
                taken.by_quota.get(quota.id, 0),
                is_of_answer=quota.part_id is not None,
            )
            for quota in recruitment.quotas
        ),
    ]
    return PlacesBoard(
        edition_id=edition.id,
        entity_name=edition.entity_name,
        entity_code=edition.entity_code,
        rule=_rule(recruitment),
        rows=tuple(_row(each, reader) for each in limits if each.places is not None),
        over=tuple(sentence for each in limits if (sentence := _over(each, reader))),
        as_of=_as_of(reader),
        lines=tuple(_line(row, reader) for row in rows if row.edition_id == edition.id),
    )


def _row(limit: _Limit, reader: BoardReader) -> tuple[str, str, str, str]:
    places, not_shown = limit.places or 0, _("Not shown")
    threshold = threshold_of(reader.min_group)
    shown = None if limit.is_of_answer else people_shown(limit.taken, threshold)
    told = _("%(count)s\u00a0or more", count=formats.number(reader.locale, shown)) if shown is not None else not_shown
    state = _state(places, shown, threshold)
    return limit.name, formats.number(reader.locale, places), told, not_shown if limit.is_of_answer else state


def _state(places: int, shown: int | None, threshold: int) -> str:
    """Say how full a segment is, by the number that is shown and nothing else."""
    least = shown or 0
    if least >= places:
        return str(_("Full"))
    return str(_("Free places") if least + threshold <= places else _("Nearly full"))


def _as_of(reader: BoardReader) -> str:
    day = formats.day(reader.locale, last_sunday(clock.today()))
    step = formats.number(reader.locale, threshold_of(reader.min_group))
    return str(
        _("The number of people who take part is given in steps of %(step)s, as of %(day)s.", step=step, day=day)
    )


def _rule(recruitment: RecruitmentRow) -> str:
    if recruitment.asks_first:
        return str(_("People apply first; somebody accepts or declines."))
    return str(_("Open to all, while places last."))


def _over(limit: _Limit, reader: BoardReader) -> str:
    """Say how many more take part than there are places, at least, by the number that is shown and nothing else."""
    if limit.places is None or limit.is_of_answer:
        return ""
    over = (people_shown(limit.taken, threshold_of(reader.min_group)) or 0) - limit.places
    if over <= 0:
        return ""
    return str(
        ngettext(
            "%(segment)s: at least %(num)s\u00a0more person than places. Nobody loses their place.",
            "%(segment)s: at least %(num)s\u00a0more people than places. Nobody loses their place.",
            over,
            segment=limit.name,
        )
    )


def _line(row: ApplicationRow, reader: BoardReader) -> ApplicationLine:
    is_waiting = row.status is EnrolmentStatus.WAITING_LIST
    return ApplicationLine(
        row.enrolment_id,
        row.name,
        row.entity_name,
        str(_("On the waiting list") if is_waiting else _("Applied")),
        can_accept=not is_waiting,
        answers=reader.said.lines(row) if reader.said else (),
    )
