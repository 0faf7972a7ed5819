"""Rules of this feature that can say no."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class ThemeNameMissing(DomainError):
    """The theme has no name in the campaign's own language."""

    code = "themes.name_missing"
    message = N_("Please name the theme in the campaign’s own language.")
    status = 422


class ThemeNameTaken(DomainError):
    """Another theme of the campaign is called so."""

    code = "themes.name_taken"
    message = N_("Another theme of this campaign has this name. Please choose another one, or merge the two.")
    status = 422


class TooManyThemes(DomainError):
    """More themes than a reader can choose from."""

    code = "themes.too_many"
    message = N_("This campaign has as many themes as it can hold. Merge some of them first.")


class ThemeOfOtherCampaign(DomainError):
    """Only a theme of the same campaign will do."""

    code = "themes.other_campaign"
    message = N_("Please choose a theme of the same campaign.")
    status = 422
    field = "into"


class NothingChosen(DomainError):
    """No contribution was ticked."""

    code = "themes.nothing_chosen"
    message = N_("Please select at least one contribution.")
    status = 422


class AlreadyGrouping(DomainError):
    """The campaign is being grouped at this moment."""

    code = "themes.already_grouping"
    message = N_("Groups are being looked for already. You can follow it here, or stop it.")


class NothingToGroup(DomainError):
    """Too few contributions share a language."""

    code = "themes.nothing_to_group"
    message = N_("There are too few contributions in any one language to look for groups.")


class GroupSettled(DomainError):
    """Somebody accepted, refused or merged the group before."""

    code = "themes.group_settled"
    message = N_("Somebody has decided on this group in the meantime.")
