"""What an author, or a moderator, must know of where a contribution stands."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.types import IdentityLevel, ModerationTiming
from app.feedback.lifecycle import LIFECYCLE, Act, LifeStage, Shown, Step, Who, author_as, sender_as
from app.feedback.queries.delays import UsualDelay
from app.feedback.queries.single import FeedbackView
from app.missions.queries import MissionTarget
from app.policy.actor import Actor
from app.policy.check import can
from app.policy.rules import Action


def state_note(view: FeedbackView, actor: Actor) -> str:
    """What the author, or a moderator, must know of what others do not see."""
    hidden = _("Others can no longer see it. Reason: %(reason)s", reason=view.moderation_reason)
    waiting = _("Only its author and the moderators can see it. A moderator will read it before others do.")
    merged = _("It has been merged into another contribution that says the same, and is read there.")
    to_author = {
        LifeStage.WAITING: _second_look(view) or waiting,
        LifeStage.SENT_BACK: _("A moderator has a question for you before it can be published."),
        LifeStage.HIDDEN: hidden,
        LifeStage.MERGED: merged,
        LifeStage.CHANGE_WAITING: _(
            "A moderator will read your change; in the meantime the previous version stays visible."
        ),
        LifeStage.CHANGE_SENT_BACK: _(
            "A moderator has a question about your change; the previous version stays visible."
        ),
    }
    to_moderators = {
        LifeStage.WAITING: waiting,
        LifeStage.SENT_BACK: _(
            "A moderator has a question for the author. Only the author and the moderators can see it."
        ),
        LifeStage.HIDDEN: hidden,
        LifeStage.MERGED: merged,
        LifeStage.CHANGE_WAITING: _("Its author has edited it; others see the previous version."),
        LifeStage.CHANGE_SENT_BACK: _("A moderator has a question about a change; others see the previous version."),
        LifeStage.CHANGED: _("Its author has edited it since it was published.")
        if view.feedback.revised_at
        else _("Published; a moderator is to look at it."),
    }
    if can(actor, Action.FEEDBACK_WITHDRAW, view.facts):
        if view.feedback.stage is LifeStage.HIDDEN and view.second_look is not None and not view.second_look.is_due:
            return _(
                "Another moderator has looked at it again: it stays hidden. Reason: %(reason)s",
                reason=view.moderation_reason,
            )
        return to_author.get(view.feedback.stage, "")
    if can(actor, Action.FEEDBACK_MODERATE, view.facts):
        return to_moderators.get(view.feedback.stage, "")
    return ""


def _second_look(view: FeedbackView) -> str:
    """Say to its author that another moderator is going to look at it."""
    is_due = view.second_look is not None and view.second_look.is_due
    return (
        _("You asked for a second look: another moderator will read it, and you are told the outcome.")
        if is_due
        else ""
    )


def delay_sentence(delay: UsualDelay | None) -> str:
    """Say how long others waited; "" where too few did."""
    if delay is None:
        return ""
    if delay.days == 0:
        return _(
            "Usually it is published on the day it is sent (as seen with at least %(people)s\u00a0people).",
            people=delay.people,
        )
    return ngettext(
        "Usually it is published within %(num)s\u00a0working day (as seen with at least %(people)s\u00a0people).",
        "Usually it is published within %(num)s\u00a0working days (as seen with at least %(people)s\u00a0people).",
        delay.days,
        people=delay.people,
    )


def reading_sentence(target: MissionTarget, actor: Actor) -> str:
    """Say to who is about to send something when a moderator reads it."""
    is_trusted = actor.is_trusted_in(target.entity_id, target.mission.campaign_id)
    who = sender_as(is_trusted=is_trusted, is_known=True, timing=target.moderation_timing)
    has_nameless = IdentityLevel.UNTRACEABLE in target.identity_levels
    if who is Who.AUTHOR and target.moderation_timing is ModerationTiming.BEFORE:
        return _("A moderator will read your contribution before others can see it.")
    if who is Who.AUTHOR:
        return _("A moderator will read your first contribution before others can see it.")
    if who is Who.READ_AFTERWARDS:
        if has_nameless:
            return _(
                "Your contribution appears at once, and a moderator reads it afterwards. What nobody can trace is read "
                "first: the moment it appeared could tell who wrote it."
            )
        return _("Your contribution appears at once, and a moderator reads it afterwards.")
    if has_nameless:
        return _("Your contribution appears at once. What nobody can trace is read by a moderator first.")
    return _("Your contribution appears at once.")


def change_note(view: FeedbackView, actor: Actor) -> str:
    """Say to an author who is about to change it what becomes of the change."""
    step = _step_of_change(view, actor)
    if step is None:
        return ""
    if step.to is LifeStage.WAITING:
        return _("A moderator will read it before others do. The previous version is kept for the moderators.")
    if step.to is LifeStage.CHANGE_WAITING:
        return _("A moderator will read your change; in the meantime the previous version stays visible.")
    return _("Readers will see that it was edited, and can read the previous version.")


def change_waits(view: FeedbackView, actor: Actor) -> bool:
    """Tell whether readers go on seeing the former version until a moderator has read the change."""
    step = _step_of_change(view, actor)
    return step is not None and step.shown is Shown.FORMER


def _step_of_change(view: FeedbackView, actor: Actor) -> Step | None:
    feedback = view.feedback
    who = author_as(
        is_trusted=actor.is_trusted_in(feedback.entity_id, feedback.campaign_id),
        is_known=feedback.author_id is not None,
        timing=view.campaign.moderation_timing,
    )
    return LIFECYCLE.get((feedback.stage, who, Act.CHANGE))
