"""Images that answer questions: kept with a response, and gone with it. Parts of use cases, which have asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.orm import Session

from app.core import idents
from app.core.errors import N_
from app.db.insert import insert_row
from app.files.models import StoredFile
from app.files.storage import Storage
from app.files.store import store_image
from app.policy.actor import Actor
from app.questionnaires.errors import ImageOfApplicants
from app.questionnaires.models import Response, ResponseImage, Wave
from app.questionnaires.queries.read import QuestionRow, asked_questions
from app.questionnaires.queries.waves import AskedWave
from app.questionnaires.types import Moment
from app.questions.errors import AnswersNotReady
from app.questions.kinds import KINDS
from app.questions.reading import Fields
from app.questions.types import Answer, AnswerRefused, field_name

if TYPE_CHECKING:
    from app.files.images import CleanImage

_LOST = N_("The image is no longer stored here. Please choose it again.")
Files = Mapping[int, int]  # by the question's id: the id of a stored file


@dataclass(frozen=True, slots=True)
class SentImages:
    """Images that came with a page, clean, by the question's id; ``asked``: the questions on it that take one."""

    storage: Storage | None = None
    new: Mapping[int, CleanImage] = field(default_factory=dict)
    asked: Collection[int] = ()


def store_new(session: Session, actor: Actor, questionnaire_id: int, images: SentImages) -> Files:
    """Store the images that came for questions that take one; return their files."""
    if not images.new or images.storage is None:
        return {}
    rows = asked_questions(session, actor, questionnaire_id, list(images.new))
    wanted = [row.question.id for row in rows if KINDS[row.question.kind].takes_file]
    return {each: store_image(session, images.storage, images.new[each]).id for each in wanted}


def named(fields: Fields, question_id: int, file_id: int) -> Fields:
    """Return the fields of a question with a stored image in them, in the place of another."""
    name = field_name(question_id)
    return {**{each: values for each, values in fields.items() if each != name}, name: [idents.encode(file_id)]}


def keep_shown(session: Session, actor: Actor, wave: AskedWave, asked: Collection[int], new: Files) -> None:
    """Let a response hold the images that its fields name, of the questions that were asked; others are deleted."""
    del actor  # it saves its own answers
    response_id, typed = wave.row.response_id, wave.fields
    kept = [file_id for file_id in (_named_in(typed.get(each, {}), each) for each in asked) if file_id is not None]
    here = (ResponseImage.response_id == response_id) & ResponseImage.question_id.in_([*asked, *new])
    _delete_files(session, here & ResponseImage.file_id.not_in(kept))
    for question_id, file_id in new.items():
        insert_row(session, ResponseImage, {"response_id": response_id, "question_id": question_id, "file_id": file_id})


def check_stored(
    session: Session,
    response_id: int | None,
    rows: Collection[QuestionRow],
    answers: Mapping[int, Answer],
    typed: Mapping[int, Fields],
) -> None:
    """Look whether the images that answers name are stored with the response; delete those that none names.

    :raises AnswersNotReady: one is not; ``params["problems"]`` says which
    """
    asked = _that_take_one(rows)
    if not asked or response_id is None:
        return
    here = ResponseImage.response_id == response_id
    images = session.execute(select(ResponseImage.question_id, ResponseImage.file_id).where(here))
    stored = {row.question_id: row.file_id for row in images}
    named_here = {each: _named_in(typed.get(each, {}), each) for each in asked & set(answers)}
    _refuse_lost([each for each, file_id in named_here.items() if file_id is None or stored.get(each) != file_id])
    _delete_files(session, here & ResponseImage.question_id.not_in(list(named_here)))


def check_sent(rows: Collection[QuestionRow], answers: Mapping[int, Answer], images: SentImages) -> None:
    """Look whether the images that answers name came with them.

    :raises AnswersNotReady: one did not; ``params["problems"]`` says which
    """
    _refuse_lost([each for each in _that_take_one(rows) & set(answers) if each not in images.new])


def store_sent_images(
    session: Session, actor: Actor, response_id: int, answers: Mapping[int, Answer], images: SentImages
) -> None:
    """Store the images of a response that is sent as a whole."""
    del actor  # nobody is to know who it is
    if images.storage is None:
        return
    for question_id, image in images.new.items():
        if question_id in answers:
            stored = store_image(session, images.storage, image)
            row = {"response_id": response_id, "question_id": question_id, "file_id": stored.id}
            insert_row(session, ResponseImage, row)


def delete_responses(session: Session, actor: Actor, which: ColumnElement[bool]) -> None:
    """Delete responses with their images; the sweep takes the bytes. Two statements."""
    del actor  # a part of use cases, which have asked
    theirs = select(Response.id).where(which)
    _delete_files(session, ResponseImage.response_id.in_(theirs))
    session.execute(delete(Response).where(which).execution_options(synchronize_session=False))


def delete_images_of(session: Session, actor: Actor, question_id: int) -> None:
    """Delete the images that were given to a question and never sent."""
    del actor  # a part of use cases, which have asked
    _delete_files(session, ResponseImage.question_id == question_id)


def refuse_image_of_applicants(session: Session, actor: Actor, questionnaire_id: int, kinds: Iterable[str]) -> None:
    """Look whether these kinds can be asked in a questionnaire: one for applications asks for no image.

    :raises ImageOfApplicants: it would
    """
    del actor  # a part of use cases, which have asked
    screening = exists().where(Wave.questionnaire_id == questionnaire_id, Wave.moment == Moment.SCREENING)
    if any(KINDS[kind].takes_file for kind in kinds) and session.scalar(select(screening)):
        raise ImageOfApplicants


def _delete_files(session: Session, which: ColumnElement[bool]) -> None:
    """Delete files of answers; the rows that name them go with them."""
    files = select(ResponseImage.file_id).where(which)
    session.execute(delete(StoredFile).where(StoredFile.id.in_(files)).execution_options(synchronize_session=False))


def _that_take_one(rows: Collection[QuestionRow]) -> set[int]:
    return {row.question.id for row in rows if KINDS[row.question.kind].takes_file}


def _named_in(fields: Fields, question_id: int) -> int | None:
    values = fields.get(field_name(question_id), ())
    try:
        return idents.decode(values[0]) if values else None
    except ValueError:
        return None


def _refuse_lost(question_ids: Collection[int]) -> None:
    if question_ids:
        raise AnswersNotReady(problems={each: AnswerRefused(_LOST) for each in question_ids})
