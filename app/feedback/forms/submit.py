"""The form of a new contribution."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from itertools import zip_longest
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import (
    FieldList,
    MultipleFileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Optional

from app.campaigns.types import IdentityLevel
from app.core.errors import DomainError
from app.core.references import reference_code
from app.feedback.errors import TooManyImages
from app.feedback.service.submit import (
    MAX_IMAGES,
    FeedbackInput,
    ImageInput,
)
from app.feedback.types import BODY_MAX_CHARS, OFFERED_KINDS, TITLE_MAX_CHARS, Kind
from app.files.kept import KeptImages
from app.web.cautions import Caution, CautiousForm
from app.web.forms import IdempotentForm, LineField, TextField, choices, sentence_of
from config import CONTENT_LANGUAGES

if TYPE_CHECKING:
    from app.files.images import CleanImage

ALT_MAX_CHARS = 200
FILE_NAME_SHOWN_CHARS = 60
BIGGEST_ID = 2**31 - 1
RATINGS = ("1", "2", "3", "4", "5", "")


@dataclass(frozen=True, slots=True)
class Offer:
    """What a contribution may say of itself, in the reader's language: kinds, levels, steps by their id, in order."""

    kinds: Mapping[Kind, str]
    levels: Mapping[IdentityLevel, str]
    steps: Mapping[int, str]
    languages: Mapping[str, str]


def step_id(value: object) -> int | None:
    """Read the number of a step; nothing chosen is none.

    :raises ValueError: no such number can be
    """
    number = int(str(value or 0))
    if not 0 <= number <= BIGGEST_ID:
        raise ValueError
    return number or None


@dataclass(frozen=True, slots=True)
class FormImage:
    """An image that came with the form; the words that replace it stand at the same place of ``alt_texts``."""

    image: CleanImage
    token: str = ""  # of one that is kept while the form is shown again


class FeedbackForm(CautiousForm, IdempotentForm):
    """Kind, words, rating, step, identity and images: those chosen now, and those kept from an earlier showing.

    ``look_at_language`` yields what is to be said of the language of a confidential contribution.
    """

    kind = RadioField(
        _l("What is it?"),
        [InputRequired(_l("Please choose one."))],
        choices=choices([(kind, kind) for kind in OFFERED_KINDS]),
    )
    title = LineField(_l("In one line"), TITLE_MAX_CHARS)
    body = TextField(_l("What you saw, expected or suggest"), BODY_MAX_CHARS)
    language = SelectField(_l("Written in"), [Optional()], validate_choice=False)
    step = SelectField(_l("At which step?"), coerce=step_id, validate_choice=False)  # the service knows which
    rating = RadioField(
        _l("How was this part of the journey?"),
        [Optional()],
        choices=choices([(r, r) for r in RATINGS]),
        validate_choice=False,
    )
    images = MultipleFileField(_l("Images"), [Optional()])
    kept = SelectMultipleField(validate_choice=False)  # tokens
    remove = StringField()  # the token of a kept image whose button was pressed
    alt_texts = FieldList(LineField(_l("Description"), ALT_MAX_CHARS, required=False), max_entries=MAX_IMAGES)
    identity = RadioField(
        _l("Who may know that it comes from you?"),
        [InputRequired(_l("Please choose one."))],
        choices=choices([(level, level) for level in IdentityLevel]),
    )

    def __init__(self, look_at_language: Callable[[FeedbackForm], Iterable[Caution]], kept_images: KeptImages) -> None:
        super().__init__()
        self._look_at_language = look_at_language
        self._kept_images = kept_images
        self._images: list[FormImage] = []
        self._image_errors: list[str] = []
        if self.is_submitted():
            self._read_images()

    @property
    def http_status(self) -> HTTPStatus:
        """A form that only lost an image is not wrong."""
        return HTTPStatus.OK if self.remove.data else super().http_status

    def validate_on_submit(self, extra_validators: object = None) -> bool:
        """Send nothing when only an image is to be removed."""
        return not self.remove.data and super().validate_on_submit(extra_validators)

    def show(self, offer: Offer) -> None:
        """Make the form ready to be printed: most that are sent never are, and need no words."""
        self.kind.choices = choices((value, offer.kinds[value]) for value in OFFERED_KINDS)
        self.identity.choices = choices(offer.levels.items())
        self.language.choices = choices([("", _("Detected from your words")), *offer.languages.items()])
        self.step.choices = choices([("", _("No particular step")), *offer.steps.items()])
        self.images.errors = [*self.images.errors, *self._image_errors]
        while len(self.alt_texts) < MAX_IMAGES:
            self.alt_texts.append_entry()

    def is_right(self) -> bool:
        """Nothing is sent without an image that its author chose."""
        return not self._image_errors

    def look_for_cautions(self) -> Iterator[Caution]:
        """Add what the language tells of a writer whose name is to stay with the moderators."""
        yield from super().look_for_cautions()
        if self.identity.data == IdentityLevel.CONFIDENTIAL:
            yield from self._look_at_language(self)

    @property
    def language_chosen(self) -> str:
        """The language that its writer names; nothing: it is detected."""
        return self.language.data if self.language.data in CONTENT_LANGUAGES else ""

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
        items: list[str | FileStorage] = [*tokens, *files]
        sent_alts, alts = [field.data or "" for field in self.alt_texts], []
        for item, alt in zip_longest(items, sent_alts[: len(items)], fillvalue=""):
            if item == self.remove.data:
                continue
            try:
                self._images.append(self._read_image(item))
            except DomainError as error:
                self._image_errors.append(_left_out(item, sentence_of(error)))
            else:
                alts.append(alt)
        while self.alt_texts.entries:
            self.alt_texts.pop_entry()
        for alt in [*alts, *sent_alts[len(items) :]]:
            self.alt_texts.append_entry(alt)

    def _read_image(self, item: FileStorage | str) -> FormImage:
        if isinstance(item, str):
            return FormImage(self._kept_images.read(item), item)
        if len(self._images) == MAX_IMAGES:
            raise TooManyImages
        from app.files.images import clean_image  # noqa: PLC0415 - Pillow is heavy, and most send words alone

        return FormImage(clean_image(item.stream.read()))

    def to_input(self, secret: str) -> FeedbackInput:
        """Return the validated data; ``secret`` is the installation's, for the reference code."""
        rating = self.rating.data or ""
        is_untraceable = self.identity.data == IdentityLevel.UNTRACEABLE
        return FeedbackInput(
            kind=Kind(self.kind.data),
            title=self.title.data or "",
            body=self.body.data or "",
            identity=IdentityLevel(self.identity.data),
            submission_key=self.submission_key,
            language=self.language_chosen,
            step_id=self.step.data,
            rating=int(rating) if rating in RATINGS and rating else None,
            images=tuple(
                ImageInput(item.image, alt.data or "") for item, alt in zip(self._images, self.alt_texts, strict=False)
            ),
            reference_code=reference_code(secret, self.key.data or "") if is_untraceable else "",
        )


def _left_out(item: FileStorage | str, sentence: str) -> str:
    """Say which image is left out, and why."""
    if isinstance(item, str):
        return _("An image is no longer kept here. Please choose it again.")
    name = "".join(letter for letter in item.filename or "" if letter.isprintable())[:FILE_NAME_SHOWN_CHARS]
    return _("“%(name)s” was left out. %(sentence)s", name=name, sentence=sentence)
