"""Identity levels, what a campaign promises, and the states and phases of an edition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from app.core.errors import N_
from app.policy.actor import Role

SLUG_MAX_CHARS = 80
TITLE_MAX_CHARS = 120
PITCH_MAX_CHARS = 240
DESCRIPTION_MAX_CHARS = 8000
PROMISE_MAX_DAYS = 60  # working days
LOCAL_MAX_CHARS = 2000
VARIANT_MAX_CHARS = 120

# Who can be the contact of an edition: functions that its people may turn to.
CONTACT_ROLES = (Role.COMMUNITY_MANAGER, Role.AMBASSADOR, Role.SPONSOR)

# The texts of a campaign, and how they are called (msgids).
TEXT_NAMES: Mapping[str, str] = {
    "title": N_("Title"),
    "pitch": N_("The campaign in one sentence"),
    "description": N_("Description"),
}


class IdentityLevel(StrEnum):
    """Who can know the author of a contribution."""

    NAMED = "named"  # everybody: with my name
    CONFIDENTIAL = "confidential"  # the moderators only: "a colleague from X"
    UNTRACEABLE = "untraceable"  # nobody: the author is not stored


LEVEL_NAMES: Mapping[IdentityLevel, str] = {
    IdentityLevel.NAMED: N_("With their name"),
    IdentityLevel.CONFIDENTIAL: N_("Known only to the moderators"),
    IdentityLevel.UNTRACEABLE: N_("Nobody can know"),
}
PROTECTING_LEVELS = frozenset({IdentityLevel.CONFIDENTIAL, IdentityLevel.UNTRACEABLE})


class ModerationTiming(StrEnum):
    """When moderators read what is sent to a campaign."""

    FIRST = "first_contributions"  # before others do, until a moderator trusts the author
    AFTER = "after_publication"  # after it has appeared
    BEFORE = "before_publication"  # always before others do


class CampaignPurpose(StrEnum):
    """What a campaign is for: to be opened, or to be copied when one is begun."""

    CAMPAIGN = "campaign"
    TEMPLATE = "template"
    RETIRED = "retired_template"  # offered no more


class PromisePart(StrEnum):
    """One thing that a campaign promises to those who take part."""

    ANSWER_WITHIN_DAYS = "within_days"
    DECIDE_BY = "decided_by"
    IDENTITY_LEVELS = "levels_offered"
    MIN_GROUP = "figure_group"
    MIN_GROUP_VERBATIM = "quotation_group"


@dataclass(frozen=True, slots=True)
class CampaignPromise:
    """What a campaign promises to those who take part."""

    answer_within_days: int  # working days
    decide_by: date | None
    identity_levels: frozenset[IdentityLevel]
    min_group: int  # people behind a figure
    min_group_verbatim: int  # people behind quoted words

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> CampaignPromise:
        """Return the promise that ``to_store`` gave."""
        return cls(
            stored["answer_within_days"],
            date.fromisoformat(stored["decide_by"]) if stored["decide_by"] else None,
            frozenset(IdentityLevel(level) for level in stored["identity_levels"]),
            stored["min_group"],
            stored["min_group_verbatim"],
        )

    def to_store(self) -> dict[str, Any]:
        """Return plain values, for a column or the journal."""
        return {
            "answer_within_days": self.answer_within_days,
            "decide_by": self.decide_by.isoformat() if self.decide_by else None,
            "identity_levels": [level.value for level in IdentityLevel if level in self.identity_levels],
            "min_group": self.min_group,
            "min_group_verbatim": self.min_group_verbatim,
        }


def changed_parts(before: CampaignPromise, after: CampaignPromise) -> tuple[PromisePart, ...]:
    """Return the parts of a promise that are not as before."""
    has_changed = {
        PromisePart.ANSWER_WITHIN_DAYS: after.answer_within_days != before.answer_within_days,
        PromisePart.DECIDE_BY: after.decide_by != before.decide_by,
        PromisePart.IDENTITY_LEVELS: after.identity_levels != before.identity_levels,
        PromisePart.MIN_GROUP: after.min_group != before.min_group,
        PromisePart.MIN_GROUP_VERBATIM: after.min_group_verbatim != before.min_group_verbatim,
    }
    return tuple(part for part, changed in has_changed.items() if changed)


def weakened_parts(before: CampaignPromise, after: CampaignPromise) -> tuple[PromisePart, ...]:
    """Return the parts of a promise that hold less than before for those who take part."""
    is_weaker = {
        PromisePart.ANSWER_WITHIN_DAYS: after.answer_within_days > before.answer_within_days,
        PromisePart.DECIDE_BY: before.decide_by is not None
        and (after.decide_by is None or after.decide_by > before.decide_by),
        # A protecting level is gone, or names can be read where none could.
        PromisePart.IDENTITY_LEVELS: bool((before.identity_levels & PROTECTING_LEVELS) - after.identity_levels)
        or IdentityLevel.NAMED in after.identity_levels - before.identity_levels,
        PromisePart.MIN_GROUP: after.min_group < before.min_group,
        PromisePart.MIN_GROUP_VERBATIM: after.min_group_verbatim < before.min_group_verbatim,
    }
    return tuple(part for part, weaker in is_weaker.items() if weaker)


class EditionStatus(StrEnum):
    """Life of an edition; it only moves forward."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


EDITION_TRANSITIONS: Mapping[EditionStatus, frozenset[EditionStatus]] = {
    EditionStatus.DRAFT: frozenset({EditionStatus.OPEN}),
    EditionStatus.OPEN: frozenset({EditionStatus.CLOSED}),
}


class PhaseKind(StrEnum):
    """A dated part of an edition, in the order they come."""

    RECRUIT = "recruit"
    TEST = "test"
    VOTE = "vote"
    CLOSE = "close"


def has_ended(ends_at: datetime | None, instant: datetime) -> bool:
    """Tell whether a phase is over at an instant; one without a last day never is."""
    return ends_at is not None and ends_at <= instant


def is_running(starts_at: datetime, ends_at: datetime | None, instant: datetime) -> bool:
    """Tell whether a phase is under way at an instant; its end is not included."""
    return starts_at <= instant and not has_ended(ends_at, instant)


WARNED_BEFORE = timedelta(days=2)  # the end of a phase, in hours that pass: 48, also when clocks change meanwhile


class PhaseTurn(StrEnum):
    """What happens to a phase at a planned instant, in the order of one instant: one closes before the next opens."""

    ENDS_SOON = "ends_soon"  # two days before the end; planned for the end itself
    CLOSES = "closes"
    OPENS = "opens"

    def happens_at(self, planned_at: datetime) -> datetime:
        """Return when it is due: the warning before an end comes two days earlier."""
        return planned_at - WARNED_BEFORE if self is PhaseTurn.ENDS_SOON else planned_at
