"""The kinds of texts on the bench."""

from __future__ import annotations

from enum import StrEnum

TERM_MAX_CHARS, AVOID_MAX_CHARS, NOTE_MAX_CHARS = 80, 200, 500  # of the glossary
TERMS_MAX = 1000


class TextKind(StrEnum):
    """Which text of which thing, in the order of the bench."""

    CAMPAIGN_TITLE = "campaign_title"
    CAMPAIGN_PITCH = "campaign_pitch"
    CAMPAIGN_DESCRIPTION = "campaign_description"
    EDITION_LOCAL = "edition_local"
    MISSION_TITLE = "mission_title"
    MISSION_BODY = "mission_body"
    MISSION_STEP = "mission_step"
    RESULTS_INTRO = "results_intro"
    RESULTS_SAID = "results_said"
    RESULTS_STANDS = "results_stands"
    THEME = "theme"
    KNOWN_ISSUE_TITLE = "known_issue_title"
    KNOWN_ISSUE_BODY = "known_issue_body"
    QUESTIONNAIRE_TITLE = "questionnaire_title"
    QUESTIONNAIRE_INTRO = "questionnaire_intro"
    QUESTION = "question"
    QUESTION_HELP = "question_help"
    QUESTION_PART = "question_part"
    CHARTER = "charter"
    CONFIDENTIALITY = "confidentiality"
    ANNOUNCEMENT_TITLE = "announcement_title"
    ANNOUNCEMENT_BODY = "announcement_body"
    READY_ANSWER = "ready_answer"
    HOUSE_RULES = "house_rules"
    LEGAL_TEXT = "legal_text"


# Their words are a part of answers: where somebody has answered, the former ones are kept.
OF_QUESTIONNAIRES = frozenset(
    {
        TextKind.QUESTIONNAIRE_TITLE,
        TextKind.QUESTIONNAIRE_INTRO,
        TextKind.QUESTION,
        TextKind.QUESTION_HELP,
        TextKind.QUESTION_PART,
    }
)

# People agree to them: the central team writes all of a charter in one language at once, on its own page.
AGREED_TO = frozenset({TextKind.CHARTER, TextKind.CONFIDENTIALITY})


class UnitFate(StrEnum):
    """What becomes of a text of a file."""

    STORED = "stored"
    UNCHANGED = "unchanged"
    OUTDATED = "outdated"
    FOREIGN = "foreign"
    TOO_LONG = "too_long"
    BROKEN = "broken"  # a placeholder of the source is missing


class FileRefused(Exception):
    """A file cannot be taken. ``is_foreign``: it translates between other languages, or another campaign."""

    def __init__(self, *, is_foreign: bool = False) -> None:
        super().__init__("foreign" if is_foreign else "unreadable")
        self.is_foreign = is_foreign
