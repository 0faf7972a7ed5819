"""The kinds of texts on the bench."""

from __future__ import annotations

from enum import StrEnum


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
    TextKind.CAMPAIGN_TITLE: 120,
    TextKind.CAMPAIGN_PITCH: 240,
    TextKind.CAMPAIGN_DESCRIPTION: 8000,
    TextKind.MISSION_TITLE: 120,
    TextKind.MISSION_BODY: 4000,
    TextKind.MISSION_STEP: 160,
    TextKind.THEME: 60,
}  # of the texts that are written on the bench: as much as the forms of their features take


class FileRefused(Exception):
    """A file cannot be taken. ``is_foreign``: it is XLIFF, of other languages."""

    def __init__(self, *, is_foreign: bool = False) -> None:
        super().__init__("foreign" if is_foreign else "unreadable")
        self.is_foreign = is_foreign
