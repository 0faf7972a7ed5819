"""Images that a page of questions brings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from flask import current_app, request

from app.core.errors import DomainError
from app.files.kept import KeptImages
from app.questionnaires.forms.answer import AnswerForm, number_in
from app.questionnaires.service.pictures import SentImages
from app.questions.reading import Fields
from app.questions.types import field_name
from app.web.forms import sentence_of

if TYPE_CHECKING:
    from app.files.images import CleanImage

TAKES_IMAGE = "takes-image"  # names the questions of the page that take an image
FILE = "file-"  # before the number of its question
REMOVE = "remove-"


@dataclass(frozen=True, slots=True)
class PageImages:
    """The images of a page, clean; and why others were not taken. Both by the question's id."""

    new: Mapping[int, CleanImage] = field(default_factory=dict)
    errors: Mapping[int, str] = field(default_factory=dict)
    asked: tuple[int, ...] = ()

    def to_input(self) -> SentImages:
        """Return what a page of a traceable wave stores."""
        return SentImages(current_app.extensions["storage"], self.new, self.asked)


def images_sent(form: AnswerForm) -> PageImages:
    """Read and clean the images of this request."""
    shown = set(form.shown)
    asked = tuple(each for each in map(number_in, request.form.getlist(TAKES_IMAGE)) if each in shown)
    new, errors = {}, {}
    for question_id in asked:
        file = next((each for each in request.files.getlist(f"{FILE}{question_id}") if each.filename), None)
        if file is None:
            continue
        from app.files.images import clean_image

        try:
            new[question_id] = clean_image(file.stream.read())
        except DomainError as error:
            errors[question_id] = sentence_of(error)
    return PageImages(new, errors, asked)


def removed_in(form: AnswerForm) -> AnswerForm:
    """Return the form without the image whose button was pressed."""
    removed = number_in(form.go.removeprefix(REMOVE)) if form.go.startswith(REMOVE) else 0
    return replace(form, fields={**form.fields, removed: {}}) if removed else form


def with_kept(form: AnswerForm, images: PageImages, kept: KeptImages) -> AnswerForm:
    """Return the form with the images of this request kept, and named in its fields: nothing is stored of it."""
    fields: dict[int, Fields] = dict(form.fields)
    for question_id, image in images.new.items():
        fields[question_id] = {**fields.get(question_id, {}), field_name(question_id): [kept.keep(image)]}
    return replace(form, fields=fields)


def kept_in(question_ids: Iterable[int], typed: Mapping[int, Fields], kept: KeptImages) -> SentImages:
    """Return the kept images that answers name; what is no longer kept is left out."""
    found = {}
    for question_id in question_ids:
        values = typed.get(question_id, {}).get(field_name(question_id), ())
        try:
            found[question_id] = kept.read(values[0] if values else "")
        except DomainError:
            continue
    return SentImages(current_app.extensions["storage"], found)
