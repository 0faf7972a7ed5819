"""Rules of this feature that can say no."""

from __future__ import annotations

from datetime import datetime

from app.core.errors import N_, DomainError


class AlreadyDecided(DomainError):
    """Another moderator was first: who, and when."""

    code = "moderation.already_decided"
    message = N_("%(name)s has already decided on this contribution.")

    def __init__(self, *, name: str, at: datetime) -> None:
        super().__init__(name=name, at=at)
        self.name = name
        self.at = at


class CannotBeUndone(DomainError):
    """It is too late, or something happened to the contribution since."""

    code = "moderation.cannot_be_undone"
    message = N_("This can no longer be undone: the time is over, or the contribution has changed since.")


class CommentStillWaits(DomainError):
    """A comment to the contribution waits, so that it cannot leave the queue."""

    code = "moderation.comment_still_waits"
    message = N_("A comment on this contribution is waiting for a moderator: please show or hide it first.")
    status = 409


class CannotTrust(DomainError):
    """The author is not known, so that nobody can be trusted with the next contribution."""

    code = "moderation.cannot_trust"
    message = N_("Nobody knows the author of this contribution, so there is no author to trust.")


class QuestionMissing(DomainError):
    """Sending back needs a question."""

    code = "moderation.question_missing"
    message = N_("Please choose or write a question; the author will read it.")
    status = 422
    field = "question"


class HidingReasonMissing(DomainError):
    """Hiding needs a reason."""

    code = "moderation.reason_missing"
    message = N_("Please choose or write a reason; the author will read it.")
    status = 422
    field = "reason"


class AlreadyReported(DomainError):
    """The same person reported the same before; a moderator reads it once."""

    code = "moderation.already_reported"
    message = N_("You have already reported this. A moderator will read it, and you are told what becomes of it.")


class TooManyReports(DomainError):
    """One person reported as much as a day allows."""

    code = "moderation.too_many_reports"
    message = N_("You have reported as much as one day allows. Nothing has been sent; please try again tomorrow.")
    status = 429


class ReportWordsMissing(DomainError):
    """A report for another reason says which."""

    code = "moderation.report_words_missing"
    message = N_("Please say in a sentence what is wrong.")
    status = 422
    field = "words"


class SecondLookTaken(DomainError):
    """A second look is asked for once."""

    code = "moderation.second_look_taken"
    message = N_("You have already asked for a second look at this contribution. It can be asked for once.")


class CommentLookTaken(DomainError):
    """A second look at a comment is asked for once."""

    code = "moderation.comment_look_taken"
    message = N_("You have already asked for a second look at this comment. It can be asked for once.")


class NothingSelected(DomainError):
    """A decision on several contributions names none."""

    code = "moderation.nothing_selected"
    message = N_("Please select at least one contribution.")
    status = 422
    field = "act"


class AssigneeMissing(DomainError):
    """A case is assigned to somebody who moderates there."""

    code = "moderation.assignee_missing"
    message = N_("Please choose somebody of the list: they moderate there, in this language.")
    status = 422
    field = "assignee"


class AssignedInThePast(DomainError):
    """A case is to be dealt with by a day that is over."""

    code = "moderation.assigned_in_the_past"
    message = N_("This day is over. Please choose today or a later day.")
    status = 422
    field = "due_on"


class LabelTooLong(DomainError):
    """A label is a word or two."""

    code = "moderation.label_too_long"
    message = N_("A label can have at most %(count)s\u00a0characters.")
    status = 422
    field = "labels"

    def __init__(self, count: int) -> None:
        super().__init__(count=count)


class TooManyLabels(DomainError):
    """A contribution has few labels, and so has an entity."""

    code = "moderation.too_many_labels"
    message = N_("A contribution can have at most %(each)s\u00a0labels, and an entity %(all)s.")
    status = 422
    field = "labels"

    def __init__(self, *, each: int, all_of_them: int) -> None:
        super().__init__(each=each, all=all_of_them)
