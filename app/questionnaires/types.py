"""When a questionnaire is asked, and how far a response is."""

from __future__ import annotations

from enum import StrEnum

from app.core.errors import N_
from app.questions.types import PartRole

MAX_QUESTIONS = 200  # and texts between them: nobody answers more
MAX_CONDITIONS = 10  # of one question
TITLE_MAX_CHARS = 120
INTRO_MAX_CHARS = 2000
PROMPT_MAX_CHARS = 500
HELP_MAX_CHARS = 1000
PART_MAX_CHARS = 200
PART_NAMES = {  # of all parts with a role, and of one: msgids
    PartRole.OPTION: (N_("Options"), N_("Option %(number)s")),
    PartRole.ROW: (N_("Lines"), N_("Line %(number)s")),
    PartRole.COLUMN: (N_("Columns"), N_("Column %(number)s")),
    PartRole.END: (N_("Text at both ends"), N_("Text at end %(number)s")),
}


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


class Opening(StrEnum):
    """Whether a wave can be answered now."""

    NOT_YET = "not_yet"
    OPEN = "open_now"
    OVER = "over"
