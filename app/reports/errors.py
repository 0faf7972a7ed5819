"""What the rules of reports refuse."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class NoFormatChosen(DomainError):
    """A report is at least one file."""

    code = "reports.no_format"
    message = N_("Please choose at least one format.")
    status = 422
    field = "formats"


class ReportLanguageMissing(DomainError):
    """A report is in a language of its campaign."""

    code = "reports.language_not_offered"
    message = N_("This campaign has no report in that language. Please choose another one.")
    status = 422
    field = "language"


class ReportsUnderWay(DomainError):
    """Several reports of one person wait already."""

    code = "reports.too_many"
    message = N_("Several of your reports are still being built. Please wait until one of them is ready.")


class TooManySchedules(DomainError):
    """One person has enough reports built by themselves."""

    code = "reports.too_many_schedules"
    message = N_("You have as many scheduled reports as there can be. Please stop one first.")
    field = "rhythm"
