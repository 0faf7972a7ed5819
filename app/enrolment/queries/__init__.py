"""Reads of enrolment."""

from app.enrolment.queries.places import (
    PlacesTaken,
    QuotaRow,
    RecruitmentRow,
    applications_of,
    members_waiting,
    places_taken,
    places_told,
    recruitments_of,
    segments_of,
)
from app.enrolment.queries.reads import (
    TESTERS,
    EnrolmentPlace,
    MissionPlace,
    MyEnrolment,
    MyStanding,
    enrolment_in,
    place_at,
    place_at_for_update,
    place_of,
    place_of_for_update,
    standing_in,
)

__all__ = [
    "TESTERS",
    "EnrolmentPlace",
    "MissionPlace",
    "MyEnrolment",
    "MyStanding",
    "PlacesTaken",
    "QuotaRow",
    "RecruitmentRow",
    "applications_of",
    "enrolment_in",
    "members_waiting",
    "place_at",
    "place_at_for_update",
    "place_of",
    "place_of_for_update",
    "places_taken",
    "places_told",
    "recruitments_of",
    "segments_of",
    "standing_in",
]
