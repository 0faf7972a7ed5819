"""States of an enrolment."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class EnrolmentStatus(StrEnum):
    """Where a person stands in an edition."""

    APPLIED = "applied"
    WAITING_LIST = "waiting_list"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LEFT = "left"
    COMPLETED = "completed"


TRANSITIONS: Mapping[EnrolmentStatus, frozenset[EnrolmentStatus]] = {
    EnrolmentStatus.APPLIED: frozenset(
        {EnrolmentStatus.ACCEPTED, EnrolmentStatus.WAITING_LIST, EnrolmentStatus.DECLINED, EnrolmentStatus.LEFT}
    ),
    EnrolmentStatus.WAITING_LIST: frozenset({EnrolmentStatus.ACCEPTED, EnrolmentStatus.LEFT}),
    EnrolmentStatus.ACCEPTED: frozenset({EnrolmentStatus.LEFT, EnrolmentStatus.COMPLETED}),
    EnrolmentStatus.LEFT: frozenset({EnrolmentStatus.ACCEPTED}),
}


class Participation(StrEnum):
    """Whether the reader takes part, or could."""

    ENROLLED = "enrolled"
    CAN_ENROL = "can_enrol"
    NOT_NOW = "not_now"  # open in the reader's entity, but in a phase that takes nobody in
    CLOSED = "closed"
    ELSEWHERE = "elsewhere"  # the reader's entity does not take part; a mandate shows the page
