"""What the rules of accounts refuse."""

from __future__ import annotations

from app.core.errors import N_, DomainError, Forbidden


class BadCredentials(DomainError):
    """Wrong address, wrong password, no password or a disabled account: the answer is the same on purpose."""

    code = "bad_credentials"
    message = N_("The e-mail address or the password is not right.")
    status = 422
    field = "password"


class LinkUsed(DomainError):
    """A mail link works once."""

    code = "link_used"
    message = N_("This link has already been used.")
    status = 410


class LinkExpired(DomainError):
    """The mail link is too old, was replaced by a newer one, or never existed."""

    code = "link_expired"
    message = N_("This link is no longer valid. Ask for a new one.")
    status = 410


class UnusableEmail(DomainError):
    """Not an address, or one that could be mistaken for another."""

    code = "email_unusable"
    message = N_("Enter an e-mail address in plain letters, such as name@company.example.")
    status = 422
    field = "email"


class EmailTaken(DomainError):
    """Another account has this address, or one that reads the same."""

    code = "email_taken"
    message = N_("Another account has this e-mail address, or one that looks the same.")
    field = "email"


class MistakableName(DomainError):
    """A word of the name mixes alphabets: it could pass for somebody else's."""

    code = "name_mistakable"
    message = N_("One word in this name mixes letters from several alphabets. Please use a single alphabet.")
    status = 422
    field = "name"


class UnknownPerson(DomainError):
    """No account has the address."""

    code = "person_unknown"
    message = N_("No active account has this e-mail address.")
    status = 422
    field = "email"


class OwnAccount(DomainError):
    """Administrators cannot disable their own account."""

    code = "own_account"
    message = N_("You cannot disable your own account. Ask another administrator.")


class WrongPassword(DomainError):
    """The current password was not given."""

    code = "password_wrong"
    message = N_("This is not your current password.")
    status = 422
    field = "old_password"


class FreshLinkNeeded(DomainError):
    """Who has no password yet must have signed in by a mail link just now to set one."""

    code = "fresh_link_needed"
    message = N_("Sign in again with a link sent by e-mail, then choose your password within 15\u00a0minutes.")
    status = 422
    field = "new_password"


class PasswordTooShort(DomainError):
    """The password has fewer characters than asked for."""

    code = "password_too_short"
    message = N_("A password must have at least %(minimum)d\u00a0characters. A short sentence works well.")
    status = 422
    field = "new_password"


class PasswordTooLong(DomainError):
    """The password has more characters than are accepted."""

    code = "password_too_long"
    message = N_("A password can have at most %(maximum)d\u00a0characters.")
    status = 422
    field = "new_password"


class PasswordTooCommon(DomainError):
    """The password is one of those that most people use."""

    code = "password_too_common"
    message = N_("This password is one of the first that anybody would try. Choose another one.")
    status = 422
    field = "new_password"


class PasswordHoldsName(DomainError):
    """The password is made of the person's own name or address."""

    code = "password_holds_name"
    message = N_("Choose a password without your name or your e-mail address in it.")
    status = 422
    field = "new_password"


class UnknownLocale(DomainError):
    """The interface does not exist in that language."""

    code = "locale_unknown"
    message = N_("The interface is not available in this language.")
    status = 422
    field = "locale"


class NoSuchTimeZone(DomainError):
    """No such time zone."""

    code = "time_zone_unknown"
    message = N_("This time zone does not exist.")
    status = 422
    field = "time_zone"


class EntityNeeded(DomainError):
    """A local role needs an entity."""

    code = "mandate_needs_entity"
    message = N_("This role belongs to one entity. Choose which one.")
    status = 422
    field = "entity"


class LanguagesNeeded(DomainError):
    """An ambassador's mandate needs the languages they read."""

    code = "mandate_needs_languages"
    message = N_("Choose the languages this ambassador reads.")
    status = 422
    field = "languages"


class StartsInPast(DomainError):
    """A mandate cannot begin before today."""

    code = "mandate_starts_in_past"
    message = N_("A mandate must begin today or later.")
    status = 422
    field = "starts_on"


class EndsBeforeStart(DomainError):
    """The last day cannot come before the first."""

    code = "mandate_ends_before_start"
    message = N_("The last day cannot come before the first.")
    status = 422
    field = "ends_on"


class AlreadyHeld(DomainError):
    """The person holds the role there in that time."""

    code = "mandate_already_held"
    message = N_("This person already holds this role there during that time.")
    field = "role"


class GivenToOneself(Forbidden):
    """Nobody gives a mandate to themselves, whatever role they hold."""

    code = "mandate_given_to_oneself"
    message = N_("You cannot grant a mandate to yourself. Ask a colleague who can grant mandates.")
    field = "email"


class RolesApart(DomainError):
    """The person holds a role that excludes this one there, in that time: two people must agree."""

    code = "mandate_roles_apart"
    message = N_(
        "This person holds a role there that is usually separate from this one, so that whoever decides does not also "
        "learn who wrote. If both are needed, say why: the reason is shown to the testers, and a second colleague "
        "must agree."
    )
    field = "reason"


class OwnMandate(DomainError):
    """Administrators cannot end their own mandate."""

    code = "own_mandate"
    message = N_("You cannot end your own mandate as administrator. Ask another administrator.")


class TakenOverApart(DomainError):
    """Somebody who would take a mandate over, or cover it, holds a role that excludes it."""

    code = "mandate_taken_over_apart"
    message = N_(
        "This person holds a role there that must be separate from this one, so that whoever decides does not also "
        "learn who wrote. Please choose somebody else."
    )
    field = "email"


class TakenOverByHolder(DomainError):
    """Somebody cannot take over from, or stand in for, themselves."""

    code = "mandate_taken_over_by_holder"
    message = N_("This person already holds the mandate. Please choose somebody else.")
    status = 422
    field = "email"


class CoverOutside(DomainError):
    """A cover lies within the mandate's own days."""

    code = "cover_outside_mandate"
    message = N_("These days must lie within those of the mandate.")
    status = 422
    field = "ends_on"


class CoverTooLong(DomainError):
    """A cover is for an absence, and no second mandate."""

    code = "cover_too_long"
    message = N_("Somebody can stand in for 60\u00a0days at most.")
    status = 422
    field = "ends_on"


class CoverTwice(DomainError):
    """One person stands in at a time."""

    code = "cover_twice"
    message = N_("Somebody already stands in during these days.")
    field = "starts_on"
