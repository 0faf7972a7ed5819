"""Shape of what the browser sends to prepare a campaign. Rules live in the service."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, IntegerField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.campaigns.errors import PromiseNeedsReason
from app.campaigns.queries import TEXTS, CampaignRow, EditionRow, LocalWritten
from app.campaigns.service import CampaignInput, ExceptionInput, LocalInput, PhaseInput
from app.campaigns.types import (
    DESCRIPTION_MAX_CHARS,
    LEVEL_NAMES,
    LOCAL_MAX_CHARS,
    PITCH_MAX_CHARS,
    PROMISE_MAX_DAYS,
    SLUG_MAX_CHARS,
    TITLE_MAX_CHARS,
    VARIANT_MAX_CHARS,
    IdentityLevel,
    PhaseKind,
    has_ended,
)
from app.core import idents
from app.core.wall_time import to_wall
from app.i18n import formats
from app.i18n.locale import native_name
from app.policy.masking import FLOOR
from app.web.context import current_locale
from app.web.forms import (
    BaseForm,
    IdempotentForm,
    LineField,
    TextField,
    VersionedForm,
    choices,
    moment_field,
)
from app.web.roles import ROLE_LABELS
from app.web.translated_form import CorrectionForm, TranslatedForm, name_in, with_fields
from config import LOCALES

REASON_MAX_CHARS = 1000
GROUP_MAX = 1000
YEARS = range(2000, 2101)


class ExceptionForm(IdempotentForm):
    """Up to which day an entity may open editions in spite of late answers, and why."""

    until = DateField(_l("Last day"), [InputRequired(_l("Please choose a day."))])
    reason = TextField(
        _l("Reason"),
        REASON_MAX_CHARS,
        description=_l("It appears on this page and on the dashboard of the entity."),
        render_kw={"rows": 3},
    )

    def to_input(self) -> ExceptionInput:
        """Return what the use case takes."""
        return ExceptionInput(self.until.data or date.min, self.reason.data or "", self.submission_key)


class TicksField(SelectMultipleField):
    """Several choices, one tick box each."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class CampaignForm(CorrectionForm, VersionedForm, IdempotentForm):
    """A campaign in its own language, with its contract and its promise."""

    source_locale = SelectField(
        _l("Language you are writing in"), choices=choices((code, native_name(code)) for code in LOCALES)
    )
    title = LineField(_l("Title"), TITLE_MAX_CHARS)
    slug = LineField(
        _l("Web address"),
        SLUG_MAX_CHARS,
        required=False,
        description=_l(
            "Lower-case letters, digits and hyphens, as in loan-app. Left empty, it is created from the title."
        ),
    )
    pitch = LineField(
        _l("The campaign in one sentence"), PITCH_MAX_CHARS, description=_l("Shown large at the top of the page.")
    )
    description = TextField(
        _l("Description"),
        DESCRIPTION_MAX_CHARS,
        description=_l("Why, for whom, what comes after. You can use Markdown."),
        render_kw={"rows": 10},
    )
    product_ids = TicksField(
        _l("What is tested"), coerce=int, description=_l("At least one product before the campaign opens in an entity.")
    )
    answer_within_days = IntegerField(
        _l("Response time (working days)"),
        [
            InputRequired(_l("Please fill in this field.")),
            NumberRange(1, PROMISE_MAX_DAYS, _l("Enter a number of working days from 1 to 60.")),
        ],
        default=5,
        description=_l("Every contribution gets an answer within this time, in the calendar of its entity."),
        render_kw={"min": 1, "max": PROMISE_MAX_DAYS, "inputmode": "numeric"},
    )
    decide_by = DateField(_l("Decision due by"), [Optional()], description=_l("The day the decisions are published."))
    identity_levels = TicksField(
        _l("Identity levels that testers can choose"), description=_l("Cannot be changed after the first contribution.")
    )
    min_group = IntegerField(
        _l("Minimum number of people per figure"),
        [
            InputRequired(_l("Please fill in this field.")),
            NumberRange(FLOOR, GROUP_MAX, _l("Enter a number of people from 5 to 1,000.")),
        ],
        default=5,
        description=_l("Never fewer than 5. Cannot be changed after the first contribution."),
        render_kw={"min": FLOOR, "max": GROUP_MAX, "inputmode": "numeric"},
    )
    min_group_verbatim = IntegerField(
        _l("Minimum number of people per quotation"),
        [
            InputRequired(_l("Please fill in this field.")),
            NumberRange(FLOOR, GROUP_MAX, _l("Enter a number of people from 5 to 1,000.")),
        ],
        default=10,
        description=_l("Never fewer than 5; 10 is recommended. Cannot be changed after the first contribution."),
        render_kw={"min": FLOOR, "max": GROUP_MAX, "inputmode": "numeric"},
    )

    promise_reason = TextField(
        _l("Why the promise changes"),
        REASON_MAX_CHARS,
        required=False,
        description=_l("Everybody who joined is notified, and the reason appears on the campaign’s page."),
    )

    def __init__(self, products: Iterable[tuple[int, str]], **options: object) -> None:
        super().__init__(**options)
        self.product_ids.choices = choices(products)
        self.identity_levels.choices = choices((level, _(name)) for level, name in LEVEL_NAMES.items())
        if not self.is_submitted() and self.identity_levels.data is None:
            self.identity_levels.data = list(LEVEL_NAMES)

    @classmethod
    def of(
        cls,
        campaign: CampaignRow,
        words: Sequence[str],
        products: Iterable[tuple[int, str]],
        chosen: list[int],
        *,
        sent: bool = True,
    ) -> CampaignForm:
        """Return the form of a campaign that exists: its address and its language stay, and so does a fixed contract.

        A contract fixed after the page was shown is left in the form, so that the refusal is said beside it.
        ``sent`` tells that a browser may be sending this very form.
        """
        values = {name: getattr(campaign, name) for name in (*_CONTRACT, *_PROMISE, "version")}
        values["identity_levels"] = list(campaign.identity_levels)
        given: dict[str, Any] = {} if sent else {"formdata": None}
        form = cls(products, data={**values, **dict(zip(TEXTS, words, strict=True)), "product_ids": chosen}, **given)
        for name in ("slug", "source_locale", *(_CONTRACT if campaign.is_frozen else ())):
            if name not in _CONTRACT or not any(kept in request.form for kept in _CONTRACT):
                delattr(form, name)
        return form

    def ask_reason(self, error: PromiseNeedsReason, weakened: Iterable[str]) -> None:
        """Ask why people who joined are promised less; each sentence names one thing that holds less."""
        self.accept(error)
        self.promise_reason.errors = [*self.promise_reason.errors, *weakened]

    @property
    def asks_reason(self) -> bool:
        """Whether the reason has its place: it was asked for, or something is written there."""
        return bool(self.promise_reason.errors or self.promise_reason.data)

    def to_input(self, campaign: CampaignRow | None = None) -> CampaignInput:
        """Return what the use cases take; what the form does not ask is as it was."""
        data = CampaignInput(
            slug=campaign.slug if campaign else self.slug.data or "",
            source_locale=campaign.source_locale if campaign else self.source_locale.data,
            title=self.title.data or "",
            pitch=self.pitch.data or "",
            description=self.description.data or "",
            answer_within_days=self.answer_within_days.data or 0,
            decide_by=self.decide_by.data,
            product_ids=tuple(self.product_ids.data or ()),
            version=self.written_against,
            promise_reason=self.promise_reason.data or "",
            is_correction=self.corrects,
            submission_key=self.submission_key,
        )
        if campaign is not None and "min_group" not in self:
            return replace(
                data,
                identity_levels=campaign.identity_levels,
                min_group=campaign.min_group,
                min_group_verbatim=campaign.min_group_verbatim,
            )
        return replace(
            data,
            identity_levels=tuple(IdentityLevel(level) for level in self.identity_levels.data or ()),
            min_group=self.min_group.data or 0,
            min_group_verbatim=self.min_group_verbatim.data or 0,
        )


_CONTRACT = ("identity_levels", "min_group", "min_group_verbatim")
_PROMISE = ("answer_within_days", "decide_by")


class EditionForm(BaseForm):
    """Which entity takes part."""

    entity_id = SelectField(_l("Entity"), coerce=int, validators=[InputRequired(_l("Please choose one."))])

    def __init__(self, entities: Iterable[tuple[int, str]]) -> None:
        super().__init__()
        self.entity_id.choices = choices(entities)


class WelcomeForm(BaseForm):
    """Which other entities take part in an edition."""

    entity_ids = TicksField(
        _l("Other entities that are welcome"),
        [Optional()],
        coerce=int,
        description=_l("Their employees take part like those of this edition, with its dates, promise and moderators."),
    )

    def __init__(self, entities: Iterable[tuple[int, str]], chosen: Iterable[int] = ()) -> None:
        super().__init__(data={"entity_ids": sorted(chosen)})
        self.entity_ids.choices = choices(entities)


class LocalForm(TranslatedForm, VersionedForm):
    """What an entity adds to a campaign. ``local_form`` adds the fields of its languages."""

    WORDS = ("words",)
    variant = LineField(
        _l("Product as it is tested there"),
        VARIANT_MAX_CHARS,
        required=False,
        description=_l("The market or the variant, where it differs: Horizon Go for Portugal, version 4."),
    )
    contact = SelectField(
        _l("Contact"), [Optional()], description=_l("Whom people of the entity ask first. They hold a role there.")
    )

    def to_input(self) -> LocalInput:
        """Return what the use case takes."""
        contact_id = idents.decode(self.contact.data) if self.contact.data else None
        words = self.words("words")
        return LocalInput(words, self.variant.data or "", contact_id, self.written_against, is_correction=self.corrects)


def local_form(written: LocalWritten, *, sent: bool = True) -> LocalForm:
    """Return the form of what an entity adds; ``sent`` tells that a browser may be sending this very form."""
    row, fields = written.row, dict[str, Any]({"LOCALES": written.locales})
    chosen = idents.encode(row.contact_id) if row.contact_id in written.offered and row.contact_id else ""
    data: dict[str, Any] = {"version": str(row.version), "variant": row.variant, "contact": chosen}
    for locale in written.locales:
        language = formats.language_in_words(current_locale(), locale)
        fields[name_in("words", locale)] = TextField(
            _l("Words of the entity, in %(language)s", language=language),
            LOCAL_MAX_CHARS,
            required=False,
            render_kw={"rows": 5},
        )
        state = written.states.get(locale)
        data[name_in("words", locale)] = state.value if state else ""
    form = with_fields(LocalForm, fields, data, sent=sent)
    people = ((idents.encode(key), f"{name} · {ROLE_LABELS[role]}") for key, (name, role) in written.offered.items())
    form.contact.choices = choices([("", _("Nobody yet")), *people])
    return form


class PhasesForm(VersionedForm):
    """Dates and hours of the phases, in the entity's local time."""

    recruit_starts = moment_field(_l("Recruitment starts"))
    recruit_ends = moment_field(_l("Recruitment ends"))
    test_starts = moment_field(_l("Test starts"))
    test_ends = moment_field(
        _l("Test ends"),
        _l("Leave empty for an idea box that stays open. You can set an end at any time."),
    )
    vote_starts = moment_field(_l("Vote starts"))
    vote_ends = moment_field(_l("Vote ends"))
    close_starts = moment_field(_l("Closing starts"))
    close_ends = moment_field(_l("Closing ends"))

    @classmethod
    def of(cls, edition: EditionRow, *, sent: bool = True) -> PhasesForm:
        """Return the form with the dates of an edition; ``sent`` tells that a browser may be sending this very form."""
        values: dict[str, object] = {"version": edition.version}
        for phase in edition.phases:
            values[f"{phase.kind}_starts"] = to_wall(phase.starts_at, edition.time_zone)
            values[f"{phase.kind}_ends"] = to_wall(phase.ends_at, edition.time_zone) if phase.ends_at else None
        given: dict[str, Any] = {} if sent else {"formdata": None}
        return cls(data=values, **given)

    def pair(self, kind: PhaseKind) -> tuple[Field, Field]:
        """Return the two fields of a phase."""
        return self[f"{kind}_starts"], self[f"{kind}_ends"]

    @property
    def pairs(self) -> tuple[tuple[Field, Field], ...]:
        """The fields, phase by phase."""
        return tuple(self.pair(kind) for kind in PhaseKind)

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Refuse half a phase, one that ends before it starts, and one that the phase before it leaves no room for."""
        is_right = bool(super().validate(extra_validators))
        last_end: datetime | None = None
        for kind in PhaseKind:
            starts, ends = self.pair(kind)
            wrong = self._after_no_end(kind) or _fault(kind, starts, ends, last_end)
            if wrong is not None:
                field, sentence = wrong
                field.errors = [*field.errors, sentence]
                is_right = False
            last_end = ends.data or last_end
        return is_right

    def _after_no_end(self, kind: PhaseKind) -> tuple[Field, str] | None:
        """Return what is wrong with a phase that would follow a test without an end."""
        starts, _ends = self.pair(kind)
        if kind not in (PhaseKind.VOTE, PhaseKind.CLOSE) or not starts.data or not self.stays_open:
            return None
        return starts, str(_("The test has no end, so nothing can follow it. Enter when it ends, or leave this empty."))

    @property
    def stays_open(self) -> bool:
        """Whether the test has a start and no end."""
        return bool(self.test_starts.data and not self.test_ends.data and not self.test_ends.errors)

    def to_input(self) -> tuple[PhaseInput, ...]:
        """Return the phases that have dates."""
        pairs = [(kind, *self.pair(kind)) for kind in PhaseKind]
        return tuple(PhaseInput(kind, starts.data, ends.data) for kind, starts, ends in pairs if starts.data)


def _fault(kind: PhaseKind, starts: Field, ends: Field, last_end: datetime | None) -> tuple[Field, str] | None:
    """Return what is wrong with a phase, and beside which field to say it."""
    for field in (starts, ends):
        if field.data is not None and field.data.year not in YEARS:
            return field, str(_("Enter a year from 2000 to 2100."))
    if (starts.data is None and ends.data is None) or starts.errors or ends.errors:
        return None
    may_stay_open = kind is PhaseKind.TEST and starts.data is not None
    if starts.data is None or (ends.data is None and not may_stay_open):
        return (starts if starts.data is None else ends), str(_("Enter both the start and the end, or neither."))
    if has_ended(ends.data, starts.data):
        return ends, str(_("The end must come after the start."))
    if last_end is not None and starts.data < last_end:
        return starts, str(_("This phase cannot start before the previous one has ended."))
    return None
