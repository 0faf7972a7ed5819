"""The forms on the page of a contribution, and the one that leads to it with a reference code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.campaigns.types import IdentityLevel
from app.core import idents
from app.drafts.forms import DraftedForm
from app.drafts.types import DraftForm
from app.feedback.forms.contribution import ContributionForm
from app.feedback.forms.images import ALT_MAX_CHARS, swap
from app.feedback.service.converse import COMMENT_MAX_CHARS, CommentInput
from app.feedback.service.handle import ANSWER_MAX_CHARS, AnswerInput, HandlingInput
from app.feedback.service.revise import ReplyInput, RevisionInput
from app.feedback.service.submit import MAX_IMAGES
from app.feedback.types import Handling, Kind
from app.files.kept import KeptImages
from app.web.cautions import Caution, CautiousForm
from app.web.forms import (
    BaseForm,
    IdempotentForm,
    LineField,
    PreviewedForm,
    TextField,
    VersionedForm,
    VersionField,
    choices,
    version_in,
)

REASON_MAX_CHARS = 1000
CODE_MAX_CHARS = 40


@dataclass(frozen=True, slots=True)
class RevisionOffer:
    """What the author may choose from: kinds, steps by their id, images by their place, and to hide a shown name."""

    kinds: Mapping[Kind, str]
    steps: Mapping[int, str]
    images: Mapping[int, str]
    confidential: str  # "": the name is hidden already, or the campaign does not offer it


class RevisionForm(ContributionForm, VersionedForm, DraftedForm):
    """All that an author may change of a contribution."""

    KEPT_AS = DraftForm.REVISION

    SETS = frozenset(
        {
            "images",
            "kept",
            "remove",
            "earlier",
            "later",
            "alt_texts",
            "place",
            "kept_alts",
            "removed",
            "hidden",
            "withheld",
            "save",
        }
    )  # not compared as words

    place = SelectMultipleField(validate_choice=False)  # the images that were sent, in the order they are to have
    kept_alts = FieldList(LineField(_l("Description"), ALT_MAX_CHARS, required=False), max_entries=MAX_IMAGES)
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
    withheld = BooleanField(_l("Hide the previous version from colleagues"))
    is_reordered = False  # against what is stored by now

    def __init__(
        self,
        offer: RevisionOffer,
        look_at_writer: Callable[[RevisionForm], Iterable[Caution]],
        kept_images: KeptImages,
        **options: object,
    ) -> None:
        super().__init__(kept_images, **options)
        self._look_at_writer = look_at_writer
        self.numbers = tuple(offer.images)
        self.places = self._places_asked()
        for alt in tuple(offer.images.values())[len(self.kept_alts) :]:
            self.kept_alts.append_entry(alt)
        self.show_choices(offer.kinds, offer.steps)
        self.removed.choices = choices(
            (number, _("Remove image %(number)s", number=place)) for place, number in enumerate(self.places, start=1)
        )
        level = IdentityLevel.CONFIDENTIAL
        self.hidden.choices = choices([(level.value, offer.confidential)] if offer.confidential else [])

    def _places_asked(self) -> list[int]:
        """Return the numbers of the images that were sent, in the order the form brings, one of them moved on."""
        asked = {number: place for place, number in enumerate(self.place.data or [])}
        places = sorted(self.numbers, key=lambda number: asked.get(str(number), len(asked)))
        for button, by in ((self.earlier, -1), (self.later, 1)):
            moved = [place for place, number in enumerate(places) if str(number) == button.data]
            for place in moved:
                swap(places, place, by)
        return places

    def look_for_cautions(self) -> Iterator[Caution]:
        """Add what tells of a writer whose name is not shown."""
        yield from super().look_for_cautions()
        yield from self._look_at_writer(self)

    def counterpart(self, field: Field, stored: VersionedForm) -> Field | None:
        """Return the field of the stored form that is about the same thing, where it holds words or one choice."""
        return None if field.short_name in self.SETS else super().counterpart(field, stored)

    def show_beside(self, stored: VersionedForm, saved_last: str = "") -> None:
        """Keep what was typed, beside what is stored now; of the images, those that are there now are shown.

        What was to be removed and in which order is asked again: it was chosen among the images of before.
        """
        super().show_beside(stored, saved_last)
        if not isinstance(stored, RevisionForm):
            return
        self.is_reordered = self.places != list(self.numbers)
        self.removed.data, self.removed.choices = [], stored.removed.choices
        self.numbers, self.places = stored.numbers, stored.places
        there = [alt.data or "" for alt in stored.kept_alts]
        if len(there) == len(self.kept_alts):
            alts: Iterable[Any] = self.kept_alts  # a field has what stands beside it only when something does
            for alt, words in zip(alts, there, strict=True):
                if (alt.data or "") != words:
                    alt.stored = words or _("Nothing")
            return
        while self.kept_alts.entries:
            self.kept_alts.pop_entry()
        for words in there:
            self.kept_alts.append_entry(words)

    @property
    def says_the_same(self) -> bool:
        """Whether what was sent is what is stored: nothing stands beside it, and no image comes or goes."""
        fields = (*self, *self.kept_alts)
        chosen = (self.chosen_images, self.is_reordered, self.removed.data, self.hidden.data, self.withheld.data)
        return not any(chosen) and not any(hasattr(field, "stored") for field in fields)

    def to_input(self) -> RevisionInput:
        """Return the validated data."""
        removed = set(self.removed.data or [])
        words = {number: alt.data or "" for number, alt in zip(self.numbers, self.kept_alts, strict=False)}
        return RevisionInput(
            self.title.data or "",
            self.body.data or "",
            self.written_against,
            kind=self.kind.data,
            step_id=self.step.data,
            rating=self.stars,
            identity=next(iter(self.hidden.data or []), ""),
            kept_images={number: words[number] for number in self.places if number not in removed},
            new_images=self.chosen_images,
            withholds_former=bool(self.withheld.data),
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

    body = TextField(_l("Your reply to the moderator"), COMMENT_MAX_CHARS)

    def __init__(self, hidden_name: str = "", **options: object) -> None:
        super().__init__(**options)
        self._hidden_name = hidden_name  # of a writer whose name is not shown

    def look_for_cautions(self) -> Iterator[Caution]:
        """Add where the writer's own name stands, if it is not shown."""
        yield from super().look_for_cautions()
        yield from self.look_for_name(self._hidden_name)

    def to_input(self) -> ReplyInput:
        """Return the validated data."""
        return ReplyInput(self.body.data or "", self.submission_key)


def _nothing_lost(_form: object, field: Field) -> None:
    """Refuse an answer beside a button that publishes none: its words would be gone."""
    if field.data and field.data != field.object_data:
        raise ValidationError(
            _(
                "This button changes the status only, and your answer would be lost. "
                "Publish the answer, or empty this field first."
            )
        )


class ResponseForm(PreviewedForm, VersionedForm):
    """The official answer, and what becomes of the contribution: together, or the second alone."""

    body = TextField(_l("The team’s answer"), ANSWER_MAX_CHARS, id="answer-body")  # comments have a body too
    handling = SelectField(_l("Status"))
    reason = TextField(_l("Reason for the status"), REASON_MAX_CHARS, required=False)
    read = VersionField(default="0")  # of the contribution; ``version`` is that of the answer
    ready = SelectField(_l("Ready answer"), [Optional()], validate_choice=False)
    insert = StringField()
    has_inserted = False  # words of a ready answer stand in ``body`` now

    def __init__(self, labels: Mapping[Handling, str], *, needs_words: bool = True, **options: object) -> None:
        super().__init__(**options)
        self.handling.choices = choices([(value, labels[value]) for value in Handling])
        if not needs_words:
            self.body.validators = (_nothing_lost,)

    @property
    def is_inserting(self) -> bool:
        """Whether the words of a ready answer are asked for: nothing is published then."""
        return self.is_submitted() and bool(self.insert.data)

    @property
    def http_status(self) -> HTTPStatus:
        """A form into which words are inserted is not wrong."""
        return HTTPStatus.OK if self.is_inserting else super().http_status

    def offer(self, ready: Mapping[str, str]) -> None:
        """Print the ready answers, by their number; without any the field is not shown."""
        self.ready.choices = choices([("", _l("Please choose")), *ready.items()]) if ready else []

    @property
    def ready_id(self) -> int:
        """The number of the ready answer that is asked for; 0 for none."""
        try:
            return idents.decode(self.ready.data or "")
        except ValueError:
            return 0

    def add_words(self, words: str) -> None:
        """Put words below those that are there."""
        self.body.data = "\n\n".join(part for part in ((self.body.data or "").rstrip(), words) if part)
        self.ready.data, self.has_inserted = "", bool(words)

    def to_input(self) -> AnswerInput:
        """Return the validated data."""
        return AnswerInput(self.body.data or "", self.written_against, self.to_handling())

    def to_handling(self) -> HandlingInput:
        """Return what becomes of the contribution, alone."""
        return HandlingInput(Handling(self.handling.data), version_in(self.read), self.reason.data or "")

    def show_beside(self, stored: VersionedForm, saved_last: str = "") -> None:
        """Keep what was typed, beside what a colleague saved; saving again overwrites that."""
        super().show_beside(stored, saved_last)
        self.read.data = stored["read"].data


class NameForm(BaseForm):
    """Why a moderator needs a confidential author's name."""

    reason = TextField(_l("Why do you need the name?"), REASON_MAX_CHARS)


class ReferenceForm(BaseForm):
    """The code that leads back to a contribution nobody can trace."""

    code = LineField(_l("Reference code"), CODE_MAX_CHARS)
