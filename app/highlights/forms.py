"""What people send to ask for an agreement, and to say what becomes of a nugget."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Form, RadioField, SelectField
from wtforms.validators import InputRequired

from app.feedback.types import ShowingKind
from app.highlights.queries import NuggetFilters, NuggetOption
from app.highlights.service import AdoptionInput, ShowingInput
from app.highlights.types import Stance
from app.web.forms import IdempotentForm, TextField, choices

WORDS_MAX_CHARS = 1000


class ShowingForm(IdempotentForm):
    """What the team asks of an author, or thanks for."""

    kind = RadioField(_l("What would you like to do?"), [InputRequired(_l("Please choose one."))])
    words = TextField(
        _l("Your words to the author"),
        WORDS_MAX_CHARS,
        required=False,
        description=_l("Why you ask, or your thanks. Only thanks are ever read by others, once the author agrees."),
    )

    def __init__(self, labels: Mapping[ShowingKind, str]) -> None:
        super().__init__()
        self.kind.choices = choices((kind.value, label) for kind, label in labels.items())

    def to_input(self) -> ShowingInput:
        """Return what the use case takes."""
        return ShowingInput(ShowingKind(self.kind.data), self.words.data or "", self.submission_key)


class AdoptionForm(IdempotentForm):
    """What becomes of a nugget in an entity."""

    entity = SelectField(_l("Entity"), coerce=int)
    stance = RadioField(_l("What becomes of it?"), [InputRequired(_l("Please choose one."))])
    reason = TextField(_l("Your reason"), WORDS_MAX_CHARS, description=_l("Everybody can read it."))

    def __init__(self, entities: Mapping[int, str], labels: Mapping[Stance, str], **options: Any) -> None:
        super().__init__(**options)
        self.entity.choices = choices(entities.items())
        self.stance.choices = choices((stance.value, label) for stance, label in labels.items())

    def to_input(self) -> AdoptionInput:
        """Return what the use case takes."""
        return AdoptionInput(Stance(self.stance.data), self.reason.data or "", self.submission_key)


class NuggetFilterForm(Form):
    """What the reader asks of the board, from the address; what it does not hold is ignored."""

    entity = SelectField(validate_choice=False)
    campaign = SelectField(validate_choice=False)
    language = SelectField(validate_choice=False)
    after = SelectField(validate_choice=False)

    def to_filters(self, options: list[NuggetOption]) -> NuggetFilters:
        """Return the filters: entities by code, campaigns by their address."""
        entities = {each.entity_code: each.entity_id for each in options if each.entity_code}
        campaigns = {each.campaign_slug: each.campaign_id for each in options}
        language = self.language.data or ""
        return NuggetFilters(
            entity_id=entities.get(self.entity.data or ""),
            campaign_id=campaigns.get(self.campaign.data or ""),
            language=language if language in {each.language for each in options} else "",
            after=self.after.data or "",
        )
