"""The form of a new contribution."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    RadioField,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Optional

from app.campaigns.types import IdentityLevel
from app.core.references import reference_code
from app.drafts.forms import DraftedForm
from app.drafts.types import DraftForm
from app.feedback.forms.contribution import ContributionForm
from app.feedback.service.submit import (
    FeedbackInput,
)
from app.feedback.types import Kind
from app.files.kept import KeptImages
from app.missions.queries import MissionRow
from app.web.cautions import Caution
from app.web.forms import IdempotentForm, choices
from config import CONTENT_LANGUAGES


@dataclass(frozen=True, slots=True)
class Offer:
    """What a contribution may say of itself, in the reader's language: kinds, levels, steps by their id, in order."""

    kinds: Mapping[Kind, str]
    levels: Mapping[IdentityLevel, str]
    steps: Mapping[int, str]
    languages: Mapping[str, str]


class FeedbackForm(ContributionForm, IdempotentForm, DraftedForm):
    """Kind, words, rating, step, identity and images.

    ``look_at_writer`` yields what is to be said to somebody whose name is not shown, before it is sent.
    """

    KEPT_AS = DraftForm.CONTRIBUTION

    language = SelectField(_l("Written in"), [Optional()], validate_choice=False)
    identity = RadioField(
        _l("Who may know that it comes from you?"),
        [InputRequired(_l("Please choose one."))],
        choices=choices([(level, level) for level in IdentityLevel]),
    )

    similar = StringField()  # the button of who has no script

    def __init__(self, look_at_writer: Callable[[FeedbackForm], Iterable[Caution]], kept_images: KeptImages) -> None:
        super().__init__(kept_images)
        self._look_at_writer = look_at_writer

    def show(self, offer: Offer) -> None:
        """Make the form ready to be printed: most that are sent never are, and need no words."""
        self.show_choices(offer.kinds, offer.steps)
        self.identity.choices = choices(offer.levels.items())
        self.language.choices = choices([("", _("Detected from your words")), *offer.languages.items()])
        self.show_images()

    @property
    def http_status(self) -> HTTPStatus:
        """A form that only asks what is similar is not wrong."""
        return HTTPStatus.OK if self.similar.data else super().http_status

    def validate_on_submit(self, extra_validators: object = None) -> bool:
        """Send nothing when it is only asked what is similar."""
        return not self.similar.data and super().validate_on_submit(extra_validators)

    def look_for_cautions(self) -> Iterator[Caution]:
        """Add what tells of a writer whose name is not shown."""
        yield from super().look_for_cautions()
        if self.identity.data != IdentityLevel.NAMED:
            yield from self._look_at_writer(self)

    def choose_step(self, mission: MissionRow, number: int | None) -> None:
        """Choose the step that the writer comes from, unless another one is chosen already."""
        if not self.is_submitted() and not self.step.data:
            self.step.process_data(next((step.id for step in mission.steps if step.number == number), None))

    @property
    def words(self) -> tuple[str, str]:
        """Title and text as they stand there."""
        return self.title.data or "", self.body.data or ""

    @property
    def language_chosen(self) -> str:
        """The language that its writer names; nothing: it is detected."""
        return self.language.data if self.language.data in CONTENT_LANGUAGES else ""

    def to_input(self, secret: str) -> FeedbackInput:
        """Return the validated data; ``secret`` is the installation's, for the reference code."""
        is_untraceable = self.identity.data == IdentityLevel.UNTRACEABLE
        return FeedbackInput(
            kind=Kind(self.kind.data),
            title=self.title.data or "",
            body=self.body.data or "",
            identity=IdentityLevel(self.identity.data),
            submission_key=self.submission_key,
            language=self.language_chosen,
            step_id=self.step.data,
            rating=self.stars,
            images=self.chosen_images,
            reference_code=reference_code(secret, self.key.data or "") if is_untraceable else "",
        )
