"""What reviewers' links refuse."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class PreviewDayPast(DomainError):
    """A link ends on a day to come, within ninety days."""

    code = "preview_day_past"
    message = N_("Please choose a day from today on, within 90\u00a0days.")
    status = 422
    field = "ends_on"


class NoDraftToShow(DomainError):
    """The edition is open or closed: who may read it needs no link."""

    code = "preview_no_draft"
    message = N_("The campaign is no longer in preparation there: a link shows a draft only.")
    field = "entity"
