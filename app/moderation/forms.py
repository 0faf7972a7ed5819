"""What a moderator sends: the version they read, and the words their decision needs."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, IntegerField, SelectField
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from app.moderation.queries import AGES_DAYS, QueueFilters
from app.moderation.service import REASON_MAX_CHARS
from app.web.forms import BaseForm, TextField


class PublishForm(BaseForm):
    """Publish, with or without trusting the author."""

    version = IntegerField(validators=[InputRequired()], widget=HiddenInput())

    @property
    def seen(self) -> int:
        """The version the moderator read."""
        return self.version.data or 0

    @property
    def words(self) -> Field | None:
        """The field somebody wrote in, if there is one."""
        return None

    @property
    def text(self) -> str:
        """What they wrote."""
        return str(self.words.data or "") if self.words is not None else ""


class SendBackForm(PublishForm):
    """Send back with a question."""

    question = TextField(_l("Your question"), REASON_MAX_CHARS)

    @property
    def words(self) -> Field | None:
        """The question."""
        return self.question


class HideForm(PublishForm):
    """Hide with a reason."""

    reason = TextField(_l("Your reason"), REASON_MAX_CHARS)

    @property
    def words(self) -> Field | None:
        """The reason."""
        return self.reason


class RefuseForm(HideForm):
    """Keep the former version, with a reason."""


@dataclass(frozen=True, slots=True)
class CaseForms:
    """The fields of a card, which of them is open, and what is said above them."""

    question: SendBackForm
    reason: HideForm
    refusal: RefuseForm
    is_asking: bool
    is_hiding: bool
    is_refusing: bool
    alert: str


def case_forms(public_id: str, refused: PublishForm | None) -> CaseForms:
    """Return the fields of one card; ``refused`` is the form that was sent for it, if one was."""
    question = refused if isinstance(refused, SendBackForm) else SendBackForm(formdata=None)
    refusal = refused if isinstance(refused, RefuseForm) else RefuseForm(formdata=None)
    is_hiding = isinstance(refused, HideForm) and refusal is not refused
    reason = refused if is_hiding and isinstance(refused, HideForm) else HideForm(formdata=None)
    # A place of its own for each field, on a page that shows many.
    for prefix, field in (("question", question.question), ("reason", reason.reason), ("refusal", refusal.reason)):
        field.id = field.label.field_id = f"{prefix}-{public_id}"
    alert = " ".join(refused.form_errors) if refused is not None and refused.words is None else ""
    return CaseForms(question, reason, refusal, question is refused, is_hiding, refusal is refused, alert)


class QueueFilterForm(Form):
    """What the address asks for; anything else is left out."""

    entity = SelectField(validate_choice=False)
    language = SelectField(validate_choice=False)
    age = SelectField(validate_choice=False)

    def to_filters(self, entities: set[str], languages: set[str]) -> QueueFilters:
        """Return the filters, without those that are not offered."""
        days = int(self.age.data) if self.age.data in {str(age) for age in AGES_DAYS} else 0
        return QueueFilters(
            entity=self.entity.data if self.entity.data in entities else "",
            language=self.language.data if self.language.data in languages else "",
            older_than_days=days,
        )
