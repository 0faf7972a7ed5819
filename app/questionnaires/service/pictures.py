"""Images that answer questions: kept with a response, and gone with it."""

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
from app.questionnaires.errors import ImageOfApplicants
from app.questionnaires.models import Response, ResponseImage, Wave
from app.questionnaires.queries.read import QuestionRow
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

    def with_files(self, typed: Mapping[int, Fields], files: Files) -> Mapping[int, Fields]:
        """Return what was typed, with stored images named in the place of others."""
        return {**typed, **{each: _naming(typed.get(each, {}), each, file_id) for each, file_id in files.items()}}

    def check_answers(self, rows: Collection[QuestionRow], answers: Mapping[int, Answer]) -> None:
        """Look whether the images that answers name came with them.

        :raises AnswersNotReady: one did not; ``params["problems"]`` says which
        """
        _refuse_lost([each for each in _that_take_one(rows) & set(answers) if each not in self.new])


@dataclass(frozen=True, slots=True)
class AnswerImages:
    """The images of responses, inside the transaction of a use case, which has asked."""

    session: Session

    def store(self, rows: Collection[QuestionRow], images: SentImages) -> Files:
        """Store the images that came for questions that take one; return their files."""
        wanted = _that_take_one(rows) & set(images.new) if images.storage else set()
        return {
            each: store_image(self.session, images.storage, images.new[each]).id for each in wanted if images.storage
        }

    def hold(self, response_id: int, files: Files) -> None:
        """Let a response hold stored images."""
        for question_id, file_id in files.items():
            row = {"response_id": response_id, "question_id": question_id, "file_id": file_id}
            insert_row(self.session, ResponseImage, row)

    def keep_named(self, wave: AskedWave, asked: Collection[int]) -> None:
        """Delete the images, of questions that were asked, that the fields of a response name no more."""
        named = (_named_in(wave.fields.get(each, {}), each) for each in asked)
        kept = [file_id for file_id in named if file_id is not None]
        here = (ResponseImage.response_id == wave.row.response_id) & ResponseImage.question_id.in_(asked)
        self._delete(here & ResponseImage.file_id.not_in(kept))

    def check_stored(self, wave: AskedWave, rows: Collection[QuestionRow], answers: Mapping[int, Answer]) -> None:
        """Look whether the images that answers name are stored with the response; delete those that none names.

        :raises AnswersNotReady: one is not; ``params["problems"]`` says which
        """
        asked = _that_take_one(rows)
        if not asked:
            return
        here = ResponseImage.response_id == wave.row.response_id
        images = self.session.execute(select(ResponseImage.question_id, ResponseImage.file_id).where(here))
        stored = {row.question_id: row.file_id for row in images}
        named = {each: _named_in(wave.fields.get(each, {}), each) for each in asked & set(answers)}
        _refuse_lost([each for each, file_id in named.items() if file_id is None or stored.get(each) != file_id])
        self._delete(here & ResponseImage.question_id.not_in(list(named)))

    def delete_of(self, question_id: int) -> None:
        """Delete the images that were given to a question and never sent."""
        self._delete(ResponseImage.question_id == question_id)

    def delete_with(self, responses: ColumnElement[bool]) -> None:
        """Delete responses with their images; the sweep takes the bytes. Two statements."""
        self._delete(ResponseImage.response_id.in_(select(Response.id).where(responses)))
        self.session.execute(delete(Response).where(responses).execution_options(synchronize_session=False))

    def refuse_of_applicants(self, questionnaire_id: int, kinds: Iterable[str]) -> None:
        """Look whether these kinds can be asked in a questionnaire: one for applications asks for no image.

        :raises ImageOfApplicants: it would
        """
        screening = exists().where(Wave.questionnaire_id == questionnaire_id, Wave.moment == Moment.SCREENING)
        if any(KINDS[kind].takes_file for kind in kinds) and self.session.scalar(select(screening)):
            raise ImageOfApplicants

    def _delete(self, which: ColumnElement[bool]) -> None:
        """Delete files of answers; the rows that name them go with them."""
        files = select(ResponseImage.file_id).where(which)
        self.session.execute(
            delete(StoredFile).where(StoredFile.id.in_(files)).execution_options(synchronize_session=False)
        )


def _naming(fields: Fields, question_id: int, file_id: int) -> Fields:
    return {**fields, field_name(question_id): [idents.encode(file_id)]}


def _named_in(fields: Fields, question_id: int) -> int | None:
    values = fields.get(field_name(question_id), ())
    try:
        return idents.decode(values[0]) if values else None
    except ValueError:
        return None


def _that_take_one(rows: Collection[QuestionRow]) -> set[int]:
    return {row.question.id for row in rows if KINDS[row.question.kind].takes_file}


def _refuse_lost(question_ids: Collection[int]) -> None:
    if question_ids:
        raise AnswersNotReady(problems={each: AnswerRefused(_LOST) for each in question_ids})
