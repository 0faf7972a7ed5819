"""What a moderator sends: the version they read, and the words their decision needs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, Form, HiddenField, IntegerField, RadioField, SelectField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from app.core import idents
from app.core.errors import DomainError
from app.feedback.service.handle import ANSWER_MAX_CHARS
from app.i18n.locale import best_match, current_code, language_of
from app.moderation.errors import HidingReasonMissing, QuestionMissing
from app.moderation.queries import AGES_DAYS, DeskRow, QueueFilters, QueueOptions
from app.moderation.service import (
    BULK_MAX,
    LABEL_MAX_CHARS,
    LABELS_EACH,
    NOTE_MAX_CHARS,
    REASON_MAX_CHARS,
    REPORT_MAX_CHARS,
    AssignInput,
    NoteInput,
    Picked,
    ReportInput,
)
from app.moderation.types import IN_ENTITY, Assigned, NoteAudience, Outcome, QueueView, ReportReason
from app.web.cautions import CautiousForm
from app.web.forms import BaseForm, LineField, TextField, choices, sentence_of
from config import LOCALES

READY_QUESTIONS = (
    ("", _l("My own words")),
    ("steps", _l("What did you do just before, and what did you expect?")),
    ("device", _l("On which device and in which version did you see it?")),
    ("image", _l("Could you add an image of the screen?")),
    ("data", _l("Your text or image shows personal data. Could you take it out?")),
    ("split", _l("This is about several subjects. Could you send one contribution for each?")),
)
READY_REASONS = (
    ("", _l("My own words")),
    ("customer", _l("It shows data of a customer or of a colleague.")),
    ("person", _l("It is directed against a person.")),
    ("secret", _l("It contains information that must stay confidential.")),
    ("subject", _l("It is not about what this campaign tests.")),
)
READY = {code: sentence for code, sentence in (*READY_QUESTIONS, *READY_REASONS) if code}


class PublishForm(BaseForm):
    """Publish, with or without trusting the author."""

    version = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    reach = HiddenField()  # of the trust, as the button says

    @property
    def is_in_entity(self) -> bool:
        """Whether the author is trusted in every campaign of the entity."""
        return bool(self.reach.data == IN_ENTITY)

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


class WordsForm(PublishForm):
    """A decision whose author reads why: a sentence that is ready, in their language, and the moderator's own words."""

    content_language = HiddenField()  # the one the contribution is written in
    ready: RadioField | None = None

    @property
    def ready_sentence(self) -> str:
        """The ready sentence that was chosen, in the language of the contribution if the interface speaks it."""
        sentence = READY.get(self.ready.data) if self.ready is not None else None
        if sentence is None:
            return ""
        with language_of(best_match([self.content_language.data or ""], LOCALES) or current_code()):
            return str(sentence)

    @property
    def text(self) -> str:
        """All that the author reads."""
        return "\n\n".join(words for words in (self.ready_sentence, super().text) if words)


class SendBackForm(WordsForm):
    """Send back with a question."""

    ready = RadioField(_l("Prepared question"), choices=choices(READY_QUESTIONS), default="", validate_choice=False)
    question = TextField(_l("Your question"), REASON_MAX_CHARS, required=False)

    @property
    def words(self) -> Field | None:
        """The question."""
        return self.question


class HideForm(WordsForm):
    """Hide with a reason."""

    ready = RadioField(_l("Prepared reason"), choices=choices(READY_REASONS), default="", validate_choice=False)
    reason = TextField(_l("Your reason"), REASON_MAX_CHARS, required=False)

    @property
    def words(self) -> Field | None:
        """The reason."""
        return self.reason


class RefuseForm(WordsForm):
    """Keep the former version, with a reason."""

    reason = TextField(_l("Your reason"), REASON_MAX_CHARS)

    @property
    def words(self) -> Field | None:
        """The reason."""
        return self.reason


class ReportForm(CautiousForm):
    """Why a reader reports a contribution or a comment."""

    reason = RadioField(_l("What is wrong with it?"), [InputRequired(_l("Please choose one."))])
    words = TextField(_l("In your own words"), REPORT_MAX_CHARS, required=False)
    comment = HiddenField()

    def __init__(self, reasons: Mapping[ReportReason, str], comment: str) -> None:
        super().__init__(data={"comment": comment})
        self.reason.choices = choices(reasons.items())

    def to_input(self) -> ReportInput:
        """Return what the use case takes."""
        comment_id = idents.decode(self.comment.data) if self.comment.data else None
        return ReportInput(ReportReason(self.reason.data), self.words.data or "", comment_id)


class HideCommentForm(BaseForm):
    """Hide a comment with a reason."""

    reason = TextField(_l("Your reason"), REASON_MAX_CHARS)


class AssignForm(BaseForm):
    """Who deals with a case, and by which day."""

    assignee = SelectField(_l("Who deals with it"), validators=[Optional()])
    due_on = DateField(_l("By which day"), [Optional()])

    def __init__(self, people: Mapping[int, str], **options: Any) -> None:
        super().__init__(**options)
        everybody = [(idents.encode(number), name) for number, name in people.items()]
        self.assignee.choices = choices([("", str(_l("Nobody in particular"))), *everybody])

    def to_input(self) -> AssignInput:
        """Return what the use case takes."""
        chosen = idents.decode(self.assignee.data) if self.assignee.data else None
        return AssignInput(chosen, self.due_on.data)


class TeamAnswerForm(BaseForm):
    """What the team answers; what becomes of the contribution stays as it is."""

    body = TextField(_l("The team’s answer"), ANSWER_MAX_CHARS)


AUDIENCES = (
    (
        NoteAudience.TEAM,
        _l("The moderators of this entity. If the contribution is published with a name, also the sponsor."),
    ),
    (NoteAudience.CENTRAL, _l("Also the central team: they should look at it")),
)


class NoteForm(BaseForm):
    """What the team tells itself."""

    body = TextField(
        _l("Note"),
        NOTE_MAX_CHARS,
        description=_l("Its author never reads it. Do not write who the author may be."),
    )
    audience = RadioField(
        _l("Who reads it"), [InputRequired(_l("Please choose one."))], choices=choices(AUDIENCES),
        default=NoteAudience.TEAM.value,
    )  # fmt: skip

    def to_input(self) -> NoteInput:
        """Return what the use case takes."""
        return NoteInput(self.body.data or "", NoteAudience(self.audience.data))


class LabelsForm(BaseForm):
    """The labels of a contribution, in one line."""

    labels = LineField(_l("Labels"), (LABEL_MAX_CHARS + 2) * LABELS_EACH * 2, required=False)

    def names(self) -> list[str]:
        """Return what stands between the commas, of any script."""
        return [name.strip() for name in re.split("[,;،、]", self.labels.data or "")]


BULK_ACTS = (
    (Outcome.PUBLISHED, _l("Publish")),
    (Outcome.SENT_BACK, _l("Send back with a question")),
    (Outcome.HIDDEN, _l("Hide from others")),
)


class BulkForm(BaseForm):
    """One decision on the contributions that are selected; each comes as its number and the version that was read."""

    act = RadioField(
        _l("What to do with them"), choices=choices(BULK_ACTS), validators=[InputRequired(_l("Please choose one."))]
    )
    words = TextField(
        _l("Question or reason"),
        REASON_MAX_CHARS,
        required=False,
        description=_l("Each author reads it. It is not needed to publish."),
    )

    def __init__(self, cases: Sequence[str], **options: Any) -> None:
        super().__init__(**options)
        self.cases = frozenset(cases[:BULK_MAX])

    def accept(self, error: DomainError) -> None:
        """Show beside the words that they are missing."""
        super().accept(error)
        if isinstance(error, QuestionMissing | HidingReasonMissing):
            self.form_errors = []
            self.words.errors = [sentence_of(error)]

    def picked(self) -> list[Picked]:
        """Return what is selected; what is no case is left out."""
        found = []
        for case in sorted(self.cases):
            number, _dot, version = case.partition(".")
            try:
                found.append(Picked(idents.decode(number), int(version)))
            except ValueError:
                continue
        return found


@dataclass(frozen=True, slots=True)
class CaseForms:
    """The forms of the open case; ``refused`` is the one that was sent and is wrong, if one was."""

    question: SendBackForm
    reason: HideForm
    refusal: RefuseForm
    refused: PublishForm | None

    @property
    def alert(self) -> str:
        """What is said above the decisions: a refusal that belongs to none of their fields."""
        refused = self.refused
        return " ".join(refused.form_errors) if refused is not None and refused.words is None else ""


def case_forms(language: str, refused: PublishForm | None) -> CaseForms:
    """Return the forms of a case written in that language."""
    forms = CaseForms(
        refused if isinstance(refused, SendBackForm) else SendBackForm(formdata=None, content_language=language),
        refused if isinstance(refused, HideForm) else HideForm(formdata=None, content_language=language),
        refused if isinstance(refused, RefuseForm) else RefuseForm(formdata=None, content_language=language),
        refused,
    )
    # A place of its own for each field.
    for prefix, form in (("question", forms.question), ("reason", forms.reason), ("refusal", forms.refusal)):
        for field in form:
            field.id = field.label.field_id = f"{prefix}-{field.short_name}"
    return forms


@dataclass(frozen=True, slots=True)
class DeskForms:
    """The forms on what stands beside the open case."""

    assign: AssignForm
    note: NoteForm
    labels: LabelsForm
    answer: TeamAnswerForm


def desk_forms(people: Mapping[int, str], row: DeskRow) -> DeskForms:
    """Return the empty forms beside the open case; one that is refused is shown on a page of its own."""
    chosen = idents.encode(row.assignee_id) if row.assignee_id is not None else ""
    answer = TeamAnswerForm(formdata=None)
    answer.body.id = answer.body.label.field_id = "answer-body"  # a note has a body too
    return DeskForms(
        AssignForm(people, formdata=None, data={"assignee": chosen, "due_on": row.due_on}),
        NoteForm(formdata=None),
        LabelsForm(formdata=None, data={"labels": ", ".join(row.labels)}),
        answer,
    )


class QueueFilterForm(Form):
    """What the address asks for; anything else is left out."""

    entity = SelectField(validate_choice=False)
    language = SelectField(validate_choice=False)
    age = SelectField(validate_choice=False)
    view = SelectField(validate_choice=False)
    campaign = SelectField(validate_choice=False)
    mission = SelectField(validate_choice=False)
    assignee = SelectField(validate_choice=False)
    label = SelectField(validate_choice=False)

    def to_filters(self, options: QueueOptions, languages: set[str]) -> QueueFilters:
        """Return the filters, without those that are not offered."""
        days = int(self.age.data) if self.age.data in {str(age) for age in AGES_DAYS} else 0
        numbers = {str(mission.number): mission.number for mission in options.missions}
        return QueueFilters(
            view=QueueView(self.view.data) if self.view.data in set(QueueView) else QueueView.WAITING,
            campaign=self.campaign.data if self.campaign.data in {each.slug for each in options.campaigns} else "",
            mission=numbers.get(self.mission.data or "", 0),
            entity=self.entity.data if self.entity.data in {each.code for each in options.entities} else "",
            language=self.language.data if self.language.data in languages else "",
            older_than_days=days,
            assigned=Assigned(self.assignee.data) if self.assignee.data in set(Assigned) else None,
            label=(self.label.data or "")[:LABEL_MAX_CHARS],
        )
