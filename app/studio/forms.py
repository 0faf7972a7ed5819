"""The forms of the assistant, each as short as its page, and of a copy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from app.campaigns.forms import CampaignForm, TicksField
from app.campaigns.queries import CampaignRow
from app.campaigns.service import CampaignInput
from app.campaigns.types import (
    DESCRIPTION_MAX_CHARS,
    LEVEL_NAMES,
    PITCH_MAX_CHARS,
    TITLE_MAX_CHARS,
    CampaignPurpose,
    IdentityLevel,
)
from app.i18n.locale import native_name
from app.missions.service import MAX_STEPS, MissionInput, StepInput
from app.missions.types import BODY_MAX_CHARS, STEP_MAX_CHARS
from app.missions.types import TITLE_MAX_CHARS as MISSION_TITLE_MAX_CHARS
from app.questionnaires.service import QuestionnaireInput
from app.questionnaires.types import TITLE_MAX_CHARS as QUESTIONNAIRE_TITLE_MAX_CHARS
from app.studio.service import CopyInput, SharedDates
from app.themes.service.write import ThemeInput
from app.themes.types import NAME_MAX_CHARS
from app.web.forms import BaseForm, IdempotentForm, LineField, TextField, VersionedForm, choices

STEPS_MAX_CHARS = MAX_STEPS * (STEP_MAX_CHARS + 1)
MAX_MINUTES = 240


class BeginForm(IdempotentForm):
    """The first page: a title and a question, begun from a template or from nothing."""

    source_locale = SelectField(_l("Language you are writing in"))
    title = LineField(_l("Title"), TITLE_MAX_CHARS)
    pitch = LineField(
        _l("The question you are asking"),
        PITCH_MAX_CHARS,
        description=_l("One sentence, shown large at the top of the page."),
    )
    description = TextField(
        _l("What it is for"),
        DESCRIPTION_MAX_CHARS,
        description=_l("Why, for whom, and which decision will follow. You can use Markdown."),
        render_kw={"rows": 6},
    )

    def __init__(self, locales: Iterable[str], **options: object) -> None:
        super().__init__(**options)
        self.source_locale.choices = choices((code, native_name(code)) for code in locales)

    def to_input(self) -> CampaignInput:
        """Return a campaign that is begun from nothing."""
        return CampaignInput(
            slug="",
            source_locale=self.source_locale.data,
            title=self.title.data or "",
            pitch=self.pitch.data or "",
            description=self.description.data or "",
            submission_key=self.submission_key,
        )

    def to_copy(self) -> CopyInput:
        """Return a campaign that is begun from a template."""
        return CopyInput(
            self.title.data or "",
            source_locale=self.source_locale.data,
            pitch=self.pitch.data or "",
            description=self.description.data or "",
            submission_key=self.submission_key,
        )


class FramingForm(VersionedForm):
    """The same words, of a campaign that exists."""

    title = LineField(_l("Title"), TITLE_MAX_CHARS)
    pitch = cast("LineField", BeginForm.pitch)  # the same field again
    description = cast("TextField", BeginForm.description)  # the same field again

    def changed(self, data: CampaignInput) -> CampaignInput:
        """Return the campaign with what was typed."""
        return replace(
            data,
            title=self.title.data or "",
            pitch=self.pitch.data or "",
            description=self.description.data or "",
            version=self.written_against,
        )


class ProductsForm(VersionedForm):
    """What is tested."""

    product_ids = TicksField(
        _l("What is tested"),
        [Optional()],
        coerce=int,
        description=_l("At least one product before the campaign opens in an entity."),
    )

    def __init__(self, products: Iterable[tuple[int, str]], **options: object) -> None:
        super().__init__(**options)
        self.product_ids.choices = choices(products)

    def changed(self, data: CampaignInput) -> CampaignInput:
        """Return the campaign with what was ticked."""
        return replace(data, product_ids=tuple(self.product_ids.data or ()), version=self.written_against)


class MissionLineForm(IdempotentForm):
    """A mission in a few lines, in the language of the campaign; its page has the rest."""

    title = LineField(_l("Title"), MISSION_TITLE_MAX_CHARS)
    body = TextField(_l("What to do"), BODY_MAX_CHARS, render_kw={"rows": 3})
    steps = TextField(
        _l("Steps"), STEPS_MAX_CHARS, description=_l("One a line, at most twelve."), render_kw={"rows": 4}
    )
    minutes = IntegerField(
        _l("Expected duration (minutes)"),
        [
            InputRequired(_l("Please fill in this field.")),
            NumberRange(1, MAX_MINUTES, _l("Enter a number of minutes from 1 to 240.")),
        ],
        default=15,
        render_kw={"min": 1, "max": MAX_MINUTES, "inputmode": "numeric"},
    )

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Refuse a step that is longer than one may be."""
        is_right = bool(super().validate(extra_validators))
        if any(len(line) > STEP_MAX_CHARS for line in self._lines()):
            self.steps.errors = [*self.steps.errors, _("One of the steps is too long. Please shorten it.")]
            return False
        return is_right

    def to_input(self, locale: str) -> MissionInput:
        """Return what the use case takes."""
        return MissionInput(
            self.minutes.data or 0,
            {locale: self.title.data or ""},
            {locale: self.body.data or ""},
            tuple(StepInput({locale: line}) for line in self._lines()),
            submission_key=self.submission_key,
        )

    def _lines(self) -> list[str]:
        return [words for line in (self.steps.data or "").splitlines() if (words := " ".join(line.split()))]


class ThemeLineForm(IdempotentForm):
    """The name of a theme in the language of the campaign."""

    name = LineField(_l("Name of the theme"), NAME_MAX_CHARS)

    def to_input(self, locale: str) -> ThemeInput:
        """Return what the use case takes."""
        return ThemeInput({locale: self.name.data or ""}, self.submission_key)


class QuestionnaireLineForm(IdempotentForm):
    """The title of a questionnaire; its questions are written on its own page."""

    heading = LineField(_l("Title of the questionnaire"), QUESTIONNAIRE_TITLE_MAX_CHARS)

    def to_input(self, locale: str) -> QuestionnaireInput:
        """Return what the use case takes."""
        return QuestionnaireInput({locale: self.heading.data or ""}, submission_key=self.submission_key)


class PeopleForm(VersionedForm):
    """Which entities take part, and under which promise and contract."""

    entity_ids = TicksField(
        _l("Entities that take part"),
        [Optional()],
        coerce=int,
        description=_l("Each one gets an edition with its own languages, dates and texts."),
    )
    answer_within_days = cast("IntegerField", CampaignForm.answer_within_days)  # the same field again
    decide_by = cast("DateField", CampaignForm.decide_by)  # the same field again
    identity_levels = cast("TicksField", CampaignForm.identity_levels)  # the same field again
    min_group = cast("IntegerField", CampaignForm.min_group)  # the same field again
    min_group_verbatim = cast("IntegerField", CampaignForm.min_group_verbatim)  # the same field again

    def __init__(self, entities: Iterable[tuple[int, str]], **options: object) -> None:
        super().__init__(**options)
        self.entity_ids.choices = choices(entities)
        self.identity_levels.choices = choices((level, _(name)) for level, name in LEVEL_NAMES.items())

    @classmethod
    def of(cls, campaign: CampaignRow, entities: Iterable[tuple[int, str]], *, sent: bool = True) -> PeopleForm:
        """Return the form of a campaign; ``sent`` tells that a browser may be sending it."""
        names = ("answer_within_days", "decide_by", "min_group", "min_group_verbatim", "version")
        data: dict[str, Any] = {name: getattr(campaign, name) for name in names}
        data["identity_levels"] = list(campaign.identity_levels)
        given: dict[str, Any] = {} if sent else {"formdata": None}
        return cls(entities, data=data, **given)

    def changed(self, data: CampaignInput) -> CampaignInput:
        """Return the campaign with what was chosen."""
        return replace(
            data,
            answer_within_days=self.answer_within_days.data or 0,
            decide_by=self.decide_by.data,
            identity_levels=tuple(IdentityLevel(level) for level in self.identity_levels.data or ()),
            min_group=self.min_group.data or 0,
            min_group_verbatim=self.min_group_verbatim.data or 0,
            version=self.written_against,
        )


def _day(label: str, description: str = "") -> DateField:
    return DateField(label, [InputRequired(_l("Please choose a day."))], description=description)


class DatesForm(BaseForm):
    """The same days for several entities, each in its own time zone."""

    edition_ids = TicksField(
        _l("Entities that get these dates"), coerce=int, description=_l("Each can be given others on its own page.")
    )
    recruit_from = _day(_l("Recruitment starts on"), _l("At 09:00. It ends when the test starts."))
    test_from = _day(_l("Test starts on"), _l("At 09:00."))
    test_until = DateField(
        _l("Last day of the test"),
        [Optional()],
        description=_l("Until 18:00. Leave empty for an idea box that stays open."),
    )
    vote_until = DateField(_l("Last day of the vote"), [Optional()])
    close_until = DateField(_l("Last day of the closing phase"), [Optional()])

    def __init__(self, editions: Iterable[tuple[int, str]], **options: object) -> None:
        super().__init__(**options)
        self.edition_ids.choices = choices(editions)

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Refuse a day that does not come after the one before it, and one that follows a test without a last day."""
        is_right = bool(super().validate(extra_validators))
        last: date | None = None
        for field in (self.recruit_from, self.test_from, self.test_until, self.vote_until, self.close_until):
            if field.data and last and (field.data < last or (field.data == last and field is not self.test_until)):
                field.errors = [*field.errors, _("This day must come after the one before it.")]
                is_right = False
            last = field.data or last
        if self.stays_open:
            for field in (self.vote_until, self.close_until):
                if field.data:
                    sentence = _(
                        "The test has no last day, so nothing can follow it. Enter its last day, or leave this empty."
                    )
                    field.errors = [*field.errors, sentence]
                    is_right = False
        return is_right

    @property
    def stays_open(self) -> bool:
        """Whether the test has no last day."""
        return not self.test_until.data and not self.test_until.errors

    def to_input(self) -> SharedDates:
        """Return what the use case takes."""
        return SharedDates(
            self.recruit_from.data or date.min,
            self.test_from.data or date.min,
            self.test_until.data,
            self.vote_until.data,
            self.close_until.data,
            tuple(self.edition_ids.data or ()),
        )


class CopyForm(IdempotentForm):
    """A campaign written again."""

    title = LineField(_l("Title of the copy"), TITLE_MAX_CHARS)
    slug = cast("LineField", CampaignForm.slug)  # the same field again
    purpose = RadioField(_l("What the copy is for"), default=CampaignPurpose.CAMPAIGN.value)

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.purpose.choices = choices(
            (
                (CampaignPurpose.CAMPAIGN.value, _("A campaign, with its editions in preparation")),
                (CampaignPurpose.TEMPLATE.value, _("A template, from which campaigns are begun")),
            )
        )

    def to_input(self) -> CopyInput:
        """Return what the use case takes."""
        return CopyInput(
            self.title.data or "",
            self.slug.data or "",
            purpose=CampaignPurpose(self.purpose.data),
            submission_key=self.submission_key,
        )
