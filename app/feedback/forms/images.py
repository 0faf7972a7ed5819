"""The images of a form: those chosen now, and those kept from an earlier showing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import FieldList, MultipleFileField, SelectMultipleField, StringField
from wtforms.validators import Optional

from app.core.errors import DomainError
from app.feedback.errors import TooManyImages
from app.feedback.service.submit import MAX_IMAGES, ImageInput
from app.files import heic
from app.files.kept import KeptImages
from app.web.cautions import CautiousForm
from app.web.forms import LineField, sentence_of
from app.web.images import accepted_images

if TYPE_CHECKING:
    from app.files.images import CleanImage

ALT_MAX_CHARS = 200
FILE_NAME_SHOWN_CHARS = 60
CHOSEN_NOW = "new"  # among the kept images: the place of the next one that comes with the form


@dataclass(frozen=True, slots=True)
class FormImage:
    """An image that came with the form; the words that replace it stand at the same place of ``alt_texts``."""

    image: CleanImage
    token: str = ""  # of one that is kept while the form is shown again


class ImagesForm(CautiousForm):
    """A form with images, each with the words that replace it."""

    images = MultipleFileField(_l("Images"), [Optional()])
    kept = SelectMultipleField(validate_choice=False)  # tokens
    remove = StringField()  # the token of a kept image whose button was pressed
    earlier = StringField()  # likewise, to move it one place up
    later = StringField()
    alt_texts = FieldList(LineField(_l("Description"), ALT_MAX_CHARS, required=False), max_entries=MAX_IMAGES)

    def __init__(self, kept_images: KeptImages, **options: object) -> None:
        super().__init__(**options)
        self._kept_images = kept_images
        self._images: list[FormImage] = []
        self._image_errors: list[str] = []
        if self.is_submitted():
            self._read_images()

    @property
    def http_status(self) -> HTTPStatus:
        """A form that only lost or moved an image is not wrong."""
        return HTTPStatus.OK if self.is_arranging else super().http_status

    def validate_on_submit(self, extra_validators: object = None) -> bool:
        """Send nothing when an image is only to be removed or moved."""
        return not self.is_arranging and super().validate_on_submit(extra_validators)

    @property
    def is_arranging(self) -> bool:
        """Whether the button was pressed that removes or moves an image."""
        return any(button.data for button in (self.remove, self.earlier, self.later))

    @property
    def accepted(self) -> str:
        """What may be chosen, for the browser."""
        return accepted_images()

    @property
    def kinds_hint(self) -> str:
        """What may be chosen, in words."""
        if heic.can_read():
            return _(
                "Five images in all, 10\u00a0MB each, as PNG, JPEG, WebP or HEIC. "
                "Location and device data in the files are removed."
            )
        return _(
            "Five images in all, 10\u00a0MB each, as PNG, JPEG or WebP. "
            "Location and device data in the files are removed."
        )

    def show_images(self) -> None:
        """Make the form ready to be printed: what was left out, and a description for each image to be chosen."""
        self.images.errors = [*self.images.errors, *self._image_errors]
        while len(self.alt_texts) < MAX_IMAGES:
            self.alt_texts.append_entry()

    def is_right(self) -> bool:
        """Nothing is sent without an image that its author chose."""
        return not self._image_errors

    @property
    def has_new_images(self) -> bool:
        """Whether images came that are not kept yet."""
        return not all(item.token for item in self._images)

    def keep_images(self) -> None:
        """Keep the images while the form is shown again."""
        self._images = [replace(item, token=item.token or self._kept_images.keep(item.image)) for item in self._images]

    @property
    def kept_tokens(self) -> list[str]:
        """The images that are kept, in the order of their ``alt_texts``."""
        return [item.token for item in self._images if item.token]

    def _read_images(self) -> None:
        """Find the kept images and clean the chosen ones. What cannot be taken costs nobody the others."""
        tokens = (self.kept.data or [])[:MAX_IMAGES]
        files = [item for item in self.images.data or [] if isinstance(item, FileStorage) and item.filename]
        rest = iter(files)
        items: list[str | FileStorage] = [next(rest, token) if token == CHOSEN_NOW else token for token in tokens]
        items.extend(rest)
        sent_alts, alts = [field.data or "" for field in self.alt_texts], []
        for item, alt in zip_longest(items, sent_alts[: len(items)], fillvalue=""):
            if item == self.remove.data:
                continue
            try:
                self._images.append(self._read_image(item))
            except DomainError as error:
                self._image_errors.append(_left_out(item, files, sentence_of(error)))
            else:
                alts.append(alt)
        self._move(alts)
        while self.alt_texts.entries:
            self.alt_texts.pop_entry()
        for alt in [*alts, *sent_alts[len(items) :]]:
            self.alt_texts.append_entry(alt)

    def _move(self, alts: list[str]) -> None:
        """Let the kept image whose button was pressed change places with its neighbour; descriptions go with them."""
        tokens = [image.token for image in self._images]
        for button, by in ((self.earlier, -1), (self.later, 1)):
            if button.data in tokens:
                place = tokens.index(button.data)
                swap(self._images, place, by)
                swap(alts, place, by)

    def _read_image(self, item: FileStorage | str) -> FormImage:
        if isinstance(item, str):
            return FormImage(self._kept_images.read(item), item)
        if len(self._images) == MAX_IMAGES:
            raise TooManyImages
        from app.files.images import clean_image

        return FormImage(clean_image(item.stream.read()))

    @property
    def chosen_images(self) -> tuple[ImageInput, ...]:
        """The images with the words that replace them."""
        return tuple(
            ImageInput(item.image, alt.data or "") for item, alt in zip(self._images, self.alt_texts, strict=False)
        )


def swap(rows: list[Any], place: int, by: int) -> None:
    """Let a row and its neighbour change places; at an end there is none."""
    if 0 <= place + by < len(rows):
        rows[place], rows[place + by] = rows[place + by], rows[place]


def _left_out(item: FileStorage | str, files: Sequence[FileStorage], sentence: str) -> str:
    """Say which image is left out, and why. Phones give all their photos one name: then its number says which."""
    if isinstance(item, str):
        return _("An image is no longer stored here. Please choose it again.")
    name = "".join(letter for letter in item.filename or "" if letter.isprintable())[:FILE_NAME_SHOWN_CHARS]
    alike = [file for file in files if file.filename == item.filename]
    if len(alike) > 1:
        name = f"{name} ({alike.index(item) + 1})"
    return _("“%(name)s” was left out. %(sentence)s", name=name, sentence=sentence)
