"""What the rules of results pages refuse."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class ResultsIntroMissing(DomainError):
    """A page begins with some words in the campaign's first language."""

    code = "results.intro_missing"
    message = N_("Please write the introduction in the first language of the campaign.")
    status = 422


class ResultsEmpty(DomainError):
    """A page without a decision says nothing."""

    code = "results.empty"
    message = N_("Please choose at least one decision for the page.")
    status = 422
    field = "decisions"


class ResultsUnchanged(DomainError):
    """The same page is not published twice."""

    code = "results.unchanged"
    message = N_("Nothing has changed since the last version. Nobody has been told again.")


class ChangesMissing(DomainError):
    """A later version says what changed."""

    code = "results.changes_missing"
    message = N_("Please say what has changed since the last version.")
    status = 422
    field = "changes"


class QuotationNotAgreed(DomainError):
    """What is not highlighted in this campaign with its author's agreement is not quoted."""

    code = "results.quotation_not_agreed"
    message = N_("One of the quotations can no longer be shown: its author has to agree. Please choose again.")
    field = "first_quote"


class DecisionElsewhere(DomainError):
    """A decision of another campaign is not on this page."""

    code = "results.decision_elsewhere"
    message = N_("One of the decisions cannot be on this page. Please choose again.")
    field = "decisions"
