"""What an author, or a moderator, must know of where a contribution stands."""

from __future__ import annotations

from flask_babel import gettext as _

from app.feedback.lifecycle import LIFECYCLE, Act, LifeStage, Shown, Step, author_as
from app.feedback.queries.single import FeedbackView
from app.policy.actor import Actor
from app.policy.check import can
from app.policy.rules import Action


def state_note(view: FeedbackView, actor: Actor) -> str:
    """What the author, or a moderator, must know of what others do not see."""
    hidden = _("Others no longer see it. Reason: %(reason)s", reason=view.moderation_reason)
    waiting = _("Only its author and the moderators see it. A moderator reads it before others do.")
    to_author = {
        LifeStage.WAITING: waiting,
        LifeStage.SENT_BACK: _("A moderator asks you something before it is published."),
        LifeStage.HIDDEN: hidden,
        LifeStage.CHANGE_WAITING: _("A moderator reads your change; the version of before stays visible meanwhile."),
        LifeStage.CHANGE_SENT_BACK: _("A moderator asks you about your change; the version of before stays visible."),
    }
    to_moderators = {
        LifeStage.WAITING: waiting,
        LifeStage.SENT_BACK: _("A moderator asks the author a question. Only the two of them see it."),
        LifeStage.HIDDEN: hidden,
        LifeStage.CHANGE_WAITING: _("Its author has changed it; others see the version of before."),
        LifeStage.CHANGE_SENT_BACK: _("A moderator asks about a change; others see the version of before."),
        LifeStage.CHANGED: _("Its author has changed it since it was published."),
    }
    if can(actor, Action.FEEDBACK_WITHDRAW, view.facts):
        return to_author.get(view.feedback.stage, "")
    if can(actor, Action.FEEDBACK_MODERATE, view.facts):
        return to_moderators.get(view.feedback.stage, "")
    return ""


def change_note(view: FeedbackView, actor: Actor) -> str:
    """Say to an author who is about to change it what becomes of the change."""
    step = _step_of_change(view, actor)
    if step is None:
        return ""
    if step.to is LifeStage.WAITING:
        return _("A moderator reads it before others do. The former version is kept for the moderators.")
    if step.to is LifeStage.CHANGE_WAITING:
        return _("A moderator reads your change; the version of before stays visible meanwhile.")
    return _("Readers see at once that it was changed. The former version is kept for the moderators.")


def change_waits(view: FeedbackView, actor: Actor) -> bool:
    """Tell whether readers go on seeing the former version until a moderator has read the change."""
    step = _step_of_change(view, actor)
    return step is not None and step.shown is Shown.FORMER


def _step_of_change(view: FeedbackView, actor: Actor) -> Step | None:
    who = author_as(is_trusted=actor.is_trusted, is_known=view.feedback.author_id is not None)
    return LIFECYCLE.get((view.feedback.stage, who, Act.CHANGE))
