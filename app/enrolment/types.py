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
    EnrolmentStatus.WAITING_LIST: frozenset({EnrolmentStatus.ACCEPTED, EnrolmentStatus.DECLINED, EnrolmentStatus.LEFT}),
    EnrolmentStatus.ACCEPTED: frozenset({EnrolmentStatus.LEFT, EnrolmentStatus.COMPLETED}),
    EnrolmentStatus.LEFT: frozenset({EnrolmentStatus.APPLIED, EnrolmentStatus.WAITING_LIST}),
}
PENDING = frozenset({EnrolmentStatus.APPLIED, EnrolmentStatus.WAITING_LIST})  # they asked to take part
TAKING = frozenset({EnrolmentStatus.ACCEPTED, EnrolmentStatus.COMPLETED})  # each takes a place
QUOTAS_MAX = 20
PLACES_MAX = 100_000


class Participation(StrEnum):
    """Whether the reader takes part, or could."""

    ENROLLED = "enrolled"
    CAN_ENROL = "can_enrol"
    PENDING = "pending"  # applied, or on the waiting list
    DECLINED = "turned_down"
    NOT_NOW = "not_now"  # open in the reader's entity, but in a phase that takes nobody in
    CLOSED = "closed"
    ELSEWHERE = "elsewhere"  # the reader's entity does not take part; a mandate shows the page
