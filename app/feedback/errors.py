"""Rules of this feature that can say no."""

from __future__ import annotations

from app.core.errors import N_, ChangedMeanwhile, DomainError


class AlreadySent(DomainError):
    """The same form was sent before: what it made is shown instead; of a comment, ``sent_id`` is its number."""

    code = "feedback.already_sent"
    message = N_("This has already been sent.")

    def __init__(self, sent_id: int = 0) -> None:
        super().__init__(sent_id=sent_id)
        self.sent_id = sent_id


class SentBefore(DomainError):
    """The same person has sent the same words within a day. ``sent_id`` is the contribution, or comment, they made."""

    code = "feedback.sent_before"
    message = N_("You have already sent this.")

    def __init__(self, sent_id: int) -> None:
        super().__init__(sent_id=sent_id)
        self.sent_id = sent_id


class FeedbackClosed(DomainError):
    """The edition takes no contributions now."""

    code = "feedback.edition_closed"
    message = N_(
        "This campaign no longer accepts contributions in your entity. Your text has not been saved; you can copy it."
    )


class LevelNotOffered(DomainError):
    """The campaign does not offer this identity level."""

    code = "feedback.level_not_offered"
    message = N_("This campaign does not offer that identity level.")
    status = 422
    field = "identity"


class StepOfAnotherMission(DomainError):
    """The step does not belong to the mission."""

    code = "feedback.step_of_another_mission"
    message = N_("This step does not belong to the mission.")
    status = 422
    field = "step"


class CannotBeEdited(DomainError):
    """An untraceable contribution cannot be edited: only its reference code leads back to it."""

    code = "feedback.cannot_be_edited"
    message = N_("A contribution nobody can trace cannot be edited; it can only be answered or withdrawn.")


class LanguageNotOffered(DomainError):
    """It is not one of the languages that a contribution may be in."""

    code = "feedback.language_not_offered"
    message = N_("Please choose a language from the list.")
    status = 422
    field = "language"


class NameReasonMissing(DomainError):
    """Showing a confidential author's name needs a reason; the author reads it."""

    code = "feedback.name_reason_missing"
    message = N_("Say why you need the name. The author will read it.")
    status = 422
    field = "reason"


class OwnContribution(DomainError):
    """Nobody says "me too" to their own contribution."""

    code = "feedback.own_contribution"
    message = N_("This is your own contribution.")


class UnknownReference(DomainError):
    """No contribution has this code."""

    code = "feedback.unknown_reference"
    message = N_("No contribution has this code. Please check each letter and digit.")
    status = 422
    field = "code"


class ChangedWhileRead(ChangedMeanwhile):
    """It changed between the moderator's reading and the decision."""

    code = "feedback.changed_while_read"
    message = N_("The contribution changed while you were reading it. Read it again before you decide.")


class TooManyImages(DomainError):
    """Those that stay and those that are added are more than a contribution holds."""

    code = "feedback.too_many_images"
    message = N_("Five images at most. Please remove one before you add another.")
    status = 422
    field = "images"


class HandlingReasonMissing(DomainError):
    """The states decided, done and not kept need a reason."""

    code = "feedback.reason_missing"
    message = N_("Please enter the reason; everybody can read it.")
    status = 422
    field = "reason"


class EvidenceKept(DomainError):
    """The mission was recalled: what was said of it is not changed any more."""

    code = "feedback_evidence_kept"
    message = N_(
        "The mission of this contribution has been recalled, so it can no longer be changed. You can still withdraw it."
    )
