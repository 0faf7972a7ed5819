"""The kinds of texts on the bench."""

from __future__ import annotations

from enum import StrEnum

from app.campaigns import types as campaigns
from app.missions import types as missions
from app.themes.types import NAME_MAX_CHARS


class TextKind(StrEnum):
    """Which text of which thing, in the order of the bench."""

    CAMPAIGN_TITLE = "campaign_title"
    CAMPAIGN_PITCH = "campaign_pitch"
    CAMPAIGN_DESCRIPTION = "campaign_description"
    MISSION_TITLE = "mission_title"
    MISSION_BODY = "mission_body"
    MISSION_STEP = "mission_step"
    THEME = "theme"
    QUESTIONNAIRE_TITLE = "questionnaire_title"
    QUESTIONNAIRE_INTRO = "questionnaire_intro"
    QUESTION = "question"
    QUESTION_HELP = "question_help"
    QUESTION_PART = "question_part"


LONG_KINDS = frozenset({TextKind.CAMPAIGN_DESCRIPTION, TextKind.MISSION_BODY, TextKind.QUESTIONNAIRE_INTRO})

# Their words are a part of answers: they are written on the questionnaire's own page, which keeps the former ones.
OF_QUESTIONNAIRES = frozenset(
    {
        TextKind.QUESTIONNAIRE_TITLE,
        TextKind.QUESTIONNAIRE_INTRO,
        TextKind.QUESTION,
        TextKind.QUESTION_HELP,
        TextKind.QUESTION_PART,
    }
)


class UnitFate(StrEnum):
    """What becomes of a text of a file."""

    STORED = "stored"
    UNCHANGED = "unchanged"
    OUTDATED = "outdated"
    FOREIGN = "foreign"
    TOO_LONG = "too_long"


MAX_CHARS = {
    TextKind.CAMPAIGN_TITLE: campaigns.TITLE_MAX_CHARS,
    TextKind.CAMPAIGN_PITCH: campaigns.PITCH_MAX_CHARS,
    TextKind.CAMPAIGN_DESCRIPTION: campaigns.DESCRIPTION_MAX_CHARS,
    TextKind.MISSION_TITLE: missions.TITLE_MAX_CHARS,
    TextKind.MISSION_BODY: missions.BODY_MAX_CHARS,
    TextKind.MISSION_STEP: missions.STEP_MAX_CHARS,
    TextKind.THEME: NAME_MAX_CHARS,
}  # of the texts that are written on the bench


class FileRefused(Exception):
    """A file cannot be taken. ``is_foreign``: it is XLIFF, of other languages."""

    def __init__(self, *, is_foreign: bool = False) -> None:
        super().__init__("foreign" if is_foreign else "unreadable")
        self.is_foreign = is_foreign
