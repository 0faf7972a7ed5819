"""A person answers: saved as it is given, sent once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.orm import Session

from app.campaigns.service import freeze_contract
from app.core import clock
from app.core.idents import new_id
from app.core.private_data import find_private_data
from app.core.references import LENGTH as CODE_LENGTH
from app.core.references import reference_hash
from app.db.insert import insert_row
from app.db.lock import locked_if_any
from app.db.session import leave_no_log, transaction, unique
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action
from app.questionnaires.errors import (
    AnsweredElsewhere,
    NotStored,
    PairCodeIncomplete,
    QuestionnaireClosed,
    ResponseAlreadySent,
    TooMuchTyped,
    WrittenMeanwhile,
)
from app.questionnaires.models import Questionnaire, Response, ResponseSent, StoredCell, Wave
from app.questionnaires.queries.read import QuestionRow, asked_questions
from app.questionnaires.queries.waves import MISSIONS, AskedWave, OwnWave, TypedAnswer, answerable_wave
from app.questionnaires.service.pictures import AnswerImages, Files, SentImages
from app.questionnaires.types import ResponseState
from app.questions.reading import MAX_CHARS, Fields, checked_answers, words_typed
from app.questions.types import Answer

MAX_CHARS_IN_ALL = 400_000  # of a response that is not sent yet
TRIES = 20  # of a save that others come before


@dataclass(frozen=True, slots=True)
class TypedInput:
    """What was typed, by the question's id; the version of the answers on which the page stood; which page it is.

    ``looked_at``: questions whose writer has chosen what to mask and what to keep of what looks like somebody's data.
    """

    fields: Mapping[int, Fields]
    version: int = 0
    images: SentImages = field(default_factory=SentImages)
    writer: str = ""  # names the open page; "": it saves once
    looked_at: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class Saved:
    """What is stored now; ``elsewhere``: questions whose answer changed meanwhile, and was not written over.

    ``to_look_at``: questions whose words look like somebody's data: not stored before their writer has chosen.
    """

    wave: AskedWave
    elsewhere: Mapping[int, TypedAnswer]
    to_look_at: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SendInput:
    """What is sent: of an untraceable wave with all that was typed, and the code that pairs it with others."""

    version: int = 0
    fields: Mapping[int, Fields] = field(default_factory=dict)
    pair_code: str = ""
    words: Mapping[tuple[int, int], str] = field(default_factory=dict)  # of question and part, where some are masked
    images: SentImages = field(default_factory=SentImages)  # of an untraceable wave


def save_answers(session: Session, actor: Actor, wave_id: int, data: TypedInput) -> Saved:
    """Store what was typed, whether the questions take it or not: nothing is lost. Sending checks it.

    An answer that changed since the page was shown is not written over, and one that looks like somebody's data is not
    stored before the writer has chosen: the writer is told of both. A page writes over what it saved itself, whatever
    version it knows of: what the server said may have been lost. An image that comes now takes the place of any other.
    Two statements; three with such data, and more where the page takes an image.

    :raises NotFound: no such wave is asked of the actor
    :raises Forbidden: the actor does not take part
    :raises NotOpenYet, QuestionnaireClosed: it cannot be answered now
    :raises ResponseAlreadySent: the answers are sent
    :raises NotStored: nobody is to know whose answers they are
    :raises TooMuchTyped: more than any answer can be
    """
    if any(_length(fields) > MAX_CHARS for fields in data.fields.values()):
        raise TooMuchTyped
    with transaction(session):
        if data.images.asked:  # which image is kept is decided by one page after the other
            own = select(Response.id).where(Response.wave_id == wave_id, Response.person_id == actor.person_id)
            session.execute(own.with_for_update(key_share=True))
        wave = answerable_wave(session, actor, wave_id)
        require(actor, Action.QUESTIONNAIRE_ANSWER, wave.row.facts)
        if wave.row.is_untraceable:
            raise NotStored
        _hold_mission(session, wave.row)
        images, asked = AnswerImages(session), data.images.asked
        rows = asked_questions(session, actor, wave.row.questionnaire_id, asked) if data.images.new else ()
        files = images.store(rows, data.images)
        to_look_at = _to_look_at(session, actor, wave, data)
        fields = {each: typed for each, typed in data.fields.items() if each not in to_look_at}
        saved = _saved(session, actor, wave, replace(data, fields=fields), files)
        if asked:
            images.keep_named(saved.wave, asked)
            images.hold(saved.wave.row.response_id or 0, files)
        return replace(saved, to_look_at=to_look_at)


def send_response(session: Session, actor: Actor, wave_id: int, data: SendInput) -> None:
    """Send the answers, once: two clicks or two windows are one sending.

    Answers to questions that are no longer asked are left out.

    :raises NotFound, Forbidden, NotOpenYet, QuestionnaireClosed: see ``save_answers``
    :raises ResponseAlreadySent: it is sent
    :raises AnsweredElsewhere: the answers are others than the sender has seen
    :raises AnswersNotReady: some are missing or refused; ``params["problems"]`` says which, by the question's id
    :raises NothingAnswered: there is no answer at all
    """
    wave = answerable_wave(session, actor, wave_id)
    require(actor, Action.QUESTIONNAIRE_ANSWER, wave.row.facts)
    if wave.row.is_untraceable:
        _send_untraceable(session, actor, wave.row, data)
        return
    with transaction(session):
        _hold_questions(session, wave.row)
        if wave.row.response_id is not None:
            locked_if_any(session, Response, wave.row.response_id)
        wave = answerable_wave(session, actor, wave_id)
        if wave.row.version != data.version:
            raise AnsweredElsewhere
        _hold_mission(session, wave.row)
        rows, answers = _checked(session, actor, wave.row, wave.fields)
        response_id = wave.row.response_id
        AnswerImages(session).check_stored(wave, rows, answers)
        session.execute(
            update(Response)
            .where(Response.id == response_id)
            .values(
                state=ResponseState.SENT,
                typed={},
                locale=actor.locale,
                sent_week=_this_week(wave.row),
                version=Response.version + 1,
            )
            .execution_options(synchronize_session=False)
        )
        session.execute(StoredCell.__table__.insert(), _cells(response_id or 0, answers, data.words))
        freeze_contract(session, actor, wave.row.campaign_id)


def store_sent(
    session: Session,
    actor: Actor,
    wave: tuple[int, int],
    answers: Mapping[int, Answer],
    words: Mapping[tuple[int, int], str] | None = None,
) -> int:
    """Store answers that are sent as they are given (an application's), inside the caller's transaction.

    ``wave``: its id, and the edition's; ``words``: those to store in the place of what was typed. Those the actor
    sent before are replaced: who applies again answers anew.
    """
    require(actor, Action.ENROLMENT_USE, Facts(person_id=actor.person_id))
    wave_id, edition_id = wave
    response_id = new_id()
    with transaction(session):
        session.execute(
            delete(Response)
            .where(Response.wave_id == wave_id, Response.person_id == actor.person_id)
            .execution_options(synchronize_session=False)
        )
        values = {"id": response_id, "wave_id": wave_id, "edition_id": edition_id, "person_id": actor.person_id}
        insert_row(session, Response, {**values, "state": ResponseState.SENT, "locale": actor.locale, "version": 1})
        session.execute(StoredCell.__table__.insert(), _cells(response_id, answers, words))
    return response_id


def drop_started(session: Session, actor: Actor, edition_id: int) -> None:
    """Delete what the actor began and did not send in an edition, inside the transaction in which they leave it."""
    require(actor, Action.ENROLMENT_USE, Facts(person_id=actor.person_id, edition_id=edition_id))
    with transaction(session):
        begun = (Response.person_id == actor.person_id) & (Response.state == ResponseState.STARTED)
        AnswerImages(session).delete_with(begun & (Response.edition_id == edition_id))


def _to_look_at(session: Session, actor: Actor, wave: AskedWave, data: TypedInput) -> tuple[int, ...]:
    """Return the questions whose words look like somebody's data, and about which nothing is chosen yet.

    What was typed for a question that is gone is looked at like words, but for what can only name options.
    """
    found = [each for each in wave.to_look_at(data.fields) if each not in data.looked_at]
    if not found:
        return ()
    rows = {row.question.id: row for row in asked_questions(session, actor, wave.row.questionnaire_id, found)}
    words = {
        each: words_typed(rows[each].question, data.fields[each]).values()
        if each in rows
        else [value for values in data.fields[each].values() for value in values if not value.isdecimal()]
        for each in found
    }
    return tuple(each for each in found if any(find_private_data(value) for value in words[each]))


def _saved(session: Session, actor: Actor, wave: AskedWave, data: TypedInput, files: Files) -> Saved:
    """Store what was typed, read again as often as somebody comes before.

    :raises WrittenMeanwhile: somebody always does
    """
    for _try in range(TRIES):
        after, elsewhere = _merged(wave, data, files)
        if after == wave.typed:
            return Saved(wave, elsewhere)
        with suppress(WrittenMeanwhile):
            return Saved(_write_typed(session, actor, wave, after), elsewhere)
        wave = answerable_wave(session, actor, wave.row.id)
    raise WrittenMeanwhile


def _merged(wave: AskedWave, data: TypedInput, files: Files) -> tuple[dict[int, TypedAnswer], dict[int, TypedAnswer]]:
    """Put what was typed beside what is stored: an answer that changed since the page was shown stays."""
    after = dict(wave.typed)
    elsewhere = {}
    for question_id, fields in data.images.with_files(data.fields, files).items():
        there = after.get(question_id)
        is_looked_at = question_id in data.looked_at
        if (there.fields if there else {}) == fields and not (there and is_looked_at and not there.is_looked_at):
            continue
        is_newer = there is not None and there.at > data.version and not (data.writer and there.by == data.writer)
        if there is not None and is_newer and question_id not in files:
            elsewhere[question_id] = there
            continue
        after[question_id] = TypedAnswer(wave.row.version + 1, fields, data.writer, is_looked_at)
    return after, elsewhere


def _write_typed(session: Session, actor: Actor, wave: AskedWave, after: Mapping[int, TypedAnswer]) -> AskedWave:
    """Store what was typed, unless somebody has come before; return the wave with it. One statement.

    :raises WrittenMeanwhile: somebody has
    """
    row = wave.row
    typed = {
        str(key): {"at": each.at, "by": each.by, "fields": each.fields}
        | ({"looked_at": True} if each.is_looked_at else {})
        for key, each in after.items()
    }
    if sum(_length(answer.fields) for answer in after.values()) > MAX_CHARS_IN_ALL:
        raise TooMuchTyped
    stored = replace(row, version=row.version + 1, response_id=row.response_id or new_id())
    values = {"typed": typed, "version": stored.version, "locale": actor.locale}
    if row.response_id is None:
        own = {"id": stored.response_id, "wave_id": row.id, "edition_id": row.edition_id, "person_id": actor.person_id}
        with unique(session, WrittenMeanwhile):
            insert_row(session, Response, {**own, **values, "state": ResponseState.STARTED})
    elif not _write_over(session, row, values):
        raise WrittenMeanwhile
    return AskedWave(stored, after)


def _write_over(session: Session, row: OwnWave, values: Mapping[str, Any]) -> bool:
    """Write over what was read, if it is still what is stored; tell whether it was."""
    written = session.execute(
        update(Response)
        .where(
            Response.id == row.response_id,
            Response.version == row.version,
            Response.state == ResponseState.STARTED,
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return bool(cast("CursorResult[Any]", written).rowcount)


def _length(fields: Fields) -> int:
    return sum(len(value) for values in fields.values() for value in values)


def _this_week(wave: OwnWave) -> date:
    today = clock.today(wave.time_zone)
    return today - timedelta(days=today.weekday())


def _cells(
    response_id: int, answers: Mapping[int, Answer], words: Mapping[tuple[int, int], str] | None = None
) -> list[dict[str, Any]]:
    """Return the rows of a response; ``words``: those to store in the place of what was typed."""
    masked = words or {}
    return [
        {
            "response_id": response_id,
            "question_id": question_id,
            "part_id": cell.part_id,
            "number": cell.number,
            "words": masked.get((question_id, cell.part_id), cell.words) if cell.words else "",
        }
        for question_id, answer in answers.items()
        for cell in answer
    ]


def _send_untraceable(session: Session, actor: Actor, wave: OwnWave, data: SendInput) -> None:
    """Note that the person has sent, and store the answers, in two transactions that nothing joins.

    PostgreSQL keeps the number of a transaction in each row it writes: one for both would tell whose answers they are.
    See docs/decisions.
    """
    pair_hash = _pair_hash(wave, data.pair_code)
    data.images.check_answers(*_checked(session, actor, wave, data.fields))
    sender = {"wave_id": wave.id, "person_id": actor.person_id}
    with transaction(session):
        with unique(session, ResponseAlreadySent):
            insert_row(session, ResponseSent, sender)
        freeze_contract(session, actor, wave.campaign_id)
    try:
        with transaction(session):
            _hold_questions(session, wave)
            _hold_mission(session, wave)
            rows, answers = _checked(session, actor, wave, data.fields)
            data.images.check_answers(rows, answers)
            response_id = new_id()
            of_wave = {"id": response_id, "wave_id": wave.id, "edition_id": wave.edition_id, "person_id": None}
            sent = {"state": ResponseState.SENT, "locale": wave.default_locale, "sent_week": _this_week(wave)}
            insert_row(session, Response, {**of_wave, **sent, "pair_hash": pair_hash})
            session.execute(StoredCell.__table__.insert(), _cells(response_id, answers, data.words))
            images = AnswerImages(session)
            images.hold(response_id, images.store([row for row in rows if row.question.id in answers], data.images))
            leave_no_log(session)
    except BaseException:
        with transaction(session):
            session.execute(delete(ResponseSent).filter_by(**sender).execution_options(synchronize_session=False))
        raise


def _hold_questions(session: Session, wave: OwnWave) -> None:
    """Let nobody change the questions until the answers are stored: none may name what is gone. Many send at once."""
    session.execute(
        select(Questionnaire.id).where(Questionnaire.id == wave.questionnaire_id).with_for_update(read=True)
    )


def _hold_mission(session: Session, wave: OwnWave) -> None:
    """Let a recall of the wave's mission wait until the answers are stored, or refuse them after it. Many at once.

    :raises QuestionnaireClosed: the mission has been recalled
    """
    if wave.mission_number is None:
        return
    own = select(Wave.mission_id).where(Wave.id == wave.id).scalar_subquery()
    held = select(MISSIONS.c.recalled_on).where(MISSIONS.c.id == own).with_for_update(read=True)
    if session.scalar(held) is not None:
        raise QuestionnaireClosed


def _checked(
    session: Session, actor: Actor, wave: OwnWave, typed: Mapping[int, Fields]
) -> tuple[Sequence[QuestionRow], Mapping[int, Answer]]:
    """Return the questions of now, and the answers as they take them.

    :raises AnswersNotReady, NothingAnswered: see ``send_response``
    """
    rows = asked_questions(session, actor, wave.questionnaire_id)
    return rows, checked_answers([row.question for row in rows], typed)


def _pair_hash(wave: OwnWave, code: str) -> str | None:
    """Return the form in which a code is stored, which leads to nobody; ``None`` without one.

    It holds for one questionnaire: whoever gives the same code elsewhere, or the reference code of a contribution,
    joins nothing to these answers.
    """
    if not code:
        return None
    if len([letter for letter in code if letter.isalnum()]) != CODE_LENGTH:
        raise PairCodeIncomplete(length=CODE_LENGTH)
    return reference_hash(f"pair {wave.questionnaire_id} {code}")
