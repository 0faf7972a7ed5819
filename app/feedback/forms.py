"""Shape of what the browser sends. Rules live in the service."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import (
    DateField,
    FieldList,
    Form,
    IntegerField,
    MultipleFileField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from app.campaigns.types import IdentityLevel
from app.core.errors import DomainError
from app.core.references import reference_code
from app.feedback.queries.feed import SEARCH_MAX_CHARS, FeedFilters
from app.feedback.queries.owed import OwedFilters, Promise
from app.feedback.service.converse import COMMENT_MAX_CHARS, CommentInput
from app.feedback.service.handle import ANSWER_MAX_CHARS, AnswerInput, HandlingInput
from app.feedback.service.revise import ReplyInput, RevisionInput
from app.feedback.service.submit import (
    MAX_IMAGES,
    FeedbackInput,
    ImageInput,
)
from app.feedback.types import BODY_MAX_CHARS, OFFERED_KINDS, TITLE_MAX_CHARS, Closure, Handling, Kind, Sort
from app.figures.weeks import monday_of
from app.web.cautions import Caution, CautiousForm
from app.web.forms import BaseForm, IdempotentForm, LineField, TextField, choices, sentence_of
from config import CONTENT_LANGUAGES

ALT_MAX_CHARS = 200
REASON_MAX_CHARS = 1000
CODE_MAX_CHARS = 40
BIGGEST_ID = 2**31 - 1
FIRST_YEAR, LAST_YEAR = 2000, 2999  # in which a week can be asked for
RATINGS = ("1", "2", "3", "4", "5", "")


@dataclass(frozen=True, slots=True)
class Offer:
    """What a contribution may say of itself, in the reader's language: kinds, levels, steps by their id, in order."""

    kinds: Mapping[Kind, str]
    levels: Mapping[IdentityLevel, str]
    steps: Mapping[int, str]
    languages: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RevisionOffer:
    """What the author may choose from: kinds, steps by their id, images by their place, and to hide a shown name."""

    kinds: Mapping[Kind, str]
    steps: Mapping[int, str]
    images: Mapping[int, str]
    confidential: str  # "": the name is hidden already, or the campaign does not offer it


def step_id(value: object) -> int | None:
    """Read the number of a step; nothing chosen is none.

    :raises ValueError: no such number can be
    """
    number = int(str(value or 0))
    if not 0 <= number <= BIGGEST_ID:
        raise ValueError
    return number or None


class FeedbackForm(CautiousForm, IdempotentForm):
    """Kind, words, rating, step, identity and images.

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
    alt_texts = FieldList(LineField(_l("Description"), ALT_MAX_CHARS, required=False), max_entries=MAX_IMAGES)
    identity = RadioField(
        _l("Who may know that it comes from you?"),
        [InputRequired(_l("Please choose one."))],
        choices=choices([(level, level) for level in IdentityLevel]),
    )

    def __init__(self, look_at_language: Callable[[FeedbackForm], Iterable[Caution]]) -> None:
        super().__init__()
        self._look_at_language = look_at_language
        self._cleaned: tuple[ImageInput, ...] = ()

    def show(self, offer: Offer) -> None:
        """Make the form ready to be printed: most that are sent never are, and need no words."""
        self.kind.choices = choices((value, offer.kinds[value]) for value in OFFERED_KINDS)
        self.identity.choices = choices(offer.levels.items())
        self.language.choices = choices([("", _("Detected from your words")), *offer.languages.items()])
        self.step.choices = choices([("", _("No particular step")), *offer.steps.items()])
        while len(self.alt_texts) < MAX_IMAGES:
            self.alt_texts.append_entry()

    def is_right(self) -> bool:
        """Check the images, which cost more than the words, only when the words are right."""
        return self._clean_images()

    def look_for_cautions(self) -> Iterator[Caution]:
        """Add what the language tells of a writer whose name is to stay with the moderators."""
        yield from super().look_for_cautions()
        if self.identity.data == IdentityLevel.CONFIDENTIAL:
            yield from self._look_at_language(self)

    @property
    def language_chosen(self) -> str:
        """The language that its writer names; nothing: it is detected."""
        return self.language.data if self.language.data in CONTENT_LANGUAGES else ""

    def _clean_images(self) -> bool:
        from app.files.images import clean_image  # noqa: PLC0415 - Pillow is heavy, and most send words alone

        sent = [item for item in self.images.data or [] if isinstance(item, FileStorage) and item.filename]
        if len(sent) > MAX_IMAGES:
            self.images.errors = [
                _("You chose %(count)d images; five is the limit. Please choose them again.", count=len(sent))
            ]
            return False
        alt_texts = [field.data or "" for field in self.alt_texts]
        cleaned, errors = [], []
        for number, item in enumerate(sent):
            try:
                image = clean_image(item.stream.read())
            except DomainError as error:
                errors.append(_("Image %(number)d: %(sentence)s", number=number + 1, sentence=sentence_of(error)))
                continue
            cleaned.append(ImageInput(image, alt_texts[number] if number < len(alt_texts) else ""))
        self.images.errors = errors
        self._cleaned = tuple(cleaned)
        return not errors

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
            images=self._cleaned,
            reference_code=reference_code(secret, self.key.data or "") if is_untraceable else "",
        )


class RevisionForm(CautiousForm):
    """All that an author may change of a contribution."""

    kind = RadioField(
        _l("What is it?"),
        [InputRequired(_l("Please choose one."))],
        choices=choices([(kind, kind) for kind in OFFERED_KINDS]),
    )
    title = LineField(_l("In one line"), TITLE_MAX_CHARS)
    body = TextField(_l("What you saw, expected or suggest"), BODY_MAX_CHARS)
    step = SelectField(_l("At which step?"), coerce=step_id, validate_choice=False)  # the service knows which
    rating = RadioField(
        _l("How was this part of the journey?"),
        [Optional()],
        choices=choices([(r, r) for r in RATINGS]),
        validate_choice=False,
    )
    removed = SelectMultipleField(
        _l("Remove images"),
        [Optional()],
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    hidden = SelectMultipleField(
        _l("Who may know that it comes from you?"),
        [Optional()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    version = IntegerField(widget=HiddenInput())

    def __init__(
        self,
        offer: RevisionOffer,
        look_at_language: Callable[[RevisionForm], Iterable[Caution]],
        **options: object,
    ) -> None:
        super().__init__(**options)
        self._look_at_language = look_at_language
        self._images = offer.images
        self.kind.choices = choices((value, offer.kinds[value]) for value in OFFERED_KINDS)
        self.step.choices = choices([("", _("No particular step")), *offer.steps.items()])
        self.removed.choices = choices(
            (number, alt or _("Image %(number)d, without a description", number=number))
            for number, alt in offer.images.items()
        )
        level = IdentityLevel.CONFIDENTIAL
        self.hidden.choices = choices([(level.value, offer.confidential)] if offer.confidential else [])

    def look_for_cautions(self) -> Iterator[Caution]:
        """Add what the language tells of a writer whose name is to stay with the moderators."""
        yield from super().look_for_cautions()
        yield from self._look_at_language(self)

    def to_input(self) -> RevisionInput:
        """Return the validated data."""
        rating = self.rating.data or ""
        removed = set(self.removed.data or [])
        return RevisionInput(
            self.title.data or "",
            self.body.data or "",
            self.version.data or 0,
            kind=self.kind.data,
            step_id=self.step.data,
            rating=int(rating) if rating in RATINGS and rating else None,
            identity=next(iter(self.hidden.data or []), ""),
            kept_images={number: alt for number, alt in self._images.items() if number not in removed},
        )


class LanguageForm(BaseForm):
    """In which language a contribution is written."""

    language = SelectField(_l("Written in"), [InputRequired(_l("Please choose one."))])

    def __init__(self, labels: Mapping[str, str], **options: object) -> None:
        super().__init__(**options)
        self.language.choices = choices(labels.items())


class CommentForm(CautiousForm, IdempotentForm):
    """A comment, or a reply to one."""

    body = TextField(_l("Your comment"), COMMENT_MAX_CHARS)

    def to_input(self, parent_id: int | None) -> CommentInput:
        """Return the validated data."""
        return CommentInput(self.body.data or "", self.submission_key, parent_id)


class ReplyForm(CautiousForm, IdempotentForm):
    """The author's answer to a moderator's question."""

    body = TextField(_l("Your answer to the moderator"), COMMENT_MAX_CHARS)

    def to_input(self) -> ReplyInput:
        """Return the validated data."""
        return ReplyInput(self.body.data or "", self.submission_key)


class AnswerForm(BaseForm):
    """The official answer."""

    body = TextField(_l("The team’s answer"), ANSWER_MAX_CHARS)
    version = IntegerField(widget=HiddenInput(), default=0)

    def to_input(self) -> AnswerInput:
        """Return the validated data."""
        return AnswerInput(self.body.data or "", self.version.data or 0)


class NameForm(BaseForm):
    """Why a moderator needs a confidential author's name."""

    reason = TextField(_l("Why do you need the name?"), REASON_MAX_CHARS)


class HandlingForm(BaseForm):
    """What becomes of a contribution."""

    handling = SelectField(_l("What becomes of it"), [InputRequired(_l("Please choose one."))])
    reason = TextField(_l("Reason, for everybody to read"), REASON_MAX_CHARS, required=False)
    version = IntegerField(widget=HiddenInput())

    def __init__(self, labels: Mapping[Handling, str], **options: object) -> None:
        super().__init__(**options)
        self.handling.choices = choices([(value, labels[value]) for value in Handling])

    def to_input(self) -> HandlingInput:
        """Return the validated data."""
        return HandlingInput(Handling(self.handling.data), self.version.data or 0, self.reason.data or "")


class ReferenceForm(BaseForm):
    """The code that leads back to a contribution nobody can trace."""

    code = LineField(_l("Reference code"), CODE_MAX_CHARS)


class FeedFilterForm(Form):
    """What the reader asks of the feed, from the address; what makes no sense there is ignored."""

    kind = SelectField(validate_choice=False)
    mission = IntegerField()
    entity = SelectField(validate_choice=False)
    language = SelectField(validate_choice=False)
    state = SelectField(validate_choice=False)
    outcome = SelectField(validate_choice=False)
    week = DateField()  # its Monday
    sort = SelectField(validate_choice=False)
    q = LineField("", SEARCH_MAX_CHARS, required=False)
    after = SelectField(validate_choice=False)

    def to_filters(
        self, missions: Mapping[int, int], entities: Mapping[str, int], languages: Sequence[str]
    ) -> FeedFilters:
        """Return the filters that exist here: missions by number, entities by code."""
        kind, language, handling = self.kind.data or "", self.language.data or "", self.state.data or ""
        sort, outcome = self.sort.data or "", self.outcome.data or ""
        return FeedFilters(
            kind=Kind(kind) if kind in set(Kind) else None,
            mission_id=missions.get(self.mission.data or 0),
            entity_id=entities.get(self.entity.data or ""),
            language=language if language in languages else "",
            handling=Handling(handling) if handling in set(Handling) else None,
            outcome=Closure(outcome) if outcome in set(Closure) else None,
            monday=_monday(self.week.data),
            search=_searchable(self.q.data or ""),
            sort=Sort(sort) if sort in set(Sort) else Sort.NEWEST,
            after=self.after.data or "",
        )


def _monday(day: date | None) -> date | None:
    """Return the first day of the week asked for, where a calendar has it."""
    return monday_of(day) if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR else None


def _searchable(text: str) -> str:
    """Return what can be searched: never more than the limit, never what a database refuses."""
    return "".join(letter for letter in text[:SEARCH_MAX_CHARS] if letter.isprintable())


class OwedFilterForm(Form):
    """What the reader asks of a list of what is owed; what is not offered is left out."""

    entity = SelectField(validate_choice=False)
    promise = SelectField(validate_choice=False)

    def to_filters(self, entities: Collection[str]) -> OwedFilters:
        """Return the filters; ``entities``: the codes offered."""
        promise = self.promise.data or ""
        return OwedFilters(
            entity=self.entity.data if self.entity.data in entities else "",
            promise=Promise(promise) if promise in set(Promise) else None,
        )
