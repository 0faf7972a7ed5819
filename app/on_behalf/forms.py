"""Shapes of what the browser sends: words for a colleague, and their confirmation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired, Optional

from app.accounts.forms import AddressField
from app.campaigns.types import IdentityLevel
from app.feedback.forms.contribution import RATINGS, ContributionForm, stars_of, step_id
from app.feedback.types import BODY_MAX_CHARS, OFFERED_KINDS, TITLE_MAX_CHARS, Kind
from app.files.kept import KeptImages
from app.on_behalf.queries import OnBehalfView
from app.on_behalf.service import ConfirmInput, OnBehalfInput
from app.web.cautions import Caution, CautiousForm
from app.web.forms import IdempotentForm, LineField, TextField, choices

_CHOSEN = InputRequired(_l("Please choose one."))


class OnBehalfForm(CautiousForm, IdempotentForm):
    """What an ambassador writes down, and for whom."""

    kind = RadioField(_l("What is it?"), [_CHOSEN])
    title = LineField(_l("In one line"), TITLE_MAX_CHARS)
    body = TextField(_l("What was seen, expected or suggested"), BODY_MAX_CHARS, render_kw={"rows": 6})
    email = AddressField(_l("E-mail address of the colleague"))
    mission = SelectField(_l("Mission"), [_CHOSEN], coerce=str)
    step = SelectField(_l("At which step?"), [Optional()], coerce=step_id, validate_choice=False)
    rating = RadioField(
        _l("How did this step go for your colleague?"),
        [Optional()],
        choices=choices((each, each) for each in RATINGS),
        validate_choice=False,
    )

    def offer(
        self, missions: Sequence[tuple[str, str]], steps: Mapping[str, Mapping[int, str]], labels: Mapping[Kind, str]
    ) -> None:
        """Fill the lists. ``missions``: pairs of number and title; ``steps``: of each by its title, number → title."""
        self.mission.choices = choices(missions)
        offered = {title: choices(some.items()) for title, some in steps.items() if some}
        self.step.choices = {"": choices([("", _("No particular step"))]), **offered}
        self.kind.choices = choices((kind.value, labels[kind]) for kind in OFFERED_KINDS)

    def look_for_cautions(self) -> Iterator[Caution]:
        """Look at the words alone: the address is where they go."""
        return (caution for caution in super().look_for_cautions() if caution.field != self.email.name)

    def to_input(self) -> OnBehalfInput:
        """Return what the use case takes."""
        return OnBehalfInput(
            email=self.email.data or "",
            mission=int(self.mission.data),
            kind=Kind(self.kind.data),
            title=self.title.data or "",
            body=self.body.data or "",
            submission_key=self.submission_key,
            step_id=self.step.data,
            rating=stars_of(self.rating),
        )


class ConfirmForm(ContributionForm):
    """What the author confirms, as corrected, with all that a contribution may have."""

    identity = RadioField(_l("Who may know that it comes from you?"), [_CHOSEN])

    def __init__(self, view: OnBehalfView, name: str, kept_images: KeptImages) -> None:
        written = {
            "kind": view.kind.value, "title": view.title, "body": view.body, "step": view.step_id,
            "rating": str(view.rating or ""),
        }  # fmt: skip
        super().__init__(kept_images, data=written)
        self._name = name

    def show(self, levels: Mapping[IdentityLevel, str], labels: Mapping[Kind, str], steps: Mapping[int, str]) -> None:
        """Print types, levels, and the steps of the mission by their id, in the reader's language."""
        self.identity.choices = choices((level.value, label) for level, label in levels.items())
        self.show_choices(labels, steps)
        self.show_images()

    def look_for_cautions(self) -> Iterator[Caution]:
        """Add where somebody who does not show their name stands in the words."""
        yield from super().look_for_cautions()
        if self.identity.data != IdentityLevel.NAMED:
            yield from self.look_for_name(self._name)

    def to_input(self) -> ConfirmInput:
        """Return what the use case takes."""
        return ConfirmInput(
            kind=Kind(self.kind.data),
            title=self.title.data or "",
            body=self.body.data or "",
            identity=IdentityLevel(self.identity.data),
            step_id=self.step.data,
            rating=self.stars,
            images=self.chosen_images,
        )
