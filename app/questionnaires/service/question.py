"""One question: added, changed, moved, duplicated, removed. What has answers keeps its meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import ChangedMeanwhile, FormUsed, NotFound
from app.db.session import transaction
from app.journal.record import record
from app.policy.actor import Actor
from app.questionnaires.errors import MeaningChanged, TooManyQuestions
from app.questionnaires.models import Questionnaire, StoredCell, StoredQuestion
from app.questionnaires.queries import QuestionRow, question_rows
from app.questionnaires.service.build import locked_questionnaire, refuse_broken_conditions, source_of
from app.questionnaires.service.content import (
    QuestionInput,
    add_content,
    changes_meaning,
    check_content,
    write_content,
)
from app.questionnaires.service.copies import write_copies
from app.questionnaires.service.former import keep_former_words
from app.questionnaires.service.pictures import AnswerImages
from app.questionnaires.types import MAX_QUESTIONS
from app.texts.models import AuthoredText
from app.texts.queries import words_in_all_languages
from app.texts.write import are_source_words


def add_question(session: Session, actor: Actor, questionnaire_id: int, data: QuestionInput) -> StoredQuestion:
    """Add a question, or a block that asks nothing, at the end; the same form sent again gives the same question.

    :raises NotFound: there is no such questionnaire
    :raises TooManyQuestions: there are as many as a questionnaire may have
    :raises UnknownKind, PartsOutOfRange, SettingOutOfRange: its kind does not take it
    :raises ImageOfApplicants: it is asked of those who apply
    :raises QuestionSourceMissing: a text is not written in the campaign's own language
    :raises FormUsed: the same form was sent before with other words
    """
    with transaction(session):
        found = locked_questionnaire(session, actor, questionnaire_id)
        source = source_of(session, actor, found)
        check_content(session, actor, data, data.kind, source)
        known = _made_before(session, data, source)
        if known is not None:
            return known
        rows = question_rows(session, actor, found.id)
        refuse_too_many(session, actor, len(rows) + 1)
        AnswerImages(session).refuse_of_applicants(found.id, [data.kind])
        made = add_content(session, actor, found, len(rows) + 1, data)
        found.version += 1
        details = {"kind": data.kind}
        record(session, actor, "questionnaires.question_added", ("question", made.id, found.facts), details)
        return made


def change_question(session: Session, actor: Actor, question_id: int, data: QuestionInput) -> StoredQuestion:
    """Change a question. Of one with answers the wording is corrected; another meaning makes a new question.

    :raises NotFound: there is no such question, or it is asked no more
    :raises MeaningChanged: it has answers that would mean something else, and nobody said it becomes a new question
    :raises ConditionsBroken: a part goes that another question's condition looks at
    :raises PartsOutOfRange, SettingOutOfRange, QuestionSourceMissing: its kind does not take it
    :raises ChangedMeanwhile: somebody saved it since the form was shown
    """
    with transaction(session):
        found, question = locked_question(session, actor, question_id)
        source = source_of(session, actor, found)
        check_content(session, actor, data, question.kind, source)
        row = _row_of(session, actor, question)
        is_answered = _is_answered(session, question.id)
        if is_answered and changes_meaning(session, actor, row.question, data):
            if question.version != data.version:
                raise ChangedMeanwhile
            if not data.as_new:
                raise MeaningChanged
            return _replace(session, actor, found, row, data)
        before = words_in_all_languages(session, actor, row.text_ids) if is_answered else {}
        has_new_words, has_changed = write_content(session, actor, question, source, data)
        if not (has_new_words or has_changed):
            return question  # the same form twice is one change
        if question.version != data.version:
            raise ChangedMeanwhile
        question.version += 1
        if is_answered and has_new_words:
            question.corrected_on = clock.today()
            keep_former_words(session, actor, [row], before)
        refuse_broken_conditions(session, actor, found)
        record(session, actor, "questionnaires.question_changed", ("question", question.id, found.facts))
        return question


def remove_question(session: Session, actor: Actor, question_id: int) -> None:
    """Ask a question no more. One that has answers is kept with them, without them it goes.

    :raises NotFound: there is no such question, or it is asked no more
    :raises ConditionsBroken: another question's condition looks at it
    """
    with transaction(session):
        found, question = locked_question(session, actor, question_id)
        row = _row_of(session, actor, question)
        if _is_answered(session, question_id):
            question.retired_on = clock.today()
        else:
            AnswerImages(session).delete_of(question_id)
            session.execute(delete(StoredQuestion).where(StoredQuestion.id == question_id))
            texts = [text_id for text_id in row.text_ids if text_id]
            session.execute(delete(AuthoredText).where(AuthoredText.id.in_(texts)))
        _number(session, [each.question.id for each in question_rows(session, actor, found.id)])
        refuse_broken_conditions(session, actor, found)
        found.version += 1
        record(session, actor, "questionnaires.question_removed", ("question", question_id, found.facts))


def move_question(session: Session, actor: Actor, question_id: int, place: int, version: int) -> None:
    """Put a question in another place, from 1; the last one when there are not so many.

    :raises NotFound: there is no such question, or it is asked no more
    :raises ConditionsBroken: a question would come before one that its condition looks at
    :raises ChangedMeanwhile: the order is not that of ``version`` any more
    """
    with transaction(session):
        found, question = locked_question(session, actor, question_id)
        ids = [row.question.id for row in question_rows(session, actor, found.id)]
        before = list(ids)
        ids.remove(question.id)
        ids.insert(max(place, 1) - 1, question.id)
        if ids == before:
            return  # the same button twice is one change
        if found.version != version:
            raise ChangedMeanwhile
        _number(session, ids)
        refuse_broken_conditions(session, actor, found)
        found.version += 1
        details = {"place": ids.index(question.id) + 1}
        record(session, actor, "questionnaires.question_moved", ("question", question.id, found.facts), details)


def duplicate_question(session: Session, actor: Actor, question_id: int, key: str | None = None) -> StoredQuestion:
    """Write a question again below itself, with its conditions; the same ``key`` gives the same duplicate.

    :raises NotFound: there is no such question, or it is asked no more
    :raises TooManyQuestions: there are as many as a questionnaire may have
    """
    with transaction(session):
        found, question = locked_question(session, actor, question_id)
        known = _by_key(session, key)
        if known is not None:
            return known
        rows = question_rows(session, actor, found.id)
        refuse_too_many(session, actor, len(rows) + 1)
        row = next(each for each in rows if each.question.id == question_id)
        into = (found, source_of(session, actor, found))
        made = write_copies(session, actor, into, [row], question.position + 1)[0][0]
        made.show_if, made.submission_key = dict(question.show_if), key
        ids = [each.question.id for each in rows]
        ids.insert(ids.index(question.id) + 1, made.id)
        _number(session, ids)
        found.version += 1
        record(session, actor, "questionnaires.question_duplicated", ("question", made.id, found.facts))
        return made


def locked_question(session: Session, actor: Actor, question_id: int) -> tuple[Questionnaire, StoredQuestion]:
    """Return a question that is asked now and that the actor may write, with its questionnaire, which is locked.

    :raises NotFound: there is no such question, or it is asked no more
    """
    place = select(StoredQuestion.questionnaire_id).where(StoredQuestion.id == question_id)
    questionnaire_id = session.scalar(place)
    if questionnaire_id is None:
        raise NotFound
    found = locked_questionnaire(session, actor, questionnaire_id)
    question = session.get(StoredQuestion, question_id, populate_existing=True)
    if question is None or question.retired_on is not None:
        raise NotFound
    return found, question


def refuse_too_many(session: Session, actor: Actor, count: int) -> None:
    """Look whether a questionnaire may have so many questions.

    :raises TooManyQuestions: it may not
    """
    del session, actor  # a part of use cases, which have asked
    if count > MAX_QUESTIONS:
        raise TooManyQuestions(maximum=MAX_QUESTIONS)


def _made_before(session: Session, data: QuestionInput, source: str) -> StoredQuestion | None:
    """Return the question that this very form made already."""
    known = _by_key(session, data.submission_key)
    if known is not None and not are_source_words(session, {known.prompt_text_id: data.prompt[source]}):
        raise FormUsed
    return known


def _by_key(session: Session, key: str | None) -> StoredQuestion | None:
    return session.scalars(select(StoredQuestion).where(StoredQuestion.submission_key == key)).first() if key else None


def _is_answered(session: Session, question_id: int) -> bool:
    return bool(session.scalar(select(exists().where(StoredCell.question_id == question_id))))


def _row_of(session: Session, actor: Actor, question: StoredQuestion) -> QuestionRow:
    rows = question_rows(session, actor, question.questionnaire_id)
    return next(row for row in rows if row.question.id == question.id)


def _number(session: Session, question_ids: Sequence[int]) -> None:
    """Put the questions of a questionnaire in this order. One statement, whatever their number."""
    session.flush()
    places = [{"id": question_id, "position": place} for place, question_id in enumerate(question_ids, start=1)]
    if places:
        session.execute(update(StoredQuestion), places)


def _replace(
    session: Session, actor: Actor, found: Questionnaire, row: QuestionRow, data: QuestionInput
) -> StoredQuestion:
    """Let a new question take the place of one that has answers; conditions look at the new one from now on."""
    source = source_of(session, actor, found)
    old = session.get_one(StoredQuestion, row.question.id)
    [made], ids = write_copies(session, actor, (found, source), [row], old.position)
    made.show_if = dict(old.show_if)
    parts = tuple(replace(part, part_id=ids.get(part.part_id or 0)) for part in data.parts)
    write_content(session, actor, made, source, replace(data, parts=parts))
    old.retired_on, old.replaced_by_id = clock.today(), made.id
    _look_at(session, actor, found, ids)
    found.version += 1
    refuse_broken_conditions(session, actor, found)
    details = {"replaces": old.id}
    record(session, actor, "questionnaires.question_replaced", ("question", made.id, found.facts), details)
    return made


def _look_at(session: Session, actor: Actor, found: Questionnaire, ids: Mapping[int, int]) -> None:
    """Let the conditions of every question look at other questions and parts: old id → new id."""
    session.flush()
    rows = question_rows(session, actor, found.id)
    known = {row.question.id: row.question.id for row in rows} | dict(ids)
    changed = []
    for row in rows:
        show_if = row.question.show_if.renamed(known) if row.question.show_if else None
        if show_if is not None and show_if != row.question.show_if:
            changed.append({"id": row.question.id, "show_if": show_if.to_store()})
    if changed:
        session.execute(update(StoredQuestion), changed)
