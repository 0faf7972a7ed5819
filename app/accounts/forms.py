"""Shapes of what the browser sends. Rules live in the service."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import DateField, Field, HiddenField, PasswordField, SelectField, SelectMultipleField
from wtforms.validators import EqualTo, InputRequired, Optional, ValidationError
from wtforms.widgets import CheckboxInput, EmailInput, ListWidget

from app.accounts.credentials import EMAIL_MAX_CHARS
from app.accounts.service import MandateInput, PasswordChange, PersonInput, ProfileInput
from app.accounts.types import FUNCTION_WORDS, Function
from app.entities.queries import EntityRow
from app.i18n.formats import language_name, time_zones, zone_name
from app.i18n.locale import native_name
from app.policy.actor import Role
from app.web.forms import BaseForm, LineField, TextField, VersionedForm
from config import CONTENT_LANGUAGES

NAME_MAX_CHARS = 120
PASSWORD_MAX_CHARS = 1000
REASON_MAX_CHARS = 500
NONE = "-"  # the choice that names nothing in particular: the group, every campaign, what is usual here
_FILLED = InputRequired(_l("Please fill in this field."))


class AddressField(LineField):
    """An e-mail address. The page does not show its limit."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, EMAIL_MAX_CHARS, widget=EmailInput(), **options)
        self.flags.maxlength = False


def not_too_long(_form: object, field: Field) -> None:
    """Refuse more characters than any password has; the rule about its length is the service's."""
    if len(field.data or "") > PASSWORD_MAX_CHARS:
        raise ValidationError(_("This is too long for a password."))


class CredentialsForm(BaseForm):
    """Address and password, with where to go and what to bring back afterwards."""

    email = AddressField(_l("E-mail address"))
    password = PasswordField(_l("Password"), [_FILLED, not_too_long])
    next = HiddenField()
    carried = HiddenField()


class LinkForm(BaseForm):
    """The address a link is sent to."""

    email = AddressField(_l("E-mail address"))


class ProfileForm(VersionedForm):
    """Language and time zone; the first choice of each leaves it to the browser and the entity."""

    locale = SelectField(_l("Language of the pages and of your e-mails"), [_FILLED])
    time_zone = SelectField(_l("Time zone"), [_FILLED])
    function = SelectField(_l("Department"))

    def offer(self, locales: Sequence[str], page_locale: str, entity_zone: str) -> None:
        """Fill the lists. Names of languages are written in themselves."""
        self.locale.choices = [(NONE, _("My browser’s language")), *((code, native_name(code)) for code in locales)]
        usual = _("My entity’s time zone: %(city)s", city=zone_name(page_locale, entity_zone))
        zones = time_zones(page_locale)
        saved = self.time_zone.object_data  # maybe a name that is no longer offered
        kept = [] if not saved or saved == NONE or saved in dict(zones) else [(saved, zone_name(page_locale, saved))]
        self.time_zone.choices = [(NONE, usual), *kept, *zones]
        self.function.choices = _functions()

    def to_input(self) -> ProfileInput:
        """Return the validated data, typed."""
        return ProfileInput(
            _named(self.locale), _named(self.time_zone), self.written_against, _function_in(self.function)
        )


def _functions() -> list[tuple[str, str]]:
    return [(NONE, _("I prefer not to say")), *((one.value, _(words)) for one, words in FUNCTION_WORDS.items())]


def _function_in(field: SelectField) -> Function | None:
    value = _named(field)
    return Function(value) if value else None


def _named(field: SelectField) -> str | None:
    """Return what was chosen, if it is something in particular."""
    return None if field.data == NONE else str(field.data)


class PasswordForm(BaseForm):
    """A new password, twice."""

    old_password = PasswordField(_l("Current password"), [not_too_long])
    new_password = PasswordField(_l("New password"), [_FILLED, not_too_long])
    repeated = PasswordField(
        _l("Confirm the new password"),
        [_FILLED, EqualTo("new_password", _l("The two new passwords are not the same."))],
    )

    def __init__(self, *given: object, **options: Any) -> None:
        super().__init__(*given, **options)
        self.old_password.flags.required = True  # said in the page; whether a link stands for it, the rule decides

    def to_input(self, device: str) -> PasswordChange:
        """Return the validated data, typed."""
        return PasswordChange(self.old_password.data or "", self.new_password.data or "", device)


class MandateForm(BaseForm):
    """A role for a person, somewhere, from a day to a day."""

    email = AddressField(_l("E-mail address of the person"))
    role = SelectField(_l("Role"), [_FILLED])
    entity = SelectField(_l("Where"), [InputRequired(_l("Choose where the role applies."))])
    campaign = SelectField(_l("For which campaign"), [_FILLED])
    languages = SelectMultipleField(
        _l("Languages read"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    starts_on = DateField(_l("First day"), [InputRequired(_l("Please enter a date."))])
    ends_on = DateField(_l("Last day"), [Optional()])
    reason = TextField(
        _l("Reason, if the person already holds a role that is usually separate"), REASON_MAX_CHARS, required=False
    )

    def offer(
        self,
        roles: Sequence[tuple[str, str]],
        entities: Sequence[EntityRow],
        campaigns: Sequence[tuple[str, str]],
        locale: str,
    ) -> None:
        """Fill the lists with what may be given; roles and campaigns are pairs of value and label."""
        self.role.choices = list(roles)
        self.entity.choices = [
            ("", _("Choose")),
            *((str(row.id), row.name) for row in entities),
            (NONE, _("The group")),
        ]
        self.campaign.choices = [(NONE, _("Every campaign")), *campaigns]
        self.languages.choices = [(code, language_name(locale, code)) for code in CONTENT_LANGUAGES]

    def to_input(self, person_id: int) -> MandateInput:
        """Return the validated data, typed."""
        entity, campaign = _named(self.entity), _named(self.campaign)
        return MandateInput(
            person_id=person_id,
            role=Role(self.role.data),
            entity_id=int(entity) if entity else None,
            campaign_id=int(campaign) if campaign else None,
            languages=tuple(self.languages.data or ()),
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            reason=self.reason.data or "",
        )


class PersonForm(BaseForm):
    """A new account; its owner signs in by a mail link and chooses a password afterwards."""

    email = AddressField(_l("E-mail address"))
    name = LineField(lazy_pgettext("person", "Name"), NAME_MAX_CHARS)
    entity = SelectField(_l("Entity"), [_FILLED])

    def offer(self, entities: Sequence[EntityRow]) -> None:
        """Fill the list of entities."""
        self.entity.choices = [(str(row.id), row.name) for row in entities]

    def to_input(self) -> PersonInput:
        """Return the validated data, typed."""
        return PersonInput(email=self.email.data or "", name=self.name.data or "", entity_id=int(self.entity.data))


class FunctionForm(BaseForm):
    """In which part of the company a person works."""

    function = SelectField(_l("Department"))

    def __init__(self, saved: Function | None) -> None:
        super().__init__(data={"function": saved.value if saved else NONE})
        self.function.choices = [(NONE, _("Not said")), *_functions()[1:]]

    def to_input(self) -> Function | None:
        """Return what was chosen."""
        return _function_in(self.function)
