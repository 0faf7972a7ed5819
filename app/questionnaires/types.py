"""When a questionnaire is asked, and how far a response is."""

from __future__ import annotations

from enum import StrEnum


class Moment(StrEnum):
    """When a wave asks its questionnaire."""

    SCREENING = "screening"  # when applying to an edition
    START = "at_start"  # after joining, before the test phase and during it
    DATED = "dated"  # between two days
    MISSION = "mission"  # in a mission
    END = "at_end"  # once the test phase is over, and until the edition closes


class ResponseState(StrEnum):
    """How far a response is."""

    STARTED = "in_progress"  # private: nobody else reads it, no figure counts it
    SENT = "handed_in"
