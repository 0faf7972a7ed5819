"""Shapes of what the browser sends: words for a colleague, and their confirmation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from app.accounts.forms import AddressField
from app.campaigns.types import IdentityLevel
from app.feedback.types import BODY_MAX_CHARS, OFFERED_KINDS, TITLE_MAX_CHARS, Kind
from app.on_behalf.queries import OnBehalfView
from app.on_behalf.service import ConfirmInput, OnBehalfInput
from app.web.cautions import Caution, CautiousForm
from app.web.forms import IdempotentForm, LineField, TextField, choices

_CHOSEN = InputRequired(_l("Please choose one."))


class _WordsForm(CautiousForm):
    """Type, title and text of a contribution."""

    kind = RadioField(_l("What is it?"), [_CHOSEN])
    title = LineField(_l("In one line"), TITLE_MAX_CHARS)
    body = TextField(_l("What was seen, expected or suggested"), BODY_MAX_CHARS, render_kw={"rows": 6})

    def offer_kinds(self, labels: Mapping[Kind, str]) -> None:
        """Print the types in the reader's language."""
        self.kind.choices = choices((kind.value, labels[kind]) for kind in OFFERED_KINDS)


class OnBehalfForm(_WordsForm, IdempotentForm):
    """What an ambassador writes down, and for whom."""

    email = AddressField(_l("E-mail address of the colleague"))
    mission = SelectField(_l("Mission"), [_CHOSEN], coerce=str)

    def offer(self, missions: Sequence[tuple[str, str]], labels: Mapping[Kind, str]) -> None:
        """Fill the lists; missions are pairs of number and title."""
        self.mission.choices = choices(missions)
        self.offer_kinds(labels)

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
        )


class ConfirmForm(_WordsForm):
    """What the author confirms, as corrected."""

    identity = RadioField(_l("Who may know that it comes from you?"), [_CHOSEN])

    def __init__(self, view: OnBehalfView, name: str) -> None:
        super().__init__(data={"kind": view.kind.value, "title": view.title, "body": view.body})
        self._name = name

    def offer(self, levels: Mapping[IdentityLevel, str], labels: Mapping[Kind, str]) -> None:
        """Print types and levels in the reader's language."""
        self.identity.choices = choices((level.value, label) for level, label in levels.items())
        self.offer_kinds(labels)

    def look_for_cautions(self) -> Iterator[Caution]:
        """Add where somebody who does not show their name stands in the words."""
        yield from super().look_for_cautions()
        if self.identity.data != IdentityLevel.NAMED:
            yield from self.look_for_name(self._name)

    def to_input(self) -> ConfirmInput:
        """Return what the use case takes."""
        return ConfirmInput(
            Kind(self.kind.data), self.title.data or "", self.body.data or "", IdentityLevel(self.identity.data)
        )
